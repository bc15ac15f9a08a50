//! A bank read and looked at as a whole, for who writes items.

use crate::duplicates::near_duplicates;
use crate::figures::{self, Figures};
use crate::read::{Bank, read_with_landmarks};
use crate::whole;
use std::path::Path;

/// A bank, with warnings about the whole of it among its problems, and its figures.
#[derive(Clone, Debug)]
pub struct Checked {
    /// The bank.
    pub bank: Bank,
    /// What its items are like as a whole.
    pub figures: Figures,
}

/// Reads a bank as [`crate::read`] does, and compares its items with each other.
///
/// What only holds for all items of a certification (that they fill a form, that their keys don't give themselves away)
/// isn't asked of a part of them.
pub fn check(path: &Path) -> Checked {
    let (mut bank, landmarks) = read_with_landmarks(path);
    let figures = figures::of(&bank, landmarks.whole);
    let mut warnings = whole::near_duplicates(&bank, &near_duplicates(&bank));
    if landmarks.whole {
        warnings.extend(whole::certifications(&figures, &landmarks));
    }
    bank.problems.append(&mut warnings);
    bank.problems.sort_by(|a, b| a.place.cmp(&b.place));
    Checked { bank, figures }
}
