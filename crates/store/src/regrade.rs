//! Regrades: what a ruling changes in attempts that are closed, shown before it is done, and kept beside what was.

use crate::attempts::{locked_row, row};
use crate::audit::{Subject, record};
use crate::catalogue::stored;
use crate::marks::{Marker, StoredRuling, rulings_in_force};
use crate::rulings::{KnownRuling, ruling_of};
use crate::{Store, StoreError};
use invigil_exam::{Attempt, ClosedAttempt, Marked, Ruling, Score};
use serde_json::json;
use sqlx::PgConnection;
use std::collections::{HashMap, HashSet};
use time::OffsetDateTime;
use uuid::Uuid;

/// An attempt whose score or verdict a ruling changes.
#[derive(Clone, Debug)]
pub struct ScoreChange {
    /// The attempt.
    pub attempt: Uuid,
    /// What the candidate is called where they are in a class of whoever looks; `None` for others.
    pub candidate: Option<String>,
    /// The assignment's title, likewise.
    pub assignment: Option<String>,
    /// When the attempt was closed.
    pub closed_at: OffsetDateTime,
    /// Before.
    pub old: (Score, bool),
    /// After.
    pub new: (Score, bool),
}

/// What a ruling does to attempts that are closed.
#[derive(Clone, Debug, Default)]
pub struct Regrade {
    /// Whose score or verdict changes, the latest first.
    pub changes: Vec<ScoreChange>,
    /// Closed attempts with the item whose score stays.
    pub unchanged: usize,
    /// Attempts with the item that are still open: they will be marked by the ruling.
    pub open: usize,
}

/// A ruling that an attempt was marked by, and what it did to the score.
#[derive(Clone, Debug)]
pub struct AppliedRuling {
    /// The revisions that it holds for.
    pub revisions: Vec<i32>,
    /// What counts as right.
    pub rule: Ruling,
    /// Why.
    pub reason: String,
    /// When the score was changed, from what; `None` where the attempt was marked by the ruling from the start.
    pub changed: Option<(OffsetDateTime, Score, bool)>,
}

/// A closed attempt, marked anew.
struct Remarked {
    closed: ClosedAttempt,
    old: (Score, bool),
    new: Marked,
    /// The rulings that it is marked by now, and whether the one in question is new among them.
    rulings: Vec<i32>,
    rulings_are_new: bool,
}

