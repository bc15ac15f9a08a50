//! One of everything that an instructor can have, for tests that put one id in another's place.

use crate::{Site, sum};
use invigil_bank::Place;
use invigil_bank::import::{Imported, Reading};
use invigil_exam::{Release, Ruling, Section, Source};
use invigil_store::{AssignmentPlan, ExamPlan, ExamSaved, Future, RosterLine};
use std::collections::BTreeMap;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

/// What an instructor has.
#[derive(Clone, Debug)]
pub struct Belongings {
    /// The instructor.
    pub owner: Uuid,
    /// A bank of two items.
    pub bank: Uuid,
    /// One of its items.
    pub item: String,
    /// That item's revision.
    pub revision: i32,
    /// An upload into the bank that waits.
    pub import: Uuid,
    /// A report about the item.
    pub report: Uuid,
    /// A ruling on the item, proposed.
    pub ruling: i32,
    /// An exam of the two items, in their order.
    pub exam: String,
    /// The id of the exam's edition.
    pub edition: i32,
    /// A class.
    pub class: Uuid,
    /// Its code.
    pub code: String,
    /// The exam, assigned: opened an hour ago, for a day, one attempt; results and keys by hand.
    pub assignment: Uuid,
    /// Who is in the class.
    pub member: Uuid,
}

impl Belongings {
    /// An address of a route with these ids; what they don't have stays in braces.
    pub fn address(&self, path: &str) -> String {
        path.replace("{bank}", &self.bank.to_string())
            .replace("{item}", &self.item)
            .replace("{a}", &self.revision.to_string())
            .replace("{b}", &self.revision.to_string())
            .replace("{import}", &self.import.to_string())
            .replace("{report}", &self.report.to_string())
            .replace("{ruling}", &self.ruling.to_string())
            .replace("{exam}", &self.exam)
            .replace("{class}", &self.class.to_string())
            .replace("{code}", &self.code)
            .replace("{assignment}", &self.assignment.to_string())
            .replace("{person}", &self.member.to_string())
            .replace("{format}", "native")
    }
}

impl Site {
    /// Gives an instructor one of everything; all that has a name is called after `mark`. The item's key is the option at `key`.
    pub async fn furnish(&self, owner: Uuid, member: &str, mark: &str, key: usize) -> Belongings {
        let store = &self.store;
        let bank = store.create_bank(owner, &format!("{mark} bank")).await.expect("answers").expect("a bank");
        let mut items = Vec::new();
        for name in ["first", "second"] {
            let mut item = sum(&format!("{mark} {name}"));
            item.solution.keys = invigil_exam::Choices::of([key]);
            items.push(self.written(owner, bank, &item).await);
        }
        let exam = match store.create_exam(owner, &exam(mark, &items)).await.expect("answers") {
            ExamSaved::Stored(id) => id,
            other => panic!("no exam: {other:?}"),
        };
        let edition = store.own_exam(owner, &exam).await.expect("answers").expect("an exam").known.id;
        let class = store.create_class(owner, &format!("{mark} class")).await.expect("answers");
        let code = store.class(owner, class).await.expect("answers").expect("a class").join_code;
        let line = RosterLine { email: member.into(), ..RosterLine::default() };
        store.enrol(owner, class, &[line]).await.expect("answers").expect("a class");
        let now: OffsetDateTime =
            sqlx::query_scalar("SELECT clock_timestamp()").fetch_one(&self.db).await.expect("the time");
        let plan = AssignmentPlan {
            edition,
            title: format!("{mark} midterm"),
            note: String::new(),
            opens_at: now - Duration::HOUR,
            closes_at: now + Duration::DAY,
            time_zone: "Europe/Berlin".into(),
            attempts: 1,
            minutes: 60,
            window_cuts: true,
            results: Release::ByHand,
            keys: Release::ByHand,
            shuffle_items: false,
            shuffle_options: false,
            prerequisites: false,
        };
        let assignment = store.assign(owner, class, &plan).await.expect("answers").expect("an assignment");
        let item = items.remove(0);
        let (report, revision) = self.reported(owner, &item, mark).await;
        let ruling =
            store.propose_ruling(owner, &item, revision, &Ruling::Everybody, mark, Future::Leave).await;
        Belongings {
            owner,
            bank,
            revision,
            import: self.uploaded(owner, bank, mark).await,
            report,
            ruling: ruling.expect("answers").expect("a ruling"),
            exam,
            edition,
            class,
            code,
            assignment,
            member: self.person_of(member).await,
            item,
        }
    }

    /// The id of an account that may have no password.
    pub async fn person_of(&self, email: &str) -> Uuid {
        sqlx::query_scalar("SELECT id FROM person WHERE email = $1")
            .bind(email)
            .fetch_one(&self.db)
            .await
            .expect("the account exists")
    }

    /// A report about an item by a guest who practised, and the item's revision.
    async fn reported(&self, owner: Uuid, item: &str, text: &str) -> (Uuid, i32) {
        let guest = self.candidate().await;
        self.pin(guest.attempt, 1, item).await;
        self.store.submit(guest.person, guest.attempt).await.expect("answers");
        self.store.report_item(guest.person, guest.attempt, 1, text).await.expect("answers");
        let report = self.store.report_inbox(owner, false, Some(item), 1).await.expect("answers").remove(0);
        (report.id, report.revision)
    }

    /// An upload of one new item into a bank, read and waiting.
    pub async fn uploaded(&self, owner: Uuid, bank: Uuid, name: &str) -> Uuid {
        let place = Place { file: "quiz.xml".into(), line: 1, column: 1 };
        let item = Imported { place, item: sum(&format!("{name} uploaded")), notes: Vec::new() };
        let reading = Reading { read: 1, items: vec![item], ..Reading::default() };
        let import =
            self.store.begin_import(owner, bank, "quiz.xml").await.expect("answers").expect("begins");
        self.store.finish_reading(import, reading).await.expect("it is kept");
        import
    }
}

fn exam(mark: &str, items: &[String]) -> ExamPlan {
    let topics: Vec<String> = items.iter().map(|item| Source::Item(item.clone()).to_string()).collect();
    ExamPlan {
        title: format!("{mark} exam"),
        description: String::new(),
        minutes: 60,
        pass_percent: 60,
        titles: topics.iter().map(|topic| (topic.clone(), topic.clone())).collect::<BTreeMap<_, _>>(),
        sections: vec![Section {
            id: "all".into(),
            title: "All".into(),
            items: items.len() as u16,
            points: None,
            summary: String::new(),
            topics,
        }],
    }
}
