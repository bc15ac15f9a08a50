//! The section to practise next.

use invigil_exam::SectionMark;

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
