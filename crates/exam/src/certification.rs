//! Certifications and their editions: an exam is data.

use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use thiserror::Error;

/// What a certification is got by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CertificationKind {
    /// By an exam.
    Exam,
    /// By holding others.
    Recognition,
}

/// The levels of a pathway.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Level {
    Entry,
    Associate,
    Professional,
    Expert,
}

/// How an item with several keys is scored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scoring {
    /// Every key and nothing else, or no point.
    AllOrNothing,
}

/// A block of the syllabus and its share of a form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// Unique in its edition.
    pub id: String,
    /// For people.
    pub title: String,
    /// How many items it contributes to a form; at least 1.
    pub items: u16,
    /// Its weight in the score; without one, as much as it has items.
    #[serde(default)]
    pub points: Option<u16>,
    /// What it covers, in short.
    #[serde(default)]
    pub summary: String,
    /// The topics whose items may fill it.
    pub topics: Vec<String>,
}

impl Section {
    /// The section's weight in the score.
    pub fn weight(&self) -> u64 {
        u64::from(self.points.unwrap_or(self.items))
    }
}

/// One outline of a certification's exam: its blueprint, its time and its pass mark.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edition {
    /// Unique in its certification.
    pub id: String,
    /// For people.
    pub title: String,
    /// Whether it is the one offered first; exactly one of a certification is.
    #[serde(default)]
    pub default: bool,
    /// Minutes on the clock; 1 to 600.
    pub minutes: u16,
    /// Minutes that the real exam gives for its agreement before the clock starts.
    #[serde(default)]
    pub agreement_minutes: u16,
    /// The least score that passes, in percent; 1 to 100.
    pub pass_percent: u8,
    /// How items with several keys are scored.
    pub scoring: Scoring,
    /// One line about this edition.
    #[serde(default)]
    pub note: String,
    /// The blueprint.
    pub sections: Vec<Section>,
}

impl Edition {
    /// How many items a form has.
    pub fn items(&self) -> usize {
        self.sections.iter().map(|section| usize::from(section.items)).sum()
    }

    /// The index of the section that `topic` belongs to.
    pub fn section_of(&self, topic: &str) -> Option<usize> {
        self.sections.iter().position(|section| section.topics.iter().any(|own| own == topic))
    }
}

/// The words of a certification's own page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// Where the real exam is taken.
    pub where_taken: String,
    /// What is known about the real exam: code, state.
    pub real_exam: String,
    /// That this is practice material, unofficial and not endorsed.
    pub unofficial: String,
    /// One sentence.
    pub summary: String,
    /// Who it is for. Markdown.
    pub audience: String,
    /// What it covers. Markdown.
    pub covers: String,
    /// Roles that it opens.
    #[serde(default)]
    pub roles: Vec<String>,
    /// The usual pitfalls. Markdown.
    #[serde(default)]
    pub pitfalls: Vec<String>,
    /// How to prepare. Markdown.
    #[serde(default)]
    pub preparation: Vec<String>,
}

/// A certification: an exam with its editions, or a recognition that follows from others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Certification {
    /// Unique; part of addresses.
    pub id: String,
    /// How it is got.
    pub kind: CertificationKind,
    /// What people call it.
    pub short: String,
    /// Its full name.
    pub name: String,
    /// Its level.
    pub level: Level,
    /// The pathway that it is a step of.
    pub pathway: String,
    /// Its place on the pathway, from 1.
    pub order: u16,
    /// Ids of what must be held first.
    #[serde(default)]
    pub requires: Vec<String>,
    /// Ids of what is the natural step before.
    #[serde(default)]
    pub natural_before: Vec<String>,
    /// Ids of what follows.
    #[serde(default)]
    pub next: Vec<String>,
    /// Registration fee of the real exam in US dollars.
    #[serde(default)]
    pub fee_usd: Option<u32>,
    /// The words of its page.
    #[serde(flatten)]
    pub about: About,
    /// Titles of the topics by id.
    #[serde(default)]
    pub topics: BTreeMap<String, String>,
    /// Its outlines; none for a recognition.
    #[serde(default)]
    pub editions: Vec<Edition>,
}

