//! Where candidates are in an assigned exam, and when their page was last heard of.

use crate::secret::TokenHash;
use crate::{Store, StoreError};
use time::OffsetDateTime;
use uuid::Uuid;

/// What is known of one member of a class while an assigned exam runs.
#[derive(Clone, Debug)]
pub struct LiveMember {
    /// The person.
    pub person: Uuid,
    /// As the roster has them, or as they call themselves.
    pub name: String,
    /// Their last attempt that counts; `None` before the first.
    pub attempt: Option<LiveAttempt>,
}

/// An attempt as it is watched. It tells how many items have an answer, never which.
#[derive(Clone, Debug)]
pub struct LiveAttempt {
    /// The attempt.
    pub id: Uuid,
    /// When the clock started.
    pub started_at: OffsetDateTime,
    /// When it runs out.
    pub deadline: OffsetDateTime,
    /// When it was closed; `None` while it is open.
    pub closed_at: Option<OffsetDateTime>,
    /// Whether the candidate handed it in, as against time running out.
    pub handed_in: bool,
    /// How many items its form has.
    pub items: usize,
    /// How many of them have an answer.
    pub answered: usize,
    /// The position that the candidate looks at, and when their page said so; `None` where it never did.
    pub seen: Option<(usize, OffsetDateTime)>,
}

/// An assigned exam as it is watched.
#[derive(Clone, Debug)]
pub struct Live {
    /// The assignment.
    pub assignment: Uuid,
    /// When it can be started.
    pub opens_at: OffsetDateTime,
    /// Until when, for whoever was granted nothing else.
    pub closes_at: OffsetDateTime,
    /// The zone in which the window is told: an IANA name.
    pub time_zone: String,
    /// The assignment's title.
    pub title: String,
    /// The class.
    pub class: Uuid,
    /// The class's name.
    pub class_name: String,
    /// By name.
    pub members: Vec<LiveMember>,
    /// The clock's reading.
    pub now: OffsetDateTime,
}

impl Store {
    /// Notes where a candidate is. Whether anybody may want to know: whether the attempt is open, assigned, and the session's
    /// owner's.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn seen(&self, token: TokenHash, attempt: Uuid, position: u16) -> Result<bool, StoreError> {
        let Ok(place) = i16::try_from(position) else { return Ok(false) };
        let noted = sqlx::query!(
            "INSERT INTO presence (attempt, position, seen_at)
             SELECT a.id, $3, clock_timestamp() FROM attempt a
             JOIN session s ON s.token_hash = $2 AND s.expires_at > now() AND s.person_id = a.person_id
             WHERE a.id = $1 AND a.assignment IS NOT NULL AND a.closed_at IS NULL
               AND $3::smallint BETWEEN 1 AND cardinality(a.revisions)
             ON CONFLICT (attempt) DO UPDATE SET position = excluded.position, seen_at = excluded.seen_at",
            attempt,
            &token.0[..],
            place
        )
        .execute(&self.pool)
        .await?;
        Ok(noted.rows_affected() > 0)
    }

    /// How an assigned exam goes, for the owner of its class; `None` where there is none of theirs.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn live(&self, owner: Uuid, assignment: Uuid) -> Result<Option<Live>, StoreError> {
        let Some(of) = sqlx::query!(
            r#"SELECT s.title, s.opens_at, s.closes_at, s.time_zone, c.id AS class, c.name AS class_name,
                      clock_timestamp() AS "now!"
               FROM assignment s JOIN class c ON c.id = s.class
               JOIN person o ON o.id = c.owner AND o.role IN ('instructor', 'administrator')
               WHERE c.owner = $1 AND s.id = $2"#,
            owner,
            assignment
        )
        .fetch_optional(&self.pool)
        .await?
        else {
            return Ok(None);
        };
        let rows = sqlx::query!(
            r#"SELECT m.person, coalesce(nullif(m.name, ''), nullif(p.name, ''), p.email, '') AS "name!",
                      a.id AS "attempt?", a.started_at AS "started_at?", a.deadline AS "deadline?", a.closed_at,
                      a.closed_by = 'candidate' AS handed_in, cardinality(a.revisions) AS items,
                      cardinality(array_remove(a.chosen, 0::smallint)) AS answered,
                      here.position AS "position?", here.seen_at AS "seen_at?"
               FROM class_member m JOIN person p ON p.id = m.person
               LEFT JOIN LATERAL (
                   SELECT * FROM attempt last
                   WHERE last.assignment = $1 AND last.person_id = m.person AND last.voided_at IS NULL
                   ORDER BY last.started_at DESC LIMIT 1
               ) a ON true
               LEFT JOIN presence here ON here.attempt = a.id
               WHERE m.class = $2 AND (m.left_at IS NULL OR a.id IS NOT NULL)
               ORDER BY lower(coalesce(nullif(m.name, ''), nullif(p.name, ''), p.email, '')), m.person"#,
            assignment,
            of.class
        )
        .fetch_all(&self.pool)
        .await?;
        let members = rows
            .into_iter()
            .map(|row| LiveMember {
                person: row.person,
                name: row.name,
                attempt: row.attempt.zip(row.started_at).zip(row.deadline).map(
                    |((id, started_at), deadline)| LiveAttempt {
                        id,
                        started_at,
                        deadline,
                        closed_at: row.closed_at,
                        handed_in: row.handed_in.unwrap_or(false),
                        items: row.items.unwrap_or(0) as usize,
                        answered: row.answered.unwrap_or(0) as usize,
                        seen: row.position.map(|position| position as usize).zip(row.seen_at),
                    },
                ),
            })
            .collect();
        Ok(Some(Live {
            assignment,
            opens_at: of.opens_at,
            closes_at: of.closes_at,
            time_zone: of.time_zone,
            title: of.title,
            class: of.class,
            class_name: of.class_name,
            members,
            now: of.now,
        }))
    }

    /// Forgets where candidates were in attempts that are over.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn forget_presence(&self) -> Result<(), StoreError> {
        sqlx::query!("DELETE FROM presence WHERE seen_at < clock_timestamp() - interval '1 day'")
            .execute(&self.pool)
            .await?;
        Ok(())
    }
}
