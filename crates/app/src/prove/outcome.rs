//! What became of each item.

use super::{needs::Lack, place::Bench, verdict::Failure};
use invigil_bank::{BankItem, Need, Proof};
use std::time::Duration;

/// What came of one item under one interpreter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// Its key is right.
    Proven,
    /// It isn't, or not shown to be.
    Failed(Vec<Failure>),
    /// It wasn't run, since these aren't there.
    Lacking(Vec<Need>),
}

/// What came of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// Proven wherever it was run, and run somewhere.
    Proven,
    /// Not to be run.
    Cited,
    /// Failed somewhere.
    Failed,
    /// Run nowhere.
    NotRun,
}

impl Outcome {
    pub(super) fn name(self) -> &'static str {
        match self {
            Outcome::Proven => "proven",
            Outcome::Cited => "cited",
            Outcome::Failed => "failed",
            Outcome::NotRun => "not run",
        }
    }
}

/// An item and what came of it.
#[derive(Clone, Debug)]
pub(super) struct Proved {
    pub(super) item: BankItem,
    /// Under each interpreter; empty where nothing can be run.
    pub(super) found: Vec<Found>,
}

impl Proved {
    pub(super) fn outcome(&self) -> Outcome {
        let any = |wanted: fn(&Found) -> bool| self.found.iter().any(wanted);
        if matches!(self.item.proof, Proof::Cited { .. }) {
            Outcome::Cited
        } else if any(|found| matches!(found, Found::Failed(_))) {
            Outcome::Failed
        } else if any(|found| *found == Found::Proven) {
            Outcome::Proven
        } else {
            Outcome::NotRun
        }
    }

    /// The versions under which it is proven, as in `3.11`, ascending; none that it failed under as well.
    pub(super) fn versions<'r>(&self, benches: &'r [Bench]) -> Vec<&'r str> {
        let with = |wanted: fn(&Found) -> bool| {
            let found = self.found.iter().zip(benches).filter(move |(found, _)| wanted(found));
            found.map(|(_, bench)| bench.python.version.as_str())
        };
        let failed: Vec<&str> = with(|found| matches!(found, Found::Failed(_))).collect();
        let proven = with(|found| *found == Found::Proven).filter(|version| !failed.contains(version));
        ascending(proven)
    }
}

/// Everything there is to report.
#[derive(Debug)]
pub(super) struct Results {
    pub(super) benches: Vec<Bench>,
    /// The certifications that have items, in the order of the bank.
    pub(super) certifications: Vec<String>,
    pub(super) items: Vec<Proved>,
    pub(super) lacks: Vec<Lack>,
    /// Errors in the files, which keep items from being read.
    pub(super) errors: usize,
    pub(super) jobs: usize,
    pub(super) elapsed: Duration,
}

impl Results {
    /// How many items came to this.
    pub(super) fn count(&self, outcome: Outcome) -> usize {
        self.items.iter().filter(|item| item.outcome() == outcome).count()
    }

    /// How many items weren't run under some interpreter.
    pub(super) fn lacking(&self) -> usize {
        let lacks = |found: &Found| matches!(found, Found::Lacking(_));
        self.items.iter().filter(|item| item.found.iter().any(lacks)).count()
    }

    /// The versions of the interpreters, ascending.
    pub(super) fn versions(&self) -> Vec<&str> {
        ascending(self.benches.iter().map(|bench| bench.python.version.as_str()))
    }
}

/// Versions in their order, each once: 3.9 before 3.11.
fn ascending<'v>(versions: impl Iterator<Item = &'v str>) -> Vec<&'v str> {
    let mut versions: Vec<&str> = versions.collect();
    versions.sort_by_key(|version| {
        version.split('.').map(|part| part.parse::<u32>().unwrap_or(0)).collect::<Vec<_>>()
    });
    versions.dedup();
    versions
}

#[cfg(test)]
mod tests {
    #[test]
    fn versions_are_in_their_order() {
        let versions = ["3.11", "3.9", "3.13", "3.9"];
        assert_eq!(super::ascending(versions.into_iter()), ["3.9", "3.11", "3.13"]);
    }
}
