//! Rulings on items whose key was wrong: proposed, put in force, or dropped.

use crate::audit::{Subject, record};
use crate::bank_access::{BankAccess, bank_access};
use crate::catalogue::stored;
use crate::item_writing::{ChangeKind, write_items};
use crate::marks::{RULINGS_LOCK, ruled_alike};
use crate::{SHIPPED_BANK, Store, StoreError, bank_revisions};
use invigil_exam::{Choices, Item, Question, Ruling, Solution};
use serde_json::json;
use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

/// What becomes of an item in new forms once a ruling is in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Future {
    /// A new revision with the corrected key.
    Correct,
    /// No new form takes it.
    Withdraw,
    /// It stays as it is.
    Leave,
}

impl Future {
    const ALL: [Future; 3] = [Future::Correct, Future::Withdraw, Future::Leave];

    /// As stored, and as forms send it.
    pub fn name(self) -> &'static str {
        match self {
            Future::Correct => "correct",
            Future::Withdraw => "withdraw",
            Future::Leave => "leave",
        }
    }

    /// The one of this name.
    pub fn named(name: &str) -> Option<Future> {
        Future::ALL.into_iter().find(|future| future.name() == name)
    }
}

/// Where an item belongs.
#[derive(Clone, Debug)]
pub struct ItemPlace {
    /// Its bank.
    pub bank: Uuid,
    /// What its bank calls it.
    pub name: String,
    /// The revision that new forms take, or of a withdrawn item the last one.
    pub last_revision: i32,
}

/// A ruling, in force or not.
#[derive(Clone, Debug)]
pub struct KnownRuling {
    /// Its number.
    pub id: i32,
    /// The item's id.
    pub item: String,
    /// What its bank calls the item.
    pub name: String,
    /// The item's bank.
    pub bank: Uuid,
    /// The revisions that it holds for, the newest last.
    pub revisions: Vec<i32>,
    /// What counts as right.
    pub rule: Ruling,
    /// Why, as candidates read it.
    pub reason: String,
    /// What becomes of the item in new forms.
    pub future: Future,
    /// Who made it; empty where they are gone.
    pub author: String,
    /// When it was proposed.
    pub at: OffsetDateTime,
    /// Since when it holds; `None` while it is only proposed.
    pub in_force_at: Option<OffsetDateTime>,
    /// Whether attempts closed before are marked again.
    pub regrade: bool,
    /// When that was done.
    pub regraded_at: Option<OffsetDateTime>,
}

