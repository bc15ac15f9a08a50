//! Exams that instructors make: what they draw from, and that nothing that was started changes under it.

use invigil_exam::{Attempt, Section, Source};
use invigil_store::{ExamPlan, ExamSaved, KnownEdition, Start, Subject};
use invigil_tests::Site;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use uuid::Uuid;

fn section(title: &str, items: u16, sources: &[Source]) -> Section {
    Section {
        id: title.to_lowercase(),
        title: title.into(),
        items,
        points: None,
        summary: String::new(),
        topics: sources.iter().map(ToString::to_string).collect(),
    }
}

fn plan(sections: Vec<Section>) -> ExamPlan {
    let topics = sections.iter().flat_map(|section| section.topics.clone());
    let titles = topics.map(|topic| (topic.clone(), format!("title of {topic}"))).collect::<BTreeMap<_, _>>();
    ExamPlan {
        title: "Midterm".into(),
        description: "Bring a pencil.".into(),
        minutes: 45,
        pass_percent: 60,
        sections,
        titles,
    }
}

async fn made(site: &Site, person: Uuid, plan: &ExamPlan) -> String {
    match site.store.create_exam(person, plan).await.unwrap() {
        ExamSaved::Stored(id) => id,
        other => panic!("not made: {other:?}"),
    }
}

async fn known(site: &Site, person: Uuid, exam: &str) -> KnownEdition {
    site.store.own_exam(person, exam).await.unwrap().unwrap().known
}

/// The items of an attempt by position, each with the index of its section.
async fn items(site: &Site, person: Uuid, attempt: Uuid) -> Vec<(String, u16)> {
    let (attempt, _) = site.store.attempt(person, attempt).await.unwrap().unwrap();
    let mut items = Vec::new();
    for slot in &attempt.sitting().form.slots {
        items.push((site.store.contents(&[slot.revision]).await.unwrap().remove(0).item, slot.section));
    }
    items
}

async fn started(site: &Site, person: Uuid, known: &KnownEdition) -> Uuid {
    match site.store.start(person, known).await.unwrap() {
        Start::Open(started) => started.attempt,
        other => panic!("not started: {other:?}"),
    }
}

#[tokio::test]
async fn a_form_is_drawn_from_two_banks_and_the_narrower_source_has_an_item() {
    let site = Site::new().await;
    let owner = site.instructor("owner@example.org").await;
    let (networks, of_networks) =
        site.bank_with(owner, "Networks", &[("routing", 4), ("switching", 3)]).await;
    let (security, of_security) = site.bank_with(owner, "Security", &[("", 3)]).await;
    let routing = Source::Section(networks, "routing".into());
    let sections = vec![
        section("Wide", 5, &[Source::Bank(networks), Source::Bank(security)]),
        section("Routing", 4, &[routing]),
        section("One", 1, &[Source::Item(of_security[0].clone())]),
    ];
    let exam = made(&site, owner, &plan(sections)).await;
    let known = known(&site, owner, &exam).await;
    let supply = site.store.supply(owner, &known.edition).await.unwrap();
    let counts: Vec<usize> =
        known.edition.sections[0].topics.iter().map(|topic| supply.items(topic)).collect();
    assert_eq!(counts, [3, 2], "what other sections claim is counted twice");
    assert!(supply.shortages(&known.edition).is_empty());

    let attempt = started(&site, owner, &known).await;
    let drawn = items(&site, owner, attempt).await;
    let of = |section: u16| -> BTreeSet<&str> {
        drawn.iter().filter(|(_, own)| *own == section).map(|(item, _)| item.as_str()).collect()
    };
    let set = |items: &[&[String]]| -> BTreeSet<String> { items.concat().into_iter().collect() };
    assert_eq!(of(0), set(&[&of_networks[4..], &of_security[1..]]).iter().map(String::as_str).collect());
    assert_eq!(of(1), set(&[&of_networks[..4]]).iter().map(String::as_str).collect());
    assert_eq!(of(2), BTreeSet::from([of_security[0].as_str()]));
}

