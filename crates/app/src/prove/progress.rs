//! How far the proofs are, on stderr: a bar on a terminal, a line now and then elsewhere.

use super::text::counted;
use indicatif::{ProgressBar, ProgressStyle};
use std::{
    io::IsTerminal,
    time::{Duration, Instant},
};

/// Where there is no terminal, a line is written this often.
const PAUSE: Duration = Duration::from_secs(15);

/// Tells how far it is until it's dropped.
pub(super) struct Tally {
    bar: Option<ProgressBar>,
    total: usize,
    done: usize,
    failed: usize,
    told: Instant,
}

impl Tally {
    pub(super) fn new(total: usize) -> Tally {
        let bar = std::io::stderr().is_terminal().then(|| {
            let style = ProgressStyle::with_template("{bar:32} {pos} of {len} proofs, {elapsed} {msg}");
            let bar = ProgressBar::new(total as u64);
            bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
        });
        if bar.is_none() {
            eprintln!("Running {} ...", counted(total, "proof"));
        }
        Tally { bar, total, done: 0, failed: 0, told: Instant::now() }
    }

    /// One more is done.
    pub(super) fn count(&mut self, failed: bool) {
        self.done += 1;
        self.failed += usize::from(failed);
        let failures = match self.failed {
            0 => String::new(),
            count => format!(", {count} failed"),
        };
        match &self.bar {
            Some(bar) => {
                bar.set_message(failures);
                bar.inc(1);
            }
            None if self.told.elapsed() >= PAUSE && self.done < self.total => {
                eprintln!("... {} of {} proofs{failures}", self.done, self.total);
                self.told = Instant::now();
            }
            None => {}
        }
    }
}

impl Drop for Tally {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
