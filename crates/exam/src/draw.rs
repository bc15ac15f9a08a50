//! Drawing a form by the blueprint.

use crate::{Edition, Form, OptionOrder, Random, Section, Slot};
use std::collections::BTreeMap;
use time::OffsetDateTime;

/// An item as drawing sees it.
#[derive(Clone, Debug)]
pub struct PoolItem {
    /// The id of the revision that a form would pin.
    pub revision: i32,
    /// The item's stable id.
    pub item: String,
    /// The item's topic.
    pub topic: String,
    /// How many options it has.
    pub options: u8,
    /// How many of them to choose.
    pub choose: u8,
    /// Whether they may be shown in another order.
    pub shuffle: bool,
    /// When this candidate last had it in an exam.
    pub last_seen: Option<OffsetDateTime>,
    /// When this candidate last answered it in practice, where the key was shown.
    pub last_practised: Option<OffsetDateTime>,
}

/// What of a form comes in random order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shuffle {
    /// The items. Else they stand as the blueprint lists sections and sources, and those of one source by their ids.
    pub items: bool,
    /// The options of each item that allows it. Else they stand as their author wrote them.
    pub options: bool,
}

impl Shuffle {
    /// Everything.
    pub const ALL: Shuffle = Shuffle { items: true, options: true };
}

/// A section that the bank can't fill.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shortage {
    /// The section's id.
    pub section: String,
    /// The section's title.
    pub title: String,
    /// How many items the blueprint asks for.
    pub needed: usize,
    /// How many the bank has.
    pub available: usize,
}

/// How many items a section contributes when there are `available`: what the blueprint asks for, but no more than there are of a
/// section that is made of single items.
fn needed(section: &Section, available: usize) -> usize {
    let asked = usize::from(section.items);
    if section.is_fixed() { asked.min(available.max(1)) } else { asked }
}

/// The sections that can't be filled, given how many items there are of each topic. One that is made of single items is short
/// only when none is left.
pub fn shortages(edition: &Edition, items_of: impl Fn(&str) -> usize) -> Vec<Shortage> {
    let mut short = Vec::new();
    for section in &edition.sections {
        let available = section.topics.iter().map(|topic| items_of(topic)).sum();
        if available < needed(section, available) {
            short.push(Shortage {
                section: section.id.clone(),
                title: section.title.clone(),
                needed: section.items.into(),
                available,
            });
        }
    }
    short
}

/// Draws a form: for each section as many items as the blueprint asks for, no item twice, in random order as far as `shuffle`
/// says, with the options of each in random order where the item allows it.
///
/// Items that the candidate hasn't seen in an exam come first, then those seen longest ago. Among equals, those come first that
/// were never practised; then the topics of a section take turns, so that a form covers a section broadly, and of one topic what
/// was practised longest ago comes first. The same edition, pool (in any order), seed and `shuffle` draw the same
/// form.
///
/// # Errors
/// The sections that the pool can't fill.
pub fn draw(
    edition: &Edition,
    pool: &[PoolItem],
    seed: i64,
    shuffle: Shuffle,
) -> Result<Form, Vec<Shortage>> {
    let mut by_section: Vec<Vec<&PoolItem>> = vec![Vec::new(); edition.sections.len()];
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for item in pool {
        *counts.entry(item.topic.as_str()).or_default() += 1;
        if let Some(section) = edition.section_of(&item.topic) {
            by_section[section].push(item);
        }
    }
    let short = shortages(edition, |topic| counts.get(topic).copied().unwrap_or(0));
    if !short.is_empty() {
        return Err(short);
    }

    let mut random = Random::from_seed(seed);
    let mut slots = Vec::with_capacity(edition.items());
    for (index, mut items) in by_section.into_iter().enumerate() {
        // The pool's own order must not matter.
        items.sort_unstable_by(|a, b| a.item.cmp(&b.item));
        random.shuffle(&mut items);
        let section = &edition.sections[index];
        let mut taken = take_turns(&items, needed(section, items.len()));
        if !shuffle.items {
            let place = |item: &PoolItem| section.topics.iter().position(|topic| *topic == item.topic);
            taken.sort_by(|a, b| (place(a), &a.item).cmp(&(place(b), &b.item)));
        }
        for item in taken {
            slots.push(Slot {
                revision: item.revision,
                section: index as u16,
                choose: item.choose,
                order: OptionOrder::drawn(item.options, item.shuffle && shuffle.options, &mut random),
            });
        }
    }
    if shuffle.items {
        random.shuffle(&mut slots);
    }
    Ok(Form { slots })
}

/// The first `needed` of `items`: least recently seen first; among those equally long unseen, what was never practised; among
/// those, one of each topic in turn.
fn take_turns<'a>(items: &[&'a PoolItem], needed: usize) -> Vec<&'a PoolItem> {
    let mut items = items.to_vec();
    // Stable sorts keep the random order among items of the same rank. `None`, never, sorts first.
    items.sort_by_key(|item| item.last_practised);
    let mut turns: BTreeMap<(Option<OffsetDateTime>, bool, &str), usize> = BTreeMap::new();
    let mut ranked: Vec<_> = items
        .into_iter()
        .map(|item| {
            let practised = item.last_practised.is_some();
            let turn = turns.entry((item.last_seen, practised, item.topic.as_str())).or_default();
            *turn += 1;
            ((item.last_seen, practised, *turn), item)
        })
        .collect();
    ranked.sort_by_key(|&(rank, _)| rank);
    ranked.into_iter().take(needed).map(|(_, item)| item).collect()
}
