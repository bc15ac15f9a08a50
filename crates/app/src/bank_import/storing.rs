//! Putting what was read into an instructor's bank, in the same way as the pages do: whole or not at all.

use crate::{database::Database, private_postgres::Holder, progress::Progress, settings::Settings};
use anyhow::{Context, bail};
use invigil_bank::import::Reading;
use invigil_store::{
    Applied, AppliedCounts, BankAccess, MAX_BANK_NAME, MAX_BANKS, MAX_ITEMS, MAX_PICTURE_BYTES, OverQuota,
    SHIPPED_BANK, Store,
};
use std::path::PathBuf;
use uuid::Uuid;

/// How often it is tried anew when others change the bank at the same time.
const TRIES: usize = 5;

/// The most characters of a file's name that are kept.
const LONGEST_NAME: usize = 200;

/// What was stored, and where.
#[derive(Debug)]
pub(super) struct Stored {
    /// What the bank is called.
    pub(super) bank: String,
    pub(super) id: Uuid,
    /// Whether the bank was made for it.
    pub(super) made: bool,
    pub(super) counts: AppliedCounts,
}

/// A bank's name as the command line takes it.
pub(super) fn bank_name(text: &str) -> Result<PathBuf, String> {
    let text = text.trim();
    if (1..=MAX_BANK_NAME).contains(&text.chars().count()) && !text.chars().any(char::is_control) {
        return Ok(text.into());
    }
    Err(format!("a name of 1 to {MAX_BANK_NAME} characters is needed, as \"Algebra 1\""))
}

/// Stores what was read of the file `name` in the bank of this name and owner, which is made where there is none.
///
/// # Errors
/// Why nothing was stored, for the person at the terminal.
pub(super) async fn store(
    name: &str,
    reading: Reading,
    bank: &str,
    owner: &str,
    settings: &Settings,
) -> anyhow::Result<Stored> {
    let progress = Progress::new();
    let database = Database::open(settings, Holder::Command, &progress).await?;
    progress.step(format!("Storing {} items", reading.items.len()));
    let stored = into_bank(&database.store, name, reading, bank, owner).await;
    database.close().await;
    stored
}

async fn into_bank(
    store: &Store,
    name: &str,
    reading: Reading,
    bank: &str,
    owner: &str,
) -> anyhow::Result<Stored> {
    let Some(credentials) = store.credentials(owner).await? else {
        bail!("There is no account with the e-mail address {owner}. Create it with: invigil user create");
    };
    let person = credentials.person;
    // Every instructor may look into that one, and nobody else.
    if store.bank_access(person, SHIPPED_BANK).await?.is_none() {
        bail!(
            "{owner} is no instructor, so can't own a bank. Change that with: invigil user role {owner} instructor"
        );
    }
    let mut own = store.banks(person).await?;
    own.retain(|known| known.access == BankAccess::Own && known.name == bank);
    let (id, made) = match own.as_slice() {
        [] => match store.create_bank(person, bank).await? {
            Some(id) => (id, true),
            None => bail!("{owner} has {MAX_BANKS} banks already, and that is the most. Delete one first."),
        },
        [only] => (only.id, false),
        several => bail!(
            "{owner} has {} banks of the name {bank}. Rename all but one, so that it's clear which is meant.",
            several.len()
        ),
    };
    match apply(store, person, id, name, reading).await {
        Ok(counts) => Ok(Stored { bank: bank.to_owned(), id, made, counts }),
        Err(error) => {
            if made {
                store.delete_bank(person, id).await.context("The new, empty bank can't be deleted again")?;
            }
            Err(error)
        }
    }
}

async fn apply(
    store: &Store,
    person: Uuid,
    bank: Uuid,
    name: &str,
    reading: Reading,
) -> anyhow::Result<AppliedCounts> {
    let gone = "The bank is gone, or isn't the owner's any more; nothing was stored";
    let name: String = name.chars().filter(|character| !character.is_control()).take(LONGEST_NAME).collect();
    let import = store.begin_import(person, bank, &name).await?.context(gone)?;
    let applied = match store.finish_reading(import, reading).await {
        Ok(()) => as_it_is(store, person, import).await,
        Err(error) => Err(anyhow::Error::from(error).context("What was read can't be stored")),
    };
    let why = match applied {
        Ok(Applied::Done(counts)) => return Ok(counts),
        Ok(Applied::NoImport | Applied::NotReady) => anyhow::anyhow!(gone),
        Ok(Applied::BankChanged) => anyhow::anyhow!(
            "Others kept changing the bank, so nothing was stored. Try again when they are done."
        ),
        Ok(Applied::OverQuota(over)) => anyhow::anyhow!("Nothing was stored: {}", no_room(over)),
        Err(error) => error,
    };
    // What stays would only wait for somebody to apply it; why it stays matters less than why it was to go.
    if let Err(error) = store.discard_import(person, import).await {
        tracing::warn!(%import, %error, "an import that failed can't be discarded");
    }
    Err(why)
}

/// Applies an import to the bank as it is at that moment.
async fn as_it_is(store: &Store, person: Uuid, import: Uuid) -> anyhow::Result<Applied> {
    for _ in 0..TRIES {
        let Some(plan) = store.import_plan(person, import).await? else { return Ok(Applied::NoImport) };
        match store.apply_import(person, import, plan.version).await? {
            Applied::BankChanged => {}
            other => return Ok(other),
        }
    }
    Ok(Applied::BankChanged)
}

fn no_room(over: OverQuota) -> String {
    match over {
        OverQuota::Items { have, adding } => format!(
            "the owner's banks hold {have} items, with these {adding} new ones they would hold {}, and {MAX_ITEMS} is the most.",
            have + adding
        ),
        OverQuota::Pictures { have, adding } => format!(
            "the pictures in the owner's banks take {} bytes, these would add {adding}, and {MAX_PICTURE_BYTES} is the most.",
            have
        ),
    }
}
