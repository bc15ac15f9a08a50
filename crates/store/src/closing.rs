//! Closing an attempt: marked and closed in one transaction, once.

use crate::attempts::locked_row;
use crate::marks::{Marker, RULINGS_LOCK, rulings_in_force};
use crate::{Store, StoreError};
use invigil_exam::{Attempt, ClosedAttempt, ClosedBy, GRACE, spent};
use sqlx::PgConnection;
use uuid::Uuid;

/// What became of handing in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closing {
    /// It is closed now.
    Closed,
    /// It was closed before; nothing changed.
    AlreadyClosed,
    /// There is no such attempt, or it is another's.
    NotFound,
}

impl Store {
    /// Hands in a person's attempt. However often and however many at once: it is closed and marked once.
    ///
    /// # Errors
    /// When the database fails; the attempt stays open then.
    pub async fn submit(&self, person: Uuid, id: Uuid) -> Result<Closing, StoreError> {
        self.hand_in(person, id, &[]).await
    }

    /// As [`Store::submit`], with the seconds that the page counted at each position, where it did.
    ///
    /// # Errors
    /// When the database fails; the attempt stays open then.
    pub async fn hand_in(
        &self,
        person: Uuid,
        id: Uuid,
        seconds: &[Option<i32>],
    ) -> Result<Closing, StoreError> {
        self.close_one(id, Some(person), seconds).await
    }

    /// Closes and marks up to `limit` attempts whose deadline and grace have passed; how many were closed. Several
    /// processes may do so at once.
    ///
    /// # Errors
    /// When the database fails. One that can't be marked is logged and left for the next time.
    pub async fn close_overdue(&self, limit: u16) -> Result<usize, StoreError> {
        let overdue = sqlx::query_scalar!(
            "SELECT id FROM attempt
             WHERE closed_at IS NULL AND deadline <= clock_timestamp() - make_interval(secs => $1)
             ORDER BY deadline LIMIT $2",
            GRACE.as_seconds_f64(),
            i64::from(limit)
        )
        .fetch_all(&self.pool)
        .await?;
        self.close_each(overdue).await
    }

    /// Closes a person's overdue attempts, so that no list shows them as open.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn close_overdue_of(&self, person: Uuid) -> Result<usize, StoreError> {
        let overdue = sqlx::query_scalar!(
            "SELECT id FROM attempt
             WHERE person_id = $2 AND closed_at IS NULL AND deadline <= clock_timestamp() - make_interval(secs => $1)",
            GRACE.as_seconds_f64(),
            person
        )
        .fetch_all(&self.pool)
        .await?;
        self.close_each(overdue).await
    }

    async fn close_each(&self, overdue: Vec<Uuid>) -> Result<usize, StoreError> {
        let mut closed = 0;
        for id in overdue {
            match self.close_one(id, None, &[]).await {
                Ok(Closing::Closed) => closed += 1,
                Ok(_) => {}
                Err(error @ StoreError::Unavailable(_)) => return Err(error),
                Err(error) => tracing::error!(attempt = %id, %error, "an overdue attempt couldn't be marked"),
            }
        }
        Ok(closed)
    }

    /// Closes by hand for `person`, or by time for nobody in particular.
    async fn close_one(
        &self,
        id: Uuid,
        person: Option<Uuid>,
        seconds: &[Option<i32>],
    ) -> Result<Closing, StoreError> {
        let mut transaction = self.pool.begin().await?;
        let closing = close_within(&mut transaction, id, person, seconds).await?;
        if closing == Closing::Closed {
            transaction.commit().await?;
        }
        Ok(closing)
    }
}

/// As [`Store::close_one`], as part of the caller's transaction.
pub(crate) async fn close_within(
    connection: &mut PgConnection,
    id: Uuid,
    person: Option<Uuid>,
    seconds: &[Option<i32>],
) -> Result<Closing, StoreError> {
    let Some(row) = locked_row(&mut *connection, id).await? else { return Ok(Closing::NotFound) };
    if person.is_some_and(|person| person != row.person_id) {
        return Ok(Closing::NotFound);
    }
    // Those of an attempt begun before seconds were counted stay unknown.
    let counted = row.spent.is_some();
    let (attempt, now) = row.into_attempt()?;
    let closed: ClosedAttempt = match attempt {
        Attempt::Closed(_) => return Ok(Closing::AlreadyClosed),
        Attempt::Open(open) if now >= open.closes_at() => open.close(ClosedBy::Time, now),
        Attempt::Open(open) if person.is_some() => open.close(ClosedBy::Candidate, now),
        // Its time was moved since it was found overdue.
        Attempt::Open(_) => return Ok(Closing::AlreadyClosed),
    };

    sqlx::query!("SELECT pg_advisory_xact_lock_shared($1)", RULINGS_LOCK).execute(&mut *connection).await?;
    let revisions: Vec<i32> = closed.sitting.form.slots.iter().map(|slot| slot.revision).collect();
    let rulings = rulings_in_force(&mut *connection, &revisions).await?;
    let marked = Marker::default().mark(&mut *connection, &closed, &rulings).await?;
    let rulings: Vec<i32> = rulings.iter().map(|ruling| ruling.id).collect();

    let lasted = closed.sitting.lasted(now);
    let stored = closed.sitting.spent.iter().enumerate();
    let spent: Vec<Option<i32>> =
        stored.map(|(index, &stored)| spent(stored, seconds.get(index).copied().flatten(), lasted)).collect();
    let sections =
        serde_json::to_value(&marked.sections).map_err(|problem| StoreError::Corrupt(problem.to_string()))?;
    let by = match closed.closed_by {
        ClosedBy::Candidate => "candidate",
        ClosedBy::Time => "time",
    };
    sqlx::query!(
        "UPDATE attempt SET closed_at = $2, closed_by = $3, points = $4, max_points = $5, passed = $6,
                            section_marks = $7, rulings = $8, spent = $9
         WHERE id = $1",
        id,
        closed.closed_at,
        by,
        marked.score.points,
        marked.score.max,
        marked.passed,
        sections,
        &rulings,
        counted.then_some(&spent[..]) as Option<&[Option<i32>]>
    )
    .execute(&mut *connection)
    .await?;
    Ok(Closing::Closed)
}
