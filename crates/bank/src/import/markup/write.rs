//! A tree as Markdown, and the proof that it says the same.

use super::Notes;
use super::markdown::{Read, read};
use super::tree::{Block, Inline};

/// Deeper than any tree that is written; quotes and lists of the written text nest as the tree does.
const DEPTH: usize = 1_000;

/// The tree as Markdown that reads as the same tree. Where only marks stand in the way (`**bold:**word` isn't bold), they are left
/// out; where even that doesn't help, there is no Markdown for it.
pub(super) fn markdown(blocks: &mut [Block], notes: &mut Notes) -> Option<String> {
    let text = written(blocks);
    if says(&text, blocks) {
        return Some(text);
    }
    unmark(blocks);
    let text = written(blocks);
    says(&text, blocks).then(|| {
        notes.add("had bold or italic text in a place where Markdown knows none; the words stay.");
        text
    })
}

/// Whether the text reads as this tree.
fn says(text: &str, blocks: &[Block]) -> bool {
    match read(text, DEPTH) {
        Ok(Read::Plain(read) | Read::Irregular(read)) => even(read) == even(blocks.to_vec()),
        _ => false,
    }
}

/// A tree as it's compared: any white space in a line is a space.
fn even(mut blocks: Vec<Block>) -> Vec<Block> {
    super::tree::each_inline(&mut blocks, &mut |inline| {
        if let Inline::Text(text) = inline {
            *text = text.replace('\n', " ");
        }
    });
    blocks
}

fn unmark(blocks: &mut [Block]) {
    for block in blocks {
        for row in block.rows_mut() {
            *row = super::inline::tidy(plain(std::mem::take(row))).unwrap_or_default();
        }
        for inner in block.inner_mut() {
            unmark(inner);
        }
    }
}

fn plain(inlines: Vec<Inline>) -> Vec<Inline> {
    let plain = inlines.into_iter().flat_map(|inline| match inline {
        Inline::Strong(inner) | Inline::Emphasis(inner) => plain(inner),
        Inline::Link(url, inner) => vec![Inline::Link(url, plain(inner))],
        other => vec![other],
    });
    plain.collect()
}

/// The blocks with an empty line between them.
fn written(blocks: &[Block]) -> String {
    let mut text = String::new();
    for (index, block) in blocks.iter().enumerate() {
        if index > 0 {
            text.push_str("\n\n");
        }
        // A list right after another of its kind would be the same list.
        let earlier =
            blocks[..index].iter().rev().take_while(|block| matches!(block, Block::List { .. })).count();
        text.push_str(&one(block, earlier % 2 == 1));
    }
    text
}

fn one(block: &Block, other_mark: bool) -> String {
    match block {
        Block::Paragraph(inlines) | Block::Heading(inlines) => row(inlines, false),
        Block::Code { info, text } => {
            let fence = "`".repeat(longest_run(text).max(2) + 1);
            let end = if text.is_empty() { "" } else { "\n" };
            format!("{fence}{info}\n{text}{end}{fence}")
        }
        Block::Rule => "***".into(),
        Block::Quote(inner) => {
            let inner = written(inner);
            let lines =
                inner.split('\n').map(|line| if line.is_empty() { ">".into() } else { format!("> {line}") });
            lines.collect::<Vec<_>>().join("\n")
        }
        Block::List { start, items } => list(*start, items, other_mark),
        Block::Table(rows) => table(rows),
    }
}

fn list(start: Option<u64>, items: &[Vec<Block>], other_mark: bool) -> String {
    let tight = items
        .iter()
        .all(|item| item.iter().skip(1).all(|block| matches!(block, Block::List { .. })) && item.len() <= 2);
    let mut text = String::new();
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            text.push_str(if tight { "\n" } else { "\n\n" });
        }
        let mark = match (start, other_mark) {
            (None, false) => "- ".to_owned(),
            (None, true) => "* ".to_owned(),
            (Some(start), other) => format!("{}{} ", start + index as u64, if other { ')' } else { '.' }),
        };
        let inner = if tight {
            item.iter().map(|block| one(block, false)).collect::<Vec<_>>().join("\n")
        } else {
            written(item)
        };
        let indent = " ".repeat(mark.len());
        text.push_str(&mark);
        for (number, line) in inner.split('\n').enumerate() {
            if number > 0 {
                text.push('\n');
                if !line.is_empty() {
                    text.push_str(&indent);
                }
            }
            text.push_str(line);
        }
    }
    text
}

fn table(rows: &[Vec<Vec<Inline>>]) -> String {
    let mut lines = Vec::new();
    for (index, cells) in rows.iter().enumerate() {
        let cells: Vec<String> = cells.iter().map(|cell| row(cell, true)).collect();
        lines.push(format!("| {} |", cells.join(" | ")));
        if index == 0 {
            lines.push(format!("|{}", " --- |".repeat(cells.len())));
        }
    }
    lines.join("\n")
}

/// Inline text as Markdown.
fn row(inlines: &[Inline], cell: bool) -> String {
    let mut writer = Writer { text: String::new(), cell };
    writer.inlines(inlines, false);
    writer.text
}

struct Writer {
    text: String,
    /// In a table, where a bar ends the cell.
    cell: bool,
}

