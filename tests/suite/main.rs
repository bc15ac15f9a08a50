//! All tests that need more than one crate.

mod store;
mod structure;
