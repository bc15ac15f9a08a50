//! A set of options of one item.

use serde::{Deserialize, Serialize};

/// The most options that an item may have.
pub const MAX_OPTIONS: usize = 10;

/// A set of options, one bit an option: bit 0 is the first.
///
/// Whether "first" means first as written or first as shown is for the holder to know; [`crate::OptionOrder`] translates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Choices(pub u16);

impl Choices {
    /// No option.
    pub const NONE: Choices = Choices(0);

    /// The set of the options at these indices (from 0, below [`MAX_OPTIONS`]).
    pub fn of(indices: impl IntoIterator<Item = usize>) -> Choices {
        Choices(indices.into_iter().fold(0, |bits, index| bits | (1 << index)))
    }

    /// Whether the option at `index` is in the set.
    pub fn has(self, index: usize) -> bool {
        index < 16 && self.0 & (1 << index) != 0
    }

    /// How many options are in the set.
    pub fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    /// Whether the set is empty.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The indices in the set, ascending.
    pub fn indices(self) -> impl Iterator<Item = usize> {
        (0..16).filter(move |&index| self.has(index))
    }

    /// Whether every option of the set is one of the first `options`.
    pub fn within(self, options: usize) -> bool {
        options >= 16 || self.0 >> options == 0
    }
}
