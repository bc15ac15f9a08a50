//! A small certification and answers to it, for tests.

use crate::{Answer, Setting};
use invigil_exam::{Certification, Difficulty, ItemMark};
use time::OffsetDateTime;
use time::macros::datetime;

pub(crate) const NOW: OffsetDateTime = datetime!(2026-11-22 12:00 UTC);

/// Two sections: `one` (topic `a`, 4 items, a quarter of the score) and `two` (topics `b` and `c`, 6 items, the rest).
pub(crate) fn certification() -> Certification {
    serde_json::from_value(serde_json::json!({
        "id": "small", "kind": "exam", "short": "Small", "name": "Small", "level": "entry", "pathway": "", "order": 1,
        "where_taken": "", "real_exam": "", "unofficial": "", "summary": "", "audience": "", "covers": "",
        "topics": { "a": "Topic A", "b": "Topic B", "c": "Topic C" },
        "editions": [{
            "id": "only", "title": "Only", "default": true, "minutes": 10, "pass_percent": 70,
            "scoring": "all-or-nothing", "sections": [
                { "id": "one", "title": "One", "items": 4, "points": 10, "topics": ["a"] },
                { "id": "two", "title": "Two", "items": 6, "points": 30, "topics": ["b", "c"] },
            ],
        }],
    }))
    .unwrap()
}

/// An answer of this moment to an item that was never met before.
pub(crate) fn answer(topic: &str, right: bool) -> Answer {
    Answer {
        setting: Setting::Exam,
        at: NOW,
        item: "small-1".to_owned(),
        revision: 1,
        certification: "small".to_owned(),
        section: "one".to_owned(),
        topic: topic.to_owned(),
        difficulty: Difficulty::Medium,
        mark: if right { ItemMark::Right } else { ItemMark::Wrong },
        seconds: None,
        flagged: false,
        guessed: false,
        first: true,
    }
}

/// For each topic, so many right of so many.
pub(crate) fn answers(topics: &[(&str, u32, u32)]) -> Vec<Answer> {
    topics
        .iter()
        .flat_map(|&(topic, right, asked)| (0..asked).map(move |number| answer(topic, number < right)))
        .collect()
}
