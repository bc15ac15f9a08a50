//! How many forms the items of a certification fill.

use crate::read::BankItem;
use invigil_exam::Edition;
use serde::Serialize;

/// As many forms as a candidate should be able to take without meeting an item again.
pub(crate) const WANTED_FORMS: usize = 3;

/// How far the items go for one edition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EditionFigures {
    /// The edition's id.
    pub id: String,
    /// Whether it is the one offered first.
    pub default: bool,
    /// How many items a form has.
    pub form: usize,
    /// How many whole forms the items fill, none of them used twice.
    pub forms: usize,
    /// The edition's sections in their order.
    pub sections: Vec<SectionFigures>,
}

/// How far the items go for one section.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SectionFigures {
    /// The section's id.
    pub id: String,
    /// How many items may fill it, by their topics.
    pub items: usize,
    /// How many of them a form has; at least 1.
    pub form: usize,
}

impl EditionFigures {
    pub(crate) fn of(edition: &Edition, items: &[&BankItem]) -> EditionFigures {
        let mut counts = vec![0; edition.sections.len()];
        for index in items.iter().filter_map(|entry| edition.section_of(&entry.item.topic)) {
            counts[index] += 1;
        }
        let sections: Vec<SectionFigures> = edition
            .sections
            .iter()
            .zip(counts)
            .map(|(section, items)| SectionFigures {
                id: section.id.clone(),
                items,
                form: section.items.into(),
            })
            .collect();
        EditionFigures {
            id: edition.id.clone(),
            default: edition.default,
            form: edition.items(),
            forms: sections.iter().map(SectionFigures::forms).min().unwrap_or(0),
            sections,
        }
    }
}

impl SectionFigures {
    /// How many forms its items fill.
    pub fn forms(&self) -> usize {
        self.items / self.form.max(1)
    }

    /// How many more items this many forms need.
    pub fn missing(&self, forms: usize) -> usize {
        (self.form * forms).saturating_sub(self.items)
    }
}
