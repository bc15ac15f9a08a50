//! What must be passed first: from certifications and the mocks that a person passed follows what they hold here, what is missing
//! for a certification, and what comes next.

use crate::{Certification, CertificationKind};
use std::collections::BTreeSet;

/// What a person passed, seen against certifications. It says nothing about the certifying body: passed is a mock exam.
#[derive(Clone, Debug)]
pub struct Holdings<'a> {
    certifications: &'a [Certification],
    passed: BTreeSet<&'a str>,
}

impl<'a> Holdings<'a> {
    /// `certifications` in the order of their pathways; `passed` are the ids of those of which a mock was passed, in whichever
    /// edition. Ids that `certifications` lacks count for nothing.
    pub fn new(
        certifications: &'a [Certification],
        passed: impl IntoIterator<Item = &'a str>,
    ) -> Holdings<'a> {
        Holdings { certifications, passed: passed.into_iter().collect() }
    }

    fn known(&self, id: &str) -> Option<&'a Certification> {
        self.certifications.iter().find(|known| known.id == id)
    }

    /// Whether a mock of the certification was passed; of a recognition: one of each that it asks for.
    pub fn holds(&self, id: &str) -> bool {
        self.held_beside(id, &mut Vec::new())
    }

    /// `above` are recognitions that are being looked at: one that follows from itself is never reached.
    fn held_beside(&self, id: &str, above: &mut Vec<&'a str>) -> bool {
        let Some(known) = self.known(id) else { return false };
        match known.kind {
            CertificationKind::Exam => self.passed.contains(known.id.as_str()),
            CertificationKind::Recognition => {
                if known.requires.is_empty() || above.contains(&known.id.as_str()) {
                    return false;
                }
                above.push(&known.id);
                let held = known.requires.iter().all(|id| self.held_beside(id, above));
                above.pop();
                held
            }
        }
    }

    /// What must be passed before `id`, in the order in which it can be: each comes after all that it asks for itself. What is held
    /// asks for nothing more, however it was come by. Requirements that no known certification has the id of can't be passed and so
    /// aren't asked for.
    pub fn missing(&self, id: &str) -> Vec<&'a Certification> {
        let mut missing = Vec::new();
        if let Some(known) = self.known(id) {
            self.add_missing(known, &mut vec![known.id.as_str()], &mut missing);
        }
        missing
    }

    fn add_missing(
        &self,
        of: &'a Certification,
        seen: &mut Vec<&'a str>,
        missing: &mut Vec<&'a Certification>,
    ) {
        for required in of.requires.iter().filter_map(|id| self.known(id)) {
            if !seen.contains(&required.id.as_str()) && !self.holds(&required.id) {
                seen.push(&required.id);
                self.add_missing(required, seen, missing);
                // A recognition has no exam to pass: it is held with the last of what it asks for.
                if required.kind == CertificationKind::Exam {
                    missing.push(required);
                }
            }
        }
    }

    /// What to pass next on a pathway: what follows the furthest that is held, or what that asks for first. Who holds the last goes
    /// back to what was passed over. `None` where nothing is left.
    pub fn next(&self, pathway: &str) -> Option<&'a Certification> {
        let steps: Vec<&Certification> =
            self.certifications.iter().filter(|known| known.pathway == pathway).collect();
        let furthest = steps.iter().rposition(|step| self.holds(&step.id)).map_or(0, |index| index + 1);
        let onwards = steps[furthest..].iter().chain(&steps[..furthest]);
        onwards
            .filter(|step| !self.holds(&step.id))
            .filter_map(|step| {
                let first = self.missing(&step.id).first().copied();
                first.or((step.kind == CertificationKind::Exam).then_some(*step))
            })
            .next()
    }

    /// What lies ahead on a pathway, in its order: every exam that isn't held, from the next one on.
    pub fn ahead(&self, pathway: &str) -> Vec<&'a Certification> {
        let Some(next) = self.next(pathway) else { return Vec::new() };
        self.certifications
            .iter()
            .filter(|known| known.pathway == pathway)
            .skip_while(|known| known.id != next.id)
            .filter(|known| known.kind == CertificationKind::Exam && !self.holds(&known.id))
            .collect()
    }
}
