//! A class with an exam assigned to it, at the level of the store.

use crate::Site;
use invigil_exam::{Choices, OptionOrder, Release};
use invigil_store::{AssignedStart, AssignmentPlan, Closing, RosterLine};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

/// A class with an exam assigned to it: PCAP, open since an hour and for a day, its results and keys out at once.
#[derive(Clone, Debug)]
pub struct Lesson {
    /// The class.
    pub class: Uuid,
    /// The assignment.
    pub assignment: Uuid,
    /// Its members, in the order in which they were named.
    pub people: Vec<Uuid>,
}

impl Site {
    /// A class of this instructor; each name has the address `NUMBER@example.org`, counted from 0. Accounts that exist are used.
    pub async fn lesson(&self, owner: Uuid, names: &[&str]) -> Lesson {
        let class = self.store.create_class(owner, "Python 1").await.expect("a class");
        let address = |number: usize| format!("{number}@example.org");
        let lines: Vec<RosterLine> = names
            .iter()
            .enumerate()
            .map(|(number, name)| RosterLine {
                name: (*name).to_owned(),
                email: address(number),
                number: String::new(),
            })
            .collect();
        self.store.enrol(owner, class, &lines).await.expect("answers").expect("the class is theirs");
        let mut people = Vec::new();
        for number in 0..names.len() {
            people.push(self.person(&address(number)).await);
        }
        let now: OffsetDateTime =
            sqlx::query_scalar("SELECT clock_timestamp()").fetch_one(&self.db).await.expect("a clock");
        let plan = AssignmentPlan {
            edition: self.edition("pcap", "pathway").await.id,
            title: "Midterm".into(),
            note: String::new(),
            opens_at: now - Duration::HOUR,
            closes_at: now + Duration::DAY,
            time_zone: "Europe/Berlin".into(),
            attempts: 3,
            minutes: 65,
            window_cuts: true,
            results: Release::AtOnce,
            keys: Release::AtOnce,
            shuffle_items: true,
            shuffle_options: true,
            prerequisites: false,
        };
        let assignment = self.store.assign(owner, class, &plan).await.expect("answers").expect("is assigned");
        Lesson { class, assignment, people }
    }

    /// Starts an attempt at an assignment.
    pub async fn start_assigned(&self, person: Uuid, assignment: Uuid) -> Uuid {
        match self.store.start_assigned(person, assignment).await.expect("answers") {
            AssignedStart::Open(started) => started.attempt,
            other => panic!("not started: {other:?}"),
        }
    }

    /// Answers a position (from 1) of an open attempt with these options, as written.
    pub async fn answer(&self, attempt: Uuid, position: i32, written: Choices) {
        let order: i64 = sqlx::query_scalar("SELECT orders[$2] FROM attempt WHERE id = $1")
            .bind(attempt)
            .bind(position)
            .fetch_one(&self.db)
            .await
            .expect("the attempt exists");
        let shown = OptionOrder::unpack(order).expect("a stored order").to_shown(written);
        sqlx::query("UPDATE attempt SET chosen[$2] = $3 WHERE id = $1")
            .bind(attempt)
            .bind(position)
            .bind(shown.0 as i16)
            .execute(&self.db)
            .await
            .expect("it is answered");
    }

    /// Answers the first `right` positions right, hands in, and returns the attempt.
    pub async fn sat(&self, person: Uuid, assignment: Uuid, right: i32) -> Uuid {
        let attempt = self.start_assigned(person, assignment).await;
        for position in 1..=right {
            let keys = self.keys(attempt, position as usize).await;
            sqlx::query("UPDATE attempt SET chosen[$2] = $3 WHERE id = $1")
                .bind(attempt)
                .bind(position)
                .bind(Choices::of(keys).0 as i16)
                .execute(&self.db)
                .await
                .expect("it is answered");
        }
        self.hand_in(person, attempt).await;
        attempt
    }

    /// Hands an attempt in.
    pub async fn hand_in(&self, person: Uuid, attempt: Uuid) {
        assert_eq!(self.store.submit(person, attempt).await.expect("answers"), Closing::Closed);
    }
}
