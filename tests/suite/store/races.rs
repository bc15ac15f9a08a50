//! Instructors and candidates at the same things at once: nobody waits for each other in a circle, and everything happens once.

use super::people_of;
use invigil_exam::Ruling;
use invigil_store::{
    Applied, AppliedCounts, BankDeletion, Edited, Enrolment, Future, Reset, Role, RosterLine, StoreError,
};
use invigil_tests::{Belongings, Site, sum};
use std::future::Future as Running;
use std::pin::Pin;
use std::sync::Arc;
use tokio::sync::Barrier;
use uuid::Uuid;

/// Something to be done, which gives a `T`.
type Work<T> = Pin<Box<dyn Running<Output = T> + Send>>;

/// Starts all of these at one moment; what each gave.
async fn at_once<T: Send + 'static>(work: Vec<Work<T>>) -> Vec<T> {
    let barrier = Arc::new(Barrier::new(work.len()));
    let started: Vec<_> = work
        .into_iter()
        .map(|one| {
            let barrier = barrier.clone();
            tokio::spawn(async move {
                barrier.wait().await;
                one.await
            })
        })
        .collect();
    let mut given = Vec::new();
    for one in started {
        given.push(one.await.unwrap());
    }
    given
}

async fn furnished(site: &Site) -> Belongings {
    let [ada, _] = people_of(site, Role::Instructor).await;
    site.furnish(ada, "cleo@example.org", "One", 0).await
}

