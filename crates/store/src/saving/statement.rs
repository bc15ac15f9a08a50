//! The one statement that checks and writes a batch of saves.

use super::{Job, SaveReceipt};
use crate::StoreError;
use invigil_exam::{GRACE, MOST_SECONDS};
use sqlx::PgExecutor;
use std::collections::HashMap;
use time::Duration;
use uuid::Uuid;

/// Writes those of `jobs` that [`invigil_exam::judge`] would let pass, and returns their receipts by attempt. A batch holds at
/// most one save of an attempt, because an UPDATE applies one source row to a target row.
///
/// The rows are locked in the order of their ids first (counting them, once, before the first row is looked at), so that two
/// processes never wait for each other in a circle. An entry whose session, owner, state, time, epoch, sequence or options
/// don't fit is just not among those returned. Seconds are taken as [`invigil_exam::spent`] says. `IS NOT DISTINCT FROM` keeps PostgreSQL from going by the owner's index, through
/// all attempts of a life, where the attempt's own key leads to the one row.
pub(super) async fn write(
    executor: impl PgExecutor<'_>,
    jobs: &[Job],
) -> Result<HashMap<Uuid, SaveReceipt>, StoreError> {
    let ids: Vec<Uuid> = jobs.iter().map(|job| job.attempt).collect();
    let tokens: Vec<Vec<u8>> = jobs.iter().map(|job| job.token.0.to_vec()).collect();
    let positions: Vec<i32> = jobs.iter().map(|job| job.save.position).collect();
    let epochs: Vec<i32> = jobs.iter().map(|job| job.save.epoch).collect();
    let seqs: Vec<i32> = jobs.iter().map(|job| job.save.seq).collect();
    let chosen: Vec<i32> = jobs.iter().map(|job| job.save.chosen.0.into()).collect();
    let struck: Vec<i32> = jobs.iter().map(|job| job.save.struck.0.into()).collect();
    let flagged: Vec<bool> = jobs.iter().map(|job| job.save.flagged).collect();
    // Within the bounds that depend on nothing else; -1 where nobody counted.
    let spent: Vec<i32> =
        jobs.iter().map(|job| job.save.spent.map_or(-1, |said| said.clamp(-1, MOST_SECONDS))).collect();
    let rows = sqlx::query!(
        r#"WITH locked AS MATERIALIZED (
               SELECT id FROM attempt WHERE id = ANY ($1) ORDER BY id FOR UPDATE
           )
           UPDATE attempt a
           SET chosen[g.position] = g.chosen::smallint, struck[g.position] = g.struck::smallint,
               flagged[g.position] = g.flagged, seqs[g.position] = g.seq,
               spent = CASE WHEN g.spent < 0 OR a.spent IS NULL THEN a.spent ELSE
                   a.spent[:g.position - 1]
                   || greatest(a.spent[g.position], least(g.spent, greatest(0, floor(extract(epoch FROM
                          least(clock_timestamp(), a.deadline) - a.started_at))::int)))
                   || a.spent[g.position + 1:] END
           FROM unnest($1::uuid[], $2::bytea[], $3::int[], $4::int[], $5::int[], $6::int[], $7::int[], $8::bool[],
                           $10::int[])
                    AS g (attempt, token, position, epoch, seq, chosen, struck, flagged, spent)
           JOIN session s ON s.token_hash = g.token AND s.expires_at > now()
           WHERE (SELECT count(*) FROM locked) > 0
             AND a.id = g.attempt AND a.person_id IS NOT DISTINCT FROM s.person_id
             AND a.closed_at IS NULL AND clock_timestamp() < a.deadline + make_interval(secs => $9)
             AND g.position BETWEEN 1 AND cardinality(a.revisions)
             AND g.epoch = a.epoch AND g.seq > a.seqs[g.position]
             AND (g.chosen | g.struck) >> (a.orders[g.position] & 15)::int = 0
             AND bit_count(g.chosen::bit(32)) <= a.choose[g.position]
           RETURNING a.id, g.seq AS "seq!", a.deadline - clock_timestamp() AS "remaining!""#,
        &ids,
        &tokens,
        &positions,
        &epochs,
        &seqs,
        &chosen,
        &struck,
        &flagged,
        GRACE.as_seconds_f64(),
        &spent
    )
    .fetch_all(executor)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let remaining = Duration::microseconds(row.remaining.microseconds)
                + Duration::days(row.remaining.days.into());
            (row.id, SaveReceipt { seq: row.seq, remaining: remaining.max(Duration::ZERO) })
        })
        .collect())
}
