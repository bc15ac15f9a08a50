//! What came of an assignment: for its owner alone, all attempts with what is stored of them.

use super::people_of;
use invigil_exam::Ruling;
use invigil_store::{Future, Role};
use invigil_tests::Site;

#[tokio::test]
async fn everybody_is_there_with_the_scores_that_are_stored() {
    let site = Site::new().await;
    let [ada, bob] = people_of(&site, Role::Instructor).await;
    let lesson = site.lesson(ada, &["Zoe", "Adam", "Mia"]).await;
    let &[zoe, adam, _] = lesson.people.as_slice() else { panic!("three people") };
    let first = site.sat(zoe, lesson.assignment, 12).await;
    let second = site.start_assigned(zoe, lesson.assignment).await;
    site.sat(adam, lesson.assignment, 40).await;

    assert!(site.store.class_results(bob, lesson.assignment).await.unwrap().is_empty());
    assert!(site.store.attempt_of_class(bob, lesson.assignment, first).await.unwrap().is_none());
    let results = site.store.class_results(ada, lesson.assignment).await.unwrap();
    let names: Vec<&str> = results.iter().map(|one| one.sitter.name.as_str()).collect();
    assert_eq!(names, ["Adam", "Mia", "Zoe"]);
    let (_, all_right) = results[0].closed().next().unwrap();
    assert!(all_right.passed && all_right.score.points == all_right.score.max);
    assert_eq!(results[1].closed().count(), 0);
    assert_eq!(results[2].outcomes.len(), 2, "the open attempt is among them");
    let (attempt, outcome) = results[2].closed().next().unwrap();
    let stored: (i64, i64, bool) =
        sqlx::query_as("SELECT points, max_points, passed FROM attempt WHERE id = $1")
            .bind(first)
            .fetch_one(&site.db)
            .await
            .unwrap();
    assert_eq!(
        (attempt.id, outcome.score.points, outcome.score.max, outcome.passed),
        (first, stored.0, stored.1, stored.2)
    );
    assert_eq!(outcome.sections.iter().map(|section| section.right).sum::<u16>(), 12);
    assert!(
        site.store.attempt_of_class(ada, lesson.assignment, second).await.unwrap().is_none(),
        "it is open"
    );
    let (closed, rulings) =
        site.store.attempt_of_class(ada, lesson.assignment, first).await.unwrap().unwrap();
    assert!(closed.sitting.id == first && rulings.is_empty());
}

#[tokio::test]
async fn a_reset_attempt_counts_no_longer_and_a_corrected_one_says_so() {
    let site = Site::new().await;
    let [ada, _] = people_of(&site, Role::Instructor).await;
    let [admin, _] = people_of(&site, Role::Administrator).await;
    let lesson = site.lesson(ada, &["Zoe", "Mia"]).await;
    let reset = site.sat(lesson.people[0], lesson.assignment, 40).await;
    site.store.reset_attempt(ada, lesson.assignment, reset).await.unwrap();
    let attempt = site.sat(lesson.people[1], lesson.assignment, 0).await;
    let revision: i32 = sqlx::query_scalar("SELECT revisions[1] FROM attempt WHERE id = $1")
        .bind(attempt)
        .fetch_one(&site.db)
        .await
        .unwrap();
    let item = site.store.contents(&[revision]).await.unwrap().remove(0).item;
    let ruling = site
        .store
        .propose_ruling(admin, &item, revision, &Ruling::Everybody, "It has no answer.", Future::Leave)
        .await
        .unwrap()
        .unwrap();
    site.store.put_in_force(admin, ruling, true).await.unwrap();
    site.store.regrade(admin, ruling).await.unwrap();

    let results = site.store.class_results(ada, lesson.assignment).await.unwrap();
    assert_eq!(results[0].corrected, [true]);
    assert!(results[0].closed().next().unwrap().1.score.points > 0);
    assert!(results[1].outcomes[0].is_some(), "what it was is still known");
    assert_eq!(results[1].closed().count(), 0);
    let (_, rulings) = site.store.attempt_of_class(ada, lesson.assignment, attempt).await.unwrap().unwrap();
    assert_eq!(rulings.len(), 1);
}
