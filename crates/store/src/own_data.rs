//! Everything that is stored about a person, for that person: counted, and to take along.
//!
//! Whole rows are taken as JSON, so that what a table gets is taken along as well. Nothing that is held back from the person is in
//! it: no item of an attempt whose keys they may not see, and of such items neither notes nor answers in practice.

use crate::held::held_among;
use crate::keys_out::visible_at;
use crate::{Store, StoreError};
use invigil_exam::{Choices, GRACE, Visible};
use serde_json::{Value, json};
use sqlx::PgConnection;
use std::collections::HashMap;
use time::OffsetDateTime;
use uuid::Uuid;

/// The most exams, sets and other things of a kind that are taken along, the newest.
pub const MOST_OWN: i64 = 10_000;

/// How much is stored about a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct OwnCounts {
    pub sessions: i64,
    pub attempts: i64,
    /// Of the attempts, those at assignments.
    pub assigned: i64,
    pub practice: i64,
    /// Answers in practice.
    pub answers: i64,
    /// Items that come back.
    pub cards: i64,
    /// Items with a note or a flag of one's own.
    pub notes: i64,
    pub plans: i64,
    /// Reports about items.
    pub item_reports: i64,
    /// Classes, those that one left too.
    pub classes: i64,
    pub score_reports: i64,
    /// Of the score reports, those that are public.
    pub public_reports: i64,
    /// Banks of others that are shared with one.
    pub shares: i64,
}

/// Everything of a person as JSON; lists with the newest first.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "the names say it")]
pub struct OwnData {
    pub person: Value,
    pub attempts: Vec<Value>,
    pub practice: Vec<Value>,
    pub notes: Vec<Value>,
    pub cards: Vec<Value>,
    pub plans: Vec<Value>,
    pub item_reports: Vec<Value>,
    pub classes: Vec<Value>,
    pub score_reports: Vec<Value>,
    /// How many items are left out of it, because their keys are held back now.
    pub held: usize,
}

/// Takes one column of JSON rows of a person: the statement's parameters are the person and how many at most.
macro_rules! values {
    ($connection:expr, $person:expr, $sql:literal) => {
        sqlx::query_scalar!($sql, $person, MOST_OWN).fetch_all(&mut *$connection).await?
    };
}

