//! Uploads into instructors' banks: read, previewed, then applied whole or not at all.

mod apply;
mod plan;

pub use apply::{Applied, AppliedCounts};
pub use plan::{Fate, ImportPlan};

use crate::bank_access::bank_access;
use crate::{BankAccess, Store, StoreError, images};
use invigil_bank::import::Reading;
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use sqlx::types::Json;
use time::OffsetDateTime;
use uuid::Uuid;

/// How many uploads of one person may wait to be applied; the oldest beyond is discarded.
pub const MAX_WAITING: i64 = 10;

/// After how many days an upload that nobody applied is discarded.
pub const DAYS_WAITING: i32 = 14;

/// How far an upload is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImportState {
    /// It is being read.
    Reading,
    /// Reading it broke off: the process that read it is gone.
    BrokenOff,
    /// It waits to be looked at, and to be applied or discarded.
    Ready,
    /// Nothing of it can be read.
    Refused,
    /// It is in the bank.
    Applied,
    /// Nobody wants it any more.
    Discarded,
}

impl ImportState {
    fn stored(name: &str, silent: bool) -> Result<ImportState, StoreError> {
        Ok(match name {
            "reading" if silent => ImportState::BrokenOff,
            "reading" => ImportState::Reading,
            "ready" => ImportState::Ready,
            "refused" => ImportState::Refused,
            "applied" => ImportState::Applied,
            "discarded" => ImportState::Discarded,
            other => return Err(StoreError::Corrupt(format!("the state `{other}` of an import"))),
        })
    }
}

/// An upload, in short.
#[derive(Clone, Debug)]
pub struct Import {
    /// Its id.
    pub id: Uuid,
    /// The bank that it is for.
    pub bank: Uuid,
    /// What that is called.
    pub bank_name: String,
    /// Who uploaded it: a name, or an e-mail address where they gave none.
    pub person: String,
    /// What the file was called.
    pub file_name: String,
    /// How far it is.
    pub state: ImportState,
    /// While it is read: how far, of [`Import::total`].
    pub done: u64,
    /// What there is to be read; 0 before that is known.
    pub total: u64,
    /// Why nothing of it can be read.
    pub refusal: Option<String>,
    /// When it was uploaded.
    pub created_at: OffsetDateTime,
}

/// What is kept of a reading while it waits; once it is applied, all but the items.
#[derive(Debug, Serialize, Deserialize)]
struct Kept {
    reading: Reading,
    /// The names of the pictures that its items show.
    pictures: Vec<String>,
    /// What applying it did.
    #[serde(default)]
    applied: Option<AppliedCounts>,
}

