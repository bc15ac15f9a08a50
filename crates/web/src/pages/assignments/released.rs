//! What a candidate sees of an assigned attempt while its keys, or its whole result, are held back. Neither page is made of
//! anything that tells right from wrong: the contents of items aren't even read for them.

use super::view::{Due, about};
use crate::layout::Layout;
use crate::section_row::SectionRow;
use crate::words::{self, When};
use crate::zone::Zone;
use askama::Template;
use invigil_exam::{ClosedAttempt, ClosedBy, Visible};
use invigil_store::{AppliedRuling, Assigned, Outcome};
use uuid::Uuid;

/// The page of a result that isn't out, or is out without keys.
#[derive(Template)]
#[template(path = "assignments/released.html")]
pub(crate) struct ReleasedPage {
    layout: Layout,
    attempt: Uuid,
    assignment: String,
    title: String,
    about: String,
    started: When,
    time: String,
    ran_out: bool,
    answered: usize,
    items: usize,
    voided: bool,
    results: Due,
    keys: Due,
    score: Option<ScoreView>,
    /// When the score was corrected, what it was before, and whether that passed. Why may tell a key, so it comes with the keys.
    corrected: Vec<(When, String, bool)>,
}

/// The score, without an item's mark.
struct ScoreView {
    passed: bool,
    score: String,
    /// 0 to 100.
    filled: f64,
    pass_percent: u8,
    sections: Vec<SectionRow>,
}

impl ReleasedPage {
    /// The page of `closed`; `outcome` is its result, shown where `assigned` lets it be seen, with what `rulings` changed of it.
    pub(crate) fn new(
        layout: Layout,
        assigned: &Assigned,
        closed: &ClosedAttempt,
        outcome: Option<&Outcome>,
        rulings: &[AppliedRuling],
    ) -> ReleasedPage {
        let (assignment, sitting) = (&assigned.assignment, &closed.sitting);
        let zone = Zone::stored(&assignment.plan.time_zone);
        let visible = assigned.visible() >= Visible::Score;
        ReleasedPage {
            layout,
            attempt: sitting.id,
            assignment: format!("/assignments/{}", assignment.id),
            title: assignment.plan.title.clone(),
            about: about(assignment),
            started: When::new(sitting.started_at),
            time: words::duration(closed.duration()),
            ran_out: closed.closed_by == ClosedBy::Time,
            answered: sitting.answered(),
            items: sitting.entries.len(),
            voided: assigned.attempts.iter().any(|own| own.id == sitting.id && own.voided),
            results: Due::of(assigned.results_await(), &zone),
            keys: Due::of(assigned.keys_await(), &zone),
            score: outcome.filter(|_| visible).map(|outcome| ScoreView::new(assigned, outcome)),
            corrected: rulings
                .iter()
                .filter(|_| visible)
                .filter_map(|ruling| ruling.changed)
                .map(|(at, old, passed)| (When::date(at), words::percent(old), passed))
                .collect(),
        }
    }
}

impl ScoreView {
    fn new(assigned: &Assigned, outcome: &Outcome) -> ScoreView {
        let edition = &assigned.assignment.edition;
        let percent = |tenths: u16| f64::from(tenths) / 10.0;
        ScoreView {
            passed: outcome.passed,
            score: words::percent(outcome.score),
            filled: percent(outcome.score.tenths_of_percent()),
            pass_percent: edition.pass_percent,
            sections: SectionRow::all(edition, &outcome.sections),
        }
    }
}
