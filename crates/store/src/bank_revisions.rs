//! The states that the shipped bank went through, so that a score report can name the one that its form was drawn from.

use crate::{SHIPPED_BANK, StoreError};
use invigil_report::BankState;
use sqlx::PgConnection;
use uuid::Uuid;

/// Notes the shipped bank's present state, if it isn't the one noted last: a digest of every item that forms are drawn from, with
/// its content's hash, and of every current edition. Whoever changes the bank calls it in the same transaction.
pub(crate) async fn note(connection: &mut PgConnection) -> Result<(), StoreError> {
    // Two changes at once are noted one after the other.
    sqlx::query!("SELECT pg_advisory_xact_lock(hashtext('invigil.bank_revision'))")
        .execute(&mut *connection)
        .await?;
    sqlx::query!(
        r#"WITH items AS (
               SELECT string_agg(concat_ws(E'\t', i.id, i.certification, encode(r.content_hash, 'hex')), E'\n'
                                 ORDER BY i.id COLLATE "C") AS lines
               FROM item i JOIN item_revision r ON r.id = i.revision WHERE i.bank = $1
           ), editions AS (
               SELECT string_agg(concat_ws(E'\t', e.certification, e.name, e.definition::text), E'\n'
                                 ORDER BY e.certification COLLATE "C", e.name COLLATE "C") AS lines
               FROM edition e JOIN certification c ON c.id = e.certification
               WHERE e.current AND c.current AND c.owner IS NULL
           ), present AS (
               SELECT sha256(convert_to(concat(items.lines, E'\n\n', editions.lines), 'UTF8')) AS digest FROM items, editions
           )
           INSERT INTO bank_revision (digest) SELECT digest FROM present
           WHERE digest IS DISTINCT FROM (SELECT b.digest FROM bank_revision b ORDER BY b.number DESC LIMIT 1)"#,
        SHIPPED_BANK
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// What an attempt's form was drawn from: the last state of the shipped bank noted at or before its start. For an instructor's exam,
/// and for forms from before states were noted, a digest of the form's own items.
pub(crate) async fn drawn_from(
    connection: &mut PgConnection,
    attempt: Uuid,
) -> Result<BankState, StoreError> {
    let row = sqlx::query!(
        r#"SELECT b.number AS "number?", coalesce(encode(b.digest, 'hex'), (
               SELECT encode(sha256(convert_to(string_agg(concat_ws(E'\t', r.item, encode(r.content_hash, 'hex')), E'\n'
                                               ORDER BY r.item COLLATE "C"), 'UTF8')), 'hex')
               FROM item_revision r WHERE r.id = ANY (a.revisions))) AS "digest!"
           FROM attempt a JOIN certification c ON c.id = a.certification
           LEFT JOIN LATERAL (
               SELECT number, digest FROM bank_revision WHERE at <= a.started_at AND c.owner IS NULL
               ORDER BY number DESC LIMIT 1) b ON true
           WHERE a.id = $1"#,
        attempt
    )
    .fetch_one(connection)
    .await?;
    Ok(BankState { digest: row.digest, revision: row.number })
}
