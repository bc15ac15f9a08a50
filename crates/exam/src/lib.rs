//! The rules of an exam: certifications and their editions, items, forms drawn from a blueprint, attempts, marking
//! and reports.
//!
//! Everything here is a function of its arguments. The time (`now`) and the seed of a drawing are handed in; this crate
//! knows no clock, no source of randomness, no database and no web.

mod assignment;
mod attempt;
mod certification;
mod choices;
mod draw;
mod form;
mod item;
mod marking;
mod prerequisites;
mod random;
mod report;
mod ruling;
mod saving;
mod source;
mod spent;

pub use assignment::{Allowance, Awaits, OwnTerms, Release, Taken, Terms, Turn, Visible};
pub use attempt::{Attempt, ClosedAttempt, ClosedBy, Entry, GRACE, OpenAttempt, Sitting};
pub use certification::{
    About, Certification, CertificationKind, CertificationProblem, Edition, Level, Scoring, Section,
};
pub use choices::{Choices, MAX_OPTIONS};
pub use draw::{PoolItem, Shortage, Shuffle, draw, shortages};
pub use form::{Form, OptionOrder, Slot};
pub use item::{Difficulty, Item, ItemKind, Question, Solution};
pub use marking::{ItemMark, Marked, Score, SectionMark, mark};
pub use prerequisites::Holdings;
pub use random::Random;
pub use report::{ItemReport, Report};
pub use ruling::{Key, Ruling, RulingProblem};
pub use saving::{Refusal, Save, Saved, judge};
pub use source::{NoSource, Source, Sources};
pub use spent::{MOST_SECONDS, spent};
