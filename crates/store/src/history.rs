//! A person's attempts, as lists show them.

use crate::catalogue::stored;
use crate::{Store, StoreError};
use invigil_exam::{ClosedBy, Score, SectionMark};
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
    /// How it ended; `None` while it is open.
    pub outcome: Option<Outcome>,
}

impl Store {
    /// All attempts of a person, the newest first, at most `limit`. Overdue ones are closed and marked before.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn history(&self, person: Uuid, limit: u16) -> Result<Vec<AttemptSummary>, StoreError> {
        self.close_overdue_of(person).await?;
        let rows = sqlx::query!(
            r#"SELECT id, certification, edition_id, started_at, deadline, cardinality(revisions) AS "items!",
                      cardinality(array_remove(chosen, 0::smallint)) AS "answered!",
                      closed_at, closed_by, points, max_points, passed, section_marks
               FROM attempt WHERE person_id = $1 ORDER BY started_at DESC LIMIT $2"#,
            person,
            i64::from(limit)
        )
        .fetch_all(&self.pool)
        .await?;
        rows.into_iter()
            .map(|row| {
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
                    outcome,
                })
            })
            .collect()
    }
}
