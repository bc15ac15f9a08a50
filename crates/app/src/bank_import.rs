//! `invigil bank import`: reads a bank in any format that is known, and says of everything in it what becomes of it.

use crate::progress::Progress;
use crate::settings::Settings;
use anyhow::Context;
use clap::{Args, ValueEnum};
use invigil_bank::Place;
use invigil_bank::import::{self, Format, LeftOut, Limits, Reading};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::io::{self, ErrorKind, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

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
    /// The bank to import into; made where its owner has none of this name.
    #[arg(long, required_unless_present = "dry_run")]
    bank: Option<String>,
    /// E-mail address of the bank's owner.
    #[arg(long, required_unless_present = "dry_run")]
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
        let name = self.file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
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

    /// Prints what was read, to stdout.
    ///
    /// # Errors
    /// Nothing can be printed.
    fn report(&self, reading: &Reading) -> anyhow::Result<()> {
        let text = if self.json { to_json(reading) } else { to_text(&self.file, reading) };
        match io::stdout().lock().write_all(text.as_bytes()) {
            // Whoever read it (`head`, say) has seen enough.
            Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
            other => other.context("The report can't be printed"),
        }
    }
}

/// Reads, reports, and stores.
///
/// # Errors
/// The file can't be read, or nothing can be stored.
pub(crate) async fn run(options: &ImportOptions, settings: &Settings) -> anyhow::Result<ExitCode> {
    let reading = options.reading()?;
    options.report(&reading)?;
    let code = code(&reading);
    if options.dry_run || reading.refusal.is_some() || reading.items.is_empty() {
        return Ok(code);
    }
    store_reading(options, reading, settings).await?;
    Ok(code)
}

/// Puts what was read into its bank, whole or not at all.
async fn store_reading(options: &ImportOptions, reading: Reading, settings: &Settings) -> anyhow::Result<()> {
    let _ = (reading, settings, &options.bank, &options.owner);
    anyhow::bail!("Storing isn't possible yet; use --dry-run")
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

/// `{"format", "read", "imported", "skipped": [{"where", "id", "kind", "reason"}], "failed": [...], "items": [...], "notes",
/// "refused"}`, indented.
fn to_json(reading: &Reading) -> String {
    let place = |place: &Place| json!({ "file": place.file, "line": place.line, "column": place.column });
    let left_out = |list: &[LeftOut]| -> Vec<Value> {
        let entries = list.iter();
        let entries = entries.map(
            |one| json!({ "where": place(&one.place), "id": one.id, "kind": one.kind, "reason": one.reason }),
        );
        entries.collect()
    };
    let items = reading.items.iter().map(|one| {
        let (question, solution) = (&one.item.question, &one.item.solution);
        let options = question.options.iter().enumerate().map(|(index, text)| {
            json!({
                "text": text,
                "key": solution.keys.has(index),
                "reason": solution.reasons.get(index).map_or("", String::as_str),
            })
        });
        json!({
            "where": place(&one.place),
            "id": one.item.id,
            "section": one.item.section,
            "kind": question.kind(),
            "stem": question.stem,
            "options": options.collect::<Vec<_>>(),
            "choose": question.choose,
            "shuffle": question.shuffle,
            "explanation": solution.explanation,
            "reference": solution.reference,
            "objective": solution.objective,
            "difficulty": solution.difficulty,
            "notes": one.notes,
        })
    });
    let pictures = reading.pictures.iter();
    let pictures = pictures.map(|(name, picture)| {
        json!({ "name": name, "bytes": picture.bytes.len(), "width": picture.width, "height": picture.height })
    });
    let whole = json!({
        "format": reading.format,
        "read": reading.read,
        "imported": reading.items.len(),
        "skipped": left_out(&reading.skipped),
        "failed": left_out(&reading.failed),
        "items": items.collect::<Vec<_>>(),
        "pictures": pictures.collect::<Vec<_>>(),
        "notes": reading.notes,
        "refused": reading.refusal,
    });
    format!("{whole:#}\n")
}

/// What wasn't imported and what changed, each with its place; then how many there are.
fn to_text(file: &Path, reading: &Reading) -> String {
    let mut text = String::new();
    if let Some(refusal) = &reading.refusal {
        let _ = writeln!(text, "{}: refused: {}", file.display(), plain(refusal));
        return text;
    }
    for note in &reading.notes {
        let _ = writeln!(text, "{}: note: {}", file.display(), plain(note));
    }
    let mut lines: Vec<(&Place, String)> = Vec::new();
    for one in &reading.items {
        let about = |note: &String| (&one.place, format!("note: {}: {}", plain(&one.item.id), plain(note)));
        lines.extend(one.notes.iter().map(about));
    }
    for (list, what) in [(&reading.skipped, "skipped"), (&reading.failed, "failed")] {
        lines.extend(list.iter().map(|one| {
            let id = if one.id.is_empty() { String::new() } else { format!(" {}", plain(&one.id)) };
            (&one.place, format!("{what}: {}{id}: {}", plain(&one.kind), plain(&one.reason)))
        }));
    }
    lines.sort_by(|a, b| a.0.cmp(b.0));
    for (place, line) in lines {
        let _ = writeln!(text, "{}: {line}", plain(&place.to_string()));
    }
    let format = reading.format.map_or_else(|| "a file".to_owned(), |format| format.title().to_owned());
    let _ = writeln!(
        text,
        "{format}: {} read, {} to import, {} skipped, {} failed.",
        reading.read,
        reading.items.len(),
        reading.skipped.len(),
        reading.failed.len()
    );
    text
}

/// Without control characters, which a terminal would obey.
fn plain(text: &str) -> String {
    text.chars().map(|character| if character.is_control() { '\u{FFFD}' } else { character }).collect()
}
