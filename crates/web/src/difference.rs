//! What differs between two texts or two items, to be shown with what is gone and what has come marked in place.

use invigil_exam::{Difficulty, Item};
use similar::{Algorithm, ChangeTag, DiffOp, TextDiff, capture_diff_slices};
use std::time::Duration;

/// A part of a text, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Run {
    /// In both.
    Same(String),
    /// Only in the old text.
    Gone(String),
    /// Only in the new text.
    Come(String),
}

/// One thing about an item that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Difference {
    /// What: `Stem`, `Option B`.
    pub(crate) what: String,
    /// What can't be seen in the text: `now a key`; empty where nothing is.
    pub(crate) note: &'static str,
    /// The text.
    pub(crate) runs: Vec<Run>,
}

/// The longest stretch that is in both texts and shown whole, in bytes; of a longer one its ends are.
const SHOWN_WHOLE: usize = 600;

/// How much of each end of a longer one is shown, in bytes.
const SHOWN_OF_END: usize = 160;

/// Beyond so many bytes, lines are compared instead of words.
const BY_WORDS: usize = 20_000;

/// How two texts differ, word by word. Bounded in time: texts that have little in common may come out as one that is gone and one
/// that has come.
pub(crate) fn texts(old: &str, new: &str) -> Vec<Run> {
    let mut config = TextDiff::configure();
    config.timeout(Duration::from_millis(100));
    let diff = if old.len() + new.len() > BY_WORDS {
        config.diff_lines(old, new)
    } else {
        config.diff_words(old, new)
    };
    if diff.ratio() < 0.25 {
        let whole = [Run::Gone(old.to_owned()), Run::Come(new.to_owned())];
        return whole.into_iter().filter(|run| !run.text().is_empty()).collect();
    }
    let mut runs: Vec<Run> = Vec::new();
    for change in diff.iter_all_changes() {
        match (runs.last_mut(), change.tag()) {
            (Some(Run::Same(text)), ChangeTag::Equal)
            | (Some(Run::Gone(text)), ChangeTag::Delete)
            | (Some(Run::Come(text)), ChangeTag::Insert) => text.push_str(change.value()),
            (_, ChangeTag::Equal) => runs.push(Run::Same(change.value().to_owned())),
            (_, ChangeTag::Delete) => runs.push(Run::Gone(change.value().to_owned())),
            (_, ChangeTag::Insert) => runs.push(Run::Come(change.value().to_owned())),
        }
    }
    for run in &mut runs {
        if let Run::Same(text) = run
            && text.len() > SHOWN_WHOLE
        {
            let start = &text[..text.floor_char_boundary(SHOWN_OF_END)];
            let end = &text[text.ceil_char_boundary(text.len() - SHOWN_OF_END)..];
            *text = format!("{start} […] {end}");
        }
    }
    runs
}

impl Run {
    fn text(&self) -> &str {
        match self {
            Run::Same(text) | Run::Gone(text) | Run::Come(text) => text,
        }
    }
}

/// Everything that differs between two items, in the order in which an item is read. Their names aren't compared.
pub(crate) fn items(old: &Item, new: &Item) -> Vec<Difference> {
    let mut found = Vec::new();
    let mut compare = |what: &str, old: &str, new: &str| {
        if old != new {
            found.push(Difference { what: what.to_owned(), note: "", runs: texts(old, new) });
        }
    };
    let choose = |item: &Item| format!("{} of {}", item.question.choose, item.question.options.len());
    let order = |item: &Item| if item.question.shuffle { "shuffled" } else { "as written" };
    let difficulty = |item: &Item| match item.solution.difficulty {
        Difficulty::Easy => "easy",
        Difficulty::Medium => "medium",
        Difficulty::Hard => "hard",
    };
    compare("Section", &old.section, &new.section);
    compare("Stem", &old.question.stem, &new.question.stem);
    compare("To choose", &choose(old), &choose(new));
    compare("Order of the options", order(old), order(new));
    compare("Explanation", &old.solution.explanation, &new.solution.explanation);
    compare("Reference", &old.solution.reference, &new.solution.reference);
    compare("Objective", &old.solution.objective, &new.solution.objective);
    compare("Difficulty", difficulty(old), difficulty(new));
    let after_stem = found.iter().take_while(|known| matches!(known.what.as_str(), "Section" | "Stem")).count();
    found.splice(after_stem..after_stem, options(old, new));
    found
}

/// The differences of the options. One that only moved is gone from one place and has come to another.
fn options(old: &Item, new: &Item) -> Vec<Difference> {
    let (before, after) = (&old.question.options, &new.question.options);
    let mut found = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, before, after) {
        match op {
            DiffOp::Equal { old_index, new_index, len } => {
                (0..len).for_each(|by| pair(old, new, old_index + by, new_index + by, &mut found));
            }
            DiffOp::Delete { old_index, old_len, .. } => {
                (old_index..old_index + old_len).for_each(|index| found.push(gone(old, index)));
            }
            DiffOp::Insert { new_index, new_len, .. } => {
                (new_index..new_index + new_len).for_each(|index| found.extend(come(new, index)));
            }
            DiffOp::Replace { old_index, old_len, new_index, new_len } => {
                let both = old_len.min(new_len);
                (0..both).for_each(|by| pair(old, new, old_index + by, new_index + by, &mut found));
                (old_index + both..old_index + old_len).for_each(|index| found.push(gone(old, index)));
                (new_index + both..new_index + new_len).for_each(|index| found.extend(come(new, index)));
            }
        }
    }
    found
}

