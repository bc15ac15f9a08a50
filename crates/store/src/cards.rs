//! Missed items that come back: a card for each, and when it is due.
//!
//! A card follows from the answers to its item, in their order. An answer in practice turns it one step further; an exam whose
//! keys are out works its items' cards out again from all answers, so that doing it twice changes nothing.

use crate::keys_out::keys_out;
use crate::{Store, StoreError};
use invigil_exam::ItemMark;
use invigil_study::{Card, schedule};
use sqlx::PgConnection;
use std::collections::{HashMap, HashSet};
use time::OffsetDateTime;
use uuid::Uuid;

/// An item that comes back.
#[derive(Clone, Debug)]
pub struct ReviewItem {
    /// Its stable id.
    pub item: String,
    /// The revision that is asked next: the current one.
    pub revision: i32,
    /// The item's certification; empty for an item of an instructor's bank.
    pub certification: String,
    /// What it is filed under in its bank.
    pub section: String,
    /// Its topic; empty in an instructor's bank.
    pub topic: String,
    /// What is remembered of it.
    pub card: Card,
    /// Whether it was taken out by hand.
    pub suspended: bool,
}

/// The items of a person that come back. Withdrawn ones are left out, and so are those whose key is held back from them now.
#[derive(Clone, Debug)]
pub struct Queue {
    /// The one that is due first comes first; those that were taken out are among them.
    pub items: Vec<ReviewItem>,
    /// The database's clock.
    pub now: OffsetDateTime,
}

/// How much of the queue waits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Due {
    /// Items due now.
    pub due_now: usize,
    /// Items that are due by the end of the day (in UTC), those due now counted.
    pub due_today: usize,
    /// When the next one that isn't due now is.
    pub next_at: Option<OffsetDateTime>,
    /// Items that come back at all.
    pub items: usize,
}

impl Queue {
    /// The items due now, the one that waits longest first.
    pub fn due(&self) -> impl Iterator<Item = &ReviewItem> {
        self.items.iter().filter(|item| !item.suspended && item.card.due_at <= self.now)
    }

    /// How many are due.
    pub fn count(&self) -> Due {
        let returning = self.items.iter().filter(|item| !item.suspended);
        Due::of(returning.map(|item| item.card.due_at).collect(), self.now)
    }
}

impl Due {
    /// Counts items that come back at these moments.
    pub(crate) fn of(due: Vec<OffsetDateTime>, now: OffsetDateTime) -> Due {
        Due {
            due_now: due.iter().filter(|at| **at <= now).count(),
            due_today: due.iter().filter(|at| at.date() <= now.date()).count(),
            items: due.len(),
            next_at: due.into_iter().filter(|at| *at > now).min(),
        }
    }
}

