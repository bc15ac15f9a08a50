//! Writing items of an instructor's bank: new ones, and new revisions of those that it has.

use crate::StoreError;
use crate::bank::Loaded;
use crate::revision_rows::RevisionRows;
use invigil_bank::content_hash;
use invigil_exam::Item;
use sqlx::PgConnection;
use std::collections::HashMap;
use uuid::Uuid;

/// Why an item changes, as its history tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum ChangeKind {
    Imported,
    Written,
    Edited,
    KeyCorrected,
    Withdrawn,
    Restored,
}

impl ChangeKind {
    /// As stored, and as people read it.
    pub fn name(self) -> &'static str {
        match self {
            ChangeKind::Imported => "imported",
            ChangeKind::Written => "written",
            ChangeKind::Edited => "edited",
            ChangeKind::KeyCorrected => "key corrected",
            ChangeKind::Withdrawn => "withdrawn",
            ChangeKind::Restored => "restored",
        }
    }
}

/// Writes items into a bank within the caller's transaction. An item's `id` is its name in the bank; its `certification` is
/// ignored. What the bank has under that name gets a new revision where it differs, and is back where it was withdrawn. What the
/// bank has beside them stays. No two of `items` may have the same name.
///
/// The bank's row is locked until the transaction ends, so that writers of one bank come one after the other.
pub(crate) async fn write_items(
    connection: &mut PgConnection,
    bank: Uuid,
    person: Uuid,
    kind: ChangeKind,
    items: &[Item],
    note: &str,
) -> Result<Loaded, StoreError> {
    sqlx::query!("SELECT id FROM bank WHERE id = $1 FOR UPDATE", bank).fetch_one(&mut *connection).await?;
    let names: Vec<String> = items.iter().map(|item| item.id.clone()).collect();
    let stored: HashMap<String, (String, Option<Vec<u8>>)> = sqlx::query!(
        r#"SELECT i.id AS "id!", i.name AS "name!", r.content_hash AS "content_hash?"
           FROM item i LEFT JOIN item_revision r ON r.id = i.revision
           WHERE i.bank = $1 AND i.name = ANY ($2)"#,
        bank,
        &names
    )
    .fetch_all(&mut *connection)
    .await?
    .into_iter()
    .map(|row| (row.name, (row.id, row.content_hash)))
    .collect();

    let mut loaded = Loaded::default();
    let mut fresh: (Vec<String>, Vec<String>) = Default::default();
    let mut rows = RevisionRows::default();
    for item in items {
        let hash = content_hash(item);
        let id = match stored.get(&item.id) {
            Some((_, Some(current))) if *current == hash => {
                loaded.unchanged += 1;
                continue;
            }
            Some((id, Some(_))) => {
                loaded.changed += 1;
                id.clone()
            }
            Some((id, None)) => {
                loaded.new += 1;
                id.clone()
            }
            None => {
                loaded.new += 1;
                let id = Uuid::now_v7().to_string();
                fresh.0.push(id.clone());
                fresh.1.push(item.id.clone());
                id
            }
        };
        rows.push(id, &hash, item)?;
    }
    sqlx::query!(
        "INSERT INTO item (id, certification, bank, name)
         SELECT g.id, '', $1, g.name FROM unnest($2::text[], $3::text[]) AS g (id, name)",
        bank,
        &fresh.0,
        &fresh.1
    )
    .execute(&mut *connection)
    .await?;
    rows.write(&mut *connection).await?;
    sqlx::query!(
        "WITH given AS (
             SELECT r.item, r.id AS revision FROM unnest($1::text[], $2::bytea[]) AS g (item, content_hash)
             JOIN item_revision r USING (item, content_hash)
         ), moved AS (
             UPDATE item SET revision = given.revision FROM given WHERE item.id = given.item
         )
         INSERT INTO item_change (item, person, kind, revision, note)
         SELECT item, $3, $4, revision, $5 FROM given",
        &rows.items,
        &rows.hashes,
        person,
        kind.name(),
        note
    )
    .execute(&mut *connection)
    .await?;
    Ok(loaded)
}
