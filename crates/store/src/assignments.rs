//! What is assigned to a class: made, changed, taken back, released; what single people are granted beyond it.

use crate::assignment_rows::{Wanted, load};
use crate::audit::{self, Subject};
use crate::{Store, StoreError};
use invigil_exam::{Allowance, Edition, Release, Terms};
use serde_json::{Value, json};
use sqlx::PgConnection;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use uuid::Uuid;

/// What an instructor decides about an assignment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssignmentPlan {
    /// The edition's id. It stays as it is once an attempt was started.
    pub edition: i32,
    /// 1 to 100 characters.
    pub title: String,
    /// For candidates; at most 2,000 characters, may be empty.
    pub note: String,
    /// From when on an attempt may be started.
    pub opens_at: OffsetDateTime,
    /// Until when one may be started; later than `opens_at`.
    pub closes_at: OffsetDateTime,
    /// The zone in which the window was given: an IANA name.
    pub time_zone: String,
    /// Attempts of each person; 1 to 20.
    pub attempts: u16,
    /// Minutes on the clock; 1 to 600.
    pub minutes: u16,
    /// Whether an attempt ends when the window closes, though its minutes aren't over.
    pub window_cuts: bool,
    /// When the score is seen.
    pub results: Release,
    /// When the keys are seen.
    pub keys: Release,
    /// Whether items come in random order.
    pub shuffle_items: bool,
    /// Whether the options of an item come in random order, where the item allows it.
    pub shuffle_options: bool,
    /// Whether only those may start who passed mocks of what the certification asks for first.
    pub prerequisites: bool,
}

/// An assignment.
#[derive(Clone, Debug)]
pub struct Assignment {
    /// Its id.
    pub id: Uuid,
    /// The class that it was given to.
    pub class: Uuid,
    /// What that is called.
    pub class_name: String,
    /// The certification's id.
    pub certification: String,
    /// What people call the certification.
    pub exam: String,
    /// Whose own exam it is; `None` for the public ones.
    pub exam_owner: Option<Uuid>,
    /// The edition that is sat.
    pub edition: Edition,
    /// What the instructor decided.
    pub plan: AssignmentPlan,
    /// When the score was released by hand.
    pub results_at: Option<OffsetDateTime>,
    /// When the keys were released by hand.
    pub keys_at: Option<OffsetDateTime>,
    /// When it was taken back.
    pub cancelled_at: Option<OffsetDateTime>,
    /// Whether the class is put away.
    pub archived: bool,
    /// The last moment at which anybody may be sitting it, those with other windows and more time counted.
    pub last_end: OffsetDateTime,
    /// How many people have started it.
    pub started: i64,
    /// How many people are sitting it.
    pub running: i64,
}

impl Assignment {
    /// The terms as the rules take them.
    pub fn terms(&self) -> Terms {
        let plan = &self.plan;
        Terms {
            opens_at: plan.opens_at,
            closes_at: plan.closes_at,
            attempts: plan.attempts,
            minutes: plan.minutes,
            window_cuts: plan.window_cuts,
            results: plan.results,
            keys: plan.keys,
            results_at: self.results_at,
            keys_at: self.keys_at,
            cancelled: self.cancelled_at.is_some() || self.archived,
            prerequisites: plan.prerequisites,
        }
    }
}

/// What became of changing an assignment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// It is done.
    Done,
    /// There is no such assignment, or it is another's.
    NotFound,
    /// Another exam can't be put under attempts that were started.
    ExamInUse,
}

/// What is released by hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Released {
    Results,
    Keys,
}

