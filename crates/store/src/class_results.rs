//! What came of an assignment: everybody's attempts with their sections.

use crate::catalogue::stored;
use crate::regrade::AppliedRuling;
use crate::{Outcome, SatAttempt, Sitter, Store, StoreError};
use invigil_exam::{Attempt, ClosedAttempt, ClosedBy, Score};
use std::collections::HashMap;
use uuid::Uuid;

/// Somebody's attempts at an assignment, with how each ended.
#[derive(Clone, Debug)]
pub struct SitterResults {
    /// The person, with their attempts in order.
    pub sitter: Sitter,
    /// How each attempt ended, by the place of the attempt; `None` while it is open.
    pub outcomes: Vec<Option<Outcome>>,
    /// Whether the score of each was changed by a regrade.
    pub corrected: Vec<bool>,
}

impl SitterResults {
    /// The attempts that count, closed ones, with how they ended.
    pub fn closed(&self) -> impl Iterator<Item = (&SatAttempt, &Outcome)> {
        self.sitter
            .attempts
            .iter()
            .zip(&self.outcomes)
            .filter(|(attempt, _)| attempt.voided_at.is_none())
            .filter_map(|(attempt, outcome)| Some((attempt, outcome.as_ref()?)))
    }
}

impl Store {
    /// Everybody's results at an assignment of `owner`, by name. Attempts whose time is over are closed and marked before.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn class_results(
        &self,
        owner: Uuid,
        assignment: Uuid,
    ) -> Result<Vec<SitterResults>, StoreError> {
        let sitters = self.sitters(owner, assignment).await?;
        let ids: Vec<Uuid> =
            sitters.iter().flat_map(|sitter| &sitter.attempts).map(|attempt| attempt.id).collect();
        let rows = sqlx::query!(
            r#"SELECT a.id, a.closed_at AS "closed_at!", a.closed_by AS "closed_by!", a.points AS "points!",
                      a.max_points AS "max!", a.passed AS "passed!", a.section_marks AS "sections!",
                      EXISTS (SELECT FROM score_change c WHERE c.attempt = a.id) AS "corrected!"
               FROM attempt a WHERE a.id = ANY ($1) AND a.closed_at IS NOT NULL"#,
            &ids
        )
        .fetch_all(&self.pool)
        .await?;
        let mut ended: HashMap<Uuid, (Outcome, bool)> = HashMap::new();
        for row in rows {
            let outcome = Outcome {
                closed_at: row.closed_at,
                closed_by: if row.closed_by == "time" { ClosedBy::Time } else { ClosedBy::Candidate },
                score: Score { points: row.points, max: row.max },
                passed: row.passed,
                sections: stored("section marks", row.sections)?,
            };
            ended.insert(row.id, (outcome, row.corrected));
        }
        Ok(sitters
            .into_iter()
            .map(|sitter| {
                let (outcomes, corrected) = sitter
                    .attempts
                    .iter()
                    .map(|attempt| match ended.remove(&attempt.id) {
                        Some((outcome, corrected)) => (Some(outcome), corrected),
                        None => (None, false),
                    })
                    .unzip();
                SitterResults { sitter, outcomes, corrected }
            })
            .collect())
    }

    /// A closed attempt at an assignment of `owner`, with the rulings that it was marked by; `None` where there is none.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn attempt_of_class(
        &self,
        owner: Uuid,
        assignment: Uuid,
        attempt: Uuid,
    ) -> Result<Option<(ClosedAttempt, Vec<AppliedRuling>)>, StoreError> {
        let person = sqlx::query_scalar!(
            "SELECT t.person_id FROM attempt t JOIN assignment a ON a.id = t.assignment JOIN class c ON c.id = a.class
             WHERE c.owner = $1 AND a.id = $2 AND t.id = $3",
            owner,
            assignment,
            attempt
        )
        .fetch_optional(&self.pool)
        .await?;
        let Some(person) = person else { return Ok(None) };
        match self.attempt(person, attempt).await? {
            Some((Attempt::Closed(closed), _)) => {
                Ok(Some((closed, self.applied_rulings(person, attempt).await?)))
            }
            _ => Ok(None),
        }
    }
}
