//! What the form of practice sends, in a link too, and what it means.

use invigil_exam::{CertificationKind, Difficulty};
use invigil_store::{Catalogue, MAX_PRACTICE_ITEMS};
use invigil_study::Which;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

/// How many items a set has where nobody says.
const USUAL: usize = 10;

/// The most minutes on a clock.
const LONGEST: u16 = 600;

/// As sent, and as stored with a set.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Fields {
    pub(super) certification: String,
    pub(super) section: Vec<String>,
    pub(super) topic: Vec<String>,
    pub(super) difficulty: String,
    pub(super) which: String,
    pub(super) items: String,
    pub(super) minutes: String,
    /// Only what was missed in this attempt.
    pub(super) attempt: String,
    /// Only what was missed in this set.
    pub(super) practice: String,
}

/// What it means.
#[derive(Clone, Debug, Default)]
pub(super) struct Wanted {
    /// One of the shipped bank's; all where there is none.
    pub(super) certification: Option<String>,
    pub(super) sections: Vec<String>,
    pub(super) topics: Vec<String>,
    pub(super) difficulty: Option<Difficulty>,
    pub(super) which: Which,
    pub(super) items: usize,
    pub(super) minutes: Option<u16>,
    pub(super) source: Source,
    /// As typed, to be shown again.
    pub(super) typed_items: String,
    pub(super) typed_minutes: String,
    /// What is wrong with the certification, the number of items, the minutes.
    pub(super) errors: Errors,
}

/// Where the items come from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Source {
    /// Everything that can be practised.
    #[default]
    Anywhere,
    /// What was missed in this attempt.
    Attempt(Uuid),
    /// What was missed in this set.
    Practice(Uuid),
    /// Something that doesn't exist.
    Nowhere,
}

/// What is wrong with fields.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Errors {
    pub(super) certification: Option<String>,
    pub(super) items: Option<String>,
    pub(super) minutes: Option<String>,
}

impl Fields {
    /// Whether nothing at all was asked for.
    pub(super) fn says_nothing(&self) -> bool {
        *self == Fields::default()
    }

    /// Each as a name with a value, without those that say nothing.
    pub(super) fn pairs(&self) -> Vec<(&'static str, &str)> {
        let mut pairs = vec![("certification", self.certification.as_str())];
        pairs.extend(self.section.iter().map(|section| ("section", section.as_str())));
        pairs.extend(self.topic.iter().map(|topic| ("topic", topic.as_str())));
        pairs.extend([
            ("difficulty", self.difficulty.as_str()),
            ("which", self.which.as_str()),
            ("items", self.items.as_str()),
            ("minutes", self.minutes.as_str()),
            ("attempt", self.attempt.as_str()),
            ("practice", self.practice.as_str()),
        ]);
        pairs.retain(|(_, value)| !value.is_empty());
        pairs
    }
}

impl Wanted {
    /// What doesn't exist is left out; what can't be is told as an error, and what counts then is the usual.
    pub(super) fn read(fields: Fields, catalogue: &Catalogue) -> Wanted {
        let mut errors = Errors::default();
        let known = catalogue.certification(&fields.certification);
        let known = known.filter(|known| known.kind == CertificationKind::Exam);
        let source = match (fields.attempt.trim(), fields.practice.trim()) {
            ("", "") => Source::Anywhere,
            ("", practice) => practice.parse().map_or(Source::Nowhere, Source::Practice),
            (attempt, _) => attempt.parse().map_or(Source::Nowhere, Source::Attempt),
        };
        // A link that names an attempt may name an exam that an instructor made.
        if !fields.certification.is_empty() && known.is_none() && source == Source::Anywhere {
            errors.certification = Some("There is no such exam. Choose one of these.".to_owned());
        }
        let edition = known.and_then(|known| known.default_edition());
        let sections = fields
            .section
            .into_iter()
            .filter(|id| edition.is_some_and(|edition| edition.sections.iter().any(|own| own.id == *id)))
            .collect();
        let topics = fields
            .topic
            .into_iter()
            .filter(|topic| edition.is_some_and(|edition| edition.section_of(topic).is_some()))
            .collect();
        let (items, minutes) = (fields.items.trim(), fields.minutes.trim());
        let in_range =
            |text: &str, most: usize| text.parse::<usize>().ok().filter(|number| (1..=most).contains(number));
        let number = match items {
            "" => Some(USUAL),
            _ => in_range(items, MAX_PRACTICE_ITEMS),
        };
        if number.is_none() {
            errors.items = Some(format!("Enter a number from 1 to {MAX_PRACTICE_ITEMS}."));
        }
        let clock = in_range(minutes, LONGEST.into());
        if clock.is_none() && !minutes.is_empty() {
            errors.minutes =
                Some(format!("Enter a number from 1 to {LONGEST}, or nothing to practise without a clock."));
        }
        Wanted {
            certification: known.map(|known| known.id.clone()),
            sections,
            topics,
            difficulty: difficulty(&fields.difficulty),
            which: Which::named(&fields.which).unwrap_or_default(),
            items: number.unwrap_or(USUAL),
            minutes: clock.map(|minutes| minutes as u16),
            source,
            typed_items: if items.is_empty() { USUAL.to_string() } else { items.to_owned() },
            typed_minutes: minutes.to_owned(),
            errors,
        }
    }