#[tokio::test]
async fn a_fixed_form_stands_in_its_order_and_leaves_out_what_is_withdrawn() {
    let site = Site::new().await;
    let owner = site.instructor("owner@example.org").await;
    let (_, all) = site.bank_with(owner, "Networks", &[("routing", 4)]).await;
    let order = [&all[2], &all[0], &all[3]];
    let sources: Vec<Source> = order.iter().map(|&item| Source::Item(item.clone())).collect();
    let exam = made(&site, owner, &plan(vec![section("All", 3, &sources)])).await;
    let known = known(&site, owner, &exam).await;

    let first = started(&site, owner, &known).await;
    let drawn: Vec<String> = items(&site, owner, first).await.into_iter().map(|(item, _)| item).collect();
    assert_eq!(drawn.iter().collect::<Vec<_>>(), order);
    site.store.submit(owner, first).await.unwrap();

    site.withdraw(&all[0]).await;
    let second = started(&site, owner, &known).await;
    let drawn: Vec<String> = items(&site, owner, second).await.into_iter().map(|(item, _)| item).collect();
    assert_eq!(drawn.iter().collect::<Vec<_>>(), [&all[2], &all[3]]);
    // The attempt from before keeps its item.
    assert_eq!(items(&site, owner, first).await.len(), 3);
}

#[tokio::test]
async fn withdrawn_items_are_not_drawn_and_a_shortage_is_told() {
    let site = Site::new().await;
    let owner = site.instructor("owner@example.org").await;
    let (bank, all) = site.bank_with(owner, "Networks", &[("routing", 3)]).await;
    let exam = made(&site, owner, &plan(vec![section("All", 3, &[Source::Bank(bank)])])).await;
    site.withdraw(&all[1]).await;
    let known = known(&site, owner, &exam).await;
    let Start::Short(short) = site.store.start(owner, &known).await.unwrap() else {
        panic!("a form was drawn")
    };
    assert_eq!((short[0].title.as_str(), short[0].needed, short[0].available), ("All", 3, 2));
}

#[tokio::test]
async fn an_edit_is_a_new_edition_and_attempts_keep_the_old_one() {
    let site = Site::new().await;
    let owner = site.instructor("owner@example.org").await;
    let (bank, _) = site.bank_with(owner, "Networks", &[("routing", 5)]).await;
    let mut plan = plan(vec![section("All", 3, &[Source::Bank(bank)])]);
    let exam = made(&site, owner, &plan).await;
    let before = known(&site, owner, &exam).await;
    let attempt = started(&site, owner, &before).await;

    assert_eq!(site.store.change_exam(owner, &exam, &plan).await.unwrap(), ExamSaved::Unchanged);
    plan.pass_percent = 90;
    plan.sections[0].items = 4;
    plan.title = "Final".into();
    assert_eq!(site.store.change_exam(owner, &exam, &plan).await.unwrap(), ExamSaved::Stored(exam.clone()));
    let after = known(&site, owner, &exam).await;
    assert_ne!(before.id, after.id);
    assert_eq!((after.edition.pass_percent, after.edition.title.as_str()), (90, "Final"));

    let (Attempt::Open(open), _) = site.store.attempt(owner, attempt).await.unwrap().unwrap() else {
        panic!("the attempt is closed")
    };
    assert_eq!(open.sitting.edition, before.id);
    let kept = site.store.editions(&[before.id]).await.unwrap().remove(0);
    assert_eq!(
        (kept.edition.pass_percent, kept.edition.title.as_str(), kept.current),
        (60, "Midterm", false)
    );
    let history = site.store.exam_history(owner, &exam).await.unwrap();
    let told: Vec<_> = history.iter().map(|past| (past.number, past.attempts, past.known.current)).collect();
    assert_eq!(told, [(2, 0, true), (1, 1, false)]);

    let trail = site.store.audit_trail(&Subject::default(), 10).await.unwrap();
    assert_eq!(
        trail.iter().map(|entry| entry.action.as_str()).collect::<Vec<_>>(),
        ["exam changed", "exam made"]
    );
}

