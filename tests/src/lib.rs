//! The harness of the tests: a Postgres of their own, a platform on a fresh database each, and visitors who use it.

mod belongings;
mod browser;
mod cluster;
mod everything;
mod items;
mod lesson;
mod mocks;
mod proxy;
mod shelf;
mod site;
mod visitor;

pub use belongings::Belongings;
pub use browser::{Browser, Page, SHIFT, Screen};
pub use cluster::{Database, bank, database};
pub use everything::Everything;
pub use items::sum;
pub use lesson::Lesson;
pub use proxy::{Network, Proxy};
pub use site::{Candidate, Site};
pub use visitor::{Events, Reply, Visitor};

use std::path::PathBuf;

/// The project's folder.
pub fn project() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}
