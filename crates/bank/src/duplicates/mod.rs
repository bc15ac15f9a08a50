//! Items that ask the same with other names, numbers and strings.
//!
//! An item is the set of all runs of five words in its stem and in each of its options, where the words of its code are
//! normalised: names that the code itself gives, numbers and strings don't count. Two items are nearly the same if
//! [`ALIKE`] of the runs that either has are in both.

mod join;
pub(crate) mod lexer;
mod literals;
mod names;
mod repeated;
mod tokens;

use crate::read::Bank;
use invigil_exam::Question;
use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};

/// The least share of common runs by which two items are nearly the same.
///
/// In the bank that comes with the program, the closest pair of different ideas has 0.56; copies of all its items with
/// other names, numbers and strings, made by another program, have 0.8 and more, nearly all of them 1.
pub const ALIKE: f64 = 0.7;

/// How many words make a run.
const RUN: usize = 5;

/// An item that is nearly the same as one before it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NearDuplicate {
    /// The index of the earlier item; of several, that of the most similar.
    pub first: usize,
    /// The index of the item that repeats it.
    pub second: usize,
    /// The share of common runs, from [`ALIKE`] to 1.
    pub similarity: f64,
}

/// The items of a bank that are nearly the same as an earlier one, each with the earlier one.
pub fn near_duplicates(bank: &Bank) -> Vec<NearDuplicate> {
    let sets: Vec<Vec<u64>> = bank.items.iter().map(|entry| runs(&entry.item.question)).collect();
    join::join(sets, ALIKE)
}

/// The runs of an item, each by its hash. A row that is shorter than a run is one; the stem's are told from the options'.
fn runs(question: &Question) -> Vec<u64> {
    let mut runs = BTreeSet::new();
    for (index, row) in tokens::rows(question).iter().enumerate() {
        let length = RUN.min(row.len()).max(1);
        for run in row.windows(length) {
            let mut hasher = DefaultHasher::new();
            (index > 0, run).hash(&mut hasher);
            runs.insert(hasher.finish());
        }
    }
    runs.into_iter().collect()
}
