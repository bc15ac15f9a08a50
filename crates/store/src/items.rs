//! Single items of banks: read, written, edited, withdrawn and restored by people.
//!
//! Who asks comes first in every query: an item of a bank that isn't there for them is none.

use crate::bank_access::{bank_access, judged};
use crate::catalogue::stored;
use crate::item_writing::write_items;
use crate::{BankAccess, ChangeKind, Content, SHIPPED_BANK, Store, StoreError, Subject, audit};
use invigil_exam::Item;
use serde_json::json;
use sqlx::PgConnection;
use uuid::Uuid;

/// An item as its bank has it, for whoever may see it.
#[derive(Clone, Debug)]
pub struct ItemSheet {
    /// Its id.
    pub id: String,
    /// What its bank calls it; in the shipped bank that is its id.
    pub name: String,
    /// Its bank.
    pub bank: Uuid,
    /// What the bank is called.
    pub bank_name: String,
    /// What the person who asks may do with the bank.
    pub access: BankAccess,
    /// The certification's id; empty in an instructor's bank.
    pub certification: String,
    /// Whether forms may take it; otherwise it is withdrawn.
    pub current: bool,
    /// What it says now; of a withdrawn one what it said last.
    pub content: Content,
    /// How many attempts hold it, in whatever revision, open ones included.
    pub attempts: i64,
}

impl ItemSheet {
    /// Whether the person may change it in the browser. The shipped bank's items are changed by its files alone.
    pub fn may_edit(&self) -> bool {
        self.access >= BankAccess::Edit && self.bank != SHIPPED_BANK
    }
}

/// What became of writing a new item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Written {
    /// It is there, with this id.
    New(String),
    /// The bank has an item of this name, withdrawn or not: its id.
    NameTaken(String),
    /// The bank isn't there for this person, or not to be changed.
    NoBank,
}

/// What became of an edit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edited {
    /// This revision holds now.
    Saved(i32),
    /// It says what the item said before.
    Unchanged,
    /// Somebody changed the item since the edit was begun, and this revision holds. Nothing was stored.
    Newer(i32),
    /// It is withdrawn. Nothing was stored.
    Withdrawn,
    /// The item isn't there for this person, or not to be changed.
    NoItem,
}

