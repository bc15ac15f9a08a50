//! Missed items become cards that come back: once, when their keys are out, and as every answer says.

use invigil_exam::{Choices, Release};
use invigil_store::{NewPractice, PracticeReply, Remark, Role};
use invigil_tests::{Lesson, Site};
use time::Duration;
use uuid::Uuid;

/// A guest who handed a PCAP exam in with its first items right and the rest missed.
async fn sat(site: &Site, right: i32) -> (Uuid, Uuid) {
    let candidate = site.candidate().await;
    for position in 1..=right {
        let keys = site.keys(candidate.attempt, position as usize).await;
        set_chosen(site, candidate.attempt, position, Choices::of(keys)).await;
    }
    site.hand_in(candidate.person, candidate.attempt).await;
    (candidate.person, candidate.attempt)
}

async fn set_chosen(site: &Site, attempt: Uuid, position: i32, chosen: Choices) {
    sqlx::query("UPDATE attempt SET chosen[$2] = $3 WHERE id = $1")
        .bind(attempt)
        .bind(position)
        .bind(chosen.0 as i16)
        .execute(&site.db)
        .await
        .unwrap();
}

/// Moves everything that this person did `days` into the past.
async fn days_later(site: &Site, person: Uuid, days: i32) {
    for statement in [
        "UPDATE attempt SET started_at = started_at - make_interval(days => $2), deadline = deadline - make_interval(days => $2),
                            closed_at = closed_at - make_interval(days => $2) WHERE person_id = $1",
        "UPDATE review_card SET reviewed_at = reviewed_at - make_interval(days => $2), due_at = due_at - make_interval(days => $2)
         WHERE person_id = $1",
    ] {
        sqlx::query(statement).bind(person).bind(days).execute(&site.db).await.unwrap();
    }
}

async fn practise(site: &Site, person: Uuid, revision: i32, right: bool) {
    let new = NewPractice {
        certification: None,
        title: "Some".into(),
        criteria: serde_json::json!({}),
        minutes: None,
        revisions: vec![revision],
    };
    let set = site.store.begin_practice(person, &new).await.unwrap().unwrap();
    let slot = site.store.practice(person, set).await.unwrap().unwrap().slots.remove(0);
    let keys = site.store.contents(&[slot.revision]).await.unwrap().remove(0).solution.keys;
    let chosen = if right { slot.order.to_shown(keys) } else { Choices::NONE };
    let reply = PracticeReply { chosen, ..PracticeReply::default() };
    site.store.answer_practice(person, set, 1, reply).await.unwrap();
}

#[tokio::test]
async fn what_was_missed_comes_back_tomorrow_and_is_gathered_once() {
    let site = Site::new().await;
    let (person, _) = sat(&site, 30).await;
    let gathering = (0..6).map(|_| {
        let store = site.store.clone();
        tokio::spawn(async move { store.gather_cards(person).await.unwrap() })
    });
    let mut gathered = 0;
    for one in gathering.collect::<Vec<_>>() {
        gathered += one.await.unwrap();
    }
    assert_eq!(gathered, 1, "one of them made the cards");
    let due = site.store.due(person).await.unwrap();
    assert_eq!((due.items, due.due_now), (10, 0));
    assert!(due.next_at.is_some());

    days_later(&site, person, 1).await;
    let queue = site.store.queue(person).await.unwrap();
    assert_eq!((queue.count().due_now, queue.count().next_at), (10, None));
    assert!(queue.items.iter().all(|item| item.card.lapses == 1 && !item.suspended));

    // What is known now stays away longer; what isn't comes back tomorrow again.
    let (known, missed) = (queue.items[0].clone(), queue.items[1].clone());
    practise(&site, person, known.revision, true).await;
    practise(&site, person, missed.revision, false).await;
    let after = site.store.queue(person).await.unwrap();
    assert_eq!(after.count().due_now, 8);
    let card = |id: &str| after.items.iter().find(|item| item.item == id).unwrap().card;
    assert!(card(&known.item).due_at - after.now > Duration::days(1));
    assert!(card(&missed.item).due_at - after.now < Duration::days(1));
    assert_eq!((card(&known.item).lapses, card(&missed.item).lapses), (1, 2));

    // Working it out again from all answers gives the same.
    sqlx::query("UPDATE attempt SET carded_at = NULL").execute(&site.db).await.unwrap();
    assert_eq!(site.store.gather_cards(person).await.unwrap(), 1);
    let again = site.store.queue(person).await.unwrap();
    for item in &again.items {
        assert_eq!(
            (item.card.due_at, item.card.reviews),
            (card(&item.item).due_at, card(&item.item).reviews)
        );
    }
    let (somebody, _) = sat(&site, 40).await;
    assert_eq!(site.store.due(somebody).await.unwrap().items, 0, "nothing was missed");
}

