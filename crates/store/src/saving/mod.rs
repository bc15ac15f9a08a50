//! Saves are coalesced: each waits in a queue, a writer takes many at once, writes them in one statement and answers each
//! after the commit.
//!
//! An attempt always belongs to the same writer of a process, so that its saves keep their order and two writers never wait
//! for each other's rows.

mod statement;
mod writer;

use crate::secret::TokenHash;
use crate::{Store, StoreError};
use invigil_exam::{Attempt, Refusal, Save};
use sqlx::PgPool;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use thiserror::Error;
use time::OffsetDateTime;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;
use uuid::Uuid;

/// How long a request waits for its answer to be written. The write itself goes on: a repeat finds out what became of it.
const PATIENCE: Duration = Duration::from_secs(8);

/// How many saves may wait for a writer; more are told to come again.
const QUEUE: usize = 16_384;

/// An answer is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SaveReceipt {
    /// The number of the change that is stored now.
    pub seq: i32,
    /// Time left on the clock, read when it was stored; never negative.
    pub remaining: time::Duration,
}

/// Why an answer is not known to be stored.
#[derive(Debug, Error)]
pub enum SaveError {
    /// The session is no longer valid.
    #[error("you are signed out")]
    SignedOut,
    /// There is no such attempt, or it is another's.
    #[error("there is no such exam of yours")]
    NotFound,
    /// The rules say no.
    #[error("{refusal}")]
    Refused {
        /// Why.
        refusal: Refusal,
        /// The attempt as it stands.
        attempt: Box<Attempt>,
        /// The clock's reading.
        now: OffsetDateTime,
    },
    /// It may be stored or not: send it again.
    #[error("the answer couldn't be stored right now")]
    Unavailable,
    /// Something is wrong with us.
    #[error(transparent)]
    Store(StoreError),
}

/// A save in the queue.
pub(crate) struct Job {
    pub(crate) token: TokenHash,
    pub(crate) attempt: Uuid,
    pub(crate) save: Save,
    pub(crate) reply: oneshot::Sender<Result<SaveReceipt, SaveError>>,
}

/// The queues and their writers.
#[derive(Clone, Debug)]
pub(crate) struct Saver {
    queues: Arc<Mutex<Vec<mpsc::Sender<Job>>>>,
    writers: Arc<Mutex<Vec<JoinHandle<()>>>>,
}

impl Saver {
    /// Starts as many writers as `count`, each with a connection of `pool`; `reading` is for the rare question why a save was
    /// refused.
    pub(crate) fn start(pool: PgPool, reading: PgPool, count: u32) -> Saver {
        let mut queues = Vec::new();
        let mut writers = Vec::new();
        for _ in 0..count.max(1) {
            let (sender, receiver) = mpsc::channel(QUEUE);
            queues.push(sender);
            writers.push(tokio::spawn(writer::run(pool.clone(), reading.clone(), receiver)));
        }
        Saver { queues: Arc::new(Mutex::new(queues)), writers: Arc::new(Mutex::new(writers)) }
    }

    fn queue_of(&self, attempt: Uuid) -> Option<mpsc::Sender<Job>> {
        let queues = self.queues.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        // The low bits of a version 7 id are random.
        let index = attempt.as_u128() as usize % queues.len().max(1);
        queues.get(index).cloned()
    }

    /// Takes no more saves and waits until those in the queues are answered.
    pub(crate) async fn close(&self) {
        self.queues.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clear();
        let writers: Vec<_> =
            self.writers.lock().unwrap_or_else(std::sync::PoisonError::into_inner).drain(..).collect();
        for writer in writers {
            if let Err(error) = writer.await {
                tracing::error!(%error, "a writer ended badly");
            }
        }
    }
}

impl Store {
    /// Stores one change of an attempt that belongs to the session's owner. When this returns `Ok`, it is committed.
    ///
    /// # Errors
    /// See [`SaveError`]; except for [`SaveError::Unavailable`], nothing was stored.
    pub async fn save(&self, token: TokenHash, attempt: Uuid, save: Save) -> Result<SaveReceipt, SaveError> {
        let (reply, answer) = oneshot::channel();
        let queue = self.saver.queue_of(attempt).ok_or(SaveError::Unavailable)?;
        queue.try_send(Job { token, attempt, save, reply }).map_err(|_| SaveError::Unavailable)?;
        drop(queue);
        match tokio::time::timeout(PATIENCE, answer).await {
            Ok(Ok(result)) => result,
            Ok(Err(_)) | Err(_) => Err(SaveError::Unavailable),
        }
    }
}
