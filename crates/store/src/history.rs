//! A person's attempts, as lists show them to that person.

use crate::catalogue::stored;
use crate::keys_out::visible_at;
use crate::{Store, StoreError};
use invigil_exam::{ClosedBy, GRACE, Score, SectionMark, Visible};
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
    /// The time that was spent, by position.
    pub spent: Vec<Spent>,
}

/// The time spent at one position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spent {
    /// The index of the position's section in the edition.
    pub section: usize,
    /// Seconds; `None` where nobody counted.
    pub seconds: Option<u32>,
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
struct Row {
    id: Uuid,
    certification: String,
    edition_id: i32,
    started_at: OffsetDateTime,
    deadline: OffsetDateTime,
    items: i32,
    answered: i32,
    closed_at: Option<OffsetDateTime>,
    closed_by: Option<String>,
    points: Option<i64>,
    max_points: Option<i64>,
    passed: Option<bool>,
    section_marks: Option<serde_json::Value>,
    assignment: Option<Uuid>,
    title: Option<String>,
    voided: bool,
    sections: Vec<i16>,
    spent: Option<Vec<Option<i32>>>,
    overdue: bool,
}

impl Store {
    /// All attempts of a person, the newest first, at most `limit`. Overdue ones are closed and marked before. Results that an
    /// assignment holds back are left out.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn history(&self, person: Uuid, limit: u16) -> Result<Vec<AttemptSummary>, StoreError> {
        let rows = self.history_rows(person, limit).await?;
        let mut assignments: Vec<Uuid> = rows.iter().filter_map(|row| row.assignment).collect();
        assignments.sort_unstable();
        assignments.dedup();
        let visible = visible_at(&mut *self.pool.acquire().await?, person, &assignments).await?;
        rows.into_iter()
            .map(|row| {
                // What isn't known to be out is held back.
                let held = row
                    .assignment
                    .is_some_and(|id| visible.get(&id).is_none_or(|visible| *visible < Visible::Score));
                row.into_summary(held)
            })
            .collect()
    }

    /// The rows of a person's attempts, the newest first, none of them overdue: those that are get closed, and the rows read again.
    async fn history_rows(&self, person: Uuid, limit: u16) -> Result<Vec<Row>, StoreError> {
        let rows = self.rows_as_stored(person, limit).await?;
        if !rows.iter().any(|row| row.overdue) {
            return Ok(rows);
        }
        self.close_overdue_of(person).await?;
        self.rows_as_stored(person, limit).await
    }

    async fn rows_as_stored(&self, person: Uuid, limit: u16) -> Result<Vec<Row>, StoreError> {
        Ok(sqlx::query_as!(
            Row,
            r#"SELECT a.id, a.certification, a.edition_id, a.started_at, a.deadline, cardinality(a.revisions) AS "items!",
                      cardinality(array_remove(a.chosen, 0::smallint)) AS "answered!",
                      a.closed_at, a.closed_by, a.points, a.max_points, a.passed, a.section_marks, a.assignment,
                      s.title AS "title?", a.voided_at IS NOT NULL AS "voided!", a.sections,
                      a.spent AS "spent: Vec<Option<i32>>",
                      a.closed_at IS NULL AND a.deadline <= clock_timestamp() - make_interval(secs => $3) AS "overdue!"
               FROM attempt a LEFT JOIN assignment s ON s.id = a.assignment
               WHERE a.person_id = $1 ORDER BY a.started_at DESC LIMIT $2"#,
            person,
            i64::from(limit),
            GRACE.as_seconds_f64()
        )
        .fetch_all(&self.pool)
        .await?)
    }
}

impl Row {
    /// What a person's list says of it; without its outcome where that is held back.
    fn into_summary(self, held: bool) -> Result<AttemptSummary, StoreError> {
        let ended =
            (self.closed_at, self.closed_by, self.points, self.max_points, self.passed, self.section_marks);
        let outcome = match ended {
            (Some(closed_at), Some(by), Some(points), Some(max), Some(passed), Some(sections)) if !held => {
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
        let spent = self.spent.unwrap_or_default();
        let seconds = spent.into_iter().chain(std::iter::repeat(None));
        Ok(AttemptSummary {
            id: self.id,
            certification: self.certification,
            edition: self.edition_id,
            started_at: self.started_at,
            deadline: self.deadline,
            items: self.items as usize,
            answered: self.answered as usize,
            closed_at: self.closed_at,
            outcome,
            assignment: self.assignment.map(|id| AttemptAssignment {
                id,
                title: self.title.unwrap_or_default(),
                voided: self.voided,
            }),
            spent: self
                .sections
                .iter()
                .zip(seconds)
                .map(|(&section, seconds)| Spent {
                    section: section as usize,
                    seconds: seconds.and_then(|seconds| u32::try_from(seconds).ok()),
                })
                .collect(),
        })
    }
}
