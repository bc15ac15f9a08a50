//! A closed attempt as its candidate's result page tells it, in few queries: the row with what belongs to it, and what else the
//! candidate left about its items.

use crate::attempt_row::AttemptRow;
use crate::catalogue::stored;
use crate::keys_out::keys_out;
use crate::{AppliedRuling, Outcome, OwnReport, ReportAnswer, Store, StoreError};
use invigil_exam::{Attempt, Choices, ClosedAttempt, ClosedBy, ItemMark, Key, OptionOrder, Ruling, Score};
use invigil_study::Setting;
use serde::Deserialize;
use std::collections::HashMap;
use time::OffsetDateTime;
use uuid::Uuid;

/// How many earlier attempts are looked through for one to compare with.
const EARLIER: i64 = 50;

/// A person's closed attempt.
#[derive(Clone, Debug)]
pub struct OwnResult {
    /// The attempt.
    pub closed: ClosedAttempt,
    /// How it ended, as stored.
    pub outcome: Option<Outcome>,
    /// The assignment that it was an attempt at: its id, and what it is called.
    pub assignment: Option<(Uuid, String)>,
    /// Whether the person may see its keys now. Where they may not, nothing of what follows is there.
    pub keys_out: bool,
    /// The rulings that it was marked by, the last in force last.
    pub rulings: Vec<AppliedRuling>,
    /// What the person reported about its items.
    pub reports: Vec<OwnReport>,
    /// The closed attempt at the same exam before this one: when it began, and its score.
    pub before: Option<(OffsetDateTime, Score)>,
    /// Whether its exam is the person's own, and can be sat.
    pub own_exam: bool,
    /// Whether its missed items have to be [gathered](Store::gather_cards).
    pub uncarded: bool,
}

/// A person's attempt, as its result page finds it.
#[derive(Clone, Debug)]
pub enum ResultOf {
    /// Its clock runs.
    Running,
    /// It is closed.
    Closed(Box<OwnResult>),
}

/// What a person left about an item beside one attempt at it.
#[derive(Clone, Debug, Default)]
pub struct OwnItem {
    /// Their note; may be empty.
    pub note: String,
    /// Whether they flagged it or took the flag away after an exam.
    pub flagged: Option<bool>,
    /// A moment of the day on which it comes back, and whether it was taken out of what comes back.
    pub comes_back: Option<(OffsetDateTime, bool)>,
    /// Whether it can be practised: it wasn't withdrawn, and its key is held back nowhere.
    pub askable: bool,
    /// Whether it stands in an exam of theirs that runs, or whose keys aren't out: then nothing here may tell its key.
    pub held: bool,
    /// Their other answers to it, the newest first.
    pub others: Vec<OtherAnswer>,
}

/// Another answer to an item.
#[derive(Clone, Copy, Debug)]
pub struct OtherAnswer {
    /// Exam or practice.
    pub setting: Setting,
    /// When.
    pub at: OffsetDateTime,
    /// What was chosen, as written; `None` where the item's options read otherwise then.
    pub chosen: Option<Choices>,
    /// How it was marked.
    pub mark: ItemMark,
    /// Whether it was said to be a guess.
    pub guessed: bool,
}

/// Times come within JSON as microseconds since 1970.
#[derive(Deserialize)]
struct StoredRuling {
    revisions: Vec<i32>,
    rule: Ruling,
    reason: String,
    at: Option<i64>,
    points: Option<i64>,
    max: Option<i64>,
    passed: Option<bool>,
}

#[derive(Deserialize)]
struct StoredReport {
    position: usize,
    text: String,
    at: i64,
    answer: Option<String>,
    answered_at: Option<i64>,
    author: String,
}

#[derive(Deserialize)]
struct StoredEarlier {
    assignment: Option<Uuid>,
    started_at: i64,
    points: i64,
    max: i64,
}

