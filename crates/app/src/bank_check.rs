//! `invigil bank check`: every problem of a bank, without a database.

use anyhow::Context;
use invigil_bank::{Severity, report};
use std::{
    io::{self, ErrorKind, Write},
    path::Path,
    process::ExitCode,
};

/// Prints the report; the exit code is success only without errors.
pub(crate) fn check(path: &Path, json: bool) -> anyhow::Result<ExitCode> {
    let bank = invigil_bank::read(path);
    let text = if json { report::to_json(&bank) } else { report::to_text(&bank) };
    match io::stdout().lock().write_all(text.as_bytes()) {
        // Whoever read it (`head`, say) has seen enough.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => {}
        other => other.context("The report can't be printed")?,
    }
    let failed = bank.problems.iter().any(|problem| problem.severity == Severity::Error);
    Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}
