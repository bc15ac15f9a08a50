//! What differs between two texts, and between two states of an item, ready to be shown.

use crate::words;
use invigil_exam::{Difficulty, Question, Solution};
use similar::{ChangeTag, TextDiff};
use std::time::Duration;

/// How long comparing may take; after that the rest is called different without a closer look.
const PATIENCE: Duration = Duration::from_millis(200);

/// What became of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    Kept,
    Removed,
    Added,
}

/// A line with the words of it that differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Line {
    pub(crate) fate: Fate,
    /// Runs of text, and whether each is new or gone within a line that is otherwise alike.
    pub(crate) runs: Vec<(bool, String)>,
}

/// A text of an item that differs.
#[derive(Clone, Debug)]
pub(crate) struct TextChange {
    pub(crate) label: String,
    pub(crate) lines: Vec<Line>,
}

/// How two states of an item differ.
#[derive(Clone, Debug, Default)]
pub(crate) struct Difference {
    /// In the order of the item's parts.
    pub(crate) changes: Vec<TextChange>,
    /// The parts that are alike, by name.
    pub(crate) alike: Vec<&'static str>,
}

/// A state of an item.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Side<'a> {
    pub(crate) section: &'a str,
    pub(crate) question: &'a Question,
    pub(crate) solution: &'a Solution,
}

/// Every line of two texts, with what became of it.
pub(crate) fn lines(old: &str, new: &str) -> Vec<Line> {
    // The end of the text ends a line as well, so that the last one is compared as the others are.
    let ended = |text: &str| if text.is_empty() { String::new() } else { format!("{text}\n") };
    let (old, new) = (ended(old), ended(new));
    TextDiff::configure()
        .timeout(PATIENCE)
        .diff_lines(old.as_str(), new.as_str())
        .iter_all_inline_changes()
        .map(|change| {
            let fate = match change.tag() {
                ChangeTag::Equal => Fate::Kept,
                ChangeTag::Delete => Fate::Removed,
                ChangeTag::Insert => Fate::Added,
            };
            let mut runs: Vec<(bool, String)> = Vec::new();
            for (differs, text) in change.iter_strings_lossy() {
                let text = text.trim_end_matches(['\n', '\r']);
                match runs.last_mut() {
                    Some((last, run)) if *last == differs => run.push_str(text),
                    _ if text.is_empty() => {}
                    _ => runs.push((differs, text.to_owned())),
                }
            }
            Line { fate, runs }
        })
        .collect()
}

impl Difference {
    /// How an item came from `old` to `new`.
    pub(crate) fn between(old: Side<'_>, new: Side<'_>) -> Difference {
        let mut difference = Difference::default();
        difference.text("Section", old.section, new.section);
        difference.text("Stem", &old.question.stem, &new.question.stem);
        difference.options(old, new);
        let order = |side: Side<'_>| if side.question.shuffle { "shuffled" } else { "kept as written" };
        difference.text("Order of the options", order(old), order(new));
        let level = |side: Side<'_>| difficulty(side.solution.difficulty);
        difference.text("Difficulty", level(old), level(new));
        difference.text("Objective", &old.solution.objective, &new.solution.objective);
        difference.text("Explanation", &old.solution.explanation, &new.solution.explanation);
        difference.text("Reference", &old.solution.reference, &new.solution.reference);
        difference
    }

    fn text(&mut self, label: &'static str, old: &str, new: &str) {
        if old == new {
            self.alike.push(label);
        } else {
            self.changes.push(TextChange { label: label.to_owned(), lines: lines(old, new) });
        }
    }

    fn options(&mut self, old: Side<'_>, new: Side<'_>) {
        let before = self.changes.len();
        for (from, to) in pairs(&old.question.options, &new.question.options) {
            let label = match (from, to) {
                (Some(from), Some(to)) if from == to => format!("Option {}", letter(to)),
                (Some(from), Some(to)) => format!("Option {}, was {}", letter(to), letter(from)),
                (None, Some(to)) => format!("Option {}, added", letter(to)),
                (Some(from), None) => format!("Option {}, removed", letter(from)),
                (None, None) => continue,
            };
            let old = from.map(|index| option_text(old, index)).unwrap_or_default();
            let new = to.map(|index| option_text(new, index)).unwrap_or_default();
            if old != new || from != to {
                self.changes.push(TextChange { label, lines: lines(&old, &new) });
            }
        }
        if self.changes.len() == before {
            self.alike.push("Options");
        }
    }

    /// Whether nothing differs.
    pub(crate) fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// The parts that are alike, as a sentence lists them.
    pub(crate) fn alike(&self) -> String {
        words::listed(&self.alike.iter().map(|part| part.to_lowercase()).collect::<Vec<_>>())
    }
}

