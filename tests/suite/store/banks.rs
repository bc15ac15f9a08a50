//! Instructors' banks: whose they are, whom they are shared with, and that nobody else sees them.

use invigil_store::{BankAccess, BankDeletion, BankSummary, ItemSearch, MAX_BANKS, Role, Sharing, Subject};
use invigil_tests::{Site, sum};
use uuid::Uuid;

async fn account(site: &Site, email: &str, role: Role) -> Uuid {
    site.store.create_account(email, "", role, None).await.unwrap().unwrap()
}

async fn instructor(site: &Site, email: &str) -> Uuid {
    account(site, email, Role::Instructor).await
}

fn all() -> ItemSearch {
    ItemSearch { limit: 100, ..ItemSearch::default() }
}

#[tokio::test]
async fn a_bank_is_seen_by_its_owner_and_those_it_is_shared_with_only() {
    let site = Site::new().await;
    let owner = instructor(&site, "owner@example.org").await;
    let bank = site.store.create_bank(owner, "Physics").await.unwrap().unwrap();
    site.written(owner, bank, &sum("sum")).await;
    let (viewer, editor, other) = (
        instructor(&site, "viewer@example.org").await,
        instructor(&site, "editor@example.org").await,
        instructor(&site, "other@example.org").await,
    );
    let administrator = account(&site, "root@example.org", Role::Administrator).await;
    assert_eq!(site.store.share_bank(owner, bank, "Viewer@Example.org", false).await.unwrap(), Sharing::Done);
    assert_eq!(site.store.share_bank(owner, bank, "editor@example.org", true).await.unwrap(), Sharing::Done);

    for (person, access) in [(owner, BankAccess::Own), (viewer, BankAccess::View), (editor, BankAccess::Edit)]
    {
        let seen: Vec<BankSummary> = site.store.banks(person).await.unwrap();
        assert_eq!(seen.len(), 1);
        assert_eq!((seen[0].access, seen[0].items, seen[0].owner.as_str()), (access, 1, "owner@example.org"));
        assert_eq!(site.store.bank_items(person, bank, &all()).await.unwrap().1, 1);
        assert_eq!(site.store.bank_sections(person, bank).await.unwrap(), [("Sums".to_owned(), 1)]);
        assert_eq!(site.store.whole_bank(person, bank).await.unwrap().unwrap().0, [sum("sum")]);
    }
    for nobody in [other, administrator, Uuid::now_v7()] {
        assert!(site.store.banks(nobody).await.unwrap().is_empty());
        assert!(site.store.bank(nobody, bank).await.unwrap().is_none());
        assert_eq!(site.store.bank_items(nobody, bank, &all()).await.unwrap().1, 0);
        assert!(site.store.bank_sections(nobody, bank).await.unwrap().is_empty());
        assert!(site.store.whole_bank(nobody, bank).await.unwrap().is_none());
        assert!(site.store.bank_shares(nobody, bank).await.unwrap().is_empty());
        assert!(site.store.begin_import(nobody, bank, "a").await.unwrap().is_none());
    }
    // Looking isn't changing, and only the owner shares, renames and deletes.
    assert!(site.store.begin_import(viewer, bank, "a").await.unwrap().is_none());
    for person in [viewer, editor, other] {
        assert_eq!(
            site.store.share_bank(person, bank, "other@example.org", true).await.unwrap(),
            Sharing::NoBank
        );
        assert!(!site.store.rename_bank(person, bank, "Mine").await.unwrap());
        assert_eq!(site.store.delete_bank(person, bank).await.unwrap(), BankDeletion::NoBank);
        assert!(site.store.bank_shares(person, bank).await.unwrap().is_empty());
    }
    assert!(!site.store.unshare_bank(other, bank, viewer).await.unwrap());
    assert!(!site.store.unshare_bank(editor, bank, viewer).await.unwrap());
}

