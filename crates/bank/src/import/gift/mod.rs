//! GIFT, Moodle's text format, by a grammar of ours.
//!
//! A file is a row of paragraphs; blank lines part them. A paragraph is a category or an item ([`item`]), whose answers stand in
//! braces ([`answers`]). All of it is read through [`span::Span`], which resolves escapes and passes over comment lines, in a
//! fixed number of runs over each paragraph. Where this grammar and Moodle's differ, Moodle takes silently what is reported here.

mod answers;
mod choices;
mod comments;
mod item;
mod markup;
mod span;
mod weights;

use super::collector::Collector;
use super::reading::Format;
use super::section_path;
use crate::source::Source;
use comments::Remarks;
use span::Span;
use std::ops::Range;

/// What begins a paragraph that names the category of the items after it.
const CATEGORY: &str = "$CATEGORY:";

/// Something that isn't imported.
struct Trouble {
    /// The byte at which it is written.
    at: usize,
    kind: &'static str,
    reason: String,
    /// Whether it is of a kind that we don't have, rather than broken.
    other_kind: bool,
}

impl Trouble {
    fn broken(at: usize, kind: &'static str, reason: impl Into<String>) -> Trouble {
        Trouble { at, kind, reason: reason.into(), other_kind: false }
    }

    fn other_kind(at: usize, kind: &'static str, reason: impl Into<String>) -> Trouble {
        Trouble { at, kind, reason: reason.into(), other_kind: true }
    }
}

/// Reads a GIFT file.
pub(crate) fn read(source: &Source, collector: &mut Collector<'_>) {
    collector.set_format(Format::Gift);
    let mut section = String::new();
    let mut lost_ids = LostIds::default();
    for paragraph in paragraphs(source.text()) {
        if collector.full() {
            break;
        }
        let all = Span::new(source.text(), paragraph.start, paragraph.end);
        let remarks = Remarks::of(all.raw());
        let span = all.trim_start();
        if span.start == span.end {
            lost_ids.add(source, all, &remarks);
        } else if span.raw().starts_with(CATEGORY) {
            section = category(source, span, collector);
        } else {
            one(source, span, &section, remarks, collector);
        }
    }
    lost_ids.report(collector);
}

fn one(source: &Source, span: Span<'_>, section: &str, remarks: Remarks, collector: &mut Collector<'_>) {
    let (title, read) = item::read(span);
    let name = remarks.ids.first().cloned().unwrap_or_else(|| title.clone());
    let place = |at| source.place(source.spot_at(at));
    match read {
        Ok(mut raw) => {
            raw.place = place(span.start);
            raw.id = remarks.ids.first().cloned().unwrap_or_default();
            raw.title = title;
            raw.section = section.to_owned();
            raw.notes.extend(remarks.notes());
            collector.item(raw);
        }
        Err(trouble) if trouble.other_kind => {
            collector.skip(place(trouble.at), &name, trouble.kind, trouble.reason)
        }
        Err(trouble) => collector.fail(place(trouble.at), &name, trouble.kind, trouble.reason),
    }
}

/// The section that a category's paragraph names. The paragraph is the category's alone: an item in it fails.
fn category(source: &Source, span: Span<'_>, collector: &mut Collector<'_>) -> String {
    let name = span.from(span.start + CATEGORY.len());
    let end_of_line = name.raw().find('\n').map_or(name.end, |end| name.start + end);
    let below = name.from(end_of_line).trim_start();
    let swallowed = name.from(below.start).controls().any(|glyph| matches!(glyph.char, '{' | '}'));
    if !swallowed {
        return section_path::section(&name.string());
    }
    let reason = "It stands directly below a $CATEGORY line and would be part of the category's name. Put an empty line between.";
    collector.fail(source.place(source.spot_at(below.start)), "", "item", reason);
    section_path::section(&name.between(name.start, end_of_line).string())
}

/// The stretches of lines that aren't blank, by bytes.
fn paragraphs(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        let mut paragraph: Option<Range<usize>> = None;
        while at < text.len() {
            let rest = &text[at..];
            let line = &rest[..rest.find('\n').map_or(rest.len(), |end| end + 1)];
            let blank = line.bytes().all(|byte| byte.is_ascii_whitespace() || byte == b'\x0B');
            if blank && paragraph.is_some() {
                break;
            }
            let start = at;
            at += line.len();
            if !blank {
                let start = paragraph.map_or(start, |paragraph| paragraph.start);
                paragraph = Some(start..at);
            }
        }
        paragraph
    })
}

/// Ids in comments that no item follows at once.
#[derive(Default)]
struct LostIds {
    count: usize,
    first_line: usize,
}

impl LostIds {
    fn add(&mut self, source: &Source, span: Span<'_>, remarks: &Remarks) {
        if remarks.ids.is_empty() {
            return;
        }
        if self.count == 0 {
            self.first_line = source.spot_at(span.start).line;
        }
        self.count += 1;
    }

    fn report(&self, collector: &mut Collector<'_>) {
        if self.count > 0 {
            collector.note(format!(
                "Ids in comments that an empty line parts from the next item belong to no item: {}, the first from line {}.",
                self.count, self.first_line
            ));
        }
    }
}
