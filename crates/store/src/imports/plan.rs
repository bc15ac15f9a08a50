//! What applying an upload would do: each item held against the bank as it is now.

use super::{Import, ImportState, Kept};
use crate::imports::AppliedCounts;
use crate::quotas::{OverQuota, over_quota};
use crate::{Store, StoreError};
use invigil_bank::content_hash;
use invigil_bank::import::Reading;
use invigil_exam::{Item, Question, Solution};
use sqlx::PgConnection;
use sqlx::types::Json;
use std::collections::HashMap;
use uuid::Uuid;

/// What becomes of an item that was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// The bank has none of its name, or a withdrawn one, which comes back so.
    New,
    /// The bank has another text under its name; this one becomes a new revision.
    Changed,
    /// The bank has exactly this.
    Unchanged,
}

/// An upload with what was read, and what applying it would do.
#[derive(Clone, Debug)]
pub struct ImportPlan {
    /// The upload.
    pub import: Import,
    /// What was read; without items once it is applied, and nothing at all in other states than ready and applied. Its pictures
    /// are stored and not in here.
    pub reading: Reading,
    /// What becomes of each item of the reading, in its order.
    pub fates: Vec<Fate>,
    /// How the bank was when the fates were found; applying asks for it again.
    pub version: i64,
    /// What applying it did.
    pub applied: Option<AppliedCounts>,
    /// Why there is no room for it.
    pub over_quota: Option<OverQuota>,
}

impl ImportPlan {
    /// How many items have this fate.
    pub fn count(&self, fate: Fate) -> usize {
        self.fates.iter().filter(|known| **known == fate).count()
    }
}

impl Store {
    /// What applying an upload would do, or did. `None` where the person may not edit its bank.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn import_plan(&self, person: Uuid, import: Uuid) -> Result<Option<ImportPlan>, StoreError> {
        let Some(import) = self.import(person, import).await? else { return Ok(None) };
        let mut plan = ImportPlan {
            import,
            reading: Reading::default(),
            fates: Vec::new(),
            version: 0,
            applied: None,
            over_quota: None,
        };
        if !matches!(plan.import.state, ImportState::Ready | ImportState::Applied) {
            return Ok(Some(plan));
        }
        let mut transaction = self.pool.begin().await?;
        let kept = sqlx::query_scalar!(
            r#"SELECT reading AS "reading: Json<Kept>" FROM bank_import WHERE id = $1"#,
            plan.import.id
        )
        .fetch_optional(&mut *transaction)
        .await?;
        let Some(Json(kept)) = kept.flatten() else { return Ok(Some(plan)) };
        // First, so that a change of the bank meanwhile shows itself when the plan is applied.
        plan.version = version(&mut transaction, plan.import.bank).await?;
        plan.fates = fates(&mut transaction, plan.import.bank, &kept.reading).await?;
        if plan.import.state == ImportState::Ready {
            let new = fresh(&mut transaction, plan.import.bank, &kept.reading).await?;
            plan.over_quota = over_quota(&mut transaction, plan.import.bank, new, &kept.pictures).await?;
        }
        (plan.reading, plan.applied) = (kept.reading, kept.applied);
        Ok(Some(plan))
    }

    /// The current items of an instructor's bank under these names, by name. The caller has asked for the bank before.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn named_items(
        &self,
        bank: Uuid,
        names: &[String],
    ) -> Result<HashMap<String, Item>, StoreError> {
        let rows = sqlx::query!(
            r#"SELECT i.name AS "name!", r.section, r.topic, r.question AS "question: Json<Question>",
                      r.solution AS "solution: Json<Solution>"
               FROM item i JOIN item_revision r ON r.id = i.revision WHERE i.bank = $1 AND i.name = ANY ($2)"#,
            bank,
            names
        )
        .fetch_all(&self.pool)
        .await?;
        let item = |name: &str, section, topic, question: Json<Question>, solution: Json<Solution>| Item {
            id: name.to_owned(),
            certification: String::new(),
            section,
            topic,
            question: question.0,
            solution: solution.0,
        };
        Ok(rows
            .into_iter()
            .map(|row| {
                (row.name.clone(), item(&row.name, row.section, row.topic, row.question, row.solution))
            })
            .collect())
    }
}

/// A number that changes with every change of the bank's items.
pub(super) async fn version(connection: &mut PgConnection, bank: Uuid) -> Result<i64, StoreError> {
    Ok(sqlx::query_scalar!(
        r#"SELECT coalesce(max(c.id), 0) AS "version!" FROM item i JOIN item_change c ON c.item = i.id WHERE i.bank = $1"#,
        bank
    )
    .fetch_one(connection)
    .await?)
}

/// How many rows of items would come: those that were withdrawn have theirs.
pub(super) async fn fresh(
    connection: &mut PgConnection,
    bank: Uuid,
    reading: &Reading,
) -> Result<usize, StoreError> {
    let names: Vec<String> = reading.items.iter().map(|imported| imported.item.id.clone()).collect();
    let known = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM item WHERE bank = $1 AND name = ANY ($2)"#,
        bank,
        &names
    )
    .fetch_one(connection)
    .await?;
    Ok(names.len().saturating_sub(known as usize))
}

async fn fates(
    connection: &mut PgConnection,
    bank: Uuid,
    reading: &Reading,
) -> Result<Vec<Fate>, StoreError> {
    let names: Vec<String> = reading.items.iter().map(|imported| imported.item.id.clone()).collect();
    let current: HashMap<String, Vec<u8>> = sqlx::query!(
        r#"SELECT i.name AS "name!", r.content_hash FROM item i JOIN item_revision r ON r.id = i.revision
           WHERE i.bank = $1 AND i.name = ANY ($2)"#,
        bank,
        &names
    )
    .fetch_all(connection)
    .await?
    .into_iter()
    .map(|row| (row.name, row.content_hash))
    .collect();
    let fate = |item: &Item| match current.get(&item.id) {
        None => Fate::New,
        Some(hash) if *hash == content_hash(item) => Fate::Unchanged,
        Some(_) => Fate::Changed,
    };
    Ok(reading.items.iter().map(|imported| fate(&imported.item)).collect())
}
