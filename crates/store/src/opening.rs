//! Starting an attempt: for practice, or as assigned.

use crate::drawing::drawing_pool;
use crate::{KnownEdition, Store, StoreError, secret};
use invigil_exam::{Form, Shortage, Shuffle, draw};
use sqlx::{PgConnection, PgExecutor};
use time::OffsetDateTime;
use uuid::Uuid;

/// What starting gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Start {
    /// An attempt is open.
    Open(Started),
    /// The banks can't fill a form.
    Short(Vec<Shortage>),
    /// The moment at which the attempt would have to end has passed.
    Over,
}

/// An open attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Started {
    /// The attempt.
    pub attempt: Uuid,
    /// Whether it was open already.
    pub resumed: bool,
}

/// How an attempt is opened.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Opening {
    /// Minutes on the clock; at least 1.
    pub(crate) minutes: u16,
    /// When the attempt ends though its minutes aren't over.
    pub(crate) deadline_cap: Option<OffsetDateTime>,
    /// The assignment that it is an attempt at; none for practice.
    pub(crate) assignment: Option<Uuid>,
    /// What of the form comes in random order.
    pub(crate) shuffle: Shuffle,
}

impl Opening {
    /// For practice: with the edition's own minutes, in random order unless the form is fixed.
    fn practice(known: &KnownEdition) -> Opening {
        Opening {
            minutes: known.edition.minutes,
            deadline_cap: None,
            assignment: None,
            shuffle: Shuffle { items: !known.edition.is_fixed(), options: true },
        }
    }
}

impl Store {
    /// Starts an attempt for practice; where one of this certification is open already, that one is resumed. However many
    /// starts come at once, one attempt is opened. Whether the person may sit the edition is for the caller to know.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn start(&self, person: Uuid, known: &KnownEdition) -> Result<Start, StoreError> {
        self.close_overdue_of(person).await?;
        let mut connection = self.pool.acquire().await?;
        open(&mut connection, person, known, &Opening::practice(known)).await
    }
}

/// Opens an attempt, or finds the one that is open: of the assignment, or for practice of the certification. Overdue ones are
/// to be closed before ([`Store::close_overdue_of`]). It may be part of a transaction.
pub(crate) async fn open(
    connection: &mut PgConnection,
    person: Uuid,
    known: &KnownEdition,
    opening: &Opening,
) -> Result<Start, StoreError> {
    if let Some(attempt) = open_attempt(&mut *connection, person, known, opening).await? {
        return Ok(Start::Open(Started { attempt, resumed: true }));
    }
    let pool = drawing_pool(&mut *connection, person, known).await?;
    let seed = secret::seed();
    let form = match draw(&known.edition, &pool, seed, opening.shuffle) {
        Ok(form) => form,
        Err(short) => return Ok(Start::Short(short)),
    };
    if let Some(attempt) = insert(&mut *connection, person, known, opening, &form, seed).await? {
        return Ok(Start::Open(Started { attempt, resumed: false }));
    }
    // Another start won, or it is too late.
    match open_attempt(&mut *connection, person, known, opening).await? {
        Some(attempt) => Ok(Start::Open(Started { attempt, resumed: true })),
        None if opening.deadline_cap.is_some() => Ok(Start::Over),
        None => Err(StoreError::Corrupt("an attempt that was open has gone".into())),
    }
}

async fn open_attempt(
    executor: impl PgExecutor<'_>,
    person: Uuid,
    known: &KnownEdition,
    opening: &Opening,
) -> Result<Option<Uuid>, StoreError> {
    Ok(sqlx::query_scalar!(
        "SELECT id FROM attempt
         WHERE person_id = $1 AND closed_at IS NULL
           AND (CASE WHEN $3::uuid IS NULL THEN certification = $2 AND assignment IS NULL ELSE assignment = $3 END)
         ORDER BY started_at DESC LIMIT 1",
        person,
        known.certification,
        opening.assignment
    )
    .fetch_optional(executor)
    .await?)
}

/// `None` when another attempt stands in its way, or the latest moment to end has passed. The session lives at least an hour
/// longer than the attempt.
async fn insert(
    executor: impl PgExecutor<'_>,
    person: Uuid,
    known: &KnownEdition,
    opening: &Opening,
    form: &Form,
    seed: i64,
) -> Result<Option<Uuid>, StoreError> {
    let slots = &form.slots;
    let revisions: Vec<i32> = slots.iter().map(|slot| slot.revision).collect();
    let sections: Vec<i16> = slots.iter().map(|slot| slot.section as i16).collect();
    let choose: Vec<i16> = slots.iter().map(|slot| slot.choose.into()).collect();
    let orders: Vec<i64> = slots.iter().map(|slot| slot.order.pack()).collect();
    Ok(sqlx::query_scalar!(
        "WITH kept AS (
             UPDATE session SET expires_at = greatest(expires_at, now() + make_interval(mins => $6 + 60))
             WHERE person_id = $2)
         INSERT INTO attempt (id, person_id, certification, edition_id, seed, started_at, deadline,
                              revisions, sections, choose, orders, chosen, struck, flagged, seqs, spent, assignment)
         SELECT $1, $2, $3, $4, $5, t.now, least(t.now + make_interval(mins => $6), $12), $7, $8, $9, $10,
                array_fill(0::smallint, ARRAY[$11::int]), array_fill(0::smallint, ARRAY[$11::int]),
                array_fill(false, ARRAY[$11::int]), array_fill(0, ARRAY[$11::int]), array_fill(NULL::int, ARRAY[$11::int]), $13
         FROM (SELECT clock_timestamp() AS now) t
         WHERE $12 IS NULL OR $12 > t.now
         ON CONFLICT DO NOTHING
         RETURNING id",
        Uuid::now_v7(),
        person,
        known.certification,
        known.id,
        seed,
        i32::from(opening.minutes),
        &revisions,
        &sections,
        &choose,
        &orders,
        slots.len() as i32,
        opening.deadline_cap,
        opening.assignment
    )
    .fetch_optional(executor)
    .await?)
}
