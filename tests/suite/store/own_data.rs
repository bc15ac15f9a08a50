//! What a person has moves with a guest who signs in, and goes with whoever goes: all of it, and nothing else.

use invigil_store::{AttemptDeletion, HandedOver, InTheWay, Role, RoleChange};
use invigil_tests::Site;
use uuid::Uuid;

/// Every column that refers to a person, and what becomes of it with the person: `c`, the row goes; `n`, it forgets them; `a`, it
/// stands in the way. Who adds a table with a person decides here, and moves it in `joining.rs` where a guest can have it.
const REFERENCES: [(&str, &str); 21] = [
    ("assignment.created_by", "n"),
    ("assignment_override.person", "c"),
    ("attempt.person_id", "c"),
    ("bank.owner", "a"),
    ("bank_import.person", "c"),
    ("bank_share.person", "c"),
    ("certification.owner", "a"),
    ("class.owner", "a"),
    ("class_member.person", "c"),
    ("item_change.person", "n"),
    ("item_report.answered_by", "n"),
    ("item_report.person", "c"),
    ("one_time_link.person_id", "c"),
    ("own_item.person_id", "c"),
    ("practice.person_id", "c"),
    ("practice_answer.person_id", "c"),
    ("review_card.person_id", "c"),
    ("ruling.person", "n"),
    ("score_change.person", "n"),
    ("score_report.person_id", "c"),
    ("session.person_id", "c"),
];

#[tokio::test]
async fn every_table_with_a_person_is_decided_about() {
    let site = Site::new().await;
    let found: Vec<(String, String)> = sqlx::query_as(
        "SELECT c.conrelid::regclass::text || '.' || a.attname, c.confdeltype::text
         FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey)
         WHERE c.contype = 'f' AND c.confrelid = 'person'::regclass ORDER BY 1",
    )
    .fetch_all(&site.db)
    .await
    .unwrap();
    let mut decided: Vec<(String, String)> =
        REFERENCES.iter().map(|(column, with)| ((*column).to_owned(), (*with).to_owned())).collect();
    // `study_plan` has its weeks, which refer to it.
    decided.push(("study_plan.person_id".to_owned(), "c".to_owned()));
    decided.sort();
    assert_eq!(found, decided);
    let named: Vec<String> = sqlx::query_scalar(
        "SELECT table_name || '.' || column_name FROM information_schema.columns
         WHERE table_schema = 'public' AND data_type = 'uuid'
           AND (column_name ~ 'person|owner|actor|author|user|_by$|joined')
           AND table_name || '.' || column_name <> ALL ($1) ORDER BY 1",
    )
    .bind(decided.iter().map(|(column, _)| column.clone()).collect::<Vec<_>>())
    .fetch_all(&site.db)
    .await
    .unwrap();
    // The trail keeps ids; an attempt keeps which guest began it; weeks go with their plan.
    assert_eq!(named, ["attempt.joined_from", "audit.actor", "audit.person", "study_week.person_id"]);
}

async fn account(site: &Site, email: &str) -> Uuid {
    site.store.create_account(email, "Ada", Role::Candidate, Some("hash")).await.unwrap().unwrap()
}

#[tokio::test]
async fn a_guest_leaves_nothing_behind_and_loses_nothing() {
    let site = Site::new().await;
    let (token, guest) = site.store.open_guest_session().await.unwrap();
    let theirs = site.everything(guest, 9.0, "Slices copy.").await;
    let ada = account(&site, "ada@example.org").await;
    site.store.join_guest(guest, ada).await.unwrap();
    assert_eq!(site.traces(guest).await, [""; 0]);
    assert!(site.store.session(&token.hash()).await.unwrap().is_none());
    let counts = site.store.own_counts(ada).await.unwrap();
    assert_eq!(
        (counts.attempts, counts.practice, counts.answers, counts.notes, counts.plans),
        (1, 1, 1, 1, 1)
    );
    assert_eq!((counts.item_reports, counts.score_reports, counts.public_reports), (1, 1, 1));
    assert!(counts.cards >= 1);
    let weeks: i64 = sqlx::query_scalar("SELECT count(*) FROM study_week WHERE person_id = $1")
        .bind(ada)
        .fetch_one(&site.db)
        .await
        .unwrap();
    assert_eq!(weeks, 1, "the weeks follow their plan");
    assert!(site.store.attempt(ada, theirs.attempt).await.unwrap().is_some());
}