impl Store {
    /// The assignments of a class of `owner`, the newest window first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn assignments(&self, owner: Uuid, class: Uuid) -> Result<Vec<Assignment>, StoreError> {
        let mut connection = self.pool.acquire().await?;
        load(&mut connection, Wanted { owner: Some(owner), class: Some(class), ..Wanted::default() }).await
    }

    /// An assignment of `owner`; `None` when there is none of this id or it is another's.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn assignment(&self, owner: Uuid, id: Uuid) -> Result<Option<Assignment>, StoreError> {
        let mut connection = self.pool.acquire().await?;
        let wanted = Wanted { owner: Some(owner), ids: Some(&[id]), ..Wanted::default() };
        Ok(load(&mut connection, wanted).await?.pop())
    }

    /// Assigns an exam to a class of `owner`. `None` when the class isn't theirs or is put away, or the edition isn't theirs to assign.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn assign(
        &self,
        owner: Uuid,
        class: Uuid,
        plan: &AssignmentPlan,
    ) -> Result<Option<Uuid>, StoreError> {
        let id = Uuid::now_v7();
        let mut transaction = self.pool.begin().await?;
        let made = sqlx::query!(
            "INSERT INTO assignment (id, class, edition_id, title, note, opens_at, closes_at, time_zone, attempts, minutes,
                                     window_cuts, results, keys, shuffle_items, shuffle_options, prerequisites, created_by)
             SELECT $3, c.id, e.id, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $1
             FROM class c, edition e JOIN certification x ON x.id = e.certification
             WHERE c.owner = $1 AND c.id = $2 AND c.archived_at IS NULL
               AND e.id = $4 AND (x.owner IS NULL OR x.owner = $1)",
            owner,
            class,
            id,
            plan.edition,
            plan.title,
            plan.note,
            plan.opens_at,
            plan.closes_at,
            plan.time_zone,
            plan.attempts as i16,
            plan.minutes as i16,
            plan.window_cuts,
            plan.results.name(),
            plan.keys.name(),
            plan.shuffle_items,
            plan.shuffle_options,
            plan.prerequisites
        )
        .execute(&mut *transaction)
        .await?;
        if made.rows_affected() == 0 {
            return Ok(None);
        }
        let subject = Subject { class: Some(class), assignment: Some(id), ..Subject::default() };
        let details = json!({ "title": plan.title });
        audit::record(&mut transaction, Some(owner), "exam assigned", subject, details).await?;
        transaction.commit().await?;
        Ok(Some(id))
    }

    /// Changes an assignment. Attempts that run keep their deadline. The trail holds what was and what is.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn change_assignment(
        &self,
        owner: Uuid,
        id: Uuid,
        plan: &AssignmentPlan,
    ) -> Result<Change, StoreError> {
        let mut transaction = self.pool.begin().await?;
        let Some(old) = locked(&mut transaction, owner, id).await? else { return Ok(Change::NotFound) };
        if old.plan.edition != plan.edition {
            let free = sqlx::query_scalar!(
                r#"SELECT NOT EXISTS (SELECT FROM attempt WHERE assignment = $1)
                      AND EXISTS (SELECT FROM edition e JOIN certification x ON x.id = e.certification
                                  WHERE e.id = $2 AND (x.owner IS NULL OR x.owner = $3)) AS "free!""#,
                id,
                plan.edition,
                owner
            )
            .fetch_one(&mut *transaction)
            .await?;
            if !free {
                return Ok(Change::ExamInUse);
            }
        }
        let changes = differences(&old.plan, plan);
        if changes.is_empty() {
            return Ok(Change::Done);
        }
        sqlx::query!(
            "UPDATE assignment SET edition_id = $2, title = $3, note = $4, opens_at = $5, closes_at = $6, time_zone = $7,
                    attempts = $8, minutes = $9, window_cuts = $10, results = $11, keys = $12, shuffle_items = $13,
                    shuffle_options = $14, prerequisites = $15
             WHERE id = $1",
            id,
            plan.edition,
            plan.title,
            plan.note,
            plan.opens_at,
            plan.closes_at,
            plan.time_zone,
            plan.attempts as i16,
            plan.minutes as i16,
            plan.window_cuts,
            plan.results.name(),
            plan.keys.name(),
            plan.shuffle_items,
            plan.shuffle_options,
            plan.prerequisites
        )
        .execute(&mut *transaction)
        .await?;
        noted(&mut transaction, owner, &old, None, "assignment changed", json!({ "changes": changes }))
            .await?;
        transaction.commit().await?;
        Ok(Change::Done)
    }

    /// Takes an assignment back, or gives it again; whether it is `owner`'s. Attempts stay, and those that run go on.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn cancel_assignment(&self, owner: Uuid, id: Uuid, back: bool) -> Result<bool, StoreError> {
        let mut transaction = self.pool.begin().await?;
        let Some(old) = locked(&mut transaction, owner, id).await? else { return Ok(false) };
        if old.cancelled_at.is_some() == back {
            return Ok(true);
        }
        sqlx::query!(
            "UPDATE assignment SET cancelled_at = CASE WHEN $2 THEN now() END WHERE id = $1",
            id,
            back
        )
        .execute(&mut *transaction)
        .await?;
        let action = if back { "assignment taken back" } else { "assignment given again" };
        noted(&mut transaction, owner, &old, None, action, json!({})).await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// Releases results or keys that wait for the hand; whether the assignment is `owner`'s. What is released already stays so.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn release(&self, owner: Uuid, id: Uuid, what: Released) -> Result<bool, StoreError> {
        let mut transaction = self.pool.begin().await?;
        let Some(old) = locked(&mut transaction, owner, id).await? else { return Ok(false) };
        let (released, action) = match what {
            Released::Results => (old.results_at, "results released"),
            Released::Keys => (old.keys_at, "keys released"),
        };
        if released.is_some() {
            return Ok(true);
        }
        sqlx::query!(
            "UPDATE assignment SET results_at = CASE WHEN $2 THEN clock_timestamp() ELSE results_at END,
                                   keys_at = CASE WHEN $2 THEN keys_at ELSE clock_timestamp() END WHERE id = $1",
            id,
            what == Released::Results
        )
        .execute(&mut *transaction)
        .await?;
        noted(&mut transaction, owner, &old, None, action, json!({})).await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// Grants a person of the class something beyond the terms of an assignment of `owner`, in place of what was granted before;
    /// an empty allowance takes it all back. Whether there is such an assignment and such a person. An attempt that runs keeps
    /// its deadline.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn allow(
        &self,
        owner: Uuid,
        id: Uuid,
        person: Uuid,
        allowance: &Allowance,
        note: &str,
    ) -> Result<bool, StoreError> {
        let mut transaction = self.pool.begin().await?;
        let Some(assignment) = locked(&mut transaction, owner, id).await? else { return Ok(false) };
        let known = sqlx::query_scalar!(
            r#"SELECT EXISTS (SELECT FROM class_member WHERE class = $1 AND person = $2) AS "known!""#,
            assignment.class,
            person
        )
        .fetch_one(&mut *transaction)
        .await?;
        if !known {
            return Ok(false);
        }
        let old = sqlx::query!(
            "SELECT extra_minutes, extra_percent, opens_at, closes_at, extra_attempts, prerequisites_waived, note
             FROM assignment_override WHERE assignment = $1 AND person = $2",
            id,
            person
        )
        .fetch_optional(&mut *transaction)
        .await?;
        let (old, old_note) = old.map_or((Allowance::default(), String::new()), |row| {
            let allowance = Allowance {
                extra_minutes: row.extra_minutes as u16,
                extra_percent: row.extra_percent as u16,
                opens_at: row.opens_at,
                closes_at: row.closes_at,
                extra_attempts: row.extra_attempts as u16,
                prerequisites_waived: row.prerequisites_waived,
            };
            (allowance, row.note)
        });
        if old == *allowance && old_note == note {
            return Ok(true);
        }
        if allowance.is_empty() && note.is_empty() {
            sqlx::query!("DELETE FROM assignment_override WHERE assignment = $1 AND person = $2", id, person)
                .execute(&mut *transaction)
                .await?;
        } else {
            sqlx::query!(
                "INSERT INTO assignment_override (assignment, person, extra_minutes, extra_percent, opens_at, closes_at,
                                                  extra_attempts, prerequisites_waived, note)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
                 ON CONFLICT (assignment, person) DO UPDATE SET extra_minutes = $3, extra_percent = $4, opens_at = $5,
                     closes_at = $6, extra_attempts = $7, prerequisites_waived = $8, note = $9",
                id,
                person,
                allowance.extra_minutes as i16,
                allowance.extra_percent as i16,
                allowance.opens_at,
                allowance.closes_at,
                allowance.extra_attempts as i16,
                allowance.prerequisites_waived,
                note
            )
            .execute(&mut *transaction)
            .await?;
        }
        let changes = granted(&old, &old_note, allowance, note);
        let details = json!({ "changes": changes });
        noted(&mut transaction, owner, &assignment, Some(person), "override set", details).await?;
        transaction.commit().await?;
        Ok(true)
    }
}

