//! The rules as properties: what holds for every blueprint, bank, seed and answer.

#![allow(clippy::unwrap_used, reason = "a test that meets nothing where it looks for something fails")]

mod assignments;
mod drawing;
mod marking;
mod prerequisites;
mod saving;
mod sources;
mod spent;

use invigil_exam::{Edition, PoolItem, Scoring, Section};
use proptest::prelude::*;
use time::{Duration, OffsetDateTime};

/// Some moment; the rules care for differences only.
fn noon() -> OffsetDateTime {
    time::macros::datetime!(2026-03-29 12:00 UTC)
}

fn edition_of(sections: Vec<Section>, pass_percent: u8) -> Edition {
    Edition {
        id: "outline".into(),
        title: "Outline".into(),
        default: true,
        minutes: 65,
        agreement_minutes: 0,
        pass_percent,
        scoring: Scoring::AllOrNothing,
        note: String::new(),
        sections,
    }
}

/// Blueprints of 1 to 5 sections, each with 1 to 6 items, 1 to 3 topics and any weight.
fn editions() -> impl Strategy<Value = Edition> {
    let section = (1u16..=6, 1usize..=3, proptest::option::of(1u16..=40));
    (proptest::collection::vec(section, 1..=5), 1u8..=100).prop_map(|(sections, pass_percent)| {
        let sections = sections.into_iter().enumerate().map(|(index, (items, topics, points))| Section {
            id: format!("section-{index}"),
            title: format!("Section {index}"),
            items,
            points,
            summary: String::new(),
            topics: (0..topics).map(|topic| format!("topic-{index}-{topic}")).collect(),
        });
        edition_of(sections.collect(), pass_percent)
    })
}

/// A pool with as many items a topic as drawn, of which some were seen, and some practised.
fn pools(edition: &Edition) -> impl Strategy<Value = Vec<PoolItem>> + use<> {
    let topics: Vec<String> = edition.sections.iter().flat_map(|section| section.topics.clone()).collect();
    let days = || proptest::option::of(1i64..=4);
    let item = (proptest::sample::select(topics), 2u8..=6, any::<bool>(), [days(), days()]);
    proptest::collection::vec(item, 0..60).prop_map(|items| {
        let items =
            items.into_iter().enumerate().map(|(index, (topic, options, shuffle, [seen, practised]))| {
                PoolItem {
                    revision: index as i32 + 1,
                    item: format!("item-{index:03}"),
                    topic,
                    options,
                    choose: 1 + index as u8 % (options - 1).min(2),
                    shuffle,
                    last_seen: seen.map(|days| noon() - Duration::days(days)),
                    last_practised: practised.map(|days| noon() - Duration::days(days)),
                }
            });
        items.collect()
    })
}

fn editions_with_pools() -> impl Strategy<Value = (Edition, Vec<PoolItem>)> {
    editions().prop_flat_map(|edition| {
        let pool = pools(&edition);
        (Just(edition), pool)
    })
}
