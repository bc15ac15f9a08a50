//! Who may do what with a bank.

use crate::{Role, Store, StoreError};
use sqlx::PgExecutor;
use uuid::Uuid;

/// The bank that ships with the platform. It has no owner: instructors see it, and its files are what changes it.
pub const SHIPPED_BANK: Uuid = Uuid::nil();

/// What somebody may do with a bank, each including those before it. To whoever has none of these the bank does not exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum BankAccess {
    /// Read its items with their keys, export it, make exams of it.
    View,
    /// Change it.
    Edit,
    /// Share and delete it.
    Own,
}

impl Store {
    /// What a person may do with a bank; `None` where it isn't there for them. The shipped bank is there to view for every
    /// instructor, and administrators may correct its keys and answer reports (`Edit`).
    ///
    /// # Errors
    /// When the database fails.
    pub async fn bank_access(&self, person: Uuid, bank: Uuid) -> Result<Option<BankAccess>, StoreError> {
        bank_access(&self.pool, person, bank).await
    }
}

/// As [`Store::bank_access`], within a transaction where it must hold until the end.
pub(crate) async fn bank_access(
    executor: impl PgExecutor<'_>,
    person: Uuid,
    bank: Uuid,
) -> Result<Option<BankAccess>, StoreError> {
    let row = sqlx::query!(
        r#"SELECT b.owner, s.may_edit AS "may_edit?", p.role
           FROM bank b CROSS JOIN person p LEFT JOIN bank_share s ON s.bank = b.id AND s.person = p.id
           WHERE b.id = $2 AND p.id = $1"#,
        person,
        bank
    )
    .fetch_optional(executor)
    .await?;
    let Some(row) = row else { return Ok(None) };
    judged(person, &row.role, row.owner, row.may_edit)
}

/// What a person of this role may do with a bank of this owner, shared with them (to edit or not) or not at all.
pub(crate) fn judged(
    person: Uuid,
    role: &str,
    owner: Option<Uuid>,
    shared: Option<bool>,
) -> Result<Option<BankAccess>, StoreError> {
    let role = Role::stored(role)?;
    // Who is no instructor any more sees none, shared or not.
    if role < Role::Instructor {
        return Ok(None);
    }
    Ok(match (owner, shared) {
        (None, _) if role == Role::Administrator => Some(BankAccess::Edit),
        (None, _) => Some(BankAccess::View),
        (Some(owner), _) if owner == person => Some(BankAccess::Own),
        (Some(_), Some(true)) => Some(BankAccess::Edit),
        (Some(_), Some(false)) => Some(BankAccess::View),
        (Some(_), None) => None,
    })
}
