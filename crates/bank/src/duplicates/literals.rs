//! What is kept of a number or a string where its value isn't: the notation, which may be what an item is about.

/// What the word of a number begins with.
const NUMBER: char = '#';
/// What the word of a string begins with.
const STRING: char = '"';

/// Whether the word stands for a number or a string.
pub(crate) fn is_literal(word: &str) -> bool {
    word.starts_with([NUMBER, STRING])
}

/// A number as a word: its base, or the signs in it.
pub(crate) fn number(text: &str) -> String {
    let base = text.strip_prefix('0').and_then(|rest| rest.chars().next()).filter(char::is_ascii_alphabetic);
    let mut word = String::from(NUMBER);
    match base {
        Some(base) => word.push(base.to_ascii_lowercase()),
        None => word.extend(text.chars().filter(|c| !c.is_ascii_digit())),
    }
    word
}

/// A string as a word: its prefix, and what follows its backslashes, each once.
pub(crate) fn string(text: &str) -> String {
    let mut word = String::from(STRING);
    word.extend(text.chars().take_while(char::is_ascii_alphabetic).map(|c| c.to_ascii_lowercase()));
    let mut escapes: Vec<char> = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        let Some(escaped) = rest[at + 1..].chars().next() else { break };
        if !escapes.contains(&escaped) {
            escapes.push(escaped);
        }
        rest = &rest[at + 1 + escaped.len_utf8()..];
    }
    word.extend(escapes);
    word
}

/// Of an f-string, what it puts in: each expression, and what follows it (conversion and format) without digits.
pub(crate) fn fields(text: &str) -> Vec<(&str, String)> {
    let prefix = text.find(['\'', '"']).unwrap_or(0);
    let mut fields = Vec::new();
    let mut rest = if text[..prefix].contains(['f', 'F']) { text } else { "" };
    while let Some(at) = rest.find('{') {
        rest = &rest[at + 1..];
        if let Some(after) = rest.strip_prefix('{') {
            rest = after;
            continue;
        }
        let field = &rest[..end(rest)];
        let expression = field.find([':', '!']).unwrap_or(field.len());
        let form = field[expression..].chars().filter(|c| !c.is_ascii_digit()).collect();
        fields.push((&field[..expression], form));
        rest = &rest[field.len()..];
    }
    fields
}

/// Where the brace is that closes a field.
fn end(text: &str) -> usize {
    let mut depth = 0usize;
    let end = text.find(|c| {
        match c {
            '{' | '[' | '(' => depth += 1,
            '}' if depth == 0 => return true,
            '}' | ']' | ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        false
    });
    end.unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::{fields, number, string};

    #[test]
    fn only_the_notation_is_kept() {
        assert_eq!(["7", "1_000", "2.50", "1e-5", "0x1F"].map(number), ["#", "#_", "#.", "#e-", "#x"]);
        assert_eq!(["'a'", "rb\"a\"", "'\\n\\t\\n'", "F'é'"].map(string), ["\"", "\"rb", "\"nt", "\"f"]);
    }

    #[test]
    fn what_an_f_string_puts_in_is_code() {
        let found = fields("f'{{x}} {a[1]!r:>10.2f} {b} {d['k']}'");
        let found: Vec<_> = found.iter().map(|(code, form)| (*code, form.as_str())).collect();
        assert_eq!(found, [("a[1]", "!r:>.f"), ("b", ""), ("d['k']", "")]);
        assert_eq!(fields("'{a}'"), []);
    }
}