impl Store {
    /// A person's attempt with its result; `None` when there is none of this id or it is another's. An overdue one is closed and
    /// marked on the way.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn own_result(&self, person: Uuid, id: Uuid) -> Result<Option<ResultOf>, StoreError> {
        let mut found = self.read_result(person, id).await?;
        if let Some((Attempt::Closed(_), rest)) = &found
            && rest.outcome.is_none()
        {
            self.close_overdue_of(person).await?;
            found = self.read_result(person, id).await?;
        }
        let Some((attempt, rest)) = found else { return Ok(None) };
        let Attempt::Closed(closed) = attempt else { return Ok(Some(ResultOf::Running)) };
        let mut asked: Vec<Uuid> = rest.earlier.iter().filter_map(|earlier| earlier.assignment).collect();
        asked.extend(rest.assignment.as_ref().map(|(id, _)| *id));
        asked.sort_unstable();
        asked.dedup();
        let out = if asked.is_empty() {
            Default::default()
        } else {
            keys_out(&mut *self.pool.acquire().await?, person, &asked).await?
        };
        let is_out = |assignment: Option<Uuid>| assignment.is_none_or(|id| out.contains(&id));
        let keys_out = is_out(rest.assignment.as_ref().map(|(id, _)| *id));
        let before = rest.earlier.iter().filter(|_| keys_out).find(|earlier| is_out(earlier.assignment));
        Ok(Some(ResultOf::Closed(Box::new(OwnResult {
            closed,
            before: before
                .map(|earlier| {
                    let score = Score { points: earlier.points, max: earlier.max };
                    moment(earlier.started_at).map(|at| (at, score))
                })
                .transpose()?,
            outcome: rest.outcome,
            assignment: rest.assignment,
            keys_out,
            rulings: rest.rulings,
            reports: if keys_out { rest.reports } else { Vec::new() },
            own_exam: rest.own_exam,
            uncarded: rest.uncarded,
        }))))
    }

    async fn read_result(&self, person: Uuid, id: Uuid) -> Result<Option<(Attempt, Rest)>, StoreError> {
        let row = sqlx::query!(
            r#"SELECT a.id, a.person_id, a.certification, a.edition_id, a.started_at, a.deadline, a.revisions, a.sections, a.choose,
                      a.orders, a.chosen, a.struck, a.flagged, a.seqs, a.spent AS "spent: Vec<Option<i32>>", a.epoch, a.closed_at, a.closed_by,
                      clock_timestamp() AS "now!", a.points, a.max_points, a.passed, a.section_marks,
                      a.carded_at IS NULL AS "uncarded!", s.id AS "assignment?", s.title AS "title?",
                      x.current AND x.owner = a.person_id AS own_exam,
                      (SELECT coalesce(jsonb_agg(jsonb_build_object('revisions', r.revisions, 'rule', r.rule, 'reason', r.reason,
                                  'at', (extract(epoch FROM c.at) * 1000000)::bigint, 'points', c.old_points, 'max', c.old_max,
                                  'passed', c.old_passed) ORDER BY r.in_force_at, r.id), '[]')
                       FROM ruling r LEFT JOIN score_change c ON c.attempt = a.id AND c.ruling = r.id
                       WHERE r.id = ANY (a.rulings)) AS "rulings!",
                      (SELECT coalesce(jsonb_agg(jsonb_build_object('position', w.position, 'text', w.text,
                                  'at', (extract(epoch FROM w.at) * 1000000)::bigint, 'answer', w.answer,
                                  'answered_at', (extract(epoch FROM w.answered_at) * 1000000)::bigint,
                                  'author', coalesce(nullif(p.name, ''), p.email, ''))), '[]')
                       FROM item_report w LEFT JOIN person p ON p.id = w.answered_by
                       WHERE w.attempt = a.id AND w.person = a.person_id) AS "reports!",
                      (SELECT coalesce(jsonb_agg(e), '[]') FROM (
                           SELECT b.assignment, (extract(epoch FROM b.started_at) * 1000000)::bigint AS started_at, b.points,
                                  b.max_points AS max
                           FROM attempt b WHERE b.person_id = a.person_id AND b.certification = a.certification
                             AND b.points IS NOT NULL AND b.started_at < a.started_at
                           ORDER BY b.started_at DESC LIMIT $3) e) AS "earlier!"
               FROM attempt a JOIN certification x ON x.id = a.certification LEFT JOIN assignment s ON s.id = a.assignment
               WHERE a.person_id = $1 AND a.id = $2"#,
            person,
            id,
            EARLIER
        )
        .fetch_optional(&self.pool)
        .await?;
        let Some(row) = row else { return Ok(None) };
        let outcome = match (
            row.closed_at,
            &row.closed_by,
            row.points,
            row.max_points,
            row.passed,
            row.section_marks,
        ) {
            (Some(closed_at), Some(by), Some(points), Some(max), Some(passed), Some(sections)) => {
                Some(Outcome {
                    closed_at,
                    closed_by: if by == "time" { ClosedBy::Time } else { ClosedBy::Candidate },
                    score: Score { points, max },
                    passed,
                    sections: stored("section marks", sections)?,
                })
            }
            _ => None,
        };
        let rulings = stored::<Vec<StoredRuling>>("rulings", row.rulings)?;
        let reports = stored::<Vec<StoredReport>>("reports", row.reports)?;
        let rest = Rest {
            outcome,
            assignment: row.assignment.zip(row.title),
            rulings: rulings.into_iter().map(StoredRuling::applied).collect::<Result<_, _>>()?,
            reports: reports
                .into_iter()
                .map(|report| report.own(row.id, row.started_at))
                .collect::<Result<_, _>>()?,
            earlier: stored("earlier attempts", row.earlier)?,
            own_exam: row.own_exam.unwrap_or(false),
            uncarded: row.uncarded,
        };
        let row = AttemptRow {
            id: row.id,
            person_id: row.person_id,
            certification: row.certification,
            edition_id: row.edition_id,
            started_at: row.started_at,
            deadline: row.deadline,
            revisions: row.revisions,
            sections: row.sections,
            choose: row.choose,
            orders: row.orders,
            chosen: row.chosen,
            struck: row.struck,
            flagged: row.flagged,
            seqs: row.seqs,
            spent: row.spent,
            epoch: row.epoch,
            closed_at: row.closed_at,
            closed_by: row.closed_by,
            now: row.now,
        };
        let (attempt, now) = row.into_attempt()?;
        Ok(Some((attempt.at(now), rest)))
    }

    /// What a person left about the items of an attempt beside it, by the items' ids. Answers whose keys are held back are left out.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn own_items_of(
        &self,
        person: Uuid,
        attempt: Uuid,
    ) -> Result<HashMap<String, OwnItem>, StoreError> {
        let mut connection = self.pool.acquire().await?;
        let rows = sqlx::query!(
            r#"WITH here AS (
                   SELECT r.item, r.question -> 'options' AS options FROM attempt a CROSS JOIN unnest(a.revisions) AS u (revision)
                   JOIN item_revision r ON r.id = u.revision WHERE a.person_id = $1 AND a.id = $2
               ), answered AS (
                   SELECT true AS exam, a.closed_at AS at, u.revision, u.chosen, u.ordering, NULL::text AS mark, false AS guessed,
                          a.assignment, a.rulings
                   FROM attempt a CROSS JOIN unnest(a.revisions, a.chosen, a.orders) AS u (revision, chosen, ordering)
                   WHERE a.person_id = $1 AND a.id <> $2 AND (a.voided_at IS NULL OR a.closed_at IS NULL)
                   UNION ALL
                   SELECT false, w.at, w.revision, w.chosen, p.orders[w.position], w.mark, w.guessed, NULL, '{}'
                   FROM practice_answer w JOIN practice p ON p.id = w.practice WHERE w.person_id = $1
               ), other AS (
                   SELECT w.*, r.item, r.question -> 'options' AS options, (r.solution ->> 'keys')::int AS keys,
                          (SELECT g.rule FROM ruling g WHERE g.id = ANY (w.rulings) AND r.id = ANY (g.revisions)
                           ORDER BY g.in_force_at DESC, g.id DESC LIMIT 1) AS rule
                   FROM answered w JOIN item_revision r ON r.id = w.revision
               )
               SELECT h.item, i.revision IS NOT NULL AS "current!", o.note AS "note?", o.flagged AS "own_flag?", c.due_at AS "due_at?",
                      c.suspended_at IS NOT NULL AS "suspended!", w.exam AS "exam?", w.at AS "at?", w.chosen AS "chosen?",
                      w.ordering AS "ordering?", w.mark AS "mark?", w.guessed AS "guessed?", w.assignment AS "assignment?",
                      w.keys AS "keys?", w.rule AS "rule?", w.options = h.options AS "same_options?"
               FROM here h JOIN item i ON i.id = h.item
               LEFT JOIN own_item o ON o.person_id = $1 AND o.item = h.item
               LEFT JOIN review_card c ON c.person_id = $1 AND c.item = h.item
               LEFT JOIN other w ON w.item = h.item
               ORDER BY w.at DESC"#,
            person,
            attempt
        )
        .fetch_all(&mut *connection)
        .await?;
        let mut assignments: Vec<Uuid> = rows.iter().filter_map(|row| row.assignment).collect();
        assignments.sort_unstable();
        assignments.dedup();
        let out = keys_out(&mut connection, person, &assignments).await?;
        let mut items: HashMap<String, OwnItem> = HashMap::new();
        for row in rows {
            let item = items.entry(row.item).or_insert_with(|| OwnItem {
                note: row.note.unwrap_or_default(),
                flagged: row.own_flag,
                comes_back: row
                    .due_at
                    .map(|due_at| (due_at + invigil_study::schedule::EARLIER, row.suspended)),
                askable: row.current,
                held: false,
                others: Vec::new(),
            });
            let (Some(exam), Some(chosen), Some(ordering), Some(keys)) =
                (row.exam, row.chosen, row.ordering, row.keys)
            else {
                continue;
            };
            let Some(at) = row.at.filter(|_| row.assignment.is_none_or(|id| out.contains(&id))) else {
                // Its clock runs there, or an assignment holds the key back.
                item.askable = false;
                item.held = true;
                continue;
            };
            let order = OptionOrder::unpack(ordering)
                .ok_or_else(|| StoreError::Corrupt("an earlier answer: the order of options".to_owned()))?;
            let written = order.to_written(Choices(chosen as u16));
            let rule: Option<Ruling> = row.rule.map(|rule| stored("a ruling", rule)).transpose()?;
            item.others.push(OtherAnswer {
                setting: if exam { Setting::Exam } else { Setting::Practice },
                at,
                chosen: row.same_options.unwrap_or(false).then_some(written),
                mark: match row.mark.as_deref() {
                    Some("right") => ItemMark::Right,
                    Some("wrong") => ItemMark::Wrong,
                    Some(_) => ItemMark::Omitted,
                    None => Key::new(Choices(keys as u16), rule.as_ref()).mark(written),
                },
                guessed: row.guessed.unwrap_or(false),
            });
        }
        Ok(items)
    }
}

