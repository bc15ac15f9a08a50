//! The newest score of each certification, with everything that was answered: what readiness is told from.

use crate::evidence::{assignments_of, marked, rows};
use crate::keys_out::visible_at;
use crate::{Store, StoreError};
use invigil_exam::{Score, Visible};
use invigil_study::Answer;
use std::collections::HashSet;
use time::OffsetDateTime;
use uuid::Uuid;

/// The score of a closed attempt that its candidate may see.
#[derive(Clone, Debug)]
pub struct LatestScore {
    /// The attempt.
    pub attempt: Uuid,
    /// The certification's id.
    pub certification: String,
    /// When it began.
    pub started_at: OffsetDateTime,
    /// Its score.
    pub score: Score,
    /// Whether that passed.
    pub passed: bool,
}

impl Store {
    /// As [`Store::evidence`] of all certifications, and of each that the person sat the newest score, the newest first. Scores that an
    /// assignment holds back, and attempts that were reset, are left out.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn evidence_and_scores(
        &self,
        person: Uuid,
    ) -> Result<(Vec<Answer>, Vec<LatestScore>), StoreError> {
        let mut connection = self.pool.acquire().await?;
        let answered = rows(&mut connection, person, None).await?;
        let closed = sqlx::query!(
            r#"SELECT id, certification, started_at, points AS "points!", max_points AS "max_points!",
                      passed AS "passed!", assignment
               FROM attempt
               WHERE person_id = $1 AND voided_at IS NULL AND points IS NOT NULL AND max_points IS NOT NULL
                 AND passed IS NOT NULL
               ORDER BY started_at DESC, id"#,
            person
        )
        .fetch_all(&mut *connection)
        .await?;
        let mut assignments = assignments_of(&answered);
        assignments.extend(closed.iter().filter_map(|row| row.assignment));
        let visible = visible_at(&mut connection, person, &assignments).await?;
        let mut known: HashSet<String> = HashSet::new();
        let scores = closed
            .into_iter()
            .filter(|row| row.assignment.is_none_or(|id| visible.get(&id) >= Some(&Visible::Score)))
            .filter(|row| known.insert(row.certification.clone()))
            .map(|row| LatestScore {
                attempt: row.id,
                certification: row.certification,
                started_at: row.started_at,
                score: Score { points: row.points, max: row.max_points },
                passed: row.passed,
            })
            .collect();
        let answers = marked(answered, &visible)?.into_iter().map(|given| given.answer).collect();
        Ok((answers, scores))
    }
}