/// What is wrong with a certification's data.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[expect(missing_docs, reason = "the messages say it")]
pub enum CertificationProblem {
    #[error("an exam needs at least one edition")]
    NoEdition,
    #[error("a recognition has no exam, so it can't have editions")]
    EditionsOfRecognition,
    #[error("exactly one edition must have `default = true`; {0} have")]
    Defaults(usize),
    #[error("two editions have the id `{0}`")]
    EditionTwice(String),
    #[error("edition `{edition}`: {field} is {value}, but must be {range}")]
    OutOfRange { edition: String, field: &'static str, value: usize, range: &'static str },
    #[error("edition `{edition}`: two sections have the id `{section}`")]
    SectionTwice { edition: String, section: String },
    #[error("edition `{edition}`, section `{section}`: the topic `{topic}` has no title under [topics]")]
    UnknownTopic { edition: String, section: String, topic: String },
    #[error("edition `{edition}`: the topic `{topic}` belongs to two sections")]
    TopicTwice { edition: String, topic: String },
    #[error("edition `{edition}`, section `{section}`: it has no topic, so no item can fill it")]
    NoTopic { edition: String, section: String },
}

impl Certification {
    /// An exam that an instructor made. It is on no pathway, so its level and place mean nothing; its topics are
    /// [sources](crate::Source).
    pub fn of_instructor(
        id: &str,
        title: &str,
        description: &str,
        topics: BTreeMap<String, String>,
    ) -> Certification {
        Certification {
            id: id.to_owned(),
            kind: CertificationKind::Exam,
            short: title.to_owned(),
            name: title.to_owned(),
            level: Level::Entry,
            pathway: String::new(),
            order: 1,
            requires: Vec::new(),
            natural_before: Vec::new(),
            next: Vec::new(),
            fee_usd: None,
            about: About { summary: description.to_owned(), ..About::default() },
            topics,
            editions: Vec::new(),
        }
    }

    /// The edition offered first; none for a recognition.
    pub fn default_edition(&self) -> Option<&Edition> {
        self.editions.iter().find(|edition| edition.default)
    }

    /// The edition with this id.
    pub fn edition(&self, id: &str) -> Option<&Edition> {
        self.editions.iter().find(|edition| edition.id == id)
    }

    /// A topic's title, or its id where it has none.
    pub fn topic_title<'a>(&'a self, topic: &'a str) -> &'a str {
        self.topics.get(topic).map_or(topic, String::as_str)
    }

    /// Everything that is wrong with the data, not only the first.
    pub fn problems(&self) -> Vec<CertificationProblem> {
        let mut problems = Vec::new();
        match self.kind {
            CertificationKind::Recognition if !self.editions.is_empty() => {
                problems.push(CertificationProblem::EditionsOfRecognition);
            }
            CertificationKind::Exam if self.editions.is_empty() => {
                problems.push(CertificationProblem::NoEdition)
            }
            _ => {}
        }
        let defaults = self.editions.iter().filter(|edition| edition.default).count();
        if !self.editions.is_empty() && defaults != 1 {
            problems.push(CertificationProblem::Defaults(defaults));
        }
        let mut ids = BTreeSet::new();
        for edition in &self.editions {
            if !ids.insert(&edition.id) {
                problems.push(CertificationProblem::EditionTwice(edition.id.clone()));
            }
            self.problems_of(edition, &mut problems);
        }
        problems
    }

    fn problems_of(&self, edition: &Edition, problems: &mut Vec<CertificationProblem>) {
        let name = || edition.id.clone();
        let mut out_of_range = |field, value: usize, low: usize, high: usize, range| {
            if !(low..=high).contains(&value) {
                problems.push(CertificationProblem::OutOfRange { edition: name(), field, value, range });
            }
        };
        out_of_range("minutes", edition.minutes.into(), 1, 600, "1 to 600");
        out_of_range("pass_percent", edition.pass_percent.into(), 1, 100, "1 to 100");
        out_of_range("the number of sections", edition.sections.len(), 1, 50, "1 to 50");
        for section in &edition.sections {
            out_of_range("items of a section", section.items.into(), 1, 200, "1 to 200");
            out_of_range("points of a section", section.weight() as usize, 1, 1000, "1 to 1000");
        }
        let mut sections = BTreeSet::new();
        let mut topics = BTreeSet::new();
        for section in &edition.sections {
            if !sections.insert(&section.id) {
                problems.push(CertificationProblem::SectionTwice {
                    edition: name(),
                    section: section.id.clone(),
                });
            }
            if section.topics.is_empty() {
                problems.push(CertificationProblem::NoTopic { edition: name(), section: section.id.clone() });
            }
            for topic in &section.topics {
                if !topics.insert(topic) {
                    problems.push(CertificationProblem::TopicTwice { edition: name(), topic: topic.clone() });
                }
                if !self.topics.contains_key(topic) {
                    problems.push(CertificationProblem::UnknownTopic {
                        edition: name(),
                        section: section.id.clone(),
                        topic: topic.clone(),
                    });
                }
            }
        }
    }
}
