//! Postgres as a child process: starting it, knowing when it's ready, ending it.

use super::{
    binaries::Binaries,
    cluster::ROLE,
    error::StartError,
    folder::Folder,
    leash::{self, Leash},
    user::RunAs,
};
use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process, waitid};
use std::{
    fs,
    path::PathBuf,
    process::{Child, ExitStatus},
    thread,
    time::{Duration, Instant},
};

/// Recovery after a crash may have gigabytes to go through.
const PATIENCE: Duration = Duration::from_secs(300);

/// How long the children of a killed Postgres may take to notice and end.
const REMAINS: Duration = Duration::from_secs(30);

/// How Postgres is asked to end, and how long it has: a fast shutdown with a checkpoint, an immediate one, the last resort.
pub(super) const SHUTDOWN: [(Signal, Duration); 3] = [
    (Signal::INT, Duration::from_secs(60)),
    (Signal::QUIT, Duration::from_secs(10)),
    (Signal::KILL, Duration::from_secs(10)),
];

/// Everything that a start needs, kept for the next one.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    pub(super) folder: Folder,
    pub(super) user: RunAs,
    pub(super) binaries: Binaries,
    pub(super) socket: PathBuf,
    pub(super) settings: Vec<(String, String)>,
}

impl Plan {
    /// The address of a database.
    pub(super) fn url(&self, database: &str) -> String {
        // The folder has only plain characters, see `Folder::socket`.
        format!("postgres:///{database}?host={}&user={ROLE}", self.socket.display())
    }

    /// Starts Postgres and returns when it takes connections; `stopped` is asked now and then whether to give up.
    pub(super) fn start(&self, stopped: &dyn Fn() -> bool) -> Result<Process, StartError> {
        let deadline = Instant::now() + PATIENCE;
        let another_try = Instant::now() + REMAINS;
        loop {
            let (mut process, log_start) = self.spawn()?;
            match self.wait_until_ready(&mut process, log_start, deadline, stopped) {
                Err(StartError::Ended { .. })
                    if self.is_in_the_way(log_start) && Instant::now() < another_try && !stopped() =>
                {
                    thread::sleep(Duration::from_millis(50));
                }
                Err(error) => {
                    process.end();
                    return Err(error);
                }
                Ok(()) => return Ok(process),
            }
        }
    }

    /// The process, and where in the log its words begin.
    fn spawn(&self) -> Result<(Process, u64), StartError> {
        let log = self.folder.open_log()?;
        let log_start = log.metadata().map_or(0, |found| found.len());
        let second = log.try_clone().map_err(StartError::folder(
            &self.folder.log,
            "opened twice",
            "Check the limit of open files.",
        ))?;
        let mut command = leash::command(&self.user, &self.binaries.folder.join("postgres"));
        command.arg("-D").arg(&self.folder.cluster).arg("-k").arg(&self.socket);
        // Stated although some are defaults, since the cluster's own files may say otherwise.
        let fixed =
            ["listen_addresses=", "port=5432", "unix_socket_permissions=0700", "logging_collector=off"];
        let usual = ["timezone=UTC", "log_timezone=UTC", "max_connections=50", "shared_buffers=128MB"];
        let quiet = ["lc_messages=C", "log_checkpoints=off", "log_destination=stderr"];
        for setting in usual.iter().chain(&quiet) {
            command.args(["-c", *setting]);
        }
        for (name, value) in &self.settings {
            command.arg("-c").arg(format!("{name}={value}"));
        }
        for setting in fixed {
            command.args(["-c", setting]);
        }
        let mut child = command.stdout(log).stderr(second).spawn().map_err(StartError::run("/bin/sh"))?;
        Ok((Process { leash: Leash::of(&mut child), child, status: None }, log_start))
    }

    fn wait_until_ready(
        &self,
        process: &mut Process,
        log_start: u64,
        deadline: Instant,
        stopped: &dyn Fn() -> bool,
    ) -> Result<(), StartError> {
        let (log, pid) = (self.folder.log.clone(), process.pid().to_string());
        loop {
            // The file's first line is the process, its eighth the state; a stale file has another process in it.
            let text = fs::read_to_string(self.folder.cluster.join("postmaster.pid")).unwrap_or_default();
            let lines: Vec<&str> = text.lines().map(str::trim).collect();
            if lines.first() == Some(&pid.as_str()) && lines.get(7) == Some(&"ready") {
                return Ok(());
            }
            if let Some(status) = process.ended() {
                let tail = self.folder.log_tail(log_start);
                return Err(StartError::Ended { status: status.to_string(), log, tail });
            }
            if stopped() {
                return Err(StartError::Stopped);
            }
            if Instant::now() > deadline {
                let (what, seconds) = ("PostgreSQL isn't ready".to_owned(), PATIENCE.as_secs());
                return Err(StartError::Slow { what, seconds, log, tail: self.folder.log_tail(log_start) });
            }
            thread::sleep(Duration::from_millis(10));
        }
    }

    /// Whether it ended because something of an earlier Postgres is still there.
    fn is_in_the_way(&self, log_start: u64) -> bool {
        let said = self.folder.log_since(log_start);
        ["already exists", "shared memory block"].iter().any(|sign| said.contains(sign))
    }
}

/// A running Postgres.
#[derive(Debug)]
pub(super) struct Process {
    child: Child,
    leash: Leash,
    status: Option<ExitStatus>,
}

impl Process {
    pub(super) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Sends a signal. It can't hit somebody else: until `ended` collects the process, its number stays taken.
    pub(super) fn signal(&self, signal: Signal) {
        let pid = Pid::from_raw(self.pid().cast_signed()).filter(|_| self.status.is_none());
        if let Some(pid) = pid {
            // It has ended already when this fails.
            let _ = kill_process(pid, signal);
        }
    }

    /// How it ended, if it has.
    pub(super) fn ended(&mut self) -> Option<ExitStatus> {
        if self.status.is_none() {
            self.status = self.child.try_wait().ok().flatten();
            if self.status.is_some() {
                self.leash.release();
            }
        }
        self.status
    }

    /// Ends it, harder and harder, and waits until it has ended.
    fn end(&mut self) {
        for (signal, patience) in SHUTDOWN {
            let deadline = Instant::now() + patience;
            self.signal(signal);
            while self.ended().is_none() && Instant::now() < deadline {
                thread::sleep(Duration::from_millis(10));
            }
        }
    }
}

/// Waits until a child process has ended, without collecting it: its number stays taken until `Process::ended`.
pub(super) fn wait_for_end(pid: u32) {
    let Some(pid) = Pid::from_raw(pid.cast_signed()) else { return };
    loop {
        match waitid(WaitId::Pid(pid), WaitIdOptions::EXITED | WaitIdOptions::NOWAIT) {
            Err(rustix::io::Errno::INTR) => {}
            _ => return,
        }
    }
}