impl Store {
    /// An item, if its bank is there for this person.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn item(&self, person: Uuid, item: &str) -> Result<Option<ItemSheet>, StoreError> {
        let row = sqlx::query!(
            r#"SELECT i.id, coalesce(i.name, i.id) AS "name!", i.bank, b.name AS bank_name, b.owner,
                      s.may_edit AS "shared?", p.role, i.certification, i.revision IS NOT NULL AS "current!",
                      r.id AS revision, r.section, r.topic, r.question, r.solution, r.proven_on,
                      (SELECT count(*) FROM attempt a
                       WHERE a.revisions && (SELECT array_agg(own.id) FROM item_revision own WHERE own.item = i.id)
                      ) AS "attempts!"
               FROM person p CROSS JOIN item i JOIN bank b ON b.id = i.bank
               LEFT JOIN bank_share s ON s.bank = b.id AND s.person = p.id
               JOIN item_revision r ON r.id = coalesce(i.revision,
                   (SELECT c.revision FROM item_change c WHERE c.item = i.id AND c.revision IS NOT NULL
                    ORDER BY c.id DESC LIMIT 1),
                   (SELECT max(last.id) FROM item_revision last WHERE last.item = i.id))
               WHERE p.id = $1 AND i.id = $2"#,
            person,
            item
        )
        .fetch_optional(&self.pool)
        .await?;
        let Some(row) = row else { return Ok(None) };
        let Some(access) = judged(person, &row.role, row.owner, row.shared)? else { return Ok(None) };
        Ok(Some(ItemSheet {
            content: Content {
                revision: row.revision,
                item: row.id.clone(),
                section: row.section,
                topic: row.topic,
                question: stored("a question", row.question)?,
                solution: stored("a solution", row.solution)?,
                proven_on: stored("versions", row.proven_on)?,
            },
            id: row.id,
            name: row.name,
            bank: row.bank,
            bank_name: row.bank_name,
            access,
            certification: row.certification,
            current: row.current,
            attempts: row.attempts,
        }))
    }

    /// The sections that a bank's items stand in, by name; none where the bank isn't there for this person.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sections_of_bank(&self, person: Uuid, bank: Uuid) -> Result<Vec<String>, StoreError> {
        if self.bank_access(person, bank).await?.is_none() {
            return Ok(Vec::new());
        }
        Ok(sqlx::query_scalar!(
            "SELECT DISTINCT r.section FROM item i JOIN item_revision r ON r.id = i.revision
             WHERE i.bank = $1 AND r.section <> '' ORDER BY r.section LIMIT 200",
            bank
        )
        .fetch_all(&self.pool)
        .await?)
    }

    /// What a bank is called, if this person may change its items; the shipped bank's are changed by its files alone.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn bank_to_edit(&self, person: Uuid, bank: Uuid) -> Result<Option<String>, StoreError> {
        if !may_edit(self.bank_access(person, bank).await?, bank) {
            return Ok(None);
        }
        Ok(sqlx::query_scalar!("SELECT name FROM bank WHERE id = $1", bank)
            .fetch_optional(&self.pool)
            .await?)
    }

    /// Writes a new item into a bank; `item.id` is its name there. The caller sees to it that it keeps the rules
    /// (`invigil_bank::item_rules`).
    ///
    /// # Errors
    /// When the database fails.
    pub async fn write_item(
        &self,
        person: Uuid,
        bank: Uuid,
        item: &Item,
        note: &str,
    ) -> Result<Written, StoreError> {
        let mut transaction = self.pool.begin().await?;
        if !lock_to_edit(&mut transaction, person, bank).await? {
            return Ok(Written::NoBank);
        }
        if let Some(id) = named(&mut transaction, bank, &item.id).await? {
            return Ok(Written::NameTaken(id));
        }
        let items = std::slice::from_ref(item);
        write_items(&mut transaction, bank, person, ChangeKind::Written, items, note).await?;
        let Some(id) = named(&mut transaction, bank, &item.id).await? else {
            return Err(StoreError::Corrupt("an item that was written is gone".into()));
        };
        tell(&mut transaction, person, "item written", bank, &id, note).await?;
        transaction.commit().await?;
        Ok(Written::New(id))
    }

    /// Gives an item a new revision. `base` is the revision that the edit was begun from: where another one holds by now, nothing
    /// is stored. `content.id` is ignored, an item keeps its name. The caller sees to it that the item keeps the rules.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn edit_item(
        &self,
        person: Uuid,
        item: &str,
        base: i32,
        content: &Item,
        note: &str,
    ) -> Result<Edited, StoreError> {
        let mut transaction = self.pool.begin().await?;
        let Some(held) = lock_item(&mut transaction, person, item).await? else { return Ok(Edited::NoItem) };
        match held.revision {
            None => return Ok(Edited::Withdrawn),
            Some(current) if current != base => return Ok(Edited::Newer(current)),
            Some(_) => {}
        }
        let named = Item { id: held.name, ..content.clone() };
        let items = std::slice::from_ref(&named);
        let loaded =
            write_items(&mut transaction, held.bank, person, ChangeKind::Edited, items, note).await?;
        if loaded.changed == 0 {
            return Ok(Edited::Unchanged);
        }
        tell(&mut transaction, person, "item edited", held.bank, item, note).await?;
        let revision = sqlx::query_scalar!("SELECT revision FROM item WHERE id = $1", item)
            .fetch_one(&mut *transaction)
            .await?;
        transaction.commit().await?;
        revision
            .map(Edited::Saved)
            .ok_or_else(|| StoreError::Corrupt("an edited item has no revision".into()))
    }

    /// Takes an item out of what new forms take; attempts that hold it keep it. `false` where it isn't there for this person or
    /// not to be changed. Withdrawing what is withdrawn changes nothing.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn withdraw_item(&self, person: Uuid, item: &str, note: &str) -> Result<bool, StoreError> {
        let mut transaction = self.pool.begin().await?;
        let Some(held) = lock_item(&mut transaction, person, item).await? else { return Ok(false) };
        if held.revision.is_some() {
            move_item(&mut transaction, person, &held, item, None, note).await?;
            transaction.commit().await?;
        }
        Ok(true)
    }

    /// Brings a withdrawn item back with what it said last. `false` where it isn't there for this person or not to be changed.
    /// Restoring what wasn't withdrawn changes nothing.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn restore_item(&self, person: Uuid, item: &str, note: &str) -> Result<bool, StoreError> {
        let mut transaction = self.pool.begin().await?;
        let Some(held) = lock_item(&mut transaction, person, item).await? else { return Ok(false) };
        if held.revision.is_none() {
            let last = sqlx::query_scalar!(
                r#"SELECT revision AS "revision!" FROM item_change WHERE item = $1 AND revision IS NOT NULL
                   ORDER BY id DESC LIMIT 1"#,
                item
            )
            .fetch_one(&mut *transaction)
            .await?;
            move_item(&mut transaction, person, &held, item, Some(last), note).await?;
            transaction.commit().await?;
        }
        Ok(true)
    }
}

