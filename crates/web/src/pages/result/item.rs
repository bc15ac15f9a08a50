//! One item of a result, with everything that is known about it now.

use crate::markup::{Html, RenderedQuestion, RenderedSolution};
use crate::pages::room::view::letter;
use crate::words::When;
use invigil_exam::{Choices, ItemMark, Ruling};
use invigil_store::{AppliedRuling, OwnReport};
use std::sync::Arc;

/// An option with what became of it.
pub(in crate::pages) struct OptionView<'a> {
    pub(in crate::pages) letter: char,
    pub(in crate::pages) text: &'a Html,
    pub(in crate::pages) is_code: bool,
    pub(in crate::pages) chosen: bool,
    pub(in crate::pages) key: bool,
    pub(in crate::pages) reason: Option<&'a Html>,
}

/// One item with everything that is known about it now.
pub(in crate::pages) struct ItemView {
    pub(in crate::pages) position: usize,
    pub(in crate::pages) mark: ItemMark,
    pub(in crate::pages) flagged: bool,
    pub(in crate::pages) section: String,
    pub(in crate::pages) topic: String,
    pub(in crate::pages) difficulty: &'static str,
    pub(in crate::pages) places: Vec<usize>,
    pub(in crate::pages) chosen: Choices,
    pub(in crate::pages) keys: Choices,
    pub(in crate::pages) question: Arc<RenderedQuestion>,
    pub(in crate::pages) solution: Arc<RenderedSolution>,
    /// The versions that its key was proven on, in words; empty where it wasn't.
    pub(in crate::pages) proven: String,
    /// That it was marked otherwise than its solution says, and why.
    pub(in crate::pages) ruling: Option<RulingView>,
    /// What the candidate reported about it.
    pub(in crate::pages) report: Option<ReportView>,
}

/// A ruling as the candidate reads it.
pub(in crate::pages) struct RulingView {
    pub(in crate::pages) says: &'static str,
    pub(in crate::pages) reason: String,
}

/// A report of the candidate's, and its answer: what it says, when it was given, by whom.
pub(in crate::pages) struct ReportView {
    pub(in crate::pages) text: String,
    pub(in crate::pages) at: When,
    pub(in crate::pages) answer: Option<(String, When, String)>,
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
    pub(in crate::pages) fn options(&self) -> Vec<OptionView<'_>> {
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
    pub(in crate::pages) fn new(rule: &Ruling, reason: &str) -> RulingView {
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
