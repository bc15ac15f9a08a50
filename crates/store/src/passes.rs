//! Which certifications a person passed a mock of, as far as that counts for what comes after.

use crate::catalogue::current_certifications;
use crate::keys_out::visible_at;
use crate::{Store, StoreError};
use invigil_exam::{Holdings, Score, Visible};
use sqlx::PgConnection;
use std::collections::HashSet;
use time::OffsetDateTime;
use uuid::Uuid;

/// The first passed mock of a certification that counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pass {
    /// The certification's id; never an instructor's exam.
    pub certification: String,
    /// The attempt.
    pub attempt: Uuid,
    /// The id of the edition's revision. Any edition counts: all are outlines of the same exam.
    pub edition: i32,
    /// When it was closed.
    pub at: OffsetDateTime,
    /// Its score.
    pub score: Score,
}

impl Store {
    /// The first passed mock of each certification, the oldest first. Those that an instructor reset don't count, nor those whose
    /// score an assignment holds back: what one may start would tell it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn passes(&self, person: Uuid) -> Result<Vec<Pass>, StoreError> {
        passes(&mut *self.pool.acquire().await?, person).await
    }
}

async fn passes(connection: &mut PgConnection, person: Uuid) -> Result<Vec<Pass>, StoreError> {
    let rows = sqlx::query!(
        r#"SELECT t.id, t.certification, t.edition_id, t.closed_at AS "closed_at!", t.points AS "points!",
                  t.max_points AS "max_points!", t.assignment
           FROM attempt t JOIN certification c ON c.id = t.certification
           WHERE t.person_id = $1 AND t.closed_at IS NOT NULL AND t.passed AND t.voided_at IS NULL AND c.owner IS NULL
           ORDER BY t.closed_at, t.id"#,
        person
    )
    .fetch_all(&mut *connection)
    .await?;
    let mut assignments: Vec<Uuid> = rows.iter().filter_map(|row| row.assignment).collect();
    assignments.sort_unstable();
    assignments.dedup();
    let visible = visible_at(connection, person, &assignments).await?;
    let mut met: HashSet<String> = HashSet::new();
    Ok(rows
        .into_iter()
        .filter(|row| {
            let out = |id| visible.get(&id).is_some_and(|visible| *visible >= Visible::Score);
            row.assignment.is_none_or(out)
        })
        .filter(|row| met.insert(row.certification.clone()))
        .map(|row| Pass {
            certification: row.certification,
            attempt: row.id,
            edition: row.edition_id,
            at: row.closed_at,
            score: Score { points: row.points, max: row.max_points },
        })
        .collect())
}

/// The ids of the certifications of which a person must pass a mock before `certification`, in order.
pub(crate) async fn lacking(
    connection: &mut PgConnection,
    person: Uuid,
    certification: &str,
) -> Result<Vec<String>, StoreError> {
    let certifications = current_certifications(&mut *connection).await?;
    let passes = passes(connection, person).await?;
    let held = Holdings::new(&certifications, passes.iter().map(|pass| pass.certification.as_str()));
    Ok(held.missing(certification).into_iter().map(|known| known.id.clone()).collect())
}
