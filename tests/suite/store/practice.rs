//! Practice sets: an answer is final however many come, keys of running exams stay hidden, and a set is its owner's alone.

use invigil_exam::{Choices, ItemMark, OptionOrder, Ruling};
use invigil_store::{Answered, Future, NewPractice, PracticeItem, PracticeReply, Role};
use invigil_study::{Practisable, Setting};
use invigil_tests::{Site, sum};
use serde_json::json;
use uuid::Uuid;

async fn guest(site: &Site) -> Uuid {
    site.store.open_guest_session().await.unwrap().1
}

fn of(revisions: Vec<i32>) -> NewPractice {
    let title = "Practice of some items".to_owned();
    NewPractice { certification: Some("pcap".into()), title, criteria: json!({}), minutes: None, revisions }
}

/// The items of the shipped PCAP bank.
async fn pool(site: &Site, person: Uuid) -> Vec<Practisable> {
    site.store.practisable(Some(person), Some("pcap")).await.unwrap()
}

/// A set of the first `count` items.
async fn set(site: &Site, person: Uuid, count: usize) -> Uuid {
    let revisions = pool(site, person).await.into_iter().map(|item| item.revision).take(count).collect();
    site.store.begin_practice(person, &of(revisions)).await.unwrap().unwrap()
}

/// What is right at a position, as shown.
async fn key(site: &Site, practice: Uuid, position: i32) -> Choices {
    let (revision, order): (i32, i64) =
        sqlx::query_as("SELECT revisions[$2], orders[$2] FROM practice WHERE id = $1")
            .bind(practice)
            .bind(position)
            .fetch_one(&site.db)
            .await
            .unwrap();
    let content = site.store.contents(&[revision]).await.unwrap().remove(0);
    OptionOrder::unpack(order).unwrap().to_shown(content.solution.keys)
}

fn chosen(chosen: Choices) -> PracticeReply {
    PracticeReply { chosen, ..PracticeReply::default() }
}

