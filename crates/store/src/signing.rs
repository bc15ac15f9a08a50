//! The platform's keys: made when first needed, kept for ever. The newest signs; the older ones only verify what they signed.

use crate::{Store, StoreError, secret};
use invigil_report::PublicKey;
use sqlx::PgConnection;
use time::OffsetDateTime;

/// A key with its secret half. It never leaves the store.
pub(crate) struct StoredKey {
    pub(crate) id: i32,
    pub(crate) secret: [u8; 32],
}

/// Reads the bytes of a key.
pub(crate) fn exact<const N: usize>(what: &str, bytes: &[u8]) -> Result<[u8; N], StoreError> {
    bytes.try_into().map_err(|_| StoreError::Corrupt(format!("{what}: {} bytes", bytes.len())))
}

/// The key that signs now; the first to need one makes it, and whoever asks at the same time waits for it.
pub(crate) async fn signing_key(connection: &mut PgConnection) -> Result<StoredKey, StoreError> {
    sqlx::query!("SELECT pg_advisory_xact_lock(hashtext('invigil.signing_key'))")
        .execute(&mut *connection)
        .await?;
    let known = sqlx::query!("SELECT id, secret FROM signing_key ORDER BY id DESC LIMIT 1")
        .fetch_optional(&mut *connection)
        .await?;
    if let Some(row) = known {
        return Ok(StoredKey { id: row.id, secret: exact("a signing key", &row.secret)? });
    }
    let secret = secret::signing_key();
    let id = sqlx::query_scalar!(
        "INSERT INTO signing_key (secret, public) VALUES ($1, $2) RETURNING id",
        &secret,
        &PublicKey::of(&secret).0
    )
    .fetch_one(connection)
    .await?;
    Ok(StoredKey { id, secret })
}

impl Store {
    /// The public halves of all keys, the newest first, each with when it was made.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn public_keys(&self) -> Result<Vec<(PublicKey, OffsetDateTime)>, StoreError> {
        let rows = sqlx::query!("SELECT public, made_at FROM signing_key ORDER BY id DESC")
            .fetch_all(&self.pool)
            .await?;
        rows.into_iter()
            .map(|row| Ok((PublicKey(exact("a public key", &row.public)?), row.made_at)))
            .collect()
    }
}
