//! The harness of the tests: a Postgres of their own, a platform on a fresh database each, and visitors who use it.

mod cluster;
mod site;
mod visitor;

pub use cluster::{Database, database};
pub use site::{Candidate, Site};
pub use visitor::{Reply, Visitor};

use std::path::PathBuf;

/// The project's folder.
pub fn project() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}
