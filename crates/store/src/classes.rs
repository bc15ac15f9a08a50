//! Classes: a name, an owner, and a code to join by.

use crate::audit::{self, Subject};
use crate::{Store, StoreError, secret};
use serde_json::{Value, json};
use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

/// A class, as its owner sees it.
#[derive(Clone, Debug)]
pub struct Class {
    /// Its id.
    pub id: Uuid,
    /// What it is called.
    pub name: String,
    /// What people type to join: letters of [`secret::CODE_LETTERS`].
    pub join_code: String,
    /// Whether the code lets anybody in.
    pub joining: bool,
    /// When it was made.
    pub created_at: OffsetDateTime,
    /// When it was put away: nobody joins or starts anything any more.
    pub archived_at: Option<OffsetDateTime>,
    /// How many people are in it.
    pub members: i64,
    /// How many assignments it has, those taken back left out.
    pub assignments: i64,
}

impl Store {
    /// The classes of a person, by name; those put away come last.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn classes(&self, owner: Uuid) -> Result<Vec<Class>, StoreError> {
        Ok(sqlx::query_as!(
            Class,
            r#"SELECT c.id, c.name, c.join_code, c.joining, c.created_at, c.archived_at,
                      (SELECT count(*) FROM class_member m WHERE m.class = c.id AND m.left_at IS NULL) AS "members!",
                      (SELECT count(*) FROM assignment a WHERE a.class = c.id AND a.cancelled_at IS NULL) AS "assignments!"
               FROM class c WHERE c.owner = $1 ORDER BY c.archived_at IS NOT NULL, lower(c.name), c.id"#,
            owner
        )
        .fetch_all(&self.pool)
        .await?)
    }

    /// A class of a person; `None` when there is none of this id or it is another's.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn class(&self, owner: Uuid, id: Uuid) -> Result<Option<Class>, StoreError> {
        Ok(sqlx::query_as!(
            Class,
            r#"SELECT c.id, c.name, c.join_code, c.joining, c.created_at, c.archived_at,
                      (SELECT count(*) FROM class_member m WHERE m.class = c.id AND m.left_at IS NULL) AS "members!",
                      (SELECT count(*) FROM assignment a WHERE a.class = c.id AND a.cancelled_at IS NULL) AS "assignments!"
               FROM class c WHERE c.owner = $1 AND c.id = $2"#,
            owner,
            id
        )
        .fetch_optional(&self.pool)
        .await?)
    }

    /// Makes a class that can be joined by its code.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn create_class(&self, owner: Uuid, name: &str) -> Result<Uuid, StoreError> {
        let id = Uuid::now_v7();
        let mut transaction = self.pool.begin().await?;
        sqlx::query!(
            "INSERT INTO class (id, owner, name, join_code) VALUES ($1, $2, $3, $4)",
            id,
            owner,
            name,
            secret::join_code()
        )
        .execute(&mut *transaction)
        .await?;
        noted(&mut transaction, owner, id, "class created", json!({ "name": name })).await?;
        transaction.commit().await?;
        Ok(id)
    }

    /// Gives a class another name; whether it is the person's.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn rename_class(&self, owner: Uuid, id: Uuid, name: &str) -> Result<bool, StoreError> {
        let mut transaction = self.pool.begin().await?;
        let old =
            sqlx::query_scalar!("SELECT name FROM class WHERE owner = $1 AND id = $2 FOR UPDATE", owner, id)
                .fetch_optional(&mut *transaction)
                .await?;
        let Some(old) = old else { return Ok(false) };
        if old != name {
            sqlx::query!("UPDATE class SET name = $2 WHERE id = $1", id, name)
                .execute(&mut *transaction)
                .await?;
            let change = json!({ "changes": [{ "what": "name", "old": old, "new": name }] });
            noted(&mut transaction, owner, id, "class renamed", change).await?;
            transaction.commit().await?;
        }
        Ok(true)
    }

    /// Puts a class away, or takes it out again; whether it is the person's. While it is away nobody joins or starts anything.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn archive_class(&self, owner: Uuid, id: Uuid, away: bool) -> Result<bool, StoreError> {
        let mut transaction = self.pool.begin().await?;
        let done = sqlx::query!(
            "UPDATE class SET archived_at = CASE WHEN $3 THEN coalesce(archived_at, now()) END WHERE owner = $1 AND id = $2",
            owner,
            id,
            away
        )
        .execute(&mut *transaction)
        .await?;
        if done.rows_affected() == 0 {
            return Ok(false);
        }
        let action = if away { "class archived" } else { "class taken out again" };
        noted(&mut transaction, owner, id, action, json!({})).await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// Lets people join by the code, or not; whether the class is the person's.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_joining(&self, owner: Uuid, id: Uuid, joining: bool) -> Result<bool, StoreError> {
        let mut transaction = self.pool.begin().await?;
        let done =
            sqlx::query!("UPDATE class SET joining = $3 WHERE owner = $1 AND id = $2", owner, id, joining)
                .execute(&mut *transaction)
                .await?;
        if done.rows_affected() == 0 {
            return Ok(false);
        }
        let action = if joining { "joining switched on" } else { "joining switched off" };
        noted(&mut transaction, owner, id, action, json!({})).await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// Gives a class a new code; the old one is void. Whether the class is the person's.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn renew_join_code(&self, owner: Uuid, id: Uuid) -> Result<bool, StoreError> {
        let mut transaction = self.pool.begin().await?;
        let done = sqlx::query!(
            "UPDATE class SET join_code = $3 WHERE owner = $1 AND id = $2",
            owner,
            id,
            secret::join_code()
        )
        .execute(&mut *transaction)
        .await?;
        if done.rows_affected() == 0 {
            return Ok(false);
        }
        noted(&mut transaction, owner, id, "join code renewed", json!({})).await?;
        transaction.commit().await?;
        Ok(true)
    }
}

/// A line of the trail about a class.
async fn noted(
    connection: &mut PgConnection,
    actor: Uuid,
    class: Uuid,
    action: &str,
    details: Value,
) -> Result<(), StoreError> {
    let subject = Subject { class: Some(class), ..Subject::default() };
    audit::record(connection, Some(actor), action, subject, details).await
}
