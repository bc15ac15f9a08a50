//! The statement that saves decides as the pure rule does, and loses nothing under load.

use invigil_exam::{Attempt, Choices, Refusal, Save, Saved, judge, spent};
use invigil_store::SaveError;
use invigil_tests::{Candidate, Site};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use std::sync::Arc;
use tokio::sync::Barrier;

fn save(position: i32, epoch: i32, seq: i32, chosen: u16) -> Save {
    Save { position, epoch, seq, chosen: Choices(chosen), struck: Choices::NONE, flagged: false, spent: None }
}

/// Where the attempt stands when the saves of a case arrive.
#[derive(Clone, Copy, Debug)]
enum Moment {
    InTime,
    InGrace,
    AfterGrace,
    Submitted,
    ClosedByTime,
}

fn cases() -> impl Strategy<Value = (Moment, Vec<Save>)> {
    use Moment::*;
    let moment = prop_oneof![6 => Just(InTime), 1 => Just(InGrace), 1 => Just(AfterGrace), 1 => Just(Submitted), 1 => Just(ClosedByTime)];
    let position = prop_oneof![20 => 1i32..=4, 1 => Just(0), 1 => Just(-1), 1 => Just(40), 1 => Just(41), 1 => any::<i32>()];
    let epoch = prop_oneof![8 => Just(1i32), 1 => Just(0), 1 => Just(2), 1 => any::<i32>()];
    let seq = prop_oneof![10 => 1i32..=5, 1 => Just(0), 1 => any::<i32>()];
    let chosen =
        prop_oneof![10 => prop::sample::select(vec![0u16, 1, 2, 4, 8]), 4 => 0u16..64, 1 => any::<u16>()];
    let struck = prop_oneof![6 => Just(0u16), 2 => 0u16..16, 1 => any::<u16>()];
    let spent = prop_oneof![2 => Just(None), 6 => (0i32..400).prop_map(Some), 2 => any::<Option<i32>>()];
    let save = (position, epoch, seq, chosen, struck, any::<bool>(), spent).prop_map(
        |(position, epoch, seq, chosen, struck, flagged, spent)| Save {
            position,
            epoch,
            seq,
            chosen: Choices(chosen),
            struck: Choices(struck),
            flagged,
            spent,
        },
    );
    (moment, proptest::collection::vec(save, 1..8))
}

async fn stored(site: &Site, candidate: &Candidate) -> (Attempt, time::OffsetDateTime) {
    site.store.attempt(candidate.person, candidate.attempt).await.unwrap().unwrap()
}

#[test]
fn the_statement_and_the_rule_agree_on_every_case() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let site = runtime.block_on(Site::new());
    let mut runner = TestRunner::new(Config { cases: 150, failure_persistence: None, ..Config::default() });
    let outcome = runner.run(&cases(), |(moment, saves)| {
        runtime.block_on(async {
            let candidate = site.candidate().await;
            site.store.take_over(candidate.person, candidate.attempt).await.unwrap();
            // Something to repeat, and to be stale against.
            site.store.save(candidate.token.hash(), candidate.attempt, save(1, 1, 2, 1)).await.unwrap();
            match moment {
                Moment::InTime => {}
                Moment::InGrace => site.set_remaining(candidate.attempt, -2.0).await,
                Moment::AfterGrace => site.set_remaining(candidate.attempt, -3600.0).await,
                Moment::Submitted => {
                    site.store.submit(candidate.person, candidate.attempt).await.unwrap();
                }
                Moment::ClosedByTime => {
                    site.set_remaining(candidate.attempt, -3600.0).await;
                    site.store.close_overdue_of(candidate.person).await.unwrap();
                }
            }
            for save in saves {
                // Reading closes an overdue attempt, so the rule gets it before the save, as the statement does.
                let (before, now) = stored(&site, &candidate).await;
                let expected = judge(&before, &save, now);
                let got = site.store.save(candidate.token.hash(), candidate.attempt, save).await;
                match (&expected, &got) {
                    (Ok(_), Ok(receipt)) => prop_assert_eq!(receipt.seq, save.seq),
                    (Err(expected), Err(SaveError::Refused { refusal, .. })) => {
                        prop_assert_eq!(expected, refusal)
                    }
                    _ => prop_assert!(false, "{:?}: the rule says {:?}, the store {:?}", save, expected, got),
                }
                let (after, _) = stored(&site, &candidate).await;
                let mut entries = before.sitting().entries.clone();
                let mut seconds = before.sitting().spent.clone();
                if let Ok(Saved::New(entry)) = expected {
                    let index = save.position as usize - 1;
                    entries[index] = entry;
                    seconds[index] = spent(seconds[index], save.spent, before.sitting().lasted(now));
                }
                prop_assert_eq!(&entries, &after.sitting().entries);
                prop_assert_eq!(&seconds, &after.sitting().spent, "{:?} {:?}", moment, save);
            }
            Ok(())
        })
    });
    outcome.unwrap();
}

