//! Marking: a pure function of what is stored.

use crate::{Choices, Edition, Form, Key, Scoring};
use serde::{Deserialize, Serialize};

/// Points out of the most possible, in equal parts small enough that every score is a whole number.
///
/// A section's points are shared equally by its items: 12 points over 7 items are 12/7 an item. All parts are counted in
/// units of 1/(least common multiple of the sections' item counts), so nothing is ever rounded before the verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Score {
    /// 0 to `max`.
    pub points: i64,
    /// More than 0.
    pub max: i64,
}

impl Score {
    /// Whether the score reaches the pass mark (in percent), exactly.
    pub fn passes(self, pass_percent: u8) -> bool {
        i128::from(self.points) * 100 >= i128::from(self.max) * i128::from(pass_percent)
    }

    /// Tenths of a percent, rounded down: a score shown as 70.0 % has reached 70 %.
    pub fn tenths_of_percent(self) -> u16 {
        (i128::from(self.points) * 1000 / i128::from(self.max)) as u16
    }
}

/// How one item was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ItemMark {
    /// Every key and nothing else was chosen, or a ruling gives the point.
    Right,
    /// Something else was chosen.
    Wrong,
    /// Nothing was chosen.
    Omitted,
}

/// How one section was answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SectionMark {
    /// The section's id.
    pub section: String,
    /// Items answered right.
    pub right: u16,
    /// Items asked.
    pub items: u16,
}

/// What marking gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marked {
    /// The score.
    pub score: Score,
    /// Whether it reaches the edition's pass mark.
    pub passed: bool,
    /// By section, in the order of the blueprint.
    pub sections: Vec<SectionMark>,
    /// By position.
    pub items: Vec<ItemMark>,
}

/// Marks answers against keys.
///
/// `keys` say what is right as written, and `chosen` are the answers as shown, both by position and as long as the form;
/// where one is shorter, what lacks counts as not answered. The score is the sum over sections of
/// points × (items right / items asked).
pub fn mark(edition: &Edition, form: &Form, keys: &[Key<'_>], chosen: &[Choices]) -> Marked {
    let Scoring::AllOrNothing = edition.scoring;
    let mut sections: Vec<SectionMark> = edition
        .sections
        .iter()
        .map(|section| SectionMark { section: section.id.clone(), right: 0, items: 0 })
        .collect();
    let mut items = Vec::with_capacity(form.slots.len());
    for (index, slot) in form.slots.iter().enumerate() {
        let written = slot.order.to_written(chosen.get(index).copied().unwrap_or_default());
        let mark = keys.get(index).map_or(ItemMark::Omitted, |key| key.mark(written));
        if let Some(section) = sections.get_mut(usize::from(slot.section)) {
            section.items += 1;
            section.right += u16::from(mark == ItemMark::Right);
        }
        items.push(mark);
    }

    let parts = sections.iter().map(|section| u64::from(section.items.max(1))).fold(1, least_common_multiple);
    let mut score = Score { points: 0, max: 0 };
    for (section, mark) in edition.sections.iter().zip(&sections) {
        if mark.items > 0 {
            score.max += (section.weight() * parts) as i64;
            score.points += (section.weight() * parts / u64::from(mark.items) * u64::from(mark.right)) as i64;
        }
    }
    score.max = score.max.max(1);
    Marked { score, passed: score.passes(edition.pass_percent), sections, items }
}

fn least_common_multiple(a: u64, b: u64) -> u64 {
    let (mut x, mut y) = (a, b);
    while y != 0 {
        (x, y) = (y, x % y);
    }
    a / x * b
}