impl Store {
    /// Notes that a file is about to be read into a bank. `None` where the person may not edit the bank. Their older uploads that
    /// nobody applied make room.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn begin_import(
        &self,
        person: Uuid,
        bank: Uuid,
        file_name: &str,
    ) -> Result<Option<Uuid>, StoreError> {
        let mut transaction = self.pool.begin().await?;
        // It isn't deleted meanwhile.
        sqlx::query!("SELECT id FROM bank WHERE id = $1 FOR KEY SHARE", bank)
            .fetch_optional(&mut *transaction)
            .await?;
        if !may_edit(&mut transaction, person, bank).await? {
            return Ok(None);
        }
        let outlived = sqlx::query_scalar!(
            "SELECT id FROM bank_import WHERE person = $1 AND state = 'ready' AND id NOT IN (
                 SELECT id FROM bank_import WHERE person = $1 AND state = 'ready'
                    AND created_at > clock_timestamp() - make_interval(days => $2)
                 ORDER BY created_at DESC LIMIT $3)",
            person,
            DAYS_WAITING,
            MAX_WAITING - 1
        )
        .fetch_all(&mut *transaction)
        .await?;
        for old in outlived {
            discard(&mut transaction, old).await?;
        }
        let id = Uuid::now_v7();
        sqlx::query!(
            "INSERT INTO bank_import (id, bank, person, file_name) VALUES ($1, $2, $3, $4)",
            id,
            bank,
            person,
            file_name
        )
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(Some(id))
    }

    /// Notes how far reading is. Whether it should go on: it shouldn't once the upload was discarded.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn import_progress(&self, import: Uuid, done: u64, total: u64) -> Result<bool, StoreError> {
        let noted = sqlx::query!(
            "UPDATE bank_import SET done = $2, total = $3, changed_at = clock_timestamp() WHERE id = $1 AND state = 'reading'",
            import,
            done as i64,
            total as i64
        )
        .execute(&self.pool)
        .await?;
        Ok(noted.rows_affected() > 0)
    }

    /// Keeps what reading gave, with its pictures, for the preview; or why it was refused as a whole.
    ///
    /// # Errors
    /// When the database fails; the upload is as it was then.
    pub async fn finish_reading(&self, import: Uuid, mut reading: Reading) -> Result<(), StoreError> {
        let pictures = std::mem::take(&mut reading.pictures);
        let mut transaction = self.pool.begin().await?;
        let refusal = reading.refusal.clone();
        if refusal.is_none() {
            images::keep(&mut transaction, &pictures).await?;
        }
        let state = if refusal.is_some() { "refused" } else { "ready" };
        let kept = Kept { reading, pictures: pictures.into_keys().collect(), applied: None };
        let kept = refusal.is_none().then_some(Json(kept));
        let noted = sqlx::query!(
            "UPDATE bank_import SET state = $2, refusal = $3, reading = $4, changed_at = clock_timestamp()
             WHERE id = $1 AND state = 'reading'",
            import,
            state,
            refusal,
            kept as _
        )
        .execute(&mut *transaction)
        .await?;
        // Discarded meanwhile: nothing of it stays, its pictures neither.
        if noted.rows_affected() > 0 {
            transaction.commit().await?;
        }
        Ok(())
    }

    /// An upload into a bank that the person may edit.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn import(&self, person: Uuid, import: Uuid) -> Result<Option<Import>, StoreError> {
        let bank = sqlx::query_scalar!("SELECT bank FROM bank_import WHERE id = $1", import)
            .fetch_optional(&self.pool)
            .await?;
        let Some(bank) = bank else { return Ok(None) };
        Ok(self.listed(person, bank, Some(import), 1).await?.pop())
    }

    /// The uploads into a bank, the newest first, without the discarded ones; none where the person may not edit it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn imports(&self, person: Uuid, bank: Uuid, limit: u16) -> Result<Vec<Import>, StoreError> {
        self.listed(person, bank, None, limit).await
    }

    async fn listed(
        &self,
        person: Uuid,
        bank: Uuid,
        only: Option<Uuid>,
        limit: u16,
    ) -> Result<Vec<Import>, StoreError> {
        if bank_access(&self.pool, person, bank).await? < Some(BankAccess::Edit) {
            return Ok(Vec::new());
        }
        let rows = sqlx::query!(
            r#"SELECT m.id, m.bank, b.name AS bank_name, m.file_name, m.state, m.done, m.total, m.refusal, m.created_at,
                      coalesce(nullif(p.name, ''), p.email, '') AS "person!",
                      m.changed_at < clock_timestamp() - interval '1 minute' AS "silent!"
               FROM bank_import m JOIN bank b ON b.id = m.bank JOIN person p ON p.id = m.person
               WHERE m.bank = $1 AND (m.id = $2 OR $2 IS NULL AND m.state <> 'discarded')
               ORDER BY m.created_at DESC LIMIT $3"#,
            bank,
            only,
            i64::from(limit)
        )
        .fetch_all(&self.pool)
        .await?;
        rows.into_iter()
            .map(|row| {
                Ok(Import {
                    id: row.id,
                    bank: row.bank,
                    bank_name: row.bank_name,
                    person: row.person,
                    file_name: row.file_name,
                    state: ImportState::stored(&row.state, row.silent)?,
                    done: row.done.max(0) as u64,
                    total: row.total.max(0) as u64,
                    refusal: row.refusal,
                    created_at: row.created_at,
                })
            })
            .collect()
    }

    /// Takes an upload back that isn't applied; whether the person may. What was applied stays.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn discard_import(&self, person: Uuid, import: Uuid) -> Result<bool, StoreError> {
        let mut transaction = self.pool.begin().await?;
        let bank = sqlx::query_scalar!("SELECT bank FROM bank_import WHERE id = $1 FOR UPDATE", import)
            .fetch_optional(&mut *transaction)
            .await?;
        let Some(bank) = bank else { return Ok(false) };
        if !may_edit(&mut transaction, person, bank).await? {
            return Ok(false);
        }
        discard(&mut transaction, import).await?;
        transaction.commit().await?;
        Ok(true)
    }
}

async fn may_edit(connection: &mut PgConnection, person: Uuid, bank: Uuid) -> Result<bool, StoreError> {
    let access = bank_access(&mut *connection, person, bank).await?;
    // The shipped bank is changed by its files.
    Ok(bank != crate::SHIPPED_BANK && access >= Some(BankAccess::Edit))
}

/// Discards an upload, unless it is applied, and what only it showed.
async fn discard(connection: &mut PgConnection, import: Uuid) -> Result<(), StoreError> {
    let pictures = sqlx::query_scalar!(
        "SELECT reading->'pictures' FROM bank_import WHERE id = $1 AND state IN ('reading', 'ready', 'refused') FOR UPDATE",
        import
    )
    .fetch_optional(&mut *connection)
    .await?;
    let Some(pictures) = pictures else { return Ok(()) };
    sqlx::query!(
        "UPDATE bank_import SET state = 'discarded', reading = NULL, changed_at = clock_timestamp() WHERE id = $1",
        import
    )
    .execute(&mut *connection)
    .await?;
    let pictures: Vec<String> =
        pictures.map_or(Ok(Vec::new()), |value| crate::catalogue::stored("names of pictures", value))?;
    images::forget_unused(connection, &pictures).await
}