#[tokio::test]
async fn a_foreign_bank_is_refused_and_a_shared_one_is_not() {
    let site = Site::new().await;
    let owner = site.instructor("owner@example.org").await;
    let other = site.instructor("other@example.org").await;
    let (bank, all) = site.bank_with(owner, "Networks", &[("routing", 3)]).await;
    let sources = [
        Source::Bank(bank),
        Source::Section(bank, "routing".into()),
        Source::Item(all[0].clone()),
        Source::Bank(Uuid::now_v7()),
        Source::Item("none".into()),
    ];
    for source in &sources {
        let refused = plan(vec![section("All", 1, std::slice::from_ref(source))]);
        let expected = ExamSaved::Foreign(vec![source.to_string()]);
        assert_eq!(site.store.create_exam(other, &refused).await.unwrap(), expected);
    }
    assert!(site.store.own_exams(other).await.unwrap().is_empty());
    assert!(site.store.pickable(other, bank, "", 10).await.unwrap().is_empty());
    assert!(site.store.picks(other, &all).await.unwrap().is_empty());
    assert!(!site.store.shelves(other).await.unwrap().iter().any(|shelf| shelf.bank == bank));

    let share = "INSERT INTO bank_share (bank, person, may_edit) VALUES ($1, $2, false)";
    sqlx::query(share).bind(bank).bind(other).execute(&site.db).await.unwrap();
    let exam = made(&site, other, &plan(vec![section("All", 2, &[Source::Bank(bank)])])).await;
    let known = known(&site, other, &exam).await;
    let attempt = started(&site, other, &known).await;
    site.store.submit(other, attempt).await.unwrap();

    // Access taken away later: nothing more is drawn, and the exam says which source is gone.
    sqlx::query("DELETE FROM bank_share").execute(&site.db).await.unwrap();
    assert!(matches!(site.store.start(other, &known).await.unwrap(), Start::Short(_)));
    let supply = site.store.supply(other, &known.edition).await.unwrap();
    assert!(supply.is_gone(&Source::Bank(bank).to_string()));

    // Another's exam is none.
    assert!(site.store.own_exam(owner, &exam).await.unwrap().is_none());
    assert!(!site.store.archive_exam(owner, &exam, true).await.unwrap());
    let change = plan(vec![section("All", 1, &[Source::Bank(bank)])]);
    assert_eq!(site.store.change_exam(owner, &exam, &change).await.unwrap(), ExamSaved::NotFound);
}

#[tokio::test]
async fn what_may_be_assigned_is_public_or_ones_own() {
    let site = Site::new().await;
    let owner = site.instructor("owner@example.org").await;
    let other = site.instructor("other@example.org").await;
    let (bank, _) = site.bank_with(owner, "Networks", &[("routing", 3)]).await;
    let exam = made(&site, owner, &plan(vec![section("All", 1, &[Source::Bank(bank)])])).await;
    let names = |editions: Vec<(String, KnownEdition)>| -> Vec<String> {
        editions.into_iter().map(|(name, _)| name).collect()
    };
    let own = names(site.store.usable_editions(owner).await.unwrap());
    assert_eq!(own.first().map(String::as_str), Some("Midterm"));
    assert!(own.iter().any(|name| name == "PCAP"));
    let others = names(site.store.usable_editions(other).await.unwrap());
    assert!(!others.iter().any(|name| name == "Midterm"));
    site.store.archive_exam(owner, &exam, true).await.unwrap();
    assert!(!names(site.store.usable_editions(owner).await.unwrap()).iter().any(|name| name == "Midterm"));
    assert!(site.store.own_exam(owner, &exam).await.unwrap().unwrap().archived);
}

#[tokio::test]
async fn loading_the_shipped_bank_leaves_instructors_exams_alone() {
    let site = Site::new().await;
    let owner = site.instructor("owner@example.org").await;
    let exam =
        made(&site, owner, &plan(vec![section("All", 2, &[Source::Bank(invigil_store::SHIPPED_BANK)])]))
            .await;
    let mut smaller = invigil_tests::bank();
    smaller.items.pop();
    site.store.load_bank(&smaller).await.unwrap();
    let own = site.store.own_exam(owner, &exam).await.unwrap().unwrap();
    assert!(own.known.current && !own.archived);
    assert!(site.store.catalogue().await.unwrap().certification(&exam).is_none());
}

#[tokio::test]
async fn many_starts_of_an_own_exam_at_once_open_one_attempt() {
    let site = Site::new().await;
    let owner = site.instructor("owner@example.org").await;
    let (bank, _) = site.bank_with(owner, "Networks", &[("routing", 5)]).await;
    let exam = made(&site, owner, &plan(vec![section("All", 3, &[Source::Bank(bank)])])).await;
    let known = Arc::new(known(&site, owner, &exam).await);
    let starts: Vec<_> = (0..20)
        .map(|_| {
            let (store, known) = (site.store.clone(), Arc::clone(&known));
            tokio::spawn(async move { store.start(owner, &known).await.unwrap() })
        })
        .collect();
    let mut attempts = BTreeSet::new();
    for start in starts {
        match start.await.unwrap() {
            Start::Open(started) => _ = attempts.insert(started.attempt),
            other => panic!("not started: {other:?}"),
        }
    }
    assert_eq!(attempts.len(), 1);
}
