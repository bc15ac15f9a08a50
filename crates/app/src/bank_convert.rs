//! `invigil bank convert`: a bank from any format that can be read to any that can be written, without a database.

use crate::folder_package;
use anyhow::{Context, bail};
use clap::{Args, ValueEnum};
use invigil_bank::export::{self, Export};
use invigil_bank::import::{self, Format, LeftOut, Limits, Reading};
use invigil_exam::Item;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// The exit code where a file was written, but not everything is in it.
const NOT_WHOLE: u8 = 3;

/// What to convert, and to what.
#[derive(Debug, Args)]
pub struct ConvertOptions {
    /// The bank: a file of any format that can be read, or a folder of Invigil Markdown.
    file: PathBuf,
    /// The format to write.
    #[arg(long)]
    to: To,
    /// Where to write it; `-` is standard output. Left out, it is named after the bank, in the current folder, where no such file may
    /// be yet.
    #[arg(long, short)]
    output: Option<PathBuf>,
}

/// A format that can be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum To {
    /// Invigil Markdown: a file, or a zip of files and pictures.
    Native,
    /// Moodle XML.
    MoodleXml,
    /// GIFT.
    Gift,
    /// A package of QTI 3.0.
    #[value(name = "qti-3.0", alias = "qti3", alias = "qti")]
    Qti30,
    /// Comma-separated values.
    Csv,
}

impl To {
    fn format(self) -> Format {
        match self {
            To::Native => Format::Native,
            To::MoodleXml => Format::MoodleXml,
            To::Gift => Format::Gift,
            To::Qti30 => Format::Qti30,
            To::Csv => Format::Csv,
        }
    }
}

/// Converts; the report goes to standard error. Success is a file with everything in it.
pub(crate) fn convert(options: &ConvertOptions) -> anyhow::Result<ExitCode> {
    let name = options.file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let limits = Limits::default();
    let bytes = read(&options.file, &limits)?;
    let reading = import::import(&name, &bytes, &limits, &mut |_| {});
    if let Some(refusal) = &reading.refusal {
        bail!("{}: {refusal}", options.file.display());
    }
    if reading.items.is_empty() {
        report(&reading, None)?;
        bail!("{}: there is no item in it that can be converted", options.file.display());
    }
    let items: Vec<Item> = reading.items.iter().map(|imported| imported.item.clone()).collect();
    let pictures = |name: &str| reading.pictures.get(name).map(|picture| picture.bytes.clone());
    let title =
        Path::new(&name).file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let export = export::export(options.to.format(), &title, &items, &pictures);
    let written = write(options.output.as_deref(), &export)?;
    report(&reading, Some(&export))?;
    let whole = reading.failed.is_empty() && reading.skipped.is_empty() && export.losses.is_empty();
    let (from, to) = (reading.format.map_or("?", Format::title), options.to.format().title());
    say(&format!("{from} to {to}: {} of {} items, in {written}", items.len(), reading.read))?;
    Ok(if whole { ExitCode::SUCCESS } else { ExitCode::from(NOT_WHOLE) })
}

fn read(path: &Path, limits: &Limits) -> anyhow::Result<Vec<u8>> {
    let unreadable = || format!("{} can't be read", path.display());
    if path.is_dir() {
        return folder_package::pack(path, limits).with_context(unreadable);
    }
    // Not a byte more than is needed to see that it is too many.
    let most = u64::try_from(limits.file_bytes).unwrap_or(u64::MAX).saturating_add(1);
    let mut bytes = Vec::new();
    let file = File::open(path).with_context(unreadable)?;
    io::Read::read_to_end(&mut io::Read::take(file, most), &mut bytes).with_context(unreadable)?;
    Ok(bytes)
}

/// Writes the file, and says where.
fn write(output: Option<&Path>, export: &Export) -> anyhow::Result<String> {
    let unwritable = |path: &Path| format!("{} can't be written", path.display());
    match output {
        Some(path) if path == Path::new("-") => {
            io::stdout().lock().write_all(&export.bytes).context("Standard output can't be written")?;
            Ok("standard output".to_owned())
        }
        Some(path) => {
            fs::write(path, &export.bytes).with_context(|| unwritable(path))?;
            Ok(path.display().to_string())
        }
        None => {
            let path = Path::new(&export.file_name);
            let mut file = match File::create_new(path) {
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                    bail!("{} is there already; say where to write by --output", path.display());
                }
                other => other.with_context(|| unwritable(path))?,
            };
            file.write_all(&export.bytes).with_context(|| unwritable(path))?;
            Ok(path.display().to_string())
        }
    }
}

/// What isn't as it was, a line each.
fn report(reading: &Reading, export: Option<&Export>) -> anyhow::Result<()> {
    let left_out = |what: &str, entry: &LeftOut| {
        let id = if entry.id.is_empty() { String::new() } else { format!(" `{}`", entry.id) };
        say(&format!("{}: {what}: {}{id}: {}", entry.place, entry.kind, entry.reason))
    };
    for note in &reading.notes {
        say(&format!("note: {note}"))?;
    }
    for imported in &reading.items {
        for note in &imported.notes {
            say(&format!("{}: note: `{}`: {note}", imported.place, imported.item.id))?;
        }
    }
    for entry in &reading.skipped {
        left_out("skipped", entry)?;
    }
    for entry in &reading.failed {
        left_out("failed", entry)?;
    }
    for loss in export.iter().flat_map(|export| &export.losses) {
        say(&format!("lost: `{}`: {}", loss.item, loss.what))?;
    }
    Ok(())
}

fn say(line: &str) -> anyhow::Result<()> {
    match writeln!(io::stderr().lock(), "{line}") {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        other => other.context("The report can't be printed"),
    }
}
