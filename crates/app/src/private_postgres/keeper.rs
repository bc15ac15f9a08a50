//! Keeps Postgres running: starts it again when it dies while it's needed, ends it when it isn't.

use super::{
    error::StartError,
    process::{Plan, Process, SHUTDOWN, wait_for_end},
};
use rustix::process::Signal;
use std::{
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread,
    time::Duration,
};

/// How long to wait before another attempt when Postgres can't be started again.
const PAUSE: Duration = Duration::from_secs(1);

#[derive(Debug)]
pub(super) struct Keeper {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug)]
struct State {
    process: Option<Process>,
    stopping: bool,
    over: bool,
}

impl Keeper {
    /// Starts Postgres and a thread that looks after it.
    pub(super) fn start(plan: Plan) -> Result<Keeper, StartError> {
        let process = plan.start(&|| false)?;
        let state = State { process: Some(process), stopping: false, over: false };
        let shared = Arc::new(Shared { state: Mutex::new(state), changed: Condvar::new() });
        let theirs = Arc::clone(&shared);
        let spawned = thread::Builder::new()
            .name("postgres-keeper".to_owned())
            .spawn(move || theirs.keep_running(&plan));
        // Without the thread the pipe closes with `shared`, and the watcher ends Postgres.
        spawned.map_err(StartError::run("A thread"))?;
        Ok(Keeper { shared })
    }

    /// The process of Postgres; none while it is being started again.
    pub(super) fn pid(&self) -> Option<u32> {
        self.shared.lock().process.as_ref().map(Process::pid)
    }

    /// Ends Postgres and waits until it has ended.
    pub(super) fn stop(&self) {
        let mut state = self.shared.lock();
        state.stopping = true;
        self.shared.changed.notify_all();
        for (signal, patience) in SHUTDOWN {
            if let Some(process) = &state.process {
                process.signal(signal);
            }
            let waited = self.shared.changed.wait_timeout_while(state, patience, |state| !state.over);
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
            if state.over {
                return;
            }
            tracing::warn!("PostgreSQL is slow to stop, asking harder");
        }
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn keep_running(&self, plan: &Plan) {
        loop {
            let Some(pid) = self.lock().process.as_ref().map(Process::pid) else { break };
            wait_for_end(pid);
            let mut state = self.lock();
            let status = state.process.as_mut().and_then(Process::ended);
            state.process = None;
            if state.stopping {
                break;
            }
            drop(state);
            let how = status.map_or_else(|| "unknown".to_owned(), |status| status.to_string());
            tracing::error!(log = %plan.folder.log.display(), "PostgreSQL ended by itself ({how}), starting it again");
            if !self.start_again(plan) {
                break;
            }
        }
        self.lock().over = true;
        self.changed.notify_all();
    }

    /// Tries until it runs; false when told to stop.
    fn start_again(&self, plan: &Plan) -> bool {
        loop {
            let started = plan.start(&|| self.lock().stopping);
            let mut state = self.lock();
            match started {
                Ok(process) => {
                    if state.stopping {
                        process.signal(Signal::INT);
                    } else {
                        tracing::info!("PostgreSQL runs again");
                    }
                    state.process = Some(process);
                    return true;
                }
                Err(_) if state.stopping => return false,
                Err(error) => {
                    tracing::error!("{error}");
                    let waited = self.changed.wait_timeout_while(state, PAUSE, |state| !state.stopping);
                    if waited.unwrap_or_else(PoisonError::into_inner).0.stopping {
                        return false;
                    }
                }
            }
        }
    }
}
