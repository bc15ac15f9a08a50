//! A writer: takes what waits, writes it, answers each.

use super::{Job, SaveError, SaveReceipt, statement};
use crate::StoreError;
use crate::attempts::row;
use invigil_exam::{Attempt, Saved, judge};
use sqlx::PgPool;
use std::collections::{HashSet, VecDeque};
use tokio::sync::mpsc;

/// The most saves that one statement takes.
const BATCH: usize = 256;

/// How often a save is tried that the statement passed over and the rules would let pass: what stood in its way was changed in
/// between.
const TRIES: usize = 3;

/// Runs until the queue is closed and empty.
pub(super) async fn run(pool: PgPool, reading: PgPool, mut queue: mpsc::Receiver<Job>) {
    let mut waiting: VecDeque<Job> = VecDeque::new();
    let mut arrived = Vec::new();
    loop {
        if waiting.is_empty() {
            if queue.recv_many(&mut arrived, BATCH).await == 0 {
                return;
            }
        } else {
            while arrived.len() < BATCH
                && let Ok(job) = queue.try_recv()
            {
                arrived.push(job);
            }
        }
        waiting.extend(arrived.drain(..));
        write_and_answer(&pool, &reading, next_batch(&mut waiting)).await;
    }
}

/// The first save of each attempt that waits; a second one of the same attempt waits for the next batch.
fn next_batch(waiting: &mut VecDeque<Job>) -> Vec<Job> {
    let mut batch = Vec::new();
    let mut later = VecDeque::new();
    let mut attempts = HashSet::new();
    for job in waiting.drain(..) {
        if batch.len() < BATCH && attempts.insert(job.attempt) {
            batch.push(job);
        } else {
            later.push_back(job);
        }
    }
    *waiting = later;
    batch
}

async fn write_and_answer(pool: &PgPool, reading: &PgPool, batch: Vec<Job>) {
    let mut written = statement::write(pool, &batch).await;
    if let Err(StoreError::Unavailable(error)) = &written {
        // A connection that died while idle says so only now; the pool gives another. What was written before it died is
        // passed over the second time, and found out to be a repeat.
        tracing::info!(%error, "saves are written again");
        written = statement::write(pool, &batch).await;
    }
    match written {
        Ok(mut receipts) => {
            for job in batch {
                match receipts.remove(&job.attempt) {
                    Some(receipt) => {
                        // Nobody listens any more when the request was given up; the answer is stored all the same.
                        let _ = job.reply.send(Ok(receipt));
                    }
                    // Rare, so it may take its time, beside the writing.
                    None => drop(tokio::spawn(explain(pool.clone(), reading.clone(), job))),
                }
            }
        }
        Err(error) => {
            tracing::warn!(%error, saves = batch.len(), "saves could not be written");
            for job in batch {
                let _ = job.reply.send(Err(SaveError::Unavailable));
            }
        }
    }
}

/// Finds out why a save was passed over, and answers.
async fn explain(pool: PgPool, reading: PgPool, job: Job) {
    let outcome = match why(&pool, &reading, &job).await {
        Ok(receipt) => Ok(receipt),
        Err(SaveError::Store(StoreError::Unavailable(error))) => {
            tracing::warn!(%error, "a refused save couldn't be explained");
            Err(SaveError::Unavailable)
        }
        Err(error) => Err(error),
    };
    let _ = job.reply.send(outcome);
}

async fn why(pool: &PgPool, reading: &PgPool, job: &Job) -> Result<SaveReceipt, SaveError> {
    for _ in 0..TRIES {
        let owner = sqlx::query_scalar!(
            "SELECT person_id FROM session WHERE token_hash = $1 AND expires_at > now()",
            &job.token.0[..]
        )
        .fetch_optional(reading)
        .await
        .map_err(|error| SaveError::Store(error.into()))?
        .ok_or(SaveError::SignedOut)?;
        let (attempt, now) = row(reading, job.attempt)
            .await
            .map_err(SaveError::Store)?
            .filter(|row| row.person_id == owner)
            .ok_or(SaveError::NotFound)?
            .into_attempt()
            .map_err(SaveError::Store)?;
        match judge(&attempt, &job.save, now) {
            Ok(Saved::Repeat) => {
                let remaining = match &attempt {
                    Attempt::Open(open) => open.remaining(now),
                    Attempt::Closed(_) => time::Duration::ZERO,
                };
                return Ok(SaveReceipt { seq: job.save.seq, remaining });
            }
            Err(refusal) => {
                return Err(SaveError::Refused { refusal, attempt: Box::new(attempt.at(now)), now });
            }
            Ok(Saved::New(_)) => {
                let again =
                    statement::write(pool, std::slice::from_ref(job)).await.map_err(SaveError::Store)?;
                if let Some(receipt) = again.into_values().next() {
                    return Ok(receipt);
                }
            }
        }
    }
    Err(SaveError::Unavailable)
}
