//! Uploaded files being read: beside everything else, one after the other, with what is done so far noted in the database.

use crate::state::App;
use invigil_bank::import::{Limits, Reading, import as read_file};
use invigil_store::StoreError;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, SemaphorePermit};
use tokio::task::JoinHandle;
use uuid::Uuid;

/// How many uploaded files a process holds in memory at once.
pub(crate) const HELD: usize = 4;

/// How often it is noted how far a reading is.
const BEAT: Duration = Duration::from_millis(300);

/// The places of uploaded files in this process.
#[derive(Debug)]
pub(crate) struct Readers {
    held: Arc<Semaphore>,
    /// Reading takes a core and, for a large file, much memory: one at a time.
    turn: Semaphore,
}

impl Default for Readers {
    fn default() -> Readers {
        Readers { held: Arc::new(Semaphore::new(HELD)), turn: Semaphore::new(1) }
    }
}

impl Readers {
    /// A place to hold a file in until it is read; `None` while all are taken.
    pub(crate) fn place(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.held).try_acquire_owned().ok()
    }

    /// A turn at what takes a core and much memory; it lasts until it is dropped.
    pub(crate) async fn turn(&self) -> Option<SemaphorePermit<'_>> {
        // It is never closed, so there always is one.
        self.turn.acquire().await.ok()
    }
}

/// How far a reading is.
#[derive(Debug, Default)]
struct Progress {
    done: AtomicU64,
    total: AtomicU64,
}

/// Reads a file for an import that has begun, and keeps what it gives. Goes on when the returned handle is dropped.
pub(crate) fn start(
    app: Arc<App>,
    import: Uuid,
    name: String,
    bytes: Vec<u8>,
    place: OwnedSemaphorePermit,
) -> JoinHandle<()> {
    tokio::spawn(async move {
        let reading = read(&app, import, name, bytes).await;
        if let Err(error) = keep(&app, import, reading).await {
            tracing::error!(%import, %error, "what was read of an upload can't be kept");
        }
        drop(place);
    })
}

async fn read(app: &App, import: Uuid, name: String, bytes: Vec<u8>) -> Reading {
    let progress = Arc::new(Progress::default());
    let told = Arc::clone(&progress);
    let mut work = pin!(async move {
        let _turn = app.readers.turn().await;
        let reading = move || {
            read_file(&name, &bytes, &Limits::default(), &mut |now| {
                // Where it can't be told how much there is, items are counted.
                let done = if now.total > 0 { now.done } else { now.items };
                told.done.store(done as u64, Ordering::Relaxed);
                told.total.store(now.total as u64, Ordering::Relaxed);
            })
        };
        tokio::task::spawn_blocking(reading).await
    });
    let mut beat = tokio::time::interval(BEAT);
    let read = loop {
        tokio::select! {
            read = &mut work => break read,
            _ = beat.tick() => {
                let (done, total) = (progress.done.load(Ordering::Relaxed), progress.total.load(Ordering::Relaxed));
                // A beat that is missed is made up for by the next.
                if let Err(error) = app.store.import_progress(import, done, total).await {
                    tracing::warn!(%import, %error, "the progress of an upload can't be noted");
                }
            }
        }
    };
    read.unwrap_or_else(|error| {
        tracing::error!(%import, %error, "reading an upload failed");
        refused(
            "Reading this file went wrong on our side. Tell whoever runs this site, and which file it was.",
        )
    })
}

fn refused(why: &str) -> Reading {
    Reading { refusal: Some(why.to_owned()), ..Reading::default() }
}

async fn keep(app: &App, import: Uuid, reading: Reading) -> Result<(), StoreError> {
    match app.store.finish_reading(import, reading).await {
        Err(error @ (StoreError::Sql(_) | StoreError::Corrupt(_) | StoreError::Unstorable(_))) => {
            tracing::error!(%import, %error, "the database doesn't take what was read of an upload");
            let why = "The file was read, but what it holds can’t be stored: it may have characters that no text has. \
                       Tell whoever runs this site, and which file it was.";
            app.store.finish_reading(import, refused(why)).await
        }
        other => other,
    }
}
