//! A person's own words on an item, and whether they flagged it.

use crate::keys_out::keys_out;
use crate::{Store, StoreError};
use sqlx::PgConnection;
use uuid::Uuid;

/// The most characters of a note.
pub const MAX_NOTE: usize = 4000;

/// What a person says about an item.
#[derive(Clone, Copy, Debug)]
pub enum Remark<'a> {
    /// A note, at most [`MAX_NOTE`] characters; an empty one takes it away.
    Note(&'a str),
    /// Whether it is flagged.
    Flag(bool),
}

/// A person's note on an item, and their flag where they set or took one after an exam.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OwnRemarks {
    /// The note; may be empty.
    pub note: String,
    /// `None` says that the exam's flag counts.
    pub flagged: Option<bool>,
}

impl Store {
    /// Keeps what a person says about an item whose key they have seen: in practice, or in a closed exam that shows its keys now.
    /// `false` for every other item, there or not.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn remark(&self, person: Uuid, item: &str, remark: Remark<'_>) -> Result<bool, StoreError> {
        let mut connection = self.pool.acquire().await?;
        if !has_seen_key(&mut connection, person, item).await? {
            return Ok(false);
        }
        let (note, flagged) = match remark {
            Remark::Note(note) => (Some(note), None),
            Remark::Flag(flagged) => (None, Some(flagged)),
        };
        sqlx::query!(
            "INSERT INTO own_item (person_id, item, note, flagged) VALUES ($1, $2, coalesce($3, ''), $4)
             ON CONFLICT (person_id, item) DO UPDATE
             SET note = coalesce($3, own_item.note), flagged = coalesce($4, own_item.flagged), changed_at = clock_timestamp()",
            person,
            item,
            note,
            flagged
        )
        .execute(&mut *connection)
        .await?;
        Ok(true)
    }

    /// What a person said about an item; nothing, where they said nothing.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn own_remarks(&self, person: Uuid, item: &str) -> Result<OwnRemarks, StoreError> {
        Ok(sqlx::query_as!(
            OwnRemarks,
            "SELECT note, flagged FROM own_item WHERE person_id = $1 AND item = $2",
            person,
            item
        )
        .fetch_optional(&self.pool)
        .await?
        .unwrap_or_default())
    }
}

/// Whether a person has had an item with its key to see.
async fn has_seen_key(connection: &mut PgConnection, person: Uuid, item: &str) -> Result<bool, StoreError> {
    let met = sqlx::query!(
        r#"WITH had AS (
               SELECT DISTINCT a.assignment FROM attempt a
               WHERE a.person_id = $1 AND a.closed_at IS NOT NULL
                 AND a.revisions && ARRAY (SELECT id FROM item_revision WHERE item = $2)
           )
           SELECT EXISTS (SELECT FROM practice_answer WHERE person_id = $1 AND item = $2)
                      OR EXISTS (SELECT FROM had WHERE assignment IS NULL) AS "seen!",
                  ARRAY (SELECT assignment FROM had WHERE assignment IS NOT NULL) AS "assignments!: Vec<Uuid>""#,
        person,
        item
    )
    .fetch_one(&mut *connection)
    .await?;
    Ok(met.seen || !keys_out(connection, person, &met.assignments).await?.is_empty())
}
