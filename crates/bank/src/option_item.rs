//! One option: its box, its text, its reason.

use crate::boxes::box_of;
use crate::code::{self, Home};
use crate::item_parts::Bullet;
use crate::markdown::{Frame, check, parse};
use crate::problem::Findings;
use crate::prose::Prose;
use crate::source::{Source, Spot};
use comrak::nodes::NodeValue;
use comrak::{Arena, Node};

/// An option as written.
#[derive(Debug)]
pub(crate) struct Choice {
    pub(crate) key: bool,
    /// Markdown; empty where it is missing.
    pub(crate) text: String,
    /// Markdown; empty where it is missing.
    pub(crate) reason: String,
    /// Its first code span or its fenced block, without a last line feed.
    pub(crate) code: Option<String>,
    /// Its text as a reader sees it, to be compared with others.
    pub(crate) seen: String,
    /// Where its text begins.
    pub(crate) spot: Spot,
}

impl Choice {
    /// Its code, where it is nothing else.
    pub(crate) fn whole_code(&self) -> Option<&str> {
        let code = self.code.as_deref()?;
        // As it is seen, a span keeps its backticks and a block has none.
        let block = !self.seen.starts_with('`') && self.text.starts_with(['`', '~']);
        (block || self.seen.len() == code.len() + 2).then_some(code)
    }
}

/// Reads one option and reports what is wrong with it.
pub(crate) fn read(bullet: &Bullet, findings: &mut Findings<'_>) -> Choice {
    let source = findings.source;
    let text = source.line(bullet.text.line).get(bullet.text.byte..).unwrap_or("");
    let (key, length) = match box_of(text) {
        Some((Some(key), length)) => (key, length),
        Some((None, length)) => {
            findings.error(
                bullet.text,
                format!("`{}` isn't a box", text.get(..length).unwrap_or(text)),
                "write `[x]` for a key or `[ ]`, with one space in it, for a distractor, and a space after it",
            );
            // Probably meant, so that the number of keys isn't called wrong as well.
            (!matches!(text.get(1..length - 1).map(str::trim), Some("" | "-" | "✗")), length)
        }
        None => {
            findings.error(
                bullet.text,
                "an option without a box",
                "every bullet of the options has one: `- [x]` for a key, `- [ ]` for a distractor; indent what belongs \
                 to the option above",
            );
            (false, 0)
        }
    };
    let (inner, frame) = dedent(source, bullet, length, findings);
    let spot = match inner.split('\n').next() {
        Some(line) if !line.trim().is_empty() => frame.at(1, 0),
        _ => bullet.text,
    };
    let mut choice =
        Choice { key, text: String::new(), reason: String::new(), code: None, seen: String::new(), spot };
    let arena = Arena::new();
    let blocks: Vec<Node<'_>> = parse(&arena, &inner).children().collect();
    check(blocks.iter().copied(), &frame, findings);
    let is_quote = |block: &Node<'_>| matches!(block.data().value, NodeValue::BlockQuote);
    let quote = match findings.own() {
        false => blocks.iter().position(is_quote),
        // The text before it may be anything, another quote too.
        true => blocks.len().checked_sub(1).filter(|&last| is_quote(&blocks[last])),
    };
    read_text(&mut choice, &blocks[..quote.unwrap_or(blocks.len())], &inner, &frame, findings);
    match quote {
        Some(quote) => {
            choice.reason = unquote(&inner, blocks[quote]);
            code::collect([blocks[quote]], Home::Text, &frame, findings);
            if choice.reason.is_empty() {
                let help = "write after the `>` why the option is right, or which misconception picks it";
                findings.demand(frame.spot(blocks[quote]), "the option's reason is empty", help);
            }
            if let Some(&after) = blocks.get(quote + 1) {
                report_after(after, &frame, findings);
            }
        }
        None if blocks.iter().any(|block| is_open(block)) => {}
        None => findings.demand(
            choice.spot,
            "the option has no reason",
            "add a line under it, indented by two spaces: `> ` and one sentence that says why it is right, or which \
             misconception picks it",
        ),
    }
    choice
}

/// The text of a bullet after its box, as a document of its own.
fn dedent(source: &Source, bullet: &Bullet, length: usize, findings: &mut Findings<'_>) -> (String, Frame) {
    let first = *bullet.lines.start();
    let mut offsets = Vec::new();
    let mut inner = String::new();
    let mut reported = false;
    for number in bullet.lines.clone() {
        let line = source.line(number);
        let offset = if number == first {
            let after = line.get(bullet.text.byte + length..).unwrap_or("");
            line.len() - after.trim_start().len()
        } else {
            inner.push('\n');
            let (offset, columns) = indentation(line, bullet.indent);
            if columns < bullet.indent && !line.trim().is_empty() && !reported {
                reported = true;
                findings.demand(
                    source.text_of_line(number),
                    "this line isn't indented under its option",
                    format!("indent it by {} spaces", bullet.indent),
                );
            }
            offset
        };
        inner.push_str(line.get(offset..).unwrap_or(""));
        offsets.push(offset);
    }
    (inner, Frame::new(first, offsets))
}

/// How many bytes of a line make up an indentation of at most so many columns, and how many columns those are.
fn indentation(line: &str, most: usize) -> (usize, usize) {
    let mut columns = 0;
    for (at, byte) in line.bytes().enumerate() {
        match byte {
            _ if columns >= most => return (at, columns),
            b' ' => columns += 1,
            b'\t' => columns += 4 - columns % 4,
            _ => return (at, columns),
        }
    }
    (line.len(), columns)
}

