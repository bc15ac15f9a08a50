//! Items written out in the formats of other systems, and in our own.
//!
//! [`export`] makes one file of a bank. Reading it back with [`crate::import`] gives the same items; what the format can't carry,
//! or doesn't bring back as it was, is named item by item. What each format does is told in `question-bank/EXPORT.md`.

mod csv;
mod fractions;
mod gift;
mod html;
mod moodle;
mod names;
mod native;
mod native_item;
mod pictures;
mod qti;
mod qti_item;
mod verify;
mod xml;
mod zip;

use crate::import::Format;
use invigil_exam::Item;
use std::collections::HashMap;

/// The formats that banks can leave in.
pub const FORMATS: [Format; 5] =
    [Format::Native, Format::MoodleXml, Format::Gift, Format::Qti30, Format::Csv];

/// A bank as a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Export {
    /// The file.
    pub bytes: Vec<u8>,
    /// A name for it: ASCII letters, digits and hyphens, and the ending of the format.
    pub file_name: String,
    /// Its media type, with the encoding where it is text.
    pub media_type: &'static str,
    /// What the file doesn't carry, in the order of the items; empty where reading it back gives the same items.
    pub losses: Vec<Loss>,
}

/// Something that an export couldn't carry.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Loss {
    /// The item's name.
    pub item: String,
    /// What of it is lost, in a sentence.
    pub what: String,
}

/// What a format made of the items.
struct Written {
    bytes: Vec<u8>,
    /// `md`, `zip`, …
    ending: &'static str,
    media_type: &'static str,
    losses: Vec<Loss>,
}

/// Gives a picture's bytes by the name that items show it under (`32 hex digits.png`).
pub type Pictures<'a> = dyn Fn(&str) -> Option<Vec<u8>> + 'a;

/// Writes the items in a format of [`FORMATS`]; any other is written as [`Format::Native`].
///
/// `title` names the bank, in the file and as its name. The names of the items are their ids and must differ. The file is read
/// back, so an export takes about as long as the import of as many items.
pub fn export(format: Format, title: &str, items: &[Item], pictures: &Pictures<'_>) -> Export {
    let written = match format {
        Format::MoodleXml => moodle::write(items, pictures),
        Format::Gift => gift::write(items),
        Format::Csv => csv::write(items),
        Format::Qti30 => qti::write(title, items, pictures),
        _ => native::write(title, items, pictures),
    };
    let file_name = format!("{}.{}", names::slug(title, "bank"), written.ending);
    let Written { bytes, media_type, losses, .. } = written;
    let mut export = Export { bytes, file_name, media_type, losses };
    let more = verify::losses(format, &export, items);
    export.losses.extend(more);
    let order: HashMap<&str, usize> =
        items.iter().enumerate().map(|(index, item)| (item.id.as_str(), index)).collect();
    export.losses.sort_by_key(|loss| order.get(loss.item.as_str()).copied());
    export
}

impl Loss {
    fn new(item: &Item, what: impl Into<String>) -> Loss {
        Loss { item: item.id.clone(), what: what.into() }
    }
}

/// The items by section, those without one first since formats that name a section do so for all that follows. Otherwise in
/// the order in which the sections first occur.
fn by_section(items: &[Item]) -> Vec<(&str, Vec<&Item>)> {
    let mut places = HashMap::from([("", 0)]);
    let mut groups: Vec<(&str, Vec<&Item>)> = vec![("", Vec::new())];
    for item in items {
        let place = *places.entry(item.section.as_str()).or_insert(groups.len());
        if place == groups.len() {
            groups.push((&item.section, Vec::new()));
        }
        groups[place].1.push(item);
    }
    groups.retain(|(_, items)| !items.is_empty());
    groups
}

/// Every text of an item that is Markdown.
fn texts(item: &Item) -> impl Iterator<Item = &str> {
    let (question, solution) = (&item.question, &item.solution);
    [&question.stem, &solution.explanation, &solution.reference]
        .into_iter()
        .chain(&question.options)
        .chain(&solution.reasons)
        .map(String::as_str)
}
