//! Practice: a set of items with the key shown after each answer. What is asked is fixed when a set begins; an answer is final.

use crate::catalogue::stored;
use crate::held::held_among;
use crate::{Content, SHIPPED_BANK, Store, StoreError, cards, secret};
use invigil_exam::{Choices, GRACE, ItemMark, Key, OptionOrder, Question, Random, Ruling};
use serde_json::Value;
use std::collections::{HashMap, HashSet};
use time::OffsetDateTime;
use uuid::Uuid;

/// The most items of a set.
pub const MAX_PRACTICE_ITEMS: usize = 200;

/// The most seconds that one item can take.
const LONGEST: i32 = 36_000;

/// A set to begin.
#[derive(Clone, Debug)]
pub struct NewPractice {
    /// The certification that it is for; none for a mix.
    pub certification: Option<String>,
    /// What lists call it; at most 200 characters of it are kept.
    pub title: String,
    /// What was asked for, so that another such set can be begun.
    pub criteria: Value,
    /// Minutes on the clock, 1 to 600; none where no clock runs.
    pub minutes: Option<u16>,
    /// The items to ask in this order, each by a revision of it; at most [`MAX_PRACTICE_ITEMS`] are taken.
    pub revisions: Vec<i32>,
}

/// A set, without what its items say.
#[derive(Clone, Debug)]
pub struct Practice {
    /// Its id.
    pub id: Uuid,
    /// The certification that it is for; none for a mix.
    pub certification: Option<String>,
    /// What lists call it.
    pub title: String,
    /// What was asked for.
    pub criteria: Value,
    /// When it began.
    pub started_at: OffsetDateTime,
    /// When its clock runs out; none where no clock runs.
    pub deadline: Option<OffsetDateTime>,
    /// When it was ended: by hand, by the last answer, or by the clock.
    pub ended_at: Option<OffsetDateTime>,
    /// By position; at least one.
    pub slots: Vec<PracticeSlot>,
    /// The database's clock.
    pub now: OffsetDateTime,
}

/// One place of a set.
#[derive(Clone, Debug)]
pub struct PracticeSlot {
    /// The item's stable id.
    pub item: String,
    /// The revision that is asked.
    pub revision: i32,
    /// The item's certification; empty for an item of an instructor's bank.
    pub certification: String,
    /// What the item is filed under in its bank.
    pub section: String,
    /// Its topic; empty in an instructor's bank.
    pub topic: String,
    /// How many options to choose.
    pub choose: u8,
    /// The order of the options.
    pub order: OptionOrder,
    /// What was answered, once it was.
    pub answer: Option<PracticeAnswer>,
}

/// An answer in practice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PracticeAnswer {
    /// The chosen options, as shown.
    pub chosen: Choices,
    /// How it was marked then.
    pub mark: ItemMark,
    /// Whether the person said that they guessed.
    pub guessed: bool,
    /// Seconds spent, where known.
    pub seconds: Option<u32>,
}

/// What a position shows.
#[derive(Clone, Debug)]
pub enum PracticeItem {
    /// What is asked, for one that isn't answered: nothing that tells right from wrong.
    Asked(Question),
    /// Everything, for one that is answered; and the ruling in force, if there is one, with its reason.
    Answered(Box<Content>, Option<(Ruling, String)>),
    /// Nothing: its key is held back from the person now.
    Held,
}

/// An answer on its way in.
#[derive(Clone, Copy, Debug, Default)]
pub struct PracticeReply {
    /// The chosen options, as shown; none to be shown the key.
    pub chosen: Choices,
    /// Whether the person says that they guess.
    pub guessed: bool,
    /// Seconds spent, as the page counted them.
    pub seconds: Option<u32>,
}

/// What became of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answered {
    /// This is what counts: the answer that came first.
    Stored(PracticeAnswer),
    /// The item's key is held back from the person now.
    Held,
    /// The set was ended, or its time is over.
    Over,
    /// It names an option that isn't there, or too many.
    Impossible,
    /// There is no such position, or no such set of this person.
    NotFound,
}

