//! Assignments in words: their state, what a candidate is to do next, when results come out.

use crate::first::First;
use crate::words::{self, When};
use crate::zone::{Moment, Zone};
use invigil_exam::{Awaits, Holdings, Turn, Visible};
use invigil_store::{Assigned, Assignment, Catalogue};
use time::{Duration, OffsetDateTime};

/// How long an assignment that is over stays on the first page.
const SHOWN_AFTER: Duration = Duration::days(14);

/// Where an assignment stands for everybody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// Taken back.
    Cancelled,
    /// It opens later.
    Scheduled,
    /// It may be started.
    Open,
    /// Over for most, but somebody may be sitting it.
    Ending,
    /// Over for everybody.
    Over,
}

impl Stage {
    /// The stage of `assignment` at `now`.
    pub(crate) fn of(assignment: &Assignment, now: OffsetDateTime) -> Stage {
        let plan = &assignment.plan;
        if assignment.cancelled_at.is_some() {
            Stage::Cancelled
        } else if now < plan.opens_at {
            Stage::Scheduled
        } else if now < plan.closes_at {
            Stage::Open
        } else if now < assignment.last_end {
            Stage::Ending
        } else {
            Stage::Over
        }
    }

    /// In a word or two.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Stage::Cancelled => "taken back",
            Stage::Scheduled => "not open yet",
            Stage::Open => "open",
            Stage::Ending => "closed, some have longer",
            Stage::Over => "closed",
        }
    }

    /// The kind of its badge.
    pub(crate) fn kind(self) -> &'static str {
        match self {
            Stage::Cancelled => "bad",
            Stage::Scheduled => "accent",
            Stage::Open => "good",
            Stage::Ending => "warn",
            Stage::Over => "",
        }
    }
}

/// An assignment as a line of its class.
pub(crate) struct Row {
    /// The instructor's page of it.
    pub(crate) address: String,
    /// What it is called.
    pub(crate) title: String,
    /// What people call the exam.
    pub(crate) exam: String,
    /// From when on.
    pub(crate) opens: String,
    /// Until when, with the zone's name.
    pub(crate) closes: String,
    /// Where it stands.
    pub(crate) stage: Stage,
    /// How many people have started it.
    pub(crate) started: i64,
    /// How many people are sitting it.
    pub(crate) running: i64,
}

impl Row {
    /// The line of `assignment` at `now`.
    pub(crate) fn new(assignment: &Assignment, now: OffsetDateTime) -> Row {
        let zone = Zone::stored(&assignment.plan.time_zone);
        Row {
            address: format!("/instructor/assignments/{}", assignment.id),
            title: assignment.plan.title.clone(),
            exam: assignment.exam.clone(),
            opens: zone.short(assignment.plan.opens_at),
            closes: zone.tell(assignment.plan.closes_at).plain(),
            stage: Stage::of(assignment, now),
            started: assignment.started,
            running: assignment.running,
        }
    }
}

/// When something that is held back comes out, as a candidate reads it after "Results come out".
#[derive(Clone, Debug)]
pub(crate) enum Due {
    /// It is out, or waits for the attempt's end only.
    Ended,
    /// At a moment.
    At(Moment),
    /// When the instructor says so.
    Hand,
}

impl Due {
    /// Puts what is waited for in words.
    pub(crate) fn of(awaits: Awaits, zone: &Zone) -> Due {
        match awaits {
            Awaits::End => Due::Ended,
            Awaits::Moment(at) => Due::At(zone.tell(at)),
            Awaits::Hand => Due::Hand,
        }
    }
}

/// What a candidate is to do next with an assignment.
#[derive(Clone, Debug)]
pub(crate) enum Next {
    /// Go on with what runs: where, and what is left.
    Resume(String, String),
    /// Pass these first; an instructor asks for it.
    First(Vec<First>),
    /// Start: until when, and how many attempts are left where that is worth a word.
    Start(Moment, Option<String>),
    /// Wait for the opening: when, and how far off.
    Wait(Moment, String),
    /// Look at the result: where.
    Result(String),
    /// Handed in; results come when they come.
    Handed(Due),
    /// Over without an attempt.
    Missed,
    /// Taken back.
    Cancelled,
}

/// An assignment on the first page.
pub(crate) struct Card {
    /// The candidate's page of it.
    pub(crate) address: String,
    /// What it is called.
    pub(crate) title: String,
    /// What people call the exam, and the class.
    pub(crate) about: String,
    /// What to do next.
    pub(crate) next: Next,
}

