//! The pathway of certifications and where a person stands on it.

use crate::words;
use invigil_exam::{Certification, CertificationKind, Score};

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

/// A closed attempt as far as the pathway cares: certification, score, passed.
pub(crate) type Sat<'a> = (&'a str, Score, bool);

impl Pathway {
    /// All pathways of `certifications`, which come in order. `here` is the certification that the page is about.
    pub(crate) fn all(certifications: &[Certification], sat: &[Sat<'_>], here: Option<&str>) -> Vec<Pathway> {
        let mut names: Vec<&str> = certifications.iter().map(|known| known.pathway.as_str()).collect();
        names.dedup();
        names.into_iter().map(|name| Pathway::new(name, certifications, sat, here)).collect()
    }

    /// The pathway of this name.
    pub(crate) fn new(
        name: &str,
        certifications: &[Certification],
        sat: &[Sat<'_>],
        here: Option<&str>,
    ) -> Pathway {
        let own: Vec<&Certification> = certifications.iter().filter(|known| known.pathway == name).collect();
        let passed: Vec<bool> = own.iter().map(|known| is_passed(known, sat)).collect();
        let next = next(&passed);
        let steps = own
            .iter()
            .enumerate()
            .map(|(index, known)| Step {
                id: known.id.clone(),
                short: known.short.clone(),
                level: words::level(known.level),
                asks: known.default_edition().map_or_else(
                    || "no exam of its own".to_owned(),
                    |edition| format!("{} items · {} min", edition.items(), edition.minutes),
                ),
                fee: known.fee_usd,
                needs: words::listed(&shorts(certifications, &known.requires)),
                state: match passed[index] {
                    true => StepState::Passed,
                    false if next == Some(index) => StepState::Next,
                    false => StepState::Other,
                },
                best: sat
                    .iter()
                    .filter(|(id, ..)| *id == known.id)
                    .map(|(_, score, _)| score.tenths_of_percent())
                    .max()
                    .map(words::tenths),
                here: here == Some(known.id.as_str()),
            })
            .collect();
        let begun = sat.iter().any(|(id, ..)| own.iter().any(|known| known.id == *id));
        Pathway { steps, begun }
    }
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

fn is_passed(certification: &Certification, sat: &[Sat<'_>]) -> bool {
    let passed = |id: &str| sat.iter().any(|&(certification, _, passed)| passed && certification == id);
    match certification.kind {
        CertificationKind::Exam => passed(&certification.id),
        CertificationKind::Recognition => {
            !certification.requires.is_empty() && certification.requires.iter().all(|id| passed(id))
        }
    }
}

/// The first step after the furthest that was passed; who passed the last goes back to what was passed over.
fn next(passed: &[bool]) -> Option<usize> {
    let furthest = passed.iter().rposition(|&passed| passed).map_or(0, |index| index + 1);
    if furthest < passed.len() { Some(furthest) } else { passed.iter().position(|&passed| !passed) }
}

#[cfg(test)]
mod tests {
    use super::{Pathway, StepState, next};
    use invigil_exam::{Certification, Score};

    fn certification((id, kind, requires): (&str, &str, &[&str])) -> Certification {
        serde_json::from_value(serde_json::json!({
            "id": id, "kind": kind, "short": id.to_uppercase(), "name": id, "level": "entry", "pathway": "python",
            "order": 1, "requires": requires, "where_taken": "", "real_exam": "", "unofficial": "", "summary": "",
            "audience": "", "covers": "",
        }))
        .unwrap()
    }

    fn certifications() -> Vec<Certification> {
        let all: [(&str, &str, &[&str]); 5] = [
            ("pcep", "exam", &[]),
            ("pcap", "exam", &[]),
            ("pcpp-32-1", "exam", &["pcap"]),
            ("pcpp-32-2", "exam", &["pcap", "pcpp-32-1"]),
            ("cepp", "recognition", &["pcap", "pcpp-32-1", "pcpp-32-2"]),
        ];
        all.map(certification).into()
    }

    fn states(sat: &[(&str, bool)]) -> Vec<StepState> {
        let sat: Vec<_> = sat.iter().map(|&(id, passed)| (id, Score { points: 1, max: 2 }, passed)).collect();
        let pathways = Pathway::all(&certifications(), &sat, None);
        assert_eq!(pathways.len(), 1);
        pathways[0].steps.iter().map(|step| step.state).collect()
    }

    #[test]
    fn a_newcomer_begins_at_the_first_step() {
        use StepState::{Next, Other};
        assert_eq!(states(&[]), [Next, Other, Other, Other, Other]);
        assert_eq!(states(&[("pcep", false)]), [Next, Other, Other, Other, Other]);
    }

    #[test]
    fn the_next_step_follows_the_furthest_passed() {
        use StepState::{Next, Other, Passed};
        assert_eq!(states(&[("pcap", true)]), [Other, Passed, Next, Other, Other]);
    }

    #[test]
    fn a_recognition_follows_from_the_exams_that_it_asks_for() {
        use StepState::{Next, Passed};
        let all = [("pcap", true), ("pcpp-32-1", true), ("pcpp-32-2", true)];
        assert_eq!(states(&all), [Next, Passed, Passed, Passed, Passed]);
    }

    #[test]
    fn nothing_is_next_when_all_is_passed() {
        assert_eq!(next(&[true, true]), None);
        assert_eq!(next(&[]), None);
    }
}
