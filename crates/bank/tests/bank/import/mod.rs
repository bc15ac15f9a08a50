//! Banks of other systems: what holds for all files, and each format on its own.

mod aiken;
mod core;
mod csv;
mod gift;
mod hostile;
mod hostile_xml;
mod html;
mod moodle;
mod packages;
mod pictures;
mod qti;
mod qti12;
mod support;
mod xlsx;

use invigil_bank::import::{Limits, Reading, import};
use invigil_exam::Item;

/// Reads a file of this name and content, and holds it to account.
fn read(name: &str, content: impl AsRef<[u8]>) -> Reading {
    let reading = import(name, content.as_ref(), &Limits::default(), &mut |_| {});
    accounted(&reading);
    reading
}

/// Whatever is read is imported, skipped or failed.
fn accounted(reading: &Reading) {
    assert_eq!(
        reading.read,
        reading.items.len() + reading.skipped.len() + reading.failed.len(),
        "{reading:#?}"
    );
}

/// Line and column of what failed for this reason.
fn failed(reading: &Reading, words: &str) -> Vec<(usize, usize)> {
    let failed = reading.failed.iter().filter(|left| left.reason.contains(words));
    let places: Vec<_> = failed.map(|left| (left.place.line, left.place.column)).collect();
    assert!(!places.is_empty(), "nothing failed as “{words}”: {reading:#?}");
    places
}

/// Kind, name and line of what is skipped.
fn skipped(reading: &Reading) -> Vec<(&str, &str, usize)> {
    reading.skipped.iter().map(|left| (left.kind.as_str(), left.id.as_str(), left.place.line)).collect()
}

fn keys(item: &Item) -> Vec<usize> {
    (0..item.question.options.len()).filter(|index| item.solution.keys.has(*index)).collect()
}

/// Markdown of a text without markup, as the text that it shows.
fn plain(markdown: &str) -> String {
    let mut plain = String::new();
    let mut chars = markdown.chars().peekable();
    while let Some(char) = chars.next() {
        match char {
            '\\' if chars.peek().is_some_and(char::is_ascii_punctuation) => plain.extend(chars.next()),
            other => plain.push(other),
        }
    }
    for (entity, char) in [("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")] {
        plain = plain.replace(entity, char);
    }
    plain
}
