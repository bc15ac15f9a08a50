//! One answer of a candidate, in an exam or in practice, as everything that is told about getting ready starts from.

use invigil_exam::{Difficulty, ItemMark};
use time::OffsetDateTime;

/// Where an item was answered. The two are kept apart: what was met in practice is no longer fresh, but no exam has asked it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setting {
    /// In a closed exam whose keys the candidate may see.
    Exam,
    /// In practice, with the key shown right after.
    Practice,
}

/// One answer to one item.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Exam or practice.
    pub setting: Setting,
    /// When: the exam's end, or the moment of the answer in practice.
    pub at: OffsetDateTime,
    /// The item's stable id.
    pub item: String,
    /// The revision that was shown.
    pub revision: i32,
    /// The item's certification; empty for an item of an instructor's bank.
    pub certification: String,
    /// What it is filed under in its bank.
    pub section: String,
    /// Its topic; empty in an instructor's bank.
    pub topic: String,
    /// How hard its author expects it to be.
    pub difficulty: Difficulty,
    /// How it was answered.
    pub mark: ItemMark,
    /// Seconds spent on it, where known; 0 to 36,000.
    pub seconds: Option<u32>,
    /// Whether it was flagged in the exam; `false` in practice.
    pub flagged: bool,
    /// Whether the candidate said that they had guessed; `false` in exams.
    pub guessed: bool,
    /// Whether the candidate met the item here for the first time.
    pub first: bool,
}
