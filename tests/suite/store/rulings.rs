//! A corrected key: nothing changes by itself, a regrade changes everybody alike and keeps what was, and later closings follow.

use invigil_exam::{Choices, Ruling, Save};
use invigil_store::{Closing, Future, Role, Subject};
use invigil_tests::{Candidate, Site};
use uuid::Uuid;

/// An administrator, who may correct keys of the shipped bank.
async fn administrator(site: &Site) -> Uuid {
    site.signed_in("admin@example.org", Role::Administrator).await;
    site.store.credentials("admin@example.org").await.unwrap().unwrap().person
}

/// The item revision at a position of an attempt, the item's id, and an option (as written) that is no key.
async fn item_at(site: &Site, attempt: Uuid, position: i32) -> (i32, String, usize) {
    let (revision,): (i32,) = sqlx::query_as("SELECT revisions[$2] FROM attempt WHERE id = $1")
        .bind(attempt)
        .bind(position)
        .fetch_one(&site.db)
        .await
        .unwrap();
    let content = site.store.contents(&[revision]).await.unwrap().remove(0);
    let wrong = (0..content.question.options.len()).find(|&index| !content.solution.keys.has(index)).unwrap();
    (revision, content.item, wrong)
}

/// Answers a position with an option as written.
async fn choose(site: &Site, candidate: &Candidate, position: i32, written: usize) {
    let (order,): (i64,) = sqlx::query_as("SELECT orders[$2] FROM attempt WHERE id = $1")
        .bind(candidate.attempt)
        .bind(position)
        .fetch_one(&site.db)
        .await
        .unwrap();
    let order = invigil_exam::OptionOrder::unpack(order).unwrap();
    let save = Save {
        position,
        epoch: 0,
        seq: 1,
        chosen: order.to_shown(Choices::of([written])),
        struck: Choices::NONE,
        flagged: false,
        spent: None,
    };
    site.store.save(candidate.token.hash(), candidate.attempt, save).await.unwrap();
}

async fn points(site: &Site, attempt: Uuid) -> i64 {
    sqlx::query_scalar("SELECT points FROM attempt WHERE id = $1")
        .bind(attempt)
        .fetch_one(&site.db)
        .await
        .unwrap()
}

/// A candidate who chose a wrong option of a single-response item, and nothing else; the option and its item.
async fn wronged(site: &Site) -> (Candidate, i32, String, usize) {
    let candidate = site.candidate().await;
    let mut position = 1_i32;
    while site.keys(candidate.attempt, position as usize).await.len() != 1 {
        position += 1;
    }
    let (revision, item, wrong) = item_at(site, candidate.attempt, position).await;
    choose(site, &candidate, position, wrong).await;
    (candidate, revision, item, wrong)
}

/// A ruling as a person proposes it, who may.
async fn proposed(site: &Site, person: Uuid, item: &str, revision: i32, rule: &Ruling) -> i32 {
    let reason = "The key was wrong.";
    let id = site.store.propose_ruling(person, item, revision, rule, reason, Future::Leave).await.unwrap();
    id.unwrap()
}

