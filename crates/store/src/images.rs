//! Pictures of items: stored once by their content, kept as long as a bank or a waiting import shows them.

use crate::{Store, StoreError};
use invigil_bank::import::Picture;
use sqlx::PgConnection;
use std::collections::BTreeMap;

impl Store {
    /// The bytes of a picture: PNG or JPEG, as the ending of its name says.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn image(&self, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(sqlx::query_scalar!("SELECT bytes FROM image WHERE name = $1", name)
            .fetch_optional(&self.pool)
            .await?)
    }
}

/// Waits until nobody else stores or forgets pictures, until the transaction ends: what one is about to show, another may be
/// about to forget.
async fn one_at_a_time(connection: &mut PgConnection) -> Result<(), StoreError> {
    sqlx::query!("SELECT pg_advisory_xact_lock(hashtext('invigil.images'))").execute(connection).await?;
    Ok(())
}

/// Stores pictures; those that are known stay.
pub(crate) async fn keep(
    connection: &mut PgConnection,
    pictures: &BTreeMap<String, Picture>,
) -> Result<(), StoreError> {
    if pictures.is_empty() {
        return Ok(());
    }
    one_at_a_time(connection).await?;
    for (name, picture) in pictures {
        sqlx::query!(
            "INSERT INTO image (name, bytes, width, height) VALUES ($1, $2, $3, $4) ON CONFLICT (name) DO NOTHING",
            name,
            picture.bytes,
            picture.width as i32,
            picture.height as i32
        )
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

/// Forgets those of `names` that no bank and no waiting import shows.
pub(crate) async fn forget_unused(connection: &mut PgConnection, names: &[String]) -> Result<(), StoreError> {
    if names.is_empty() {
        return Ok(());
    }
    one_at_a_time(connection).await?;
    sqlx::query!(
        "DELETE FROM image WHERE name = ANY ($1)
           AND NOT EXISTS (SELECT FROM bank_image b WHERE b.image = image.name)
           AND NOT EXISTS (SELECT FROM bank_import i WHERE i.state = 'ready' AND i.reading->'pictures' ? image.name)",
        names
    )
    .execute(connection)
    .await?;
    Ok(())
}
