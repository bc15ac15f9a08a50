//! Where the items of an exam that an instructor made come from.

use crate::{Edition, Section};
use std::collections::HashSet;
use std::fmt;
use std::str::FromStr;
use thiserror::Error;
use uuid::Uuid;

/// A source of items. In the blueprint of an instructor's exam it stands, as written by `Display`, where the shipped bank has a
/// topic's id.
///
/// The narrowest source has an item: the item itself before its bank's section, the section before the whole bank. So one
/// section of an exam may take a bank, and another a part of it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Source {
    /// All items of a bank: `bank/UUID`.
    Bank(Uuid),
    /// The items that carry one label in a bank: `bank/UUID/LABEL`.
    Section(Uuid, String),
    /// A single item by its id: `item/ID`.
    Item(String),
}

/// What isn't written as a source.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("`{0}` is no source; one is written bank/UUID, bank/UUID/LABEL or item/ID")]
pub struct NoSource(String);

impl FromStr for Source {
    type Err = NoSource;

    /// Every source has one way to write it, so that two equal ones are equal as text.
    fn from_str(text: &str) -> Result<Source, NoSource> {
        let parsed = match text.split_once('/') {
            Some(("item", id)) if !id.is_empty() => Some(Source::Item(id.to_owned())),
            Some(("bank", rest)) => match rest.split_once('/') {
                None => rest.parse().ok().map(Source::Bank),
                Some((_, "")) => None,
                Some((bank, label)) => bank.parse().ok().map(|bank| Source::Section(bank, label.to_owned())),
            },
            _ => None,
        };
        parsed.filter(|source| source.to_string() == text).ok_or_else(|| NoSource(text.to_owned()))
    }
}

impl fmt::Display for Source {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Source::Bank(bank) => write!(formatter, "bank/{bank}"),
            Source::Section(bank, label) => write!(formatter, "bank/{bank}/{label}"),
            Source::Item(id) => write!(formatter, "item/{id}"),
        }
    }
}

/// The sources that an exam names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sources(HashSet<Source>);

impl Sources {
    /// Those of an edition's blueprint. Topics that are no sources are left out: the shipped bank's exams have none.
    pub fn of(edition: &Edition) -> Sources {
        edition.sections.iter().flat_map(Section::sources).collect()
    }

    /// The source that has an item, if any: the narrowest that it matches.
    pub fn of_item(&self, item: &str, bank: Uuid, label: &str) -> Option<Source> {
        [Source::Item(item.to_owned()), Source::Section(bank, label.to_owned()), Source::Bank(bank)]
            .into_iter()
            .find(|source| self.0.contains(source))
    }

    /// Each once, in no particular order.
    pub fn iter(&self) -> impl Iterator<Item = &Source> {
        self.0.iter()
    }
}

impl FromIterator<Source> for Sources {
    fn from_iter<I: IntoIterator<Item = Source>>(sources: I) -> Sources {
        Sources(sources.into_iter().collect())
    }
}

impl Section {
    /// Its topics, as far as they are sources, in order.
    pub fn sources(&self) -> impl Iterator<Item = Source> {
        self.topics.iter().filter_map(|topic| topic.parse().ok())
    }

    /// Whether it is made of single items, chosen by hand. One that is withdrawn drops out, and the others remain.
    pub fn is_fixed(&self) -> bool {
        !self.topics.is_empty()
            && self.topics.iter().all(|topic| matches!(topic.parse(), Ok(Source::Item(_))))
    }
}

impl Edition {
    /// Whether every form has the same items: all of its sections are fixed.
    pub fn is_fixed(&self) -> bool {
        self.sections.iter().all(Section::is_fixed)
    }
}