#[tokio::test]
async fn a_regrade_is_listed_first_then_applied_once_and_keeps_the_old_score() {
    let site = Site::new().await;
    let admin = administrator(&site).await;
    let (candidate, revision, item, wrong) = wronged(&site).await;
    assert_eq!(site.store.submit(candidate.person, candidate.attempt).await.unwrap(), Closing::Closed);
    assert_eq!(points(&site, candidate.attempt).await, 0);

    let rule = Ruling::AnyOf(vec![Choices::of([wrong])]);
    let id = proposed(&site, admin, &item, revision, &rule).await;
    let preview = site.store.regrade_preview(admin, id).await.unwrap().unwrap();
    assert_eq!((preview.changes.len(), preview.unchanged, preview.open), (1, 0, 0));
    assert_eq!(preview.changes[0].attempt, candidate.attempt);
    assert_eq!(preview.changes[0].candidate, None, "a stranger's name is nobody's business");
    assert!(preview.changes[0].new.0.points > 0);
    assert_eq!(points(&site, candidate.attempt).await, 0, "a preview changes nothing");
    assert_eq!(site.store.regrade(admin, id).await.unwrap(), None, "nor does what isn't in force");

    assert!(site.store.put_in_force(admin, id, true).await.unwrap());
    assert_eq!(site.store.regrade(admin, id).await.unwrap(), Some(1));
    let after = points(&site, candidate.attempt).await;
    assert_eq!(after, preview.changes[0].new.0.points);
    assert_eq!(site.store.regrade(admin, id).await.unwrap(), Some(0), "once more changes nothing");
    assert_eq!(points(&site, candidate.attempt).await, after);

    let applied = site.store.applied_rulings(candidate.person, candidate.attempt).await.unwrap();
    let (_, old, old_passed) = applied[0].changed.unwrap();
    assert_eq!((applied.len(), old.points, old_passed), (1, 0, false));
    let of = Subject { attempt: Some(candidate.attempt), ..Subject::default() };
    let trail = site.store.audit_trail(&of, 10).await.unwrap();
    assert_eq!((trail.len(), trail[0].action.as_str()), (1, "regraded"));
    assert_eq!(trail[0].details["old"]["points"], 0);
}

#[tokio::test]
async fn an_attempt_that_closes_later_is_marked_by_the_ruling_and_past_scores_can_stay() {
    let site = Site::new().await;
    let admin = administrator(&site).await;
    let (candidate, revision, item, wrong) = wronged(&site).await;
    let rule = Ruling::AnyOf(vec![Choices::of([wrong])]);
    let id = proposed(&site, admin, &item, revision, &rule).await;
    assert_eq!(site.store.regrade_preview(admin, id).await.unwrap().unwrap().open, 1);
    assert!(site.store.put_in_force(admin, id, false).await.unwrap());
    site.store.submit(candidate.person, candidate.attempt).await.unwrap();
    assert!(points(&site, candidate.attempt).await > 0);
    let applied = site.store.applied_rulings(candidate.person, candidate.attempt).await.unwrap();
    assert!(applied.len() == 1 && applied[0].changed.is_none(), "it never had another score");
}

#[tokio::test]
async fn a_later_ruling_on_the_same_item_replaces_the_earlier_one() {
    let site = Site::new().await;
    let admin = administrator(&site).await;
    let (candidate, revision, item, wrong) = wronged(&site).await;
    site.store.submit(candidate.person, candidate.attempt).await.unwrap();
    let key = site.store.contents(&[revision]).await.unwrap().remove(0).solution.keys;
    let mut scores = Vec::new();
    for rule in [Ruling::Everybody, Ruling::AnyOf(vec![key]), Ruling::AnyOf(vec![key, Choices::of([wrong])])]
    {
        let id = proposed(&site, admin, &item, revision, &rule).await;
        site.store.put_in_force(admin, id, true).await.unwrap();
        site.store.regrade(admin, id).await.unwrap();
        scores.push(points(&site, candidate.attempt).await);
    }
    assert!(scores[0] > 0 && scores[1] == 0 && scores[2] == scores[0], "{scores:?}");
}

#[tokio::test]
async fn only_who_may_edit_the_bank_rules_on_its_items() {
    let site = Site::new().await;
    let (_, revision, item, wrong) = wronged(&site).await;
    site.signed_in("teacher@example.org", Role::Instructor).await;
    let teacher = site.store.credentials("teacher@example.org").await.unwrap().unwrap().person;
    let rule = Ruling::AnyOf(vec![Choices::of([wrong])]);
    let mine =
        site.store.propose_ruling(teacher, &item, revision, &rule, "Mine.", Future::Leave).await.unwrap();
    assert_eq!(mine, None);
    let admin = administrator(&site).await;
    let id = proposed(&site, admin, &item, revision, &rule).await;
    assert!(site.store.ruling(teacher, id).await.unwrap().is_none());
    assert!(!site.store.put_in_force(teacher, id, true).await.unwrap());
    assert!(!site.store.drop_ruling(teacher, id).await.unwrap());
    assert!(site.store.drop_ruling(admin, id).await.unwrap());
    assert!(site.store.ruling(admin, id).await.unwrap().is_none());
}