impl Store {
    /// How many of a person's missed items are due, and when the next one is.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn due(&self, person: Uuid) -> Result<Due, StoreError> {
        Ok(self.queue(person).await?.count())
    }

    /// The current revisions of the items that are due, the one that waits longest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn due_revisions(&self, person: Uuid) -> Result<Vec<i32>, StoreError> {
        Ok(self.queue(person).await?.due().map(|item| item.revision).collect())
    }

    /// All items of a person that come back. What was missed in exams since the last time is among them.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn queue(&self, person: Uuid) -> Result<Queue, StoreError> {
        let (mut queue, uncarded) = self.read_queue(person).await?;
        if uncarded && self.gather_cards(person).await? > 0 {
            queue = self.read_queue(person).await?.0;
        }
        if !queue.items.is_empty() {
            let held = self.held_items(person).await?;
            queue.items.retain(|item| !held.contains(&item.item));
        }
        Ok(queue)
    }

    /// The queue with what is held back, and whether an exam may have more for it. In one query, as most pages ask for it.
    async fn read_queue(&self, person: Uuid) -> Result<(Queue, bool), StoreError> {
        let rows = sqlx::query!(
            r#"SELECT clock_timestamp() AS "now!",
                      EXISTS (SELECT FROM attempt a WHERE a.person_id = $1 AND a.closed_at IS NOT NULL AND a.carded_at IS NULL)
                          AS "uncarded!",
                      c.item AS "item?", r.id AS "revision?", i.certification AS "certification?", r.section AS "section?",
                      r.topic AS "topic?", c.stability AS "stability?", c.difficulty AS "difficulty?",
                      c.reviewed_at AS "reviewed_at?", c.due_at AS "due_at?", c.reviews AS "reviews?", c.lapses AS "lapses?",
                      c.suspended_at IS NOT NULL AS "suspended!"
               FROM (SELECT 1) one
               LEFT JOIN (review_card c JOIN item i ON i.id = c.item JOIN item_revision r ON r.id = i.revision)
                    ON c.person_id = $1
               ORDER BY c.due_at, c.item"#,
            person
        )
        .fetch_all(&self.pool)
        .await?;
        let Some(first) = rows.first() else {
            return Err(StoreError::Corrupt("a query of one row and more gave none".to_owned()));
        };
        let (now, uncarded) = (first.now, first.uncarded);
        let items = rows
            .into_iter()
            .filter_map(|row| {
                Some(ReviewItem {
                    item: row.item?,
                    revision: row.revision?,
                    certification: row.certification?,
                    section: row.section?,
                    topic: row.topic?,
                    card: Card {
                        stability: row.stability?,
                        difficulty: row.difficulty?,
                        reviewed_at: row.reviewed_at?,
                        due_at: row.due_at?,
                        reviews: row.reviews?.max(0) as u32,
                        lapses: row.lapses?.max(0) as u32,
                    },
                    suspended: row.suspended,
                })
            })
            .collect();
        Ok((Queue { items, now }, uncarded))
    }

    /// Makes cards of what a person missed in closed exams whose keys they see, once an exam; how many exams that were. Exams whose
    /// keys an assignment holds back wait until these are out.
    ///
    /// # Errors
    /// When the database fails; nothing is changed then.
    pub async fn gather_cards(&self, person: Uuid) -> Result<usize, StoreError> {
        // Of those whose keys can't be out, the terms needn't be read.
        let waiting = sqlx::query_scalar!(
            "SELECT a.id FROM attempt a LEFT JOIN assignment s ON s.id = a.assignment
             LEFT JOIN assignment_override o ON o.assignment = s.id AND o.person = a.person_id
             WHERE a.person_id = $1 AND a.closed_at IS NOT NULL AND a.carded_at IS NULL
               AND (s.id IS NULL OR a.voided_at IS NOT NULL OR (
                    CASE s.results WHEN 'by hand' THEN s.results_at <= clock_timestamp()
                                   WHEN 'after closing' THEN coalesce(o.closes_at, s.closes_at) <= clock_timestamp()
                                   ELSE true END
                    AND CASE s.keys WHEN 'by hand' THEN s.keys_at <= clock_timestamp()
                                    WHEN 'after closing' THEN s.closes_at <= clock_timestamp()
                                    ELSE true END))",
            person
        )
        .fetch_all(&self.pool)
        .await?;
        if waiting.is_empty() {
            return Ok(0);
        }
        let mut transaction = self.pool.begin().await?;
        // Attempts first, as everything that moves attempts does: then two can't wait for each other.
        let attempts = sqlx::query!(
            r#"SELECT id, assignment, voided_at IS NOT NULL AS "voided!" FROM attempt
               WHERE person_id = $1 AND id = ANY ($2) AND carded_at IS NULL ORDER BY id FOR UPDATE"#,
            person,
            &waiting
        )
        .fetch_all(&mut *transaction)
        .await?;
        let mut assignments: Vec<Uuid> = attempts.iter().filter_map(|attempt| attempt.assignment).collect();
        assignments.sort_unstable();
        assignments.dedup();
        let out = keys_out(&mut transaction, person, &assignments).await?;
        let ready: Vec<Uuid> = attempts
            .iter()
            .filter(|attempt| attempt.voided || attempt.assignment.is_none_or(|id| out.contains(&id)))
            .map(|attempt| attempt.id)
            .collect();
        if ready.is_empty() {
            return Ok(0);
        }
        work_out(&mut transaction, person, &ready).await?;
        sqlx::query!("UPDATE attempt SET carded_at = clock_timestamp() WHERE id = ANY ($1)", &ready)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(ready.len())
    }

    /// Takes an item out of those that come back, or puts it back among them. `false` where the person has no card of it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn suspend_card(&self, person: Uuid, item: &str, out: bool) -> Result<bool, StoreError> {
        let done = sqlx::query!(
            "UPDATE review_card SET suspended_at = CASE WHEN $3 THEN coalesce(suspended_at, clock_timestamp()) END
             WHERE person_id = $1 AND item = $2",
            person,
            item,
            out
        )
        .execute(&self.pool)
        .await?;
        Ok(done.rows_affected() > 0)
    }
}