impl Writer {
    fn inlines(&mut self, inlines: &[Inline], in_strong: bool) {
        for (index, inline) in inlines.iter().enumerate() {
            match inline {
                Inline::Text(text) => self.text(text, inlines.get(index + 1)),
                Inline::Code(text) => self.code(text),
                Inline::Break => self.text.push_str("\\\n"),
                Inline::Strong(inner) => self.marked("**", inner, true),
                Inline::Emphasis(inner) => {
                    let edge = |inline: Option<&Inline>| matches!(inline, Some(Inline::Strong(_)));
                    let other = in_strong || edge(inner.first()) || edge(inner.last());
                    self.marked(if other { "_" } else { "*" }, inner, in_strong);
                }
                Inline::Link(url, inner) => {
                    self.text.push('[');
                    self.inlines(inner, in_strong);
                    self.text.push_str("](");
                    self.address(url);
                    self.text.push(')');
                }
                Inline::Picture { address, alt } => {
                    self.text.push_str("![");
                    let mut inner = Writer { text: String::from("x"), cell: self.cell };
                    inner.text(alt, None);
                    self.text.push_str(&inner.text[1..]);
                    self.text.push_str("](");
                    self.address(address);
                    self.text.push(')');
                }
            }
        }
    }

    fn marked(&mut self, mark: &str, inner: &[Inline], in_strong: bool) {
        self.text.push_str(mark);
        self.inlines(inner, in_strong || mark == "**");
        self.text.push_str(mark);
    }

    fn code(&mut self, text: &str) {
        let mut run = 1;
        while runs(text).any(|length| length == run) {
            run += 1;
        }
        let fence = "`".repeat(run);
        let spaced = text.starts_with(' ') && text.ends_with(' ');
        let pad = if text.starts_with('`') || text.ends_with('`') || spaced { " " } else { "" };
        let text = if self.cell { text.replace('|', "\\|") } else { text.to_owned() };
        self.text.push_str(&format!("{fence}{pad}{text}{pad}{fence}"));
    }

    fn address(&mut self, url: &str) {
        let url = url.replace('\\', "%5C").replace('<', "%3C").replace('>', "%3E").replace('&', "&amp;");
        let url = if self.cell { url.replace('|', "%7C") } else { url };
        if url.contains(['(', ')', ' ']) {
            self.text.push_str(&format!("<{url}>"));
        } else {
            self.text.push_str(&url);
        }
    }

    fn text(&mut self, text: &str, next: Option<&Inline>) {
        for (at, character) in text.char_indices() {
            let after = &text[at + character.len_utf8()..];
            let starts_line = self.text.is_empty() || self.text.ends_with('\n');
            let means_markup = (starts_line && starts_block(character, after))
                || ends_number(character, &self.text, after)
                || self.is_markup(character, after, next);
            if means_markup {
                self.text.push('\\');
            }
            self.text.push(character);
        }
    }

    /// Whether this character would be read as markup where it stands.
    fn is_markup(&self, character: char, after: &str, next: Option<&Inline>) -> bool {
        let following = after.chars().next();
        let before = self.text.chars().next_back();
        let space = |c: Option<char>| c.is_none_or(char::is_whitespace);
        match character {
            '\\' => following.is_none_or(|c| c.is_ascii_punctuation() || c == '\n'),
            '`' => true,
            '*' => !(space(before) && following.is_some_and(char::is_whitespace)),
            '_' => {
                let inside = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
                !(inside(before) && inside(following))
            }
            '[' => before.is_none_or(|c| c == '\n'),
            ']' => matches!(following, Some('(' | '[' | ':')) || (following.is_none() && next.is_some()),
            '<' => following.is_some_and(|c| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?')),
            '&' => is_entity(after),
            '!' => following.is_none() && matches!(next, Some(Inline::Link(..))),
            '|' => self.cell,
            _ => false,
        }
    }
}

/// Whether a character at the start of a line begins a block.
fn starts_block(character: char, after: &str) -> bool {
    let following = after.chars().next();
    let space = following.is_none_or(char::is_whitespace);
    match character {
        '>' | '|' => true,
        '#' => {
            let rest = after.trim_start_matches('#');
            rest.is_empty() || rest.starts_with(char::is_whitespace)
        }
        '-' => space || following == Some('-') || following == Some('|') || following == Some(':'),
        '+' | '*' => space,
        '=' => space || following == Some('='),
        ':' => following == Some('-'),
        '~' => after.starts_with("~~"),
        _ => false,
    }
}

/// Whether this ends the number of an item of a list.
fn ends_number(character: char, before: &str, after: &str) -> bool {
    let line = before.rsplit('\n').next().unwrap_or("");
    matches!(character, '.' | ')')
        && !line.is_empty()
        && line.len() <= 9
        && line.bytes().all(|byte| byte.is_ascii_digit())
        && after.chars().next().is_none_or(char::is_whitespace)
}

fn is_entity(after: &str) -> bool {
    let Some((name, _)) = after.split_once(';') else { return false };
    !name.is_empty()
        && name.len() <= 32
        && name.trim_start_matches('#').bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// The lengths of the runs of backticks in a text.
fn runs(text: &str) -> impl Iterator<Item = usize> {
    text.split(|c| c != '`').map(str::len).filter(|length| *length > 0)
}

fn longest_run(text: &str) -> usize {
    runs(text).max().unwrap_or(0)
}
