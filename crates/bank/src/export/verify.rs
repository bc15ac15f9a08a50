//! An export reads itself back, so that whatever doesn't come back as it was is named and not found out later.

use super::{Export, Loss, pictures};
use crate::content_hash;
use crate::import::{self, Format, Limits, Progress};
use invigil_exam::Item;
use std::collections::{HashMap, HashSet};

/// What reading the file gives otherwise than it went in, beside the losses that are known.
pub(super) fn losses(format: Format, export: &Export, items: &[Item]) -> Vec<Loss> {
    let known: HashSet<&str> = export.losses.iter().map(|loss| loss.item.as_str()).collect();
    let reading = import::import(&export.file_name, &export.bytes, &Limits::default(), &mut |_: Progress| {});
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
    for item in items.iter().filter(|item| bears_losses(format) || !known.contains(item.id.as_str())) {
        let item = carried(format, item);
        let what = match back.get(item.id.as_str()) {
            None => failed(&item),
            Some(read) if content_hash(read) == content_hash(&item) => continue,
            Some(read) => {
                format!("These parts read back otherwise: {}.", differences(&item, read).join(", "))
            }
        };
        losses.push(Loss::new(&item, what));
    }
    losses
}

/// The item as the format carries it: topics belong to the shipped bank, and what else is lost is named already.
fn carried(format: Format, item: &Item) -> Item {
    let mut item = Item { topic: String::new(), ..item.clone() };
    if bears_losses(format) {
        let (question, solution) = (&mut item.question, &mut item.solution);
        question.shuffle |= format == Format::Gift;
        let texts = [&mut question.stem, &mut solution.explanation, &mut solution.reference];
        for text in texts.into_iter().chain(&mut question.options).chain(&mut solution.reasons) {
            *text = pictures::described(text);
        }
    }
    item
}

/// Whether items come back although something of them is lost.
fn bears_losses(format: Format) -> bool {
    matches!(format, Format::Gift | Format::Csv)
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
