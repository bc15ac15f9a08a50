//! Every form meets its blueprint, and prefers what the candidate hasn't seen.

use crate::{edition_of, editions_with_pools, noon};
use invigil_exam::{Edition, Form, PoolItem, Section, Shuffle, draw, shortages};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use time::Duration;

fn item_of(pool: &[PoolItem], revision: i32) -> &PoolItem {
    pool.iter().find(|item| item.revision == revision).unwrap()
}

fn meets_blueprint(edition: &Edition, pool: &[PoolItem], form: &Form) -> Result<(), TestCaseError> {
    prop_assert_eq!(form.slots.len(), edition.items());
    let distinct: BTreeSet<i32> = form.slots.iter().map(|slot| slot.revision).collect();
    prop_assert_eq!(distinct.len(), form.slots.len(), "an item stands twice");
    for (index, section) in edition.sections.iter().enumerate() {
        let slots: Vec<_> = form.slots.iter().filter(|slot| usize::from(slot.section) == index).collect();
        prop_assert_eq!(slots.len(), usize::from(section.items));
        for slot in slots {
            let item = item_of(pool, slot.revision);
            prop_assert!(section.topics.contains(&item.topic));
            prop_assert_eq!(slot.order.options(), usize::from(item.options));
            prop_assert_eq!(slot.choose, item.choose);
            if !item.shuffle {
                prop_assert!(
                    slot.order.places().eq(0..usize::from(item.options)),
                    "a fixed order was changed"
                );
            }
        }
    }
    Ok(())
}

proptest! {
    #[test]
    fn a_form_meets_its_blueprint_or_the_shortage_is_named((edition, pool) in editions_with_pools(), seed: i64) {
        let items_of = |topic: &str| pool.iter().filter(|item| item.topic == topic).count();
        match draw(&edition, &pool, seed, Shuffle::ALL) {
            Ok(form) => {
                prop_assert!(shortages(&edition, items_of).is_empty());
                meets_blueprint(&edition, &pool, &form)?;
            }
            Err(short) => {
                prop_assert!(!short.is_empty());
                prop_assert_eq!(&short, &shortages(&edition, items_of));
                for shortage in short {
                    prop_assert!(shortage.available < shortage.needed);
                }
            }
        }
    }

    #[test]
    fn the_same_seed_draws_the_same_form_from_a_pool_in_any_order(
        (edition, pool, shuffled) in editions_with_pools()
            .prop_flat_map(|(edition, pool)| (Just(edition), Just(pool.clone()), Just(pool).prop_shuffle())),
        seed: i64,
    ) {
        prop_assert_eq!(draw(&edition, &pool, seed, Shuffle::ALL), draw(&edition, &shuffled, seed, Shuffle::ALL));
    }

    #[test]
    fn nothing_seen_is_drawn_while_something_longer_unseen_is_left((edition, pool) in editions_with_pools(), seed: i64) {
        let Ok(form) = draw(&edition, &pool, seed, Shuffle::ALL) else { return Ok(()) };
        let drawn: BTreeSet<i32> = form.slots.iter().map(|slot| slot.revision).collect();
        for section in &edition.sections {
            let (inside, outside): (Vec<&PoolItem>, Vec<&PoolItem>) = pool
                .iter()
                .filter(|item| section.topics.contains(&item.topic))
                .partition(|item| drawn.contains(&item.revision));
            let latest_inside = inside.iter().map(|item| item.last_seen).max();
            let earliest_outside = outside.iter().map(|item| item.last_seen).min();
            if let (Some(inside), Some(outside)) = (latest_inside, earliest_outside) {
                prop_assert!(inside <= outside, "seen {inside:?} was preferred to {outside:?}");
            }
        }
    }
}

