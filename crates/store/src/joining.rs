//! What a guest did joins the account that they sign in to.

use crate::{Store, StoreError};
use sqlx::PgConnection;
use uuid::Uuid;

impl Store {
    /// Moves everything that a guest did to `account` and forgets the guest. Where both have the same: of two cards the better known
    /// one stays, notes are joined, the account's study plan stays, and so does its public report of a recognition. Nothing happens
    /// when `guest` is no guest.
    ///
    /// # Errors
    /// When the database fails; nothing is moved then.
    pub async fn join_guest(&self, guest: Uuid, account: Uuid) -> Result<(), StoreError> {
        let mut transaction = self.pool.begin().await?;
        // Nothing new comes to the guest from here on; and who joins the same account does so one after the other.
        let found =
            sqlx::query_scalar!("SELECT id FROM person WHERE id = $1 AND email IS NULL FOR UPDATE", guest)
                .fetch_optional(&mut *transaction)
                .await?;
        if found.is_none() {
            return Ok(());
        }
        sqlx::query_scalar!("SELECT id FROM person WHERE id = $1 FOR NO KEY UPDATE", account)
            .fetch_optional(&mut *transaction)
            .await?;
        move_sittings(&mut transaction, guest, account).await?;
        move_cards(&mut transaction, guest, account).await?;
        move_notes(&mut transaction, guest, account).await?;
        move_plans(&mut transaction, guest, account).await?;
        move_reports(&mut transaction, guest, account).await?;
        sqlx::query!("DELETE FROM person WHERE id = $1", guest).execute(&mut *transaction).await?;
        transaction.commit().await?;
        Ok(())
    }
}

/// Exams and practice.
async fn move_sittings(connection: &mut PgConnection, guest: Uuid, account: Uuid) -> Result<(), StoreError> {
    sqlx::query!("UPDATE attempt SET person_id = $2, joined_from = $1 WHERE person_id = $1", guest, account)
        .execute(&mut *connection)
        .await?;
    sqlx::query!("UPDATE practice SET person_id = $2 WHERE person_id = $1", guest, account)
        .execute(&mut *connection)
        .await?;
    sqlx::query!("UPDATE practice_answer SET person_id = $2 WHERE person_id = $1", guest, account)
        .execute(connection)
        .await?;
    Ok(())
}

async fn move_cards(connection: &mut PgConnection, guest: Uuid, account: Uuid) -> Result<(), StoreError> {
    // What was taken out by hand stays out.
    sqlx::query!(
        "DELETE FROM review_card a USING review_card g
         WHERE a.person_id = $2 AND g.person_id = $1 AND g.item = a.item
           AND a.suspended_at IS NULL AND a.stability < g.stability",
        guest,
        account
    )
    .execute(&mut *connection)
    .await?;
    sqlx::query!(
        "UPDATE review_card g SET person_id = $2
         WHERE g.person_id = $1 AND NOT EXISTS (SELECT FROM review_card a WHERE a.person_id = $2 AND a.item = g.item)",
        guest,
        account
    )
    .execute(connection)
    .await?;
    Ok(())
}

async fn move_notes(connection: &mut PgConnection, guest: Uuid, account: Uuid) -> Result<(), StoreError> {
    sqlx::query!(
        r"UPDATE own_item a
          SET note = CASE WHEN g.note = '' OR g.note = a.note THEN a.note WHEN a.note = '' THEN g.note
                          ELSE a.note || E'\n\n' || g.note END,
              flagged = CASE WHEN a.flagged OR g.flagged THEN true ELSE coalesce(a.flagged, g.flagged) END,
              changed_at = greatest(a.changed_at, g.changed_at)
          FROM own_item g WHERE a.person_id = $2 AND g.person_id = $1 AND g.item = a.item",
        guest,
        account
    )
    .execute(&mut *connection)
    .await?;
    sqlx::query!(
        "UPDATE own_item g SET person_id = $2
         WHERE g.person_id = $1 AND NOT EXISTS (SELECT FROM own_item a WHERE a.person_id = $2 AND a.item = g.item)",
        guest,
        account
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// The weeks follow their plan.
async fn move_plans(connection: &mut PgConnection, guest: Uuid, account: Uuid) -> Result<(), StoreError> {
    sqlx::query!(
        "UPDATE study_plan g SET person_id = $2
         WHERE g.person_id = $1
           AND NOT EXISTS (SELECT FROM study_plan a WHERE a.person_id = $2 AND a.certification = g.certification)",
        guest,
        account
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Reports about items, and score reports.
async fn move_reports(connection: &mut PgConnection, guest: Uuid, account: Uuid) -> Result<(), StoreError> {
    sqlx::query!("UPDATE item_report SET person = $2 WHERE person = $1", guest, account)
        .execute(&mut *connection)
        .await?;
    // Of two public reports of the same recognition one can stay public.
    sqlx::query!(
        "UPDATE score_report g SET revoked_at = clock_timestamp()
         WHERE g.person_id = $1 AND g.revoked_at IS NULL AND g.attempt IS NULL
           AND EXISTS (SELECT FROM score_report a WHERE a.person_id = $2 AND a.certification = g.certification
                           AND a.revoked_at IS NULL AND a.attempt IS NULL)",
        guest,
        account
    )
    .execute(&mut *connection)
    .await?;
    sqlx::query!("UPDATE score_report SET person_id = $2 WHERE person_id = $1", guest, account)
        .execute(connection)
        .await?;
    Ok(())
}