fn letter(index: usize) -> char {
    ('A'..='Z').nth(index).unwrap_or('?')
}

fn reason(item: &Item, index: usize) -> &str {
    item.solution.reasons.get(index).map_or("", String::as_str)
}

fn pair(old: &Item, new: &Item, before: usize, after: usize, found: &mut Vec<Difference>) {
    let (was, is) = (&old.question.options[before], &new.question.options[after]);
    let note = match (old.solution.keys.has(before), new.solution.keys.has(after)) {
        (false, true) => "now a key",
        (true, false) => "no longer a key",
        _ => "",
    };
    if was != is || !note.is_empty() {
        found.push(Difference { what: format!("Option {}", letter(after)), note, runs: texts(was, is) });
    }
    let (was, is) = (reason(old, before), reason(new, after));
    if was != is {
        found.push(Difference {
            what: format!("Reason of {}", letter(after)),
            note: "",
            runs: texts(was, is),
        });
    }
}

fn gone(old: &Item, index: usize) -> Difference {
    let note = if old.solution.keys.has(index) { "removed; it was a key" } else { "removed" };
    let runs = vec![Run::Gone(old.question.options[index].clone())];
    Difference { what: format!("Option {}", letter(index)), note, runs }
}

fn come(new: &Item, index: usize) -> Vec<Difference> {
    let note = if new.solution.keys.has(index) { "added, a key" } else { "added" };
    let added = |what, note, text: &str| Difference { what, note, runs: vec![Run::Come(text.to_owned())] };
    let mut found = vec![added(format!("Option {}", letter(index)), note, &new.question.options[index])];
    if !reason(new, index).is_empty() {
        found.push(added(format!("Reason of {}", letter(index)), "added", reason(new, index)));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use invigil_exam::{Choices, Question, Solution};

    fn item() -> Item {
        Item {
            id: "a".into(),
            certification: String::new(),
            section: "Maths".into(),
            topic: String::new(),
            question: Question {
                stem: "What is 1 + 1?".into(),
                options: vec!["one".into(), "two".into(), "three".into()],
                choose: 1,
                shuffle: true,
            },
            solution: Solution {
                keys: Choices(0b010),
                reasons: vec!["too small".into(), "right".into(), "too large".into()],
                explanation: "Count.".into(),
                reference: String::new(),
                objective: String::new(),
                difficulty: Difficulty::Medium,
            },
        }
    }

    fn told(old: &Item, new: &Item) -> Vec<(String, &'static str)> {
        items(old, new).into_iter().map(|found| (found.what, found.note)).collect()
    }

    #[test]
    fn words_are_marked_in_place() {
        assert_eq!(
            texts("What is 1 + 1?", "What is 1 + 2?"),
            [Run::Same("What is 1 + ".into()), Run::Gone("1?".into()), Run::Come("2?".into())]
        );
        assert_eq!(texts("", "new"), [Run::Come("new".into())]);
        assert_eq!(texts("äöü", "xyz"), [Run::Gone("äöü".into()), Run::Come("xyz".into())]);
    }

    #[test]
    fn what_is_long_and_the_same_is_cut() {
        let long = "wörd ".repeat(300);
        let runs = texts(&format!("{long}a"), &format!("{long}b"));
        assert!(matches!(&runs[0], Run::Same(text) if text.len() < 400 && text.contains("[…]")), "{runs:?}");
        assert_eq!(runs[1..], [Run::Gone("a".into()), Run::Come("b".into())]);
    }

    #[test]
    fn equal_items_do_not_differ() {
        assert_eq!(told(&item(), &item()), []);
    }

    #[test]
    fn a_key_that_moves_is_told_though_no_text_changes() {
        let mut new = item();
        new.solution.keys = Choices(0b100);
        assert_eq!(
            told(&item(), &new),
            [("Option B".into(), "no longer a key"), ("Option C".into(), "now a key")]
        );
    }

    #[test]
    fn an_option_in_front_does_not_make_the_others_new() {
        let mut new = item();
        new.question.options.insert(0, "zero".into());
        new.solution.reasons.insert(0, String::new());
        new.solution.keys = Choices(0b0100);
        assert_eq!(told(&item(), &new), [("Option A".into(), "added"), ("To choose".into(), "")]);
    }

    #[test]
    fn everything_about_an_item_is_compared() {
        let mut new = item();
        new.section = "Sums".into();
        new.question.stem.push_str(" Think.");
        new.question.options.pop();
        new.solution.reasons[0] = "far too small".into();
        new.question.shuffle = false;
        new.solution.explanation = "Add.".into();
        new.solution.reference = "Euclid".into();
        new.solution.objective = "Add".into();
        new.solution.difficulty = Difficulty::Easy;
        let told: Vec<String> = told(&item(), &new).into_iter().map(|(what, _)| what).collect();
        assert_eq!(
            told,
            [
                "Section", "Stem", "Reason of A", "Option C", "To choose", "Order of the options", "Explanation",
                "Reference", "Objective", "Difficulty"
            ]
        );
    }

    #[test]
    fn hostile_texts_take_little_time() {
        let old: String = (0..60_000).map(|number| format!("{number} ")).collect();
        let new: String = (0..60_000).rev().map(|number| format!("{number} ")).collect();
        assert!(!texts(&old, &new).is_empty());
    }
}
