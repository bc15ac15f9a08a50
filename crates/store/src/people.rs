//! People: guests and accounts.

use crate::{Store, StoreError};
use thiserror::Error;
use time::OffsetDateTime;
use uuid::Uuid;

/// What an account may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Sits exams.
    Candidate,
    /// Sees banks with their keys.
    Instructor,
    /// Gives roles.
    Administrator,
}

impl Role {
    /// All of them, the least first.
    pub const ALL: [Role; 3] = [Role::Candidate, Role::Instructor, Role::Administrator];

    /// Its name, as stored and as people write it.
    pub fn name(self) -> &'static str {
        match self {
            Role::Candidate => "candidate",
            Role::Instructor => "instructor",
            Role::Administrator => "administrator",
        }
    }

    /// The role of this name.
    pub fn named(name: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.name() == name)
    }

    pub(crate) fn stored(name: &str) -> Result<Role, StoreError> {
        Role::named(name).ok_or_else(|| StoreError::Corrupt(format!("the role `{name}`")))
    }
}

/// A person.
#[derive(Clone, Debug)]
pub struct Person {
    /// Their id.
    pub id: Uuid,
    /// Lower case; `None` for a guest.
    pub email: Option<String>,
    /// What they are called; may be empty.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// Since when they are known.
    pub created_at: OffsetDateTime,
}

/// What signing in needs to know of an account.
#[derive(Clone, Debug)]
pub struct Credentials {
    /// Whose they are.
    pub person: Uuid,
    /// An argon2id hash in PHC format; `None` until the one-time link was used.
    pub password_hash: Option<String>,
}

/// What became of giving a role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoleChange {
    /// It is given.
    Done,
    /// There is no such account.
    NoAccount,
    /// It is the last administrator's, who stays one.
    LastAdministrator,
}

/// An account with this e-mail address exists.
#[derive(Clone, Copy, Debug, Error)]
#[error("an account with this e-mail address exists already")]
pub struct EmailTaken;

/// Turns the unique constraint on e-mail addresses into a result of its own.
fn unless_taken<T>(result: Result<T, sqlx::Error>) -> Result<Result<T, EmailTaken>, StoreError> {
    match result {
        Ok(value) => Ok(Ok(value)),
        Err(sqlx::Error::Database(refusal)) if refusal.constraint() == Some("person_email_key") => {
            Ok(Err(EmailTaken))
        }
        Err(other) => Err(other.into()),
    }
}

impl Store {
    /// Creates an account.
    ///
    /// # Errors
    /// The inner error when `email` has an account already.
    pub async fn create_account(
        &self,
        email: &str,
        name: &str,
        role: Role,
        password_hash: Option<&str>,
    ) -> Result<Result<Uuid, EmailTaken>, StoreError> {
        let id = Uuid::now_v7();
        let created = sqlx::query!(
            "INSERT INTO person (id, email, name, role, password_hash) VALUES ($1, lower($2), $3, $4, $5)",
            id,
            email,
            name,
            role.name(),
            password_hash
        )
        .execute(&self.pool)
        .await;
        Ok(unless_taken(created)?.map(|_| id))
    }

    /// Turns a guest into an account; their attempts stay theirs.
    ///
    /// # Errors
    /// The inner error when `email` has an account already; [`StoreError::Corrupt`] when `guest` is no guest.
    pub async fn guest_to_account(
        &self,
        guest: Uuid,
        email: &str,
        name: &str,
        password_hash: &str,
    ) -> Result<Result<(), EmailTaken>, StoreError> {
        let turned = sqlx::query!(
            "UPDATE person SET email = lower($2), name = $3, password_hash = $4 WHERE id = $1 AND email IS NULL",
            guest,
            email,
            name,
            password_hash
        )
        .execute(&self.pool)
        .await;
        match unless_taken(turned)? {
            Ok(done) if done.rows_affected() == 0 => {
                Err(StoreError::Corrupt("only a guest can become an account".into()))
            }
            other => Ok(other.map(|_| ())),
        }
    }

    /// What signing in with this e-mail address needs.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn credentials(&self, email: &str) -> Result<Option<Credentials>, StoreError> {
        Ok(sqlx::query_as!(
            Credentials,
            "SELECT id AS person, password_hash FROM person WHERE email = lower($1)",
            email
        )
        .fetch_optional(&self.pool)
        .await?)
    }

    /// What changing one's own password needs.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn credentials_of(&self, person: Uuid) -> Result<Option<Credentials>, StoreError> {
        Ok(sqlx::query_as!(
            Credentials,
            "SELECT id AS person, password_hash FROM person WHERE id = $1",
            person
        )
        .fetch_optional(&self.pool)
        .await?)
    }

    /// Sets an account's password and ends all of its sessions.
    ///
    /// # Errors
    /// When the database fails; nothing is changed then.
    pub async fn set_password(&self, person: Uuid, password_hash: &str) -> Result<(), StoreError> {
        let mut transaction = self.pool.begin().await?;
        sqlx::query!("UPDATE person SET password_hash = $2 WHERE id = $1", person, password_hash)
            .execute(&mut *transaction)
            .await?;
        sqlx::query!("DELETE FROM session WHERE person_id = $1", person).execute(&mut *transaction).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Sets what an account's owner is called.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_name(&self, person: Uuid, name: &str) -> Result<(), StoreError> {
        sqlx::query!("UPDATE person SET name = $2 WHERE id = $1", person, name).execute(&self.pool).await?;
        Ok(())
    }

    /// Gives an account a role. It holds from the next request on. The last administrator who can sign in stays one,
    /// however many requests come at once.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_role(&self, person: Uuid, role: Role) -> Result<RoleChange, StoreError> {
        let mut transaction = self.pool.begin().await?;
        // Whoever changes roles does so one after the other.
        let administrators = sqlx::query_scalar!(
            "SELECT id FROM person WHERE role = 'administrator' AND password_hash IS NOT NULL ORDER BY id FOR UPDATE"
        )
        .fetch_all(&mut *transaction)
        .await?;
        if administrators == [person] && role != Role::Administrator {
            return Ok(RoleChange::LastAdministrator);
        }
        let done = sqlx::query!(
            "UPDATE person SET role = $2 WHERE id = $1 AND email IS NOT NULL",
            person,
            role.name()
        )
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(if done.rows_affected() == 1 { RoleChange::Done } else { RoleChange::NoAccount })
    }

    /// The accounts whose name or e-mail address contains `search`, by e-mail address, at most `limit`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn accounts(&self, search: &str, limit: u16) -> Result<Vec<Person>, StoreError> {
        let rows = sqlx::query!(
            "SELECT id, email, name, role, created_at FROM person
             WHERE email IS NOT NULL AND (position(lower($1) IN email) > 0 OR position(lower($1) IN lower(name)) > 0)
             ORDER BY email LIMIT $2",
            search,
            i64::from(limit)
        )
        .fetch_all(&self.pool)
        .await?;
        rows.into_iter()
            .map(|row| {
                let role = Role::stored(&row.role)?;
                Ok(Person { id: row.id, email: row.email, name: row.name, role, created_at: row.created_at })
            })
            .collect()
    }

    /// Whether there is an administrator.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn has_administrator(&self) -> Result<bool, StoreError> {
        Ok(sqlx::query_scalar!(
            r#"SELECT EXISTS (SELECT FROM person WHERE role = 'administrator' AND password_hash IS NOT NULL) AS "any!""#
        )
        .fetch_one(&self.pool)
        .await?)
    }
}
