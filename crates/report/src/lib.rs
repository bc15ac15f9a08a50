//! Score reports: what one states, its signature, and its page on paper. Functions of their arguments.

mod page;
mod signature;
mod statement;

pub use page::{PageProblem, Publication, document};
pub use signature::{PublicKey, SIGNATURE_LENGTH, sign};
pub use statement::{
    About, BankState, EditionName, Exam, NOTICE, Pass, Recognition, SectionResult, Statement,
    StatementProblem, Tally, VERSION,
};
