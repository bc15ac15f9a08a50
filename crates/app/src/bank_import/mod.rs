//! `invigil bank import`: reads a bank in any format that is known, says of everything in it what becomes of it, and stores it.

mod report;
mod storing;

use crate::progress::Progress;
use crate::settings::Settings;
use crate::users;
use anyhow::Context;
use clap::{Args, ValueEnum};
use invigil_bank::import::{self, Format, Limits, Reading};
use std::io::{self, ErrorKind, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use storing::Stored;

/// What to import, and where to.
#[derive(Debug, Args)]
pub struct ImportOptions {
    /// A file: GIFT, Aiken, Moodle XML, QTI 1.2 to 3.0 (package or single file), CSV, Excel, or Invigil Markdown (file or zip).
    file: PathBuf,
    /// Read and report only; needs no database.
    #[arg(long)]
    dry_run: bool,
    /// Print what was read as JSON.
    #[arg(long)]
    json: bool,
    /// The file's format, where its content doesn't show it.
    #[arg(long)]
    format: Option<Given>,
    // Of the type that the setting of this name has: to clap, which hands settings on to commands, both are one.
    /// The bank to import into; made where its owner has none of this name.
    #[arg(long, value_name = "NAME", required_unless_present = "dry_run", value_parser = storing::bank_name)]
    bank: Option<PathBuf>,
    /// E-mail address of the bank's owner, an instructor or administrator.
    #[arg(long, value_name = "EMAIL", required_unless_present = "dry_run", value_parser = users::email)]
    owner: Option<String>,
}

/// A format that can be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Given {
    /// Invigil Markdown.
    Native,
    /// Moodle XML.
    MoodleXml,
    /// GIFT.
    Gift,
    /// Aiken.
    Aiken,
    /// QTI 1.2.
    #[value(name = "qti-1.2")]
    Qti12,
    /// QTI 2.1.
    #[value(name = "qti-2.1")]
    Qti21,
    /// QTI 2.2.
    #[value(name = "qti-2.2")]
    Qti22,
    /// QTI 3.0.
    #[value(name = "qti-3.0")]
    Qti30,
    /// Comma-separated values.
    Csv,
    /// An Excel workbook.
    Xlsx,
}

impl From<Given> for Format {
    fn from(given: Given) -> Format {
        match given {
            Given::Native => Format::Native,
            Given::MoodleXml => Format::MoodleXml,
            Given::Gift => Format::Gift,
            Given::Aiken => Format::Aiken,
            Given::Qti12 => Format::Qti12,
            Given::Qti21 => Format::Qti21,
            Given::Qti22 => Format::Qti22,
            Given::Qti30 => Format::Qti30,
            Given::Csv => Format::Csv,
            Given::Xlsx => Format::Xlsx,
        }
    }
}

impl ImportOptions {
    /// Reads the file, with progress on stderr. What is wrong with its content is in the reading.
    ///
    /// # Errors
    /// The file can't be read.
    fn reading(&self) -> anyhow::Result<Reading> {
        let limits = Limits::default();
        let bytes =
            bytes(&self.file, &limits).with_context(|| format!("{} can't be read", self.file.display()))?;
        let name = name_of(&self.file);
        let progress = Progress::new();
        progress.step(format!("Reading {}", self.file.display()));
        let mut told = 0;
        let mut tell = |now: import::Progress| {
            // Lines that stay, where there is no terminal, are few.
            if now.items >= told + 1_000 {
                told = now.items;
                let share = (100 * now.done).checked_div(now.total).map(|share| format!(", {share} %"));
                progress.step(format!(
                    "Reading {}: {} items{}",
                    self.file.display(),
                    now.items,
                    share.unwrap_or_default()
                ));
            }
        };
        Ok(match self.format {
            Some(format) => import::import_as(format.into(), &name, &bytes, &limits, &mut tell),
            None => import::import(&name, &bytes, &limits, &mut tell),
        })
    }

    /// Prints what was read and stored, to stdout.
    ///
    /// # Errors
    /// Nothing can be printed.
    fn report(&self, reading: &Reading, stored: Option<&Stored>) -> anyhow::Result<()> {
        let text = if self.json {
            report::to_json(reading, stored)
        } else {
            report::to_text(&self.file, reading, stored)
        };
        match io::stdout().lock().write_all(text.as_bytes()) {
            // Whoever read it (`head`, say) has seen enough.
            Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
            other => other.context("The report can't be printed"),
        }
    }
}

/// Reads, stores, and reports.
///
/// # Errors
/// The file can't be read, or nothing can be stored.
pub(crate) async fn run(options: &ImportOptions, settings: &Settings) -> anyhow::Result<ExitCode> {
    let reading = options.reading()?;
    let stored = match (&options.bank, &options.owner) {
        _ if options.dry_run || reading.refusal.is_some() || reading.items.is_empty() => None,
        (Some(bank), Some(owner)) => {
            let name = name_of(&options.file);
            Some(storing::store(&name, reading.clone(), &bank.to_string_lossy(), owner, settings).await)
        }
        // The command line asks for both where something is to be stored.
        _ => None,
    };
    options.report(&reading, stored.as_ref().and_then(|stored| stored.as_ref().ok()))?;
    stored.transpose()?;
    Ok(code(&reading))
}

/// The name of a file without its folders.
fn name_of(file: &Path) -> String {
    file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// Success where nothing failed and the file wasn't refused.
fn code(reading: &Reading) -> ExitCode {
    let good = reading.refusal.is_none() && reading.failed.is_empty();
    if good { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Not a byte more of a file than is needed to see that it's too large.
fn bytes(path: &Path, limits: &Limits) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    std::fs::File::open(path)?.take(limits.file_bytes as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}
