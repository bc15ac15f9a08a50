//! `invigil bank prove`: keys are proven by running code, not believed.
//!
//! An item's [`plan`] are its programs. Each is run ([`runner`]) under each interpreter ([`python`]) in a [`cage`], and how
//! the programs ended gives the [`verdict`]. What they need beyond the standard library is provided or missed ([`needs`]).

mod cage;
mod chain;
mod database;
mod display;
mod ending;
mod json;
mod needs;
mod options;
mod outcome;
mod place;
mod plan;
mod progress;
mod proofs;
mod python;
mod record;
mod runner;
mod scratch;
mod tether;
mod text;
mod tools;
mod verdict;

pub(crate) use options::ProveOptions;

use crate::{bank_folder, settings::Settings, signals::Signals};
use anyhow::{Context, bail};
use cage::Cage;
use invigil_bank::{Bank, BankItem};
use options::Wanted;
use outcome::Outcome;
use proofs::prove;
use python::Python;
use std::{
    collections::BTreeSet,
    io::{self, ErrorKind, Write},
    path::PathBuf,
    process::ExitCode,
};
use tools::Tools;

/// The exit code of a command that was given wrongly.
const USAGE: u8 = 2;

/// Proves the items and prints the report; the exit code is success only when nothing failed.
pub(crate) async fn run(options: ProveOptions, settings: &Settings) -> anyhow::Result<ExitCode> {
    let mut signals = Signals::listen()?;
    let paths = match options.paths.is_empty() {
        true => match bank_folder::folder(settings) {
            Ok(folder) => vec![folder],
            Err(problem) => return Ok(usage(&problem)),
        },
        false => options.paths.clone(),
    };
    if let Some(missing) = paths.iter().find(|path| !path.exists()) {
        return Ok(usage(&format!("there is no {}", missing.display())));
    }
    let (items, certifications, errors) = read(&paths);
    let found = tokio::select! {
        found = pythons(&options) => found,
        () = signals.next() => bail!("Stopped."),
    };
    let (cage, pythons) = match found {
        Ok(found) => found,
        Err(problem) => return Ok(usage(&format!("{problem:#}"))),
    };
    remark(&cage, &pythons);

    let wanted = Wanted { jobs: options.jobs(), pythons, cage };
    let mut results = prove(items, wanted, &mut signals).await?;
    results.certifications = certifications;
    results.errors = errors;
    let report = if options.json { json::report(&results) } else { text::report(&results) };
    match io::stdout().lock().write_all(report.as_bytes()) {
        // Whoever read it (`head`, say) has seen enough.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => {}
        other => other.context("The report can't be printed")?,
    }
    if let Some(record) = &options.record {
        record::write(&results, record)?;
    }
    let missed = results.lacking() > 0 && !options.allow_missing;
    let failed = results.count(Outcome::Failed) > 0 || results.errors > 0 || missed;
    Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn usage(problem: &str) -> ExitCode {
    eprintln!("invigil: {problem}");
    ExitCode::from(USAGE)
}

/// The items below these paths, each once; their certifications in the order of the bank; the number of errors.
fn read(paths: &[PathBuf]) -> (Vec<BankItem>, Vec<String>, usize) {
    let (mut items, mut certifications, mut errors) = (Vec::new(), Vec::new(), 0);
    let mut seen = BTreeSet::new();
    for bank in paths.iter().map(|path| invigil_bank::read(path)) {
        errors += bank.errors();
        let Bank { items: found, certifications: ordered, .. } = bank;
        let fresh: Vec<BankItem> =
            found.into_iter().filter(|found| seen.insert(found.item.id.clone())).collect();
        for certification in ordered.into_iter().map(|certification| certification.id) {
            let has_items = fresh.iter().any(|found| found.item.certification == certification);
            if has_items && !certifications.contains(&certification) {
                certifications.push(certification);
            }
        }
        items.extend(fresh);
    }
    (items, certifications, errors)
}

async fn pythons(options: &ProveOptions) -> anyhow::Result<(Cage, Vec<Python>)> {
    let cage = Cage::find(Tools::of_this_machine()).await;
    let mut pythons = Vec::new();
    for named in &options.pythons {
        pythons.push(Python::find(named, &cage).await?);
    }
    Ok((cage, pythons))
}

/// Says once what couldn't be had.
fn remark(cage: &Cage, pythons: &[Python]) {
    if !cage.is_closed() {
        eprintln!(
            "The programs aren't kept from the network: this system offers no network of their own (`unshare` and `ip`, and \
             the right to use them)."
        );
    }
    let root = rustix::process::geteuid().is_root();
    for python in pythons.iter().filter(|python| root && python.cage.owner().is_none()) {
        eprintln!(
            "The programs run as root under {}: the user nobody can't be had here or can't read it.",
            python.named
        );
    }
}
