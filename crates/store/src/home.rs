//! What the first page tells a person, read together: few queries, however much there is.

use crate::{Assigned, AttemptSummary, Store, StoreError};
use invigil_exam::Visible;
use std::collections::HashMap;
use time::OffsetDateTime;
use uuid::Uuid;

/// What a person finds on the first page.
#[derive(Clone, Debug, Default)]
pub struct Home {
    /// Their attempts, the newest first.
    pub attempts: Vec<AttemptSummary>,
    /// What is assigned to them, by closing, the latest first.
    pub assigned: Vec<Assigned>,
    /// Reports of theirs that were answered and not looked at since.
    pub answers: Vec<UnseenAnswer>,
    /// The names of the classes that they are in.
    pub classes: Vec<String>,
}

/// A report about an item that was answered and not looked at since.
#[derive(Clone, Copy, Debug)]
pub struct UnseenAnswer {
    /// The attempt in which the item was met.
    pub attempt: Uuid,
    /// When that was started.
    pub started_at: OffsetDateTime,
    /// The item's position in it, from 1.
    pub position: usize,
}

/// How much of each thing an instructor has.
#[derive(Clone, Copy, Debug, Default)]
pub struct Teaching {
    /// Banks of theirs.
    pub own_banks: i64,
    /// Banks of others that are shared with them.
    pub shared_banks: i64,
    /// Items in all of these, without what was withdrawn.
    pub items: i64,
    /// Exams of theirs that aren't put away.
    pub exams: i64,
    /// Classes of theirs that aren't put away.
    pub classes: i64,
    /// What is assigned to those.
    pub assignments: i64,
    /// Reports of candidates that they may answer.
    pub reports: i64,
}

impl Store {
    /// What the first page tells an instructor of what they have.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn teaching(&self, person: Uuid) -> Result<Teaching, StoreError> {
        Ok(sqlx::query_as!(
            Teaching,
            r#"WITH seen AS (
                   SELECT b.id, b.owner FROM bank b LEFT JOIN bank_share s ON s.bank = b.id AND s.person = $1
                   WHERE b.owner = $1 OR (b.owner IS NOT NULL AND s.person IS NOT NULL)
               )
               SELECT (SELECT count(*) FROM seen WHERE owner = $1) AS "own_banks!",
                      (SELECT count(*) FROM seen WHERE owner <> $1) AS "shared_banks!",
                      (SELECT count(i.revision) FROM item i JOIN seen ON seen.id = i.bank) AS "items!",
                      (SELECT count(*) FROM certification WHERE owner = $1 AND current) AS "exams!",
                      (SELECT count(*) FROM class WHERE owner = $1 AND archived_at IS NULL) AS "classes!",
                      (SELECT count(*) FROM assignment a JOIN class c ON c.id = a.class
                       WHERE c.owner = $1 AND c.archived_at IS NULL AND a.cancelled_at IS NULL) AS "assignments!",
                      (SELECT count(*) FROM person p JOIN bank b ON true
                       LEFT JOIN bank_share s ON s.bank = b.id AND s.person = p.id
                       JOIN item i ON i.bank = b.id JOIN item_report w ON w.item = i.id
                       WHERE p.id = $1 AND p.role <> 'candidate' AND w.answer IS NULL
                         AND ((b.owner IS NULL AND p.role = 'administrator') OR b.owner = p.id OR s.may_edit))
                          AS "reports!""#,
            person
        )
        .fetch_one(&self.pool)
        .await?)
    }

    /// What the first page tells a person, with at most `limit` attempts, the newest.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn home(&self, person: Uuid, limit: u16) -> Result<Home, StoreError> {
        let rows = self.history_rows(person, limit).await?;
        let beside = sqlx::query!(
            r#"SELECT ARRAY(SELECT c.name FROM class c JOIN class_member m ON m.class = c.id
                            WHERE m.person = p.id AND m.left_at IS NULL AND c.archived_at IS NULL
                            ORDER BY lower(c.name), c.id) AS "classes!",
                      w.attempts AS "answered_attempts!", w.started AS "answered_started!", w.positions AS "answered_positions!"
               FROM person p CROSS JOIN LATERAL (
                   SELECT coalesce(array_agg(w.attempt ORDER BY w.answered_at, w.position), '{}') AS attempts,
                          coalesce(array_agg(t.started_at ORDER BY w.answered_at, w.position), '{}') AS started,
                          coalesce(array_agg(w.position ORDER BY w.answered_at, w.position), '{}') AS positions
                   FROM item_report w JOIN attempt t ON t.id = w.attempt
                   WHERE w.person = p.id AND t.person_id = p.id AND w.answered_at IS NOT NULL AND w.seen_at IS NULL) w
               WHERE p.id = $1"#,
            person
        )
        .fetch_optional(&self.pool)
        .await?;
        let Some(beside) = beside else { return Ok(Home::default()) };
        // Nobody but members, and who was one, has anything assigned.
        let known = !beside.classes.is_empty() || rows.iter().any(|row| row.assignment().is_some());
        let assigned = if known { self.assigned_to(person).await? } else { Vec::new() };
        let shown: HashMap<Uuid, Visible> =
            assigned.iter().map(|assigned| (assigned.assignment.id, assigned.visible())).collect();
        // What isn't known to be out is held back.
        let held = |id: Uuid| shown.get(&id).is_none_or(|visible| *visible < Visible::Score);
        let attempts = rows
            .into_iter()
            .map(|row| {
                let held = row.assignment().is_some_and(held);
                row.into_summary(held)
            })
            .collect::<Result<_, _>>()?;
        let answers = (0..beside.answered_attempts.len()).map(|index| UnseenAnswer {
            attempt: beside.answered_attempts[index],
            started_at: beside.answered_started[index],
            position: beside.answered_positions[index] as usize,
        });
        Ok(Home { attempts, answers: answers.collect(), classes: beside.classes, assigned })
    }
}
