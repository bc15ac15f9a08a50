//! The boxes that make a bullet an option.

/// What may stand in a box by mistake.
const BAD_MARKS: [&str; 10] = ["", "*", "-", "+", "v", "V", "y", "✓", "✔", "✗"];

/// Whether a bullet's text begins with a box, well written or not.
pub(crate) fn has_box(text: &str) -> bool {
    box_of(text).is_some()
}

/// The box that a bullet's text begins with: whether it marks a key (`None` if it is badly written), and how many bytes
/// it has.
pub(crate) fn box_of(text: &str) -> Option<(Option<bool>, usize)> {
    let (mark, after) = text.strip_prefix('[')?.split_once(']')?;
    let length = mark.len() + 2;
    let key = match mark {
        " " => Some(false),
        "x" | "X" => Some(true),
        _ => None,
    };
    // `[x](address)` is a link.
    if after.starts_with(['(', '[']) && key != Some(false) {
        return None;
    }
    match key {
        Some(_) => Some((key.filter(|_| after.is_empty() || after.starts_with([' ', '\t'])), length)),
        None => {
            let mark = mark.trim();
            (mark.len() <= 4 && (BAD_MARKS.contains(&mark) || mark.eq_ignore_ascii_case("x")))
                .then_some((None, length))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::box_of;

    #[test]
    fn boxes_are_told_from_other_brackets() {
        assert_eq!(box_of("[ ] a"), Some((Some(false), 3)));
        assert_eq!(box_of("[x] a"), Some((Some(true), 3)));
        assert_eq!(box_of("[X]"), Some((Some(true), 3)));
        assert_eq!(box_of("[x]a"), Some((None, 3)));
        assert_eq!(box_of("[] a"), Some((None, 2)));
        assert_eq!(box_of("[ x ] a"), Some((None, 5)));
        assert_eq!(box_of("[✓] a"), Some((None, 5)));
        for other in ["[x](address)", "[0] + [1]", "[topic]", "a [x]", "[", "`[ ]` a"] {
            assert_eq!(box_of(other), None, "{other}");
        }
    }
}
