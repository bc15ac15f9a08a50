//! An instructor hands everything that they keep over to a colleague.

use crate::audit::{self, Subject};
use crate::{Store, StoreError};
use serde_json::json;
use uuid::Uuid;

/// What became of handing over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HandedOver {
    /// How many banks, classes and exams are the colleague's now.
    Done {
        /// Banks.
        banks: usize,
        /// Classes.
        classes: usize,
        /// Exams.
        exams: usize,
    },
    /// Nobody else with this e-mail address may keep such things.
    NoColleague,
}

impl Store {
    /// Gives every bank, class and exam of `owner` to the instructor or administrator with this e-mail address.
    ///
    /// # Errors
    /// When the database fails; nothing is given then.
    pub async fn hand_over(&self, owner: Uuid, email: &str) -> Result<HandedOver, StoreError> {
        let mut transaction = self.pool.begin().await?;
        let colleague = sqlx::query_scalar!(
            "SELECT id FROM person WHERE email = lower($1) AND role IN ('instructor', 'administrator') AND id <> $2
             FOR SHARE",
            email,
            owner
        )
        .fetch_optional(&mut *transaction)
        .await?;
        let Some(colleague) = colleague else { return Ok(HandedOver::NoColleague) };
        let banks =
            sqlx::query_scalar!("UPDATE bank SET owner = $2 WHERE owner = $1 RETURNING id", owner, colleague)
                .fetch_all(&mut *transaction)
                .await?;
        // An owner needs no share.
        sqlx::query!("DELETE FROM bank_share WHERE person = $1 AND bank = ANY ($2)", colleague, &banks)
            .execute(&mut *transaction)
            .await?;
        let classes = sqlx::query_scalar!(
            "UPDATE class SET owner = $2 WHERE owner = $1 RETURNING id",
            owner,
            colleague
        )
        .fetch_all(&mut *transaction)
        .await?;
        let exams = sqlx::query_scalar!(
            "UPDATE certification SET owner = $2 WHERE owner = $1 RETURNING id",
            owner,
            colleague
        )
        .fetch_all(&mut *transaction)
        .await?;
        let subjects = banks
            .iter()
            .map(|&bank| (Subject { bank: Some(bank), ..Subject::default() }, json!({})))
            .chain(
                classes
                    .iter()
                    .map(|&class| (Subject { class: Some(class), ..Subject::default() }, json!({}))),
            )
            .chain(exams.iter().map(|exam| (Subject::default(), json!({ "exam": exam }))));
        for (subject, details) in subjects {
            let subject = Subject { person: Some(colleague), ..subject };
            audit::record(&mut transaction, Some(owner), "handed over", subject, details).await?;
        }
        transaction.commit().await?;
        Ok(HandedOver::Done { banks: banks.len(), classes: classes.len(), exams: exams.len() })
    }
}
