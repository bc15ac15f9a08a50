//! All tests that need more than one crate.

#![allow(clippy::unwrap_used, reason = "a test that meets nothing where it looks for something fails")]

mod browser;
mod journeys;
mod store;
mod structure;
