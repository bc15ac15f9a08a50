//! What is asked for on the command line.

use super::{cage::Cage, python::Python};
use clap::Args;
use std::{num::NonZeroUsize, path::PathBuf, thread};

/// What is proven, and how.
#[derive(Args, Clone, Debug)]
pub struct ProveOptions {
    /// Folders or files of a bank [default: the folder of the question bank]
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Interpreter to prove with; give it again for more.
    #[arg(long = "python", value_name = "PYTHON", default_value = "python3")]
    pub pythons: Vec<PathBuf>,
    /// Programs that run at the same time [default: the number of processor cores]
    #[arg(long, value_name = "NUMBER")]
    pub jobs: Option<NonZeroUsize>,
    /// Print the report as JSON.
    #[arg(long)]
    pub json: bool,
    /// End with 0 although items weren't run because an interpreter lacks what they need.
    #[arg(long)]
    pub allow_missing: bool,
    /// Write to this file (JSON) which items are proven on which versions.
    #[arg(long, value_name = "FILE")]
    pub record: Option<PathBuf>,
}

impl ProveOptions {
    /// Programs that run at the same time.
    pub(super) fn jobs(&self) -> usize {
        let cores = || thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
        self.jobs.unwrap_or_else(cores).get()
    }
}

/// The same, looked up.
#[derive(Debug)]
pub(super) struct Wanted {
    pub(super) jobs: usize,
    pub(super) pythons: Vec<Python>,
    /// For servers.
    pub(super) cage: Cage,
}
