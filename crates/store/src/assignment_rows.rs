//! The rows of assignments, and what single people are granted.

use crate::assignments::{Assignment, AssignmentPlan};
use crate::catalogue::stored;
use crate::{Store, StoreError};
use invigil_exam::{Allowance, Edition, Release, Score};
use sqlx::PgConnection;
use std::collections::HashMap;
use time::OffsetDateTime;
use uuid::Uuid;

/// Somebody whom an assignment concerns: in the class, or with an attempt at it.
#[derive(Clone, Debug)]
pub struct Sitter {
    /// The person.
    pub person: Uuid,
    /// What the roster calls them; else what they call themselves; may be empty.
    pub name: String,
    /// Their e-mail address.
    pub email: String,
    /// The roster's number of them; may be empty.
    pub number: String,
    /// Whether they are in the class now.
    pub member: bool,
    /// What they were granted beyond the terms.
    pub allowance: Allowance,
    /// Why, for the instructor; may be empty.
    pub note: String,
    /// Their attempts, the oldest first, those that were reset too.
    pub attempts: Vec<SatAttempt>,
}

/// An attempt at an assignment, as its instructor sees it.
#[derive(Clone, Debug)]
pub struct SatAttempt {
    /// The attempt.
    pub id: Uuid,
    /// When its clock started.
    pub started_at: OffsetDateTime,
    /// When it runs out.
    pub deadline: OffsetDateTime,
    /// When it ended.
    pub closed_at: Option<OffsetDateTime>,
    /// When it was reset; it counts no longer.
    pub voided_at: Option<OffsetDateTime>,
    /// How many items its form has.
    pub items: usize,
    /// How many of them have an answer.
    pub answered: usize,
    /// Score and whether that passed, once it is closed.
    pub outcome: Option<(Score, bool)>,
}

/// The assignments that fit whatever is given, the latest opening first.
pub(crate) async fn load(
    connection: &mut PgConnection,
    owner: Option<Uuid>,
    class: Option<Uuid>,
    ids: Option<&[Uuid]>,
) -> Result<Vec<Assignment>, StoreError> {
    let rows = sqlx::query!(
        r#"SELECT a.id, a.class, c.name AS class_name, c.archived_at IS NOT NULL AS "archived!", e.certification,
                  coalesce(x.definition ->> 'short', '') AS "exam!", x.owner AS exam_owner, e.definition AS edition, a.edition_id, a.title, a.note, a.opens_at,
                  a.closes_at, a.time_zone, a.attempts, a.minutes, a.window_cuts, a.results, a.keys, a.results_at, a.keys_at,
                  a.shuffle_items, a.shuffle_options, a.cancelled_at,
                  (SELECT count(DISTINCT person_id) FROM attempt t WHERE t.assignment = a.id AND t.voided_at IS NULL) AS "started!",
                  (SELECT count(*) FROM attempt t WHERE t.assignment = a.id AND t.closed_at IS NULL
                      AND t.deadline > clock_timestamp()) AS "running!"
           FROM assignment a JOIN class c ON c.id = a.class JOIN edition e ON e.id = a.edition_id
           JOIN certification x ON x.id = e.certification
           WHERE ($1::uuid IS NULL OR c.owner = $1) AND ($2::uuid IS NULL OR a.class = $2)
             AND ($3::uuid[] IS NULL OR a.id = ANY ($3))
           ORDER BY a.opens_at DESC, a.id DESC"#,
        owner,
        class,
        ids
    )
    .fetch_all(&mut *connection)
    .await?;
    let found: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let mut granted: HashMap<Uuid, Vec<Allowance>> = HashMap::new();
    let overrides = sqlx::query!(
        "SELECT o.assignment, o.extra_minutes, o.extra_percent, o.opens_at, o.closes_at, o.extra_attempts
         FROM assignment_override o JOIN assignment a ON a.id = o.assignment
         JOIN class_member m ON m.class = a.class AND m.person = o.person
         WHERE o.assignment = ANY ($1) AND m.left_at IS NULL",
        &found
    )
    .fetch_all(&mut *connection)
    .await?;
    for row in overrides {
        granted.entry(row.assignment).or_default().push(Allowance {
            extra_minutes: row.extra_minutes as u16,
            extra_percent: row.extra_percent as u16,
            opens_at: row.opens_at,
            closes_at: row.closes_at,
            extra_attempts: row.extra_attempts as u16,
        });
    }
    let running: HashMap<Uuid, OffsetDateTime> = sqlx::query!(
        r#"SELECT assignment AS "assignment!", max(deadline) AS "until!" FROM attempt
           WHERE assignment = ANY ($1) AND closed_at IS NULL GROUP BY assignment"#,
        &found
    )
    .fetch_all(&mut *connection)
    .await?
    .into_iter()
    .map(|row| (row.assignment, row.until))
    .collect();

    rows.into_iter()
        .map(|row| {
            let release = |name: &str| {
                Release::named(name).ok_or_else(|| StoreError::Corrupt(format!("the release `{name}`")))
            };
            let edition: Edition = stored("an edition", row.edition)?;
            let mut assignment = Assignment {
                id: row.id,
                class: row.class,
                class_name: row.class_name,
                certification: row.certification,
                exam: name(row.exam, row.exam_owner, &edition),
                exam_owner: row.exam_owner,
                edition,
                plan: AssignmentPlan {
                    edition: row.edition_id,
                    title: row.title,
                    note: row.note,
                    opens_at: row.opens_at,
                    closes_at: row.closes_at,
                    time_zone: row.time_zone,
                    attempts: row.attempts as u16,
                    minutes: row.minutes as u16,
                    window_cuts: row.window_cuts,
                    results: release(&row.results)?,
                    keys: release(&row.keys)?,
                    shuffle_items: row.shuffle_items,
                    shuffle_options: row.shuffle_options,
                },
                results_at: row.results_at,
                keys_at: row.keys_at,
                cancelled_at: row.cancelled_at,
                archived: row.archived,
                last_end: row.closes_at,
                started: row.started,
                running: row.running,
            };
            let granted = granted.get(&row.id).map_or(&[][..], Vec::as_slice);
            assignment.last_end = assignment.terms().last_end(granted, running.get(&row.id).copied());
            Ok(assignment)
        })
        .collect()
}

