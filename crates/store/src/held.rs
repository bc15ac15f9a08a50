//! Items whose keys a person must not see now, wherever they met them before.

use crate::keys_out::keys_out;
use crate::{Store, StoreError};
use invigil_exam::GRACE;
use sqlx::PgConnection;
use std::collections::HashSet;
use uuid::Uuid;

impl Store {
    /// The items (by their stable ids) whose keys are held back from a person now: those of their attempts whose clock runs, and those
    /// of their closed attempts at assignments that don't show keys yet. Whoever shows a key outside of the result of one
    /// attempt asks this first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn held_items(&self, person: Uuid) -> Result<HashSet<String>, StoreError> {
        held_among(&mut *self.pool.acquire().await?, person, None).await
    }
}

/// As [`Store::held_items`], of these items only if some are given.
pub(crate) async fn held_among(
    connection: &mut PgConnection,
    person: Uuid,
    items: Option<&[String]>,
) -> Result<HashSet<String>, StoreError> {
    let rows = sqlx::query!(
        r#"SELECT DISTINCT r.item, a.assignment,
                  a.closed_at IS NULL AND a.deadline > clock_timestamp() - make_interval(secs => $3) AS "running!"
           FROM attempt a CROSS JOIN unnest(a.revisions) AS u (revision) JOIN item_revision r ON r.id = u.revision
           WHERE a.person_id = $1 AND (a.closed_at IS NULL OR a.assignment IS NOT NULL)
             AND ($2::text[] IS NULL OR r.item = ANY ($2))"#,
        person,
        items,
        GRACE.as_seconds_f64()
    )
    .fetch_all(&mut *connection)
    .await?;
    let mut closed: Vec<Uuid> =
        rows.iter().filter(|row| !row.running).filter_map(|row| row.assignment).collect();
    closed.sort_unstable();
    closed.dedup();
    let out = keys_out(connection, person, &closed).await?;
    Ok(rows
        .into_iter()
        .filter(|row| row.running || row.assignment.is_some_and(|id| !out.contains(&id)))
        .map(|row| row.item)
        .collect())
}
