//! The end of a set: how it went, by topic and item by item, and what to do next.

use super::fields::Fields;
use super::set::place;
use crate::extract::percent_encode;
use crate::layout::Layout;
use crate::words::{self, When, counted};
use askama::Template;
use invigil_exam::ItemMark;
use invigil_store::{Catalogue, Practice};
use std::collections::{BTreeMap, HashSet};
use time::Duration;
use uuid::Uuid;

/// A set that is over.
#[derive(Template)]
#[template(path = "practice/end.html")]
pub(super) struct EndPage {
    layout: Layout,
    practice: Uuid,
    title: String,
    started: When,
    right: usize,
    answered: usize,
    items: usize,
    /// Whether the clock ended it.
    ran_out: bool,
    /// The time spent on all items; none where it isn't known.
    time: Option<String>,
    topics: Vec<TopicRow>,
    rows: Vec<ItemRow>,
    /// How many come again by the button; in words.
    missed: Option<String>,
    /// The fields of another set like this.
    again: Vec<(&'static str, String)>,
    /// The form with the same filled in.
    form: String,
}

/// How it went in one topic.
struct TopicRow {
    title: String,
    right: usize,
    asked: usize,
    /// Percent right, 0 to 100.
    filled: f64,
}

/// One item.
struct ItemRow {
    position: usize,
    title: String,
    /// None where it wasn't answered.
    mark: Option<ItemMark>,
    guessed: bool,
    /// Whether its key is held back now.
    held: bool,
    time: String,
}

impl EndPage {
    pub(super) fn new(
        layout: Layout,
        catalogue: &Catalogue,
        practice: &Practice,
        held: &HashSet<String>,
    ) -> EndPage {
        let mut topics: BTreeMap<String, (usize, usize)> = BTreeMap::new();
        let mut rows = Vec::with_capacity(practice.slots.len());
        let mut missed = 0;
        for (index, slot) in practice.slots.iter().enumerate() {
            let (section, topic) = place(catalogue, slot);
            let title = match (topic.is_empty(), section.is_empty()) {
                (false, _) => topic,
                (true, false) => section,
                (true, true) => "Without a topic".to_owned(),
            };
            if let Some(answer) = slot.answer {
                let (right, asked) = topics.entry(title.clone()).or_default();
                *asked += 1;
                *right += usize::from(answer.mark == ItemMark::Right);
                missed += i64::from(answer.mark != ItemMark::Right || answer.guessed);
            }
            let seconds = slot.answer.and_then(|answer| answer.seconds).filter(|&seconds| seconds > 0);
            rows.push(ItemRow {
                position: index + 1,
                title,
                mark: slot.answer.map(|answer| answer.mark),
                guessed: slot.answer.is_some_and(|answer| answer.guessed),
                held: held.contains(&slot.item),
                time: seconds
                    .map_or_else(String::new, |seconds| words::duration(Duration::seconds(seconds.into()))),
            });
        }
        let spent: i64 = practice.slots.iter().filter_map(|slot| slot.answer?.seconds).map(i64::from).sum();
        let fields: Fields = serde_json::from_value(practice.criteria.clone()).unwrap_or_default();
        let pairs = fields.pairs();
        let query: Vec<String> =
            pairs.iter().map(|(name, value)| format!("{name}={}", percent_encode(value))).collect();
        EndPage {
            layout,
            practice: practice.id,
            title: practice.title.clone(),
            started: When::new(practice.started_at),
            right: practice.right(),
            answered: practice.answered(),
            items: practice.slots.len(),
            ran_out: practice.ran_out(),
            time: (spent > 0).then(|| words::duration(Duration::seconds(spent))),
            topics: topics
                .into_iter()
                .map(|(title, (right, asked))| TopicRow {
                    title,
                    right,
                    asked,
                    filled: right as f64 * 100.0 / asked.max(1) as f64,
                })
                .collect(),
            rows,
            missed: (missed > 0).then(|| counted(missed, "item", "items")),
            again: pairs.into_iter().map(|(name, value)| (name, value.to_owned())).collect(),
            form: format!("/practice?{}", query.join("&")),
        }
    }

    fn heading(&self) -> String {
        match (self.answered, self.items) {
            (0, _) => "Nothing answered".to_owned(),
            (answered, _) => format!("{} of {answered} right", self.right),
        }
    }
}
