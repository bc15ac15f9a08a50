//! The trail of who did what: written in the transaction of what it tells of, never changed.

use crate::{Store, StoreError};
use serde_json::Value;
use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

/// What something was done to. What doesn't apply stays `None`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Subject {
    pub bank: Option<Uuid>,
    pub item: Option<String>,
    pub class: Option<Uuid>,
    pub assignment: Option<Uuid>,
    pub attempt: Option<Uuid>,
    /// Whom it was done to.
    pub person: Option<Uuid>,
}

/// One line of the trail.
#[derive(Clone, Debug)]
pub struct AuditEntry {
    /// When.
    pub at: OffsetDateTime,
    /// Who: a name, or an e-mail address where they gave none; empty for somebody who is gone.
    pub actor: String,
    /// What, in words: `key corrected`.
    pub action: String,
    /// To what.
    pub subject: Subject,
    /// To whom, as [`AuditEntry::actor`].
    pub person: String,
    /// The rest, by name.
    pub details: Value,
}

/// Writes a line. It is part of the caller's transaction, so that nothing happens without its line and no line tells of what
/// didn't happen.
pub(crate) async fn record(
    connection: &mut PgConnection,
    actor: Option<Uuid>,
    action: &str,
    subject: Subject,
    details: Value,
) -> Result<(), StoreError> {
    sqlx::query!(
        "INSERT INTO audit (actor, action, bank, item, class, assignment, attempt, person, details)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        actor,
        action,
        subject.bank,
        subject.item,
        subject.class,
        subject.assignment,
        subject.attempt,
        subject.person,
        details
    )
    .execute(connection)
    .await?;
    Ok(())
}

impl Store {
    /// The trail of whatever of `of` is given (each that is must fit), the newest first, at most `limit` lines.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn audit_trail(&self, of: &Subject, limit: u16) -> Result<Vec<AuditEntry>, StoreError> {
        let rows = sqlx::query!(
            r#"SELECT a.at, a.action, a.bank, a.item, a.class, a.assignment, a.attempt, a.person, a.details,
                      coalesce(nullif(actor.name, ''), actor.email, '') AS "actor_name!",
                      coalesce(nullif(target.name, ''), target.email, '') AS "person_name!"
               FROM audit a
               LEFT JOIN person actor ON actor.id = a.actor LEFT JOIN person target ON target.id = a.person
               WHERE ($1::uuid IS NULL OR a.bank = $1) AND ($2::text IS NULL OR a.item = $2)
                 AND ($3::uuid IS NULL OR a.class = $3) AND ($4::uuid IS NULL OR a.assignment = $4)
                 AND ($5::uuid IS NULL OR a.attempt = $5) AND ($6::uuid IS NULL OR a.person = $6)
               ORDER BY a.id DESC LIMIT $7"#,
            of.bank,
            of.item,
            of.class,
            of.assignment,
            of.attempt,
            of.person,
            i64::from(limit)
        )
        .fetch_all(&self.pool)
        .await?;
        Ok(rows
            .into_iter()
            .map(|row| AuditEntry {
                at: row.at,
                actor: row.actor_name,
                action: row.action,
                subject: Subject {
                    bank: row.bank,
                    item: row.item,
                    class: row.class,
                    assignment: row.assignment,
                    attempt: row.attempt,
                    person: row.person,
                },
                person: row.person_name,
                details: row.details,
            })
            .collect())
    }
}