/// What the first query finds beside the attempt itself.
struct Rest {
    outcome: Option<Outcome>,
    assignment: Option<(Uuid, String)>,
    rulings: Vec<AppliedRuling>,
    reports: Vec<OwnReport>,
    /// The newest first.
    earlier: Vec<StoredEarlier>,
    own_exam: bool,
    uncarded: bool,
}

impl StoredRuling {
    fn applied(self) -> Result<AppliedRuling, StoreError> {
        let changed = match (self.at, self.points, self.max, self.passed) {
            (Some(at), Some(points), Some(max), Some(passed)) => {
                Some((moment(at)?, Score { points, max }, passed))
            }
            _ => None,
        };
        Ok(AppliedRuling { revisions: self.revisions, rule: self.rule, reason: self.reason, changed })
    }
}

impl StoredReport {
    fn own(self, attempt: Uuid, started_at: OffsetDateTime) -> Result<OwnReport, StoreError> {
        let answer = match (self.answer, self.answered_at) {
            (Some(text), Some(at)) => Some(ReportAnswer { text, at: moment(at)?, author: self.author }),
            _ => None,
        };
        Ok(OwnReport {
            attempt,
            started_at,
            position: self.position,
            text: self.text,
            at: moment(self.at)?,
            answer,
        })
    }
}

pub(crate) fn moment(micros: i64) -> Result<OffsetDateTime, StoreError> {
    OffsetDateTime::from_unix_timestamp_nanos(i128::from(micros) * 1000)
        .map_err(|problem| StoreError::Corrupt(problem.to_string()))
}