impl Store {
    /// How much is stored about a person.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn own_counts(&self, person: Uuid) -> Result<OwnCounts, StoreError> {
        Ok(sqlx::query_as!(
            OwnCounts,
            r#"SELECT (SELECT count(*) FROM session WHERE person_id = $1 AND expires_at > now()) AS "sessions!",
                      (SELECT count(*) FROM attempt WHERE person_id = $1) AS "attempts!",
                      (SELECT count(*) FROM attempt WHERE person_id = $1 AND assignment IS NOT NULL) AS "assigned!",
                      (SELECT count(*) FROM practice WHERE person_id = $1) AS "practice!",
                      (SELECT count(*) FROM practice_answer WHERE person_id = $1) AS "answers!",
                      (SELECT count(*) FROM review_card WHERE person_id = $1) AS "cards!",
                      (SELECT count(*) FROM own_item WHERE person_id = $1) AS "notes!",
                      (SELECT count(*) FROM study_plan WHERE person_id = $1) AS "plans!",
                      (SELECT count(*) FROM item_report WHERE person = $1) AS "item_reports!",
                      (SELECT count(*) FROM class_member WHERE person = $1) AS "classes!",
                      (SELECT count(*) FROM score_report WHERE person_id = $1) AS "score_reports!",
                      (SELECT count(*) FROM score_report WHERE person_id = $1 AND revoked_at IS NULL) AS "public_reports!",
                      (SELECT count(*) FROM bank_share WHERE person = $1) AS "shares!""#,
            person
        )
        .fetch_one(&self.pool)
        .await?)
    }

    /// Everything that is stored about a person and not held back from them.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn own_data(&self, person: Uuid) -> Result<OwnData, StoreError> {
        let connection = &mut *self.pool.acquire().await?;
        let held = held_among(connection, person, None).await?;
        let about = sqlx::query_scalar!(
            r#"SELECT (to_jsonb(p) - 'password_hash') || jsonb_build_object('sessions',
                          (SELECT coalesce(jsonb_agg(to_jsonb(s) - 'token_hash' - 'person_id' ORDER BY s.created_at), '[]')
                           FROM session s WHERE s.person_id = p.id)) AS "value!"
               FROM person p WHERE p.id = $1"#,
            person
        )
        .fetch_one(&mut *connection)
        .await?;
        let mut practice = values!(
            connection,
            person,
            r#"SELECT (to_jsonb(p) - 'person_id' - 'revisions' - 'choose' - 'orders') || jsonb_build_object('items',
                          cardinality(p.revisions), 'answers',
                          (SELECT coalesce(jsonb_agg(to_jsonb(w) - 'practice' - 'person_id' ORDER BY w.position), '[]')
                           FROM practice_answer w WHERE w.practice = p.id)) AS "value!"
               FROM practice p WHERE p.person_id = $1 ORDER BY p.started_at DESC, p.id LIMIT $2"#
        );
        let shown = |value: &Value| !value["item"].as_str().is_some_and(|item| held.contains(item));
        for set in &mut practice {
            if let Some(answers) = set.get_mut("answers").and_then(Value::as_array_mut) {
                answers.retain(shown);
                answers.iter_mut().for_each(told_as_letters);
            }
        }
        let mut notes = values!(
            connection,
            person,
            r#"SELECT to_jsonb(o) - 'person_id' AS "value!" FROM own_item o WHERE o.person_id = $1
               ORDER BY o.changed_at DESC, o.item LIMIT $2"#
        );
        notes.retain(shown);
        let mut cards = values!(
            connection,
            person,
            r#"SELECT to_jsonb(c) - 'person_id' AS "value!" FROM review_card c WHERE c.person_id = $1
               ORDER BY c.due_at DESC, c.item LIMIT $2"#
        );
        cards.retain(shown);
        let plans = values!(
            connection,
            person,
            r#"SELECT (to_jsonb(p) - 'person_id') || jsonb_build_object('weeks',
                          (SELECT coalesce(jsonb_agg(to_jsonb(w) - 'person_id' - 'certification' ORDER BY w.monday), '[]')
                           FROM study_week w WHERE w.person_id = p.person_id AND w.certification = p.certification)) AS "value!"
               FROM study_plan p WHERE p.person_id = $1 ORDER BY p.certification LIMIT $2"#
        );
        let mut item_reports = values!(
            connection,
            person,
            r#"SELECT to_jsonb(r) - 'person' - 'answered_by' AS "value!" FROM item_report r WHERE r.person = $1
               ORDER BY r.at DESC, r.id LIMIT $2"#
        );
        item_reports.retain(shown);
        let classes = values!(
            connection,
            person,
            r#"SELECT (to_jsonb(m) - 'person') || jsonb_build_object('class', c.name) AS "value!"
               FROM class_member m JOIN class c ON c.id = m.class WHERE m.person = $1 ORDER BY m.joined_at DESC, c.id LIMIT $2"#
        );
        let score_reports = values!(
            connection,
            person,
            r#"SELECT (to_jsonb(r) - 'person_id' - 'signing_key') || jsonb_build_object('signature', encode(r.signature, 'hex'))
                      AS "value!"
               FROM score_report r WHERE r.person_id = $1 ORDER BY r.made_at DESC, r.id LIMIT $2"#
        );
        Ok(OwnData {
            person: about,
            attempts: attempts(connection, person).await?,
            practice,
            notes,
            cards,
            plans,
            item_reports,
            classes,
            score_reports,
            held: held.len(),
        })
    }
}

