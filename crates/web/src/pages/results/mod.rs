//! What came of an assignment: people and sections as a matrix, how the scores lie, single people, and all of it as a file.

mod cells;
pub(crate) mod export;
mod histogram;
pub(crate) mod matrix;
pub(crate) mod person;

use invigil_store::{Outcome, SatAttempt, Sitter, SitterResults};

/// Which of several attempts counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Counts {
    Best,
    Last,
    First,
}

impl Counts {
    const ALL: [Counts; 3] = [Counts::Best, Counts::Last, Counts::First];

    fn named(name: &str) -> Counts {
        Counts::ALL.into_iter().find(|counts| counts.name() == name).unwrap_or(Counts::Best)
    }

    fn name(self) -> &'static str {
        match self {
            Counts::Best => "best",
            Counts::Last => "last",
            Counts::First => "first",
        }
    }

    /// The attempt that counts, of those that are closed.
    fn of(self, results: &SitterResults) -> Option<(&SatAttempt, &Outcome)> {
        let mut closed = results.closed();
        match self {
            // Of equals the first.
            Counts::Best => closed.reduce(|best, next| {
                let (a, b) = (best.1.score, next.1.score);
                let better =
                    i128::from(b.points) * i128::from(a.max) > i128::from(a.points) * i128::from(b.max);
                if better { next } else { best }
            }),
            Counts::Last => closed.last(),
            Counts::First => closed.next(),
        }
    }
}

/// What to call somebody.
fn called(sitter: &Sitter) -> &str {
    if sitter.name.is_empty() { &sitter.email } else { &sitter.name }
}
