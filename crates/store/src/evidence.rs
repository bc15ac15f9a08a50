//! All answers of a person whose keys they may see: what everything about getting ready is worked out from.

use crate::catalogue::stored;
use crate::held::held_among;
use crate::keys_out::visible_at;
use crate::{Store, StoreError};
use invigil_exam::{Choices, Difficulty, ItemMark, Key, OptionOrder, Ruling, Visible};
use invigil_study::{Answer, Setting};
use sqlx::PgConnection;
use std::collections::{HashMap, HashSet};
use time::OffsetDateTime;
use uuid::Uuid;

/// How many answers are looked at at most, the newest.
const MOST: i64 = 20_000;

pub(crate) struct Row {
    setting: bool,
    at: OffsetDateTime,
    item: String,
    revision: i32,
    certification: String,
    section: String,
    topic: String,
    difficulty: String,
    keys: i32,
    rule: Option<serde_json::Value>,
    chosen: i16,
    order: i64,
    mark: Option<String>,
    seconds: Option<i32>,
    flagged: bool,
    guessed: bool,
    assignment: Option<Uuid>,
    sitting: Uuid,
    position: i64,
    edition: Option<i32>,
}

/// An answer with where it was given.
#[derive(Clone, Debug)]
pub struct GivenAnswer {
    /// The answer.
    pub answer: Answer,
    /// The attempt, or the set that was practised.
    pub sitting: Uuid,
    /// The edition of the attempt; `None` in practice.
    pub edition: Option<i32>,
    /// The position there, from 1.
    pub position: usize,
    /// What was chosen, as shown.
    pub chosen: Choices,
}

impl Store {
    /// Every answer of a person in closed exams and in practice, the oldest first; of items of one certification, if given. Marked as
    /// their attempt was, rulings included. Attempts whose keys an assignment holds back, and those that were reset, are left out.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn evidence(
        &self,
        person: Uuid,
        certification: Option<&str>,
    ) -> Result<Vec<Answer>, StoreError> {
        Store::answers(&mut *self.pool.acquire().await?, person, certification).await
    }

    /// As [`Store::evidence`], with where each answer was given, but for items whose keys are [held](Store::held_items) from the
    /// person now.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn given_answers(&self, person: Uuid) -> Result<Vec<GivenAnswer>, StoreError> {
        let mut connection = self.pool.acquire().await?;
        let mut given = Store::given(&mut connection, person, None).await?;
        let held = held_among(&mut connection, person, None).await?;
        given.retain(|given| !held.contains(&given.answer.item));
        Ok(given)
    }

    /// As [`Store::evidence`], as the caller's transaction sees it.
    pub(crate) async fn answers(
        connection: &mut PgConnection,
        person: Uuid,
        certification: Option<&str>,
    ) -> Result<Vec<Answer>, StoreError> {
        let given = Store::given(connection, person, certification).await?;
        Ok(given.into_iter().map(|given| given.answer).collect())
    }

    async fn given(
        connection: &mut PgConnection,
        person: Uuid,
        certification: Option<&str>,
    ) -> Result<Vec<GivenAnswer>, StoreError> {
        let rows = rows(connection, person, certification).await?;
        let visible = visible_at(connection, person, &assignments_of(&rows)).await?;
        marked(rows, &visible)
    }
}