impl Store {
    /// Where an item belongs, whoever asks; what they may know of it, [`Store::bank_access`] tells.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn item_place(&self, item: &str) -> Result<Option<ItemPlace>, StoreError> {
        Ok(sqlx::query_as!(
            ItemPlace,
            r#"SELECT i.bank, coalesce(i.name, i.id) AS "name!",
                      coalesce(i.revision, (SELECT max(r.id) FROM item_revision r WHERE r.item = i.id)) AS "last_revision!"
               FROM item i WHERE i.id = $1"#,
            item
        )
        .fetch_optional(&self.pool)
        .await?)
    }

    /// What counts as right now at an item's revision, which comes first, and at the others that a ruling on it would hold for.
    /// Empty where there is no such revision.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn counts_now(&self, item: &str, revision: i32) -> Result<Vec<Ruling>, StoreError> {
        let alike = ruled_alike(&mut *self.pool.acquire().await?, item, revision).await?;
        let (first, others): (Vec<_>, Vec<_>) = alike.into_iter().partition(|(id, _)| *id == revision);
        Ok(first.into_iter().chain(others).map(|(_, rule)| rule).collect())
    }

    /// Proposes a ruling on an item's revision, and on those that ask the same: with the same options, and either the same stem
    /// or the same right answer. Nothing changes by it yet. Returns its number; `None` where the item isn't there for this person
    /// to edit, or has no such revision.
    ///
    /// # Errors
    /// When the database fails. The caller has checked the rule by [`Ruling::check`].
    pub async fn propose_ruling(
        &self,
        person: Uuid,
        item: &str,
        revision: i32,
        rule: &Ruling,
        reason: &str,
        future: Future,
    ) -> Result<Option<i32>, StoreError> {
        let mut transaction = self.pool.begin().await?;
        let Some(bank) = sqlx::query_scalar!("SELECT bank FROM item WHERE id = $1", item)
            .fetch_optional(&mut *transaction)
            .await?
        else {
            return Ok(None);
        };
        if bank_access(&mut *transaction, person, bank).await? < Some(BankAccess::Edit) {
            return Ok(None);
        }
        let rule_json =
            serde_json::to_value(rule).map_err(|problem| StoreError::Corrupt(problem.to_string()))?;
        let revisions: Vec<i32> =
            ruled_alike(&mut transaction, item, revision).await?.into_iter().map(|(id, _)| id).collect();
        if revisions.is_empty() {
            return Ok(None);
        }
        let id = sqlx::query_scalar!(
            "INSERT INTO ruling (item, revisions, rule, reason, future, person) VALUES ($1, $2, $3, $4, $5, $6)
             RETURNING id",
            item,
            &revisions,
            rule_json,
            reason,
            future.name(),
            person
        )
        .fetch_one(&mut *transaction)
        .await?;
        let subject = Subject { bank: Some(bank), item: Some(item.to_owned()), ..Subject::default() };
        let details = json!({ "ruling": id, "rule": rule, "reason": reason, "future": future.name() });
        record(&mut transaction, Some(person), "ruling proposed", subject, details).await?;
        transaction.commit().await?;
        Ok(Some(id))
    }

    /// A ruling on an item that this person may edit.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn ruling(&self, person: Uuid, id: i32) -> Result<Option<KnownRuling>, StoreError> {
        let mut connection = self.pool.acquire().await?;
        ruling_of(&mut connection, person, id, false).await
    }

    /// Every ruling on an item that this person may edit, the newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn rulings_of_item(&self, person: Uuid, item: &str) -> Result<Vec<KnownRuling>, StoreError> {
        let ids =
            sqlx::query_scalar!("SELECT id FROM ruling WHERE item = $1 ORDER BY id DESC LIMIT 50", item)
                .fetch_all(&self.pool)
                .await?;
        let mut connection = self.pool.acquire().await?;
        let mut rulings = Vec::new();
        for id in ids {
            rulings.extend(ruling_of(&mut connection, person, id, false).await?);
        }
        Ok(rulings)
    }

    /// Drops a ruling that isn't in force. Whether there was one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn drop_ruling(&self, person: Uuid, id: i32) -> Result<bool, StoreError> {
        let mut transaction = self.pool.begin().await?;
        let Some(ruling) = ruling_of(&mut transaction, person, id, true).await? else { return Ok(false) };
        if ruling.in_force_at.is_some() {
            return Ok(false);
        }
        sqlx::query!("DELETE FROM ruling WHERE id = $1", id).execute(&mut *transaction).await?;
        let subject = Subject { bank: Some(ruling.bank), item: Some(ruling.item), ..Subject::default() };
        record(&mut transaction, Some(person), "ruling dropped", subject, json!({ "ruling": id })).await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// Puts a ruling in force: every attempt that closes from now on is marked by it, and new forms take the item as the ruling's
    /// [`Future`] says. With `regrade`, attempts closed before are marked again by [`Store::regrade`], which comes next; that can
    /// be chosen later as well, but not taken back. Doing it again changes nothing; whether the ruling is in force now.
    ///
    /// # Errors
    /// When the database fails; nothing is changed then.
    pub async fn put_in_force(&self, person: Uuid, id: i32, regrade: bool) -> Result<bool, StoreError> {
        let mut transaction = self.pool.begin().await?;
        let Some(ruling) = ruling_of(&mut transaction, person, id, true).await? else { return Ok(false) };
        if ruling.in_force_at.is_some() && (ruling.regrade || !regrade) {
            return Ok(true);
        }
        let subject =
            Subject { bank: Some(ruling.bank), item: Some(ruling.item.clone()), ..Subject::default() };
        let details = json!({ "ruling": id, "regrade": regrade, "reason": ruling.reason });
        if ruling.in_force_at.is_some() {
            record(&mut transaction, Some(person), "regrade chosen after all", subject, details).await?;
            sqlx::query!("UPDATE ruling SET regrade = true WHERE id = $1", id)
                .execute(&mut *transaction)
                .await?;
            transaction.commit().await?;
            return Ok(true);
        }
        apply_to_new_forms(&mut transaction, person, &ruling).await?;
        if ruling.bank == SHIPPED_BANK {
            bank_revisions::note(&mut transaction).await?;
        }
        record(&mut transaction, Some(person), "ruling in force", subject, details).await?;
        // Last, because whoever closes an attempt waits for it.
        sqlx::query!("SELECT pg_advisory_xact_lock($1)", RULINGS_LOCK).execute(&mut *transaction).await?;
        sqlx::query!(
            "UPDATE ruling SET in_force_at = clock_timestamp(), regrade = $2 WHERE id = $1",
            id,
            regrade
        )
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(true)
    }
}

