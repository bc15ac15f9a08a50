//! What the first page tells a person, read together: few queries, however much there is.

use crate::catalogue::stored;
use crate::evidence;
use crate::own_results::moment;
use crate::{Assigned, AttemptAssignment, AttemptSummary, Due, Outcome, Store, StoreError};
use invigil_exam::{ClosedBy, GRACE, Score, SectionMark, Visible};
use invigil_study::Answer;
use serde::Deserialize;
use std::collections::{HashMap, HashSet};
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
    /// How many of the items that they missed come back when.
    pub due: Due,
    /// Their answers, as [`Store::evidence`] gives them.
    pub evidence: Vec<Answer>,
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

    /// What the first page tells a person, with at most `limit` attempts, the newest. Three queries at most, unless an exam has just
    /// come to its end.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn home(&self, person: Uuid, limit: u16) -> Result<Home, StoreError> {
        let Some(mut stored) = self.read_home(person, limit).await? else { return Ok(Home::default()) };
        if stored.attempts.iter().any(|attempt| attempt.overdue) {
            self.close_overdue_of(person).await?;
            stored = self.read_home(person, limit).await?.unwrap_or_default();
        }
        // Nobody but members, and who was one, has anything assigned.
        let members =
            !stored.classes.is_empty() || stored.attempts.iter().any(|own| own.assignment.is_some());
        let assigned = if members { self.assigned_to(person).await? } else { Vec::new() };
        let shown: HashMap<Uuid, Visible> =
            assigned.iter().map(|assigned| (assigned.assignment.id, assigned.visible())).collect();
        // What isn't known to be out is held back.
        let shows = |assignment: Option<Uuid>, what: Visible| {
            assignment.is_none_or(|id| shown.get(&id).is_some_and(|visible| *visible >= what))
        };
        if stored.attempts.iter().any(|own| own.uncarded && shows(own.assignment, Visible::Keys)) {
            self.gather_cards(person).await?;
            stored = self.read_home(person, limit).await?.unwrap_or_default();
        }
        let evidence = match stored.answered {
            true => {
                let rows = evidence::rows(&mut *self.pool.acquire().await?, person, None).await?;
                evidence::marked(rows, &shown)?.into_iter().map(|given| given.answer).collect()
            }
            false => Vec::new(),
        };
        let held: HashSet<&str> = stored
            .held
            .iter()
            .filter(|held| held.running || !shows(held.assignment, Visible::Keys))
            .map(|held| held.item.as_str())
            .collect();
        let cards = stored.cards.iter().filter(|card| !held.contains(card.item.as_str()));
        let due = cards.map(|card| moment(card.due_at)).collect::<Result<Vec<_>, _>>()?;
        Ok(Home {
            due: Due::of(due, moment(stored.now)?),
            answers: stored.answers.iter().map(StoredAnswer::unseen).collect::<Result<_, _>>()?,
            attempts: stored
                .attempts
                .into_iter()
                .map(|own| {
                    let held = !shows(own.assignment, Visible::Score);
                    own.summary(held)
                })
                .collect::<Result<_, _>>()?,
            classes: stored.classes,
            assigned,
            evidence,
        })
    }

    async fn read_home(&self, person: Uuid, limit: u16) -> Result<Option<Stored>, StoreError> {
        let found = sqlx::query_scalar!(
            r#"SELECT jsonb_build_object(
                   'now', (extract(epoch FROM clock_timestamp()) * 1000000)::bigint,
                   'answered', EXISTS (SELECT FROM attempt a WHERE a.person_id = p.id AND a.closed_at IS NOT NULL)
                        OR EXISTS (SELECT FROM practice_answer w WHERE w.person_id = p.id),
                   'attempts', (SELECT coalesce(jsonb_agg(t), '[]') FROM (
                       SELECT a.id, a.certification, a.edition_id AS edition,
                              (extract(epoch FROM a.started_at) * 1000000)::bigint AS started_at,
                              (extract(epoch FROM a.deadline) * 1000000)::bigint AS deadline,
                              a.closed_at IS NULL AND a.deadline <= clock_timestamp() - make_interval(secs => $3) AS overdue,
                              cardinality(a.revisions) AS items, cardinality(array_remove(a.chosen, 0::smallint)) AS answered,
                              (extract(epoch FROM a.closed_at) * 1000000)::bigint AS closed_at, a.closed_by, a.points,
                              a.max_points, a.passed, a.section_marks, a.assignment, s.title,
                              a.voided_at IS NOT NULL AS voided, a.closed_at IS NOT NULL AND a.carded_at IS NULL AS uncarded
                       FROM attempt a LEFT JOIN assignment s ON s.id = a.assignment
                       WHERE a.person_id = p.id ORDER BY a.started_at DESC LIMIT $2) t),
                   'classes', (SELECT coalesce(jsonb_agg(c.name ORDER BY lower(c.name), c.id), '[]')
                       FROM class c JOIN class_member m ON m.class = c.id
                       WHERE m.person = p.id AND m.left_at IS NULL AND c.archived_at IS NULL),
                   'answers', (SELECT coalesce(jsonb_agg(jsonb_build_object('attempt', w.attempt, 'position', w.position,
                              'started_at', (extract(epoch FROM t.started_at) * 1000000)::bigint)
                              ORDER BY w.answered_at, w.position), '[]')
                       FROM item_report w JOIN attempt t ON t.id = w.attempt
                       WHERE w.person = p.id AND t.person_id = p.id AND w.answered_at IS NOT NULL AND w.seen_at IS NULL),
                   'cards', (SELECT coalesce(jsonb_agg(jsonb_build_object('item', c.item,
                              'due_at', (extract(epoch FROM c.due_at) * 1000000)::bigint)), '[]')
                       FROM review_card c JOIN item i ON i.id = c.item
                       WHERE c.person_id = p.id AND i.revision IS NOT NULL AND c.suspended_at IS NULL),
                   'held', (SELECT coalesce(jsonb_agg(h), '[]') FROM (
                       SELECT DISTINCT r.item, a.assignment,
                              a.closed_at IS NULL AND a.deadline > clock_timestamp() - make_interval(secs => $3) AS running
                       FROM attempt a CROSS JOIN unnest(a.revisions) AS u (revision) JOIN item_revision r ON r.id = u.revision
                       JOIN review_card c ON c.person_id = a.person_id AND c.item = r.item
                       WHERE a.person_id = p.id AND (a.closed_at IS NULL OR a.assignment IS NOT NULL)) h)
               ) AS "home!"
               FROM person p WHERE p.id = $1"#,
            person,
            i64::from(limit),
            GRACE.as_seconds_f64()
        )
        .fetch_optional(&self.pool)
        .await?;
        found.map(|found| stored("the first page", found)).transpose()
    }
}

