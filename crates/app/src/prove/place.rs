//! Where proofs run: the scratch folder, the displays, the database, and what each program is given of them.

use super::{
    cage::Network,
    database::{Database, MODULE},
    display::Displays,
    plan::{Plan, Planned},
    python::Python,
    runner::{self, Ran, Run},
    scratch::Scratch,
};
use invigil_bank::{CodeFile, Need};
use std::{ffi::OsString, io, path::PathBuf, time::Duration};

/// Where proofs run.
#[derive(Debug)]
pub(super) struct Place {
    /// Where a program needs them and they can be had.
    pub(super) displays: Option<Displays>,
    /// The same.
    pub(super) database: Option<Database>,
    /// Removed last.
    pub(super) scratch: Scratch,
}

/// An interpreter and its cache of fonts, which takes long to make.
#[derive(Clone, Debug)]
pub(super) struct Bench {
    pub(super) python: Python,
    pub(super) fonts: PathBuf,
}

impl Place {
    /// Runs a program of a plan.
    ///
    /// # Errors
    /// When the machine fails.
    pub(super) async fn run(
        &self,
        bench: &Bench,
        plan: &Plan,
        program: &Planned,
        hash_seed: u32,
        time: Duration,
    ) -> io::Result<Ran> {
        let mut variables: Vec<(String, OsString)> = Vec::new();
        let mut network = Network::Own;
        let mut files = None;
        if plan.needs(Need::Matplotlib) {
            variables.push(("MPLCONFIGDIR".to_owned(), bench.fonts.clone().into()));
        }
        if let Some(database) = self.database.as_ref().filter(|_| plan.needs(Need::Mariadb)) {
            variables.extend(database.fresh());
            network = database.network();
            let module = CodeFile { name: "proofdb.py".to_owned(), text: MODULE.to_owned() };
            files = Some(plan.files.iter().cloned().chain([module]).collect::<Vec<_>>());
        }
        let display = match self.displays.as_ref().filter(|_| plan.needs(Need::Tkinter)) {
            Some(displays) => displays.take().await,
            None => None,
        };
        variables.extend(display.iter().flat_map(|display| display.variables().iter().cloned()));
        let run = Run {
            program,
            files: files.as_deref().unwrap_or(&plan.files),
            stdin: &plan.stdin,
            hash_seed,
            network,
            variables: &variables,
            time,
        };
        runner::run(&self.scratch, &bench.python, &run).await
    }

    /// Ends the servers.
    pub(super) async fn stop(self) {
        if let Some(displays) = self.displays {
            displays.stop().await;
        }
        if let Some(database) = self.database {
            database.stop().await;
        }
    }
}
