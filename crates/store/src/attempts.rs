//! Reading an attempt, taking it over.

use crate::attempt_row::AttemptRow;
use crate::{Store, StoreError};
use invigil_exam::Attempt;
use sqlx::PgExecutor;
use time::OffsetDateTime;
use uuid::Uuid;

impl Store {
    /// A person's attempt as it stands now, with the clock's reading; `None` when there is none of this id or it is another's.
    /// An overdue one is closed and marked on the way.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn attempt(
        &self,
        person: Uuid,
        id: Uuid,
    ) -> Result<Option<(Attempt, OffsetDateTime)>, StoreError> {
        let Some(row) = row(&self.pool, id).await?.filter(|row| row.person_id == person) else {
            return Ok(None);
        };
        let (stored, now) = row.into_attempt()?;
        let was_open = matches!(stored, Attempt::Open(_));
        let attempt = stored.at(now);
        if was_open && matches!(attempt, Attempt::Closed(_)) {
            self.close_overdue_of(person).await?;
        }
        Ok(Some((attempt, now)))
    }

    /// Gives an open attempt to another tab or device: its epoch counts up, and saves of the old one are refused from now on.
    /// Returns the attempt as it stands then; a closed one stays as it is.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn take_over(
        &self,
        person: Uuid,
        id: Uuid,
    ) -> Result<Option<(Attempt, OffsetDateTime)>, StoreError> {
        sqlx::query!(
            "UPDATE attempt SET epoch = epoch + 1 WHERE id = $1 AND person_id = $2 AND closed_at IS NULL",
            id,
            person
        )
        .execute(&self.pool)
        .await?;
        self.attempt(person, id).await
    }
}

/// The row of an attempt.
pub(crate) async fn row(executor: impl PgExecutor<'_>, id: Uuid) -> Result<Option<AttemptRow>, StoreError> {
    Ok(sqlx::query_as!(
        AttemptRow,
        r#"SELECT id, person_id, certification, edition_id, started_at, deadline, revisions, sections, choose, orders,
                  chosen, struck, flagged, seqs, spent AS "spent: Vec<Option<i32>>", epoch, closed_at, closed_by,
                  clock_timestamp() AS "now!"
           FROM attempt WHERE id = $1"#,
        id
    )
    .fetch_optional(executor)
    .await?)
}

/// The row of an attempt, locked until the transaction ends.
pub(crate) async fn locked_row(
    executor: impl PgExecutor<'_>,
    id: Uuid,
) -> Result<Option<AttemptRow>, StoreError> {
    Ok(sqlx::query_as!(
        AttemptRow,
        r#"SELECT id, person_id, certification, edition_id, started_at, deadline, revisions, sections, choose, orders,
                  chosen, struck, flagged, seqs, spent AS "spent: Vec<Option<i32>>", epoch, closed_at, closed_by,
                  clock_timestamp() AS "now!"
           FROM attempt WHERE id = $1 FOR UPDATE"#,
        id
    )
    .fetch_optional(executor)
    .await?)
}
