//! What the answers say about an item, from stored attempts.

use super::people_of;
use invigil_exam::{Choices, Ruling};
use invigil_measure::Finding;
use invigil_store::{Future, Role};
use invigil_tests::{Site, sum};
use uuid::Uuid;

/// The sum at the first position of exams: strong candidates, who have the rest right, choose `strong`, weak ones `weak`.
async fn answered(site: &Site, item: &str, each: usize, strong: usize, weak: usize) {
    for number in 0..2 * each {
        let candidate = site.candidate().await;
        site.pin(candidate.attempt, 1, item).await;
        let good = number % 2 == 0;
        site.answer(candidate.attempt, 1, Choices::of([if good { strong } else { weak }])).await;
        for position in 2..=if good { 20 } else { 4 } {
            let keys = site.keys(candidate.attempt, position).await;
            sqlx::query("UPDATE attempt SET chosen[$2] = $3 WHERE id = $1")
                .bind(candidate.attempt)
                .bind(position as i32)
                .bind(Choices::of(keys).0 as i16)
                .execute(&site.db)
                .await
                .unwrap();
        }
        site.hand_in(candidate.person, candidate.attempt).await;
    }
}

async fn revision(site: &Site, item: &str) -> i32 {
    sqlx::query_scalar("SELECT revision FROM item WHERE id = $1")
        .bind(item)
        .fetch_one(&site.db)
        .await
        .unwrap()
}

async fn case() -> (Site, Uuid, String) {
    let site = Site::new().await;
    let [owner, _] = people_of(&site, Role::Instructor).await;
    let bank = site.bank_of(owner).await;
    let item = site.written(owner, bank, &sum("sum")).await;
    (site, owner, item)
}

#[tokio::test]
async fn a_wrong_key_shows_and_is_gone_once_it_is_corrected() {
    let (site, owner, item) = case().await;
    let known = revision(&site, &item).await;
    let none = site.store.item_statistics(known, 1000).await.unwrap().unwrap();
    assert_eq!((none.answers, none.facility), (0, None));
    assert!(site.store.item_statistics(i32::MAX, 1000).await.unwrap().is_none());

    answered(&site, &item, 10, 1, 0).await;
    let before = site.store.item_statistics(known, 1000).await.unwrap().unwrap();
    assert_eq!((before.answers, before.facility), (20, Some(0.5)));
    assert_eq!(before.options.iter().map(|option| option.chosen).collect::<Vec<_>>(), [10, 10, 0]);
    assert!(before.discrimination.unwrap() < -0.9, "{before:?}");
    assert!(before.findings.starts_with(&[Finding::Negative]), "{before:?}");
    assert_eq!(site.store.item_statistics(known, 5).await.unwrap().unwrap().answers, 5);

    // The corrected item is a new revision; the answers to the old one tell of it too, whether or not they were marked again.
    let rule = Ruling::AnyOf(vec![Choices::of([1])]);
    let ruling = site
        .store
        .propose_ruling(owner, &item, known, &rule, "It is B.", Future::Correct)
        .await
        .unwrap()
        .unwrap();
    site.store.put_in_force(owner, ruling, false).await.unwrap();
    let corrected = revision(&site, &item).await;
    assert_ne!(corrected, known);
    for regrade in [false, true] {
        if regrade {
            site.store.put_in_force(owner, ruling, true).await.unwrap();
            assert_eq!(site.store.regrade(owner, ruling).await.unwrap(), Some(20));
        }
        let after = site.store.item_statistics(corrected, 1000).await.unwrap().unwrap();
        assert_eq!((after.answers, after.facility), (20, Some(0.5)));
        let discrimination = after.discrimination.unwrap();
        assert!(discrimination > 0.999, "the rest is told apart exactly, regraded or not: {discrimination}");
        assert!(!after.findings.contains(&Finding::Negative));
    }
}

#[tokio::test]
async fn what_is_open_or_asks_something_else_says_nothing() {
    let (site, owner, item) = case().await;
    let open = site.candidate().await;
    site.pin(open.attempt, 1, &item).await;
    let other = site.candidate().await;
    site.pin(other.attempt, 1, &item).await;
    site.hand_in(other.person, other.attempt).await;
    let known = revision(&site, &item).await;
    assert_eq!(site.store.item_statistics(known, 1000).await.unwrap().unwrap().answers, 1);

    let mut changed = sum("sum");
    changed.question.options[1] = "`five`".into();
    let sheet = site.store.item(owner, &item).await.unwrap().unwrap();
    site.store.edit_item(owner, &item, sheet.content.revision, &changed, "").await.unwrap();
    let changed = revision(&site, &item).await;
    assert_ne!(changed, known);
    assert_eq!(site.store.item_statistics(changed, 1000).await.unwrap().unwrap().answers, 0);
}