#[tokio::test]
async fn only_the_owner_saves() {
    let site = Site::new().await;
    let (one, other) = (site.candidate().await, site.candidate().await);
    let foreign = site.store.save(other.token.hash(), one.attempt, save(1, 0, 1, 1)).await;
    assert!(matches!(foreign, Err(SaveError::NotFound)), "{foreign:?}");
    let unknown = site.store.save(one.token.hash(), uuid::Uuid::now_v7(), save(1, 0, 1, 1)).await;
    assert!(matches!(unknown, Err(SaveError::NotFound)), "{unknown:?}");
    site.store.end_session(&one.token.hash()).await.unwrap();
    let signed_out = site.store.save(one.token.hash(), one.attempt, save(1, 0, 1, 1)).await;
    assert!(matches!(signed_out, Err(SaveError::SignedOut)), "{signed_out:?}");
    let (attempt, _) = stored(&site, &one).await;
    assert_eq!(attempt.sitting().answered(), 0);
}

#[tokio::test]
async fn a_tab_that_lost_the_attempt_is_told_with_the_present_state() {
    let site = Site::new().await;
    let candidate = site.candidate().await;
    let token = candidate.token.hash();
    site.store.save(token, candidate.attempt, save(1, 0, 1, 1)).await.unwrap();
    site.store.take_over(candidate.person, candidate.attempt).await.unwrap();
    site.store.save(token, candidate.attempt, save(1, 1, 2, 2)).await.unwrap();
    let Err(SaveError::Refused { refusal, attempt, .. }) =
        site.store.save(token, candidate.attempt, save(1, 0, 2, 4)).await
    else {
        panic!("the old tab was not refused");
    };
    assert_eq!(refusal, Refusal::TakenOver);
    assert_eq!(attempt.sitting().entries[0].chosen, Choices(2));
}

/// What one candidate was told, to be held against the database afterwards.
struct Log {
    candidate: Candidate,
    acknowledged: Vec<Save>,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everything_acknowledged_is_there_afterwards() {
    let site = Site::new().await;
    let mut candidates = Vec::new();
    for _ in 0..30 {
        candidates.push(site.candidate().await);
    }
    let start = Arc::new(Barrier::new(candidates.len()));
    let mut running = Vec::new();
    for (number, candidate) in candidates.into_iter().enumerate() {
        let (site, start) = (site.clone(), start.clone());
        running.push(tokio::spawn(async move {
            start.wait().await;
            let mut acknowledged = Vec::new();
            for round in 0..60i32 {
                let position = (round * 7 + number as i32) % 40 + 1;
                let save = save(position, 0, round + 1, 1 << (round % 4));
                let token = candidate.token.hash();
                // Each is sent twice at once, as by an impatient network.
                let (first, second) = tokio::join!(
                    site.store.save(token, candidate.attempt, save),
                    site.store.save(token, candidate.attempt, save)
                );
                assert!(first.is_ok() && second.is_ok(), "{first:?} {second:?}");
                acknowledged.push(save);
            }
            // Half of them hand in while others still save.
            if number % 2 == 0 {
                site.store.submit(candidate.person, candidate.attempt).await.unwrap();
            }
            Log { candidate, acknowledged }
        }));
    }
    for log in running {
        let log = log.await.unwrap();
        let (attempt, _) = stored(&site, &log.candidate).await;
        for position in 1..=40 {
            let last = log.acknowledged.iter().rfind(|save| save.position == position);
            let entry = attempt.sitting().entries[position as usize - 1];
            assert_eq!(
                last.map_or((0, Choices::NONE), |save| (save.seq, save.chosen)),
                (entry.seq, entry.chosen)
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn saves_under_way_are_finished_when_the_store_closes() {
    let site = Site::new().await;
    let candidate = site.candidate().await;
    let (store, token, attempt) = (site.store.clone(), candidate.token.hash(), candidate.attempt);
    let saves: Vec<_> = (1..=40)
        .map(|position| {
            let store = store.clone();
            tokio::spawn(async move { store.save(token, attempt, save(position, 0, 1, 1)).await })
        })
        .collect();
    tokio::task::yield_now().await;
    store.close().await;
    let mut acknowledged = 0;
    for save in saves {
        match save.await.unwrap() {
            Ok(_) => acknowledged += 1,
            Err(error) => assert!(matches!(error, SaveError::Unavailable), "{error:?}"),
        }
    }
    let answered: i32 = sqlx::query_scalar(
        "SELECT cardinality(array_remove(chosen, 0::smallint)) FROM attempt WHERE id = $1",
    )
    .bind(attempt)
    .fetch_one(&site.db)
    .await
    .unwrap();
    assert_eq!(answered, acknowledged, "acknowledged and stored differ");
    let late = site.store.save(token, attempt, save(1, 0, 2, 2)).await;
    assert!(matches!(late, Err(SaveError::Unavailable)), "{late:?}");
}