/// A ruling on an item that a person may edit; `locked`, until the transaction ends.
pub(crate) async fn ruling_of(
    connection: &mut PgConnection,
    person: Uuid,
    id: i32,
    locked: bool,
) -> Result<Option<KnownRuling>, StoreError> {
    if locked {
        sqlx::query!("SELECT id FROM ruling WHERE id = $1 FOR UPDATE", id)
            .fetch_optional(&mut *connection)
            .await?;
    }
    let Some(row) = sqlx::query!(
        r#"SELECT r.id, r.item, coalesce(i.name, i.id) AS "name!", i.bank, r.revisions, r.rule, r.reason, r.future, r.at,
                  r.in_force_at, r.regrade, r.regraded_at,
                  coalesce((SELECT coalesce(nullif(p.name, ''), p.email) FROM person p WHERE p.id = r.person), '')
                      AS "author!"
           FROM ruling r JOIN item i ON i.id = r.item WHERE r.id = $1"#,
        id
    )
    .fetch_optional(&mut *connection)
    .await?
    else {
        return Ok(None);
    };
    if bank_access(&mut *connection, person, row.bank).await? < Some(BankAccess::Edit) {
        return Ok(None);
    }
    Ok(Some(KnownRuling {
        id: row.id,
        item: row.item,
        name: row.name,
        bank: row.bank,
        revisions: row.revisions,
        rule: stored("a ruling", row.rule)?,
        reason: row.reason,
        future: Future::named(&row.future)
            .ok_or_else(|| StoreError::Corrupt(format!("ruling {id}: the future `{}`", row.future)))?,
        author: row.author,
        at: row.at,
        in_force_at: row.in_force_at,
        regrade: row.regrade,
        regraded_at: row.regraded_at,
    }))
}

/// Corrects or withdraws the item, as the ruling says. An item of the shipped bank stays: its files are what changes it.
async fn apply_to_new_forms(
    connection: &mut PgConnection,
    person: Uuid,
    ruling: &KnownRuling,
) -> Result<(), StoreError> {
    if ruling.bank == crate::SHIPPED_BANK {
        return Ok(());
    }
    // The bank before its items, as everybody who writes them.
    sqlx::query!("SELECT id FROM bank WHERE id = $1 FOR UPDATE", ruling.bank)
        .fetch_optional(&mut *connection)
        .await?;
    let current = sqlx::query!(
        "SELECT r.id, r.section, r.topic, r.question, r.solution
         FROM item i JOIN item_revision r ON r.id = i.revision WHERE i.id = $1 FOR UPDATE OF i",
        ruling.item
    )
    .fetch_optional(&mut *connection)
    .await?;
    let Some(current) = current else { return Ok(()) };
    match (ruling.future, &ruling.rule) {
        (Future::Leave, _) => {}
        // What was changed by hand since then is left to those hands.
        (Future::Correct, Ruling::AnyOf(sets))
            if sets.len() == 1 && ruling.revisions.contains(&current.id) =>
        {
            let keys: Choices = sets[0];
            let question: Question = stored("a question", current.question)?;
            let solution: Solution = stored("a solution", current.solution)?;
            let item = Item {
                id: ruling.name.clone(),
                certification: String::new(),
                section: current.section,
                topic: current.topic,
                question: Question { choose: keys.len() as u8, ..question },
                solution: Solution { keys, ..solution },
            };
            write_items(connection, ruling.bank, person, ChangeKind::KeyCorrected, &[item], &ruling.reason)
                .await?;
        }
        (Future::Correct, _) => {}
        (Future::Withdraw, _) => {
            sqlx::query!(
                "WITH gone AS (UPDATE item SET revision = NULL WHERE id = $1 RETURNING id)
                 INSERT INTO item_change (item, person, kind, revision, note)
                 SELECT id, $2, $3, NULL, $4 FROM gone",
                ruling.item,
                person,
                ChangeKind::Withdrawn.name(),
                ruling.reason
            )
            .execute(&mut *connection)
            .await?;
        }
    }
    Ok(())
}
