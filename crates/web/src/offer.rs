//! What can be sat: an edition with its figures, and whether the bank can fill a form of it.

use invigil_exam::{Certification, Edition};
use invigil_store::{AttemptSummary, Catalogue};

/// One edition as cards and pages offer it.
#[derive(Clone, Debug)]
pub(crate) struct Offer {
    /// What people call the certification.
    pub(crate) short: String,
    /// The edition's title.
    pub(crate) title: String,
    /// One line about the edition; may be empty.
    pub(crate) note: String,
    /// Items of a form.
    pub(crate) items: usize,
    /// Minutes on the clock.
    pub(crate) minutes: u16,
    /// The least score that passes, in percent.
    pub(crate) pass_percent: u8,
    /// Where the rules are, and the start.
    pub(crate) address: String,
    /// Why it can't be sat: `Data aggregates has 3 of 9 items`, section by section. Empty when it can.
    pub(crate) lacks: Vec<String>,
    /// The address of an attempt of this certification that is open already.
    pub(crate) running: Option<String>,
}

impl Offer {
    /// Looks up what the bank has for `edition`; `attempts` are the person's own.
    pub(crate) fn new(
        catalogue: &Catalogue,
        certification: &Certification,
        edition: &Edition,
        attempts: &[AttemptSummary],
    ) -> Offer {
        Offer {
            short: certification.short.clone(),
            title: edition.title.clone(),
            note: edition.note.clone(),
            items: edition.items(),
            minutes: edition.minutes,
            pass_percent: edition.pass_percent,
            address: format!("/exams/{}/{}", certification.id, edition.id),
            lacks: catalogue
                .shortages(&certification.id, edition)
                .into_iter()
                .map(|short| format!("{} has {} of {} items", short.title, short.available, short.needed))
                .collect(),
            running: attempts
                .iter()
                .find(|attempt| {
                    attempt.certification == certification.id
                        && attempt.closed_at.is_none()
                        && attempt.assignment.is_none()
                })
                .map(|attempt| format!("/attempts/{}", attempt.id)),
        }
    }

    /// Whether it can be sat.
    pub(crate) fn is_open(&self) -> bool {
        self.lacks.is_empty()
    }
}
