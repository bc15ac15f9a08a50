//! Loading a bank: whole or not at all, and attempts keep what they were shown.

use invigil_store::Loaded;
use invigil_tests::{Site, bank};

#[tokio::test]
async fn loading_the_same_bank_again_changes_nothing() {
    let site = Site::new().await;
    let bank = bank();
    let before = site.store.all_current_revisions().await.unwrap();
    let loaded = site.store.load_bank(&bank).await.unwrap();
    assert_eq!(loaded, Loaded { unchanged: bank.items.len(), ..Loaded::default() });
    assert_eq!(site.store.all_current_revisions().await.unwrap(), before);
}

#[tokio::test]
async fn a_changed_item_is_a_new_revision_and_a_running_attempt_keeps_the_old_one() {
    let site = Site::new().await;
    let candidate = site.candidate().await;
    let (attempt, _) = site.store.attempt(candidate.person, candidate.attempt).await.unwrap().unwrap();
    let revision = attempt.sitting().form.slots[0].revision;
    let content = site.store.contents(&[revision]).await.unwrap().remove(0);

    let mut changed = bank();
    let item = changed.items.iter_mut().find(|known| known.item.id == content.item).unwrap();
    item.item.question.stem.push_str("\n\nLook closely.");
    let loaded = site.store.load_bank(&changed).await.unwrap();
    assert_eq!((loaded.changed, loaded.new, loaded.withdrawn), (1, 0, 0));

    let (attempt, _) = site.store.attempt(candidate.person, candidate.attempt).await.unwrap().unwrap();
    assert_eq!(attempt.sitting().form.slots[0].revision, revision);
    let kept = site.store.contents(&[revision]).await.unwrap().remove(0);
    assert_eq!(kept.question, content.question);
    assert!(!site.store.all_current_revisions().await.unwrap().contains(&revision));

    // Taking the change back finds the first revision again.
    assert_eq!(site.store.load_bank(&bank()).await.unwrap().changed, 1);
    assert!(site.store.all_current_revisions().await.unwrap().contains(&revision));
}

#[tokio::test]
async fn an_item_that_is_gone_is_withdrawn_and_can_come_back() {
    let site = Site::new().await;
    let mut smaller = bank();
    smaller.items.pop();
    assert_eq!(site.store.load_bank(&smaller).await.unwrap().withdrawn, 1);
    assert_eq!(site.store.item_count().await.unwrap() as usize, smaller.items.len());
    assert_eq!(site.store.load_bank(&bank()).await.unwrap().new, 1);
}

#[tokio::test]
async fn an_attempt_keeps_the_edition_it_was_started_under() {
    let site = Site::new().await;
    let candidate = site.candidate().await;
    let mut changed = bank();
    let pcap = changed.certifications.iter_mut().find(|certification| certification.id == "pcap").unwrap();
    pcap.editions.iter_mut().find(|edition| edition.default).unwrap().pass_percent = 99;
    site.store.load_bank(&changed).await.unwrap();

    let catalogue = site.store.catalogue().await.unwrap();
    let (attempt, _) = site.store.attempt(candidate.person, candidate.attempt).await.unwrap().unwrap();
    let kept = catalogue.edition(attempt.sitting().edition).unwrap();
    assert_eq!((kept.edition.pass_percent, kept.current), (70, false));
    assert_eq!(catalogue.current_edition("pcap", "pathway").unwrap().edition.pass_percent, 99);
}

#[tokio::test]
async fn a_load_that_fails_half_way_leaves_the_old_bank() {
    let site = Site::new().await;
    let mut broken = bank();
    // A text with a NUL can't be stored; it is met after the certifications are written.
    broken.certifications[0].name = "Renamed".into();
    let last = broken.items.len() - 1;
    broken.items[last].item.id = "broken\0id".into();
    site.store.load_bank(&broken).await.unwrap_err();
    let catalogue = site.store.catalogue().await.unwrap();
    assert!(catalogue.certifications.iter().all(|certification| certification.name != "Renamed"));
    assert_eq!(site.store.item_count().await.unwrap() as usize, bank().items.len());
}

#[tokio::test]
async fn a_result_says_on_what_a_key_was_proven() {
    let site = Site::new().await;
    let mut proven = bank();
    for item in &mut proven.items {
        item.proven_on = vec!["3.9".into(), "3.13".into()];
    }
    // The same items with another record.
    let loaded = site.store.load_bank(&proven).await.unwrap();
    assert_eq!(loaded.unchanged, proven.items.len());
    let mut visitor = site.visitor();
    let attempt = visitor.post("/exams/pcap/pathway", &[]).await.expect_redirect("/attempts/");
    assert!(!visitor.get(&attempt).await.body.contains("Key proven"), "told while the clock runs");
    visitor.post(&format!("{attempt}/submit"), &[]).await.expect_redirect(&format!("{attempt}/result"));
    visitor
        .get(&format!("{attempt}/result"))
        .await
        .expect(200)
        .says("Key proven by running it on CPython 3.9 and 3.13");
}
