//! Fenced code as HTML: exact white space, one element a line, scrolling by itself.
//!
//! Line numbers are made by CSS counters on the line elements, so they are neither in the page's text nor copied. A coloured
//! span never crosses a line's end: it is closed there and opened again.

use super::escape;
use super::python::{Token, tokens};

/// Where a block stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Place {
    /// In the page. It takes the focus, because a block wider than the page must scroll by keyboard too.
    #[default]
    Page,
    /// In the label of a choice, where nothing else may take the focus, and no colour may tell one choice from another.
    Label,
}

/// What the words after a fence say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Info<'i> {
    /// Whether it is a program.
    pub(super) python: bool,
    /// The file that it stands for.
    pub(super) file: Option<&'i str>,
}

impl<'i> Info<'i> {
    pub(super) fn of(info: &'i str) -> Info<'i> {
        let mut words = info.split_whitespace();
        let python = matches!(words.next(), Some("python" | "py"));
        let file = words.find_map(|word| word.strip_prefix("file=")).filter(|name| !name.is_empty());
        Info { python, file }
    }
}

/// Writes a fenced block: its info string (`python file=main.py`, `text`, nothing) and its text.
pub(super) fn write_block(info: &str, text: &str, place: Place, into: &mut String) {
    let Info { python, file: name } = Info::of(info);
    let source = text.strip_suffix('\n').unwrap_or(text);

    if let Some(name) = name {
        into.push_str("<figure class=\"file\"><figcaption>");
        escape(name, into);
        into.push_str("</figcaption>");
    }
    into.push_str("<pre");
    if python {
        into.push_str(" class=\"code\"");
    }
    if place == Place::Page {
        into.push_str(" tabindex=\"0\"");
    }
    into.push_str("><code>");
    if python && place == Place::Label {
        // What doesn't parse gets other colours, and which option doesn't parse may be what is asked: none gets any.
        write_lines(source, &vec![Token::Plain; source.len()], into);
    } else if python {
        write_lines(source, &tokens(source), into);
    } else {
        escape(source, into);
    }
    into.push_str("</code></pre>");
    if name.is_some() {
        into.push_str("</figure>");
    }
    into.push('\n');
}

/// Writes `source` line by line, each run of the same token in one span. `tokens` holds one token a byte.
fn write_lines(source: &str, tokens: &[Token], into: &mut String) {
    let mut start = 0;
    for (number, line) in source.split('\n').enumerate() {
        if number > 0 {
            into.push('\n');
        }
        into.push_str("<span class=\"l\">");
        write_line(line, &tokens[start..start + line.len()], into);
        into.push_str("</span>");
        start += line.len() + 1;
    }
}

fn write_line(line: &str, tokens: &[Token], into: &mut String) {
    let mut start = 0;
    for run in tokens.chunk_by(|a, b| a == b) {
        let end = start + run.len();
        // Tokens begin and end between characters; were one ever to split a character, the line stays whole without colours.
        let Some(text) = line.get(start..end) else { return escape(&line[start..], into) };
        match run[0].class().filter(|_| !text.trim().is_empty()) {
            None => escape(text, into),
            Some(class) => {
                into.push_str("<span class=\"");
                into.push(class);
                into.push_str("\">");
                escape(text, into);
                into.push_str("</span>");
            }
        }
        start = end;
    }
}
