//! The private PostgreSQL, the settings and the command line, tried from outside.

#![allow(clippy::unwrap_used, reason = "what fails in a test says so by panicking")]

mod accounts;
mod acknowledged;
mod banks;
mod binaries;
mod crashes;
mod data_folder;
mod imports;
mod prove;
mod serving;
mod settings;
mod sharing;
mod support;
