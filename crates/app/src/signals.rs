//! The signals that ask a process to end.

use anyhow::Context;
use tokio::signal::unix::{Signal, SignalKind, signal};

/// SIGINT (Ctrl+C) and SIGTERM (service managers), treated alike. Heard from the moment this is made.
pub(crate) struct Signals {
    interrupt: Signal,
    terminate: Signal,
}

impl Signals {
    pub(crate) fn listen() -> anyhow::Result<Signals> {
        let each = |kind| signal(kind).context("The signals that end the server can't be listened to");
        Ok(Signals { interrupt: each(SignalKind::interrupt())?, terminate: each(SignalKind::terminate())? })
    }

    /// Waits for the next one.
    pub(crate) async fn next(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}
