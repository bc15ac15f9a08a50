//! Assignments: starting under concurrency, allowances, resets, release, the trail.

use super::people_of;
use invigil_exam::{Allowance, Attempt, Release, Turn, Visible};
use invigil_store::{
    AssignedStart, AssignmentPlan, Change, Released, Reset, Role, RosterLine, Start, Started, Subject,
};
use invigil_tests::Site;
use std::collections::BTreeSet;
use std::sync::Arc;
use time::{Duration, OffsetDateTime};
use tokio::sync::Barrier;
use uuid::Uuid;

/// An instructor with a class of one, and another instructor.
struct School {
    site: Site,
    ada: Uuid,
    bob: Uuid,
    class: Uuid,
    cleo: Uuid,
    /// The database's clock, once.
    now: OffsetDateTime,
}

impl School {
    async fn new() -> School {
        let site = Site::new().await;
        let [ada, bob] = people_of(&site, Role::Instructor).await;
        let class = site.store.create_class(ada, "Python 1").await.unwrap();
        let cleo =
            site.store.create_account("cleo@example.org", "Cleo", Role::Candidate, Some("x")).await.unwrap();
        let line = RosterLine { email: "cleo@example.org".into(), ..RosterLine::default() };
        site.store.enrol(ada, class, &[line]).await.unwrap().unwrap();
        let now = sqlx::query_scalar("SELECT clock_timestamp()").fetch_one(&site.db).await.unwrap();
        School { site, ada, bob, class, cleo: cleo.unwrap(), now }
    }

    /// Opened an hour ago, open for a day, one attempt of 65 minutes.
    async fn plan(&self) -> AssignmentPlan {
        AssignmentPlan {
            edition: self.site.edition("pcap", "pathway").await.id,
            title: "Midterm".into(),
            note: String::new(),
            opens_at: self.now - Duration::HOUR,
            closes_at: self.now + Duration::DAY,
            time_zone: "Europe/Berlin".into(),
            attempts: 1,
            minutes: 65,
            window_cuts: true,
            results: Release::AfterClosing,
            keys: Release::AfterClosing,
            shuffle_items: true,
            shuffle_options: true,
            prerequisites: false,
        }
    }

    async fn assign(&self, plan: &AssignmentPlan) -> Uuid {
        self.site.store.assign(self.ada, self.class, plan).await.unwrap().unwrap()
    }

    async fn start(&self, assignment: Uuid) -> AssignedStart {
        self.site.store.start_assigned(self.cleo, assignment).await.unwrap()
    }

    async fn opened(&self, assignment: Uuid) -> Uuid {
        match self.start(assignment).await {
            AssignedStart::Open(Started { attempt, .. }) => attempt,
            other => panic!("{other:?}"),
        }
    }