#[tokio::test]
async fn a_set_is_answered_marked_and_ends_with_its_last_answer() {
    let site = Site::new().await;
    let person = guest(&site).await;
    let id = set(&site, person, 3).await;
    let right = key(&site, id, 1).await;
    let reply = PracticeReply { chosen: right, guessed: true, seconds: Some(9_999_999) };
    let Answered::Stored(first) = site.store.answer_practice(person, id, 1, reply).await.unwrap() else {
        panic!("not stored")
    };
    assert!(first.mark == ItemMark::Right && first.guessed);
    assert!(first.seconds.unwrap() < 600, "no longer than the set has run");
    let shown = site.store.answer_practice(person, id, 2, PracticeReply::default()).await.unwrap();
    assert!(matches!(shown, Answered::Stored(answer) if answer.mark == ItemMark::Omitted));
    let practice = site.store.practice(person, id).await.unwrap().unwrap();
    assert_eq!((practice.answered(), practice.right(), practice.next_open()), (2, 1, Some(3)));
    assert!(practice.ended_at.is_none());
    let wrong = Choices(!key(&site, id, 3).await.0 & 1 | 2 & !key(&site, id, 3).await.0);
    let wrong = Choices::of(wrong.indices().take(1));
    site.store.answer_practice(person, id, 3, chosen(wrong)).await.unwrap();
    let practice = site.store.practice(person, id).await.unwrap().unwrap();
    assert!(practice.ended_at.is_some() && !practice.ran_out());
    let listed = site.store.practices(person, 5).await.unwrap();
    assert_eq!((listed[0].items, listed[0].answered, listed[0].right, listed[0].open), (3, 3, 1, false));
    let evidence = site.store.evidence(person, Some("pcap")).await.unwrap();
    assert_eq!(evidence.len(), 3);
    assert!(evidence.iter().all(|answer| answer.setting == Setting::Practice));
    // A guess counts as right, and is missed all the same.
    let missed = pool(&site, person).await.into_iter().filter(|item| item.missed).count();
    assert_eq!(missed, 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_twenty_answers_at_once_one_counts_and_all_are_told_that_one() {
    let site = Site::new().await;
    let person = guest(&site).await;
    let id = set(&site, person, 2).await;
    let mut running = Vec::new();
    for number in 0..20 {
        let store = site.store.clone();
        let reply = chosen(Choices::of([number % 3]));
        running.push(tokio::spawn(async move { store.answer_practice(person, id, 1, reply).await.unwrap() }));
    }
    let mut told = Vec::new();
    for one in running {
        match one.await.unwrap() {
            Answered::Stored(answer) => told.push(answer.chosen),
            other => panic!("{other:?}"),
        }
    }
    told.dedup();
    assert_eq!(told.len(), 1, "{told:?}");
    let stored: Vec<i16> = sqlx::query_scalar("SELECT chosen FROM practice_answer WHERE practice = $1")
        .bind(id)
        .fetch_all(&site.db)
        .await
        .unwrap();
    assert_eq!(stored, [told[0].0 as i16]);
}

#[tokio::test]
async fn the_key_is_read_only_once_the_item_is_answered() {
    let site = Site::new().await;
    let person = guest(&site).await;
    let id = set(&site, person, 1).await;
    let before = site.store.practice_item(person, id, 1).await.unwrap().unwrap();
    assert!(matches!(before, PracticeItem::Asked(_)));
    site.store.answer_practice(person, id, 1, PracticeReply::default()).await.unwrap();
    let after = site.store.practice_item(person, id, 1).await.unwrap().unwrap();
    assert!(matches!(after, PracticeItem::Answered(_, None)));
    assert!(site.store.practice_item(person, id, 2).await.unwrap().is_none());
}

#[tokio::test]
async fn an_item_of_a_running_exam_is_neither_begun_nor_answered_nor_shown() {
    let site = Site::new().await;
    let person = guest(&site).await;
    let revisions: Vec<i32> = pool(&site, person).await.into_iter().map(|item| item.revision).collect();
    let id = site.store.begin_practice(person, &of(revisions.clone())).await.unwrap().unwrap();
    site.store.answer_practice(person, id, 1, PracticeReply::default()).await.unwrap();
    let attempt = site.start(person).await;
    // The exam may not ask the items at the first two positions by itself.
    let practice = site.store.practice(person, id).await.unwrap().unwrap();
    for position in [1, 2] {
        sqlx::query("UPDATE attempt SET revisions[$2] = $3 WHERE id = $1")
            .bind(attempt)
            .bind(position)
            .bind(practice.slot(position as usize).unwrap().revision)
            .execute(&site.db)
            .await
            .unwrap();
        let item = site.store.practice_item(person, id, position as usize).await.unwrap().unwrap();
        assert!(matches!(item, PracticeItem::Held));
        let answered = site
            .store
            .answer_practice(person, id, position as usize, PracticeReply::default())
            .await
            .unwrap();
        assert_eq!(answered, Answered::Held);
    }
    let held = site.store.held_items(person).await.unwrap();
    assert!(pool(&site, person).await.iter().all(|item| item.held == held.contains(&item.item)));
    let other = site.store.begin_practice(person, &of(revisions.clone())).await.unwrap();
    if let Some(other) = other {
        let other = site.store.practice(person, other).await.unwrap().unwrap();
        assert!(other.slots.iter().all(|slot| !held.contains(&slot.item)));
    }
    let only_held = vec![practice.slot(1).unwrap().revision];
    assert_eq!(site.store.begin_practice(person, &of(only_held)).await.unwrap(), None);
    site.store.submit(person, attempt).await.unwrap();
    assert!(site.store.held_items(person).await.unwrap().is_empty());
    assert!(matches!(
        site.store.answer_practice(person, id, 2, PracticeReply::default()).await.unwrap(),
        Answered::Stored(_)
    ));
}

#[tokio::test]
async fn an_assigned_exam_holds_its_items_until_its_keys_are_out_and_then_they_can_be_practised() {
    let site = Site::new().await;
    site.signed_in("ada@example.org", Role::Instructor).await;
    site.signed_in("cleo@example.org", Role::Candidate).await;
    let own = site.furnish(site.person("ada@example.org").await, "cleo@example.org", "One", 0).await;
    let store = &site.store;
    let started = store.start_assigned(own.member, own.assignment).await.unwrap();
    let invigil_store::AssignedStart::Open(started) = started else { panic!("{started:?}") };
    store.submit(own.member, started.attempt).await.unwrap();
    assert_eq!(store.held_items(own.member).await.unwrap().len(), 2);
    assert!(store.missed_in_attempt(own.member, started.attempt).await.unwrap().is_none());
    let all = store.practisable(Some(own.member), None).await.unwrap();
    assert!(all.iter().all(|item| !item.certification.is_empty()), "nothing of the instructor's bank");
    assert_eq!(store.begin_practice(own.member, &of(vec![own.revision])).await.unwrap(), None);

    for what in [invigil_store::Released::Results, invigil_store::Released::Keys] {
        assert!(store.release(own.owner, own.assignment, what).await.unwrap());
    }
    assert!(store.held_items(own.member).await.unwrap().is_empty());
    let missed = store.missed_in_attempt(own.member, started.attempt).await.unwrap().unwrap();
    assert_eq!(missed.items.len(), 2);
    let all = store.practisable(Some(own.member), None).await.unwrap();
    assert_eq!(all.iter().filter(|item| item.certification.is_empty() && item.missed).count(), 2);

    // The instructor changes the item: what was met is asked, not what it became.
    let mut changed = sum("One first");
    changed.question.stem = "Something else altogether?".into();
    store.edit_item(own.owner, &own.item, own.revision, &changed, "").await.unwrap();
    let id = store.begin_practice(own.member, &of(vec![own.revision])).await.unwrap().unwrap();
    let PracticeItem::Asked(question) = store.practice_item(own.member, id, 1).await.unwrap().unwrap() else {
        panic!("not asked")
    };
    assert!(question.stem.contains("What does this print"));
}

#[tokio::test]
async fn a_set_of_somebody_else_looks_like_none() {
    let site = Site::new().await;
    let (person, other) = (guest(&site).await, guest(&site).await);
    let id = set(&site, person, 1).await;
    assert!(site.store.practice(other, id).await.unwrap().is_none());
    assert!(site.store.practice_item(other, id, 1).await.unwrap().is_none());
    let answered = site.store.answer_practice(other, id, 1, PracticeReply::default()).await.unwrap();
    assert_eq!(answered, Answered::NotFound);
    assert!(!site.store.end_practice(other, id).await.unwrap());
    assert!(site.store.practices(other, 5).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_ruling_in_force_decides() {
    let site = Site::new().await;
    site.signed_in("admin@example.org", Role::Administrator).await;
    let admin = site.person("admin@example.org").await;
    let person = guest(&site).await;
    let id = set(&site, person, 1).await;
    let slot = site.store.practice(person, id).await.unwrap().unwrap().slots.remove(0);
    let ruling = site
        .store
        .propose_ruling(
            admin,
            &slot.item,
            slot.revision,
            &Ruling::Everybody,
            "It can't be answered.",
            Future::Leave,
        )
        .await
        .unwrap()
        .unwrap();
    site.store.put_in_force(admin, ruling, false).await.unwrap();
    let right = key(&site, id, 1).await;
    let wrong = Choices::of((0..slot.order.options()).filter(|&place| !right.has(place)).take(1));
    let answered = site.store.answer_practice(person, id, 1, chosen(wrong)).await.unwrap();
    assert!(matches!(answered, Answered::Stored(answer) if answer.mark == ItemMark::Right));
    let item = site.store.practice_item(person, id, 1).await.unwrap().unwrap();
    assert!(matches!(item, PracticeItem::Answered(_, Some((Ruling::Everybody, _)))));
}

#[tokio::test]
async fn when_its_time_is_over_or_it_was_ended_nothing_is_answered_any_more() {
    let site = Site::new().await;
    let person = guest(&site).await;
    let revisions: Vec<i32> =
        pool(&site, person).await.into_iter().map(|item| item.revision).take(2).collect();
    let new = NewPractice { minutes: Some(5), ..of(revisions) };
    let id = site.store.begin_practice(person, &new).await.unwrap().unwrap();
    sqlx::query(
        "UPDATE practice SET started_at = started_at - interval '6 minutes', deadline = deadline - interval '6 minutes'",
    )
    .execute(&site.db)
    .await
    .unwrap();
    let practice = site.store.practice(person, id).await.unwrap().unwrap();
    assert!(practice.ran_out());
    let late = site.store.answer_practice(person, id, 1, PracticeReply::default()).await.unwrap();
    assert_eq!(late, Answered::Over);

    let id = set(&site, person, 2).await;
    for place in [9, 15] {
        let odd = site.store.answer_practice(person, id, 1, chosen(Choices(1 << place))).await.unwrap();
        assert_eq!(odd, Answered::Impossible);
    }
    assert!(site.store.end_practice(person, id).await.unwrap());
    let late = site.store.answer_practice(person, id, 1, PracticeReply::default()).await.unwrap();
    assert_eq!(late, Answered::Over);
}

#[tokio::test]
async fn a_form_takes_what_was_never_practised_first() {
    let site = Site::new().await;
    let person = guest(&site).await;
    // The bank has two or more items more than a form takes in some section; all others of it were practised.
    let edition = site.edition("pcap", "pathway").await;
    let items = pool(&site, person).await;
    let (section, spare) = edition
        .edition
        .sections
        .iter()
        .map(|section| {
            let own = items.iter().filter(|item| section.topics.contains(&item.topic)).count();
            (section, own - usize::from(section.items))
        })
        .max_by_key(|(_, spare)| *spare)
        .unwrap();
    assert!(spare > 0, "the bank has no item to spare");
    let practised: Vec<i32> = items
        .iter()
        .filter(|item| section.topics.contains(&item.topic))
        .map(|item| item.revision)
        .take(spare)
        .collect();
    let id = site.store.begin_practice(person, &of(practised.clone())).await.unwrap().unwrap();
    for position in 1..=spare {
        site.store.answer_practice(person, id, position, PracticeReply::default()).await.unwrap();
    }
    let attempt = site.start(person).await;
    let drawn: Vec<i32> = sqlx::query_scalar("SELECT unnest(revisions) FROM attempt WHERE id = $1")
        .bind(attempt)
        .fetch_all(&site.db)
        .await
        .unwrap();
    assert!(practised.iter().all(|revision| !drawn.contains(revision)));
}
