//! What a score report states, and the one way to write it down.
//!
//! A statement is JSON in the canonical form of RFC 8785: one line of UTF-8 without white space, the fields of every object in
//! alphabetical order, strings escaped no more than they must be, whole numbers only. So the same statement is always the same
//! bytes. Those bytes are what is signed, and they are kept and shown word for word.

use invigil_exam::Score;
use serde::{Deserialize, Serialize};
use thiserror::Error;
use time::format_description::well_known::Rfc3339;
use time::{OffsetDateTime, UtcOffset};

/// The version of the form that statements have now.
pub const VERSION: u8 = 1;

/// What every statement says about itself.
pub const NOTICE: &str = "Mock exam, unofficial: not endorsed by any certifying body; not a certificate.";

// In every structure here, fields stand in alphabetical order: that is the order in which they are written.

/// What is signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Statement {
    /// An exam or a recognition.
    pub about: About,
    /// What the person wants to be called; `None` leaves it open whose report it is.
    pub holder: Option<String>,
    /// The report's id, a UUID.
    pub id: String,
    /// [`NOTICE`].
    pub notice: String,
    /// The address of the platform, without a slash at the end.
    pub platform: String,
    /// When it was signed: RFC 3339, UTC, whole seconds.
    pub signed_at: String,
    /// [`VERSION`].
    pub version: u8,
}

/// What a report is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum About {
    /// One attempt at a mock exam.
    Exam(Exam),
    /// A recognition that follows from passing several.
    Recognition(Recognition),
}

/// One attempt at a mock exam.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exam {
    /// What the form was drawn from.
    pub bank: BankState,
    /// The certification's id.
    pub certification: String,
    /// When the attempt ended: RFC 3339, UTC, whole seconds.
    pub closed_at: String,
    /// The outline that it was sat under.
    pub edition: EditionName,
    /// The certification's full name; as `name` where it has but one.
    pub full_name: String,
    /// Items of the form.
    pub items: u16,
    /// Minutes that the clock gave.
    pub minutes: u16,
    /// What people call the exam.
    pub name: String,
    /// The least score that passes, in percent.
    pub pass_percent: u8,
    /// Whether the score reaches it.
    pub passed: bool,
    /// Items answered right.
    pub right: u16,
    /// The score.
    pub score: Tally,
    /// Seconds from the start to the end.
    pub seconds_used: u32,
    /// In the order of the edition.
    pub sections: Vec<SectionResult>,
}

/// What a form was drawn from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BankState {
    /// SHA-256 in hexadecimal digits: of the shipped bank, or, where `revision` is null, of the items of the form alone.
    pub digest: String,
    /// The number of the shipped bank's revision; null for an instructor's exam, and where revisions weren't counted yet.
    pub revision: Option<i32>,
}

/// An edition of an exam.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EditionName {
    /// Its id within the certification.
    pub id: String,
    /// The id of the revision of it: an edition that changes gets another.
    pub revision: i32,
    /// Its title.
    pub title: String,
}

/// A score.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tally {
    /// The most points possible, in equal parts so small that every score is a whole number of them.
    pub max: i64,
    /// The same in percent with one decimal, rounded down: `72.5`.
    pub percent: String,
    /// The points reached.
    pub points: i64,
}

impl From<Score> for Tally {
    fn from(score: Score) -> Tally {
        let tenths = score.tenths_of_percent();
        Tally { max: score.max, percent: format!("{}.{}", tenths / 10, tenths % 10), points: score.points }
    }
}

impl Tally {
    /// As the rules have it.
    pub fn score(&self) -> Score {
        Score { points: self.points, max: self.max.max(1) }
    }
}

/// How a section was answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SectionResult {
    /// Items asked.
    pub items: u16,
    /// Items answered right.
    pub right: u16,
    /// The section's title.
    pub title: String,
}

/// A recognition that follows from passing several mock exams.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recognition {
    /// The certification's id.
    pub certification: String,
    /// Its full name.
    pub full_name: String,
    /// What people call it.
    pub name: String,
    /// One of each that it requires, in its order.
    pub passes: Vec<Pass>,
}

/// A mock exam that was passed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pass {
    /// The certification's id.
    pub certification: String,
    /// When the attempt ended: RFC 3339, UTC, whole seconds.
    pub closed_at: String,
    /// The edition's title.
    pub edition: String,
    /// What people call the exam.
    pub name: String,
    /// The least score that passed, in percent.
    pub pass_percent: u8,
    /// The score.
    pub score: Tally,
}

/// Why a text is no statement.
#[derive(Debug, Error)]
pub enum StatementProblem {
    /// It isn't JSON, or not of this form.
    #[error("it can't be read: {0}")]
    Unreadable(#[from] serde_json::Error),
    /// It is of a version that isn't known.
    #[error("it has the version {0}, which isn't known")]
    Version(u8),
    /// It says something, but isn't written in the one way.
    #[error("it isn't written in the canonical form")]
    NotCanonical,
}

impl Statement {
    /// The canonical form: what is signed, as UTF-8.
    ///
    /// # Errors
    /// Never, as all of it can be written as JSON; the serialiser can't know.
    pub fn write(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string(self)
    }

    /// Reads the canonical form.
    ///
    /// # Errors
    /// When it is no statement, or is written in another way than [`Statement::write`] does.
    pub fn read(text: &str) -> Result<Statement, StatementProblem> {
        let statement: Statement = serde_json::from_str(text)?;
        if statement.version != VERSION {
            return Err(StatementProblem::Version(statement.version));
        }
        if statement.write()? != text {
            return Err(StatementProblem::NotCanonical);
        }
        Ok(statement)
    }

    /// A moment as statements write it: RFC 3339, UTC, whole seconds.
    pub fn moment(at: OffsetDateTime) -> String {
        at.to_offset(UtcOffset::UTC).truncate_to_second().format(&Rfc3339).unwrap_or_default()
    }

    /// The moment that a statement's text means; `None` if it means none.
    pub fn parse_moment(text: &str) -> Option<OffsetDateTime> {
        OffsetDateTime::parse(text, &Rfc3339).ok()
    }
}
