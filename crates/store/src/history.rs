//! A person's attempts, as lists show them to that person.

use crate::catalogue::stored;
use crate::sitting_assignments::{Assigned, standings};
use crate::{Store, StoreError};
use invigil_exam::{ClosedBy, GRACE, Score, SectionMark, Visible};
use std::collections::HashMap;
use time::OffsetDateTime;
use uuid::Uuid;

/// How a closed attempt ended.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// When it was closed.
    pub closed_at: OffsetDateTime,
    /// What closed it.
    pub closed_by: ClosedBy,
    /// Its score.
    pub score: Score,
    /// Whether that passed.
    pub passed: bool,
    /// By section, in the order of its edition's blueprint.
    pub sections: Vec<SectionMark>,
}

/// One line of a list of attempts.
#[derive(Clone, Debug)]
pub struct AttemptSummary {
    /// The attempt.
    pub id: Uuid,
    /// The certification's id.
    pub certification: String,
    /// The id of the edition's revision.
    pub edition: i32,
    /// When the clock started.
    pub started_at: OffsetDateTime,
    /// When it runs out.
    pub deadline: OffsetDateTime,
    /// How many items its form has.
    pub items: usize,
    /// How many of them have an answer.
    pub answered: usize,
    /// When it ended; `None` while it is open.
    pub closed_at: Option<OffsetDateTime>,
    /// How it ended; `None` while it is open, and while an assignment holds its result back.
    pub outcome: Option<Outcome>,
    /// The assignment that it belongs to; `None` where it was started freely.
    pub assignment: Option<AttemptAssignment>,
}

/// The assignment of an attempt.
#[derive(Clone, Debug)]
pub struct AttemptAssignment {
    /// Its id.
    pub id: Uuid,
    /// What it is called.
    pub title: String,
    /// Whether the instructor reset the attempt, so that it counts no longer.
    pub voided: bool,
}

impl AttemptSummary {
    /// Whether it is a passed exam that counts: its score is out, and no instructor reset it.
    pub fn counts_as_passed(&self) -> bool {
        self.outcome.as_ref().is_some_and(|outcome| outcome.passed)
            && !self.assignment.as_ref().is_some_and(|assignment| assignment.voided)
    }
}

/// An attempt as selected.
pub(crate) struct Row {
    id: Uuid,
    certification: String,
    edition_id: i32,
    started_at: OffsetDateTime,
    deadline: OffsetDateTime,
    overdue: bool,
    items: i32,
    answered: i32,
    closed_at: Option<OffsetDateTime>,
    closed_by: Option<String>,
    points: Option<i64>,
    max_points: Option<i64>,
    passed: Option<bool>,
    section_marks: Option<serde_json::Value>,
    assignment: Option<Uuid>,
    voided: bool,
}

impl Row {
    /// Whether it is an attempt at an assignment.
    pub(crate) fn is_assigned(&self) -> bool {
        self.assignment.is_some()
    }
}

impl Store {
    /// All attempts of a person, the newest first, at most `limit`. Overdue ones are closed and marked before. Results that an
    /// assignment holds back are left out.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn history(&self, person: Uuid, limit: u16) -> Result<Vec<AttemptSummary>, StoreError> {
        let rows = self.attempt_rows(person, limit).await?;
        let mut assignments: Vec<Uuid> = rows.iter().filter_map(|row| row.assignment).collect();
        assignments.sort_unstable();
        assignments.dedup();
        let assigned = if assignments.is_empty() {
            HashMap::new()
        } else {
            standings(&mut *self.pool.acquire().await?, person, &assignments).await?
        };
        summaries(rows, |id| assigned.get(&id))
    }

    /// The rows of a person's attempts, the newest first, none of them overdue: those that are get closed, and the rows read again.
    pub(crate) async fn attempt_rows(&self, person: Uuid, limit: u16) -> Result<Vec<Row>, StoreError> {
        let rows = self.attempt_rows_as_stored(person, limit).await?;
        if !rows.iter().any(|row| row.overdue) {
            return Ok(rows);
        }
        self.close_overdue_of(person).await?;
        self.attempt_rows_as_stored(person, limit).await
    }

    async fn attempt_rows_as_stored(&self, person: Uuid, limit: u16) -> Result<Vec<Row>, StoreError> {
        Ok(sqlx::query_as!(
            Row,
            r#"SELECT id, certification, edition_id, started_at, deadline,
                      closed_at IS NULL AND deadline <= clock_timestamp() - make_interval(secs => $3) AS "overdue!",
                      cardinality(revisions) AS "items!", cardinality(array_remove(chosen, 0::smallint)) AS "answered!",
                      closed_at, closed_by, points, max_points, passed, section_marks, assignment,
                      voided_at IS NOT NULL AS "voided!"
               FROM attempt WHERE person_id = $1 ORDER BY started_at DESC LIMIT $2"#,
            person,
            i64::from(limit),
            GRACE.as_seconds_f64()
        )
        .fetch_all(&self.pool)
        .await?)
    }
}

/// What a person's list says of these attempts; `assigned` is where they stand with an assignment.
pub(crate) fn summaries<'a>(
    rows: Vec<Row>,
    assigned: impl Fn(Uuid) -> Option<&'a Assigned>,
) -> Result<Vec<AttemptSummary>, StoreError> {
    rows.into_iter()
        .map(|row| {
            let assigned = row.assignment.map(|id| (id, assigned(id)));
            // What isn't known to be out is held back.
            let held = assigned.is_some_and(|(_, assigned)| {
                assigned.is_none_or(|assigned| assigned.visible() < Visible::Score)
            });
            let outcome = match (
                row.closed_at,
                row.closed_by,
                row.points,
                row.max_points,
                row.passed,
                row.section_marks,
            ) {
                (Some(closed_at), Some(by), Some(points), Some(max), Some(passed), Some(sections)) => {
                    Some(Outcome {
                        closed_at,
                        closed_by: if by == "time" { ClosedBy::Time } else { ClosedBy::Candidate },
                        score: Score { points, max },
                        passed,
                        sections: stored("section marks", sections)?,
                    })
                }
                _ => None,
            };
            Ok(AttemptSummary {
                id: row.id,
                certification: row.certification,
                edition: row.edition_id,
                started_at: row.started_at,
                deadline: row.deadline,
                items: row.items as usize,
                answered: row.answered as usize,
                closed_at: row.closed_at,
                outcome: outcome.filter(|_| !held),
                assignment: assigned.map(|(id, assigned)| AttemptAssignment {
                    id,
                    title: assigned.map_or(String::new(), |assigned| assigned.assignment.plan.title.clone()),
                    voided: row.voided,
                }),
            })
        })
        .collect()
}