#[tokio::test]
async fn keys_that_are_held_back_make_no_cards_until_they_are_out() {
    let site = Site::new().await;
    let owner =
        site.store.create_account("o@example.org", "Ada", Role::Instructor, None).await.unwrap().unwrap();
    let Lesson { assignment, people, .. } = site.lesson(owner, &["Cleo"]).await;
    let cleo = people[0];
    let release = async |keys: Release| {
        sqlx::query("UPDATE assignment SET keys = $1").bind(keys.name()).execute(&site.db).await.unwrap();
    };
    release(Release::ByHand).await;
    let attempt = site.sat(cleo, assignment, 35).await;
    assert_eq!(site.store.gather_cards(cleo).await.unwrap(), 0);
    assert_eq!(site.store.due(cleo).await.unwrap().items, 0);
    let item: String = sqlx::query_scalar(
        "SELECT r.item FROM attempt a JOIN item_revision r ON r.id = a.revisions[40] WHERE a.id = $1",
    )
    .bind(attempt)
    .fetch_one(&site.db)
    .await
    .unwrap();
    assert!(!site.store.remark(cleo, &item, Remark::Note("Hm.")).await.unwrap(), "its key isn’t out");

    release(Release::AtOnce).await;
    assert_eq!(site.store.due(cleo).await.unwrap().items, 5);
    assert!(site.store.remark(cleo, &item, Remark::Note("Hm.")).await.unwrap());

    // While an exam with the item runs, it isn't in the queue.
    let second = site.start_assigned(cleo, assignment).await;
    let held: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM review_card c WHERE c.person_id = $1 AND EXISTS (
             SELECT FROM attempt a CROSS JOIN unnest(a.revisions) u (revision) JOIN item_revision r ON r.id = u.revision
             WHERE a.id = $2 AND r.item = c.item)",
    )
    .bind(cleo)
    .bind(second)
    .fetch_one(&site.db)
    .await
    .unwrap();
    assert_eq!(site.store.due(cleo).await.unwrap().items as i64, 5 - held);
}

#[tokio::test]
async fn items_are_taken_out_put_back_and_leave_with_the_bank() {
    let site = Site::new().await;
    let (person, _) = sat(&site, 38).await;
    let queue = site.store.queue(person).await.unwrap();
    let (one, two) = (queue.items[0].item.clone(), queue.items[1].item.clone());
    let (somebody, _) = sat(&site, 40).await;
    assert!(!site.store.suspend_card(somebody, &one, true).await.unwrap(), "another’s card");
    assert!(site.store.suspend_card(person, &one, true).await.unwrap());
    days_later(&site, person, 2).await;
    assert_eq!(site.store.due(person).await.unwrap().due_now, 1);
    // An answer turns it all the same, and it stays out.
    practise(&site, person, queue.items[0].revision, false).await;
    let item =
        site.store.queue(person).await.unwrap().items.into_iter().find(|item| item.item == one).unwrap();
    assert!(item.suspended && item.card.lapses == 2);
    assert!(site.store.suspend_card(person, &one, false).await.unwrap());
    assert_eq!(site.store.due(person).await.unwrap().items, 2);
    sqlx::query("UPDATE item SET revision = NULL WHERE id = $1").bind(&two).execute(&site.db).await.unwrap();
    assert_eq!(site.store.due(person).await.unwrap().items, 1, "a withdrawn item isn’t asked");
}

#[tokio::test]
async fn notes_and_flags_are_ones_own_and_of_items_one_has_met() {
    let site = Site::new().await;
    let candidate = site.candidate().await;
    let item: String = sqlx::query_scalar(
        "SELECT r.item FROM attempt a JOIN item_revision r ON r.id = a.revisions[1] WHERE a.id = $1",
    )
    .bind(candidate.attempt)
    .fetch_one(&site.db)
    .await
    .unwrap();
    let remark = async |item: &str, remark| site.store.remark(candidate.person, item, remark).await.unwrap();
    assert!(!remark(&item, Remark::Note("Too early.")).await, "its exam runs");
    site.hand_in(candidate.person, candidate.attempt).await;
    assert!(!remark("pcap-no-such-item", Remark::Flag(true)).await);
    assert!(remark(&item, Remark::Note(" Slices end before\n  their end. ")).await);
    assert!(remark(&item, Remark::Flag(false)).await);
    let own = site.store.own_remarks(candidate.person, &item).await.unwrap();
    assert_eq!((own.note.as_str(), own.flagged), (" Slices end before\n  their end. ", Some(false)));
    let (somebody, _) = sat(&site, 0).await;
    assert_eq!(site.store.own_remarks(somebody, &item).await.unwrap().note, "");
    assert!(remark(&item, Remark::Note("")).await);
    assert_eq!(site.store.own_remarks(candidate.person, &item).await.unwrap().note, "");
}