fn may_edit(access: Option<BankAccess>, bank: Uuid) -> bool {
    bank != SHIPPED_BANK && access.is_some_and(|access| access >= BankAccess::Edit)
}

/// An item that is locked for a change.
struct Held {
    bank: Uuid,
    name: String,
    revision: Option<i32>,
}

/// Locks a bank against other writers, if this person may change it. Its row is the lock of all of its items, as in
/// [`write_items`].
async fn lock_to_edit(connection: &mut PgConnection, person: Uuid, bank: Uuid) -> Result<bool, StoreError> {
    sqlx::query!("SELECT id FROM bank WHERE id = $1 FOR UPDATE", bank)
        .fetch_optional(&mut *connection)
        .await?;
    Ok(may_edit(bank_access(&mut *connection, person, bank).await?, bank))
}

/// Locks an item's bank, if this person may change it, and reads the item.
async fn lock_item(
    connection: &mut PgConnection,
    person: Uuid,
    item: &str,
) -> Result<Option<Held>, StoreError> {
    let bank = sqlx::query_scalar!("SELECT bank FROM item WHERE id = $1", item)
        .fetch_optional(&mut *connection)
        .await?;
    let Some(bank) = bank else { return Ok(None) };
    if !lock_to_edit(connection, person, bank).await? {
        return Ok(None);
    }
    Ok(sqlx::query_as!(
        Held,
        r#"SELECT bank, coalesce(name, id) AS "name!", revision FROM item WHERE id = $1"#,
        item
    )
    .fetch_optional(connection)
    .await?)
}

async fn named(connection: &mut PgConnection, bank: Uuid, name: &str) -> Result<Option<String>, StoreError> {
    Ok(sqlx::query_scalar!("SELECT id FROM item WHERE bank = $1 AND name = $2", bank, name)
        .fetch_optional(connection)
        .await?)
}

/// Withdraws an item (no revision) or restores it, with a line in its history and one in the trail.
async fn move_item(
    connection: &mut PgConnection,
    person: Uuid,
    held: &Held,
    item: &str,
    revision: Option<i32>,
    note: &str,
) -> Result<(), StoreError> {
    let (kind, action) = match revision {
        None => (ChangeKind::Withdrawn, "item withdrawn"),
        Some(_) => (ChangeKind::Restored, "item restored"),
    };
    sqlx::query!("UPDATE item SET revision = $2 WHERE id = $1", item, revision)
        .execute(&mut *connection)
        .await?;
    sqlx::query!(
        "INSERT INTO item_change (item, person, kind, revision, note) VALUES ($1, $2, $3, $4, $5)",
        item,
        person,
        kind.name(),
        revision,
        note
    )
    .execute(&mut *connection)
    .await?;
    tell(connection, person, action, held.bank, item, note).await
}

/// A line in the trail.
async fn tell(
    connection: &mut PgConnection,
    person: Uuid,
    action: &str,
    bank: Uuid,
    item: &str,
    note: &str,
) -> Result<(), StoreError> {
    let subject = Subject { bank: Some(bank), item: Some(item.to_owned()), ..Subject::default() };
    audit::record(connection, Some(person), action, subject, json!({ "note": note })).await
}
