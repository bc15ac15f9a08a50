//! Which column holds what, by the names in the header row.

use super::Row;
use crate::import::naming::letter;
use std::borrow::Cow;

/// What a column holds. Options and their reasons are numbered from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Id,
    Title,
    Section,
    Kind,
    Stem,
    Option(usize),
    Reason(usize),
    /// All options in one cell, parted by `|`.
    Options,
    Key,
    Explanation,
    Reference,
    Objective,
    Difficulty,
    Shuffle,
    Format,
}

impl Role {
    fn name(self) -> String {
        let name = match self {
            Role::Id => "id",
            Role::Title => "title",
            Role::Section => "section",
            Role::Kind => "type",
            Role::Stem => "stem",
            Role::Option(index) => return format!("option {}", letter(index)),
            Role::Reason(index) => return format!("reason of option {}", letter(index)),
            Role::Options => "options, parted by |",
            Role::Key => "key",
            Role::Explanation => "explanation",
            Role::Reference => "reference",
            Role::Objective => "objective",
            Role::Difficulty => "difficulty",
            Role::Shuffle => "shuffle",
            Role::Format => "format",
        };
        name.to_owned()
    }
}

/// The names of each role, the likeliest first. Where a table has several of them, the first is taken.
const NAMES: [(Role, &[&str]); 13] = [
    (Role::Id, &["id", "item id", "question id", "identifier", "code"]),
    (Role::Title, &["title", "name", "question title", "question name", "item title", "item name"]),
    (Role::Section, &["section", "category", "topic", "domain", "section name", "chapter", "module", "unit"]),
    (Role::Kind, &["type", "kind", "question type", "item type", "question kind"]),
    (
        Role::Stem,
        &["stem", "question text", "question stem", "question", "item text", "text", "prompt", "item"],
    ),
    (Role::Options, &["options", "choices", "answer options", "answer choices", "alternatives"]),
    (
        Role::Key,
        &[
            "key",
            "keys",
            "answer key",
            "correct",
            "correct answer",
            "correct answers",
            "correct option",
            "correct options",
            "correct choice",
            "correct choices",
            "right answer",
            "right answers",
            "solution",
            "answer",
            "answers",
        ],
    ),
    (
        Role::Explanation,
        &[
            "explanation",
            "general feedback",
            "feedback",
            "rationale",
            "general explanation",
            "justification",
            "comment",
        ],
    ),
    (Role::Reference, &["reference", "references", "source", "sources", "link", "url"]),
    (Role::Objective, &["objective", "learning objective", "outcome", "learning outcome"]),
    (Role::Difficulty, &["difficulty", "difficulty level", "level"]),
    (Role::Shuffle, &["shuffle", "shuffle options", "shuffle answers", "randomize", "randomise"]),
    (Role::Format, &["format", "text format", "markup"]),
];

/// Names that, with a letter or a number, name an option.
const OPTION_NAMES: [&str; 9] = [
    "option",
    "opt",
    "choice",
    "answer",
    "alternative",
    "response",
    "answer option",
    "answer choice",
    "option text",
];
/// Names that, with a letter or a number, name why an option is right or wrong.
const REASON_NAMES: [&str; 8] = [
    "reason",
    "feedback",
    "rationale",
    "explanation",
    "option feedback",
    "answer feedback",
    "choice feedback",
    "option reason",
];
/// What follows the letter or number of an option where the column holds its reason.
const REASON_ENDINGS: [&str; 4] = [" feedback", " reason", " rationale", " explanation"];

/// The columns of a table.
#[derive(Debug)]
pub(super) struct Columns {
    /// The index of the column and the heading, for each role that there is.
    roles: Vec<(Role, usize, String)>,
    /// The headings of columns that aren't used.
    unused: Vec<String>,
    /// How many columns the header has.
    pub(super) count: usize,
}