impl Store {
    /// What a ruling would change, or has changed, in closed attempts; `None` where the item isn't this person's to edit. Names
    /// are given for attempts at assignments of this person's classes only.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn regrade_preview(&self, person: Uuid, id: i32) -> Result<Option<Regrade>, StoreError> {
        let mut connection = self.pool.acquire().await?;
        let Some(ruling) = ruling_of(&mut connection, person, id, false).await? else { return Ok(None) };
        let mut regrade = Regrade {
            open: sqlx::query_scalar!(
                r#"SELECT count(*) AS "count!" FROM attempt WHERE revisions && $1 AND closed_at IS NULL"#,
                &ruling.revisions
            )
            .fetch_one(&mut *connection)
            .await? as usize,
            ..Regrade::default()
        };
        let mut marker = Marker::default();
        for attempt in closed_with(&mut connection, &ruling.revisions).await? {
            let Some(remarked) = remark(&mut connection, &mut marker, attempt, &ruling, false).await? else {
                continue;
            };
            if remarked.changes() {
                regrade.changes.push(remarked.into_change());
            } else {
                regrade.unchanged += 1;
            }
        }
        name(&mut connection, person, &mut regrade.changes).await?;
        regrade.changes.sort_by_key(|change| std::cmp::Reverse(change.closed_at));
        Ok(Some(regrade))
    }

    /// Marks every closed attempt with the item again, in one transaction: each keeps its old score beside the new one, and the
    /// trail has a line for it. Doing it again changes nothing. How many scores or verdicts changed; `None` where the ruling
    /// isn't in force with a regrade, or isn't this person's.
    ///
    /// # Errors
    /// When the database fails; nothing is changed then, and it can be done again.
    pub async fn regrade(&self, person: Uuid, id: i32) -> Result<Option<usize>, StoreError> {
        let mut transaction = self.pool.begin().await?;
        let Some(ruling) = ruling_of(&mut transaction, person, id, true).await? else { return Ok(None) };
        if ruling.in_force_at.is_none() || !ruling.regrade {
            return Ok(None);
        }
        let mut changed = 0;
        let mut marker = Marker::default();
        for attempt in closed_with(&mut transaction, &ruling.revisions).await? {
            let Some(remarked) = remark(&mut transaction, &mut marker, attempt, &ruling, true).await? else {
                continue;
            };
            if remarked.rulings_are_new {
                changed += usize::from(remarked.changes());
                store(&mut transaction, person, &ruling, &remarked).await?;
            }
        }
        sqlx::query!(
            "UPDATE ruling SET regraded_at = coalesce(regraded_at, clock_timestamp()) WHERE id = $1",
            id
        )
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(Some(changed))
    }

    /// What a regrade changed, the latest attempt first; empty where the item isn't this person's to edit. Names as in
    /// [`Store::regrade_preview`].
    ///
    /// # Errors
    /// When the database fails.
    pub async fn score_changes(&self, person: Uuid, id: i32) -> Result<Vec<ScoreChange>, StoreError> {
        let mut connection = self.pool.acquire().await?;
        if ruling_of(&mut connection, person, id, false).await?.is_none() {
            return Ok(Vec::new());
        }
        let rows = sqlx::query!(
            r#"SELECT c.*, a.closed_at AS "closed_at!" FROM score_change c JOIN attempt a ON a.id = c.attempt
               WHERE c.ruling = $1 ORDER BY a.closed_at DESC"#,
            id
        )
        .fetch_all(&mut *connection)
        .await?;
        let mut changes: Vec<ScoreChange> = rows
            .into_iter()
            .map(|row| ScoreChange {
                attempt: row.attempt,
                candidate: None,
                assignment: None,
                closed_at: row.closed_at,
                old: (Score { points: row.old_points, max: row.old_max }, row.old_passed),
                new: (Score { points: row.new_points, max: row.new_max }, row.new_passed),
            })
            .collect();
        name(&mut connection, person, &mut changes).await?;
        Ok(changes)
    }

    /// The rulings that a person's attempt was marked by, the last in force last.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn applied_rulings(
        &self,
        person: Uuid,
        attempt: Uuid,
    ) -> Result<Vec<AppliedRuling>, StoreError> {
        let rows = sqlx::query!(
            r#"SELECT r.revisions, r.rule, r.reason, c.at AS "at?", c.old_points AS "old_points?", c.old_max AS "old_max?",
                      c.old_passed AS "old_passed?"
               FROM attempt a JOIN ruling r ON r.id = ANY (a.rulings)
               LEFT JOIN score_change c ON c.attempt = a.id AND c.ruling = r.id
               WHERE a.id = $1 AND a.person_id = $2 ORDER BY r.in_force_at, r.id"#,
            attempt,
            person
        )
        .fetch_all(&self.pool)
        .await?;
        rows.into_iter()
            .map(|row| {
                let changed = match (row.at, row.old_points, row.old_max, row.old_passed) {
                    (Some(at), Some(points), Some(max), Some(passed)) => {
                        Some((at, Score { points, max }, passed))
                    }
                    _ => None,
                };
                Ok(AppliedRuling {
                    revisions: row.revisions,
                    rule: stored("a ruling", row.rule)?,
                    reason: row.reason,
                    changed,
                })
            })
            .collect()
    }
}

impl Remarked {
    fn changes(&self) -> bool {
        self.old != (self.new.score, self.new.passed)
    }

    fn into_change(self) -> ScoreChange {
        ScoreChange {
            attempt: self.closed.sitting.id,
            candidate: None,
            assignment: None,
            closed_at: self.closed.closed_at,
            old: self.old,
            new: (self.new.score, self.new.passed),
        }
    }
}

/// The closed attempts with any of these revisions, in the order in which they are locked.
async fn closed_with(connection: &mut PgConnection, revisions: &[i32]) -> Result<Vec<Uuid>, StoreError> {
    Ok(sqlx::query_scalar!(
        "SELECT id FROM attempt WHERE revisions && $1 AND closed_at IS NOT NULL ORDER BY id",
        revisions
    )
    .fetch_all(connection)
    .await?)
}

