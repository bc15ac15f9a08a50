//! What candidates report about items, who reads it, and what they hear back.

use invigil_store::{Reported, Role, Subject};
use invigil_tests::{Candidate, Site, sum};
use uuid::Uuid;

struct Case {
    site: Site,
    owner: Uuid,
    item: String,
    candidate: Candidate,
}

/// A candidate whose closed attempt has an instructor's item at position 2, where they chose the third option.
async fn case() -> Case {
    let site = Site::new().await;
    let owner =
        site.store.create_account("a@example.org", "Ada", Role::Instructor, None).await.unwrap().unwrap();
    let bank = site.bank_of(owner).await;
    let item = site.written(owner, bank, &sum("sum")).await;
    let candidate = site.candidate().await;
    site.pin(candidate.attempt, 2, &item).await;
    sqlx::query("UPDATE attempt SET chosen[2] = 4 WHERE id = $1")
        .bind(candidate.attempt)
        .execute(&site.db)
        .await
        .unwrap();
    Case { site, owner, item, candidate }
}

#[tokio::test]
async fn only_the_owner_of_a_closed_attempt_reports_and_each_item_once() {
    let Case { site, owner, item, candidate } = case().await;
    let report = async |person, position| {
        site.store.report_item(person, candidate.attempt, position, "No option fits.").await.unwrap()
    };
    assert_eq!(report(candidate.person, 2).await, Reported::NoItem, "it is still open");
    site.store.submit(candidate.person, candidate.attempt).await.unwrap();
    assert_eq!(report(owner, 2).await, Reported::NoItem, "somebody else's");
    for position in [0, 41, 100_000] {
        assert_eq!(report(candidate.person, position).await, Reported::NoItem);
    }
    assert_eq!(report(candidate.person, 2).await, Reported::Done);
    assert_eq!(report(candidate.person, 2).await, Reported::Already);
    assert_eq!(report(candidate.person, 3).await, Reported::Done);

    let inbox = site.store.report_inbox(owner, false, None, 9).await.unwrap();
    assert_eq!(inbox.len(), 1, "the other item isn't theirs");
    assert_eq!((inbox[0].item.as_str(), inbox[0].text.as_str()), (item.as_str(), "No option fits."));
    assert_eq!(inbox[0].chosen.indices().collect::<Vec<_>>(), [2]);
    assert!(!inbox[0].revised);
    assert_eq!(site.store.open_reports(owner).await.unwrap(), 1);
}

#[tokio::test]
async fn an_answer_reaches_the_candidate_until_they_saw_it() {
    let Case { site, owner, item, candidate } = case().await;
    site.store.submit(candidate.person, candidate.attempt).await.unwrap();
    site.store.report_item(candidate.person, candidate.attempt, 2, "Hm.").await.unwrap();
    let report = site.store.report_inbox(owner, false, Some(&item), 9).await.unwrap().remove(0).id;
    assert!(site.store.home(candidate.person, 1).await.unwrap().answers.is_empty());
    assert!(!site.store.see_answer(candidate.person, candidate.attempt, 2).await.unwrap());

    assert_eq!(site.store.answer_report(owner, report, "Mended.").await.unwrap(), Some(item.clone()));
    assert!(site.store.report_inbox(owner, false, None, 9).await.unwrap().is_empty());
    let answered = site.store.report_inbox(owner, true, None, 9).await.unwrap();
    assert_eq!(answered[0].answer.as_ref().unwrap().author, "Ada");
    let unseen = site.store.home(candidate.person, 1).await.unwrap().answers;
    assert_eq!((unseen.len(), unseen[0].position), (1, 2));
    assert!(!site.store.see_answer(owner, candidate.attempt, 2).await.unwrap(), "somebody else's");
    assert!(site.store.see_answer(candidate.person, candidate.attempt, 2).await.unwrap());
    assert!(site.store.home(candidate.person, 1).await.unwrap().answers.is_empty());
    let own = site.store.reports_of_attempt(candidate.person, candidate.attempt).await.unwrap();
    assert_eq!(own[0].answer.as_ref().unwrap().text, "Mended.");

    let trail = site.store.audit_trail(&Subject { item: Some(item), ..Subject::default() }, 9).await.unwrap();
    let actions: Vec<_> = trail.iter().map(|entry| entry.action.as_str()).collect();
    assert_eq!(actions, ["report answered", "item reported", "item written"]);
}

#[tokio::test]
async fn reports_are_for_those_who_keep_the_bank() {
    let Case { site, owner, item, candidate } = case().await;
    site.store.submit(candidate.person, candidate.attempt).await.unwrap();
    for position in [1, 2] {
        site.store.report_item(candidate.person, candidate.attempt, position, "Hm.").await.unwrap();
    }
    let make =
        async |email: &str, role| site.store.create_account(email, "B", role, None).await.unwrap().unwrap();
    let viewer = make("viewer@example.org", Role::Instructor).await;
    let editor = make("editor@example.org", Role::Instructor).await;
    let administrator = make("root@example.org", Role::Administrator).await;
    let bank = site.store.item(owner, &item).await.unwrap().unwrap().bank;
    site.share_bank(bank, viewer, false).await;
    site.share_bank(bank, editor, true).await;
    let own = site.store.report_inbox(owner, false, None, 9).await.unwrap().remove(0).id;
    for (person, count) in [(owner, 1), (editor, 1), (viewer, 0), (candidate.person, 0)] {
        assert_eq!(site.store.report_inbox(person, false, None, 9).await.unwrap().len(), count);
        assert_eq!(site.store.open_reports(person).await.unwrap(), count as i64);
    }
    // The shipped bank's go to administrators, and nobody else's do.
    let shipped = site.store.report_inbox(administrator, false, None, 9).await.unwrap();
    assert_eq!(shipped.len(), 1);
    assert_ne!(shipped[0].item, item);
    for (person, report) in
        [(viewer, own), (administrator, own), (owner, shipped[0].id), (candidate.person, own)]
    {
        assert_eq!(site.store.answer_report(person, report, "No.").await.unwrap(), None);
    }
    assert!(site.store.answer_report(editor, own, "Yes.").await.unwrap().is_some());
}

#[tokio::test]
async fn a_guests_reports_come_along_into_an_account() {
    let Case { site, owner, candidate, .. } = case().await;
    site.store.submit(candidate.person, candidate.attempt).await.unwrap();
    site.store.report_item(candidate.person, candidate.attempt, 2, "Hm.").await.unwrap();
    let account =
        site.store.create_account("e@example.org", "Eve", Role::Candidate, None).await.unwrap().unwrap();
    site.store.join_guest(candidate.person, account).await.unwrap();
    let report = site.store.report_inbox(owner, false, None, 9).await.unwrap().remove(0).id;
    site.store.answer_report(owner, report, "Mended.").await.unwrap();
    assert_eq!(site.store.home(account, 1).await.unwrap().answers.len(), 1);
}
