//! What happened to an item, and what its revisions say.

use crate::catalogue::stored;
use crate::{Content, Store, StoreError};
use time::OffsetDateTime;
use uuid::Uuid;

/// Something that happened to an item.
#[derive(Clone, Debug)]
pub struct ItemChange {
    /// When.
    pub at: OffsetDateTime,
    /// Who: a name, or an e-mail address where they gave none; empty for somebody who is gone.
    pub author: String,
    /// What, as [`crate::ChangeKind::name`] says.
    pub kind: String,
    /// The revision that held afterwards; `None` once withdrawn.
    pub revision: Option<i32>,
    /// Why; may be empty.
    pub note: String,
}

/// A revision of an item.
#[derive(Clone, Copy, Debug)]
pub struct Revision {
    /// Its id.
    pub id: i32,
    /// When it was written first.
    pub created_at: OffsetDateTime,
}

impl Store {
    /// What people did to an item, the newest first, at most `limit` lines; nothing where its bank isn't there for this person.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn item_history(
        &self,
        person: Uuid,
        item: &str,
        limit: u16,
    ) -> Result<Vec<ItemChange>, StoreError> {
        Ok(sqlx::query_as!(
            ItemChange,
            r#"SELECT c.at, c.kind, c.revision, c.note,
                      coalesce(nullif(author.name, ''), author.email, '') AS "author!"
               FROM person p CROSS JOIN item i JOIN bank b ON b.id = i.bank
               LEFT JOIN bank_share s ON s.bank = b.id AND s.person = p.id
               JOIN item_change c ON c.item = i.id LEFT JOIN person author ON author.id = c.person
               WHERE p.id = $1 AND p.role <> 'candidate' AND i.id = $2
                 AND (b.owner IS NULL OR b.owner = p.id OR s.person IS NOT NULL)
               ORDER BY c.id DESC LIMIT $3"#,
            person,
            item,
            i64::from(limit)
        )
        .fetch_all(&self.pool)
        .await?)
    }

    /// The revisions of an item, the oldest first: their places count them from 1. None where its bank isn't there for this person.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn item_revisions(&self, person: Uuid, item: &str) -> Result<Vec<Revision>, StoreError> {
        Ok(sqlx::query_as!(
            Revision,
            "SELECT r.id, r.created_at
             FROM person p CROSS JOIN item i JOIN bank b ON b.id = i.bank
             LEFT JOIN bank_share s ON s.bank = b.id AND s.person = p.id
             JOIN item_revision r ON r.item = i.id
             WHERE p.id = $1 AND p.role <> 'candidate' AND i.id = $2
               AND (b.owner IS NULL OR b.owner = p.id OR s.person IS NOT NULL)
             ORDER BY r.id",
            person,
            item
        )
        .fetch_all(&self.pool)
        .await?)
    }

    /// What a revision of an item says; `None` where it isn't one of this item, or its bank isn't there for this person.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn item_revision(
        &self,
        person: Uuid,
        item: &str,
        revision: i32,
    ) -> Result<Option<Content>, StoreError> {
        let row = sqlx::query!(
            "SELECT r.id, r.item, r.section, r.topic, r.question, r.solution, r.proven_on
             FROM person p CROSS JOIN item i JOIN bank b ON b.id = i.bank
             LEFT JOIN bank_share s ON s.bank = b.id AND s.person = p.id
             JOIN item_revision r ON r.item = i.id
             WHERE p.id = $1 AND p.role <> 'candidate' AND i.id = $2 AND r.id = $3
               AND (b.owner IS NULL OR b.owner = p.id OR s.person IS NOT NULL)",
            person,
            item,
            revision
        )
        .fetch_optional(&self.pool)
        .await?;
        row.map(|row| {
            Ok(Content {
                revision: row.id,
                item: row.item,
                section: row.section,
                topic: row.topic,
                question: stored("a question", row.question)?,
                solution: stored("a solution", row.solution)?,
                proven_on: stored("versions", row.proven_on)?,
            })
        })
        .transpose()
    }
}
