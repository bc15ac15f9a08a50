//! The reader of banks from the outside: every kind of problem with its place, and what holds for all files.

#![allow(clippy::unwrap_used, reason = "a test that meets nothing where it looks for something fails")]

mod certifications;
mod duplicates;
mod export;
mod fields;
mod figures;
mod folders;
mod front_matter;
mod headings;
mod import;
mod item_rules;
mod markdown;
mod options;
mod proofs;
mod properties;
mod proven;
mod reports;
mod repository;
mod stems;
mod support;
mod whole;