/// An option as one text: whether it is a key, what it says, why.
fn option_text(side: Side<'_>, index: usize) -> String {
    let kind = if side.solution.keys.has(index) { "Key" } else { "Distractor" };
    let text = side.question.options.get(index).map_or("", String::as_str);
    match side.solution.reasons.get(index).map(String::as_str) {
        None | Some("") => format!("{kind}\n{text}"),
        Some(reason) => format!("{kind}\n{text}\nReason: {reason}"),
    }
}

/// Which option became which: first those that say the same, then those at the same place, then the rest in order. In the new
/// order, what was removed at the end.
fn pairs(old: &[String], new: &[String]) -> Vec<(Option<usize>, Option<usize>)> {
    let mut came_from: Vec<Option<usize>> = vec![None; new.len()];
    let mut left: Vec<usize> = (0..old.len()).collect();
    for (index, text) in new.iter().enumerate() {
        let same = |&&candidate: &&usize| old[candidate] == *text;
        let from = left.iter().filter(same).min_by_key(|candidate| candidate.abs_diff(index)).copied();
        if let Some(from) = from {
            came_from[index] = Some(from);
            left.retain(|&other| other != from);
        }
    }
    for (index, from) in came_from.iter_mut().enumerate() {
        if from.is_none() && left.contains(&index) {
            *from = Some(index);
            left.retain(|&other| other != index);
        }
    }
    for from in came_from.iter_mut().filter(|from| from.is_none()) {
        *from = (!left.is_empty()).then(|| left.remove(0));
    }
    let kept = came_from.into_iter().enumerate().map(|(to, from)| (from, Some(to)));
    kept.chain(left.into_iter().map(|from| (Some(from), None))).collect()
}

fn letter(index: usize) -> char {
    ('A'..='Z').nth(index).unwrap_or('?')
}

/// A difficulty as a word.
pub(crate) fn difficulty(difficulty: Difficulty) -> &'static str {
    match difficulty {
        Difficulty::Easy => "easy",
        Difficulty::Medium => "medium",
        Difficulty::Hard => "hard",
    }
}

#[cfg(test)]
mod tests {
    use super::{Difference, Fate, Side, lines, pairs};
    use invigil_exam::{Choices, Difficulty, Question, Solution};

    fn item(options: &[&str], key: usize) -> (Question, Solution) {
        let question = Question {
            stem: "What?".into(),
            options: options.iter().map(|&option| option.to_owned()).collect(),
            choose: 1,
            shuffle: true,
        };
        let solution = Solution {
            keys: Choices::of([key]),
            reasons: vec![String::new(); options.len()],
            explanation: String::new(),
            reference: String::new(),
            objective: String::new(),
            difficulty: Difficulty::Easy,
        };
        (question, solution)
    }

    fn side<'a>((question, solution): &'a (Question, Solution)) -> Side<'a> {
        Side { section: "s", question, solution }
    }

    #[test]
    fn words_that_differ_are_marked_within_their_line() {
        let lines = lines("one\nprint the second value", "one\nprint the third value\nmore");
        let told: Vec<(Fate, String)> = lines
            .iter()
            .map(|line| {
                let text = line.runs.iter().map(|(differs, text)| match differs {
                    true => format!("[{text}]"),
                    false => text.clone(),
                });
                (line.fate, text.collect())
            })
            .collect();
        assert_eq!(
            told,
            [
                (Fate::Kept, "one".to_owned()),
                (Fate::Removed, "print the [second] value".to_owned()),
                (Fate::Added, "print the [third] value".to_owned()),
                (Fate::Added, "[more]".to_owned()),
            ]
        );
    }

    #[test]
    fn the_same_item_has_no_difference() {
        let item = item(&["a", "b"], 0);
        let difference = Difference::between(side(&item), side(&item));
        assert!(difference.is_empty());
        assert!(difference.alike().contains("stem") && difference.alike().contains("options"));
    }

    #[test]
    fn options_are_followed_when_they_move() {
        let names = |options: &[&str]| options.iter().map(|&option| option.to_owned()).collect::<Vec<_>>();
        assert_eq!(
            pairs(&names(&["a", "b", "c"]), &names(&["b", "a", "x", "d"])),
            [(Some(1), Some(0)), (Some(0), Some(1)), (Some(2), Some(2)), (None, Some(3))]
        );
        assert_eq!(pairs(&names(&["a", "b"]), &names(&["b"])), [(Some(1), Some(0)), (Some(0), None)]);
        // The second and the third changed places, and what is the third now was reworded.
        assert_eq!(
            pairs(&names(&["a", "b", "c"]), &names(&["a", "c", "x"])),
            [(Some(0), Some(0)), (Some(2), Some(1)), (Some(1), Some(2))]
        );
    }

    #[test]
    fn another_key_is_a_difference_of_its_options() {
        let (old, new) = (item(&["a", "b", "c"], 0), item(&["a", "b", "c"], 1));
        let difference = Difference::between(side(&old), side(&new));
        let labels: Vec<&str> = difference.changes.iter().map(|change| change.label.as_str()).collect();
        assert_eq!(labels, ["Option A", "Option B"]);
    }
}
