//! Closes attempts whose time ran out while nobody looked.

use invigil_store::Store;
use std::time::Duration;
use tokio::{task::JoinHandle, time};

const PAUSE: Duration = Duration::from_secs(5);

/// How many are closed in one go, so that the others who use the database aren't kept waiting.
const BATCH: u16 = 200;

/// Starts sweeping until the task is aborted. Any number of servers may do so on one database.
pub(crate) fn start(store: Store) -> JoinHandle<()> {
    tokio::spawn(async move {
        let mut pause = time::interval(PAUSE);
        pause.set_missed_tick_behavior(time::MissedTickBehavior::Delay);
        loop {
            pause.tick().await;
            sweep(&store).await;
            if let Err(error) = store.forget_presence().await {
                tracing::warn!("where candidates were can't be forgotten now: {error}");
            }
        }
    })
}

async fn sweep(store: &Store) {
    loop {
        match store.close_overdue(BATCH).await {
            Ok(0) => return,
            Ok(closed) => tracing::info!(closed, "attempts closed whose time had run out"),
            Err(error) => {
                tracing::warn!("attempts whose time has run out can't be closed now: {error}");
                return;
            }
        }
    }
}