    pub(super) fn has_errors(&self) -> bool {
        self.errors != Errors::default()
    }

    /// As fields again, with only what is known.
    pub(super) fn fields(&self) -> Fields {
        let id = |id: Uuid| id.to_string();
        Fields {
            certification: self.certification.clone().unwrap_or_default(),
            section: self.sections.clone(),
            topic: self.topics.clone(),
            difficulty: self.difficulty.map_or_else(String::new, |own| difficulty_name(own).to_owned()),
            which: self.which.name().to_owned(),
            items: self.items.to_string(),
            minutes: self.minutes.map_or_else(String::new, |minutes| minutes.to_string()),
            attempt: if let Source::Attempt(attempt) = self.source { id(attempt) } else { String::new() },
            practice: if let Source::Practice(practice) = self.source { id(practice) } else { String::new() },
        }
    }

    /// As it is stored with a set.
    pub(super) fn criteria(&self) -> Value {
        serde_json::to_value(self.fields()).unwrap_or_default()
    }
}

/// The difficulties with their names, easiest first.
pub(super) const DIFFICULTIES: [(Difficulty, &str); 3] =
    [(Difficulty::Easy, "easy"), (Difficulty::Medium, "medium"), (Difficulty::Hard, "hard")];

fn difficulty(name: &str) -> Option<Difficulty> {
    DIFFICULTIES.into_iter().find(|(_, own)| *own == name).map(|(difficulty, _)| difficulty)
}

/// A difficulty as a word.
pub(super) fn difficulty_name(difficulty: Difficulty) -> &'static str {
    DIFFICULTIES.into_iter().find(|(own, _)| *own == difficulty).map_or("", |(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(fields: Fields) -> Wanted {
        Wanted::read(fields, &Catalogue::default())
    }

    #[test]
    fn nothing_asked_for_is_the_usual() {
        let wanted = read(Fields::default());
        assert_eq!((wanted.items, wanted.minutes, wanted.which), (USUAL, None, Which::All));
        assert!(!wanted.has_errors());
    }

    #[test]
    fn what_cannot_be_is_told_and_kept() {
        let fields = Fields {
            certification: "nope".into(),
            items: "201".into(),
            minutes: "soon".into(),
            difficulty: "brutal".into(),
            which: "some".into(),
            ..Fields::default()
        };
        let wanted = read(fields);
        let errors = &wanted.errors;
        assert!(errors.certification.is_some() && errors.items.is_some() && errors.minutes.is_some());
        assert_eq!((wanted.typed_items.as_str(), wanted.typed_minutes.as_str()), ("201", "soon"));
        assert_eq!((wanted.difficulty, wanted.which), (None, Which::All));
        for items in ["0", "-1", "1.5", "99999999999999999999"] {
            assert!(read(Fields { items: items.into(), ..Fields::default() }).has_errors(), "{items}");
        }
    }

    #[test]
    fn what_is_stored_reads_the_same_again() {
        let wanted = Wanted { which: Which::Missed, items: 7, minutes: Some(20), ..Wanted::default() };
        let again: Fields = serde_json::from_value(wanted.criteria()).unwrap();
        assert_eq!(again, wanted.fields());
        assert_eq!(again.pairs(), [("which", "missed"), ("items", "7"), ("minutes", "20")]);
    }

    #[test]
    fn a_source_that_is_no_id_is_nowhere() {
        let attempt = Uuid::from_u128(7);
        let of = |text: String| read(Fields { attempt: text, ..Fields::default() }).source;
        assert_eq!(of(attempt.to_string()), Source::Attempt(attempt));
        assert_eq!(of("x".into()), Source::Nowhere);
    }
}
