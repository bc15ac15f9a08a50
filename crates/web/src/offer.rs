//! What can be sat: an edition with its figures, and whether the bank can fill a form of it.

use crate::first::{First, held};
use invigil_exam::{Certification, Edition, Shortage};
use invigil_store::{AttemptSummary, Catalogue, OwnExam, Store, StoreError};

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
    /// What is usually passed first and the person hasn't passed.
    pub(crate) first: Vec<First>,
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
            lacks: lacks(catalogue.shortages(&certification.id, edition)),
            running: running(&certification.id, attempts),
            first: First::all(&held(&catalogue.certifications, attempts), &certification.id),
        }
    }

    /// Looks up what the sources of a person's own exam hold; `attempts` are the person's own.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) async fn own(
        store: &Store,
        exam: &OwnExam,
        attempts: &[AttemptSummary],
    ) -> Result<Offer, StoreError> {
        let edition = &exam.known.edition;
        let shortages = match exam.known.owner {
            Some(owner) => store.supply(owner, edition).await?.shortages(edition),
            None => Vec::new(),
        };
        Ok(Offer {
            short: edition.title.clone(),
            title: String::new(),
            note: String::new(),
            items: edition.items(),
            minutes: edition.minutes,
            pass_percent: edition.pass_percent,
            address: format!("/exams/{}/{}", exam.known.certification, edition.id),
            lacks: lacks(shortages),
            running: running(&exam.known.certification, attempts),
            // It is on no pathway.
            first: Vec::new(),
        })
    }

    /// What is usually passed first and wasn't, as a sentence lists it; empty for nothing.
    pub(crate) fn firsts(&self) -> String {
        First::listed(&self.first)
    }

    /// Whether it can be sat.
    pub(crate) fn is_open(&self) -> bool {
        self.lacks.is_empty()
    }
}

/// Section by section, why a form can't be filled.
pub(crate) fn lacks(shortages: Vec<Shortage>) -> Vec<String> {
    shortages
        .into_iter()
        .map(|short| format!("{} has {} of {} items", short.title, short.available, short.needed))
        .collect()
}

/// The address of the attempt of an exam, for practice, whose clock runs.
fn running(certification: &str, attempts: &[AttemptSummary]) -> Option<String> {
    attempts
        .iter()
        .find(|attempt| {
            attempt.certification == certification
                && attempt.closed_at.is_none()
                && attempt.assignment.is_none()
        })
        .map(|attempt| format!("/attempts/{}", attempt.id))
}
