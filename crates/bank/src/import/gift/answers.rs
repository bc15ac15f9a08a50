//! What stands in the braces of a GIFT item: which kind it is, and the answers of true/false.

use super::Trouble;
use super::choices;
use super::markup::{Markup, Texts};
use super::span::Span;
use crate::import::raw::{RawItem, RawOption, Text};

/// The item that these answers make, without its stem. `open` is the byte of the `{`.
pub(super) fn read(
    open: usize,
    inner: Span<'_>,
    markup: Markup,
    texts: &mut Texts,
) -> Result<RawItem, Trouble> {
    let (inner, general) = match inner.runs('#', 4).last() {
        Some(at) => (inner.between(inner.start, at), Some(inner.from(at + 4))),
        None => (inner, None),
    };
    let inner = inner.trim_start();
    let mut raw = match kind(inner) {
        Kind::Choice => choices::read(inner, markup, texts)?,
        Kind::TrueFalse(key) => true_or_false(key, inner, markup, texts),
        Kind::Other(kind, why) => return Err(Trouble::other_kind(open, kind, why)),
    };
    raw.explanation = general.map(|span| texts.text(span, markup)).unwrap_or_default();
    Ok(raw)
}

enum Kind {
    Choice,
    TrueFalse(bool),
    /// Its name, and why it isn't imported.
    Other(&'static str, &'static str),
}

/// Moodle's order of asking decides which kind it is.
fn kind(inner: Span<'_>) -> Kind {
    let Some(first) = inner.glyphs().next() else {
        return Kind::Other("essay", "The braces are empty: an essay, which can't be marked here.");
    };
    if first.control && first.char == '#' {
        return Kind::Other(
            "numerical",
            "A number is to be typed in; items here have options to choose from.",
        );
    }
    let (mut equals, mut arrow, mut dash) = (false, false, None);
    for glyph in inner.glyphs() {
        if glyph.control && glyph.char == '~' {
            return Kind::Choice;
        }
        equals |= glyph.control && glyph.char == '=';
        arrow |= glyph.char == '>' && dash == Some(glyph.at);
        dash = (glyph.char == '-').then_some(glyph.at + 1);
    }
    if equals && arrow {
        return Kind::Other("matching", "Pairs are to be matched; items here have options to choose from.");
    }
    match until_hash(inner).0.string().trim() {
        "T" | "TRUE" => Kind::TrueFalse(true),
        "F" | "FALSE" => Kind::TrueFalse(false),
        _ => Kind::Other(
            "short answer",
            "Words are to be typed in. Options that are wrong begin with ~, and true or false is written T or F.",
        ),
    }
}

/// `{T#when answered wrongly#when answered rightly}`.
fn true_or_false(key: bool, inner: Span<'_>, markup: Markup, texts: &mut Texts) -> RawItem {
    let (wrong, right) = until_hash(until_hash(inner).1);
    let mut text = |span| texts.text(span, markup);
    let (wrong, right) = (text(wrong), text(right));
    let (when_true, when_false) = if key { (right, wrong) } else { (wrong, right) };
    let option = |name: &str, key, reason| RawOption { text: Text::Plain(name.to_owned()), key, reason };
    RawItem {
        kind: "true/false".to_owned(),
        options: vec![option("True", key, when_true), option("False", !key, when_false)],
        ..RawItem::default()
    }
}

/// What stands before the first `#` that isn't escaped, and what after it.
pub(super) fn until_hash(span: Span<'_>) -> (Span<'_>, Span<'_>) {
    let hash = span.controls().find(|glyph| glyph.char == '#').map(|glyph| glyph.at);
    match hash {
        Some(at) => (span.between(span.start, at), span.from(at + 1)),
        None => (span, span.from(span.end)),
    }
}
