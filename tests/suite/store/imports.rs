//! Uploads: kept, held against the bank, applied whole or not at all, and once.

use invigil_bank::Place;
use invigil_bank::import::{Imported, LeftOut, Picture, Reading};
use invigil_exam::Item;
use invigil_store::{
    Applied, AppliedCounts, Fate, ImportState, MAX_ITEMS, MAX_WAITING, OverQuota, Role, Subject,
};
use invigil_tests::{Site, sum};
use std::collections::BTreeMap;
use uuid::Uuid;

const PICTURE: &str = "0123456789abcdef0123456789abcdef.png";

async fn owner_and_bank(site: &Site) -> (Uuid, Uuid) {
    let owner =
        site.store.create_account("owner@example.org", "Ada", Role::Instructor, None).await.unwrap().unwrap();
    (owner, site.store.create_bank(owner, "Physics").await.unwrap().unwrap())
}

fn reading(items: &[Item]) -> Reading {
    let place = Place { file: "quiz.xml".into(), line: 3, column: 1 };
    let imported = |item: &Item| Imported { place: place.clone(), item: item.clone(), notes: Vec::new() };
    Reading { read: items.len(), items: items.iter().map(imported).collect(), ..Reading::default() }
}

/// Uploads a reading, so that it waits.
async fn waiting(site: &Site, person: Uuid, bank: Uuid, reading: Reading) -> Uuid {
    let import = site.store.begin_import(person, bank, "quiz.xml").await.unwrap().unwrap();
    site.store.finish_reading(import, reading).await.unwrap();
    import
}

async fn version(site: &Site, person: Uuid, import: Uuid) -> i64 {
    site.store.import_plan(person, import).await.unwrap().unwrap().version
}

async fn state(site: &Site, person: Uuid, import: Uuid) -> ImportState {
    site.store.import(person, import).await.unwrap().unwrap().state
}

async fn count(site: &Site, table: &str) -> i64 {
    sqlx::query_scalar(sqlx::AssertSqlSafe(format!("SELECT count(*) FROM {table}")))
        .fetch_one(&site.db)
        .await
        .unwrap()
}

fn asking(name: &str, stem: &str) -> Item {
    let mut item = sum(name);
    item.question.stem = stem.into();
    item
}

#[tokio::test]
async fn an_upload_is_held_against_the_bank_and_applied_once() {
    let site = Site::new().await;
    let (owner, bank) = owner_and_bank(&site).await;
    let first = waiting(&site, owner, bank, reading(&[sum("a"), sum("b")])).await;
    assert_eq!(state(&site, owner, first).await, ImportState::Ready);
    let version_1 = version(&site, owner, first).await;
    let done = Applied::Done(AppliedCounts { new: 2, changed: 0, unchanged: 0 });
    assert_eq!(site.store.apply_import(owner, first, version_1).await.unwrap(), done);

    let items = [sum("a"), asking("b", "Which?"), sum("c")];
    let mut second = reading(&items);
    second.read = 4;
    second.failed.push(LeftOut {
        place: Place::default(),
        id: "d".into(),
        kind: "multichoice".into(),
        reason: "no key".into(),
    });
    let second = waiting(&site, owner, bank, second).await;
    let plan = site.store.import_plan(owner, second).await.unwrap().unwrap();
    assert_eq!(plan.fates, [Fate::Unchanged, Fate::Changed, Fate::New]);
    assert_eq!(site.store.named_items(bank, &["b".into()]).await.unwrap()["b"], sum("b"));

    // Fifty clicks at once do it once.
    let clicks: Vec<_> = (0..50)
        .map(|_| {
            let (store, version) = (site.store.clone(), plan.version);
            tokio::spawn(async move { store.apply_import(owner, second, version).await.unwrap() })
        })
        .collect();
    for click in clicks {
        let counts = AppliedCounts { new: 1, changed: 1, unchanged: 1 };
        assert_eq!(click.await.unwrap(), Applied::Done(counts));
    }
    assert_eq!(site.store.whole_bank(owner, bank).await.unwrap().unwrap().0, items);
    let subject = Subject { bank: Some(bank), ..Subject::default() };
    let trail = site.store.audit_trail(&subject, 20).await.unwrap();
    let imported: Vec<_> = trail.iter().filter(|entry| entry.action == "items imported").collect();
    assert_eq!(imported.len(), 2);
    assert_eq!(imported[0].details["failed"], 1);
    assert_eq!(count(&site, "item_change").await, 4);

    // What was left out is still told; the items are no longer kept twice.
    let plan = site.store.import_plan(owner, second).await.unwrap().unwrap();
    assert_eq!((plan.import.state, plan.reading.failed.len()), (ImportState::Applied, 1));
    assert!(plan.reading.items.is_empty());
}

