//! What the editor of items sends, and the item that it makes.

use invigil_bank::item_rules::{Fault, LONGEST_NOTE, Part, faults};
use invigil_exam::{Choices, Difficulty, Item, MAX_OPTIONS, Question, Solution};
use invigil_store::Content;
use serde::Deserialize;
use std::collections::BTreeMap;

/// What a button of the form asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ask {
    Save,
    Preview,
    AddOption,
    RemoveOption(usize),
    MoveUp(usize),
    MoveDown(usize),
}

/// The form, as it came.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct ItemForm {
    /// The revision that an edit was begun from.
    pub(crate) base: String,
    pub(crate) name: String,
    pub(crate) section: String,
    pub(crate) stem: String,
    /// As many as `reason`, in the order of the page.
    pub(crate) option: Vec<String>,
    pub(crate) reason: Vec<String>,
    /// The places of the keys, from 0.
    pub(crate) key: Vec<String>,
    pub(crate) shuffle: Option<String>,
    pub(crate) difficulty: String,
    pub(crate) objective: String,
    pub(crate) explanation: String,
    pub(crate) reference: String,
    /// Why it changed.
    pub(crate) note: String,
    /// Which button was pressed.
    #[serde(rename = "do")]
    pub(crate) ask: String,
}

impl ItemForm {
    /// The form of a new item.
    pub(crate) fn empty() -> ItemForm {
        ItemForm {
            option: vec![String::new(); 4],
            reason: vec![String::new(); 4],
            shuffle: Some("on".to_owned()),
            difficulty: "medium".to_owned(),
            ..ItemForm::default()
        }
    }

    /// The form of an item as it stands.
    pub(crate) fn of(name: &str, content: &Content) -> ItemForm {
        let (question, solution) = (&content.question, &content.solution);
        let mut reasons = solution.reasons.clone();
        reasons.resize(question.options.len(), String::new());
        ItemForm {
            base: content.revision.to_string(),
            name: name.to_owned(),
            section: content.section.clone(),
            stem: question.stem.clone(),
            option: question.options.clone(),
            reason: reasons,
            key: solution.keys.indices().map(|index| index.to_string()).collect(),
            shuffle: question.shuffle.then(|| "on".to_owned()),
            difficulty: crate::difference::difficulty(solution.difficulty).to_owned(),
            objective: solution.objective.clone(),
            explanation: solution.explanation.clone(),
            reference: solution.reference.clone(),
            note: String::new(),
            ask: String::new(),
        }
    }

    /// The form with line feeds as items have them, without empty lines around its texts, and with as many reasons as options.
    pub(crate) fn tidied(mut self) -> ItemForm {
        let texts = [
            &mut self.name,
            &mut self.section,
            &mut self.objective,
            &mut self.explanation,
            &mut self.reference,
            &mut self.note,
            &mut self.stem,
        ];
        self.option.truncate(MAX_OPTIONS + 1);
        self.reason.resize(self.option.len(), String::new());
        for text in texts.into_iter().chain(&mut self.option).chain(&mut self.reason) {
            let lines = text.replace("\r\n", "\n").replace('\r', "\n");
            // Spaces at the start of the first line may be Markdown's.
            *text = lines.trim_end().trim_start_matches('\n').to_owned();
        }
        self
    }

    /// The button that was pressed; saving where none was.
    pub(crate) fn ask(&self) -> Ask {
        let (name, place) = self.ask.split_once(' ').unwrap_or((&self.ask, ""));
        let place = place.parse::<usize>().ok().filter(|&place| place < self.option.len());
        match (name, place) {
            ("preview", _) => Ask::Preview,
            ("add", _) => Ask::AddOption,
            ("remove", Some(place)) => Ask::RemoveOption(place),
            ("up", Some(place)) => Ask::MoveUp(place),
            ("down", Some(place)) => Ask::MoveDown(place),
            _ => Ask::Save,
        }
    }

    /// Whether the option at a place is marked as a key.
    pub(crate) fn is_key(&self, place: usize) -> bool {
        self.key.iter().any(|key| key.parse() == Ok(place))
    }

    /// Adds, removes or moves an option; returns the place to go on at. What isn't about options changes nothing.
    pub(crate) fn rearrange(&mut self, ask: Ask) -> Option<usize> {
        let mut rows: Vec<(String, String, bool)> = self.rows().collect();
        let last = rows.len().saturating_sub(1);
        let place = match ask {
            Ask::AddOption if rows.len() < MAX_OPTIONS => {
                rows.push(Default::default());
                rows.len() - 1
            }
            Ask::RemoveOption(place) if rows.len() > 2 => {
                rows.remove(place);
                place.min(rows.len() - 1)
            }
            Ask::MoveUp(place) if place > 0 => {
                rows.swap(place, place - 1);
                place - 1
            }
            Ask::MoveDown(place) if place < last => {
                rows.swap(place, place + 1);
                place + 1
            }
            _ => return None,
        };
        self.set_rows(rows);
        Some(place)
    }

    /// Forgets options that were left wholly empty, as long as two are left.
    pub(crate) fn without_blanks(mut self) -> ItemForm {
        let (written, blank): (Vec<_>, Vec<_>) =
            self.rows().partition(|(text, reason, key)| !(text.is_empty() && reason.is_empty() && !key));
        let fill = 2_usize.saturating_sub(written.len());
        self.set_rows(written.into_iter().chain(blank.into_iter().take(fill)).collect());
        self
    }