/// Everything that the person answered, the newest first.
pub(crate) async fn rows(
    connection: &mut PgConnection,
    person: Uuid,
    certification: Option<&str>,
) -> Result<Vec<Row>, StoreError> {
    Ok(sqlx::query_as!(
        Row,
        r#"WITH answered AS (
               SELECT true AS setting, a.closed_at AS at, u.revision, u.chosen, u.ordering, NULL::text AS mark, u.spent AS seconds,
                      u.flagged, false AS guessed, a.assignment, a.rulings, a.id AS sitting, u.position, a.edition_id AS edition
               FROM attempt a
               CROSS JOIN unnest(a.revisions, a.chosen, a.orders, a.flagged, a.spent) WITH ORDINALITY
                    AS u (revision, chosen, ordering, flagged, spent, position)
               WHERE a.person_id = $1 AND a.closed_at IS NOT NULL AND a.voided_at IS NULL AND u.revision IS NOT NULL
               UNION ALL
               SELECT false, w.at, w.revision, w.chosen, p.orders[w.position], w.mark, w.seconds, false, w.guessed, NULL, '{}',
                      w.practice, w.position, NULL
               FROM practice_answer w JOIN practice p ON p.id = w.practice WHERE w.person_id = $1
           )
           SELECT w.setting AS "setting!", w.at AS "at!", r.item, r.id AS revision, i.certification,
                  r.section, r.topic, r.solution ->> 'difficulty' AS "difficulty!", (r.solution ->> 'keys')::int AS "keys!",
                  (SELECT g.rule FROM ruling g WHERE g.id = ANY (w.rulings) AND r.id = ANY (g.revisions)
                   ORDER BY g.in_force_at DESC, g.id DESC LIMIT 1) AS rule,
                  w.chosen AS "chosen!", w.ordering AS "order!", w.mark, w.seconds, w.flagged AS "flagged!",
                  w.guessed AS "guessed!", w.assignment, w.sitting AS "sitting!", w.position AS "position!", w.edition
           FROM answered w JOIN item_revision r ON r.id = w.revision JOIN item i ON i.id = r.item
           WHERE $2::text IS NULL OR i.certification = $2
           ORDER BY w.at DESC LIMIT $3"#,
        person,
        certification,
        MOST
    )
    .fetch_all(&mut *connection)
    .await?)
}

/// The assignments that these were answers at.
pub(crate) fn assignments_of(rows: &[Row]) -> Vec<Uuid> {
    let assignments: HashSet<Uuid> = rows.iter().filter_map(|row| row.assignment).collect();
    assignments.into_iter().collect()
}

/// The answers whose keys are out, given what each assignment shows, marked, the oldest first.
pub(crate) fn marked(
    rows: Vec<Row>,
    visible: &HashMap<Uuid, Visible>,
) -> Result<Vec<GivenAnswer>, StoreError> {
    let mut rulings: HashMap<String, Ruling> = HashMap::new();
    let mut met: HashSet<String> = HashSet::new();
    let mut answers = Vec::with_capacity(rows.len());
    for row in rows
        .into_iter()
        .rev()
        .filter(|row| row.assignment.is_none_or(|id| visible.get(&id) >= Some(&Visible::Keys)))
    {
        let mark = match row.mark.as_deref() {
            Some("right") => ItemMark::Right,
            Some("wrong") => ItemMark::Wrong,
            Some(_) => ItemMark::Omitted,
            None => {
                let order = OptionOrder::unpack(row.order).ok_or_else(|| {
                    StoreError::Corrupt(format!("an answer to {}: the order of options", row.item))
                })?;
                let rule = match row.rule {
                    Some(rule) => {
                        let known = rulings.entry(rule.to_string());
                        Some(match known {
                            std::collections::hash_map::Entry::Occupied(known) => known.into_mut(),
                            std::collections::hash_map::Entry::Vacant(place) => {
                                place.insert(stored("a ruling", rule)?)
                            }
                        })
                    }
                    None => None,
                };
                let key = Key::new(Choices(row.keys as u16), rule.as_deref());
                key.mark(order.to_written(Choices(row.chosen as u16)))
            }
        };
        let answer = Answer {
            setting: if row.setting { Setting::Exam } else { Setting::Practice },
            at: row.at,
            first: met.insert(row.item.clone()),
            item: row.item,
            revision: row.revision,
            certification: row.certification,
            section: row.section,
            topic: row.topic,
            difficulty: match row.difficulty.as_str() {
                "easy" => Difficulty::Easy,
                "hard" => Difficulty::Hard,
                _ => Difficulty::Medium,
            },
            mark,
            seconds: row.seconds.and_then(|seconds| u32::try_from(seconds).ok()),
            flagged: row.flagged,
            guessed: row.guessed,
        };
        answers.push(GivenAnswer {
            answer,
            sitting: row.sitting,
            edition: row.edition,
            position: row.position as usize,
            chosen: Choices(row.chosen as u16),
        });
    }
    Ok(answers)
}
