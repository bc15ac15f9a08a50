//! How much the banks of one instructor may hold.

use crate::StoreError;
use sqlx::PgConnection;
use uuid::Uuid;

/// How many items the banks of one instructor may hold together, the withdrawn ones included.
pub const MAX_ITEMS: usize = 50_000;

/// How many bytes the pictures of one instructor's banks may take together: 500 MB.
pub const MAX_PICTURE_BYTES: usize = 500_000_000;

/// What would go beyond the quota of a bank's owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum OverQuota {
    /// Items: how many there are, how many would come.
    Items { have: usize, adding: usize },
    /// Bytes of pictures: how many there are, how many would come.
    Pictures { have: usize, adding: usize },
}

/// Whether the owner of a bank has room for so many new items and for these pictures (names; they are stored already). Holds
/// until the transaction ends, as the owner's row is locked.
pub(crate) async fn over_quota(
    connection: &mut PgConnection,
    bank: Uuid,
    adding: usize,
    pictures: &[String],
) -> Result<Option<OverQuota>, StoreError> {
    let owner = sqlx::query_scalar!(
        "SELECT p.id FROM person p JOIN bank b ON b.owner = p.id WHERE b.id = $1 FOR NO KEY UPDATE OF p",
        bank
    )
    .fetch_one(&mut *connection)
    .await?;
    let have = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM item i JOIN bank b ON b.id = i.bank WHERE b.owner = $1"#,
        owner
    )
    .fetch_one(&mut *connection)
    .await? as usize;
    if have + adding > MAX_ITEMS && adding > 0 {
        return Ok(Some(OverQuota::Items { have, adding }));
    }
    if pictures.is_empty() {
        return Ok(None);
    }
    let bytes = sqlx::query!(
        r#"WITH held AS (SELECT DISTINCT x.image FROM bank_image x JOIN bank b ON b.id = x.bank WHERE b.owner = $1)
           SELECT coalesce(sum(octet_length(m.bytes)) FILTER (WHERE m.name IN (SELECT image FROM held)), 0) AS "have!",
                  coalesce(sum(octet_length(m.bytes)) FILTER (WHERE m.name NOT IN (SELECT image FROM held)), 0) AS "adding!"
           FROM image m WHERE m.name IN (SELECT image FROM held) OR m.name = ANY ($2)"#,
        owner,
        pictures
    )
    .fetch_one(&mut *connection)
    .await?;
    let (have, adding) = (bytes.have as usize, bytes.adding as usize);
    Ok((have + adding > MAX_PICTURE_BYTES && adding > 0).then_some(OverQuota::Pictures { have, adding }))
}
