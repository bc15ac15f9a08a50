//! Practice by week, as the history tells it.

use crate::{Store, StoreError};
use time::Date;
use uuid::Uuid;

/// A week in which something was practised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PracticeWeek {
    /// Its Monday, in UTC.
    pub monday: Date,
    /// How many sets had an answer in it.
    pub sets: u32,
    /// How many answers were given.
    pub answers: u32,
    /// How many of them were right.
    pub right: u32,
}

impl Store {
    /// The weeks in which a person practised, the newest first, at most `limit`; with items of one certification, if given.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn practice_weeks(
        &self,
        person: Uuid,
        certification: Option<&str>,
        limit: u16,
    ) -> Result<Vec<PracticeWeek>, StoreError> {
        let rows = sqlx::query!(
            r#"SELECT date_trunc('week', w.at AT TIME ZONE 'UTC')::date AS "monday!", count(DISTINCT w.practice) AS "sets!",
                      count(*) AS "answers!", count(*) FILTER (WHERE w.mark = 'right') AS "right!"
               FROM practice_answer w JOIN item i ON i.id = w.item
               WHERE w.person_id = $1 AND ($2::text IS NULL OR i.certification = $2)
               GROUP BY 1 ORDER BY 1 DESC LIMIT $3"#,
            person,
            certification,
            i64::from(limit)
        )
        .fetch_all(&self.pool)
        .await?;
        Ok(rows
            .into_iter()
            .map(|row| PracticeWeek {
                monday: row.monday,
                sets: row.sets as u32,
                answers: row.answers as u32,
                right: row.right as u32,
            })
            .collect())
    }
}
