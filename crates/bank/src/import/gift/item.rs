//! One item of a GIFT file: its title, its stem, and the braces with its answers.

use super::Trouble;
use super::answers;
use super::markup::{Markup, Texts, split_format};
use super::span::Span;
use crate::import::raw::{RawItem, Text};

/// What stands in the stem where the answers stood within it.
const GAP: &str = "_____";

/// The item of a paragraph that begins with it, without place, id, title and section; and its title.
pub(super) fn read(span: Span<'_>) -> (String, Result<RawItem, Trouble>) {
    match split_title(span) {
        Ok((title, body)) => (title, read_body(body)),
        Err(trouble) => (String::new(), Err(trouble)),
    }
}

fn split_title(span: Span<'_>) -> Result<(String, Span<'_>), Trouble> {
    if span.runs(':', 2).next() != Some(span.start) {
        return Ok((String::new(), span));
    }
    let title = span.from(span.start + 2);
    let Some(end) = title.runs(':', 2).next() else {
        let reason = "Its title isn't closed. Write :: after the title too.";
        return Err(Trouble::broken(span.start, "item", reason));
    };
    let words = title.between(title.start, end).string();
    Ok((words.split_whitespace().collect::<Vec<_>>().join(" "), title.from(end + 2).trim_start()))
}

fn read_body(body: Span<'_>) -> Result<RawItem, Trouble> {
    let Some((open, close)) = braces(body)? else {
        let reason = "It has no answers, so it isn't a question. Answers stand in { and }.";
        return Err(Trouble::other_kind(body.start, "description", reason));
    };
    let mut texts = Texts::default();
    let (stem, markup) = stem(&mut texts, body.between(body.start, open), body.from(close + 1));
    let blank =
        matches!(&stem, Text::Plain(text) | Text::Html(text) | Text::Markdown(text) if text.is_empty());
    let mut raw = answers::read(open, body.between(open + 1, close), markup, &mut texts)?;
    if blank {
        return Err(Trouble::broken(open, "item", "No question stands before the answers."));
    }
    raw.stem = stem;
    raw.notes.extend(texts.note());
    Ok(raw)
}

/// Where the answers open and close; none where there are no braces at all.
fn braces(body: Span<'_>) -> Result<Option<(usize, usize)>, Trouble> {
    let broken = |at, reason: &str| Err(Trouble::broken(at, "item", reason));
    let (mut open, mut close) = (None, None);
    for glyph in body.controls() {
        match (glyph.char, open, close) {
            ('{', None, _) => open = Some(glyph.at),
            ('{', Some(_), None) => {
                return broken(glyph.at, "A second { before the answers are closed; in a text write \\{.");
            }
            ('{', ..) => return broken(glyph.at, "A second { after the answers; in a text write \\{."),
            ('}', None, _) => return broken(glyph.at, "A } without a { before it; in a text write \\}."),
            ('}', Some(_), None) => close = Some(glyph.at),
            ('}', ..) => return broken(glyph.at, "A second } after the answers; in a text write \\}."),
            _ => {}
        }
    }
    match (open, close) {
        (Some(open), Some(close)) => Ok(Some((open, close))),
        (Some(open), None) => {
            broken(open, "The answers aren't closed by } before the next empty line, which ends the item.")
        }
        _ => Ok(None),
    }
}

/// The stem of what stands before and after the answers, with a gap between where something stands after.
fn stem(texts: &mut Texts, before: Span<'_>, after: Span<'_>) -> (Text, Markup) {
    let mut stem = before.string();
    if !after.is_blank() {
        // In Markdown, underscores alone on a line would be a rule.
        let markdown = split_format(stem.trim_start(), Markup::default()).1 == Markup::Markdown;
        stem.push_str(&if markdown { GAP.replace('_', "\\_") } else { GAP.to_owned() });
        stem.push_str(&after.string());
    }
    texts.joined(&stem, Markup::default())
}