#[tokio::test]
async fn a_share_is_given_changed_and_taken_back_with_a_trail() {
    let site = Site::new().await;
    let owner = instructor(&site, "owner@example.org").await;
    let friend = instructor(&site, "friend@example.org").await;
    account(&site, "candidate@example.org", Role::Candidate).await;
    let bank = site.store.create_bank(owner, "Physics").await.unwrap().unwrap();
    let share = |email: &'static str, edit| {
        let store = site.store.clone();
        async move { store.share_bank(owner, bank, email, edit).await.unwrap() }
    };
    assert_eq!(share("nobody@example.org", false).await, Sharing::NoInstructor);
    assert_eq!(share("candidate@example.org", false).await, Sharing::NoInstructor);
    assert_eq!(share("owner@example.org", false).await, Sharing::Owner);
    assert_eq!(share("friend@example.org", false).await, Sharing::Done);
    // The same once more changes nothing, and isn't told twice.
    assert_eq!(share("friend@example.org", false).await, Sharing::Done);
    assert_eq!(share("friend@example.org", true).await, Sharing::Done);
    assert!(site.store.bank_shares(owner, bank).await.unwrap()[0].may_edit);

    // Who is no instructor any more sees nothing, and does again when made one.
    site.store.set_role(friend, Role::Candidate).await.unwrap();
    assert!(site.store.bank(friend, bank).await.unwrap().is_none());
    assert!(!site.store.bank_shares(owner, bank).await.unwrap()[0].instructor);
    site.store.set_role(friend, Role::Instructor).await.unwrap();
    assert!(site.store.bank(friend, bank).await.unwrap().is_some());

    // Whom it is shared with may leave.
    assert!(site.store.unshare_bank(friend, bank, friend).await.unwrap());
    assert!(!site.store.unshare_bank(owner, bank, friend).await.unwrap());
    assert!(site.store.bank(friend, bank).await.unwrap().is_none());
    let trail =
        site.store.audit_trail(&Subject { bank: Some(bank), ..Subject::default() }, 10).await.unwrap();
    let told: Vec<&str> = trail.iter().map(|entry| entry.action.as_str()).collect();
    assert_eq!(told, ["bank no longer shared", "bank shared", "bank shared", "bank created"]);
}

#[tokio::test]
async fn items_are_found_by_name_stem_and_section_page_by_page() {
    let site = Site::new().await;
    let owner = instructor(&site, "owner@example.org").await;
    let bank = site.store.create_bank(owner, "Physics").await.unwrap().unwrap();
    for (name, section, stem) in [
        ("c", "Optics", "What bends LIGHT?"),
        ("b", "Optics", "What is 100 % of 5_0?"),
        ("a", "", "Which force?"),
        ("light-gate", "Waves", "Which wave?"),
    ] {
        let mut item = sum(name);
        item.section = section.into();
        item.question.stem = stem.into();
        site.written(owner, bank, &item).await;
    }
    let found = |search: ItemSearch| {
        let store = site.store.clone();
        async move {
            let (rows, total) = store.bank_items(owner, bank, &search).await.unwrap();
            (rows.into_iter().map(|row| row.name).collect::<Vec<_>>(), total)
        }
    };
    assert_eq!(found(all()).await, (["a", "b", "c", "light-gate"].map(String::from).to_vec(), 4));
    let page = ItemSearch { offset: 2, limit: 1, ..ItemSearch::default() };
    assert_eq!(found(page).await, (vec!["c".to_owned()], 4));
    let text = |text: &str| ItemSearch { text: text.to_owned(), ..all() };
    assert_eq!(found(text("light")).await.0, ["c", "light-gate"]);
    // What a pattern would mean is meant as it stands.
    assert_eq!(found(text("100 %")).await.0, ["b"]);
    assert_eq!(found(text("5_0")).await.0, ["b"]);
    assert_eq!(found(text("5%0")).await.1, 0);
    assert_eq!(found(ItemSearch { section: Some("".into()), ..all() }).await.0, ["a"]);
    assert_eq!(
        site.store.bank_sections(owner, bank).await.unwrap(),
        [(String::new(), 1), ("Optics".into(), 2), ("Waves".into(), 1)]
    );
}

