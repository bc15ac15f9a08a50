//! One-time links: the first administrator, invitations, forgotten passwords.

use crate::secret::{Token, TokenHash};
use crate::{EmailTaken, Role, Store, StoreError};
use uuid::Uuid;

/// What a link is good for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkTarget {
    /// Becoming the first administrator.
    FirstAdministrator,
    /// Setting the password of an account.
    Password {
        /// The account.
        person: Uuid,
        /// Its e-mail address.
        email: String,
        /// What its owner is called.
        name: String,
    },
}

impl Store {
    /// Makes the link to become the first administrator, good for a day. Earlier ones are void.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn first_administrator_link(&self) -> Result<Token, StoreError> {
        let token = Token::new();
        let mut transaction = self.pool.begin().await?;
        sqlx::query!("DELETE FROM one_time_link WHERE person_id IS NULL OR expires_at < now()")
            .execute(&mut *transaction)
            .await?;
        sqlx::query!(
            "INSERT INTO one_time_link (token_hash, expires_at) VALUES ($1, now() + interval '1 day')",
            &token.hash().0[..]
        )
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(token)
    }

    /// Makes the link to set the password of the account with this e-mail address, good for three days; earlier ones of that
    /// account are void. `None` when there is no such account.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn password_link(&self, email: &str) -> Result<Option<Token>, StoreError> {
        let token = Token::new();
        let mut transaction = self.pool.begin().await?;
        sqlx::query!(
            "DELETE FROM one_time_link WHERE person_id = (SELECT id FROM person WHERE email = lower($1))",
            email
        )
        .execute(&mut *transaction)
        .await?;
        let made = sqlx::query!(
            "INSERT INTO one_time_link (token_hash, person_id, expires_at)
             SELECT $1, id, now() + interval '3 days' FROM person WHERE email = lower($2)",
            &token.hash().0[..],
            email
        )
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok((made.rows_affected() == 1).then_some(token))
    }

    /// What a link is good for; `None` when it was used, is too old or never was.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn link(&self, token: &TokenHash) -> Result<Option<LinkTarget>, StoreError> {
        let row = sqlx::query!(
            r#"SELECT p.id AS "person?", p.email, p.name AS "name?"
               FROM one_time_link l LEFT JOIN person p ON p.id = l.person_id
               WHERE l.token_hash = $1 AND l.expires_at > now()"#,
            &token.0[..]
        )
        .fetch_optional(&self.pool)
        .await?;
        Ok(row.map(|row| match (row.person, row.email, row.name) {
            (Some(person), Some(email), Some(name)) => LinkTarget::Password { person, email, name },
            _ => LinkTarget::FirstAdministrator,
        }))
    }

    /// Uses a link to set a password; ends all sessions of the account. `None` when the link is not good for that.
    ///
    /// # Errors
    /// When the database fails; the link stays good then.
    pub async fn use_password_link(
        &self,
        token: &TokenHash,
        password_hash: &str,
    ) -> Result<Option<Uuid>, StoreError> {
        let mut transaction = self.pool.begin().await?;
        let person = sqlx::query_scalar!(
            r#"DELETE FROM one_time_link WHERE token_hash = $1 AND expires_at > now() AND person_id IS NOT NULL
               RETURNING person_id AS "person!""#,
            &token.0[..]
        )
        .fetch_optional(&mut *transaction)
        .await?;
        let Some(person) = person else { return Ok(None) };
        sqlx::query!("UPDATE person SET password_hash = $2 WHERE id = $1", person, password_hash)
            .execute(&mut *transaction)
            .await?;
        sqlx::query!("DELETE FROM session WHERE person_id = $1", person).execute(&mut *transaction).await?;
        transaction.commit().await?;
        Ok(Some(person))
    }

    /// Uses a link to become the first administrator. `None` when the link is not good for that.
    ///
    /// # Errors
    /// The inner error when `email` has an account already. The link stays good after any error.
    pub async fn use_first_administrator_link(
        &self,
        token: &TokenHash,
        email: &str,
        name: &str,
        password_hash: &str,
    ) -> Result<Result<Option<Uuid>, EmailTaken>, StoreError> {
        let mut transaction = self.pool.begin().await?;
        let used = sqlx::query!(
            "DELETE FROM one_time_link WHERE token_hash = $1 AND expires_at > now() AND person_id IS NULL",
            &token.0[..]
        )
        .execute(&mut *transaction)
        .await?;
        if used.rows_affected() == 0 {
            return Ok(Ok(None));
        }
        let id = Uuid::now_v7();
        let created = sqlx::query!(
            "INSERT INTO person (id, email, name, role, password_hash) VALUES ($1, lower($2), $3, $4, $5)
             ON CONFLICT (email) DO NOTHING",
            id,
            email,
            name,
            Role::Administrator.name(),
            password_hash
        )
        .execute(&mut *transaction)
        .await?;
        if created.rows_affected() == 0 {
            return Ok(Err(EmailTaken));
        }
        transaction.commit().await?;
        Ok(Ok(Some(id)))
    }
}
