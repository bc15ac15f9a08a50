//! Applying an upload: whole or not at all, and once.

use super::{Kept, may_edit, plan};
use crate::audit::{Subject, record};
use crate::item_writing::write_items;
use crate::quotas::{OverQuota, over_quota};
use crate::{ChangeKind, Store, StoreError};
use invigil_exam::Item;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::types::Json;
use uuid::Uuid;

/// What applying an upload did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppliedCounts {
    /// Items that the bank didn't have, or had withdrawn.
    pub new: usize,
    /// Items that got a new revision.
    pub changed: usize,
    /// Items that were in the bank as they were read.
    pub unchanged: usize,
}

/// What became of applying an upload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Applied {
    /// All of it is in the bank, by this call or an earlier one.
    Done(AppliedCounts),
    /// It isn't there for this person.
    NoImport,
    /// It was refused or discarded, or isn't read yet.
    NotReady,
    /// The bank has changed since the plan was made: what was previewed may no longer be what would happen.
    BankChanged,
    /// It doesn't fit.
    OverQuota(OverQuota),
}

impl Store {
    /// Writes everything that an upload holds into its bank in one transaction, with the pictures and a line of the trail. The
    /// bank must be as it was when the plan was made (`version`). Applying twice does it once.
    ///
    /// # Errors
    /// When the database fails; nothing is written then.
    pub async fn apply_import(
        &self,
        person: Uuid,
        import: Uuid,
        version: i64,
    ) -> Result<Applied, StoreError> {
        let mut transaction = self.pool.begin().await?;
        // The bank first, as everybody who writes or deletes it does: nobody else writes items of it from here on.
        let bank = sqlx::query_scalar!("SELECT bank FROM bank_import WHERE id = $1", import)
            .fetch_optional(&mut *transaction)
            .await?;
        let Some(bank) = bank else { return Ok(Applied::NoImport) };
        sqlx::query!("SELECT id FROM bank WHERE id = $1 FOR UPDATE", bank)
            .fetch_optional(&mut *transaction)
            .await?;
        let row = sqlx::query!(
            r#"SELECT bank, file_name, state, reading AS "reading: Json<Kept>" FROM bank_import WHERE id = $1 FOR UPDATE"#,
            import
        )
        .fetch_optional(&mut *transaction)
        .await?;
        let Some(row) = row else { return Ok(Applied::NoImport) };
        if !may_edit(&mut transaction, person, row.bank).await? {
            return Ok(Applied::NoImport);
        }
        let Some(Json(mut kept)) = row.reading else { return Ok(Applied::NotReady) };
        match (row.state.as_str(), kept.applied) {
            ("applied", counts) => return Ok(Applied::Done(counts.unwrap_or_default())),
            ("ready", _) => {}
            _ => return Ok(Applied::NotReady),
        }
        if plan::version(&mut transaction, row.bank).await? != version {
            return Ok(Applied::BankChanged);
        }
        let fresh = plan::fresh(&mut transaction, row.bank, &kept.reading).await?;
        if let Some(over) = over_quota(&mut transaction, row.bank, fresh, &kept.pictures).await? {
            return Ok(Applied::OverQuota(over));
        }
        let items: Vec<Item> =
            std::mem::take(&mut kept.reading.items).into_iter().map(|imported| imported.item).collect();
        let note = format!("from {}", row.file_name);
        let loaded =
            write_items(&mut transaction, row.bank, person, ChangeKind::Imported, &items, &note).await?;
        sqlx::query!(
            "INSERT INTO bank_image (bank, image) SELECT $1, * FROM unnest($2::text[]) ON CONFLICT DO NOTHING",
            row.bank,
            &kept.pictures
        )
        .execute(&mut *transaction)
        .await?;
        let counts = AppliedCounts { new: loaded.new, changed: loaded.changed, unchanged: loaded.unchanged };
        let details = json!({
            "file": row.file_name, "format": kept.reading.format, "new": counts.new, "changed": counts.changed,
            "unchanged": counts.unchanged, "skipped": kept.reading.skipped.len(), "failed": kept.reading.failed.len(),
        });
        let subject = Subject { bank: Some(row.bank), ..Subject::default() };
        record(&mut transaction, Some(person), "items imported", subject, details).await?;
        kept.applied = Some(counts);
        sqlx::query!(
            "UPDATE bank_import SET state = 'applied', reading = $2, changed_at = clock_timestamp() WHERE id = $1",
            import,
            Json(kept) as _
        )
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(Applied::Done(counts))
    }
}
