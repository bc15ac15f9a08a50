//! Starting, closing, history.

use invigil_exam::{Attempt, Choices, ClosedBy, Save, Shuffle, draw};
use invigil_store::{Closing, Start};
use invigil_tests::Site;
use std::collections::BTreeSet;
use std::sync::Arc;
use tokio::sync::Barrier;
use uuid::Uuid;

fn answer(position: i32, chosen: &[usize]) -> Save {
    let chosen = Choices::of(chosen.iter().copied());
    Save { position, epoch: 0, seq: 1, chosen, struck: Choices::NONE, flagged: false, spent: None }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_starts_at_once_open_one_attempt() {
    let site = Site::new().await;
    let (_, person) = site.store.open_guest_session().await.unwrap();
    let edition = site.edition("pcap", "pathway").await;
    let together = Arc::new(Barrier::new(50));
    let starts: Vec<_> = (0..50)
        .map(|_| {
            let (site, edition, together) = (site.clone(), edition.clone(), together.clone());
            tokio::spawn(async move {
                together.wait().await;
                site.store.start(person, &edition).await.unwrap()
            })
        })
        .collect();
    let mut opened = BTreeSet::new();
    let mut fresh = 0;
    for start in starts {
        let Start::Open(started) = start.await.unwrap() else { panic!("the bank is short") };
        opened.insert(started.attempt);
        fresh += usize::from(!started.resumed);
    }
    assert_eq!((opened.len(), fresh), (1, 1));
}

#[tokio::test]
async fn the_stored_seed_draws_the_stored_form_again() {
    let site = Site::new().await;
    let candidate = site.candidate().await;
    let edition = site.edition("pcap", "pathway").await;
    let seed: i64 = sqlx::query_scalar("SELECT seed FROM attempt WHERE id = $1")
        .bind(candidate.attempt)
        .fetch_one(&site.db)
        .await
        .unwrap();
    let revisions = site.store.all_current_revisions().await.unwrap();
    let pool: Vec<invigil_exam::PoolItem> = site
        .store
        .contents(&revisions)
        .await
        .unwrap()
        .into_iter()
        .filter(|content| content.item.starts_with("pcap-"))
        .map(|content| invigil_exam::PoolItem {
            revision: content.revision,
            item: content.item,
            topic: content.topic,
            options: content.question.options.len() as u8,
            choose: content.question.choose,
            shuffle: content.question.shuffle,
            last_seen: None,
            last_practised: None,
        })
        .collect();
    let (attempt, _) = site.store.attempt(candidate.person, candidate.attempt).await.unwrap().unwrap();
    assert_eq!(draw(&edition.edition, &pool, seed, Shuffle::ALL).unwrap(), attempt.sitting().form);
}

#[tokio::test]
async fn the_second_form_repeats_nothing_while_unseen_items_are_left() {
    let site = Site::new().await;
    let candidate = site.candidate().await;
    site.store.submit(candidate.person, candidate.attempt).await.unwrap();
    let second = site.start(candidate.person).await;
    assert_ne!(second, candidate.attempt);
    let common: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM (SELECT unnest(revisions) FROM attempt WHERE id = $1
                               INTERSECT SELECT unnest(revisions) FROM attempt WHERE id = $2) t",
    )
    .bind(candidate.attempt)
    .bind(second)
    .fetch_one(&site.db)
    .await
    .unwrap();
    assert_eq!(common, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_submits_against_the_clock_give_one_score() {
    let site = Site::new().await;
    let candidate = site.candidate().await;
    for position in 1..=28 {
        let keys = site.keys(candidate.attempt, position as usize).await;
        site.store.save(candidate.token.hash(), candidate.attempt, answer(position, &keys)).await.unwrap();
    }
    site.set_remaining(candidate.attempt, -11.0).await;
    let together = Arc::new(Barrier::new(50));
    let submits: Vec<_> = (0..50)
        .map(|number| {
            let (site, together) = (site.clone(), together.clone());
            tokio::spawn(async move {
                together.wait().await;
                if number % 2 == 0 {
                    site.store.submit(candidate.person, candidate.attempt).await.unwrap() == Closing::Closed
                } else {
                    site.store.close_overdue(100).await.unwrap() == 1
                }
            })
        })
        .collect();
    let mut closings = 0;
    for submit in submits {
        closings += usize::from(submit.await.unwrap());
    }
    assert_eq!(closings, 1);
    let history = site.store.history(candidate.person, 10).await.unwrap();
    let outcome = history[0].outcome.as_ref().unwrap();
    assert_eq!((outcome.score.tenths_of_percent(), outcome.passed), (700, true));
    assert_eq!(outcome.closed_by, ClosedBy::Time);
    assert_eq!(outcome.closed_at, history[0].deadline);
}

#[tokio::test]
async fn an_attempt_whose_time_ran_out_is_closed_and_marked_without_a_browser() {
    let site = Site::new().await;
    let candidate = site.candidate().await;
    let keys = site.keys(candidate.attempt, 1).await;
    site.store.save(candidate.token.hash(), candidate.attempt, answer(1, &keys)).await.unwrap();

    site.set_remaining(candidate.attempt, -5.0).await;
    assert_eq!(site.store.close_overdue(10).await.unwrap(), 0, "the grace isn't over");
    site.set_remaining(candidate.attempt, -60.0).await;
    assert_eq!(site.store.close_overdue(10).await.unwrap(), 1);
    assert_eq!(site.store.close_overdue(10).await.unwrap(), 0);
    let (attempt, _) = site.store.attempt(candidate.person, candidate.attempt).await.unwrap().unwrap();
    let Attempt::Closed(closed) = attempt else { panic!("it is still open") };
    assert_eq!((closed.closed_by, closed.closed_at), (ClosedBy::Time, closed.sitting.deadline));
}

#[tokio::test]
async fn every_reader_sees_a_past_deadline_as_closed() {
    let site = Site::new().await;
    let candidate = site.candidate().await;
    site.set_remaining(candidate.attempt, -60.0).await;
    // No sweeper has run.
    let (attempt, _) = site.store.attempt(candidate.person, candidate.attempt).await.unwrap().unwrap();
    assert!(matches!(attempt, Attempt::Closed(_)));
    let history = site.store.history(candidate.person, 10).await.unwrap();
    assert!(!history[0].outcome.as_ref().unwrap().passed);
    // A new start opens a new attempt.
    assert_ne!(site.start(candidate.person).await, candidate.attempt);
}

#[tokio::test]
async fn another_persons_attempt_looks_like_none() {
    let site = Site::new().await;
    let (one, other) = (site.candidate().await, site.candidate().await);
    assert!(site.store.attempt(other.person, one.attempt).await.unwrap().is_none());
    assert!(site.store.take_over(other.person, one.attempt).await.unwrap().is_none());
    assert_eq!(site.store.submit(other.person, one.attempt).await.unwrap(), Closing::NotFound);
    assert_eq!(site.store.submit(one.person, Uuid::now_v7()).await.unwrap(), Closing::NotFound);
    let (attempt, _) = site.store.attempt(one.person, one.attempt).await.unwrap().unwrap();
    let Attempt::Open(open) = attempt else { panic!("somebody else closed it") };
    assert_eq!(open.epoch, 0);
}

#[tokio::test]
async fn a_running_attempt_outlives_its_session_lifetime() {
    let site = Site::new().await;
    let (token, person) = site.store.open_guest_session().await.unwrap();
    sqlx::query("UPDATE session SET expires_at = now() + interval '1 minute'")
        .execute(&site.db)
        .await
        .unwrap();
    let attempt = site.start(person).await;
    let outlives: bool = sqlx::query_scalar(
        "SELECT s.expires_at > a.deadline + interval '50 minutes' FROM session s, attempt a WHERE a.id = $1",
    )
    .bind(attempt)
    .fetch_one(&site.db)
    .await
    .unwrap();
    assert!(outlives);
    assert!(site.store.session(&token.hash()).await.unwrap().is_some());
}