/// Attempts with what was left at each position. Scores are there once they are out, and what was asked once its keys are.
async fn attempts(connection: &mut PgConnection, person: Uuid) -> Result<Vec<Value>, StoreError> {
    let rows = sqlx::query!(
        r#"SELECT a.id, a.certification, coalesce(e.definition ->> 'title', '') AS "edition!", a.started_at, a.deadline, a.closed_at,
                  a.closed_by, a.points, a.max_points, a.passed, a.section_marks, a.assignment, s.title AS "title?", a.voided_at,
                  a.chosen, a.struck, a.flagged, a.spent AS "spent: Vec<Option<i32>>",
                  ARRAY(SELECT r.item FROM unnest(a.revisions) WITH ORDINALITY AS u (id, place)
                        JOIN item_revision r ON r.id = u.id ORDER BY u.place) AS "items!: Vec<String>",
                  a.closed_at IS NULL AND a.deadline > clock_timestamp() - make_interval(secs => $3) AS "running!"
           FROM attempt a JOIN edition e ON e.id = a.edition_id LEFT JOIN assignment s ON s.id = a.assignment
           WHERE a.person_id = $1 ORDER BY a.started_at DESC, a.id LIMIT $2"#,
        person,
        MOST_OWN,
        GRACE.as_seconds_f64()
    )
    .fetch_all(&mut *connection)
    .await?;
    let mut assignments: Vec<Uuid> = rows.iter().filter_map(|row| row.assignment).collect();
    assignments.sort_unstable();
    assignments.dedup();
    let visible: HashMap<Uuid, Visible> = visible_at(connection, person, &assignments).await?;
    let attempts = rows.into_iter().map(|row| {
        let visible = match row.assignment {
            _ if row.running || row.closed_at.is_none() => Visible::Nothing,
            None => Visible::Keys,
            Some(id) => visible.get(&id).copied().unwrap_or(Visible::Nothing),
        };
        let answers: Vec<Value> = (0..row.chosen.len())
            .map(|index| {
                let mut answer = json!({
                    "position": index + 1,
                    "chosen": letters(row.chosen[index]),
                    "struck_out": letters(row.struck[index]),
                    "flagged": row.flagged[index],
                    "seconds": row.spent.as_ref().and_then(|spent| spent.get(index).copied().flatten()),
                });
                if visible >= Visible::Keys {
                    answer["item"] = json!(row.items.get(index));
                }
                answer
            })
            .collect();
        let mut attempt = json!({
            "id": row.id,
            "certification": row.certification,
            "edition": row.edition,
            "started_at": moment(row.started_at),
            "deadline": moment(row.deadline),
            "ended_at": row.closed_at.map(moment),
            "ended_by": row.closed_by,
            "assignment": row.title,
            "reset_at": row.voided_at.map(moment),
            "answers": answers,
        });
        if visible >= Visible::Score {
            attempt["points"] = json!(row.points);
            attempt["max_points"] = json!(row.max_points);
            attempt["passed"] = json!(row.passed);
            attempt["sections"] = row.section_marks.unwrap_or(Value::Null);
        }
        attempt
    });
    Ok(attempts.collect())
}

fn moment(at: OffsetDateTime) -> String {
    use time::format_description::well_known::Rfc3339;
    at.to_offset(time::UtcOffset::UTC).format(&Rfc3339).unwrap_or_default()
}

/// The letters of options as they were shown: `AC`.
fn letters(chosen: i16) -> String {
    Choices(chosen as u16).indices().map(|index| char::from(b'A' + (index as u8).min(25))).collect()
}

/// What a row of an answer has as a number becomes letters.
fn told_as_letters(answer: &mut Value) {
    let chosen = answer["chosen"].as_i64().and_then(|chosen| i16::try_from(chosen).ok()).unwrap_or(0);
    answer["chosen"] = json!(letters(chosen));
}
