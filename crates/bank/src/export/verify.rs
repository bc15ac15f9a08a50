//! An export reads itself back, so that whatever doesn't come back as it was is named and not found out later.

use super::Loss;
use crate::content_hash;
use crate::import::{self, Limits, Progress};
use invigil_exam::Item;
use std::collections::{HashMap, HashSet};

/// What reading the file gives otherwise than it went in, for items that no loss is known of.
pub(super) fn losses(file_name: &str, bytes: &[u8], items: &[Item], known: &[Loss]) -> Vec<Loss> {
    let known: HashSet<&str> = known.iter().map(|loss| loss.item.as_str()).collect();
    let reading = import::import(file_name, bytes, &Limits::default(), &mut |_: Progress| {});
    let back: HashMap<&str, &Item> =
        reading.items.iter().map(|imported| (imported.item.id.as_str(), &imported.item)).collect();
    let failed = |item: &Item| {
        let mut left_out = reading.failed.iter().chain(&reading.skipped);
        let found = left_out.find(|left_out| left_out.id == item.id);
        match (found, &reading.refusal) {
            (Some(left_out), _) => {
                format!("It can't be read back: {}.", left_out.reason.trim_end_matches('.'))
            }
            (None, Some(refusal)) => format!("The file can't be read back: {refusal}"),
            (None, None) => "It can't be read back under its name.".to_owned(),
        }
    };
    let mut losses = Vec::new();
    for item in items.iter().filter(|item| !known.contains(item.id.as_str())) {
        let what = match back.get(item.id.as_str()) {
            None => failed(item),
            Some(read) if content_hash(read) == content_hash(&kept(item)) => continue,
            Some(read) => format!("These parts read back otherwise: {}.", differences(item, read).join(", ")),
        };
        losses.push(Loss::new(item, what));
    }
    losses
}

/// The item as an import makes it: topics belong to the shipped bank.
fn kept(item: &Item) -> Item {
    Item { topic: String::new(), ..item.clone() }
}

fn differences(a: &Item, b: &Item) -> Vec<&'static str> {
    let pairs = [
        ("section", a.section != b.section),
        ("stem", a.question.stem != b.question.stem),
        ("options", a.question.options != b.question.options),
        ("key", a.solution.keys != b.solution.keys || a.question.choose != b.question.choose),
        ("shuffling", a.question.shuffle != b.question.shuffle),
        ("reasons", a.solution.reasons != b.solution.reasons),
        ("explanation", a.solution.explanation != b.solution.explanation),
        ("reference", a.solution.reference != b.solution.reference),
        ("objective", a.solution.objective != b.solution.objective),
        ("difficulty", a.solution.difficulty != b.solution.difficulty),
    ];
    pairs.into_iter().filter(|(_, differ)| *differ).map(|(name, _)| name).collect()
}
