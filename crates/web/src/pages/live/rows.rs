//! The table of a running exam, as the page shows it first and as it is sent again when something happens.

use crate::words;
use askama::Template;
use invigil_store::{Live, LiveAttempt, LiveMember};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

/// After so long without a word from the page, the connection counts as lost. A page in the background says a word a minute.
const SILENCE: Duration = Duration::seconds(90);

/// The members of the class, with sums.
#[derive(Template)]
#[template(path = "live/rows.html")]
pub(super) struct Rows {
    assignment: Uuid,
    waiting: usize,
    running: usize,
    lost: usize,
    done: usize,
    rows: Vec<Row>,
}

/// A template of its own, which escapes what it prints.
impl askama::filters::HtmlSafe for Rows {}

struct Row {
    person: Uuid,
    name: String,
    stage: Stage,
}

/// How far a member is.
enum Stage {
    Waiting,
    Running(Running),
    /// Handed in, or out of time; how many answers of how many items.
    Done {
        handed_in: bool,
        answered: usize,
        items: usize,
    },
}

struct Running {
    answered: usize,
    items: usize,
    /// The position that they look at.
    at: Option<usize>,
    lost: bool,
    /// The deadline in milliseconds since 1970, from which the page counts down.
    deadline: i128,
    /// Whole minutes left, for pages without scripts.
    left: String,
}

impl Rows {
    pub(super) fn new(live: &Live) -> Rows {
        let rows: Vec<Row> = live.members.iter().map(|member| Row::new(member, live.now)).collect();
        let count = |holds: fn(&Stage) -> bool| rows.iter().filter(|row| holds(&row.stage)).count();
        Rows {
            assignment: live.assignment,
            waiting: count(|stage| matches!(stage, Stage::Waiting)),
            running: count(|stage| matches!(stage, Stage::Running(_))),
            lost: count(|stage| matches!(stage, Stage::Running(running) if running.lost)),
            done: count(|stage| matches!(stage, Stage::Done { .. })),
            rows,
        }
    }

    /// What is sent to those who watch: without what changes by time alone, which their pages count by themselves.
    pub(super) fn picture(live: &Live) -> Option<String> {
        let mut rows = Rows::new(live);
        for row in &mut rows.rows {
            if let Stage::Running(running) = &mut row.stage {
                running.left.clear();
            }
        }
        rows.render().ok()
    }
}

impl Row {
    fn new(member: &LiveMember, now: OffsetDateTime) -> Row {
        Row {
            person: member.person,
            name: member.name.clone(),
            stage: member.attempt.as_ref().map_or(Stage::Waiting, |attempt| stage(attempt, now)),
        }
    }
}

fn stage(attempt: &LiveAttempt, now: OffsetDateTime) -> Stage {
    let LiveAttempt { answered, items, .. } = *attempt;
    if attempt.closed_at.is_some() || now >= attempt.deadline + invigil_exam::GRACE {
        return Stage::Done { handed_in: attempt.handed_in, answered, items };
    }
    // Until its first word a page is as old as its attempt.
    let heard = attempt.seen.map_or(attempt.started_at, |(_, at)| at);
    Stage::Running(Running {
        answered,
        items,
        at: attempt.seen.map(|(position, _)| position),
        lost: now - heard > SILENCE,
        deadline: attempt.deadline.unix_timestamp_nanos() / 1_000_000,
        left: words::time_left(attempt.deadline - now),
    })
}

#[cfg(test)]
mod tests {
    use super::Rows;
    use invigil_store::{Live, LiveAttempt, LiveMember};
    use time::{Duration, OffsetDateTime, macros::datetime};
    use uuid::Uuid;

    fn live(seen_ago: i64, now: OffsetDateTime) -> Live {
        let attempt = LiveAttempt {
            id: Uuid::nil(),
            started_at: datetime!(2026-11-22 10:00 UTC),
            deadline: datetime!(2026-11-22 11:00 UTC),
            closed_at: None,
            handed_in: false,
            items: 40,
            answered: 7,
            seen: Some((8, now - Duration::seconds(seen_ago))),
        };
        let member = |name: &str, attempt| LiveMember { person: Uuid::nil(), name: name.into(), attempt };
        Live {
            assignment: Uuid::nil(),
            opens_at: datetime!(2026-11-22 09:00 UTC),
            closes_at: datetime!(2026-11-22 12:00 UTC),
            time_zone: "UTC".into(),
            title: "Mock".into(),
            class: Uuid::nil(),
            class_name: "1a".into(),
            members: vec![member("Ada", Some(attempt)), member("Ben", None)],
            now,
        }
    }

    #[test]
    fn a_page_that_is_silent_for_long_has_lost_its_connection() {
        let at = datetime!(2026-11-22 10:30 UTC);
        assert_eq!(Rows::new(&live(80, at)).lost, 0);
        let rows = Rows::new(&live(100, at));
        assert_eq!((rows.lost, rows.running, rows.waiting, rows.done), (1, 1, 1, 0));
    }

    #[test]
    fn past_its_deadline_an_attempt_is_over_whether_or_not_it_is_stored_so() {
        assert_eq!(Rows::new(&live(5, datetime!(2026-11-22 11:00:30 UTC))).done, 1);
    }

    #[test]
    fn time_alone_changes_nothing_that_is_sent() {
        let at = datetime!(2026-11-22 10:30 UTC);
        let later = at + Duration::minutes(3);
        assert_eq!(Rows::picture(&live(5, at)), Rows::picture(&live(5, later)));
        assert_ne!(Rows::picture(&live(5, at)), Rows::picture(&live(100, at)));
    }
}