impl Card {
    /// The cards of what is assigned to somebody, what is to be done first.
    pub(crate) fn all(assigned: &[Assigned], held: &Holdings<'_>) -> Vec<Card> {
        let mut cards: Vec<(u8, OffsetDateTime, Card)> = assigned
            .iter()
            .filter(|assigned| {
                let closes_at = assigned.own().closes_at;
                // What was over before one joined isn't one's to miss.
                let theirs = !assigned.attempts.is_empty()
                    || assigned.joined_at.is_none_or(|joined| joined < closes_at);
                theirs && (assigned.now < closes_at + SHOWN_AFTER || assigned.taken().open.is_some())
            })
            .map(|assigned| {
                let next = next(assigned, held);
                let rank = match next {
                    Next::Resume(..) => 0,
                    Next::Start(..) | Next::First(_) => 1,
                    Next::Wait(..) => 2,
                    _ => 3,
                };
                let card = Card {
                    address: format!("/assignments/{}", assigned.assignment.id),
                    title: assigned.assignment.plan.title.clone(),
                    about: about(&assigned.assignment),
                    next,
                };
                (rank, assigned.own().closes_at, card)
            })
            .collect();
        cards.sort_by_key(|&(rank, closes, _)| (rank, closes));
        cards.into_iter().map(|(_, _, card)| card).collect()
    }
}

/// The exam and the class of an assignment; the exam only where the title doesn't say it.
pub(crate) fn about(assignment: &Assignment) -> String {
    if assignment.plan.title == assignment.exam {
        assignment.class_name.clone()
    } else {
        format!("{} · {}", assignment.exam, assignment.class_name)
    }
}

/// What a certification asks for first, as a sentence lists it: what is missing for somebody who has passed nothing.
pub(crate) fn asked_first(catalogue: &Catalogue, certification: &str) -> String {
    First::listed(&First::all(&Holdings::new(&catalogue.certifications, []), certification))
}

/// What a candidate who holds `held` must pass before they may start; nothing where nobody asks for it, or they were let off.
pub(crate) fn firsts(assigned: &Assigned, held: &Holdings<'_>) -> Vec<First> {
    match assigned.own().prerequisites {
        true => First::all(held, &assigned.assignment.certification),
        false => Vec::new(),
    }
}

/// What a candidate who holds `held` is to do next.
pub(crate) fn next(assigned: &Assigned, held: &Holdings<'_>) -> Next {
    let (own, zone) = (assigned.own(), Zone::stored(&assigned.assignment.plan.time_zone));
    match assigned.turn() {
        Turn::Resume(attempt) => {
            let deadline = assigned.attempts.iter().find(|own| own.id == attempt).map(|own| own.deadline);
            let left = deadline.map_or(Duration::ZERO, |deadline| deadline - assigned.now);
            Next::Resume(format!("/attempts/{attempt}"), words::time_left(left))
        }
        Turn::Start { .. } if !firsts(assigned, held).is_empty() => Next::First(firsts(assigned, held)),
        Turn::Start { left } => {
            let left = (own.attempts > 1)
                .then(|| format!("{} of {} left", left, words::counted(own.attempts, "attempt", "attempts")));
            Next::Start(zone.tell(own.closes_at), left)
        }
        Turn::NotYet => Next::Wait(zone.tell(own.opens_at), ahead(own.opens_at - assigned.now)),
        Turn::Closed | Turn::NoneLeft | Turn::Cancelled => {
            let last = assigned.attempts.iter().find(|own| !own.voided && own.closed_at.is_some());
            match last {
                Some(last) if assigned.visible() >= Visible::Score => {
                    Next::Result(format!("/attempts/{}/result", last.id))
                }
                Some(_) => Next::Handed(Due::of(assigned.results_await(), &zone)),
                None if own.cancelled => Next::Cancelled,
                None => Next::Missed,
            }
        }
    }
}

/// How far off something is, in the largest whole unit: `in 3 days`.
pub(crate) fn ahead(length: Duration) -> String {
    if length >= Duration::days(2) {
        format!("in {}", words::counted(length.whole_days(), "day", "days"))
    } else if length >= Duration::hours(2) {
        format!("in {}", words::counted(length.whole_hours(), "hour", "hours"))
    } else if length >= Duration::MINUTE {
        format!("in {}", words::counted(length.whole_minutes(), "minute", "minutes"))
    } else {
        "in less than a minute".to_owned()
    }
}

/// An attempt as its candidate's list of them shows it.
pub(crate) struct Attempt {
    /// Where it, or its result, is.
    pub(crate) address: String,
    /// When it was started.
    pub(crate) started: When,
    /// How long it took or has run.
    pub(crate) state: &'static str,
}

#[cfg(test)]
mod tests {
    use super::ahead;
    use time::Duration;

    #[test]
    fn how_far_off_something_is_never_promises_too_much() {
        let told = |length: Duration| ahead(length).replace('\u{a0}', " ");
        assert_eq!(told(Duration::days(3) - Duration::SECOND), "in 2 days");
        assert_eq!(told(Duration::hours(47)), "in 47 hours");
        assert_eq!(told(Duration::minutes(119)), "in 119 minutes");
        assert_eq!(told(Duration::minutes(1)), "in 1 minute");
        assert_eq!(told(Duration::seconds(59)), "in less than a minute");
    }
}