/// Marks one closed attempt as if `ruling` held for it too: where it isn't in force yet, as the last.
async fn remark(
    connection: &mut PgConnection,
    marker: &mut Marker,
    id: Uuid,
    ruling: &KnownRuling,
    locked: bool,
) -> Result<Option<Remarked>, StoreError> {
    let row = match locked {
        true => locked_row(&mut *connection, id).await?,
        false => row(&mut *connection, id).await?,
    };
    let Some(row) = row else { return Ok(None) };
    let (Attempt::Closed(closed), _) = row.into_attempt()? else { return Ok(None) };
    let stored = sqlx::query!(
        r#"SELECT points AS "points!", max_points AS "max!", passed AS "passed!", rulings FROM attempt WHERE id = $1"#,
        id
    )
    .fetch_one(&mut *connection)
    .await?;
    let applied: HashSet<i32> = stored.rulings.iter().copied().collect();
    let revisions: Vec<i32> = closed.sitting.form.slots.iter().map(|slot| slot.revision).collect();
    // Those that this attempt was marked by, whatever else is in force, and this one, in the order in which they came into force.
    let mut rulings = rulings_in_force(&mut *connection, &revisions).await?;
    rulings.retain(|other| applied.contains(&other.id) || other.id == ruling.id);
    if rulings.iter().all(|other| other.id != ruling.id) {
        rulings.push(StoredRuling {
            id: ruling.id,
            revisions: ruling.revisions.clone(),
            rule: ruling.rule.clone(),
        });
    }
    let new = marker.mark(&mut *connection, &closed, &rulings).await?;
    Ok(Some(Remarked {
        closed,
        old: (Score { points: stored.points, max: stored.max }, stored.passed),
        new,
        rulings_are_new: !applied.contains(&ruling.id),
        rulings: rulings.into_iter().map(|ruling| ruling.id).collect(),
    }))
}

async fn store(
    connection: &mut PgConnection,
    person: Uuid,
    ruling: &KnownRuling,
    remarked: &Remarked,
) -> Result<(), StoreError> {
    let Remarked { closed, old, new, rulings, .. } = remarked;
    let attempt = closed.sitting.id;
    let sections =
        serde_json::to_value(&new.sections).map_err(|problem| StoreError::Corrupt(problem.to_string()))?;
    // What it missed goes anew among the items that come back.
    sqlx::query!(
        "UPDATE attempt SET points = $2, max_points = $3, passed = $4, section_marks = $5, rulings = $6, carded_at = NULL
         WHERE id = $1",
        attempt,
        new.score.points,
        new.score.max,
        new.passed,
        sections,
        rulings
    )
    .execute(&mut *connection)
    .await?;
    if !remarked.changes() {
        return Ok(());
    }
    sqlx::query!(
        "INSERT INTO score_change (attempt, ruling, person, old_points, old_max, old_passed,
                                   new_points, new_max, new_passed)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        attempt,
        ruling.id,
        person,
        old.0.points,
        old.0.max,
        old.1,
        new.score.points,
        new.score.max,
        new.passed
    )
    .execute(&mut *connection)
    .await?;
    let of = sqlx::query!(
        r#"SELECT a.assignment, s.class AS "class?" FROM attempt a LEFT JOIN assignment s ON s.id = a.assignment
           WHERE a.id = $1"#,
        attempt
    )
    .fetch_one(&mut *connection)
    .await?;
    let subject = Subject {
        bank: Some(ruling.bank),
        item: Some(ruling.item.clone()),
        class: of.class,
        assignment: of.assignment,
        attempt: Some(attempt),
        person: Some(closed.sitting.person),
    };
    let details = json!({
        "ruling": ruling.id,
        "reason": ruling.reason,
        "old": { "points": old.0.points, "max": old.0.max, "passed": old.1 },
        "new": { "points": new.score.points, "max": new.score.max, "passed": new.passed },
    });
    record(connection, Some(person), "regraded", subject, details).await
}

/// Fills in who sat what, where that is known to `person` anyway.
async fn name(
    connection: &mut PgConnection,
    person: Uuid,
    changes: &mut [ScoreChange],
) -> Result<(), StoreError> {
    let ids: Vec<Uuid> = changes.iter().map(|change| change.attempt).collect();
    let rows = sqlx::query!(
        r#"SELECT a.id, s.title, coalesce(nullif(m.name, ''), nullif(p.name, ''), p.email, '') AS "name!"
           FROM attempt a JOIN assignment s ON s.id = a.assignment
           JOIN class c ON c.id = s.class AND c.owner = $1
           JOIN person p ON p.id = a.person_id
           LEFT JOIN class_member m ON m.class = c.id AND m.person = p.id
           WHERE a.id = ANY ($2)"#,
        person,
        &ids
    )
    .fetch_all(connection)
    .await?;
    let mut known: HashMap<Uuid, (String, String)> =
        rows.into_iter().map(|row| (row.id, (row.name, row.title))).collect();
    for change in changes {
        if let Some((candidate, assignment)) = known.remove(&change.attempt) {
            change.candidate = Some(candidate);
            change.assignment = Some(assignment);
        }
    }
    Ok(())
}
