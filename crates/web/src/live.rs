//! Watching exams that run: one look at the database every few seconds for each exam that somebody watches, however many watch,
//! and none for those that nobody does.

use crate::state::App;
use invigil_store::Live;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;
use tokio::sync::watch;
use uuid::Uuid;

/// The pause between two looks. The database tells of no change by itself without a cost to every answer.
const PAUSE: Duration = Duration::from_secs(2);

/// What watchers are sent: rendered once, and only when it differs from what was sent before.
pub(crate) type Picture = Arc<str>;

/// The exams that are watched in this process.
#[derive(Debug, Default)]
pub(crate) struct Watched {
    exams: Mutex<HashMap<Uuid, Weak<watch::Sender<Picture>>>>,
    /// Whether watching is over for good, because the server ends.
    ended: watch::Sender<bool>,
}

impl Watched {
    /// Ends every stream, so that none keeps the server from ending.
    pub(crate) fn end(&self) {
        self.ended.send_replace(true);
    }

    /// Told when watching is over for good.
    pub(crate) fn ending(&self) -> watch::Receiver<bool> {
        self.ended.subscribe()
    }
}

/// The pictures of an exam from now on. `render` makes one of what the store says; it should leave out whatever changes by time
/// alone, so that nothing is sent while nothing happens.
pub(crate) fn watch(
    app: &Arc<App>,
    owner: Uuid,
    assignment: Uuid,
    render: fn(&Live) -> Option<String>,
) -> watch::Receiver<Picture> {
    let mut watched = app.watched.exams.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(sender) = watched.get(&assignment).and_then(Weak::upgrade) {
        return sender.subscribe();
    }
    watched.retain(|_, sender| sender.strong_count() > 0);
    let (sender, receiver) = watch::channel(Picture::from(""));
    let sender = Arc::new(sender);
    watched.insert(assignment, Arc::downgrade(&sender));
    tokio::spawn(look(app.clone(), owner, assignment, sender, render));
    receiver
}

async fn look(
    app: Arc<App>,
    owner: Uuid,
    assignment: Uuid,
    sender: Arc<watch::Sender<Picture>>,
    render: fn(&Live) -> Option<String>,
) {
    let mut pause = tokio::time::interval(PAUSE);
    pause.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let mut ending = app.watched.ending();
    loop {
        tokio::select! {
            _ = pause.tick() => {}
            () = sender.closed() => return,
            _ = ending.wait_for(|ended| *ended) => return,
        }
        match app.store.live(owner, assignment).await {
            Ok(Some(live)) => {
                let Some(picture) = render(&live) else { return };
                sender.send_if_modified(|before| {
                    let changed = **before != *picture;
                    if changed {
                        *before = Picture::from(picture);
                    }
                    changed
                });
            }
            Ok(None) => return,
            // The page says so by itself when nothing comes; the next look may succeed.
            Err(error) => tracing::warn!(%error, "a running exam can't be looked at now"),
        }
    }
}