/// Takes the blocks before the reason for the option's text.
fn read_text(
    choice: &mut Choice,
    blocks: &[Node<'_>],
    inner: &str,
    frame: &Frame,
    findings: &mut Findings<'_>,
) {
    let Some(&first) = blocks.first() else {
        findings.error(choice.spot, "the option is empty", "write its text after the box");
        return;
    };
    match &first.data().value {
        NodeValue::Paragraph => {
            choice.code = first.descendants().find_map(|node| match &node.data().value {
                NodeValue::Code(code) => Some(code.literal.clone()),
                _ => None,
            });
            choice.seen = seen(first);
            report_all_or_none(&Prose::of(first, frame), findings);
        }
        NodeValue::CodeBlock(block) if block.fenced => {
            choice.seen = block.literal.lines().map(str::trim_end).collect::<Vec<_>>().join("\n");
            choice.code = Some(block.literal.strip_suffix('\n').unwrap_or(&block.literal).to_owned());
            if first.data().sourcepos.start.line == 1 && block.closed {
                findings.warning(
                    frame.spot(first),
                    "a fence beside its box",
                    "put the fence on the next line, indented by two spaces as the code is: beside the box, code hosts \
                     don't show it as code",
                );
            }
            if block.literal.trim().is_empty() {
                findings.error(choice.spot, "the option is empty", "write its text into the fenced block");
            }
        }
        // Reported by `check` already.
        NodeValue::HtmlBlock(_) | NodeValue::Heading(_) | NodeValue::CodeBlock(_) => {}
        _ => findings.demand(
            frame.spot(first),
            "an option is inline text or one fenced block",
            "put what begins like a list or a table between backticks",
        ),
    }
    if let Some(&second) = blocks.get(1) {
        findings.demand(
            frame.spot(second),
            "an option is inline text or one fenced block, and this is more",
            "make it one; the reason under it begins with `> `",
        );
    }
    code::collect(blocks.iter().copied(), Home::Text, frame, findings);
    let lines = inner.split('\n').collect::<Vec<_>>();
    let (from, to) = span(first, blocks[blocks.len() - 1], lines.len());
    choice.text = lines[from..to].join("\n").trim().to_owned();
    if blocks.len() > 1 {
        choice.seen.clone_from(&choice.text);
    }
}

/// A paragraph as a reader sees it: white space runs together, but not in code.
fn seen(paragraph: Node<'_>) -> String {
    let mut seen = String::new();
    for node in paragraph.descendants() {
        match &node.data().value {
            NodeValue::Code(code) => seen.extend(["`", &code.literal, "`"]),
            NodeValue::Text(text) => {
                for character in text.chars() {
                    match character.is_whitespace() {
                        true if seen.ends_with(' ') => {}
                        true => seen.push(' '),
                        false => seen.push(character),
                    }
                }
            }
            NodeValue::SoftBreak | NodeValue::LineBreak => seen.push(' '),
            _ => {}
        }
    }
    seen.trim().to_owned()
}

/// The lines (from 0, the end not included) from one block to the end of another.
fn span(first: Node<'_>, last: Node<'_>, lines: usize) -> (usize, usize) {
    let from = first.data().sourcepos.start.line.saturating_sub(1).min(lines);
    let to = last.data().sourcepos.end.line.clamp(from, lines);
    (from, to)
}

/// The text of a block quote without its marks.
fn unquote(inner: &str, quote: Node<'_>) -> String {
    let lines = inner.split('\n').collect::<Vec<_>>();
    let (from, to) = span(quote, quote, lines.len());
    let text = lines[from..to].iter().map(|line| {
        let bare = line.trim_start().strip_prefix('>').unwrap_or(line);
        bare.strip_prefix(' ').unwrap_or(bare)
    });
    text.collect::<Vec<_>>().join("\n").trim().to_owned()
}

fn is_open(block: Node<'_>) -> bool {
    matches!(&block.data().value, NodeValue::CodeBlock(code) if code.fenced && !code.closed)
}

fn report_after(after: Node<'_>, frame: &Frame, findings: &mut Findings<'_>) {
    if matches!(after.data().value, NodeValue::BlockQuote) {
        findings.error(
            frame.spot(after),
            "a second reason under one option",
            "join both block quotes: a `>` also on the empty line between them",
        );
    } else {
        findings.error(
            frame.spot(after),
            "text after the option's reason",
            "the reason ends an option; begin the line with `> ` if it belongs to the reason",
        );
    }
}

fn report_all_or_none(prose: &Prose, findings: &mut Findings<'_>) {
    for phrase in [["all", "of", "the", "above"], ["none", "of", "the", "above"]] {
        let words: Vec<_> = prose.words().collect();
        let found = words.windows(4).find(|window| {
            window.iter().zip(phrase).all(|((_, word), expected)| word.eq_ignore_ascii_case(expected))
        });
        if let Some(window) = found {
            findings.demand(
                prose.spot(window[0].0),
                format!("`{}` as an option", phrase.join(" ")),
                "options stand on their own and are shuffled: replace it by another distractor, or make a \
                 multiple-response item",
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::indentation;

    #[test]
    fn indentation_counts_tabs_as_columns() {
        assert_eq!(indentation("   a", 2), (2, 2));
        assert_eq!(indentation(" a", 2), (1, 1));
        assert_eq!(indentation("\ta", 2), (1, 4));
        assert_eq!(indentation("", 2), (0, 0));
    }
}