impl Columns {
    /// Finds out the columns of a header row.
    ///
    /// # Errors
    /// What it lacks, or which names are twice.
    pub(super) fn of(header: &[Cow<'_, str>]) -> Result<Columns, String> {
        let count = header.iter().rposition(|name| !name.trim().is_empty()).map_or(0, |last| last + 1);
        let mut columns = Columns { roles: Vec::new(), unused: Vec::new(), count };
        let mut ranks: Vec<usize> = Vec::new();
        for (index, heading) in header.iter().take(count).enumerate() {
            let Some((role, rank)) = role(&words(heading)) else {
                columns.unused.push(heading.trim().to_owned());
                continue;
            };
            let heading = heading.trim().to_owned();
            match columns.roles.iter().position(|known| known.0 == role) {
                None => {
                    columns.roles.push((role, index, heading));
                    ranks.push(rank);
                }
                Some(known) if ranks[known] == rank => {
                    return Err(format!(
                        "Two columns are the {}: “{}” and “{heading}”. Rename one of them.",
                        role.name(),
                        columns.roles[known].2
                    ));
                }
                Some(known) if rank < ranks[known] => {
                    let before = std::mem::replace(&mut columns.roles[known], (role, index, heading));
                    ranks[known] = rank;
                    columns.unused.push(before.2);
                }
                Some(_) => columns.unused.push(heading),
            }
        }
        columns.complete(header)
    }

    /// Holds the columns against what an item needs.
    fn complete(self, header: &[Cow<'_, str>]) -> Result<Columns, String> {
        let has = |wanted: fn(Role) -> bool| self.roles.iter().any(|(role, ..)| wanted(*role));
        let mut missing = Vec::new();
        if !has(|role| role == Role::Stem) {
            missing.push("the stem (“stem”, “question”)");
        }
        if !has(|role| matches!(role, Role::Option(_) | Role::Options | Role::Kind)) {
            missing.push("the options (“option_1”, “option_2”, … or “options”)");
        }
        if !has(|role| role == Role::Key) {
            missing.push("the key (“key”, “correct answer”)");
        }
        if missing.is_empty() {
            return Ok(self);
        }
        let found: Vec<_> =
            header.iter().take(self.count.min(20)).map(|heading| format!("“{}”", heading.trim())).collect();
        Err(format!(
            "Its first row has to name the columns. There is none for {}. Found: {}.",
            missing.join(", nor for "),
            found.join(", ")
        ))
    }

    /// Whether the table is one that this program exported, by the headings that only it writes.
    pub(super) fn is_own(&self) -> bool {
        let own = [
            (Role::Stem, "stem"),
            (Role::Option(0), "option_1"),
            (Role::Key, "key"),
            (Role::Format, "format"),
        ];
        own.iter()
            .all(|(role, name)| self.roles.iter().any(|(known, _, heading)| known == role && heading == name))
    }

    fn index(&self, wanted: Role) -> Option<usize> {
        self.roles.iter().find(|(role, ..)| *role == wanted).map(|(_, index, _)| *index)
    }

    /// How many options the table has columns for, or reasons of options; one more than the last of them.
    pub(super) fn option_columns(&self) -> usize {
        let numbers = self.roles.iter().filter_map(|(role, ..)| match role {
            Role::Option(index) => Some(index + 1),
            _ => None,
        });
        numbers.max().unwrap_or(0)
    }

    /// The row's text in the column of this role; empty where there is no such column. An apostrophe that keeps spreadsheets
    /// from taking a text for a formula is gone.
    pub(super) fn get<'a>(&self, row: &Row<'a>, role: Role) -> Cow<'a, str> {
        let cell = self.index(role).and_then(|index| row.cells.get(index));
        cell.map_or(Cow::Borrowed(""), |cell| match guarded(cell, self.is_own()) {
            true => Cow::Owned(cell[1..].to_owned()),
            false => Cow::Owned(cell.trim().to_owned()),
        })
    }

    /// Where the cell of this role stands; the row itself where there is no such column.
    pub(super) fn place(&self, row: &Row<'_>, role: Role) -> crate::Place {
        (row.place)(self.index(role).unwrap_or(0))
    }

    /// A sentence on what was taken for what.
    pub(super) fn note(&self) -> String {
        let taken: Vec<_> = self
            .roles
            .iter()
            .map(|(role, _, heading)| format!("“{heading}” is the {}", role.name()))
            .collect();
        let unused = self.unused.iter().map(|heading| match heading.as_str() {
            "" => "one without a heading".to_owned(),
            heading => format!("“{heading}”"),
        });
        let unused: Vec<_> = unused.collect();
        match unused.is_empty() {
            true => format!("Columns: {}.", taken.join(", ")),
            false => format!("Columns: {}. Not used: {}.", taken.join(", "), unused.join(", ")),
        }
    }
}