#[tokio::test]
async fn what_is_in_use_is_not_deleted() {
    let site = Site::new().await;
    let owner = instructor(&site, "owner@example.org").await;
    let bank = site.store.create_bank(owner, "Physics").await.unwrap().unwrap();
    let item = site.written(owner, bank, &sum("sum")).await;

    let exam = |topic: String| {
        let db = site.db.clone();
        async move {
            for statement in [
                "DELETE FROM edition WHERE certification = 'own'",
                "DELETE FROM certification WHERE id = 'own'",
            ] {
                sqlx::query(statement).execute(&db).await.unwrap();
            }
            sqlx::query("INSERT INTO certification (id, definition, owner) VALUES ('own', '{\"name\": \"Midterm\"}', $1)")
                .bind(owner)
                .execute(&db)
                .await
                .unwrap();
            sqlx::query("INSERT INTO edition (certification, name, definition) VALUES ('own', 'own', $1)")
                .bind(serde_json::json!({ "sections": [{ "topics": ["x", topic] }] }))
                .execute(&db)
                .await
                .unwrap();
        }
    };
    for topic in [format!("bank/{bank}"), format!("bank/{bank}/Sums"), format!("item/{item}")] {
        exam(topic.clone()).await;
        assert_eq!(
            site.store.delete_bank(owner, bank).await.unwrap(),
            BankDeletion::InExams(vec!["Midterm".into()], 0),
            "{topic}"
        );
    }
    // Another's bank in an exam is no hindrance.
    let empty = site.store.create_bank(owner, "Empty").await.unwrap().unwrap();
    assert_eq!(site.store.delete_bank(owner, empty).await.unwrap(), BankDeletion::Done);
    sqlx::query("DELETE FROM edition WHERE certification = 'own'").execute(&site.db).await.unwrap();
    sqlx::query("DELETE FROM certification WHERE id = 'own'").execute(&site.db).await.unwrap();
    let candidate = site.candidate().await;
    site.pin(candidate.attempt, 1, &item).await;
    assert_eq!(site.store.delete_bank(owner, bank).await.unwrap(), BankDeletion::InAttempts(1));
    assert!(site.store.bank(owner, bank).await.unwrap().is_some());

    sqlx::query("DELETE FROM attempt").execute(&site.db).await.unwrap();
    let other = site.store.create_bank(owner, "Other").await.unwrap().unwrap();
    site.written(owner, other, &sum("sum")).await;
    assert_eq!(site.store.delete_bank(owner, bank).await.unwrap(), BankDeletion::Done);
    assert!(site.store.bank(owner, bank).await.unwrap().is_none());
    assert_eq!(site.store.bank(owner, other).await.unwrap().unwrap().items, 1);
    let trail = site.store.audit_trail(&Subject { bank: Some(bank), ..Subject::default() }, 1).await.unwrap();
    assert_eq!(trail[0].action, "bank deleted");
}

#[tokio::test]
async fn banks_are_renamed_and_their_number_is_bounded() {
    let site = Site::new().await;
    let owner = instructor(&site, "owner@example.org").await;
    let bank = site.store.create_bank(owner, "Physics").await.unwrap().unwrap();
    assert!(site.store.rename_bank(owner, bank, "Physics II").await.unwrap());
    assert_eq!(site.store.bank(owner, bank).await.unwrap().unwrap().name, "Physics II");
    sqlx::query(
        "INSERT INTO bank (id, owner, name) SELECT gen_random_uuid(), $1, 'x' FROM generate_series(2, $2)",
    )
    .bind(owner)
    .bind(MAX_BANKS as i32)
    .execute(&site.db)
    .await
    .unwrap();
    assert_eq!(site.store.create_bank(owner, "One more").await.unwrap(), None);
}