/// A set as lists show it.
#[derive(Clone, Debug)]
pub struct PracticeSummary {
    /// Its id.
    pub id: Uuid,
    /// What lists call it.
    pub title: String,
    /// When it began.
    pub started_at: OffsetDateTime,
    /// Whether it can be gone on with.
    pub open: bool,
    /// How many items it has.
    pub items: usize,
    /// How many are answered.
    pub answered: usize,
    /// How many of them right.
    pub right: usize,
}

impl Practice {
    /// The place at a position (from 1).
    pub fn slot(&self, position: usize) -> Option<&PracticeSlot> {
        self.slots.get(position.checked_sub(1)?)
    }

    /// The first position that isn't answered.
    pub fn next_open(&self) -> Option<usize> {
        self.slots.iter().position(|slot| slot.answer.is_none()).map(|index| index + 1)
    }

    /// How many are answered.
    pub fn answered(&self) -> usize {
        self.slots.iter().filter(|slot| slot.answer.is_some()).count()
    }

    /// How many are right.
    pub fn right(&self) -> usize {
        self.slots
            .iter()
            .filter_map(|slot| slot.answer)
            .filter(|answer| answer.mark == ItemMark::Right)
            .count()
    }

    /// Whether the clock ended it before everything was answered.
    pub fn ran_out(&self) -> bool {
        self.ended_at.is_some() && self.ended_at == self.deadline
    }
}

impl Store {
    /// Begins a set of these items. Of the shipped bank each item is asked as it is now, of an instructor's bank as the person last
    /// had it in a closed attempt; what neither applies to, what was withdrawn, and what is [held](Store::held_items) is left
    /// out. `None` when nothing is left.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn begin_practice(&self, person: Uuid, new: &NewPractice) -> Result<Option<Uuid>, StoreError> {
        let mut connection = self.pool.acquire().await?;
        let rows = sqlx::query!(
            r#"SELECT given.id AS given, i.id AS item, r.id AS revision, r.question -> 'shuffle' = 'true' AS "shuffle!",
                      jsonb_array_length(r.question -> 'options') AS "options!", (r.question ->> 'choose')::int AS "choose!"
               FROM item_revision given JOIN item i ON i.id = given.item AND i.revision IS NOT NULL
               JOIN item_revision r ON r.id = CASE WHEN i.bank = $3 THEN i.revision ELSE (
                   SELECT met.id FROM attempt a CROSS JOIN unnest(a.revisions) AS u (revision)
                   JOIN item_revision met ON met.id = u.revision
                   WHERE a.person_id = $1 AND a.closed_at IS NOT NULL AND met.item = i.id
                   ORDER BY a.closed_at DESC LIMIT 1) END
               WHERE given.id = ANY ($2)"#,
            person,
            &new.revisions,
            SHIPPED_BANK
        )
        .fetch_all(&mut *connection)
        .await?;
        let rows: HashMap<i32, _> = rows.into_iter().map(|row| (row.given, row)).collect();
        let items: Vec<String> = rows.values().map(|row| row.item.clone()).collect();
        let held = held_among(&mut connection, person, Some(&items)).await?;