async fn count(site: &Site, query: &'static str) -> i64 {
    sqlx::query_scalar(query).fetch_one(&site.db).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_upload_is_applied_once_however_many_ask() {
    let site = Site::new().await;
    let own = furnished(&site).await;
    let version = site.store.import_plan(own.owner, own.import).await.unwrap().unwrap().version;
    let work = (0..8).map(|_| {
        let (store, own) = (site.store.clone(), own.clone());
        Box::pin(async move { store.apply_import(own.owner, own.import, version).await.unwrap() }) as _
    });
    let done = Applied::Done(AppliedCounts { new: 1, ..AppliedCounts::default() });
    assert_eq!(at_once(work.collect()).await, [done; 8]);
    assert_eq!(count(&site, "SELECT count(*) FROM item_change WHERE kind = 'imported'").await, 1);
    assert_eq!(count(&site, "SELECT count(*) FROM audit WHERE action = 'items imported'").await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bank_is_deleted_or_gets_its_upload_and_neither_stands_in_the_others_way() {
    let site = Site::new().await;
    let [ada, _] = people_of(&site, Role::Instructor).await;
    for round in 0..12 {
        let bank = site.store.create_bank(ada, &format!("bank {round}")).await.unwrap().unwrap();
        site.written(ada, bank, &sum("there")).await;
        let import = site.uploaded(ada, bank, "new").await;
        let version = site.store.import_plan(ada, import).await.unwrap().unwrap().version;
        let (one, two, three) = (site.store.clone(), site.store.clone(), site.store.clone());
        let given: Vec<Result<bool, StoreError>> = at_once(vec![
            Box::pin(async move {
                let applied = one.apply_import(ada, import, version).await?;
                Ok(matches!(applied, Applied::Done(_) | Applied::NoImport))
            }),
            Box::pin(async move { Ok(two.delete_bank(ada, bank).await? == BankDeletion::Done) }),
            Box::pin(async move { three.begin_import(ada, bank, "late.xml").await.map(|_| true) }),
        ])
        .await;
        for one in given {
            assert!(one.unwrap());
        }
        assert!(site.store.bank(ada, bank).await.unwrap().is_none());
    }
    assert_eq!(count(&site, "SELECT count(*) FROM bank_import").await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_edits_of_one_revision_one_is_stored_and_the_other_is_told() {
    let site = Site::new().await;
    let own = furnished(&site).await;
    let work = ["one", "two", "three"].map(|said| {
        let (store, own) = (site.store.clone(), own.clone());
        Box::pin(async move {
            let mut item = sum("");
            item.question.stem = format!("What is {said}?");
            store.edit_item(own.owner, &own.item, own.revision, &item, "").await.unwrap()
        }) as _
    });
    let given = at_once(work.into()).await;
    assert_eq!(given.iter().filter(|one| matches!(one, Edited::Saved(_))).count(), 1, "{given:?}");
    assert_eq!(given.iter().filter(|one| matches!(one, Edited::Newer(_))).count(), 2, "{given:?}");
}

/// Guests who practised and chose nothing right, closed or about to be.
async fn sat(site: &Site, item: &str, closed: bool) -> (Uuid, Uuid) {
    let guest = site.candidate().await;
    site.pin(guest.attempt, 1, item).await;
    if closed {
        site.store.submit(guest.person, guest.attempt).await.unwrap();
    }
    (guest.person, guest.attempt)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_ruling_an_import_edits_and_closings_at_once_end_well() {
    let site = Site::new().await;
    let own = furnished(&site).await;
    let mut closing = Vec::new();
    for _ in 0..4 {
        sat(&site, &own.item, true).await;
        closing.push(sat(&site, &own.item, false).await);
    }
    let withdrawing = site
        .store
        .propose_ruling(
            own.owner,
            &own.item,
            own.revision,
            &Ruling::Everybody,
            "Nobody can know.",
            Future::Withdraw,
        )
        .await
        .unwrap()
        .unwrap();
    let version = site.store.import_plan(own.owner, own.import).await.unwrap().unwrap().version;
    let mut work: Vec<Work<Result<(), StoreError>>> = Vec::new();
    for ruling in [own.ruling, withdrawing, own.ruling] {
        let (store, owner) = (site.store.clone(), own.owner);
        work.push(Box::pin(async move {
            assert!(store.put_in_force(owner, ruling, true).await?);
            store.regrade(owner, ruling).await.map(|_| ())
        }));
    }
    for (person, attempt) in closing {
        let store = site.store.clone();
        work.push(Box::pin(async move { store.submit(person, attempt).await.map(|_| ()) }));
    }
    let (store, mine) = (site.store.clone(), own.clone());
    work.push(Box::pin(
        async move { store.apply_import(mine.owner, mine.import, version).await.map(|_| ()) },
    ));
    let (store, mine) = (site.store.clone(), own.clone());
    work.push(Box::pin(async move {
        let mut item = sum("");
        item.question.stem = "What else?".into();
        store.edit_item(mine.owner, &mine.item, mine.revision, &item, "").await.map(|_| ())
    }));
    for given in at_once(work).await {
        given.unwrap();
    }
    // Done again, both change nothing; everybody has the point, once.
    for ruling in [own.ruling, withdrawing] {
        assert_eq!(site.store.regrade(own.owner, ruling).await.unwrap(), Some(0));
    }
    let doubled = "SELECT count(*) FROM attempt WHERE cardinality(rulings) <> (SELECT count(DISTINCT r) FROM unnest(rulings) r)";
    assert_eq!(count(&site, doubled).await, 0);
    let without = "SELECT count(*) FROM attempt a WHERE closed_at IS NOT NULL AND points = 0
                   AND EXISTS (SELECT FROM ruling r WHERE r.in_force_at IS NOT NULL AND r.revisions && a.revisions)";
    assert_eq!(count(&site, without).await, 0, "somebody didn't get the point");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_roster_sent_twice_at_once_adds_everybody_once() {
    let site = Site::new().await;
    let own = furnished(&site).await;
    let lines: Vec<RosterLine> = (0..30)
        .map(|number| RosterLine { email: format!("p{number}@example.org"), ..RosterLine::default() })
        .collect();
    let work = [false, true, false].map(|turned| {
        let (store, own) = (site.store.clone(), own.clone());
        let mut lines = lines.clone();
        if turned {
            lines.reverse();
        }
        Box::pin(async move { store.enrol(own.owner, own.class, &lines).await.unwrap().unwrap() }) as _
    });
    for given in at_once::<Vec<Enrolment>>(work.into()).await {
        assert_eq!(given.len(), 30);
    }
    assert_eq!(count(&site, "SELECT count(*) FROM class_member").await, 31);
    assert_eq!(count(&site, "SELECT count(*) FROM person WHERE email LIKE 'p%@example.org'").await, 30);
    // One link each, the last one given.
    assert_eq!(count(&site, "SELECT count(*) FROM one_time_link").await, 31);
    assert_eq!(count(&site, "SELECT count(*) FROM audit WHERE action = 'member invited'").await, 31);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_attempt_that_is_reset_while_it_is_handed_in_is_marked_once_and_counts_no_more() {
    let site = Site::new().await;
    let own = furnished(&site).await;
    let invigil_store::AssignedStart::Open(started) =
        site.store.start_assigned(own.member, own.assignment).await.unwrap()
    else {
        panic!("not started");
    };
    let mut work: Vec<Work<bool>> = Vec::new();
    for _ in 0..4 {
        let (store, mine) = (site.store.clone(), own.clone());
        work.push(Box::pin(async move {
            store.reset_attempt(mine.owner, mine.assignment, started.attempt).await.unwrap() == Reset::Done
        }));
        let (store, mine) = (site.store.clone(), own.clone());
        work.push(Box::pin(async move {
            store.submit(mine.member, started.attempt).await.unwrap();
            false
        }));
        let (store, mine) = (site.store.clone(), own.clone());
        work.push(Box::pin(async move {
            store.start_assigned(mine.member, mine.assignment).await.unwrap();
            false
        }));
    }
    let resets = at_once(work).await.into_iter().filter(|done| *done).count();
    assert_eq!(resets, 1);
    let voided = "SELECT count(*) FROM attempt WHERE voided_at IS NOT NULL AND closed_at IS NOT NULL AND points IS NOT NULL";
    assert_eq!(count(&site, voided).await, 1);
    assert!(count(&site, "SELECT count(*) FROM attempt WHERE assignment IS NOT NULL").await <= 2);
    assert_eq!(count(&site, "SELECT count(*) FROM audit WHERE action = 'attempt reset'").await, 1);
}
