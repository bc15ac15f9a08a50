//! What is wrong with a bank, where, and how to mend it.

use crate::source::{Source, Spot};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// How many problems of one file are listed; one more says how many were left out.
pub const MAX_PROBLEMS_PER_FILE: usize = 1_000;

/// A place in a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    /// The path as it was given, joined with the way below it, with `/` between the parts.
    pub file: String,
    /// From 1.
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}

/// Whether a problem keeps a bank from being used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// It does.
    Error,
    /// It doesn't, but somebody should look.
    Warning,
}

impl Severity {
    /// In one lower-case word.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
        }
    }
}

/// The part of a source line that a problem is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt {
    /// The line, cut to what fits beside its place; control characters and tabs are shown as spaces.
    pub text: String,
    /// How many characters stand before the place.
    pub caret: usize,
}

/// Something wrong with a bank.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Where.
    pub place: Place,
    /// How bad.
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
    /// How to mend it.
    pub help: String,
    /// The line that it is about; none where a whole file or folder is.
    pub excerpt: Option<Excerpt>,
}

impl Problem {
    /// An error about a file or folder as a whole.
    pub(crate) fn of_file(
        file: impl Into<String>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Problem {
        Problem {
            place: Place { file: file.into(), line: 1, column: 1 },
            severity: Severity::Error,
            message: message.into(),
            help: help.into(),
            excerpt: None,
        }
    }
}

/// What a file is held to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rules {
    /// The bank that ships with the program: every item is whole and proven.
    Shipped,
    /// An instructor's own: what an item can do without may lack.
    Own,
}

/// The problems of one source file, as they are found.
pub(crate) struct Findings<'s> {
    pub(crate) source: &'s Source,
    pub(crate) rules: Rules,
    problems: Vec<Problem>,
    errors: usize,
    left_out: usize,
}

impl<'s> Findings<'s> {
    pub(crate) fn new(source: &'s Source) -> Findings<'s> {
        Findings { source, rules: Rules::Shipped, problems: Vec::new(), errors: 0, left_out: 0 }
    }

    /// For a file of an instructor's own bank.
    pub(crate) fn of_own(source: &'s Source) -> Findings<'s> {
        Findings { rules: Rules::Own, ..Findings::new(source) }
    }

    /// Whether this is a file of an instructor's own bank.
    pub(crate) fn own(&self) -> bool {
        self.rules == Rules::Own
    }

    /// An error in the shipped bank, and nothing in an instructor's own.
    pub(crate) fn demand(&mut self, spot: Spot, message: impl Into<String>, help: impl Into<String>) {
        if !self.own() {
            self.error(spot, message, help);
        }
    }

    pub(crate) fn error(&mut self, spot: Spot, message: impl Into<String>, help: impl Into<String>) {
        self.errors += 1;
        self.add(Severity::Error, spot, message.into(), help.into());
    }

    pub(crate) fn warning(&mut self, spot: Spot, message: impl Into<String>, help: impl Into<String>) {
        self.add(Severity::Warning, spot, message.into(), help.into());
    }

    /// How many errors were found so far, listed or not.
    pub(crate) fn errors(&self) -> usize {
        self.errors
    }

    fn add(&mut self, severity: Severity, spot: Spot, message: String, help: String) {
        if self.problems.len() >= MAX_PROBLEMS_PER_FILE {
            self.left_out += 1;
            return;
        }
        self.problems.push(Problem {
            place: self.source.place(spot),
            severity,
            message,
            help,
            excerpt: Some(self.source.excerpt(spot)),
        });
    }

    /// Notes where an id stands, or reports that it stands somewhere else already.
    pub(crate) fn claim(&mut self, seen: &mut BTreeMap<String, Place>, id: &str, spot: Spot) {
        match seen.get(id) {
            Some(first) => {
                self.error(
                    spot,
                    format!("the id `{id}` is used twice"),
                    format!("change this one; the other is at {first}"),
                );
            }
            None => {
                seen.insert(id.to_owned(), self.source.place(spot));
            }
        }
    }

    /// All of them in the order of their places, none twice.
    pub(crate) fn finish(self) -> Vec<Problem> {
        let mut problems = self.problems;
        problems.sort_by(|a, b| (&a.place, &a.message).cmp(&(&b.place, &b.message)));
        problems.dedup();
        if self.left_out > 0 {
            let mut more = Problem::of_file(
                self.source.file.clone(),
                format!("{} more problems of this file aren't listed", self.left_out),
                "mend the listed ones first, then check again",
            );
            more.place.line = self.source.lines().max(1);
            problems.push(more);
        }
        problems
    }
}
