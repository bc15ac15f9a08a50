//! The rows of assignments, how a person stands with them, and what single people are granted.

use crate::assignments::{Assignment, AssignmentPlan};
use crate::catalogue::stored;
use crate::sitting_assignments::{Assigned, OwnAttempt};
use crate::{Store, StoreError};
use invigil_exam::{Allowance, Edition, GRACE, Release, Score};
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

/// Which assignments: those that fit whatever is given.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Wanted<'a> {
    /// Of this instructor.
    pub(crate) owner: Option<Uuid>,
    /// Of this class.
    pub(crate) class: Option<Uuid>,
    /// Of these ids.
    pub(crate) ids: Option<&'a [Uuid]>,
    /// For whom they are read: how this person stands with each comes along.
    pub(crate) person: Option<Uuid>,
    /// Only what is assigned to that person: by the classes that they are in, unless it was taken back, or that they have an
    /// attempt at.
    pub(crate) theirs: bool,
}

/// The assignments that fit, the latest opening first.
pub(crate) async fn load(
    connection: &mut PgConnection,
    wanted: Wanted<'_>,
) -> Result<Vec<Assignment>, StoreError> {
    let assigned = load_assigned(connection, wanted).await?;
    Ok(assigned.into_iter().map(|assigned| assigned.assignment).collect())
}

