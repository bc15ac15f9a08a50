//! A bank: everything that its files hold, and everything that is wrong with them.

use crate::belonging::Owner;
use crate::certification_file::{self, CertificationFile};
use crate::folder::{self, Found};
use crate::front_matter;
use crate::item_file;
use crate::landmarks::Landmarks;
use crate::problem::{Place, Problem, Severity};
use crate::proof::Proof;
use crate::proven;
use crate::source::Source;
use invigil_exam::{Certification, Item};
use std::collections::BTreeMap;
use std::path::Path;

/// A question bank as it was read.
#[derive(Clone, Debug, Default)]
pub struct Bank {
    /// The certifications without an error, along their pathways.
    pub certifications: Vec<Certification>,
    /// The items without an error, in the order of their files. Each belongs to one of the certifications; no two have
    /// the same id.
    pub items: Vec<BankItem>,
    /// Everything that is wrong, in the order of the files and the places in them.
    pub problems: Vec<Problem>,
}

/// An item, how its key is proven, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BankItem {
    /// The item.
    pub item: Item,
    /// How its key is proven.
    pub proof: Proof,
    /// Where its id stands.
    pub place: Place,
    /// The versions of CPython that its key was proven on, by the bank's record and as the item stands now.
    pub proven_on: Vec<String>,
}

impl Bank {
    /// How many of the problems are errors.
    pub fn errors(&self) -> usize {
        self.problems.iter().filter(|problem| problem.severity == Severity::Error).count()
    }

    /// How many of the problems are warnings.
    pub fn warnings(&self) -> usize {
        self.problems.len() - self.errors()
    }

    /// The certification with this id.
    pub fn certification(&self, id: &str) -> Option<&Certification> {
        self.certifications.iter().find(|certification| certification.id == id)
    }
}

/// Reads a bank: a folder of any level of it, or a single file.
///
/// Whatever is wrong is among the bank's problems; a path that can't be read is one of them. What is unique in a whole
/// bank is only seen to be so when the whole bank is read.
pub fn read(path: &Path) -> Bank {
    read_with_landmarks(path).0
}

/// The bank, and where in its files what is said.
pub(crate) fn read_with_landmarks(path: &Path) -> (Bank, Landmarks) {
    let mut files = folder::find(path);
    let mut bank = Bank::default();
    let mut landmarks = Landmarks { whole: !files.part, ..Landmarks::default() };

    let found = std::mem::take(&mut files.certifications);
    let mut ids: BTreeMap<String, Place> = BTreeMap::new();
    let mut certifications: Vec<Option<CertificationFile>> = Vec::new();
    for found in &found {
        let source = source(found, &mut files);
        certifications.push(source.map(|source| certification_file::read(&source, &mut ids)));
    }
    for file in certifications.iter_mut().flatten() {
        bank.problems.append(&mut file.problems);
        let unknown = file.requires.iter().filter(|(id, _)| files.whole && !ids.contains_key(id));
        bank.problems.extend(unknown.map(|(_, problem)| problem.clone()));
    }

    let known: Vec<&str> = ids.keys().map(String::as_str).collect();
    let mut seen: BTreeMap<String, Place> = BTreeMap::new();
    for found in std::mem::take(&mut files.items) {
        let Some(source) = source(&found, &mut files) else { continue };
        if found.may_be_for_readers() && !front_matter::present(&source) {
            continue;
        }
        let owner = found.owner.and_then(|index| certifications.get(index)).map_or(Owner::None, |file| {
            let certification = file.as_ref().and_then(|file| file.certification.as_ref());
            certification.map_or(Owner::Broken, Owner::Certification)
        });
        let mut file = item_file::read(&source, owner, &known, &mut seen);
        bank.problems.append(&mut file.problems);
        // The items of a certification that can't be used can't either, which is reported once, where it is wrong.
        if matches!(owner, Owner::Certification(_)) {
            bank.items.append(&mut file.items);
        }
    }

    proven::apply(path, &mut bank);
    bank.problems.append(&mut files.problems);
    bank.problems.sort_by(|a, b| a.place.cmp(&b.place));
    for file in certifications.into_iter().flatten() {
        if let Some(certification) = file.certification {
            landmarks.certifications.insert(certification.id.clone(), file.landmarks);
            bank.certifications.push(certification);
        }
    }
    bank.certifications.sort_by(|a, b| (&a.pathway, a.order, &a.id).cmp(&(&b.pathway, b.order, &b.id)));
    (bank, landmarks)
}

/// The source of a found file; that it can't be had is noted.
fn source(found: &Found, files: &mut folder::Files) -> Option<Source> {
    let bytes = files.bytes(&found.name, found.path())?;
    match Source::new(found.name.clone(), &bytes) {
        Ok(source) => Some(source),
        Err(problem) => {
            files.problems.push(*problem);
            None
        }
    }
}
