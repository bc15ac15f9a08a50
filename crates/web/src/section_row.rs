//! A section of a result as a line of `result/sections.html`.

use crate::words;
use invigil_exam::{Edition, SectionMark};

/// What the line tells.
pub(crate) struct SectionRow {
    /// What the section is called.
    pub(crate) title: String,
    /// Items answered right.
    pub(crate) right: u16,
    /// Items asked.
    pub(crate) items: u16,
    /// Percent answered right, in words.
    pub(crate) share: String,
    /// The same, 0 to 100.
    pub(crate) filled: f64,
    /// Whether that reaches the pass mark.
    pub(crate) reached: bool,
}

impl SectionRow {
    /// Those of an edition, in the order of its blueprint.
    pub(crate) fn all(edition: &Edition, marks: &[SectionMark]) -> Vec<SectionRow> {
        let sections = edition.sections.iter().zip(marks);
        let row = |section: &str, mark: &SectionMark| {
            SectionRow::new(section, mark.right, mark.items, edition.pass_percent)
        };
        sections.map(|(section, mark)| row(&section.title, mark)).collect()
    }

    /// A section of which so many of so many items were right, held against a pass mark in percent.
    pub(crate) fn new(title: &str, right: u16, items: u16, pass_percent: u8) -> SectionRow {
        let tenths = u16::try_from(u32::from(right) * 1000 / u32::from(items.max(1))).unwrap_or(1000);
        SectionRow {
            title: title.to_owned(),
            right,
            items,
            share: words::tenths(tenths),
            filled: f64::from(tenths) / 10.0,
            reached: tenths >= u16::from(pass_percent) * 10,
        }
    }
}
