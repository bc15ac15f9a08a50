//! Sharing a bank with named instructors.

use crate::audit::{Subject, record};
use crate::{Store, StoreError};
use serde_json::json;
use uuid::Uuid;

/// How many people one bank may be shared with.
pub const MAX_SHARES: usize = 100;

/// Somebody whom a bank is shared with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BankShare {
    /// Who.
    pub person: Uuid,
    /// What they are called; may be empty.
    pub name: String,
    /// Their e-mail address.
    pub email: String,
    /// Whether they may change the bank, not only look into it.
    pub may_edit: bool,
    /// Whether they are an instructor still; while they aren't, they see nothing of it.
    pub instructor: bool,
}

/// What became of sharing a bank.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sharing {
    /// They have what was said.
    Done,
    /// The bank isn't this person's to share.
    NoBank,
    /// No instructor has this e-mail address.
    NoInstructor,
    /// It is the owner's own address.
    Owner,
    /// It is shared with [`MAX_SHARES`] people already.
    Full,
}

impl Store {
    /// Whom an owner's bank is shared with, by e-mail address; none where it is another's.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn bank_shares(&self, owner: Uuid, bank: Uuid) -> Result<Vec<BankShare>, StoreError> {
        Ok(sqlx::query_as!(
            BankShare,
            r#"SELECT s.person, p.name, coalesce(p.email, '') AS "email!", s.may_edit,
                      p.role IN ('instructor', 'administrator') AS "instructor!"
               FROM bank b JOIN bank_share s ON s.bank = b.id JOIN person p ON p.id = s.person
               WHERE b.id = $2 AND b.owner = $1 ORDER BY p.email"#,
            owner,
            bank
        )
        .fetch_all(&self.pool)
        .await?)
    }

    /// Shares a bank with the instructor of this e-mail address, or changes what they may do.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn share_bank(
        &self,
        owner: Uuid,
        bank: Uuid,
        email: &str,
        may_edit: bool,
    ) -> Result<Sharing, StoreError> {
        let mut transaction = self.pool.begin().await?;
        let known = sqlx::query!("SELECT id FROM bank WHERE id = $2 AND owner = $1 FOR UPDATE", owner, bank)
            .fetch_optional(&mut *transaction)
            .await?;
        if known.is_none() {
            return Ok(Sharing::NoBank);
        }
        let person = sqlx::query_scalar!(
            "SELECT id FROM person WHERE email = lower($1) AND role IN ('instructor', 'administrator')",
            email
        )
        .fetch_optional(&mut *transaction)
        .await?;
        let Some(person) = person else { return Ok(Sharing::NoInstructor) };
        if person == owner {
            return Ok(Sharing::Owner);
        }
        let others = sqlx::query_scalar!(
            r#"SELECT count(*) AS "count!" FROM bank_share WHERE bank = $1 AND person <> $2"#,
            bank,
            person
        )
        .fetch_one(&mut *transaction)
        .await?;
        if others as usize >= MAX_SHARES {
            return Ok(Sharing::Full);
        }
        let changed = sqlx::query!(
            "INSERT INTO bank_share AS s (bank, person, may_edit) VALUES ($1, $2, $3)
             ON CONFLICT (bank, person) DO UPDATE SET may_edit = excluded.may_edit WHERE s.may_edit <> excluded.may_edit",
            bank,
            person,
            may_edit
        )
        .execute(&mut *transaction)
        .await?;
        if changed.rows_affected() > 0 {
            let subject = Subject { bank: Some(bank), person: Some(person), ..Subject::default() };
            let details = json!({ "may": if may_edit { "edit" } else { "view" } });
            record(&mut transaction, Some(owner), "bank shared", subject, details).await?;
        }
        transaction.commit().await?;
        Ok(Sharing::Done)
    }

    /// Takes a share back; an owner does so from anybody, and whom it is shared with from themselves. Whether there was one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn unshare_bank(&self, by: Uuid, bank: Uuid, person: Uuid) -> Result<bool, StoreError> {
        let mut transaction = self.pool.begin().await?;
        let gone = sqlx::query!(
            "DELETE FROM bank_share s USING bank b
             WHERE b.id = s.bank AND s.bank = $2 AND s.person = $3 AND (b.owner = $1 OR s.person = $1)",
            by,
            bank,
            person
        )
        .execute(&mut *transaction)
        .await?;
        if gone.rows_affected() == 0 {
            return Ok(false);
        }
        let subject = Subject { bank: Some(bank), person: Some(person), ..Subject::default() };
        record(&mut transaction, Some(by), "bank no longer shared", subject, json!({})).await?;
        transaction.commit().await?;
        Ok(true)
    }
}
