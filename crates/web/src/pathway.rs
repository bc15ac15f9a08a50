//! The pathway of certifications and where a person stands on it.

use crate::first::{First, held};
use crate::words;
use invigil_exam::{Certification, CertificationKind};
use invigil_store::AttemptSummary;

/// Where a step is, seen from where the person stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StepState {
    /// A mock exam of it was passed; of a recognition: one of each that it asks for.
    Passed,
    /// What comes next.
    Next,
    /// Not yet, or passed over.
    Other,
}

/// One step as a page draws it.
#[derive(Clone, Debug)]
pub(crate) struct Step {
    /// The certification's id.
    pub(crate) id: String,
    /// What people call it.
    pub(crate) short: String,
    /// Its level.
    pub(crate) level: &'static str,
    /// What the real exam takes: `40 items · 65 min`; of a recognition: that there is no exam.
    pub(crate) asks: String,
    /// What the real exam costs.
    pub(crate) fee: Option<u32>,
    /// What must be held first.
    pub(crate) needs: String,
    /// What of it, and of what that asks for, the person hasn't passed a mock of.
    pub(crate) missing: String,
    /// Whether it is got by holding others.
    pub(crate) recognition: bool,
    /// Where it is, seen from where the person stands.
    pub(crate) state: StepState,
    /// The best score of a mock exam, if there is one.
    pub(crate) best: Option<String>,
    /// Whether the page is about this very certification.
    pub(crate) here: bool,
}

impl Step {
    /// Whether a mock exam of it was passed.
    pub(crate) fn is_passed(&self) -> bool {
        self.state == StepState::Passed
    }

    /// Whether it comes next.
    pub(crate) fn is_next(&self) -> bool {
        self.state == StepState::Next
    }
}

/// A pathway.
#[derive(Clone, Debug)]
pub(crate) struct Pathway {
    /// In order.
    pub(crate) steps: Vec<Step>,
    /// Whether the person sat any exam of it.
    pub(crate) begun: bool,
}

impl Pathway {
    /// All pathways of `certifications`, which come in order, and where a person with these attempts stands on them.
    pub(crate) fn all(certifications: &[Certification], attempts: &[AttemptSummary]) -> Vec<Pathway> {
        names(certifications)
            .into_iter()
            .map(|name| Pathway::new(name, certifications, attempts, None))
            .collect()
    }

    /// The pathway of this name. `here` is the certification that the page is about.
    pub(crate) fn new(
        name: &str,
        certifications: &[Certification],
        attempts: &[AttemptSummary],
        here: Option<&str>,
    ) -> Pathway {
        let held = held(certifications, attempts);
        let next = held.next(name).map(|known| known.id.as_str());
        let own = || certifications.iter().filter(|known| known.pathway == name);
        let steps = own()
            .map(|known| Step {
                id: known.id.clone(),
                short: known.short.clone(),
                level: words::level(known.level),
                asks: known.default_edition().map_or_else(
                    || "no exam of its own".to_owned(),
                    |edition| format!("{} items · {} min", edition.items(), edition.minutes),
                ),
                fee: known.fee_usd,
                needs: words::listed(&shorts(certifications, &known.requires)),
                missing: First::listed(&First::all(&held, &known.id)),
                recognition: known.kind == CertificationKind::Recognition,
                state: match held.holds(&known.id) {
                    true => StepState::Passed,
                    false if next == Some(known.id.as_str()) => StepState::Next,
                    false => StepState::Other,
                },
                best: best(&known.id, attempts).map(words::tenths),
                here: here == Some(known.id.as_str()),
            })
            .collect();
        let begun = attempts
            .iter()
            .any(|attempt| attempt.outcome.is_some() && own().any(|known| known.id == attempt.certification));
        Pathway { steps, begun }
    }
}

/// The names of the pathways of `certifications`, which come in order.
pub(crate) fn names(certifications: &[Certification]) -> Vec<&str> {
    let mut names: Vec<&str> = certifications.iter().map(|known| known.pathway.as_str()).collect();
    names.dedup();
    names
}

/// The best score of a certification's mocks in tenths of a percent, those that were reset left out.
fn best(certification: &str, attempts: &[AttemptSummary]) -> Option<u16> {
    attempts
        .iter()
        .filter(|attempt| attempt.certification == certification)
        .filter(|attempt| !attempt.assignment.as_ref().is_some_and(|assignment| assignment.voided))
        .filter_map(|attempt| Some(attempt.outcome.as_ref()?.score.tenths_of_percent()))
        .max()
}

/// What people call the certifications of these ids.
fn shorts<'a>(certifications: &'a [Certification], ids: &'a [String]) -> Vec<&'a str> {
    ids.iter()
        .map(|id| {
            certifications
                .iter()
                .find(|known| known.id == *id)
                .map_or(id.as_str(), |known| known.short.as_str())
        })
        .collect()
}