/// The assignments that fit and how the person stands with each, the latest opening first; by one query, since nearly every page
/// of a candidate asks for it.
pub(crate) async fn load_assigned(
    connection: &mut PgConnection,
    wanted: Wanted<'_>,
) -> Result<Vec<Assigned>, StoreError> {
    let rows = sqlx::query!(
        r#"SELECT a.id, a.class, c.name AS class_name, c.archived_at IS NOT NULL AS "archived!", e.certification,
                  coalesce(x.definition ->> 'short', '') AS "exam!", x.owner AS "exam_owner?", e.definition AS edition,
                  a.edition_id, a.title, a.note, a.opens_at, a.closes_at, a.time_zone, a.attempts, a.minutes, a.window_cuts,
                  a.results, a.keys, a.results_at, a.keys_at, a.shuffle_items, a.shuffle_options, a.prerequisites,
                  a.cancelled_at, s.started AS "started!", s.running AS "running!", s.running_until AS "running_until?",
                  g.minutes AS "granted_minutes!", g.percents AS "granted_percents!",
                  g.opens AS "granted_opens!: Vec<Option<OffsetDateTime>>",
                  g.closes AS "granted_closes!: Vec<Option<OffsetDateTime>>", g.attempts AS "granted_attempts!",
                  coalesce(nullif(i.name, ''), i.email, '') AS "instructor!", clock_timestamp() AS "now!",
                  m.person IS NOT NULL AND m.left_at IS NULL AS "member!", m.joined_at AS "joined_at?",
                  o.extra_minutes AS "extra_minutes?", o.extra_percent AS "extra_percent?", o.opens_at AS "own_opens?",
                  o.closes_at AS "own_closes?", o.extra_attempts AS "extra_attempts?",
                  o.prerequisites_waived AS "prerequisites_waived?",
                  own.ids AS "own_ids!", own.started AS "own_started!", own.deadlines AS "own_deadlines!",
                  own.closed AS "own_closed!: Vec<Option<OffsetDateTime>>", own.voided AS "own_voided!"
           FROM assignment a JOIN class c ON c.id = a.class JOIN person i ON i.id = c.owner
           JOIN edition e ON e.id = a.edition_id JOIN certification x ON x.id = e.certification
           LEFT JOIN class_member m ON m.class = c.id AND m.person = $4
           LEFT JOIN assignment_override o ON o.assignment = a.id AND o.person = $4
           CROSS JOIN LATERAL (
               SELECT count(DISTINCT t.person_id) FILTER (WHERE t.voided_at IS NULL) AS started,
                      count(*) FILTER (WHERE t.closed_at IS NULL AND t.deadline > clock_timestamp()) AS running,
                      max(t.deadline) FILTER (WHERE t.closed_at IS NULL) AS running_until
               FROM attempt t WHERE t.assignment = a.id) s
           CROSS JOIN LATERAL (
               SELECT coalesce(array_agg(v.extra_minutes ORDER BY v.person), '{}') AS minutes,
                      coalesce(array_agg(v.extra_percent ORDER BY v.person), '{}') AS percents,
                      coalesce(array_agg(v.opens_at ORDER BY v.person), '{}') AS opens,
                      coalesce(array_agg(v.closes_at ORDER BY v.person), '{}') AS closes,
                      coalesce(array_agg(v.extra_attempts ORDER BY v.person), '{}') AS attempts
               FROM assignment_override v JOIN class_member w ON w.class = a.class AND w.person = v.person
               WHERE v.assignment = a.id AND w.left_at IS NULL) g
           CROSS JOIN LATERAL (
               SELECT coalesce(array_agg(t.id ORDER BY t.started_at DESC, t.id DESC), '{}') AS ids,
                      coalesce(array_agg(t.started_at ORDER BY t.started_at DESC, t.id DESC), '{}') AS started,
                      coalesce(array_agg(t.deadline ORDER BY t.started_at DESC, t.id DESC), '{}') AS deadlines,
                      coalesce(array_agg(t.closed_at ORDER BY t.started_at DESC, t.id DESC), '{}') AS closed,
                      coalesce(array_agg(t.voided_at IS NOT NULL ORDER BY t.started_at DESC, t.id DESC), '{}') AS voided
               FROM attempt t WHERE t.person_id = $4 AND t.assignment = a.id) own
           WHERE ($1::uuid IS NULL OR c.owner = $1) AND ($2::uuid IS NULL OR a.class = $2)
             AND ($3::uuid[] IS NULL OR a.id = ANY ($3))
             AND (NOT $5 OR cardinality(own.ids) > 0
                  OR (m.left_at IS NULL AND m.person IS NOT NULL AND a.cancelled_at IS NULL AND c.archived_at IS NULL))
           ORDER BY a.opens_at DESC, a.id DESC"#,
        wanted.owner,
        wanted.class,
        wanted.ids,
        wanted.person,
        wanted.theirs
    )
    .fetch_all(&mut *connection)
    .await?;

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
                    prerequisites: row.prerequisites,
                },
                results_at: row.results_at,
                keys_at: row.keys_at,
                cancelled_at: row.cancelled_at,
                archived: row.archived,
                last_end: row.closes_at,
                started: row.started,
                running: row.running,
            };
            let granted: Vec<Allowance> = (0..row.granted_minutes.len())
                .map(|index| Allowance {
                    extra_minutes: row.granted_minutes[index] as u16,
                    extra_percent: row.granted_percents[index] as u16,
                    opens_at: row.granted_opens[index],
                    closes_at: row.granted_closes[index],
                    extra_attempts: row.granted_attempts[index] as u16,
                    // It moves no end.
                    prerequisites_waived: false,
                })
                .collect();
            assignment.last_end = assignment.terms().last_end(&granted, row.running_until);
            let attempts = (0..row.own_ids.len()).map(|index| {
                let deadline = row.own_deadlines[index];
                // One that is overdue is over, noted or not.
                let over = (row.now >= deadline + GRACE).then_some(deadline);
                OwnAttempt {
                    id: row.own_ids[index],
                    started_at: row.own_started[index],
                    deadline,
                    closed_at: row.own_closed[index].or(over),
                    voided: row.own_voided[index],
                }
            });
            Ok(Assigned {
                attempts: attempts.collect(),
                instructor: row.instructor,
                allowance: Allowance {
                    extra_minutes: row.extra_minutes.unwrap_or(0) as u16,
                    extra_percent: row.extra_percent.unwrap_or(0) as u16,
                    opens_at: row.own_opens,
                    closes_at: row.own_closes,
                    extra_attempts: row.extra_attempts.unwrap_or(0) as u16,
                    prerequisites_waived: row.prerequisites_waived.unwrap_or(false),
                },
                member: row.member,
                joined_at: row.joined_at,
                now: row.now,
                assignment,
            })
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
                      o.prerequisites_waived AS "prerequisites_waived?", o.note AS "note?"
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
                prerequisites_waived: row.prerequisites_waived.unwrap_or(false),
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