/// Turns the card of an item after an answer in practice, in the transaction that stores the answer.
pub(crate) async fn answered(
    connection: &mut PgConnection,
    person: Uuid,
    item: &str,
    mark: ItemMark,
    guessed: bool,
    at: OffsetDateTime,
) -> Result<(), StoreError> {
    one_at_a_time(&mut *connection, person).await?;
    let before = sqlx::query!(
        "SELECT stability, difficulty, reviewed_at, due_at, reviews, lapses FROM review_card
         WHERE person_id = $1 AND item = $2",
        person,
        item
    )
    .fetch_optional(&mut *connection)
    .await?
    .map(|row| Card {
        stability: row.stability,
        difficulty: row.difficulty,
        reviewed_at: row.reviewed_at,
        due_at: row.due_at,
        reviews: row.reviews.max(0) as u32,
        lapses: row.lapses.max(0) as u32,
    });
    let after = schedule::after(before, mark, guessed, at);
    match after.filter(|_| after != before) {
        Some(card) => write(connection, person, &[(item, card)]).await,
        None => Ok(()),
    }
}

/// Works out the cards of the items of these attempts, from every answer of the person to them.
async fn work_out(connection: &mut PgConnection, person: Uuid, attempts: &[Uuid]) -> Result<(), StoreError> {
    one_at_a_time(&mut *connection, person).await?;
    let items: HashSet<String> = sqlx::query_scalar!(
        "SELECT DISTINCT r.item FROM attempt a CROSS JOIN unnest(a.revisions) AS u (revision)
         JOIN item_revision r ON r.id = u.revision WHERE a.id = ANY ($1)",
        attempts
    )
    .fetch_all(&mut *connection)
    .await?
    .into_iter()
    .collect();
    let mut cards: HashMap<&str, Option<Card>> = items.iter().map(|item| (item.as_str(), None)).collect();
    for answer in &Store::answers(&mut *connection, person, None).await? {
        if let Some(card) = cards.get_mut(answer.item.as_str()) {
            *card = schedule::after(*card, answer.mark, answer.guessed, answer.at);
        }
    }
    // What a ruling made right needn't come back.
    let none: Vec<String> =
        cards.iter().filter(|(_, card)| card.is_none()).map(|(item, _)| (*item).to_owned()).collect();
    sqlx::query!("DELETE FROM review_card WHERE person_id = $1 AND item = ANY ($2)", person, &none)
        .execute(&mut *connection)
        .await?;
    let cards: Vec<(&str, Card)> = cards.into_iter().filter_map(|(item, card)| Some((item, card?))).collect();
    write(connection, person, &cards).await
}

/// Who reads a person's answers or cards to write cards waits for others who do, until these have committed.
async fn one_at_a_time(connection: &mut PgConnection, person: Uuid) -> Result<(), StoreError> {
    sqlx::query!(
        "SELECT pg_advisory_xact_lock(hashtextextended('invigil.cards:' || $1, 0))",
        person.to_string()
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Writes cards; those taken out stay out.
async fn write(
    connection: &mut PgConnection,
    person: Uuid,
    cards: &[(&str, Card)],
) -> Result<(), StoreError> {
    let items: Vec<String> = cards.iter().map(|(item, _)| (*item).to_owned()).collect();
    let stability: Vec<f32> = cards.iter().map(|(_, card)| card.stability).collect();
    let difficulty: Vec<f32> = cards.iter().map(|(_, card)| card.difficulty).collect();
    let reviewed_at: Vec<OffsetDateTime> = cards.iter().map(|(_, card)| card.reviewed_at).collect();
    let due_at: Vec<OffsetDateTime> = cards.iter().map(|(_, card)| card.due_at).collect();
    let reviews: Vec<i32> = cards.iter().map(|(_, card)| card.reviews as i32).collect();
    let lapses: Vec<i32> = cards.iter().map(|(_, card)| card.lapses as i32).collect();
    sqlx::query!(
        "INSERT INTO review_card (person_id, item, stability, difficulty, reviewed_at, due_at, reviews, lapses)
         SELECT $1, u.* FROM unnest($2::text[], $3::real[], $4::real[], $5::timestamptz[], $6::timestamptz[], $7::int[], $8::int[]) u
         ON CONFLICT (person_id, item) DO UPDATE
         SET stability = excluded.stability, difficulty = excluded.difficulty, reviewed_at = excluded.reviewed_at,
             due_at = excluded.due_at, reviews = excluded.reviews, lapses = excluded.lapses",
        person,
        &items,
        &stability,
        &difficulty,
        &reviewed_at,
        &due_at,
        &reviews,
        &lapses
    )
    .execute(connection)
    .await?;
    Ok(())
}