#[tokio::test]
async fn an_import_that_fails_half_way_leaves_nothing() {
    let site = Site::new().await;
    let (owner, bank) = owner_and_bank(&site).await;
    let items: Vec<Item> = (0..50).map(|number| sum(&format!("item-{number}"))).collect();
    let import = waiting(&site, owner, bank, reading(&items)).await;
    let version = version(&site, owner, import).await;
    // The last thing that is written can't be.
    for statement in [
        "CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'disk full'; END $$",
        "CREATE TRIGGER fail BEFORE UPDATE ON bank_import FOR EACH ROW WHEN (NEW.state = 'applied') EXECUTE FUNCTION fail()",
    ] {
        sqlx::query(statement).execute(&site.db).await.unwrap();
    }
    site.store.apply_import(owner, import, version).await.unwrap_err();
    assert_eq!(site.store.bank(owner, bank).await.unwrap().unwrap().items, 0);
    assert_eq!(count(&site, "item_change").await, 0);
    assert_eq!(state(&site, owner, import).await, ImportState::Ready);

    sqlx::query("DROP TRIGGER fail ON bank_import").execute(&site.db).await.unwrap();
    let done = site.store.apply_import(owner, import, version).await.unwrap();
    assert_eq!(done, Applied::Done(AppliedCounts { new: 50, ..AppliedCounts::default() }));
}

#[tokio::test]
async fn what_was_previewed_is_what_happens_or_nothing_does() {
    let site = Site::new().await;
    let (owner, bank) = owner_and_bank(&site).await;
    let import = waiting(&site, owner, bank, reading(&[sum("a")])).await;
    let seen = version(&site, owner, import).await;
    site.written(owner, bank, &asking("a", "Written meanwhile?")).await;
    assert_eq!(site.store.apply_import(owner, import, seen).await.unwrap(), Applied::BankChanged);
    let plan = site.store.import_plan(owner, import).await.unwrap().unwrap();
    assert_eq!(plan.fates, [Fate::Changed]);
    let done = site.store.apply_import(owner, import, plan.version).await.unwrap();
    assert_eq!(done, Applied::Done(AppliedCounts { changed: 1, ..AppliedCounts::default() }));
}

#[tokio::test]
async fn an_upload_is_there_for_those_who_may_edit_its_bank_only() {
    let site = Site::new().await;
    let (owner, bank) = owner_and_bank(&site).await;
    let mut others = Vec::new();
    for (email, share) in [("viewer@example.org", Some(false)), ("other@example.org", None)] {
        let person = site.store.create_account(email, "", Role::Instructor, None).await.unwrap().unwrap();
        if let Some(edit) = share {
            site.share_bank(bank, person, edit).await;
        }
        others.push(person);
    }
    let import = waiting(&site, owner, bank, reading(&[sum("a")])).await;
    let version = version(&site, owner, import).await;
    for other in others {
        assert!(site.store.import(other, import).await.unwrap().is_none());
        assert!(site.store.import_plan(other, import).await.unwrap().is_none());
        assert!(site.store.imports(other, bank, 10).await.unwrap().is_empty());
        assert_eq!(site.store.apply_import(other, import, version).await.unwrap(), Applied::NoImport);
        assert!(!site.store.discard_import(other, import).await.unwrap());
    }
    assert_eq!(state(&site, owner, import).await, ImportState::Ready);
    // Who loses the right between looking and clicking has lost it.
    let editor =
        site.store.create_account("editor@example.org", "", Role::Instructor, None).await.unwrap().unwrap();
    site.share_bank(bank, editor, true).await;
    assert_eq!(site.store.imports(editor, bank, 10).await.unwrap().len(), 1);
    site.store.unshare_bank(owner, bank, editor).await.unwrap();
    assert_eq!(site.store.apply_import(editor, import, version).await.unwrap(), Applied::NoImport);
}

