//! Assignments from the candidate's side: what is assigned to one, what one may do, and what one sees of an attempt.

use crate::assignment_rows::{Wanted, load_assigned};
use crate::assignments::Assignment;
use crate::{Store, StoreError};
use invigil_exam::{Allowance, Awaits, OwnTerms, Taken, Turn, Visible};
use sqlx::PgConnection;
use std::collections::HashMap;
use time::OffsetDateTime;
use uuid::Uuid;

/// An assignment and where one person stands with it.
#[derive(Clone, Debug)]
pub struct Assigned {
    /// The assignment.
    pub assignment: Assignment,
    /// What its class's owner is called, or their e-mail address.
    pub instructor: String,
    /// What the person was granted beyond the terms.
    pub allowance: Allowance,
    /// Whether the person is in the class now.
    pub member: bool,
    /// Since when; of somebody who left, when they joined last.
    pub joined_at: Option<OffsetDateTime>,
    /// The person's attempts at it, the newest first, those that were reset too.
    pub attempts: Vec<OwnAttempt>,
    /// The database's clock.
    pub now: OffsetDateTime,
}

/// An attempt at an assignment, as its candidate may see it at any time.
#[derive(Clone, Copy, Debug)]
pub struct OwnAttempt {
    /// The attempt.
    pub id: Uuid,
    /// When its clock started.
    pub started_at: OffsetDateTime,
    /// When it runs out.
    pub deadline: OffsetDateTime,
    /// When it ended, stored or not.
    pub closed_at: Option<OffsetDateTime>,
    /// Whether it was reset; it counts no longer.
    pub voided: bool,
}

impl Assigned {
    /// What holds for the person.
    pub fn own(&self) -> OwnTerms {
        self.assignment.terms().of(&self.allowance)
    }

    /// What the person has done of it.
    pub fn taken(&self) -> Taken {
        let counted = self.attempts.iter().filter(|attempt| !attempt.voided);
        Taken {
            open: counted.clone().find(|attempt| attempt.closed_at.is_none()).map(|attempt| attempt.id),
            closed: counted.filter(|attempt| attempt.closed_at.is_some()).count() as u16,
        }
    }

    /// What the person may do now.
    pub fn turn(&self) -> Turn {
        self.own().turn(self.taken(), self.now)
    }

    /// What the person sees of a closed attempt at it now.
    pub fn visible(&self) -> Visible {
        self.assignment.terms().visible(&self.own(), self.assignment.last_end, self.now)
    }

    /// What the score waits for.
    pub fn results_await(&self) -> Awaits {
        self.assignment.terms().results_await(&self.own())
    }

    /// What the keys wait for.
    pub fn keys_await(&self) -> Awaits {
        self.assignment.terms().keys_await(&self.own(), self.assignment.last_end)
    }
}

impl Store {
    /// What is assigned to a person: by the classes that they are in, or that they have an attempt at. By closing, the latest first.
    /// What was taken back is left out unless they have an attempt at it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn assigned_to(&self, person: Uuid) -> Result<Vec<Assigned>, StoreError> {
        let mut connection = self.pool.acquire().await?;
        let wanted = Wanted { person: Some(person), theirs: true, ..Wanted::default() };
        let mut assigned = load_assigned(&mut connection, wanted).await?;
        assigned
            .sort_by_key(|assigned| (std::cmp::Reverse(assigned.own().closes_at), assigned.assignment.id));
        Ok(assigned)
    }

    /// One of them; `None` when it isn't assigned to the person. Who left the class still sees it while they have an attempt at it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn assigned(&self, person: Uuid, id: Uuid) -> Result<Option<Assigned>, StoreError> {
        let mut connection = self.pool.acquire().await?;
        let found = standings(&mut connection, person, &[id]).await?.remove(&id);
        Ok(found.filter(|assigned| assigned.member || !assigned.attempts.is_empty()))
    }

    /// The assignment that an attempt of a person belongs to; `None` for one that was started freely.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn assignment_of(&self, person: Uuid, attempt: Uuid) -> Result<Option<Assigned>, StoreError> {
        let mut connection = self.pool.acquire().await?;
        let assignment = sqlx::query_scalar!(
            "SELECT assignment FROM attempt WHERE id = $1 AND person_id = $2",
            attempt,
            person
        )
        .fetch_optional(&mut *connection)
        .await?
        .flatten();
        let Some(id) = assignment else { return Ok(None) };
        let found = standings(&mut connection, person, &[id]).await?.remove(&id);
        // Without its terms nothing of it may be shown.
        found
            .map(Some)
            .ok_or_else(|| StoreError::Corrupt(format!("attempt {attempt}: its assignment is gone")))
    }
}

/// Where a person stands with each of these assignments.
pub(crate) async fn standings(
    connection: &mut PgConnection,
    person: Uuid,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, Assigned>, StoreError> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let wanted = Wanted { person: Some(person), ids: Some(ids), ..Wanted::default() };
    let assigned = load_assigned(connection, wanted).await?;
    Ok(assigned.into_iter().map(|assigned| (assigned.assignment.id, assigned)).collect())
}