/// Whether a cell begins with an apostrophe that an export put there, so that no spreadsheet takes the text for a formula. In
/// tables of others, a second apostrophe makes it a quoted text: `'-'`.
fn guarded(cell: &str, own: bool) -> bool {
    cell.strip_prefix('\'').is_some_and(|rest| {
        let meant = if own { rest.trim_start_matches('\'') } else { rest };
        meant.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) && (own || !rest.contains('\''))
    })
}

/// A heading in lower-case words: `correctAnswer`, `Correct_answer` and `CORRECT ANSWER` are the same.
fn words(heading: &str) -> String {
    let mut words = String::new();
    let mut before = ' ';
    for char in heading.chars() {
        let apart = (before.is_lowercase() && char.is_uppercase())
            || (before.is_alphabetic() && char.is_numeric())
            || (before.is_numeric() && char.is_alphabetic());
        if apart {
            words.push(' ');
        }
        if char.is_alphanumeric() {
            words.extend(char.to_lowercase());
        } else {
            words.push(' ');
        }
        before = char;
    }
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What a column of this name holds, and how far down the name stands among the role's names.
fn role(words: &str) -> Option<(Role, usize)> {
    for (role, names) in NAMES {
        if let Some(rank) = names.iter().position(|name| *name == words) {
            return Some((role, rank));
        }
    }
    for ending in REASON_ENDINGS {
        if let Some((Role::Option(index), rank)) = words.strip_suffix(ending).and_then(option) {
            return Some((Role::Reason(index), rank));
        }
    }
    let (name, last) = words.rsplit_once(' ').unwrap_or(("", words));
    let rank = REASON_NAMES.iter().position(|known| *known == name);
    match (rank, number(last)) {
        (Some(rank), Some(index)) => Some((Role::Reason(index), rank)),
        _ => option(words),
    }
}

fn option(words: &str) -> Option<(Role, usize)> {
    let (name, last) = words.rsplit_once(' ').unwrap_or(("", words));
    // A letter alone is an option; a number alone may be anything.
    let rank = match name {
        "" if last.len() == 1 && last.starts_with(|c: char| c.is_ascii_lowercase() && c <= 'j') => {
            OPTION_NAMES.len()
        }
        name => OPTION_NAMES.iter().position(|known| *known == name)?,
    };
    Some((Role::Option(number(last)?), rank))
}

/// The number from 0 that a letter or a number from 1 stands for.
fn number(word: &str) -> Option<usize> {
    match word.as_bytes() {
        [letter @ b'a'..=b'z'] => Some(usize::from(letter - b'a')),
        [b'0'..=b'9'] | [b'0'..=b'9', b'0'..=b'9'] => {
            word.parse::<usize>().ok()?.checked_sub(1).filter(|index| *index < 26)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Role, guarded, role, words};

    #[test]
    fn names_are_matched_loosely() {
        let found = |heading: &str| role(&words(heading)).map(|(role, _)| role);
        for (heading, expected) in [
            ("Question Text", Role::Stem),
            ("questionText", Role::Stem),
            ("option_1", Role::Option(0)),
            ("Option B", Role::Option(1)),
            ("answer3", Role::Option(2)),
            ("D", Role::Option(3)),
            ("Choice 10", Role::Option(9)),
            ("Answer", Role::Key),
            ("CORRECT ANSWER", Role::Key),
            ("Feedback", Role::Explanation),
            ("feedback 2", Role::Reason(1)),
            ("Option A feedback", Role::Reason(0)),
            ("reason_b", Role::Reason(1)),
            ("Learning objective:", Role::Objective),
        ] {
            assert_eq!(found(heading), Some(expected), "{heading}");
        }
        for heading in ["Points", "1", "option 0", "x", ""] {
            assert_eq!(found(heading), None, "{heading}");
        }
    }

    #[test]
    fn only_an_apostrophe_against_formulas_is_taken_away() {
        assert!(
            guarded("'=1+1", false)
                && guarded("'-5", false)
                && guarded("'@x", true)
                && guarded("''=x'", true)
        );
        assert!(
            !guarded("'-'.join(x)", false)
                && !guarded("'a'", true)
                && !guarded("=1", true)
                && !guarded("'", true)
        );
    }
}
