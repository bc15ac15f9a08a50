//! Classes: the instructor's pages, and how candidates join and leave.

pub(crate) mod class;
pub(crate) mod invite;
pub(crate) mod join;
pub(crate) mod list;
pub(crate) mod roster;
pub(crate) mod trail;

/// A code as people read it: in two halves.
pub(crate) fn spaced(code: &str) -> String {
    match code.split_at_checked(code.len() / 2) {
        Some((first, second)) if !first.is_empty() => format!("{first}-{second}"),
        _ => code.to_owned(),
    }
}

/// A code as it is stored, of what somebody typed: letters only, large.
pub(crate) fn tidy_code(typed: &str) -> String {
    typed
        .chars()
        .filter(char::is_ascii_alphabetic)
        .map(|letter| letter.to_ascii_uppercase())
        .take(32)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{spaced, tidy_code};

    #[test]
    fn a_code_is_read_however_it_is_typed() {
        assert_eq!(spaced("ABCDEFGHJK"), "ABCDE-FGHJK");
        for typed in ["ABCDE-FGHJK", " abcde fghjk ", "abcdefghjk\n"] {
            assert_eq!(tidy_code(typed), "ABCDEFGHJK");
        }
        assert_eq!(spaced(""), "");
    }
}
