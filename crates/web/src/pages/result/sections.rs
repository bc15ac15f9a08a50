//! A result by sections, and the one to practise next.

use crate::words;
use invigil_exam::{Edition, SectionMark};

/// A section as a line of the table.
pub(super) struct SectionRow {
    pub(super) title: String,
    pub(super) right: u16,
    pub(super) items: u16,
    /// Percent answered right, in words.
    pub(super) share: String,
    /// The same, 0 to 100.
    pub(super) filled: f64,
    /// Whether that reaches the pass mark.
    pub(super) reached: bool,
}

/// What to practise next.
pub(super) struct Advice {
    pub(super) title: String,
    /// The ids of certification and section, where the section can be practised as such.
    pub(super) address: Option<(String, String)>,
    pub(super) right: u16,
    pub(super) items: u16,
    /// The topics of the section's items that were missed.
    pub(super) missed: String,
}

pub(super) fn rows(edition: &Edition, marks: &[SectionMark]) -> Vec<SectionRow> {
    edition
        .sections
        .iter()
        .zip(marks)
        .map(|(section, mark)| {
            let tenths =
                u16::try_from(u32::from(mark.right) * 1000 / u32::from(mark.items.max(1))).unwrap_or(1000);
            SectionRow {
                title: section.title.clone(),
                right: mark.right,
                items: mark.items,
                share: words::tenths(tenths),
                filled: f64::from(tenths) / 10.0,
                reached: tenths >= u16::from(edition.pass_percent) * 10,
            }
        })
        .collect()
}

/// The section with the least share right; of equals the one that costs more items. `None` where nothing was missed.
pub(super) fn weakest(sections: &[SectionMark]) -> Option<usize> {
    let missed = |mark: &SectionMark| mark.items - mark.right.min(mark.items);
    let share = |a: &SectionMark, b: &SectionMark| {
        (u32::from(a.right) * u32::from(b.items)).cmp(&(u32::from(b.right) * u32::from(a.items)))
    };
    sections
        .iter()
        .enumerate()
        .filter(|(_, mark)| missed(mark) > 0)
        .min_by(|(_, a), (_, b)| share(a, b).then(missed(b).cmp(&missed(a))))
        .map(|(index, _)| index)
}
