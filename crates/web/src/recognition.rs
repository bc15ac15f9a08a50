//! The platform's own mock recognition: reached by passing a mock of each exam that a recognition asks for.

use crate::first::First;
use crate::words::{self, When};
use invigil_exam::{Certification, CertificationKind};
use invigil_store::{AttemptSummary, Catalogue};

/// A recognition, and how far somebody is.
pub(crate) struct Recognition {
    /// The certification's id.
    pub(crate) id: String,
    /// What people call it.
    pub(crate) short: String,
    /// What it is made of, in order.
    pub(crate) parts: Vec<Part>,
    /// When the last of them was passed first; `None` while one is missing.
    pub(crate) reached: Option<When>,
    /// What is missing, as a sentence lists it; empty where nothing is.
    pub(crate) missing: String,
}

/// An exam that it asks for.
pub(crate) struct Part {
    pub(crate) id: String,
    pub(crate) short: String,
    /// The first mock of it that was passed.
    pub(crate) pass: Option<Pass>,
    /// Where a mock of it is started.
    pub(crate) address: String,
}

/// A passed mock.
pub(crate) struct Pass {
    pub(crate) at: When,
    pub(crate) score: String,
    pub(crate) edition: String,
    /// Where its result is.
    pub(crate) address: String,
}

impl Recognition {
    /// The recognitions of a pathway and how far somebody with these attempts is.
    pub(crate) fn all(catalogue: &Catalogue, pathway: &str, attempts: &[AttemptSummary]) -> Vec<Recognition> {
        let own = catalogue.certifications.iter().filter(|known| known.pathway == pathway);
        own.filter_map(|known| Recognition::new(catalogue, known, attempts)).collect()
    }

    /// `None` for an exam.
    pub(crate) fn new(
        catalogue: &Catalogue,
        known: &Certification,
        attempts: &[AttemptSummary],
    ) -> Option<Recognition> {
        if known.kind != CertificationKind::Recognition {
            return None;
        }
        let passes: Vec<(&Certification, Option<&AttemptSummary>)> = known
            .requires
            .iter()
            .filter_map(|id| catalogue.certification(id))
            .map(|asked| (asked, first_pass(&asked.id, attempts)))
            .collect();
        let held = crate::first::held(&catalogue.certifications, attempts);
        let closed = |attempt: &AttemptSummary| attempt.outcome.as_ref().map(|outcome| outcome.closed_at);
        let last = passes.iter().filter_map(|(_, pass)| closed((*pass)?)).max();
        Some(Recognition {
            id: known.id.clone(),
            short: known.short.clone(),
            reached: last.filter(|_| held.holds(&known.id)).map(When::date),
            missing: First::listed(&First::all(&held, &known.id)),
            parts: passes
                .into_iter()
                .map(|(asked, pass)| Part {
                    id: asked.id.clone(),
                    short: asked.short.clone(),
                    pass: pass.and_then(|attempt| Pass::new(catalogue, attempt)),
                    address: First::new(asked).address,
                })
                .collect(),
        })
    }
}

impl Pass {
    fn new(catalogue: &Catalogue, attempt: &AttemptSummary) -> Option<Pass> {
        let outcome = attempt.outcome.as_ref()?;
        Some(Pass {
            at: When::date(outcome.closed_at),
            score: words::percent(outcome.score),
            edition: catalogue.edition_title(attempt.edition).to_owned(),
            address: format!("/attempts/{}/result", attempt.id),
        })
    }
}

/// The first passed mock of a certification that counts.
fn first_pass<'a>(certification: &str, attempts: &'a [AttemptSummary]) -> Option<&'a AttemptSummary> {
    attempts
        .iter()
        .filter(|attempt| attempt.certification == certification && attempt.counts_as_passed())
        .min_by_key(|attempt| attempt.outcome.as_ref().map(|outcome| outcome.closed_at))
}