#[tokio::test]
async fn a_reading_that_breaks_off_is_told_and_one_that_is_cancelled_leaves_nothing() {
    let site = Site::new().await;
    let (owner, bank) = owner_and_bank(&site).await;
    let import = site.store.begin_import(owner, bank, "quiz.xml").await.unwrap().unwrap();
    assert!(site.store.import_progress(import, 5, 10).await.unwrap());
    let known = site.store.import(owner, import).await.unwrap().unwrap();
    assert_eq!((known.state, known.done, known.total), (ImportState::Reading, 5, 10));
    sqlx::query("UPDATE bank_import SET changed_at = changed_at - interval '2 minutes'")
        .execute(&site.db)
        .await
        .unwrap();
    assert_eq!(state(&site, owner, import).await, ImportState::BrokenOff);

    assert!(site.store.discard_import(owner, import).await.unwrap());
    assert!(!site.store.import_progress(import, 6, 10).await.unwrap());
    let mut late = reading(&[sum("a")]);
    late.pictures = picture();
    site.store.finish_reading(import, late).await.unwrap();
    assert_eq!(state(&site, owner, import).await, ImportState::Discarded);
    assert_eq!(count(&site, "image").await, 0);
    assert_eq!(site.store.apply_import(owner, import, 0).await.unwrap(), Applied::NotReady);

    let refused =
        waiting(&site, owner, bank, Reading { refusal: Some("A picture.".into()), ..reading(&[]) }).await;
    let known = site.store.import(owner, refused).await.unwrap().unwrap();
    assert_eq!((known.state, known.refusal.as_deref()), (ImportState::Refused, Some("A picture.")));
    assert_eq!(site.store.apply_import(owner, refused, 0).await.unwrap(), Applied::NotReady);
}

fn picture() -> BTreeMap<String, Picture> {
    BTreeMap::from([(PICTURE.to_owned(), Picture { bytes: vec![1, 2, 3], width: 4, height: 5 })])
}

#[tokio::test]
async fn pictures_stay_as_long_as_something_shows_them() {
    let site = Site::new().await;
    let (owner, bank) = owner_and_bank(&site).await;
    let shown =
        || Reading { pictures: picture(), ..reading(&[asking("a", &format!("![x](images/{PICTURE})"))]) };
    let (first, second) =
        (waiting(&site, owner, bank, shown()).await, waiting(&site, owner, bank, shown()).await);
    assert_eq!(site.store.image(PICTURE).await.unwrap(), Some(vec![1, 2, 3]));
    site.store.discard_import(owner, first).await.unwrap();
    assert!(site.store.image(PICTURE).await.unwrap().is_some(), "another upload shows it");
    let version = version(&site, owner, second).await;
    site.store.apply_import(owner, second, version).await.unwrap();
    let (_, pictures) = site.store.whole_bank(owner, bank).await.unwrap().unwrap();
    assert_eq!(pictures, picture());
    let third = waiting(&site, owner, bank, shown()).await;
    site.store.discard_import(owner, third).await.unwrap();
    assert!(site.store.image(PICTURE).await.unwrap().is_some(), "the bank shows it");
    site.store.delete_bank(owner, bank).await.unwrap();
    assert_eq!(site.store.image(PICTURE).await.unwrap(), None);
}

#[tokio::test]
async fn a_quota_is_kept_and_its_figures_told() {
    let site = Site::new().await;
    let (owner, bank) = owner_and_bank(&site).await;
    sqlx::query(
        "INSERT INTO item (id, certification, bank, name)
         SELECT gen_random_uuid(), '', $1, 'old ' || n FROM generate_series(1, $2) n",
    )
    .bind(bank)
    .bind(MAX_ITEMS as i32 - 1)
    .execute(&site.db)
    .await
    .unwrap();
    let import = waiting(&site, owner, bank, reading(&[sum("a"), sum("b")])).await;
    let plan = site.store.import_plan(owner, import).await.unwrap().unwrap();
    let over = OverQuota::Items { have: MAX_ITEMS - 1, adding: 2 };
    assert_eq!(plan.over_quota, Some(over));
    let refused = site.store.apply_import(owner, import, plan.version).await.unwrap();
    assert_eq!(refused, Applied::OverQuota(over));
    assert_eq!(count(&site, "item_change").await, 0);
    // It is the owner's quota, whoever uploads; and what fits goes in.
    let import = waiting(&site, owner, bank, reading(&[sum("a")])).await;
    let version = version(&site, owner, import).await;
    assert!(matches!(site.store.apply_import(owner, import, version).await.unwrap(), Applied::Done(_)));
}

#[tokio::test]
async fn uploads_that_nobody_applies_make_room() {
    let site = Site::new().await;
    let (owner, bank) = owner_and_bank(&site).await;
    let mut all = Vec::new();
    for _ in 0..=MAX_WAITING {
        all.push(waiting(&site, owner, bank, reading(&[sum("a")])).await);
    }
    assert_eq!(state(&site, owner, all[0]).await, ImportState::Discarded);
    assert_eq!(state(&site, owner, all[1]).await, ImportState::Ready);
    sqlx::query("UPDATE bank_import SET created_at = created_at - interval '15 days' WHERE id = $1")
        .bind(all[5])
        .execute(&site.db)
        .await
        .unwrap();
    site.store.begin_import(owner, bank, "quiz.xml").await.unwrap().unwrap();
    assert_eq!(state(&site, owner, all[5]).await, ImportState::Discarded);
    assert_eq!(state(&site, owner, all[6]).await, ImportState::Ready);
}
