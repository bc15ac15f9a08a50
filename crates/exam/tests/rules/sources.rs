//! Sources of an instructor's exam: how they are written, and which one has an item.

use crate::edition_of;
use invigil_exam::{Edition, PoolItem, Section, Shuffle, Source, Sources, draw, shortages};
use proptest::prelude::*;
use std::collections::BTreeSet;
use uuid::Uuid;

fn sources() -> impl Strategy<Value = Source> {
    prop_oneof![
        any::<u128>().prop_map(|bank| Source::Bank(Uuid::from_u128(bank))),
        (any::<u128>(), ".{1,40}").prop_map(|(bank, label)| Source::Section(Uuid::from_u128(bank), label)),
        ".{1,40}".prop_map(Source::Item),
    ]
}

proptest! {
    #[test]
    fn a_source_survives_writing_and_reading(source in sources()) {
        prop_assert_eq!(source.to_string().parse(), Ok(source));
    }
}

#[test]
fn what_is_no_source_is_refused() {
    let bank = Uuid::from_u128(0xABCD);
    let upper = format!("bank/{}", bank.to_string().to_uppercase());
    let bare = format!("bank/{}", bank.simple());
    let no_label = format!("bank/{bank}/");
    for text in ["", "bank", "bank/", "bank/x", "item/", "item", "loops", "Bank/x", &upper, &bare, &no_label]
    {
        assert!(text.parse::<Source>().is_err(), "{text:?} is taken for a source");
    }
}

#[test]
fn a_label_may_have_slashes() {
    let bank = Uuid::from_u128(7);
    let source = Source::Section(bank, "TCP/IP/v6".into());
    assert_eq!(format!("bank/{bank}/TCP/IP/v6").parse(), Ok(source));
}

#[test]
fn the_narrowest_source_has_an_item() {
    let (bank, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
    let whole = Source::Bank(bank);
    let part = Source::Section(bank, "routing".into());
    let single = Source::Item("i-1".into());
    let all: Sources = [whole.clone(), part.clone(), single.clone()].into_iter().collect();
    assert_eq!(all.of_item("i-1", bank, "routing"), Some(single.clone()));
    assert_eq!(all.of_item("i-2", bank, "routing"), Some(part));
    assert_eq!(all.of_item("i-2", bank, "switching"), Some(whole.clone()));
    assert_eq!(all.of_item("i-2", bank, ""), Some(whole));
    assert_eq!(all.of_item("i-2", other, "routing"), None);
    assert_eq!(all.of_item("i-1", other, ""), Some(single));
}

fn section(id: &str, items: u16, topics: &[&str]) -> Section {
    Section {
        id: id.into(),
        title: id.into(),
        items,
        points: None,
        summary: String::new(),
        topics: topics.iter().map(|&topic| topic.to_owned()).collect(),
    }
}

fn item(revision: i32, id: &str, topic: &str) -> PoolItem {
    PoolItem {
        revision,
        item: id.into(),
        topic: topic.into(),
        options: 4,
        choose: 1,
        shuffle: true,
        last_seen: None,
        last_practised: None,
    }
}

fn fixed() -> (Edition, Vec<PoolItem>) {
    let edition = edition_of(
        vec![section("first", 3, &["item/c", "item/a", "item/b"]), section("second", 1, &["item/d"])],
        70,
    );
    let pool =
        vec![item(1, "a", "item/a"), item(2, "b", "item/b"), item(3, "c", "item/c"), item(4, "d", "item/d")];
    (edition, pool)
}

#[test]
fn a_fixed_form_stands_in_its_order() {
    let (edition, pool) = fixed();
    assert!(edition.is_fixed());
    for seed in 0..20 {
        let form = draw(&edition, &pool, seed, Shuffle { items: false, options: false }).unwrap();
        let revisions: Vec<i32> = form.slots.iter().map(|slot| slot.revision).collect();
        assert_eq!(revisions, [3, 1, 2, 4]);
        assert!(form.slots.iter().all(|slot| slot.order.places().eq(0..4)));
    }
    let shuffled: BTreeSet<Vec<i32>> = (0..50)
        .map(|seed| draw(&edition, &pool, seed, Shuffle { items: true, options: false }).unwrap())
        .map(|form| form.slots.iter().map(|slot| slot.revision).collect())
        .collect();
    assert!(shuffled.len() > 5, "the items of a fixed form are hardly shuffled");
}

#[test]
fn without_shuffling_sections_and_sources_stand_as_listed() {
    let (one, two) = (format!("bank/{}", Uuid::from_u128(1)), format!("bank/{}", Uuid::from_u128(2)));
    let edition = edition_of(vec![section("first", 4, &[&two, &one])], 70);
    assert!(!edition.is_fixed());
    let pool: Vec<PoolItem> =
        (0..10).map(|index| item(index, &format!("i{index}"), if index < 5 { &one } else { &two })).collect();
    for seed in 0..20 {
        let form = draw(&edition, &pool, seed, Shuffle { items: false, options: true }).unwrap();
        let revisions: Vec<i32> = form.slots.iter().map(|slot| slot.revision).collect();
        let (later, earlier) = revisions.split_at(2);
        assert!(later.is_sorted() && later.iter().all(|&revision| revision >= 5), "{revisions:?}");
        assert!(earlier.is_sorted() && earlier.iter().all(|&revision| revision < 5), "{revisions:?}");
    }
}

#[test]
fn an_item_that_is_gone_drops_out_of_a_fixed_form() {
    let (edition, mut pool) = fixed();
    pool.retain(|item| item.item != "a");
    let form = draw(&edition, &pool, 1, Shuffle { items: false, options: true }).unwrap();
    assert_eq!(form.slots.iter().map(|slot| slot.revision).collect::<Vec<_>>(), [3, 2, 4]);
    // A section without any item left is short.
    pool.retain(|item| item.item != "d");
    let short = draw(&edition, &pool, 1, Shuffle::ALL).unwrap_err();
    assert_eq!((short.len(), short[0].section.as_str(), short[0].available), (1, "second", 0));
    assert_eq!(short, shortages(&edition, |topic| pool.iter().filter(|item| item.topic == topic).count()));
}
