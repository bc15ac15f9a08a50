//! What assignments show a person of a closed attempt now, asked in one query for many.

use crate::StoreError;
use invigil_exam::{Allowance, Release, Terms, Visible};
use sqlx::PgConnection;
use std::collections::{HashMap, HashSet};
use time::OffsetDateTime;
use uuid::Uuid;

/// What decides about one assignment.
struct Held {
    terms: Terms,
    /// What the person was granted.
    own: Allowance,
    /// What members of the class were granted.
    granted: Vec<Allowance>,
    /// The latest deadline of an attempt whose clock runs.
    running: Option<OffsetDateTime>,
    now: OffsetDateTime,
}

/// Of these assignments, those at which a closed attempt of this person shows its keys now, by [`Terms::visible`]. One that
/// doesn't exist shows none.
pub(crate) async fn keys_out(
    connection: &mut PgConnection,
    person: Uuid,
    assignments: &[Uuid],
) -> Result<HashSet<Uuid>, StoreError> {
    let visible = visible_at(connection, person, assignments).await?;
    Ok(visible.into_iter().filter(|(_, visible)| *visible >= Visible::Keys).map(|(id, _)| id).collect())
}

/// What a closed attempt of this person shows now at each of these assignments, by [`Terms::visible`]. One that doesn't exist is left
/// out.
pub(crate) async fn visible_at(
    connection: &mut PgConnection,
    person: Uuid,
    assignments: &[Uuid],
) -> Result<HashMap<Uuid, Visible>, StoreError> {
    if assignments.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = sqlx::query!(
        r#"SELECT a.id AS "id!", a.opens_at AS "opens_at!", a.closes_at AS "closes_at!", a.attempts AS "attempts!",
                  a.minutes AS "minutes!", a.window_cuts AS "window_cuts!", a.results AS "results!", a.keys AS "keys!",
                  a.results_at, a.keys_at,
                  a.cancelled_at IS NOT NULL OR c.archived_at IS NOT NULL AS "cancelled!", clock_timestamp() AS "now!",
                  (SELECT max(t.deadline) FROM attempt t WHERE t.assignment = a.id AND t.closed_at IS NULL) AS running,
                  o.person AS "granted_to?", m.person IS NOT NULL AS "member!", o.extra_minutes AS "extra_minutes?",
                  o.extra_percent AS "extra_percent?", o.opens_at AS "own_opens_at?", o.closes_at AS "own_closes_at?",
                  o.extra_attempts AS "extra_attempts?"
           FROM assignment a JOIN class c ON c.id = a.class
           LEFT JOIN assignment_override o ON o.assignment = a.id
           LEFT JOIN class_member m ON m.class = a.class AND m.person = o.person AND m.left_at IS NULL
           WHERE a.id = ANY ($1)"#,
        assignments
    )
    .fetch_all(connection)
    .await?;
    let mut held: HashMap<Uuid, Held> = HashMap::new();
    for row in rows {
        let release = |name: &str| {
            Release::named(name).ok_or_else(|| StoreError::Corrupt(format!("the release `{name}`")))
        };
        let terms = Terms {
            opens_at: row.opens_at,
            closes_at: row.closes_at,
            attempts: row.attempts as u16,
            minutes: row.minutes as u16,
            window_cuts: row.window_cuts,
            results: release(&row.results)?,
            keys: release(&row.keys)?,
            results_at: row.results_at,
            keys_at: row.keys_at,
            cancelled: row.cancelled,
            // They decide about starting only.
            prerequisites: false,
        };
        let one = held.entry(row.id).or_insert_with(|| Held {
            terms,
            own: Allowance::default(),
            granted: Vec::new(),
            running: row.running,
            now: row.now,
        });
        let Some(granted_to) = row.granted_to else { continue };
        let allowance = Allowance {
            extra_minutes: row.extra_minutes.unwrap_or(0) as u16,
            extra_percent: row.extra_percent.unwrap_or(0) as u16,
            opens_at: row.own_opens_at,
            closes_at: row.own_closes_at,
            extra_attempts: row.extra_attempts.unwrap_or(0) as u16,
            prerequisites_waived: false,
        };
        if granted_to == person {
            one.own = allowance;
        }
        if row.member {
            one.granted.push(allowance);
        }
    }
    Ok(held.into_iter().map(|(id, held)| (id, held.visible())).collect())
}

impl Held {
    fn visible(&self) -> Visible {
        let last_end = self.terms.last_end(&self.granted, self.running);
        self.terms.visible(&self.terms.of(&self.own), last_end, self.now)
    }
}
