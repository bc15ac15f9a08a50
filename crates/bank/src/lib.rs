//! Question banks: the native Markdown format (`question-bank/FORMAT.md`), read with every problem's place.
//!
//! [`read`] takes a folder or a single file and returns a [`Bank`]: the certifications, the items, and everything that
//! is wrong with the files, each with its place and how to mend it. Reading never stops at the first problem.
//!
//! [`check`] reads it as well, and looks at the items together: which are nearly the same ([`duplicates`]), and what the
//! bank is like as a whole ([`figures`]).

mod belonging;
mod body;
mod boxes;
mod carried;
mod certification_file;
mod certification_places;
mod certification_shape;
mod check;
mod code;
mod content_hash;
mod document;
pub mod duplicates;
pub mod export;
mod fields;
pub mod figures;
mod folder;
mod front_matter;
mod ids;
pub mod import;
mod item_file;
mod item_parts;
pub mod item_rules;
mod landmarks;
mod literals;
mod markdown;
mod option_item;
mod options;
mod problem;
mod proof;
mod proof_section;
mod prose;
mod proven;
mod read;
pub mod report;
mod source;
mod stem;
mod whole;

pub use check::{Checked, check};
pub use content_hash::content_hash;
pub use folder::{MAX_DEPTH, MAX_FILE_BYTES, MAX_FILES, MAX_TOTAL_BYTES};
pub use problem::{Excerpt, MAX_PROBLEMS_PER_FILE, Place, Problem, Severity};
pub use proof::{CodeFile, Need, Program, Proof, Setup, fill};
pub use read::{Bank, BankItem, read};