    async fn deadline(&self, attempt: Uuid) -> OffsetDateTime {
        self.site.store.attempt(self.cleo, attempt).await.unwrap().unwrap().0.sitting().deadline
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_starts_at_once_open_one_attempt_and_use_one_up() {
    let school = School::new().await;
    let assignment = school.assign(&school.plan().await).await;
    for round in 0..2 {
        let together = Arc::new(Barrier::new(50));
        let starts: Vec<_> = (0..50)
            .map(|_| {
                let (store, cleo, together) = (school.site.store.clone(), school.cleo, together.clone());
                tokio::spawn(async move {
                    together.wait().await;
                    store.start_assigned(cleo, assignment).await.unwrap()
                })
            })
            .collect();
        let mut opened = BTreeSet::new();
        for start in starts {
            match start.await.unwrap() {
                AssignedStart::Open(started) if round == 0 => drop(opened.insert(started.attempt)),
                AssignedStart::Refused(Turn::NoneLeft) if round == 1 => {}
                other => panic!("round {round}: {other:?}"),
            }
        }
        let attempts: i64 = sqlx::query_scalar("SELECT count(*) FROM attempt WHERE assignment = $1")
            .bind(assignment)
            .fetch_one(&school.site.db)
            .await
            .unwrap();
        assert_eq!(attempts, 1);
        for attempt in opened {
            school.site.store.submit(school.cleo, attempt).await.unwrap();
        }
    }
}

#[tokio::test]
async fn the_window_and_the_clock_bound_an_attempt() {
    let school = School::new().await;
    let plan = school.plan().await;
    let early = AssignmentPlan { opens_at: school.now + Duration::HOUR, ..plan.clone() };
    assert_eq!(school.start(school.assign(&early).await).await, AssignedStart::Refused(Turn::NotYet));
    let late = AssignmentPlan {
        opens_at: school.now - 2 * Duration::HOUR,
        closes_at: school.now - Duration::HOUR,
        ..plan.clone()
    };
    assert_eq!(school.start(school.assign(&late).await).await, AssignedStart::Refused(Turn::Closed));

    let closes_at = school.now + 30 * Duration::MINUTE;
    let cut = AssignmentPlan { closes_at, ..plan.clone() };
    let attempt = school.opened(school.assign(&cut).await).await;
    assert_eq!(school.deadline(attempt).await, cut.closes_at);
    let whole = school.assign(&AssignmentPlan { closes_at, window_cuts: false, ..plan.clone() }).await;
    let allowance = Allowance { extra_percent: 50, extra_minutes: 1, ..Allowance::default() };
    assert!(school.site.store.allow(school.ada, whole, school.cleo, &allowance, "dyslexia").await.unwrap());
    let attempt = school.opened(whole).await;
    let left = school.deadline(attempt).await - school.now;
    assert!(
        (99 * Duration::MINUTE..100 * Duration::MINUTE).contains(&left),
        "65 + 33 + 1 minutes, not {left}"
    );

    let stranger =
        school.site.store.create_account("s@example.org", "S", Role::Candidate, Some("x")).await.unwrap();
    let start = school.site.store.start_assigned(stranger.unwrap(), whole).await.unwrap();
    assert_eq!(start, AssignedStart::NotFound);
    school.site.store.remove_member(school.ada, school.class, school.cleo).await.unwrap();
    assert_eq!(school.start(whole).await, AssignedStart::NotFound);
}

#[tokio::test]
async fn practice_and_assignment_do_not_stand_in_each_others_way() {
    let school = School::new().await;
    let assignment = school.assign(&school.plan().await).await;
    let practice = school.site.start(school.cleo).await;
    let attempt = school.opened(assignment).await;
    assert_ne!(practice, attempt);
    assert_eq!(school.site.start(school.cleo).await, practice);
    assert_eq!(school.opened(assignment).await, attempt);
    let edition = school.site.edition("pcap", "pathway").await;
    assert!(matches!(
        school.site.store.start(school.cleo, &edition).await.unwrap(),
        Start::Open(Started { resumed: true, .. })
    ));
}

#[tokio::test]
async fn an_allowance_and_a_reset_give_another_attempt_and_leave_a_trail() {
    let school = School::new().await;
    let store = &school.site.store;
    let assignment = school.assign(&school.plan().await).await;
    let first = school.opened(assignment).await;
    store.submit(school.cleo, first).await.unwrap();
    assert_eq!(school.start(assignment).await, AssignedStart::Refused(Turn::NoneLeft));

    let more = Allowance { extra_attempts: 1, ..Allowance::default() };
    assert!(!store.allow(school.bob, assignment, school.cleo, &more, "").await.unwrap());
    assert!(!store.allow(school.ada, assignment, school.bob, &more, "").await.unwrap(), "not of the class");
    assert!(store.allow(school.ada, assignment, school.cleo, &more, "ill").await.unwrap());
    let second = school.opened(assignment).await;
    assert_ne!(second, first);

    assert_eq!(store.reset_attempt(school.bob, assignment, second).await.unwrap(), Reset::NotFound);
    assert_eq!(store.reset_attempt(school.ada, assignment, second).await.unwrap(), Reset::Done);
    assert_eq!(store.reset_attempt(school.ada, assignment, second).await.unwrap(), Reset::Already);
    let (attempt, _) = store.attempt(school.cleo, second).await.unwrap().unwrap();
    assert!(matches!(attempt, Attempt::Closed(_)), "it ran, and is closed");
    let third = school.opened(assignment).await;
    assert!(![first, second].contains(&third));
    let sitters = store.sitters(school.ada, assignment).await.unwrap();
    let voided: Vec<bool> = sitters[0].attempts.iter().map(|attempt| attempt.voided_at.is_some()).collect();
    assert_eq!(voided, [false, true, false]);
    assert!(store.sitters(school.bob, assignment).await.unwrap().is_empty());

    store.allow(school.ada, assignment, school.cleo, &Allowance::default(), "").await.unwrap();
    let of = Subject { assignment: Some(assignment), ..Subject::default() };
    let trail = store.audit_trail(&of, 50).await.unwrap();
    let actions: Vec<&str> = trail.iter().map(|entry| entry.action.as_str()).collect();
    assert_eq!(actions, ["override set", "attempt reset", "override set", "exam assigned"]);
    assert_eq!(
        trail[2].details["changes"],
        serde_json::json!([
            { "what": "extra attempts", "old": 0, "new": 1 }, { "what": "note", "old": "", "new": "ill" }
        ])
    );
    assert_eq!((trail[1].subject.attempt, trail[1].person.as_str()), (Some(second), "Cleo"));
}

#[tokio::test]
async fn a_change_is_the_owners_and_its_trail_holds_old_and_new() {
    let school = School::new().await;
    let store = &school.site.store;
    let plan = school.plan().await;
    let assignment = school.assign(&plan).await;
    let later = AssignmentPlan { closes_at: plan.closes_at + Duration::DAY, minutes: 70, ..plan.clone() };
    assert_eq!(store.change_assignment(school.bob, assignment, &later).await.unwrap(), Change::NotFound);
    assert!(!store.cancel_assignment(school.bob, assignment, true).await.unwrap());
    assert!(!store.release(school.bob, assignment, Released::Keys).await.unwrap());
    assert!(store.assignment(school.bob, assignment).await.unwrap().is_none());
    assert!(store.assign(school.bob, school.class, &plan).await.unwrap().is_none());
    assert_eq!(store.change_assignment(school.ada, assignment, &later).await.unwrap(), Change::Done);
    assert_eq!(store.assignment(school.ada, assignment).await.unwrap().unwrap().plan, later);

    let trail =
        store.audit_trail(&Subject { assignment: Some(assignment), ..Subject::default() }, 9).await.unwrap();
    assert_eq!(trail.len(), 2);
    let changes = trail[0].details["changes"].as_array().unwrap();
    assert_eq!(changes.len(), 2);
    assert_eq!((changes[1]["old"].as_i64(), changes[1]["new"].as_i64()), (Some(65), Some(70)));

    school.opened(assignment).await;
    let other = AssignmentPlan { edition: school.site.edition("pcap", "31-03").await.id, ..later };
    assert_eq!(store.change_assignment(school.ada, assignment, &other).await.unwrap(), Change::ExamInUse);
}

#[tokio::test]
async fn what_is_taken_back_starts_no_more_and_lets_run_what_runs() {
    let school = School::new().await;
    let store = &school.site.store;
    let assignment = school.assign(&AssignmentPlan { attempts: 2, ..school.plan().await }).await;
    let attempt = school.opened(assignment).await;
    assert!(store.cancel_assignment(school.ada, assignment, true).await.unwrap());
    assert_eq!(school.opened(assignment).await, attempt);
    store.submit(school.cleo, attempt).await.unwrap();
    assert_eq!(school.start(assignment).await, AssignedStart::Refused(Turn::Cancelled));
    assert!(store.cancel_assignment(school.ada, assignment, false).await.unwrap());
    store.archive_class(school.ada, school.class, true).await.unwrap();
    assert_eq!(school.start(assignment).await, AssignedStart::Refused(Turn::Cancelled));
    store.archive_class(school.ada, school.class, false).await.unwrap();
    assert_ne!(school.opened(assignment).await, attempt);
}

#[tokio::test]
async fn a_result_that_is_held_back_is_in_no_list() {
    let school = School::new().await;
    let store = &school.site.store;
    let plan = AssignmentPlan { results: Release::ByHand, keys: Release::ByHand, ..school.plan().await };
    let assignment = school.assign(&plan).await;
    let attempt = school.opened(assignment).await;
    store.submit(school.cleo, attempt).await.unwrap();
    let held = &store.history(school.cleo, 9).await.unwrap()[0];
    assert!(held.closed_at.is_some() && held.outcome.is_none());
    assert_eq!(held.assignment.as_ref().unwrap().title, "Midterm");
    let seen = async || store.assignment_of(school.cleo, attempt).await.unwrap().unwrap().visible();
    assert_eq!(seen().await, Visible::Nothing);
    store.release(school.ada, assignment, Released::Keys).await.unwrap();
    assert_eq!(seen().await, Visible::Nothing, "keys wait for the score");
    store.release(school.ada, assignment, Released::Results).await.unwrap();
    assert_eq!(seen().await, Visible::Keys);
    assert!(store.history(school.cleo, 9).await.unwrap()[0].outcome.is_some());
    assert!(store.assignment_of(school.ada, attempt).await.unwrap().is_none(), "another's attempt");
}

#[tokio::test]
async fn keys_wait_for_whoever_may_still_sit() {
    let school = School::new().await;
    let store = &school.site.store;
    let plan = AssignmentPlan {
        opens_at: school.now - 2 * Duration::HOUR,
        closes_at: school.now + Duration::HOUR,
        ..school.plan().await
    };
    let assignment = school.assign(&plan).await;
    let attempt = school.opened(assignment).await;
    store.submit(school.cleo, attempt).await.unwrap();
    let dan =
        store.create_account("dan@example.org", "Dan", Role::Candidate, Some("x")).await.unwrap().unwrap();
    let line = RosterLine { email: "dan@example.org".into(), ..RosterLine::default() };
    store.enrol(school.ada, school.class, &[line]).await.unwrap();
    let later = Allowance { closes_at: Some(school.now + Duration::DAY), ..Allowance::default() };
    store.allow(school.ada, assignment, dan, &later, "").await.unwrap();
    // The window is over for all but Dan.
    sqlx::query("UPDATE assignment SET closes_at = clock_timestamp() - interval '1 minute' WHERE id = $1")
        .bind(assignment)
        .execute(&school.site.db)
        .await
        .unwrap();
    let seen = async || store.assignment_of(school.cleo, attempt).await.unwrap().unwrap().visible();
    assert_eq!(seen().await, Visible::Score);
    store.remove_member(school.ada, school.class, dan).await.unwrap();
    assert_eq!(seen().await, Visible::Keys, "who left can't sit it any more");
}
