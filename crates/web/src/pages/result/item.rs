//! One item of a result, with everything that is known about it now.

use crate::markup::{Html, RenderedQuestion, RenderedSolution};
use crate::pages::room::view::letter;
use crate::words::When;
use invigil_exam::{Choices, ItemMark, Ruling};
use invigil_store::{AppliedRuling, OwnReport};
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

/// One item with everything that is known about it now.
pub(super) struct ItemView {
    pub(super) position: usize,
    pub(super) mark: ItemMark,
    pub(super) flagged: bool,
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
    /// What the candidate reported about it.
    pub(super) report: Option<ReportView>,
}

/// A ruling as the candidate reads it.
pub(super) struct RulingView {
    pub(super) says: &'static str,
    pub(super) reason: String,
}

/// A report of the candidate's, and its answer: what it says, when it was given, by whom.
pub(super) struct ReportView {
    pub(super) text: String,
    pub(super) at: When,
    pub(super) answer: Option<(String, When, String)>,
}

impl From<&OwnReport> for ReportView {
    fn from(report: &OwnReport) -> ReportView {
        let answer = report.answer.as_ref();
        ReportView {
            text: report.text.clone(),
            at: When::new(report.at),
            answer: answer.map(|answer| (answer.text.clone(), When::new(answer.at), answer.author.clone())),
        }
    }
}

impl ItemView {
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

impl From<&AppliedRuling> for RulingView {
    fn from(ruling: &AppliedRuling) -> RulingView {
        let says = match &ruling.rule {
            Ruling::Everybody => "Everybody has the point of this item.",
            Ruling::AnyOf(sets) if sets.len() > 1 => "This item has more than one right answer.",
            Ruling::AnyOf(_) => "The key of this item was corrected.",
        };
        RulingView { says, reason: ruling.reason.clone() }
    }
}
