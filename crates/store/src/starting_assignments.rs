//! Starting an attempt at an assignment, and resetting one.

use crate::audit::{self, Subject};
use crate::closing::close_within;
use crate::opening::{Opening, open};
use crate::passes::lacking;
use crate::sitting_assignments::standings;
use crate::{KnownEdition, Start, Started, Store, StoreError};
use invigil_exam::{Shortage, Shuffle, Turn};
use serde_json::json;
use uuid::Uuid;

/// What starting an assignment gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AssignedStart {
    /// An attempt is open.
    Open(Started),
    /// The banks can't fill a form.
    Short(Vec<Shortage>),
    /// It can't be started now: never [`Turn::Start`] or [`Turn::Resume`].
    Refused(Turn),
    /// Mocks of these certifications must be passed first, in this order; at least one. Their ids.
    Lacks(Vec<String>),
    /// It isn't assigned to the person.
    NotFound,
}

/// What became of resetting an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reset {
    /// It counts no longer; where its clock ran, it is closed.
    Done,
    /// It was reset before.
    Already,
    /// There is no such attempt at an assignment of this instructor's.
    NotFound,
}

impl Store {
    /// Starts an attempt at an assignment, or finds the one that is open. However many starts come at once: one attempt is
    /// opened, and none beyond what the person has.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn start_assigned(&self, person: Uuid, id: Uuid) -> Result<AssignedStart, StoreError> {
        self.close_overdue_of(person).await?;
        let mut transaction = self.pool.begin().await?;
        // Whoever starts does so one after the other, and not while they are taken out of the class.
        let member = sqlx::query_scalar!(
            "SELECT m.person FROM class_member m JOIN assignment a ON a.class = m.class
             WHERE a.id = $2 AND m.person = $1 AND m.left_at IS NULL FOR UPDATE OF m",
            person,
            id
        )
        .fetch_optional(&mut *transaction)
        .await?;
        if member.is_none() {
            return Ok(AssignedStart::NotFound);
        }
        let Some(assigned) = standings(&mut transaction, person, &[id]).await?.remove(&id) else {
            return Ok(AssignedStart::NotFound);
        };
        match assigned.turn() {
            Turn::Start { .. } => {}
            Turn::Resume(attempt) => {
                return Ok(AssignedStart::Open(Started { attempt, resumed: true }));
            }
            refused => return Ok(AssignedStart::Refused(refused)),
        }
        if assigned.own().prerequisites {
            let lacks = lacking(&mut transaction, person, &assigned.assignment.certification).await?;
            if !lacks.is_empty() {
                return Ok(AssignedStart::Lacks(lacks));
            }
        }
        let (own, assignment) = (assigned.own(), assigned.assignment);
        let known = KnownEdition {
            id: assignment.plan.edition,
            certification: assignment.certification,
            owner: assignment.exam_owner,
            edition: assignment.edition,
            current: false,
        };
        let opening = Opening {
            minutes: own.minutes,
            deadline_cap: own.window_cuts.then_some(own.closes_at),
            assignment: Some(id),
            shuffle: Shuffle {
                items: assignment.plan.shuffle_items,
                options: assignment.plan.shuffle_options,
            },
        };
        Ok(match open(&mut transaction, person, &known, &opening).await? {
            Start::Open(started) => {
                transaction.commit().await?;
                AssignedStart::Open(started)
            }
            Start::Short(short) => AssignedStart::Short(short),
            Start::Over => AssignedStart::Refused(Turn::Closed),
        })
    }

    /// Resets an attempt at an assignment of `owner`: it is kept, and counts no longer. One whose clock runs is closed and marked
    /// as it stands.
    ///
    /// # Errors
    /// When the database fails; nothing is changed then.
    pub async fn reset_attempt(
        &self,
        owner: Uuid,
        assignment: Uuid,
        attempt: Uuid,
    ) -> Result<Reset, StoreError> {
        let mut transaction = self.pool.begin().await?;
        let row = sqlx::query!(
            r#"SELECT t.person_id, t.voided_at, t.closed_at, c.id AS class, t.points, t.max_points
               FROM attempt t JOIN assignment a ON a.id = t.assignment JOIN class c ON c.id = a.class
               WHERE c.owner = $1 AND a.id = $2 AND t.id = $3 FOR UPDATE OF t"#,
            owner,
            assignment,
            attempt
        )
        .fetch_optional(&mut *transaction)
        .await?;
        let Some(row) = row else { return Ok(Reset::NotFound) };
        if row.voided_at.is_some() {
            return Ok(Reset::Already);
        }
        close_within(&mut transaction, attempt, Some(row.person_id), &[]).await?;
        sqlx::query!("UPDATE attempt SET voided_at = clock_timestamp() WHERE id = $1", attempt)
            .execute(&mut *transaction)
            .await?;
        let subject = Subject {
            class: Some(row.class),
            assignment: Some(assignment),
            attempt: Some(attempt),
            person: Some(row.person_id),
            ..Subject::default()
        };
        let details =
            json!({ "was open": row.closed_at.is_none(), "points": row.points, "of": row.max_points });
        audit::record(&mut transaction, Some(owner), "attempt reset", subject, details).await?;
        transaction.commit().await?;
        Ok(Reset::Done)
    }
}
