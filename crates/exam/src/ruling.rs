//! Rulings: that an item is marked otherwise than its solution says, because its key was wrong.

use crate::{Choices, ItemMark};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// What counts as right instead of the solution's key. Sets of options are as written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ruling {
    /// Any one of these sets, each exactly: one set is a corrected key, several mean that the item has more than one right
    /// answer.
    AnyOf(Vec<Choices>),
    /// Everybody has the point, whatever they chose: the item can't be answered.
    Everybody,
}

/// Why a ruling makes no sense for an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[expect(missing_docs, reason = "the messages say it")]
pub enum RulingProblem {
    #[error("choose at least one option that counts as right, or give everybody the point")]
    Nothing,
    #[error("the ruling names an option that the item doesn't have")]
    NoSuchOption,
    #[error("candidates could choose {choose}, so an answer of {keys} options was never possible")]
    Impossible { choose: u8, keys: usize },
    #[error("that is what counts already, so nothing would change")]
    Unchanged,
}

impl Ruling {
    /// Whether the ruling fits an item with so many options, of which candidates could choose at most `choose`, and at whose
    /// revisions `now` is what counts.
    ///
    /// # Errors
    /// The first reason why it doesn't.
    pub fn check(&self, options: usize, choose: u8, now: &[Ruling]) -> Result<(), RulingProblem> {
        if let Ruling::AnyOf(sets) = self {
            if sets.is_empty() || sets.iter().any(|set| set.is_empty()) {
                return Err(RulingProblem::Nothing);
            }
            if sets.iter().any(|set| !set.within(options)) {
                return Err(RulingProblem::NoSuchOption);
            }
            if let Some(set) = sets.iter().find(|set| set.len() > usize::from(choose)) {
                return Err(RulingProblem::Impossible { choose, keys: set.len() });
            }
        }
        if !now.is_empty() && now.iter().all(|other| self.same(other)) {
            return Err(RulingProblem::Unchanged);
        }
        Ok(())
    }

    /// Whether both take the same answers for right, in whatever order they name them.
    pub fn same(&self, other: &Ruling) -> bool {
        match (self, other) {
            (Ruling::Everybody, Ruling::Everybody) => true,
            (Ruling::AnyOf(one), Ruling::AnyOf(two)) => {
                one.iter().all(|set| two.contains(set)) && two.iter().all(|set| one.contains(set))
            }
            _ => false,
        }
    }
}

/// What counts as right at one place of a form.
#[derive(Clone, Copy, Debug)]
pub struct Key<'a> {
    keys: Choices,
    ruling: Option<&'a Ruling>,
}

impl<'a> Key<'a> {
    /// As a solution with `keys` says, unless a ruling says otherwise.
    pub fn new(keys: Choices, ruling: Option<&'a Ruling>) -> Key<'a> {
        Key { keys, ruling }
    }

    /// Marks an answer, as written.
    pub fn mark(self, written: Choices) -> ItemMark {
        let right = match self.ruling {
            Some(Ruling::Everybody) => return ItemMark::Right,
            Some(Ruling::AnyOf(sets)) => sets.contains(&written),
            None => self.keys == written,
        };
        match right {
            _ if written.is_empty() => ItemMark::Omitted,
            true => ItemMark::Right,
            false => ItemMark::Wrong,
        }
    }

    /// The options that count as right, as written: of several right answers, whatever is in any of them.
    pub fn options(self) -> Choices {
        match self.ruling {
            Some(Ruling::AnyOf(sets)) => Choices(sets.iter().fold(0, |all, set| all | set.0)),
            Some(Ruling::Everybody) | None => self.keys,
        }
    }
}

impl From<Choices> for Key<'_> {
    fn from(keys: Choices) -> Self {
        Key::new(keys, None)
    }
}
