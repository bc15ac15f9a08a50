//! `invigil bank check`: every problem of a bank and the figures of its items, without a database.

use anyhow::Context;
use invigil_bank::report;
use std::{
    io::{self, ErrorKind, Write},
    path::Path,
    process::ExitCode,
};

/// Prints the report; the exit code is success only without errors.
pub(crate) fn check(path: &Path, json: bool) -> anyhow::Result<ExitCode> {
    let checked = invigil_bank::check(path);
    let text = if json { report::checked_to_json(&checked) } else { report::checked_to_text(&checked) };
    match io::stdout().lock().write_all(text.as_bytes()) {
        // Whoever read it (`head`, say) has seen enough.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => {}
        other => other.context("The report can't be printed")?,
    }
    Ok(if checked.bank.errors() > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}