/// What one query reads for the first page. Times are microseconds since 1970.
#[derive(Default, Deserialize)]
struct Stored {
    now: i64,
    /// Whether the person has answered anything of which they may see the key.
    answered: bool,
    attempts: Vec<StoredAttempt>,
    classes: Vec<String>,
    answers: Vec<StoredAnswer>,
    cards: Vec<StoredCard>,
    held: Vec<StoredHeld>,
}

#[derive(Deserialize)]
struct StoredAttempt {
    id: Uuid,
    certification: String,
    edition: i32,
    started_at: i64,
    deadline: i64,
    overdue: bool,
    items: usize,
    answered: usize,
    closed_at: Option<i64>,
    closed_by: Option<String>,
    points: Option<i64>,
    max_points: Option<i64>,
    passed: Option<bool>,
    section_marks: Option<Vec<SectionMark>>,
    assignment: Option<Uuid>,
    title: Option<String>,
    voided: bool,
    uncarded: bool,
}

#[derive(Deserialize)]
struct StoredAnswer {
    attempt: Uuid,
    position: usize,
    started_at: i64,
}

#[derive(Deserialize)]
struct StoredCard {
    item: String,
    due_at: i64,
}

/// An item of an attempt that may hold its key back.
#[derive(Deserialize)]
struct StoredHeld {
    item: String,
    assignment: Option<Uuid>,
    running: bool,
}

impl StoredAnswer {
    fn unseen(&self) -> Result<UnseenAnswer, StoreError> {
        Ok(UnseenAnswer {
            attempt: self.attempt,
            started_at: moment(self.started_at)?,
            position: self.position,
        })
    }
}

impl StoredAttempt {
    fn summary(self, held: bool) -> Result<AttemptSummary, StoreError> {
        let closed_at = self.closed_at.map(moment).transpose()?;
        let ended =
            (closed_at, self.closed_by, self.points, self.max_points, self.passed, self.section_marks);
        let outcome = match ended {
            (Some(closed_at), Some(by), Some(points), Some(max), Some(passed), Some(sections)) if !held => {
                Some(Outcome {
                    closed_at,
                    closed_by: if by == "time" { ClosedBy::Time } else { ClosedBy::Candidate },
                    score: Score { points, max },
                    passed,
                    sections,
                })
            }
            _ => None,
        };
        Ok(AttemptSummary {
            id: self.id,
            certification: self.certification,
            edition: self.edition,
            started_at: moment(self.started_at)?,
            deadline: moment(self.deadline)?,
            items: self.items,
            answered: self.answered,
            closed_at,
            outcome,
            assignment: self.assignment.map(|id| AttemptAssignment {
                id,
                title: self.title.unwrap_or_default(),
                voided: self.voided,
            }),
            spent: Vec::new(),
        })
    }
}
