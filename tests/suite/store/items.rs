//! Single items: written, edited against the revision that was seen, withdrawn, restored; and who may.

use invigil_exam::Item;
use invigil_store::{BankAccess, Edited, Role, Subject, Written};
use invigil_tests::{Site, sum};
use uuid::Uuid;

async fn instructor(site: &Site, email: &str) -> Uuid {
    site.store.create_account(email, "Ada", Role::Instructor, None).await.unwrap().unwrap()
}

fn asking(stem: &str) -> Item {
    let mut item = sum("sum");
    item.question.stem = stem.to_owned();
    item
}

#[tokio::test]
async fn an_item_is_there_for_those_who_may_see_its_bank_only() {
    let site = Site::new().await;
    let (owner, viewer, editor, other) = (
        instructor(&site, "a@example.org").await,
        instructor(&site, "b@example.org").await,
        instructor(&site, "c@example.org").await,
        instructor(&site, "d@example.org").await,
    );
    let candidate =
        site.store.create_account("e@example.org", "Eve", Role::Candidate, None).await.unwrap().unwrap();
    let bank = site.bank_of(owner).await;
    site.share_bank(bank, viewer, false).await;
    site.share_bank(bank, editor, true).await;
    site.share_bank(bank, candidate, true).await;
    let item = site.written(owner, bank, &sum("sum")).await;
    let revision = site.store.item(owner, &item).await.unwrap().unwrap().content.revision;
    for (person, access) in [(owner, BankAccess::Own), (viewer, BankAccess::View), (editor, BankAccess::Edit)]
    {
        let sheet = site.store.item(person, &item).await.unwrap().unwrap();
        assert_eq!((sheet.access, sheet.may_edit()), (access, access > BankAccess::View));
        assert_eq!(
            (sheet.name.as_str(), sheet.content.section.as_str(), sheet.current),
            ("sum", "Sums", true)
        );
        assert_eq!(site.store.item_history(person, &item, 9).await.unwrap().len(), 1);
        assert!(site.store.item_revision(person, &item, revision).await.unwrap().is_some());
    }
    for person in [other, candidate] {
        assert!(site.store.item(person, &item).await.unwrap().is_none());
        assert!(site.store.item_history(person, &item, 9).await.unwrap().is_empty());
        assert!(site.store.item_revisions(person, &item).await.unwrap().is_empty());
        assert!(site.store.item_revision(person, &item, revision).await.unwrap().is_none());
        assert!(site.store.sections_of_bank(person, bank).await.unwrap().is_empty());
    }
    for person in [viewer, other, candidate] {
        assert_eq!(
            site.store.edit_item(person, &item, revision, &asking("Mine?"), "").await.unwrap(),
            Edited::NoItem
        );
        assert!(!site.store.withdraw_item(person, &item, "").await.unwrap());
        assert_eq!(site.store.write_item(person, bank, &sum("new"), "").await.unwrap(), Written::NoBank);
    }
    assert!(matches!(
        site.store.edit_item(editor, &item, revision, &asking("Ours?"), "").await.unwrap(),
        Edited::Saved(_)
    ));
}

