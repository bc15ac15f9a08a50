//! Python cut into words, loosely enough that a program's output or half a line goes through as well.

/// What a piece of code is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Name,
    Number,
    /// A string with its prefix and quotes.
    Text,
    /// An operator, a bracket or any other character.
    Sign,
    /// With its `#`.
    Comment,
    /// The next line is indented deeper than the one before.
    Indent,
    /// The next line is indented less.
    Dedent,
}

/// A piece of code as it is written; `Indent` and `Dedent` have no text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Lexeme<'t> {
    pub(crate) kind: Kind,
    pub(crate) text: &'t str,
}

/// The operators of more than one character, longer ones first.
const OPERATORS: [&str; 25] = [
    "**=", "//=", ">>=", "<<=", "...", "**", "//", ">>", "<<", "==", "!=", "<=", ">=", "->", ":=", "+=",
    "-=", "*=", "/=", "%=", "&=", "|=", "^=", "@=", "<>",
];

/// Cuts the code; white space goes but for the indentation of lines outside of brackets.
pub(crate) fn lex(code: &str) -> Vec<Lexeme<'_>> {
    let mut found = Vec::new();
    let mut indents = vec![0];
    let mut depth = 0usize;
    let mut rest = code;
    let mut line_start = true;
    while let Some(first) = rest.chars().next() {
        if line_start && depth == 0 {
            let text = rest.trim_start_matches(' ');
            let width = rest.len() - text.len();
            if !text.is_empty() && !text.starts_with(['\n', '#']) {
                indentation(width, &mut indents, &mut found);
            }
            rest = text;
            line_start = false;
            continue;
        }
        if first.is_whitespace() {
            line_start = first == '\n';
            rest = &rest[first.len_utf8()..];
            continue;
        }
        let (kind, length) = piece(rest, first);
        let (text, after) = rest.split_at(length);
        match text {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => depth = depth.saturating_sub(1),
            _ => {}
        }
        found.push(Lexeme { kind, text });
        rest = after;
    }
    found
}

fn indentation(width: usize, indents: &mut Vec<usize>, found: &mut Vec<Lexeme<'_>>) {
    if width > *indents.last().unwrap_or(&0) {
        indents.push(width);
        found.push(Lexeme { kind: Kind::Indent, text: "" });
    }
    while indents.last().is_some_and(|&last| last > width) {
        indents.pop();
        found.push(Lexeme { kind: Kind::Dedent, text: "" });
    }
}

/// The kind and the length in bytes of what the text begins with.
fn piece(text: &str, first: char) -> (Kind, usize) {
    if first == '#' {
        return (Kind::Comment, text.find('\n').unwrap_or(text.len()));
    }
    if let Some(length) = string(text) {
        return (Kind::Text, length);
    }
    if first.is_alphabetic() || first == '_' {
        let end = text.find(|c: char| !(c.is_alphanumeric() || c == '_'));
        return (Kind::Name, end.unwrap_or(text.len()));
    }
    let mut after = text.chars().skip(1);
    if first.is_ascii_digit() || (first == '.' && after.next().is_some_and(|c| c.is_ascii_digit())) {
        return (Kind::Number, number(text));
    }
    let operator = OPERATORS.iter().find(|operator| text.starts_with(**operator));
    (Kind::Sign, operator.map_or(first.len_utf8(), |operator| operator.len()))
}

/// How long the number is that the text begins with; `1e-5` and `0x1F` are one.
fn number(text: &str) -> usize {
    let hexadecimal = text.starts_with("0x") || text.starts_with("0X");
    let mut before = ' ';
    let end = text.find(|c: char| {
        let sign = matches!(c, '+' | '-') && matches!(before, 'e' | 'E') && !hexadecimal;
        before = c;
        !(sign || c.is_ascii_alphanumeric() || matches!(c, '.' | '_'))
    });
    end.unwrap_or(text.len())
}

/// How long the string is that the text begins with, if it begins with one that is closed.
fn string(text: &str) -> Option<usize> {
    let prefix = text.find(['\'', '"']).filter(|&at| at <= 2)?;
    if !text[..prefix].chars().all(|c| "rRbBfFuU".contains(c)) {
        return None;
    }
    let quote = &text[prefix..=prefix];
    let triple = text[prefix..].starts_with(&quote.repeat(3));
    let length = if triple { 3 } else { 1 };
    let mut at = prefix + length;
    loop {
        let rest = text.get(at..)?;
        let next = rest.chars().next()?;
        match next {
            '\\' => at += 1 + rest[1..].chars().next()?.len_utf8(),
            '\n' if !triple => return None,
            _ if rest.starts_with(&text[prefix..prefix + length]) => return Some(at + length),
            _ => at += next.len_utf8(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Kind, lex};

    fn words(code: &str) -> String {
        let shown = lex(code).into_iter().map(|lexeme| match lexeme.kind {
            Kind::Indent => "+".to_owned(),
            Kind::Dedent => "-".to_owned(),
            Kind::Name => format!("n:{}", lexeme.text),
            Kind::Number => format!("d:{}", lexeme.text),
            Kind::Text => format!("s:{}", lexeme.text),
            Kind::Comment => format!("c:{}", lexeme.text),
            Kind::Sign => lexeme.text.to_owned(),
        });
        shown.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn code_is_cut_into_words() {
        assert_eq!(words("x **= -1.5e-3+0x1F  # é\n"), "n:x **= - d:1.5e-3 + d:0x1F c:# é");
        assert_eq!(words("f'{a}' + rb\"\\\"\" '''a\n'b'''"), "s:f'{a}' + s:rb\"\\\"\" s:'''a\n'b'''");
        assert_eq!(words("if a:\n    b\n\n    # c\nd"), "n:if n:a : + n:b c:# c - n:d");
        assert_eq!(words("f(\n    a,\n)"), "n:f ( n:a , )");
    }

    #[test]
    fn what_isnt_python_goes_through() {
        assert_eq!(words("don't → “é”"), "n:don ' n:t → “ n:é ”");
        assert_eq!(words("'\\"), "' \\");
        assert_eq!(words("bad'"), "n:bad '");
    }
}
