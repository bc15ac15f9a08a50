//! What the items of a bank are like as a whole: how much of an exam they fill, how hard they are, and whether their keys
//! give themselves away.

mod features;
mod forms;
mod guessers;
mod options;
mod positions;
mod statistics;
mod table;

pub use forms::{EditionFigures, SectionFigures};
pub use guessers::GuesserFigures;
pub use positions::KeyPositions;
pub use table::to_text;

use crate::proof::Proof;
use crate::read::{Bank, BankItem};
use invigil_exam::{Certification, Difficulty, ItemKind};
use serde::{Serialize, Serializer};

/// The figures of a bank.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Figures {
    /// Whether all items of each certification are counted. Of a part, how many forms it fills says nothing.
    pub whole: bool,
    /// Those that have an exam or items, in the order of the bank.
    pub certifications: Vec<CertificationFigures>,
}

/// The figures of one certification's items.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CertificationFigures {
    /// The certification's id.
    pub id: String,
    /// What people call it.
    pub short: String,
    /// How many items it has, all without an error.
    pub items: usize,
    /// Its editions, in the order of its file.
    pub editions: Vec<EditionFigures>,
    /// How hard the authors expect the items to be.
    pub difficulty: DifficultyMix,
    /// How the items are answered.
    pub kinds: KindMix,
    /// How the keys are proven.
    pub proofs: ProofMix,
    /// Where the keys stand.
    pub key_positions: KeyPositions,
    /// What those score who don't read the items.
    pub guessers: Vec<GuesserFigures>,
}

/// How many items are expected to be how hard.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct DifficultyMix {
    pub easy: usize,
    pub medium: usize,
    pub hard: usize,
}

/// How many items are answered how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct KindMix {
    /// With one key.
    pub single: usize,
    /// With several.
    pub multiple: usize,
}

/// How many keys are proven how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "they are the values of the field `proof`")]
pub struct ProofMix {
    pub output: usize,
    pub raises: usize,
    pub options: usize,
    pub claims: usize,
    pub cited: usize,
}

impl ProofMix {
    /// How many can be proven by running something.
    pub fn run(&self) -> usize {
        self.output + self.raises + self.options + self.claims
    }
}

/// Works the figures out. Reading a bank doesn't, since only who writes items needs them. `whole`: whether the bank was
/// read whole, and not a part of it.
pub fn of(bank: &Bank, whole: bool) -> Figures {
    let certifications = bank.certifications.iter().map(|certification| {
        let own = bank.items.iter().filter(|entry| entry.item.certification == certification.id);
        of_certification(certification, &own.collect::<Vec<_>>())
    });
    let worth_it = |own: &CertificationFigures| own.items > 0 || (whole && !own.editions.is_empty());
    Figures { whole, certifications: certifications.filter(worth_it).collect() }
}

fn of_certification(certification: &Certification, items: &[&BankItem]) -> CertificationFigures {
    let editions = certification.editions.iter();
    let views: Vec<options::ItemView> =
        items.iter().map(|entry| options::ItemView::of(&entry.item)).collect();
    let mut figures = CertificationFigures {
        id: certification.id.clone(),
        short: certification.short.clone(),
        items: items.len(),
        editions: editions.map(|edition| EditionFigures::of(edition, items)).collect(),
        difficulty: DifficultyMix::default(),
        kinds: KindMix::default(),
        proofs: ProofMix::default(),
        key_positions: KeyPositions::of(&views),
        guessers: guessers::all(&views),
    };
    for entry in items {
        let number = match entry.item.solution.difficulty {
            Difficulty::Easy => &mut figures.difficulty.easy,
            Difficulty::Medium => &mut figures.difficulty.medium,
            Difficulty::Hard => &mut figures.difficulty.hard,
        };
        *number += 1;
        let number = match entry.item.question.kind() {
            ItemKind::Single => &mut figures.kinds.single,
            ItemKind::Multiple => &mut figures.kinds.multiple,
        };
        *number += 1;
        let number = match entry.proof {
            Proof::Output { .. } => &mut figures.proofs.output,
            Proof::Raises { .. } => &mut figures.proofs.raises,
            Proof::Options { .. } => &mut figures.proofs.options,
            Proof::Claims { .. } => &mut figures.proofs.claims,
            Proof::Cited { .. } => &mut figures.proofs.cited,
        };
        *number += 1;
    }
    figures
}

/// Four digits after the point are more than enough.
fn rounded<S: Serializer>(number: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64((number * 1e4).round() / 1e4)
}

fn all_rounded<S: Serializer>(numbers: &[f64], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(numbers.iter().map(|number| (number * 1e4).round() / 1e4))
}
