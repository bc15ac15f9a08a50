//! Options that are the same Python literal in another spelling.

use crate::duplicates::lexer::{Kind, Lexeme, lex};

/// A literal (a number, a string, a constant, or a list, tuple, set or dictionary of them) in one spelling: without
/// white space, with one kind of quotes, no needless zeros after the decimal point, no comma after a last element. None
/// where the code is something else.
pub(crate) fn canonical(code: &str) -> Option<String> {
    let lexemes = lex(code.trim());
    let mut text = String::new();
    for (index, lexeme) in lexemes.iter().enumerate() {
        match (lexeme.kind, lexeme.text) {
            (Kind::Number, number) => text.push_str(without_zeros(number)),
            (Kind::Text, string) => text.push_str(&with_one_quote(string)?),
            (Kind::Name, "True" | "False" | "None") => text.push_str(lexeme.text),
            (Kind::Sign, ",") if is_needless_comma(&lexemes, index) => {}
            (Kind::Sign, "(" | ")" | "[" | "]" | "{" | "}" | "," | ":" | "-" | "+") => {
                text.push_str(lexeme.text)
            }
            _ => return None,
        }
        // Two words side by side stay two.
        if lexeme.kind != Kind::Sign && lexemes.get(index + 1).is_some_and(|next| next.kind != Kind::Sign) {
            text.push(' ');
        }
    }
    Some(text)
}

/// `1.50` as `1.5`, `2.0` and `2.00` as `2.0`.
fn without_zeros(number: &str) -> &str {
    let plain = number.chars().all(|c| c.is_ascii_digit() || c == '.');
    match number.find('.') {
        Some(point) if plain && number.len() > point + 2 => {
            let least = point + 2;
            &number[..number.trim_end_matches('0').len().max(least)]
        }
        _ => number,
    }
}

/// The string between double quotes; none if only the quotes it has can hold it.
fn with_one_quote(string: &str) -> Option<String> {
    let at = string.find(['\'', '"'])?;
    let (prefix, quoted) = string.split_at(at);
    if quoted.len() > 2 && (quoted.starts_with("'''") || quoted.starts_with("\"\"\"")) {
        return Some(string.to_owned());
    }
    let inner = quoted.get(1..quoted.len() - 1)?;
    Some(if inner.contains(['\'', '"']) { string.to_owned() } else { format!("{prefix}\"{inner}\"") })
}

/// After a last element, but for a tuple's only one.
fn is_needless_comma(lexemes: &[Lexeme<'_>], index: usize) -> bool {
    lexemes.get(index + 1).is_some_and(|next| matches!(next.text, "]" | "}"))
}

#[cfg(test)]
mod tests {
    use super::canonical;

    #[test]
    fn spellings_of_one_literal_are_one() {
        for (a, b) in [
            ("1.0", "1.00"),
            ("[1.50]", "[ 1.5 ]"),
            ("'a'", "\"a\""),
            ("[1,2, 3]", "[1, 2, 3,]"),
            ("{'a':1}", "{\"a\": 1}"),
            ("(None, - 1)", "(None,-1)"),
        ] {
            assert_eq!(canonical(a), canonical(b), "{a}");
            assert!(canonical(a).is_some(), "{a}");
        }
    }

    #[test]
    fn different_literals_and_code_stay_apart() {
        for (a, b) in [
            ("1", "1.0"),
            ("10.0", "1.0"),
            ("100", "1"),
            ("1e3", "1000.0"),
            ("'a b'", "'ab'"),
            ("b'a'", "'a'"),
            ("(1,)", "(1)"),
            ("[1, 2]", "[12]"),
            ("1 2", "12"),
            ("'\"'", "\"'\""),
        ] {
            assert_ne!(canonical(a), canonical(b), "{a}");
        }
        for code in ["f(1)", "a", "1 * 2", "x = 1", "'a' 'b' c", "don't"] {
            assert_eq!(canonical(code), None, "{code}");
        }
    }
}
