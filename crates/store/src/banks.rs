//! Instructors' banks: made, named, listed, looked into, deleted.

use crate::audit::{Subject, record};
use crate::bank_access::bank_access;
use crate::catalogue::stored;
use crate::{BankAccess, SHIPPED_BANK, Store, StoreError};
use invigil_bank::import::Picture;
use invigil_exam::{Item, Question, Solution};
use serde_json::json;
use sqlx::types::Json;
use std::collections::BTreeMap;
use time::OffsetDateTime;
use uuid::Uuid;

/// How many banks one instructor may own.
pub const MAX_BANKS: usize = 200;

/// The most characters of a bank's name.
pub const MAX_BANK_NAME: usize = 100;

/// A bank in short, as somebody sees it.
#[derive(Clone, Debug)]
pub struct BankSummary {
    /// Its id.
    pub id: Uuid,
    /// What it is called.
    pub name: String,
    /// Whose it is: a name, or an e-mail address where they gave none.
    pub owner: String,
    /// What the one who asks may do.
    pub access: BankAccess,
    /// How many items forms can be drawn from.
    pub items: usize,
    /// How many items are withdrawn.
    pub withdrawn: usize,
    /// With how many people it is shared.
    pub shared_with: usize,
    /// When an item changed last, or the bank was made.
    pub changed_at: OffsetDateTime,
}

/// Which items of a bank to list.
#[derive(Clone, Debug, Default)]
pub struct ItemSearch {
    /// Only those of this section (which may be the empty one); all if none is given.
    pub section: Option<String>,
    /// Only those whose name or stem holds this, in whatever case; all if empty.
    pub text: String,
    /// Whether to list the withdrawn ones as well.
    pub withdrawn: bool,
    /// How many to leave out at the beginning.
    pub offset: usize,
    /// How many to list at most.
    pub limit: usize,
}

/// An item of a bank, in short.
#[derive(Clone, Debug)]
pub struct ItemRow {
    /// Its id.
    pub id: String,
    /// Its name in the bank.
    pub name: String,
    /// Its section's label; may be empty.
    pub section: String,
    /// Whether forms take it no more.
    pub withdrawn: bool,
    /// What it asks, in its newest revision.
    pub question: Question,
    /// What is right.
    pub solution: Solution,
    /// When it changed last.
    pub changed_at: OffsetDateTime,
}

/// What became of deleting a bank.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BankDeletion {
    /// It is gone, with its items and imports.
    Done,
    /// It isn't this person's to delete.
    NoBank,
    /// Exams draw from it: those of its owner by name, and how many others.
    InExams(Vec<String>, usize),
    /// So many attempts hold items of it.
    InAttempts(usize),
}

