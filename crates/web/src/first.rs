//! What is passed first: exams of which a person should, or must, have passed a mock before another.

use crate::words;
use invigil_exam::{Certification, Holdings};
use invigil_store::AttemptSummary;

/// An exam that comes first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct First {
    /// What people call it.
    pub(crate) short: String,
    /// Where its rules are, and the start.
    pub(crate) address: String,
}

impl First {
    /// This exam, by its default edition.
    pub(crate) fn new(known: &Certification) -> First {
        First {
            short: known.short.clone(),
            address: known.default_edition().map_or_else(
                || format!("/certifications/{}", known.id),
                |edition| format!("/exams/{}/{}", known.id, edition.id),
            ),
        }
    }

    /// What is missing before `certification`, in the order in which it can be passed.
    pub(crate) fn all(held: &Holdings<'_>, certification: &str) -> Vec<First> {
        held.missing(certification).into_iter().map(First::new).collect()
    }

    /// These exams as a sentence lists them.
    pub(crate) fn listed(all: &[First]) -> String {
        words::listed(&all.iter().map(|first| first.short.as_str()).collect::<Vec<_>>())
    }
}

/// What a person holds by these attempts of theirs.
pub(crate) fn held<'a>(certifications: &'a [Certification], attempts: &'a [AttemptSummary]) -> Holdings<'a> {
    let passed = attempts.iter().filter(|attempt| attempt.counts_as_passed());
    Holdings::new(certifications, passed.map(|attempt| attempt.certification.as_str()))
}
