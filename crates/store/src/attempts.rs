//! Starting an attempt, reading it, taking it over.

use crate::attempt_row::AttemptRow;
use crate::{KnownEdition, Store, StoreError, secret};
use invigil_exam::{Attempt, Form, PoolItem, Shortage, draw};
use sqlx::PgExecutor;
use time::OffsetDateTime;
use uuid::Uuid;

/// What starting gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Start {
    /// An attempt is open.
    Open(Started),
    /// The bank can't fill a form.
    Short(Vec<Shortage>),
}

/// An open attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Started {
    /// The attempt.
    pub attempt: Uuid,
    /// Whether it was open already.
    pub resumed: bool,
}

impl Store {
    /// Starts an attempt; where one of this certification is open already, that one is resumed. However many starts come
    /// at once, one attempt is opened.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn start(&self, person: Uuid, known: &KnownEdition) -> Result<Start, StoreError> {
        self.close_overdue_of(person).await?;
        if let Some(attempt) = self.open_attempt(person, &known.certification).await? {
            return Ok(Start::Open(Started { attempt, resumed: true }));
        }
        let pool = self.drawing_pool(person, &known.certification).await?;
        let seed = secret::seed();
        let form = match draw(&known.edition, &pool, seed) {
            Ok(form) => form,
            Err(short) => return Ok(Start::Short(short)),
        };
        if let Some(attempt) = self.insert(person, known, &form, seed).await? {
            return Ok(Start::Open(Started { attempt, resumed: false }));
        }
        // Another start won.
        match self.open_attempt(person, &known.certification).await? {
            Some(attempt) => Ok(Start::Open(Started { attempt, resumed: true })),
            None => Err(StoreError::Corrupt("an attempt that was open has gone".into())),
        }
    }

    async fn open_attempt(&self, person: Uuid, certification: &str) -> Result<Option<Uuid>, StoreError> {
        Ok(sqlx::query_scalar!(
            "SELECT id FROM attempt WHERE person_id = $1 AND certification = $2 AND closed_at IS NULL AND assignment IS NULL
             ORDER BY started_at DESC LIMIT 1",
            person,
            certification
        )
        .fetch_optional(&self.pool)
        .await?)
    }

    /// The items that a form may take, with when this person last had each.
    async fn drawing_pool(&self, person: Uuid, certification: &str) -> Result<Vec<PoolItem>, StoreError> {
        let rows = sqlx::query!(
            r#"SELECT r.id AS revision, i.id AS item, r.topic, r.question -> 'shuffle' = 'true' AS "shuffle!",
                      jsonb_array_length(r.question -> 'options') AS "options!", (r.question ->> 'choose')::int AS "choose!",
                      seen.at AS "last_seen?"
               FROM item i JOIN item_revision r ON r.id = i.revision
               LEFT JOIN (
                   SELECT earlier.item, max(a.started_at) AS at
                   FROM attempt a CROSS JOIN unnest(a.revisions) AS u (revision)
                   JOIN item_revision earlier ON earlier.id = u.revision
                   WHERE a.person_id = $1 AND a.certification = $2 GROUP BY earlier.item
               ) seen ON seen.item = i.id
               WHERE i.certification = $2"#,
            person,
            certification
        )
        .fetch_all(&self.pool)
        .await?;
        Ok(rows
            .into_iter()
            .map(|row| PoolItem {
                revision: row.revision,
                item: row.item,
                topic: row.topic,
                options: row.options as u8,
                choose: row.choose as u8,
                shuffle: row.shuffle,
                last_seen: row.last_seen,
            })
            .collect())
    }

    /// `None` when another attempt of this certification is open. The session lives at least an hour longer than the attempt.
    async fn insert(
        &self,
        person: Uuid,
        known: &KnownEdition,
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
                                  revisions, sections, choose, orders, chosen, struck, flagged, seqs)
             SELECT $1, $2, $3, $4, $5, t.now, t.now + make_interval(mins => $6), $7, $8, $9, $10,
                    array_fill(0::smallint, ARRAY[$11::int]), array_fill(0::smallint, ARRAY[$11::int]),
                    array_fill(false, ARRAY[$11::int]), array_fill(0, ARRAY[$11::int])
             FROM (SELECT clock_timestamp() AS now) t
             ON CONFLICT (person_id, certification) WHERE closed_at IS NULL AND joined_from IS NULL AND assignment IS NULL
             DO NOTHING
             RETURNING id",
            Uuid::now_v7(),
            person,
            known.certification,
            known.id,
            seed,
            i32::from(known.edition.minutes),
            &revisions,
            &sections,
            &choose,
            &orders,
            slots.len() as i32
        )
        .fetch_optional(&self.pool)
        .await?)
    }

    /// A person's attempt as it stands now, with the clock's reading; `None` when there is none of this id or it is another's.
    /// An overdue one is closed and marked on the way.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn attempt(
        &self,
        person: Uuid,
        id: Uuid,
    ) -> Result<Option<(Attempt, OffsetDateTime)>, StoreError> {
        let Some(row) = row(&self.pool, id).await?.filter(|row| row.person_id == person) else {
            return Ok(None);
        };
        let (stored, now) = row.into_attempt()?;
        let was_open = matches!(stored, Attempt::Open(_));
        let attempt = stored.at(now);
        if was_open && matches!(attempt, Attempt::Closed(_)) {
            self.close_overdue_of(person).await?;
        }
        Ok(Some((attempt, now)))
    }

    /// Gives an open attempt to another tab or device: its epoch counts up, and saves of the old one are refused from now on.
    /// Returns the attempt as it stands then; a closed one stays as it is.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn take_over(
        &self,
        person: Uuid,
        id: Uuid,
    ) -> Result<Option<(Attempt, OffsetDateTime)>, StoreError> {
        sqlx::query!(
            "UPDATE attempt SET epoch = epoch + 1 WHERE id = $1 AND person_id = $2 AND closed_at IS NULL",
            id,
            person
        )
        .execute(&self.pool)
        .await?;
        self.attempt(person, id).await
    }
}

/// The row of an attempt.
pub(crate) async fn row(executor: impl PgExecutor<'_>, id: Uuid) -> Result<Option<AttemptRow>, StoreError> {
    Ok(sqlx::query_as!(
        AttemptRow,
        r#"SELECT id, person_id, certification, edition_id, started_at, deadline, revisions, sections, choose, orders,
                  chosen, struck, flagged, seqs, epoch, closed_at, closed_by, clock_timestamp() AS "now!"
           FROM attempt WHERE id = $1"#,
        id
    )
    .fetch_optional(executor)
    .await?)
}

/// The row of an attempt, locked until the transaction ends.
pub(crate) async fn locked_row(
    executor: impl PgExecutor<'_>,
    id: Uuid,
) -> Result<Option<AttemptRow>, StoreError> {
    Ok(sqlx::query_as!(
        AttemptRow,
        r#"SELECT id, person_id, certification, edition_id, started_at, deadline, revisions, sections, choose, orders,
                  chosen, struck, flagged, seqs, epoch, closed_at, closed_by, clock_timestamp() AS "now!"
           FROM attempt WHERE id = $1 FOR UPDATE"#,
        id
    )
    .fetch_optional(executor)
    .await?)
}
