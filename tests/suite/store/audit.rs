//! The trail: a line for whatever somebody does to what others rely on, and no way to change it.

use super::people_of;
use invigil_exam::Allowance;
use invigil_store::{AssignedStart, Released, Role};
use invigil_tests::{Site, sum};
use std::collections::BTreeSet;

#[tokio::test]
async fn whatever_comes_late_leaves_its_line() {
    let site = Site::new().await;
    let [ada, _] = people_of(&site, Role::Instructor).await;
    let own = site.furnish(ada, "cleo@example.org", "One", 0).await;
    let store = &site.store;
    let AssignedStart::Open(started) = store.start_assigned(own.member, own.assignment).await.unwrap() else {
        panic!("not started")
    };
    let more = Allowance { extra_minutes: 5, ..Allowance::default() };
    assert!(store.allow(ada, own.assignment, own.member, &more, "a letter").await.unwrap());
    let mut plan = store.assignment(ada, own.assignment).await.unwrap().unwrap().plan;
    plan.minutes = 90;
    store.change_assignment(ada, own.assignment, &plan).await.unwrap();
    store.submit(own.member, started.attempt).await.unwrap();
    store.release(ada, own.assignment, Released::Results).await.unwrap();
    store.release(ada, own.assignment, Released::Keys).await.unwrap();
    store.put_in_force(ada, own.ruling, true).await.unwrap();
    store.regrade(ada, own.ruling).await.unwrap();
    store.reset_attempt(ada, own.assignment, started.attempt).await.unwrap();
    store.cancel_assignment(ada, own.assignment, true).await.unwrap();
    store.cancel_assignment(ada, own.assignment, false).await.unwrap();
    store.set_joining(ada, own.class, false).await.unwrap();
    store.renew_join_code(ada, own.class).await.unwrap();
    store.rename_class(ada, own.class, "Two").await.unwrap();
    store.remove_member(ada, own.class, own.member).await.unwrap();
    store.archive_class(ada, own.class, true).await.unwrap();
    store.answer_report(ada, own.report, "Thank you.").await.unwrap();
    store.withdraw_item(ada, &own.item, "twice").await.unwrap();
    store.restore_item(ada, &own.item, "").await.unwrap();
    let version = store.import_plan(ada, own.import).await.unwrap().unwrap().version;
    store.apply_import(ada, own.import, version).await.unwrap();
    site.written(ada, own.bank, &sum("another")).await;

    let lines: Vec<(String, bool)> =
        sqlx::query_as("SELECT action, actor IS NOT NULL FROM audit").fetch_all(&site.db).await.unwrap();
    let told: BTreeSet<&str> = lines.iter().map(|(action, _)| action.as_str()).collect();
    for action in [
        "override set",
        "assignment changed",
        "results released",
        "keys released",
        "ruling proposed",
        "ruling in force",
        "regraded",
        "attempt reset",
        "assignment taken back",
        "assignment given again",
        "joining switched off",
        "join code renewed",
        "class renamed",
        "member invited",
        "member removed",
        "class archived",
        "item reported",
        "report answered",
        "item withdrawn",
        "item restored",
        "items imported",
        "item written",
    ] {
        assert!(told.contains(action), "{action:?} isn't in {told:?}");
    }
    // Who reported stays between them and the platform.
    assert!(lines.iter().all(|(action, known)| *known != (action == "item reported")), "{lines:?}");
}

#[tokio::test]
async fn no_line_is_changed_or_taken_away() {
    let site = Site::new().await;
    let [ada, _] = people_of(&site, Role::Instructor).await;
    site.store.create_class(ada, "Python 1").await.unwrap();
    for change in [
        "UPDATE audit SET actor = NULL",
        "DELETE FROM audit",
        "TRUNCATE audit",
        "TRUNCATE audit, class CASCADE",
    ] {
        let refused = sqlx::query(change).execute(&site.db).await.unwrap_err();
        assert!(refused.to_string().contains("never changed"), "{change}: {refused}");
    }
    let lines: i64 = sqlx::query_scalar("SELECT count(*) FROM audit").fetch_one(&site.db).await.unwrap();
    assert_eq!(lines, 1);
}
