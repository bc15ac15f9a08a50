//! Sessions: an opaque token in the browser, its hash here.

use crate::secret::{Token, TokenHash};
use crate::{Person, Role, Store, StoreError};
use sqlx::postgres::types::PgInterval;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

/// How long a session lasts without use. A guest's is their only tie to their history, so it lasts as long as browsers keep
/// a cookie.
fn lifetime(guest: bool) -> Duration {
    Duration::days(if guest { 400 } else { 30 })
}

fn interval(duration: Duration) -> PgInterval {
    PgInterval { months: 0, days: 0, microseconds: duration.whole_microseconds() as i64 }
}

/// A session and whose it is.
#[derive(Clone, Debug)]
pub struct Session {
    /// What is stored of its token.
    pub token: TokenHash,
    /// Whose it is.
    pub person: Person,
    /// The database's clock.
    pub now: OffsetDateTime,
}

impl Store {
    /// The session of this token, if it is alive. Use prolongs it, noted once an hour at most.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn session(&self, token: &TokenHash) -> Result<Option<Session>, StoreError> {
        let row = sqlx::query!(
            r#"SELECT p.id, p.email, p.name, p.role, p.created_at, clock_timestamp() AS "now!",
                      s.last_seen_at < now() - interval '1 hour' AS "unnoted!"
               FROM session s JOIN person p ON p.id = s.person_id
               WHERE s.token_hash = $1 AND s.expires_at > now()"#,
            &token.0[..]
        )
        .fetch_optional(&self.pool)
        .await?;
        let Some(row) = row else { return Ok(None) };
        if row.unnoted {
            sqlx::query!(
                "UPDATE session SET last_seen_at = now(), expires_at = greatest(expires_at, now() + $2)
                 WHERE token_hash = $1",
                &token.0[..],
                interval(lifetime(row.email.is_none()))
            )
            .execute(&self.pool)
            .await?;
        }
        let person = Person {
            id: row.id,
            role: Role::stored(&row.role)?,
            email: row.email,
            name: row.name,
            created_at: row.created_at,
        };
        Ok(Some(Session { token: *token, person, now: row.now }))
    }

    /// Opens a session for an account; `old`, if any, dies with it (a token never survives signing in).
    ///
    /// # Errors
    /// When the database fails.
    pub async fn open_session(&self, person: Uuid, old: Option<&TokenHash>) -> Result<Token, StoreError> {
        let token = Token::new();
        let mut transaction = self.pool.begin().await?;
        if let Some(old) = old {
            sqlx::query!("DELETE FROM session WHERE token_hash = $1", &old.0[..])
                .execute(&mut *transaction)
                .await?;
        }
        sqlx::query!(
            "INSERT INTO session (token_hash, person_id, expires_at) VALUES ($1, $2, now() + $3)",
            &token.hash().0[..],
            person,
            interval(lifetime(false))
        )
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(token)
    }

    /// Makes a guest and opens a session for them.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn open_guest_session(&self) -> Result<(Token, Uuid), StoreError> {
        let (token, guest) = (Token::new(), Uuid::now_v7());
        sqlx::query!(
            "WITH guest AS (INSERT INTO person (id) VALUES ($2) RETURNING id)
             INSERT INTO session (token_hash, person_id, expires_at) SELECT $1, id, now() + $3 FROM guest",
            &token.hash().0[..],
            guest,
            interval(lifetime(true))
        )
        .execute(&self.pool)
        .await?;
        Ok((token, guest))
    }

    /// Ends a session.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn end_session(&self, token: &TokenHash) -> Result<(), StoreError> {
        sqlx::query!("DELETE FROM session WHERE token_hash = $1", &token.0[..]).execute(&self.pool).await?;
        Ok(())
    }

    /// Ends every session of a person but one; how many ended.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn end_other_sessions(&self, person: Uuid, kept: &TokenHash) -> Result<u64, StoreError> {
        let done = sqlx::query!(
            "DELETE FROM session WHERE person_id = $1 AND token_hash <> $2",
            person,
            &kept.0[..]
        )
        .execute(&self.pool)
        .await?;
        Ok(done.rows_affected())
    }

    /// How many live sessions a person has.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sessions_of(&self, person: Uuid) -> Result<i64, StoreError> {
        Ok(sqlx::query_scalar!(
            r#"SELECT count(*) AS "count!" FROM session WHERE person_id = $1 AND expires_at > now()"#,
            person
        )
        .fetch_one(&self.pool)
        .await?)
    }
}
