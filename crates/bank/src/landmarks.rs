//! Where in its files a bank says what, for problems of the bank as a whole.

use crate::problem::{Excerpt, Place, Problem, Severity};
use crate::source::{Source, Spot};
use std::collections::BTreeMap;

/// A place with its line.
#[derive(Clone, Debug)]
pub(crate) struct Landmark {
    place: Place,
    excerpt: Excerpt,
}

/// The places of a bank's certifications.
#[derive(Debug, Default)]
pub(crate) struct Landmarks {
    /// Whether all items of each certification were read.
    pub(crate) whole: bool,
    /// By the certification's id.
    pub(crate) certifications: BTreeMap<String, CertificationLandmarks>,
}

/// The places of a certification.
#[derive(Clone, Debug)]
pub(crate) struct CertificationLandmarks {
    pub(crate) id: Landmark,
    /// By the ids of the edition and of the section.
    pub(crate) sections: BTreeMap<(String, String), Landmark>,
}

impl Landmark {
    pub(crate) fn at(source: &Source, spot: Spot) -> Landmark {
        Landmark { place: source.place(spot), excerpt: source.excerpt(spot) }
    }

    pub(crate) fn warning(&self, message: impl Into<String>, help: impl Into<String>) -> Problem {
        Problem {
            place: self.place.clone(),
            severity: Severity::Warning,
            message: message.into(),
            help: help.into(),
            excerpt: Some(self.excerpt.clone()),
        }
    }
}