    fn rows(&self) -> impl Iterator<Item = (String, String, bool)> {
        let reasons = self.reason.iter().cloned().chain(std::iter::repeat(String::new()));
        self.option
            .iter()
            .cloned()
            .zip(reasons)
            .enumerate()
            .map(|(place, (text, reason))| (text, reason, self.is_key(place)))
    }

    fn set_rows(&mut self, rows: Vec<(String, String, bool)>) {
        self.key =
            rows.iter().enumerate().filter(|(_, row)| row.2).map(|(place, _)| place.to_string()).collect();
        (self.option, self.reason) = rows.into_iter().map(|(text, reason, _)| (text, reason)).unzip();
    }

    /// The item that the form describes, right or not.
    pub(crate) fn item(&self) -> Item {
        let keys = Choices::of((0..self.option.len()).filter(|&place| self.is_key(place)));
        Item {
            id: self.name.clone(),
            certification: String::new(),
            section: self.section.clone(),
            topic: String::new(),
            question: Question {
                stem: self.stem.clone(),
                options: self.option.clone(),
                choose: keys.len().max(1) as u8,
                shuffle: self.shuffle.is_some(),
            },
            solution: Solution {
                keys,
                reasons: self.reason.clone(),
                explanation: self.explanation.clone(),
                reference: self.reference.clone(),
                objective: self.objective.clone(),
                difficulty: match self.difficulty.as_str() {
                    "easy" => Difficulty::Easy,
                    "hard" => Difficulty::Hard,
                    _ => Difficulty::Medium,
                },
            },
        }
    }

    /// What is wrong, by the id of the field in the page.
    pub(crate) fn errors(&self) -> BTreeMap<String, String> {
        let mut errors: BTreeMap<String, String> = BTreeMap::new();
        for Fault { part, message } in faults(&self.item()) {
            let said = errors.entry(field(part)).or_default();
            if !said.is_empty() {
                said.push(' ');
            }
            said.push_str(&message);
        }
        if self.note.chars().count() > LONGEST_NOTE {
            errors.insert("note".to_owned(), format!("Use at most {LONGEST_NOTE} characters."));
        }
        errors
    }
}

/// The id of a part's field in the page.
fn field(part: Part) -> String {
    match part {
        Part::Name => "name".to_owned(),
        Part::Section => "section".to_owned(),
        Part::Stem => "stem".to_owned(),
        Part::Options => "options".to_owned(),
        Part::Option(place) => format!("option-{place}"),
        Part::Reason(place) => format!("reason-{place}"),
        Part::Objective => "objective".to_owned(),
        Part::Explanation => "explanation".to_owned(),
        Part::Reference => "reference".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Ask, ItemForm};

    fn form(options: &[&str], keys: &[&str], ask: &str) -> ItemForm {
        let texts = |texts: &[&str]| texts.iter().map(|&text| text.to_owned()).collect::<Vec<_>>();
        ItemForm { option: texts(options), key: texts(keys), ask: ask.to_owned(), ..ItemForm::default() }
            .tidied()
    }

    #[test]
    fn keys_go_along_when_options_move() {
        let mut moved = form(&["a", "b", "c"], &["1"], "up 1");
        let ask = moved.ask();
        assert_eq!((ask, moved.rearrange(ask)), (Ask::MoveUp(1), Some(0)));
        assert_eq!((moved.option.join(""), moved.key.join("")), ("bac".to_owned(), "0".to_owned()));
        let mut removed = form(&["a", "b", "c"], &["0", "2"], "remove 0");
        assert_eq!(removed.rearrange(removed.ask()), Some(0));
        assert_eq!((removed.option.join(""), removed.key.join("")), ("bc".to_owned(), "1".to_owned()));
        let mut added = form(&["a", "b"], &["0"], "add");
        assert_eq!(added.rearrange(added.ask()), Some(2));
        assert_eq!(added.option, ["a", "b", ""]);
    }

    #[test]
    fn what_cannot_be_done_saves_or_does_nothing() {
        assert_eq!(form(&["a", "b"], &[], "remove 7").ask(), Ask::Save);
        assert_eq!(form(&["a", "b"], &[], "remove 0").rearrange(Ask::RemoveOption(0)), None);
        assert_eq!(form(&["a"; 10], &[], "add").rearrange(Ask::AddOption), None);
    }

    #[test]
    fn options_that_were_never_written_are_forgotten() {
        let kept = form(&["a", "", "c", " "], &["2"], "").without_blanks();
        assert_eq!((kept.option.join(""), kept.key.join("")), ("ac".to_owned(), "1".to_owned()));
        // A key without a text is a slip, which is told.
        assert_eq!(form(&["a", "", "c"], &["1"], "").without_blanks().option.len(), 3);
        assert_eq!(form(&["", ""], &[], "").without_blanks().option.len(), 2);
    }

    #[test]
    fn browsers_line_ends_are_items_line_feeds() {
        assert_eq!(form(&["a\r\nb "], &[], "").option, ["a\nb"]);
    }

    #[test]
    fn errors_stand_at_their_fields() {
        let errors = form(&["a", "a"], &["0", "1"], "").errors();
        assert_eq!(
            errors.keys().map(String::as_str).collect::<Vec<_>>(),
            ["name", "option-1", "options", "stem"]
        );
    }
}
