//! All tests that need more than one crate.

mod journeys;
mod store;
mod structure;