/// What people call an exam. An instructor's has but one name, the edition's.
fn name(short: String, owner: Option<Uuid>, edition: &Edition) -> String {
    if owner.is_some() { edition.title.clone() } else { short }
}

impl Store {
    /// Whom an assignment of `owner` concerns, by name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sitters(&self, owner: Uuid, assignment: Uuid) -> Result<Vec<Sitter>, StoreError> {
        let mut sitters: Vec<Sitter> = sqlx::query!(
            r#"SELECT p.id, coalesce(nullif(m.name, ''), p.name) AS "name!", coalesce(p.email, '') AS "email!", m.number,
                      m.left_at IS NULL AS "member!", o.extra_minutes AS "extra_minutes?", o.extra_percent AS "extra_percent?",
                      o.opens_at AS "opens_at?", o.closes_at AS "closes_at?", o.extra_attempts AS "extra_attempts?",
                      o.note AS "note?"
               FROM assignment a JOIN class c ON c.id = a.class JOIN class_member m ON m.class = c.id
               JOIN person p ON p.id = m.person
               LEFT JOIN assignment_override o ON o.assignment = a.id AND o.person = p.id
               WHERE c.owner = $1 AND a.id = $2
                 AND (m.left_at IS NULL OR EXISTS (SELECT FROM attempt t WHERE t.assignment = a.id AND t.person_id = p.id))
               ORDER BY lower(coalesce(nullif(m.name, ''), nullif(p.name, ''), p.email)), p.id"#,
            owner,
            assignment
        )
        .fetch_all(&self.pool)
        .await?
        .into_iter()
        .map(|row| Sitter {
            person: row.id,
            name: row.name,
            email: row.email,
            number: row.number,
            member: row.member,
            allowance: Allowance {
                extra_minutes: row.extra_minutes.unwrap_or(0) as u16,
                extra_percent: row.extra_percent.unwrap_or(0) as u16,
                opens_at: row.opens_at,
                closes_at: row.closes_at,
                extra_attempts: row.extra_attempts.unwrap_or(0) as u16,
            },
            note: row.note.unwrap_or_default(),
            attempts: Vec::new(),
        })
        .collect();
        let places: HashMap<Uuid, usize> =
            sitters.iter().enumerate().map(|(place, sitter)| (sitter.person, place)).collect();
        let attempts = sqlx::query!(
            r#"SELECT t.id, t.person_id, t.started_at, t.deadline, t.closed_at, t.voided_at,
                      cardinality(t.revisions) AS "items!", cardinality(array_remove(t.chosen, 0::smallint)) AS "answered!",
                      t.points, t.max_points, t.passed
               FROM attempt t JOIN assignment a ON a.id = t.assignment JOIN class c ON c.id = a.class
               WHERE c.owner = $1 AND a.id = $2 ORDER BY t.started_at, t.id"#,
            owner,
            assignment
        )
        .fetch_all(&self.pool)
        .await?;
        for row in attempts {
            let Some(&place) = places.get(&row.person_id) else { continue };
            sitters[place].attempts.push(SatAttempt {
                id: row.id,
                started_at: row.started_at,
                deadline: row.deadline,
                closed_at: row.closed_at,
                voided_at: row.voided_at,
                items: row.items as usize,
                answered: row.answered as usize,
                outcome: match (row.points, row.max_points, row.passed) {
                    (Some(points), Some(max), Some(passed)) => Some((Score { points, max }, passed)),
                    _ => None,
                },
            });
        }
        Ok(sitters)
    }
}