#[tokio::test]
async fn of_two_cards_the_better_known_stays_and_notes_are_joined() {
    for (own, guests, expected) in [(3.0_f32, 9.0_f32, 9.0_f32), (9.0, 3.0, 9.0)] {
        let site = Site::new().await;
        let ada = account(&site, "ada@example.org").await;
        let item = site.everything(ada, own, "Mine.").await.item;
        sqlx::query("UPDATE study_plan SET minutes_a_day = 45").execute(&site.db).await.unwrap();
        let (_, guest) = site.store.open_guest_session().await.unwrap();
        site.everything(guest, guests, "The guest's.").await;
        for person in [ada, guest] {
            sqlx::query(
                "INSERT INTO score_report (id, person_id, certification, token, statement, signature, signing_key)
                 SELECT gen_random_uuid(), $1, 'pcap', 'recognition-' || md5($1::uuid::text), 'All.', decode(repeat('00', 64), 'hex'), min(id) FROM signing_key",
            )
            .bind(person)
            .execute(&site.db)
            .await
            .unwrap();
        }
        site.store.join_guest(guest, ada).await.unwrap();
        assert_eq!(site.traces(guest).await, [""; 0]);
        let (stability, note, minutes): (f32, String, i16) = sqlx::query_as(
            "SELECT c.stability, o.note, p.minutes_a_day FROM review_card c
             JOIN own_item o ON o.person_id = c.person_id AND o.item = c.item JOIN study_plan p ON p.person_id = c.person_id
             WHERE c.person_id = $1 AND c.item = $2",
        )
        .bind(ada)
        .bind(&item)
        .fetch_one(&site.db)
        .await
        .unwrap();
        assert_eq!((stability, note.as_str(), minutes), (expected, "Mine.\n\nThe guest's.", 45));
        let public: i64 = sqlx::query_scalar(
            "SELECT count(*) FROM score_report WHERE attempt IS NULL AND revoked_at IS NULL AND person_id = $1",
        )
        .bind(ada)
        .fetch_one(&site.db)
        .await
        .unwrap();
        assert_eq!(public, 1);
    }
}

#[tokio::test]
async fn who_goes_goes_with_everything_and_others_stay() {
    let site = Site::new().await;
    let ada = account(&site, "teacher@example.org").await;
    site.store.set_role(ada, Role::Instructor).await.unwrap();
    let own = site.furnish(ada, "cleo@example.org", "One", 0).await;
    let cleo = own.member;
    let theirs = site.everything(cleo, 2.0, "Mine.").await;
    let (_, other) = site.store.open_guest_session().await.unwrap();
    site.everything(other, 2.0, "Not hers.").await;
    let assigned = site.start_assigned(cleo, own.assignment).await;
    let session = site.store.open_session(cleo, None).await.unwrap();
    site.store.seen(session.hash(), assigned, 1).await.unwrap();

    let sitting = site.store.delete_person(cleo).await.unwrap();
    assert_eq!(sitting, [InTheWay::Sitting { attempt: assigned, title: "One midterm".into() }]);
    assert!(site.store.attempt(cleo, theirs.attempt).await.unwrap().is_some(), "a refusal deletes nothing");
    site.hand_in(cleo, assigned).await;
    assert_eq!(site.store.delete_attempt(cleo, assigned).await.unwrap(), AttemptDeletion::Assigned);
    assert_eq!(site.store.delete_attempt(other, theirs.attempt).await.unwrap(), AttemptDeletion::NotFound);

    assert_eq!(site.store.delete_person(cleo).await.unwrap(), []);
    assert_eq!(site.traces(cleo).await, [""; 0]);
    assert_eq!(site.traces(assigned).await, [""; 0]);
    assert!(site.store.session(&session.hash()).await.unwrap().is_none());
    let counts = site.store.own_counts(other).await.unwrap();
    assert_eq!((counts.attempts, counts.practice, counts.notes, counts.plans), (1, 1, 1, 1));
    // The trail tells that somebody went, and no name or address.
    let trail: Vec<String> =
        sqlx::query_scalar("SELECT audit::text FROM audit").fetch_all(&site.db).await.unwrap();
    assert!(trail.iter().any(|line| line.contains("account deleted") && line.contains(&cleo.to_string())));
    assert!(!trail.iter().any(|line| line.contains("cleo")), "{trail:?}");
}