        let mut random = Random::from_seed(secret::seed());
        let mut taken: HashSet<&str> = HashSet::new();
        let (mut revisions, mut choose, mut orders) = (Vec::new(), Vec::new(), Vec::new());
        for row in new.revisions.iter().filter_map(|given| rows.get(given)) {
            if revisions.len() < MAX_PRACTICE_ITEMS && !held.contains(&row.item) && taken.insert(&row.item) {
                revisions.push(row.revision);
                choose.push(row.choose as i16);
                orders.push(OptionOrder::drawn(row.options as u8, row.shuffle, &mut random).pack());
            }
        }
        if revisions.is_empty() {
            return Ok(None);
        }
        let id = Uuid::now_v7();
        let title: String = new.title.chars().take(200).collect();
        sqlx::query!(
            "INSERT INTO practice (id, person_id, certification, title, criteria, started_at, deadline, revisions, choose, orders)
             SELECT $1, $2, $3, $4, $5, t.now, t.now + make_interval(mins => $6), $7, $8, $9
             FROM (SELECT clock_timestamp() AS now) t",
            id,
            person,
            new.certification,
            if title.is_empty() { "Practice" } else { &title },
            new.criteria,
            new.minutes.map(|minutes| i32::from(minutes.clamp(1, 600))),
            &revisions,
            &choose,
            &orders
        )
        .execute(&mut *connection)
        .await?;
        Ok(Some(id))
    }

    /// A set of a person as it stands; `None` when there is none of this id or it is another's.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn practice(&self, person: Uuid, id: Uuid) -> Result<Option<Practice>, StoreError> {
        let rows = sqlx::query!(
            r#"SELECT p.certification, p.title, p.criteria, p.started_at, p.deadline, clock_timestamp() AS "now!",
                      coalesce(p.ended_at, CASE WHEN p.deadline <= clock_timestamp() THEN p.deadline END) AS ended_at,
                      r.item, r.id AS revision, i.certification AS item_certification, r.section, r.topic,
                      u.choose AS "choose!", u.ordering AS "ordering!", w.chosen AS "chosen?", w.mark AS "mark?",
                      w.guessed AS "guessed?", w.seconds
               FROM practice p
               CROSS JOIN unnest(p.revisions, p.choose, p.orders) WITH ORDINALITY AS u (revision, choose, ordering, position)
               JOIN item_revision r ON r.id = u.revision JOIN item i ON i.id = r.item
               LEFT JOIN practice_answer w ON w.practice = p.id AND w.position = u.position
               WHERE p.id = $2 AND p.person_id = $1 ORDER BY u.position"#,
            person,
            id
        )
        .fetch_all(&self.pool)
        .await?;
        let mut practice: Option<Practice> = None;
        for row in rows {
            let slot = PracticeSlot {
                item: row.item,
                revision: row.revision,
                certification: row.item_certification,
                section: row.section,
                topic: row.topic,
                choose: row.choose as u8,
                order: unpacked(id, row.ordering)?,
                answer: match (row.chosen, row.mark, row.guessed) {
                    (Some(chosen), Some(mark), Some(guessed)) => {
                        Some(answer(chosen, &mark, guessed, row.seconds))
                    }
                    _ => None,
                },
            };
            practice
                .get_or_insert_with(|| Practice {
                    id,
                    certification: row.certification,
                    title: row.title,
                    criteria: row.criteria,
                    started_at: row.started_at,
                    deadline: row.deadline,
                    ended_at: row.ended_at,
                    slots: Vec::new(),
                    now: row.now,
                })
                .slots
                .push(slot);
        }
        Ok(practice)
    }

    /// What a position of a person's set shows now; `None` when there is no such position or set.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn practice_item(
        &self,
        person: Uuid,
        id: Uuid,
        position: usize,
    ) -> Result<Option<PracticeItem>, StoreError> {
        let mut connection = self.pool.acquire().await?;
        // The solution is read only where its key was shown before.
        let row = sqlx::query!(
            r#"SELECT r.id, r.item, r.section, r.topic, r.question, r.proven_on,
                      CASE WHEN w.position IS NOT NULL THEN r.solution END AS solution,
                      g.rule AS "rule?", g.reason AS "reason?"
               FROM practice p JOIN item_revision r ON r.id = p.revisions[$3::int]
               LEFT JOIN practice_answer w ON w.practice = p.id AND w.position = $3
               LEFT JOIN LATERAL (
                   SELECT rule, reason FROM ruling WHERE in_force_at IS NOT NULL AND r.id = ANY (revisions)
                   ORDER BY in_force_at DESC, id DESC LIMIT 1
               ) g ON w.position IS NOT NULL
               WHERE p.id = $2 AND p.person_id = $1"#,
            person,
            id,
            i32::try_from(position).unwrap_or(0)
        )
        .fetch_optional(&mut *connection)
        .await?;
        let Some(row) = row else { return Ok(None) };
        if !held_among(&mut connection, person, Some(std::slice::from_ref(&row.item))).await?.is_empty() {
            return Ok(Some(PracticeItem::Held));
        }
        let question: Question = stored("a question", row.question)?;
        let Some(solution) = row.solution else { return Ok(Some(PracticeItem::Asked(question))) };
        let content = Content {
            revision: row.id,
            item: row.item,
            section: row.section,
            topic: row.topic,
            question,
            solution: stored("a solution", solution)?,
            proven_on: stored("versions", row.proven_on)?,
        };
        let ruling = match (row.rule, row.reason) {
            (Some(rule), Some(reason)) => Some((stored("a ruling", rule)?, reason)),
            _ => None,
        };
        Ok(Some(PracticeItem::Answered(Box::new(content), ruling)))
    }

    /// Answers a position of a person's set. However often and however many at once: the first answer counts, and every repeat is
    /// told that one. It is marked with the rulings in force. The last answer ends the set.
    ///
    /// # Errors
    /// When the database fails; nothing is stored then.
    pub async fn answer_practice(
        &self,
        person: Uuid,
        id: Uuid,
        position: usize,
        reply: PracticeReply,
    ) -> Result<Answered, StoreError> {
        let mut transaction = self.pool.begin().await?;
        let row = sqlx::query!(
            r#"SELECT r.item, r.id AS revision, (r.solution ->> 'keys')::int AS "keys!",
                      p.choose[$3::int] AS "choose!", p.orders[$3::int] AS "ordering!",
                      p.ended_at IS NOT NULL OR coalesce(p.deadline <= clock_timestamp() - make_interval(secs => $4), false) AS "over!",
                      extract(epoch FROM clock_timestamp() - p.started_at)::int AS "since!",
                      (SELECT g.rule FROM ruling g WHERE g.in_force_at IS NOT NULL AND r.id = ANY (g.revisions)
                       ORDER BY g.in_force_at DESC, g.id DESC LIMIT 1) AS rule
               FROM practice p JOIN item_revision r ON r.id = p.revisions[$3::int]
               WHERE p.id = $2 AND p.person_id = $1 FOR UPDATE OF p"#,
            person,
            id,
            i32::try_from(position).unwrap_or(0),
            GRACE.as_seconds_f64()
        )
        .fetch_optional(&mut *transaction)
        .await?;
        let Some(row) = row else { return Ok(Answered::NotFound) };
        let order = unpacked(id, row.ordering)?;
        let held = held_among(&mut transaction, person, Some(std::slice::from_ref(&row.item))).await?;
        if !held.is_empty() {
            return Ok(Answered::Held);
        }
        // Whoever waited for the lock sees what the first one stored.
        let earlier = sqlx::query!(
            "SELECT chosen, mark, guessed, seconds FROM practice_answer WHERE practice = $1 AND position = $2",
            id,
            position as i16
        )
        .fetch_optional(&mut *transaction)
        .await?;
        if let Some(earlier) = earlier {
            let stored = answer(earlier.chosen, &earlier.mark, earlier.guessed, earlier.seconds);
            return Ok(Answered::Stored(stored));
        }
        if row.over {
            return Ok(Answered::Over);
        }
        if !reply.chosen.within(order.options()) || reply.chosen.len() > row.choose as usize {
            return Ok(Answered::Impossible);
        }
        let rule: Option<Ruling> = row.rule.map(|rule| stored("a ruling", rule)).transpose()?;
        let mark = match reply.chosen.is_empty() {
            // Whatever a ruling says, who asked to be shown the key didn't answer.
            true => ItemMark::Omitted,
            false => Key::new(Choices(row.keys as u16), rule.as_ref()).mark(order.to_written(reply.chosen)),
        };
        let guessed = reply.guessed && mark != ItemMark::Omitted;
        let longest = row.since.clamp(0, LONGEST);
        let seconds = reply.seconds.map(|seconds| i32::try_from(seconds).unwrap_or(LONGEST).min(longest));
        let at = sqlx::query_scalar!(
            "INSERT INTO practice_answer (practice, position, person_id, item, revision, chosen, mark, guessed, seconds)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING at",
            id,
            position as i16,
            person,
            row.item,
            row.revision,
            reply.chosen.0 as i16,
            name(mark),
            guessed,
            seconds
        )
        .fetch_one(&mut *transaction)
        .await?;
        cards::answered(&mut transaction, person, &row.item, mark, guessed, at).await?;
        sqlx::query!(
            "UPDATE practice SET ended_at = clock_timestamp()
             WHERE id = $1 AND (SELECT count(*) FROM practice_answer WHERE practice = $1) = cardinality(revisions)",
            id
        )
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        let seconds = seconds.and_then(|seconds| u32::try_from(seconds).ok());
        Ok(Answered::Stored(PracticeAnswer { chosen: reply.chosen, mark, guessed, seconds }))
    }

    /// Ends a person's set as it stands; whether there is one. Ending it again changes nothing.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn end_practice(&self, person: Uuid, id: Uuid) -> Result<bool, StoreError> {
        let ended = sqlx::query!(
            "UPDATE practice SET ended_at = coalesce(ended_at, least(deadline, clock_timestamp()))
             WHERE id = $2 AND person_id = $1",
            person,
            id
        )
        .execute(&self.pool)
        .await?;
        Ok(ended.rows_affected() == 1)
    }

    /// A person's sets, the newest first, at most `limit`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn practices(&self, person: Uuid, limit: u16) -> Result<Vec<PracticeSummary>, StoreError> {
        let rows = sqlx::query!(
            r#"SELECT p.id, p.title, p.started_at, cardinality(p.revisions) AS "items!",
                      p.ended_at IS NULL AND coalesce(p.deadline > clock_timestamp(), true) AS "open!",
                      count(w.position) AS "answered!", count(*) FILTER (WHERE w.mark = 'right') AS "right!"
               FROM practice p LEFT JOIN practice_answer w ON w.practice = p.id
               WHERE p.person_id = $1 GROUP BY p.id ORDER BY p.started_at DESC LIMIT $2"#,
            person,
            i64::from(limit)
        )
        .fetch_all(&self.pool)
        .await?;
        Ok(rows
            .into_iter()
            .map(|row| PracticeSummary {
                id: row.id,
                title: row.title,
                started_at: row.started_at,
                open: row.open,
                items: row.items as usize,
                answered: row.answered as usize,
                right: row.right as usize,
            })
            .collect())
    }
}

fn unpacked(practice: Uuid, order: i64) -> Result<OptionOrder, StoreError> {
    let corrupt = || StoreError::Corrupt(format!("practice {practice}: the order of options"));
    OptionOrder::unpack(order).ok_or_else(corrupt)
}

fn answer(chosen: i16, mark: &str, guessed: bool, seconds: Option<i32>) -> PracticeAnswer {
    PracticeAnswer {
        chosen: Choices(chosen as u16),
        mark: match mark {
            "right" => ItemMark::Right,
            "wrong" => ItemMark::Wrong,
            _ => ItemMark::Omitted,
        },
        guessed,
        seconds: seconds.and_then(|seconds| u32::try_from(seconds).ok()),
    }
}

fn name(mark: ItemMark) -> &'static str {
    match mark {
        ItemMark::Right => "right",
        ItemMark::Wrong => "wrong",
        ItemMark::Omitted => "omitted",
    }
}