proptest! {
    #[test]
    fn nothing_practised_is_drawn_while_something_equally_unseen_and_unpractised_is_left(
        (edition, pool) in editions_with_pools(), seed: i64,
    ) {
        let Ok(form) = draw(&edition, &pool, seed, Shuffle::ALL) else { return Ok(()) };
        let drawn: BTreeSet<i32> = form.slots.iter().map(|slot| slot.revision).collect();
        for section in &edition.sections {
            let (inside, outside): (Vec<&PoolItem>, Vec<&PoolItem>) = pool
                .iter()
                .filter(|item| section.topics.contains(&item.topic))
                .partition(|item| drawn.contains(&item.revision));
            for item in inside.iter().filter(|item| item.last_practised.is_some()) {
                let better = outside
                    .iter()
                    .find(|other| other.last_seen == item.last_seen && other.last_practised.is_none());
                prop_assert!(better.is_none(), "{item:?} was preferred to {better:?}");
            }
        }
    }
}

fn section(items: u16, topics: &[&str]) -> Section {
    Section {
        id: "s".into(),
        title: "S".into(),
        items,
        points: None,
        summary: String::new(),
        topics: topics.iter().map(|&topic| topic.to_owned()).collect(),
    }
}

fn unseen(topic: &str, index: i32) -> PoolItem {
    PoolItem {
        revision: index,
        item: format!("{topic}-{index:03}"),
        topic: topic.into(),
        options: 4,
        choose: 1,
        shuffle: true,
        last_seen: None,
        last_practised: None,
    }
}

#[test]
fn topics_take_turns() {
    let edition = edition_of(vec![section(6, &["a", "b", "c"])], 70);
    let pool: Vec<PoolItem> = (0..30)
        .map(|index| {
            unseen(
                if index < 24 {
                    "a"
                } else if index < 27 {
                    "b"
                } else {
                    "c"
                },
                index,
            )
        })
        .collect();
    for seed in 0..200 {
        let form = draw(&edition, &pool, seed, Shuffle::ALL).unwrap();
        let mut by_topic: BTreeMap<&str, usize> = BTreeMap::new();
        for slot in &form.slots {
            *by_topic.entry(&item_of(&pool, slot.revision).topic).or_default() += 1;
        }
        assert_eq!(by_topic.into_values().collect::<Vec<_>>(), [2, 2, 2]);
    }
}

#[test]
fn forms_differ_and_use_the_whole_pool() {
    let edition = edition_of(vec![section(10, &["a"])], 70);
    let pool: Vec<PoolItem> = (0..40).map(|index| unseen("a", index)).collect();
    let mut used = BTreeSet::new();
    let mut firsts = BTreeSet::new();
    for seed in 0..100 {
        let form = draw(&edition, &pool, seed, Shuffle::ALL).unwrap();
        firsts.insert(form.slots[0].order.pack());
        used.extend(form.slots.iter().map(|slot| slot.revision));
    }
    assert_eq!(used.len(), 40, "some items are never drawn");
    assert!(firsts.len() > 15, "options are hardly shuffled: {}", firsts.len());
}

#[test]
fn three_forms_from_a_bank_of_three_repeat_nothing() {
    let edition = edition_of(vec![section(4, &["a", "b"])], 70);
    let mut pool: Vec<PoolItem> =
        (0..12).map(|index| unseen(if index % 3 == 0 { "a" } else { "b" }, index)).collect();
    let mut seen = BTreeSet::new();
    for round in 0..3 {
        let form = draw(&edition, &pool, round, Shuffle::ALL).unwrap();
        for slot in &form.slots {
            assert!(seen.insert(slot.revision), "item {} came again in form {}", slot.revision, round + 1);
            let item = pool.iter_mut().find(|item| item.revision == slot.revision).unwrap();
            item.last_seen = Some(noon() + Duration::days(round));
        }
    }
}

#[test]
fn what_was_practised_comes_last_and_longest_ago_first() {
    let edition = edition_of(vec![section(4, &["a"])], 70);
    let mut pool: Vec<PoolItem> = (0..6).map(|index| unseen("a", index)).collect();
    for (item, days) in pool.iter_mut().zip([1, 9, 3]) {
        item.last_practised = Some(noon() - Duration::days(days));
    }
    for seed in 0..50 {
        let form = draw(&edition, &pool, seed, Shuffle::ALL).unwrap();
        let drawn: BTreeSet<i32> = form.slots.iter().map(|slot| slot.revision).collect();
        assert_eq!(drawn, BTreeSet::from([1, 3, 4, 5]));
    }
}