#[tokio::test]
async fn one_exam_and_all_practice_go_by_themselves() {
    let site = Site::new().await;
    let ada = account(&site, "ada@example.org").await;
    let own = site.everything(ada, 2.0, "Mine.").await;
    let running = site.start(ada).await;
    assert_eq!(site.store.delete_attempt(ada, running).await.unwrap(), AttemptDeletion::Running);
    assert_eq!(site.store.delete_attempt(ada, own.attempt).await.unwrap(), AttemptDeletion::Done);
    assert_eq!(site.store.delete_attempt(ada, own.attempt).await.unwrap(), AttemptDeletion::NotFound);
    assert_eq!(site.traces(own.attempt).await, [""; 0]);
    assert_eq!(site.store.delete_practice(ada).await.unwrap(), 1);
    assert_eq!(site.traces(own.practice).await, [""; 0]);
    let counts = site.store.own_counts(ada).await.unwrap();
    assert_eq!((counts.attempts, counts.practice, counts.answers, counts.notes), (1, 0, 0, 1));
}

#[tokio::test]
async fn an_instructor_goes_once_everything_is_a_colleagues() {
    let site = Site::new().await;
    let ada = account(&site, "ada@example.org").await;
    site.store.set_role(ada, Role::Administrator).await.unwrap();
    let own = site.furnish(ada, "cleo@example.org", "One", 0).await;
    let reasons = site.store.delete_person(ada).await.unwrap();
    assert!(reasons.contains(&InTheWay::Bank { id: own.bank, name: "One bank".into() }), "{reasons:?}");
    assert!(reasons.contains(&InTheWay::Class { id: own.class, name: "One class".into() }), "{reasons:?}");
    assert!(
        reasons.contains(&InTheWay::Exam { id: own.exam.clone(), title: "One exam".into() }),
        "{reasons:?}"
    );
    assert!(reasons.contains(&InTheWay::LastAdministrator), "{reasons:?}");
    assert_eq!(reasons.len(), 4);

    for nobody in ["cleo@example.org", "ada@example.org", "nobody@example.org"] {
        assert_eq!(site.store.hand_over(ada, nobody).await.unwrap(), HandedOver::NoColleague);
    }
    let bob = account(&site, "bob@example.org").await;
    assert_eq!(site.store.set_role(bob, Role::Administrator).await.unwrap(), RoleChange::Done);
    site.store.share_bank(ada, own.bank, "bob@example.org", false).await.unwrap();
    let handed = site.store.hand_over(ada, "Bob@example.org").await.unwrap();
    assert_eq!(handed, HandedOver::Done { banks: 1, classes: 1, exams: 1 });
    assert!(site.store.class(bob, own.class).await.unwrap().is_some());
    assert_eq!(site.store.delete_person(ada).await.unwrap(), []);
    assert_eq!(site.traces(ada).await, [""; 0]);
}