/// An assignment of `owner`, locked until the transaction ends, so that changes come one after the other.
async fn locked(
    connection: &mut PgConnection,
    owner: Uuid,
    id: Uuid,
) -> Result<Option<Assignment>, StoreError> {
    let own = sqlx::query_scalar!(
        "SELECT a.id FROM assignment a JOIN class c ON c.id = a.class WHERE c.owner = $1 AND a.id = $2 FOR UPDATE OF a",
        owner,
        id
    )
    .fetch_optional(&mut *connection)
    .await?;
    if own.is_none() {
        return Ok(None);
    }
    Ok(load(connection, Wanted { owner: Some(owner), ids: Some(&[id]), ..Wanted::default() }).await?.pop())
}

/// A line of the trail about an assignment.
async fn noted(
    connection: &mut PgConnection,
    actor: Uuid,
    assignment: &Assignment,
    person: Option<Uuid>,
    action: &str,
    details: Value,
) -> Result<(), StoreError> {
    let subject = Subject {
        class: Some(assignment.class),
        assignment: Some(assignment.id),
        person,
        ..Subject::default()
    };
    audit::record(connection, Some(actor), action, subject, details).await
}

/// What differs between two values of the same things, as the trail keeps it.
fn changed(pairs: impl IntoIterator<Item = (&'static str, Value, Value)>) -> Vec<Value> {
    let differing = pairs.into_iter().filter(|(_, old, new)| old != new);
    differing.map(|(what, old, new)| json!({ "what": what, "old": old, "new": new })).collect()
}

fn moment(at: OffsetDateTime) -> Value {
    at.format(&Rfc3339).map_or(Value::Null, Value::from)
}

fn differences(old: &AssignmentPlan, new: &AssignmentPlan) -> Vec<Value> {
    let of = |plan: &AssignmentPlan| {
        [
            ("exam", plan.edition.into()),
            ("title", plan.title.clone().into()),
            ("note", plan.note.clone().into()),
            ("opens", moment(plan.opens_at)),
            ("closes", moment(plan.closes_at)),
            ("time zone", plan.time_zone.clone().into()),
            ("attempts", plan.attempts.into()),
            ("minutes", plan.minutes.into()),
            ("the closing cuts the time", plan.window_cuts.into()),
            ("results", plan.results.name().into()),
            ("keys", plan.keys.name().into()),
            ("items in random order", plan.shuffle_items.into()),
            ("options in random order", plan.shuffle_options.into()),
            ("what comes before must be passed", plan.prerequisites.into()),
        ]
    };
    changed(of(old).into_iter().zip(of(new)).map(|((what, old), (_, new))| (what, old, new)))
}

fn granted(old: &Allowance, old_note: &str, new: &Allowance, new_note: &str) -> Vec<Value> {
    let of = |allowance: &Allowance, note: &str| -> [(&'static str, Value); 7] {
        [
            ("extra minutes", allowance.extra_minutes.into()),
            ("extra percent", allowance.extra_percent.into()),
            ("opens", allowance.opens_at.map_or(Value::Null, moment)),
            ("closes", allowance.closes_at.map_or(Value::Null, moment)),
            ("extra attempts", allowance.extra_attempts.into()),
            ("may start without what comes before", allowance.prerequisites_waived.into()),
            ("note", note.into()),
        ]
    };
    let (old, new) = (of(old, old_note), of(new, new_note));
    changed(old.into_iter().zip(new).map(|((what, old), (_, new))| (what, old, new)))
}
