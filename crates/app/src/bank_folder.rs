//! Where the question bank is, and loading it when the server starts.

use crate::{beside, progress::Progress, settings::Settings};
use anyhow::{Context, bail};
use invigil_bank::{Bank, Severity};
use invigil_store::Store;
use std::path::{Path, PathBuf};

const NAME: &str = "question-bank";

/// How many problems are named when a bank can't be loaded; the others are `invigil bank check`'s.
const NAMED: usize = 5;

/// Loads the bank, whole or not at all. One with errors leaves the bank that was loaded before in use; with none loaded
/// before, there is nothing to serve.
pub(crate) async fn load(settings: &Settings, store: &Store, progress: &Progress) -> anyhow::Result<()> {
    let folder = match folder(settings) {
        Ok(folder) => folder,
        Err(problem) => return unless_loaded(store, problem, progress).await,
    };
    progress.step(format_args!("Reading the question bank in {}", folder.display()));
    let from = folder.clone();
    let bank = tokio::task::spawn_blocking(move || invigil_bank::read(&from)).await?;
    if let Some(problem) = problem(&bank, &folder) {
        return unless_loaded(store, problem, progress).await;
    }
    progress.step(format_args!("Loading {}", counted(bank.items.len(), "item")));
    let loaded = store.load_bank(&bank).await.context("The question bank can't be loaded")?;
    tracing::info!(
        folder = %folder.display(),
        new = loaded.new,
        changed = loaded.changed,
        unchanged = loaded.unchanged,
        withdrawn = loaded.withdrawn,
        "question bank loaded"
    );
    Ok(())
}

async fn unless_loaded(store: &Store, problem: String, progress: &Progress) -> anyhow::Result<()> {
    let items = store.item_count().await.context("The database can't be used")?;
    if items == 0 {
        bail!("{problem}");
    }
    progress.note(format_args!(
        "{problem}\nThe bank that was loaded before stays in use ({}).",
        counted(usize::try_from(items).unwrap_or_default(), "item")
    ));
    Ok(())
}

/// The errors of a bank in a few lines; none when it may be loaded.
fn problem(bank: &Bank, folder: &Path) -> Option<String> {
    let errors: Vec<_> = bank.problems.iter().filter(|problem| problem.severity == Severity::Error).collect();
    if errors.is_empty() {
        return None;
    }
    let count = counted(errors.len(), "error");
    let mut text = format!("The question bank in {} has {count} and isn't loaded:", folder.display());
    for error in errors.iter().take(NAMED) {
        text += &format!("\n  {}: {} ({})", error.place, error.message, error.help);
    }
    if errors.len() > NAMED {
        text += &format!("\n  ... and {} more", errors.len() - NAMED);
    }
    text += &format!("\nAll of them: invigil bank check {}", folder.display());
    Some(text)
}

fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

/// The folder of the setting, else the first of the usual ones that exists.
pub(crate) fn folder(settings: &Settings) -> Result<PathBuf, String> {
    if let Some(named) = &settings.bank {
        return match named.is_dir() {
            true => Ok(named.clone()),
            false => Err(format!(
                "INVIGIL_BANK names {}, and there is no such folder. Name the folder of a question bank.",
                named.display()
            )),
        };
    }
    let found = beside::places(NAME, NAME).into_iter().find(|folder| folder.is_dir());
    found.ok_or_else(|| {
        format!("There is no folder {NAME} here or above the program. Name the folder of a question bank in INVIGIL_BANK.")
    })
}
