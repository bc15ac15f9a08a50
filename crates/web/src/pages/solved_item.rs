//! An item with its key and everything that explains it, as the result page and practice show it.

use crate::markup::{Html, RenderedQuestion, RenderedSolution};
use crate::pages::room::view::letter;
use invigil_exam::{Choices, ItemMark, Ruling};
use invigil_store::AppliedRuling;
use std::sync::Arc;

/// An option with what became of it.
pub(super) struct OptionView<'a> {
    pub(super) letter: char,
    pub(super) text: &'a Html,
    pub(super) is_code: bool,
    pub(super) chosen: bool,
    pub(super) key: bool,
    pub(super) reason: Option<&'a Html>,
}

/// An answered item.
pub(super) struct SolvedItem {
    pub(super) position: usize,
    pub(super) mark: ItemMark,
    pub(super) section: String,
    pub(super) topic: String,
    pub(super) difficulty: &'static str,
    pub(super) places: Vec<usize>,
    pub(super) chosen: Choices,
    pub(super) keys: Choices,
    pub(super) question: Arc<RenderedQuestion>,
    pub(super) solution: Arc<RenderedSolution>,
    /// The versions that its key was proven on, in words; empty where it wasn't.
    pub(super) proven: String,
    /// That it was marked otherwise than its solution says, and why.
    pub(super) ruling: Option<RulingView>,
}

/// A ruling as the candidate reads it.
pub(super) struct RulingView {
    pub(super) says: &'static str,
    pub(super) reason: String,
}

impl SolvedItem {
    /// The options in the order in which they were shown.
    pub(super) fn options(&self) -> Vec<OptionView<'_>> {
        self.places
            .iter()
            .enumerate()
            .filter_map(|(place, &written)| {
                let option = self.question.options.get(written)?;
                Some(OptionView {
                    letter: letter(place),
                    text: &option.text,
                    is_code: option.is_code,
                    chosen: self.chosen.has(place),
                    key: self.keys.has(place),
                    reason: self.solution.reasons.get(written),
                })
            })
            .collect()
    }
}

impl RulingView {
    pub(super) fn new(rule: &Ruling, reason: &str) -> RulingView {
        let says = match rule {
            Ruling::Everybody => "Everybody has the point of this item.",
            Ruling::AnyOf(sets) if sets.len() > 1 => "This item has more than one right answer.",
            Ruling::AnyOf(_) => "The key of this item was corrected.",
        };
        RulingView { says, reason: reason.to_owned() }
    }
}

impl From<&AppliedRuling> for RulingView {
    fn from(ruling: &AppliedRuling) -> RulingView {
        RulingView::new(&ruling.rule, &ruling.reason)
    }
}
