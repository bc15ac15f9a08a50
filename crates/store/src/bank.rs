//! Loading the shipped bank: whole or not at all.

use crate::bank_revisions;
use crate::revision_rows::RevisionRows;
use crate::{SHIPPED_BANK, Store, StoreError};
use invigil_bank::{Bank, content_hash};
use invigil_exam::Certification;
use serde_json::Value;
use sqlx::PgConnection;
use std::collections::BTreeMap;

/// What loading a bank changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Loaded {
    /// Items that weren't there before, or were withdrawn.
    pub new: usize,
    /// Items that got a new revision.
    pub changed: usize,
    /// Items that stayed as they were.
    pub unchanged: usize,
    /// Items that are gone from the bank; forms don't take them any more.
    pub withdrawn: usize,
}

/// Serialises what cannot fail to be JSON.
pub(crate) fn json<T: serde::Serialize>(value: &T) -> Result<Value, StoreError> {
    serde_json::to_value(value).map_err(|problem| StoreError::Corrupt(problem.to_string()))
}

impl Store {
    /// Makes `bank` the current one, in one transaction: certifications and editions, new items, new revisions of changed
    /// ones; items that it lacks are withdrawn. Revisions that attempts pin stay for ever. Loading the same bank again changes
    /// nothing.
    ///
    /// # Errors
    /// When the database fails; nothing is changed then. The caller sees to it that the bank has no errors.
    pub async fn load_bank(&self, bank: &Bank) -> Result<Loaded, StoreError> {
        let mut transaction = self.pool.begin().await?;
        // Processes that start together load one after the other.
        sqlx::query!("SELECT pg_advisory_xact_lock(hashtext('invigil.load_bank'))")
            .execute(&mut *transaction)
            .await?;
        load_certifications(&mut transaction, &bank.certifications).await?;
        let loaded = load_items(&mut transaction, bank).await?;
        bank_revisions::note(&mut transaction).await?;
        transaction.commit().await?;
        Ok(loaded)
    }

    /// How many items of the shipped bank forms can be drawn from.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn item_count(&self) -> Result<i64, StoreError> {
        Ok(sqlx::query_scalar!(
            r#"SELECT count(*) AS "count!" FROM item WHERE revision IS NOT NULL AND bank = $1"#,
            SHIPPED_BANK
        )
        .fetch_one(&self.pool)
        .await?)
    }
}

async fn load_certifications(
    connection: &mut PgConnection,
    certifications: &[Certification],
) -> Result<(), StoreError> {
    let ids: Vec<String> = certifications.iter().map(|certification| certification.id.clone()).collect();
    let mut definitions = Vec::new();
    let (mut of, mut names, mut editions) = (Vec::new(), Vec::new(), Vec::new());
    for certification in certifications {
        // Editions have revisions of their own.
        let bare = Certification { editions: Vec::new(), ..certification.clone() };
        definitions.push(json(&bare)?);
        for edition in &certification.editions {
            of.push(certification.id.clone());
            names.push(edition.id.clone());
            editions.push(json(edition)?);
        }
    }
    sqlx::query!(
        "UPDATE certification SET current = false WHERE current AND owner IS NULL AND NOT id = ANY ($1)",
        &ids
    )
    .execute(&mut *connection)
    .await?;
    sqlx::query!(
        "INSERT INTO certification (id, definition) SELECT * FROM unnest($1::text[], $2::jsonb[])
         ON CONFLICT (id) DO UPDATE SET definition = excluded.definition, current = true",
        &ids,
        &definitions
    )
    .execute(&mut *connection)
    .await?;
    // An edition that differs from the stored one, or is gone, ends; attempts taken under it keep it.
    sqlx::query!(
        "UPDATE edition SET current = false
         WHERE current
           AND NOT EXISTS (SELECT FROM certification c WHERE c.id = edition.certification AND c.owner IS NOT NULL)
           AND NOT EXISTS (
             SELECT FROM unnest($1::text[], $2::text[], $3::jsonb[]) AS given (certification, name, definition)
             WHERE given.certification = edition.certification AND given.name = edition.name
               AND given.definition = edition.definition)",
        &of,
        &names,
        &editions
    )
    .execute(&mut *connection)
    .await?;
    sqlx::query!(
        "INSERT INTO edition (certification, name, definition) SELECT * FROM unnest($1::text[], $2::text[], $3::jsonb[])
         ON CONFLICT (certification, name) WHERE current DO NOTHING",
        &of,
        &names,
        &editions
    )
    .execute(&mut *connection)
    .await?;
    Ok(())
}

async fn load_items(connection: &mut PgConnection, bank: &Bank) -> Result<Loaded, StoreError> {
    let stored = sqlx::query!(
        r#"SELECT i.id AS "id!", r.content_hash AS "content_hash?"
           FROM item i LEFT JOIN item_revision r ON r.id = i.revision WHERE i.bank = $1"#,
        SHIPPED_BANK
    )
    .fetch_all(&mut *connection)
    .await?;
    let current: BTreeMap<&str, Option<&[u8]>> =
        stored.iter().map(|row| (row.id.as_str(), row.content_hash.as_deref())).collect();

    let mut loaded = Loaded::default();
    let mut rows = RevisionRows::default();
    let mut certifications = Vec::new();
    for item in bank.items.iter().map(|item| &item.item) {
        let hash = content_hash(item);
        match current.get(item.id.as_str()) {
            Some(Some(stored)) if *stored == hash => {
                loaded.unchanged += 1;
                continue;
            }
            Some(Some(_)) => loaded.changed += 1,
            Some(None) | None => loaded.new += 1,
        }
        certifications.push(item.certification.clone());
        rows.push(item.id.clone(), &hash, item)?;
    }
    sqlx::query!(
        "INSERT INTO item (id, certification) SELECT * FROM unnest($1::text[], $2::text[])
         ON CONFLICT (id) DO UPDATE SET certification = excluded.certification",
        &rows.items,
        &certifications
    )
    .execute(&mut *connection)
    .await?;
    rows.write(&mut *connection).await?;
    sqlx::query!(
        "UPDATE item SET revision = r.id
         FROM unnest($1::text[], $2::bytea[]) AS given (item, content_hash)
         JOIN item_revision r USING (item, content_hash)
         WHERE item.id = given.item",
        &rows.items,
        &rows.hashes
    )
    .execute(&mut *connection)
    .await?;
    // A record of proofs may come or change without a change of the items.
    let mut proven = (Vec::new(), Vec::new(), Vec::new());
    for item in &bank.items {
        proven.0.push(item.item.id.clone());
        proven.1.push(content_hash(&item.item).to_vec());
        proven.2.push(json(&item.proven_on)?);
    }
    sqlx::query!(
        "UPDATE item_revision r SET proven_on = given.proven_on
         FROM unnest($1::text[], $2::bytea[], $3::jsonb[]) AS given (item, content_hash, proven_on)
         WHERE r.item = given.item AND r.content_hash = given.content_hash AND r.proven_on <> given.proven_on",
        &proven.0,
        &proven.1,
        &proven.2
    )
    .execute(&mut *connection)
    .await?;
    let all: Vec<String> = bank.items.iter().map(|item| item.item.id.clone()).collect();
    let withdrawn = sqlx::query!(
        "UPDATE item SET revision = NULL WHERE revision IS NOT NULL AND bank = $2 AND NOT id = ANY ($1)",
        &all,
        SHIPPED_BANK
    )
    .execute(&mut *connection)
    .await?;
    loaded.withdrawn = withdrawn.rows_affected() as usize;
    Ok(loaded)
}
