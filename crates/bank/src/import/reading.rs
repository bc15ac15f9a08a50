//! What reading an uploaded file gave.

use crate::Place;
use invigil_exam::Item;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A format that banks come in, or leave in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// Our own Markdown: one file, or a zip of them.
    Native,
    /// Moodle XML.
    MoodleXml,
    /// GIFT.
    Gift,
    /// Aiken.
    Aiken,
    /// QTI 1.2, as Canvas and others write it.
    #[serde(rename = "qti-1.2")]
    Qti12,
    /// QTI 2.1.
    #[serde(rename = "qti-2.1")]
    Qti21,
    /// QTI 2.2.
    #[serde(rename = "qti-2.2")]
    Qti22,
    /// QTI 3.0.
    #[serde(rename = "qti-3.0")]
    Qti30,
    /// Comma-separated values.
    Csv,
    /// An Excel workbook.
    Xlsx,
}

impl Format {
    /// What people call it.
    pub fn title(self) -> &'static str {
        match self {
            Format::Native => "Invigil Markdown",
            Format::MoodleXml => "Moodle XML",
            Format::Gift => "GIFT",
            Format::Aiken => "Aiken",
            Format::Qti12 => "QTI 1.2",
            Format::Qti21 => "QTI 2.1",
            Format::Qti22 => "QTI 2.2",
            Format::Qti30 => "QTI 3.0",
            Format::Csv => "CSV",
            Format::Xlsx => "Excel (XLSX)",
        }
    }
}

/// Everything that an uploaded file holds.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    /// What the file turned out to be; none where it is refused before that is known.
    pub format: Option<Format>,
    /// How many items the file holds: imported, skipped and failed together.
    pub read: usize,
    /// The items, in the order of the file. No two have the same name.
    pub items: Vec<Imported>,
    /// What we have no kind for: essays, gaps, matching.
    pub skipped: Vec<LeftOut>,
    /// What is broken.
    pub failed: Vec<LeftOut>,
    /// What the reader should know about the file as a whole: which columns were taken for what, what a package lacks.
    pub notes: Vec<String>,
    /// Why nothing of the file could be read, and what to do.
    pub refusal: Option<String>,
    /// The pictures that the items show, by the name they show them under (`32 hex digits.png`).
    #[serde(skip)]
    pub pictures: BTreeMap<String, Picture>,
}

/// An item that could be read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Imported {
    /// Where it stands.
    pub place: Place,
    /// The item. Its `id` is what its bank will call it: the file's own id or title where it has one, else made from
    /// the stem, so that the same item read again has the same name. `certification` and `topic` are empty; `section` is the
    /// category, assessment or section that it stood in, which may be empty.
    pub item: Item,
    /// What of it was changed or couldn't be carried over, each a sentence.
    pub notes: Vec<String>,
}

/// Something that is not imported.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    /// Where it stands.
    pub place: Place,
    /// The id or title that the file gives it; may be empty.
    pub id: String,
    /// The kind in the words of its format: `essay`, `matching`, `orderInteraction`.
    pub kind: String,
    /// Why, and how to mend it.
    pub reason: String,
}

/// A picture as we made it anew.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// PNG or JPEG, as the name's ending says.
    pub bytes: Vec<u8>,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
}
