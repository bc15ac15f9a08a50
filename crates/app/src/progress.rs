//! What is under way, told on stderr: a spinner on a terminal, plain lines elsewhere.

use indicatif::ProgressBar;
use std::{fmt::Display, io::IsTerminal, time::Duration};

/// Tells what is under way until it's dropped.
pub(crate) struct Progress(Option<ProgressBar>);

impl Progress {
    pub(crate) fn new() -> Progress {
        let spinner = std::io::stderr().is_terminal().then(|| {
            let spinner = ProgressBar::new_spinner();
            spinner.enable_steady_tick(Duration::from_millis(100));
            spinner
        });
        Progress(spinner)
    }

    /// The next step begins.
    pub(crate) fn step(&self, what: impl Display) {
        match &self.0 {
            Some(spinner) => spinner.set_message(what.to_string()),
            None => eprintln!("{what} ..."),
        }
    }

    /// Something to read that stays.
    pub(crate) fn note(&self, what: impl Display) {
        match &self.0 {
            Some(spinner) => spinner.suspend(|| eprintln!("{what}")),
            None => eprintln!("{what}"),
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(spinner) = &self.0 {
            spinner.finish_and_clear();
        }
    }
}
