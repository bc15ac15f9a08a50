//! What a person can delete of their own: one exam, all practice, the whole account.

use crate::audit::{self, Subject};
use crate::{Store, StoreError};
use invigil_exam::GRACE;
use serde_json::json;
use sqlx::PgConnection;
use uuid::Uuid;

/// What became of deleting an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AttemptDeletion {
    /// It is gone.
    Done,
    /// It was assigned: its instructor counts on it.
    Assigned,
    /// Its clock runs.
    Running,
    /// There is no such attempt, or it is another's.
    NotFound,
}

/// Why an account can't be deleted now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InTheWay {
    /// An assigned exam whose clock runs.
    Sitting {
        /// The attempt.
        attempt: Uuid,
        /// What the assignment is called.
        title: String,
    },
    /// A bank that they own.
    Bank {
        /// Its id.
        id: Uuid,
        /// What it is called.
        name: String,
    },
    /// A class that they own.
    Class {
        /// Its id.
        id: Uuid,
        /// What it is called.
        name: String,
    },
    /// An exam that they made.
    Exam {
        /// Its id.
        id: String,
        /// What it is called.
        title: String,
    },
    /// Nobody else could give roles.
    LastAdministrator,
}

impl Store {
    /// Deletes a closed attempt of a person that wasn't assigned, with everything that hangs on it.
    ///
    /// # Errors
    /// When the database fails; nothing is deleted then.
    pub async fn delete_attempt(&self, person: Uuid, id: Uuid) -> Result<AttemptDeletion, StoreError> {
        let mut transaction = self.pool.begin().await?;
        let row = sqlx::query!(
            r#"SELECT assignment, closed_at IS NULL AND deadline > clock_timestamp() - make_interval(secs => $3) AS "running!"
               FROM attempt WHERE id = $1 AND person_id = $2 FOR UPDATE"#,
            id,
            person,
            GRACE.as_seconds_f64()
        )
        .fetch_optional(&mut *transaction)
        .await?;
        let Some(row) = row else { return Ok(AttemptDeletion::NotFound) };
        if row.assignment.is_some() {
            return Ok(AttemptDeletion::Assigned);
        }
        if row.running {
            return Ok(AttemptDeletion::Running);
        }
        sqlx::query!("DELETE FROM presence WHERE attempt = $1", id).execute(&mut *transaction).await?;
        sqlx::query!("DELETE FROM attempt WHERE id = $1", id).execute(&mut *transaction).await?;
        transaction.commit().await?;
        Ok(AttemptDeletion::Done)
    }

    /// Deletes every set that a person practised, with its answers; how many sets.
    ///
    /// # Errors
    /// When the database fails; nothing is deleted then.
    pub async fn delete_practice(&self, person: Uuid) -> Result<u64, StoreError> {
        let done =
            sqlx::query!("DELETE FROM practice WHERE person_id = $1", person).execute(&self.pool).await?;
        Ok(done.rows_affected())
    }

    /// What stands in the way of deleting a person.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn in_the_way(&self, person: Uuid) -> Result<Vec<InTheWay>, StoreError> {
        in_the_way(&mut *self.pool.acquire().await?, person).await
    }

    /// Deletes a person, guest or account, with everything of theirs; unless something stands in the way, which is returned, and
    /// nothing is deleted then. The trail keeps their id, which nothing else knows any more.
    ///
    /// # Errors
    /// When the database fails; nothing is deleted then.
    pub async fn delete_person(&self, person: Uuid) -> Result<Vec<InTheWay>, StoreError> {
        let mut transaction = self.pool.begin().await?;
        // Two administrators don't leave at once; and nothing new comes to the person from here on.
        sqlx::query_scalar!(
            "SELECT id FROM person WHERE id = $1 OR (role = 'administrator' AND password_hash IS NOT NULL)
             ORDER BY id FOR UPDATE",
            person
        )
        .fetch_all(&mut *transaction)
        .await?;
        let reasons = in_the_way(&mut transaction, person).await?;
        if !reasons.is_empty() {
            return Ok(reasons);
        }
        sqlx::query!(
            "DELETE FROM presence WHERE attempt IN (SELECT id FROM attempt WHERE person_id = $1)",
            person
        )
        .execute(&mut *transaction)
        .await?;
        let gone =
            sqlx::query!("DELETE FROM person WHERE id = $1", person).execute(&mut *transaction).await?;
        if gone.rows_affected() > 0 {
            let subject = Subject { person: Some(person), ..Subject::default() };
            audit::record(&mut transaction, Some(person), "account deleted", subject, json!({})).await?;
        }
        transaction.commit().await?;
        Ok(Vec::new())
    }
}

async fn in_the_way(connection: &mut PgConnection, person: Uuid) -> Result<Vec<InTheWay>, StoreError> {
    let rows = sqlx::query!(
        r#"SELECT 'sitting' AS "kind!", t.id::text AS "id!", s.title AS "name!"
           FROM attempt t JOIN assignment s ON s.id = t.assignment
           WHERE t.person_id = $1 AND t.closed_at IS NULL AND t.deadline > clock_timestamp() - make_interval(secs => $2)
           UNION ALL (SELECT 'bank', id::text, name FROM bank WHERE owner = $1 ORDER BY lower(name), id)
           UNION ALL (SELECT 'class', id::text, name FROM class WHERE owner = $1 ORDER BY lower(name), id)
           UNION ALL (SELECT 'exam', id, coalesce(definition ->> 'short', id) FROM certification WHERE owner = $1
                      ORDER BY lower(definition ->> 'short'), id)
           UNION ALL SELECT 'administrator', '', '' FROM person
               WHERE id = $1 AND role = 'administrator' AND NOT EXISTS (
                   SELECT FROM person o WHERE o.role = 'administrator' AND o.password_hash IS NOT NULL AND o.id <> $1)"#,
        person,
        GRACE.as_seconds_f64()
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter()
        .map(|row| {
            let id = || row.id.parse::<Uuid>().map_err(|problem| StoreError::Corrupt(problem.to_string()));
            Ok(match row.kind.as_str() {
                "sitting" => InTheWay::Sitting { attempt: id()?, title: row.name },
                "bank" => InTheWay::Bank { id: id()?, name: row.name },
                "class" => InTheWay::Class { id: id()?, name: row.name },
                "exam" => InTheWay::Exam { id: row.id, title: row.name },
                _ => InTheWay::LastAdministrator,
            })
        })
        .collect()
}