#[tokio::test]
async fn an_edit_of_what_somebody_else_changed_stores_nothing() {
    let site = Site::new().await;
    let owner = instructor(&site, "a@example.org").await;
    let bank = site.bank_of(owner).await;
    let item = site.written(owner, bank, &sum("sum")).await;
    let base = site.store.item(owner, &item).await.unwrap().unwrap().content.revision;
    let edit = async |base, stem: &str| {
        site.store.edit_item(owner, &item, base, &asking(stem), "why").await.unwrap()
    };
    assert_eq!(site.store.edit_item(owner, &item, base, &sum("x"), "").await.unwrap(), Edited::Unchanged);
    // Two at once: one is saved, the other told of it.
    let (one, two) = tokio::join!(edit(base, "One?"), edit(base, "Two?"));
    let (saved, newer) = match (one, two) {
        (Edited::Saved(saved), Edited::Newer(newer)) | (Edited::Newer(newer), Edited::Saved(saved)) => {
            (saved, newer)
        }
        other => panic!("{other:?}"),
    };
    assert_eq!(saved, newer);
    assert!(matches!(edit(saved, "Three?").await, Edited::Saved(_)));
    let sheet = site.store.item(owner, &item).await.unwrap().unwrap();
    assert_eq!((sheet.content.question.stem.as_str(), sheet.name.as_str()), ("Three?", "sum"));
    let history = site.store.item_history(owner, &item, 9).await.unwrap();
    let told: Vec<_> = history.iter().map(|change| (change.kind.as_str(), change.note.as_str())).collect();
    assert_eq!(told, [("edited", "why"), ("edited", "why"), ("written", "")]);
    assert_eq!(history[0].author, "Ada");
    assert_eq!(site.store.item_revisions(owner, &item).await.unwrap().len(), 3);
    // An older wording that comes back is the same revision as before.
    let back = site.store.edit_item(owner, &item, sheet.content.revision, &sum("sum"), "").await.unwrap();
    assert_eq!(back, Edited::Saved(base));
    let of = Subject { item: Some(item.clone()), ..Subject::default() };
    let trail = site.store.audit_trail(&of, 9).await.unwrap();
    assert_eq!(trail.iter().filter(|entry| entry.action == "item edited").count(), 3);
    assert_eq!(trail.last().unwrap().action, "item written");
}

#[tokio::test]
async fn a_withdrawn_item_keeps_its_name_and_what_it_said() {
    let site = Site::new().await;
    let owner = instructor(&site, "a@example.org").await;
    let bank = site.bank_of(owner).await;
    let item = site.written(owner, bank, &sum("sum")).await;
    let base = site.store.item(owner, &item).await.unwrap().unwrap().content.revision;
    let Edited::Saved(second) = site.store.edit_item(owner, &item, base, &asking("Two?"), "").await.unwrap()
    else {
        panic!("not saved");
    };
    // Back at the first wording, which is an older revision than the second.
    site.store.edit_item(owner, &item, second, &sum("sum"), "").await.unwrap();
    for _ in 0..2 {
        assert!(site.store.withdraw_item(owner, &item, "misleading").await.unwrap());
    }
    let sheet = site.store.item(owner, &item).await.unwrap().unwrap();
    assert_eq!((sheet.current, sheet.content.revision), (false, base));
    assert_eq!(
        site.store.edit_item(owner, &item, base, &asking("Three?"), "").await.unwrap(),
        Edited::Withdrawn
    );
    assert_eq!(
        site.store.write_item(owner, bank, &sum("sum"), "").await.unwrap(),
        Written::NameTaken(item.clone())
    );
    for _ in 0..2 {
        assert!(site.store.restore_item(owner, &item, "").await.unwrap());
    }
    let sheet = site.store.item(owner, &item).await.unwrap().unwrap();
    assert_eq!((sheet.current, sheet.content.revision), (true, base));
    let history = site.store.item_history(owner, &item, 9).await.unwrap();
    let kinds: Vec<_> = history.iter().map(|change| change.kind.as_str()).collect();
    assert_eq!(kinds, ["restored", "withdrawn", "edited", "edited", "written"]);
    assert_eq!((history[1].revision, history[1].note.as_str()), (None, "misleading"));
}

#[tokio::test]
async fn the_shipped_banks_items_are_changed_by_their_files_alone() {
    let site = Site::new().await;
    let administrator =
        site.store.create_account("a@example.org", "A", Role::Administrator, None).await.unwrap().unwrap();
    let (item, revision): (String, i32) =
        sqlx::query_as("SELECT id, revision FROM item WHERE certification = 'pcap' ORDER BY id LIMIT 1")
            .fetch_one(&site.db)
            .await
            .unwrap();
    let sheet = site.store.item(administrator, &item).await.unwrap().unwrap();
    assert_eq!((sheet.access, sheet.may_edit(), sheet.name == item), (BankAccess::Edit, false, true));
    assert_eq!(
        site.store.edit_item(administrator, &item, revision, &sum("x"), "").await.unwrap(),
        Edited::NoItem
    );
    assert!(!site.store.withdraw_item(administrator, &item, "").await.unwrap());
    assert_eq!(
        site.store.write_item(administrator, Uuid::nil(), &sum("x"), "").await.unwrap(),
        Written::NoBank
    );
}
