//! Exams that instructors make: the list, one exam, the builder.

mod build;
mod check;
mod draft;
mod list;
mod preview;
mod show;
mod view;

pub(crate) use build::{change, edit, make, new};
pub(crate) use list::show as list;
pub(crate) use preview::show as preview;
pub(crate) use show::{archive, show};

use invigil_store::{Catalogue, Shelf};

/// What people call what the items of a bank are filed under. The shipped bank files by certification and section; an
/// instructor's bank by labels of their own.
fn label_title(catalogue: &Catalogue, shelf: &Shelf, label: &str) -> String {
    let shipped = || {
        let (certification, section) = label.split_once('/')?;
        let known = catalogue.certification(certification)?;
        let mut sections = known.editions.iter().flat_map(|edition| &edition.sections);
        let title =
            sections.find(|other| other.id == section).map_or(section, |section| section.title.as_str());
        Some(format!("{}: {title}", known.short))
    };
    match shelf.bank == invigil_store::SHIPPED_BANK {
        true => shipped().unwrap_or_else(|| label.to_owned()),
        false => label.to_owned(),
    }
}