impl Store {
    /// The banks that a person owns or that are shared with them, by name; without the shipped one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn banks(&self, person: Uuid) -> Result<Vec<BankSummary>, StoreError> {
        self.bank_summaries(person, None).await
    }

    /// An instructor's bank as a person sees it; `None` where it isn't there for them, and for the shipped one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn bank(&self, person: Uuid, bank: Uuid) -> Result<Option<BankSummary>, StoreError> {
        Ok(self.bank_summaries(person, Some(bank)).await?.pop())
    }

    async fn bank_summaries(&self, person: Uuid, only: Option<Uuid>) -> Result<Vec<BankSummary>, StoreError> {
        let rows = sqlx::query!(
            r#"SELECT b.id, b.name, b.owner = $1 AS "own!", s.may_edit AS "may_edit?",
                      coalesce(nullif(o.name, ''), o.email, '') AS "owner!",
                      n.items AS "items!", n.withdrawn AS "withdrawn!",
                      (SELECT count(*) FROM bank_share x WHERE x.bank = b.id) AS "shared_with!",
                      coalesce((SELECT max(c.at) FROM item i JOIN item_change c ON c.item = i.id WHERE i.bank = b.id),
                               b.created_at) AS "changed_at!"
               FROM bank b
               JOIN person p ON p.id = $1 AND p.role IN ('instructor', 'administrator')
               JOIN person o ON o.id = b.owner
               LEFT JOIN bank_share s ON s.bank = b.id AND s.person = $1
               CROSS JOIN LATERAL (SELECT count(i.revision) AS items, count(*) - count(i.revision) AS withdrawn
                                   FROM item i WHERE i.bank = b.id) n
               WHERE (b.owner = $1 OR s.person IS NOT NULL) AND ($2::uuid IS NULL OR b.id = $2)
               ORDER BY lower(b.name), b.id"#,
            person,
            only
        )
        .fetch_all(&self.pool)
        .await?;
        let access = |own: bool, may_edit: Option<bool>| match (own, may_edit) {
            (true, _) => BankAccess::Own,
            (false, Some(true)) => BankAccess::Edit,
            (false, _) => BankAccess::View,
        };
        Ok(rows
            .into_iter()
            .map(|row| BankSummary {
                id: row.id,
                name: row.name,
                owner: row.owner,
                access: access(row.own, row.may_edit),
                items: row.items as usize,
                withdrawn: row.withdrawn as usize,
                shared_with: row.shared_with as usize,
                changed_at: row.changed_at,
            })
            .collect())
    }

    /// Makes an empty bank. `None` when the person owns [`MAX_BANKS`] already. The caller sees to it that the name has 1 to
    /// [`MAX_BANK_NAME`] characters.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn create_bank(&self, person: Uuid, name: &str) -> Result<Option<Uuid>, StoreError> {
        let mut transaction = self.pool.begin().await?;
        let id = Uuid::now_v7();
        // Their row is locked, so that two clicks at once don't both find room.
        sqlx::query!("SELECT id FROM person WHERE id = $1 FOR UPDATE", person)
            .fetch_one(&mut *transaction)
            .await?;
        let made = sqlx::query!(
            "INSERT INTO bank (id, owner, name) SELECT $1, $2, $3
             WHERE (SELECT count(*) FROM bank WHERE owner = $2) < $4",
            id,
            person,
            name,
            MAX_BANKS as i64
        )
        .execute(&mut *transaction)
        .await?;
        if made.rows_affected() == 0 {
            return Ok(None);
        }
        let subject = Subject { bank: Some(id), ..Subject::default() };
        record(&mut transaction, Some(person), "bank created", subject, json!({ "name": name })).await?;
        transaction.commit().await?;
        Ok(Some(id))
    }

    /// Gives a bank another name; whether there was such a bank of this owner.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn rename_bank(&self, owner: Uuid, bank: Uuid, name: &str) -> Result<bool, StoreError> {
        let mut transaction = self.pool.begin().await?;
        let old =
            sqlx::query_scalar!("SELECT name FROM bank WHERE id = $2 AND owner = $1 FOR UPDATE", owner, bank)
                .fetch_optional(&mut *transaction)
                .await?;
        let Some(old) = old else { return Ok(false) };
        if old != name {
            sqlx::query!("UPDATE bank SET name = $2 WHERE id = $1", bank, name)
                .execute(&mut *transaction)
                .await?;
            let subject = Subject { bank: Some(bank), ..Subject::default() };
            let details = json!({ "from": old, "to": name });
            record(&mut transaction, Some(owner), "bank renamed", subject, details).await?;
        }
        transaction.commit().await?;
        Ok(true)
    }

    /// Deletes a bank with everything in it, unless an exam draws from it or an attempt holds one of its items: what people were
    /// asked must stay to be shown.
    ///
    /// # Errors
    /// When the database fails; nothing is deleted then.
    pub async fn delete_bank(&self, owner: Uuid, bank: Uuid) -> Result<BankDeletion, StoreError> {
        let mut transaction = self.pool.begin().await?;
        let name =
            sqlx::query_scalar!("SELECT name FROM bank WHERE id = $2 AND owner = $1 FOR UPDATE", owner, bank)
                .fetch_optional(&mut *transaction)
                .await?;
        let Some(name) = name else { return Ok(BankDeletion::NoBank) };
        let exams = sqlx::query!(
            r#"SELECT DISTINCT c.id, coalesce(c.definition->>'name', c.id) AS "name!", c.owner = $1 AS "own!"
               FROM edition e JOIN certification c ON c.id = e.certification
               WHERE c.owner IS NOT NULL
                 AND ((e.current AND c.current)
                      OR EXISTS (SELECT FROM assignment a WHERE a.edition_id = e.id AND a.cancelled_at IS NULL))
                 AND EXISTS (
                   SELECT FROM jsonb_array_elements(e.definition->'sections') AS s (section)
                   CROSS JOIN jsonb_array_elements_text(s.section->'topics') AS t (topic)
                   WHERE t.topic = 'bank/' || $2::uuid::text OR starts_with(t.topic, 'bank/' || $2::uuid::text || '/')
                      OR EXISTS (SELECT FROM item i WHERE i.bank = $2 AND t.topic = 'item/' || i.id))
               ORDER BY 2"#,
            owner,
            bank
        )
        .fetch_all(&mut *transaction)
        .await?;
        if !exams.is_empty() {
            let others = exams.iter().filter(|exam| !exam.own).count();
            let own = exams.into_iter().filter(|exam| exam.own).map(|exam| exam.name).collect();
            return Ok(BankDeletion::InExams(own, others));
        }
        let attempts = sqlx::query_scalar!(
            r#"SELECT count(*) AS "count!" FROM attempt WHERE revisions &&
                 (SELECT coalesce(array_agg(r.id), '{}') FROM item i JOIN item_revision r ON r.item = i.id WHERE i.bank = $1)"#,
            bank
        )
        .fetch_one(&mut *transaction)
        .await?;
        if attempts > 0 {
            return Ok(BankDeletion::InAttempts(attempts as usize));
        }
        let pictures = sqlx::query_scalar!("SELECT image FROM bank_image WHERE bank = $1", bank)
            .fetch_all(&mut *transaction)
            .await?;
        sqlx::query!("UPDATE item SET revision = NULL WHERE bank = $1", bank)
            .execute(&mut *transaction)
            .await?;
        sqlx::query!("DELETE FROM item_change c USING item i WHERE i.id = c.item AND i.bank = $1", bank)
            .execute(&mut *transaction)
            .await?;
        sqlx::query!("DELETE FROM item_revision r USING item i WHERE i.id = r.item AND i.bank = $1", bank)
            .execute(&mut *transaction)
            .await?;
        sqlx::query!("DELETE FROM item WHERE bank = $1", bank).execute(&mut *transaction).await?;
        sqlx::query!("DELETE FROM bank WHERE id = $1", bank).execute(&mut *transaction).await?;
        crate::images::forget_unused(&mut transaction, &pictures).await?;
        let subject = Subject { bank: Some(bank), ..Subject::default() };
        record(&mut transaction, Some(owner), "bank deleted", subject, json!({ "name": name })).await?;
        transaction.commit().await?;
        Ok(BankDeletion::Done)
    }

    /// The sections of an instructor's bank with how many items forms can be drawn from in each, by label; none where the bank
    /// isn't there for this person.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn bank_sections(&self, person: Uuid, bank: Uuid) -> Result<Vec<(String, usize)>, StoreError> {
        if !self.may_look_into(person, bank).await? {
            return Ok(Vec::new());
        }
        let rows = sqlx::query!(
            r#"SELECT r.section, count(i.revision) AS "items!"
               FROM item i JOIN LATERAL (
                   SELECT section FROM item_revision WHERE item = i.id ORDER BY (id = i.revision) DESC NULLS LAST, id DESC LIMIT 1
               ) r ON true
               WHERE i.bank = $1 GROUP BY r.section ORDER BY r.section"#,
            bank
        )
        .fetch_all(&self.pool)
        .await?;
        Ok(rows.into_iter().map(|row| (row.section, row.items as usize)).collect())
    }

    /// Items of an instructor's bank by section and name, and how many there are of the kind in all; none where the bank isn't
    /// there for this person.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn bank_items(
        &self,
        person: Uuid,
        bank: Uuid,
        search: &ItemSearch,
    ) -> Result<(Vec<ItemRow>, usize), StoreError> {
        if !self.may_look_into(person, bank).await? {
            return Ok((Vec::new(), 0));
        }
        let rows = sqlx::query!(
            r#"WITH found AS (
                 SELECT i.id, i.name, i.revision IS NULL AS withdrawn, r.section, r.question, r.solution, r.created_at,
                        count(*) OVER () AS total
                 FROM item i JOIN LATERAL (
                     SELECT * FROM item_revision WHERE item = i.id ORDER BY (id = i.revision) DESC NULLS LAST, id DESC LIMIT 1
                 ) r ON true
                 WHERE i.bank = $1 AND ($2::text IS NULL OR r.section = $2) AND ($4 OR i.revision IS NOT NULL)
                   AND ($3 = '' OR strpos(lower(i.name), lower($3)) > 0
                        OR strpos(lower(r.question->>'stem'), lower($3)) > 0)
                 ORDER BY r.section, i.name OFFSET $5 LIMIT $6
               )
               SELECT id AS "id!", name AS "name!", withdrawn AS "withdrawn!", section AS "section!", question AS "question!",
                      solution AS "solution!", total AS "total!",
                      coalesce((SELECT max(c.at) FROM item_change c WHERE c.item = found.id), created_at) AS "changed_at!"
               FROM found ORDER BY section, name"#,
            bank,
            search.section,
            search.text,
            search.withdrawn,
            search.offset as i64,
            search.limit as i64
        )
        .fetch_all(&self.pool)
        .await?;
        let total = rows.first().map_or(0, |row| row.total as usize);
        let rows = rows.into_iter().map(|row| {
            Ok(ItemRow {
                id: row.id,
                name: row.name,
                section: row.section,
                withdrawn: row.withdrawn,
                question: stored("a question", row.question)?,
                solution: stored("a solution", row.solution)?,
                changed_at: row.changed_at,
            })
        });
        Ok((rows.collect::<Result<_, StoreError>>()?, total))
    }

    /// Everything that a bank holds now, by section and name: its items (their `id` is the name), and the pictures that it shows by
    /// name. `None` where it isn't there for this person.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn whole_bank(
        &self,
        person: Uuid,
        bank: Uuid,
    ) -> Result<Option<(Vec<Item>, BTreeMap<String, Picture>)>, StoreError> {
        if !self.may_look_into(person, bank).await? {
            return Ok(None);
        }
        let rows = sqlx::query!(
            r#"SELECT i.name AS "name!", r.section, r.topic, r.question AS "question: Json<Question>",
                      r.solution AS "solution: Json<Solution>"
               FROM item i JOIN item_revision r ON r.id = i.revision WHERE i.bank = $1 ORDER BY r.section, i.name"#,
            bank
        )
        .fetch_all(&self.pool)
        .await?;
        let items = rows.into_iter().map(|row| Item {
            id: row.name,
            certification: String::new(),
            section: row.section,
            topic: row.topic,
            question: row.question.0,
            solution: row.solution.0,
        });
        let rows = sqlx::query!(
            "SELECT m.name, m.bytes, m.width, m.height FROM bank_image b JOIN image m ON m.name = b.image WHERE b.bank = $1",
            bank
        )
        .fetch_all(&self.pool)
        .await?;
        let pictures = rows.into_iter().map(|row| {
            let picture = Picture { bytes: row.bytes, width: row.width as u32, height: row.height as u32 };
            (row.name, picture)
        });
        Ok(Some((items.collect(), pictures.collect())))
    }

    async fn may_look_into(&self, person: Uuid, bank: Uuid) -> Result<bool, StoreError> {
        Ok(bank != SHIPPED_BANK && bank_access(&self.pool, person, bank).await?.is_some())
    }
}
