//! Servers that proofs talk to: child processes that don't outlive this one.

use super::cage::Cage;
use rustix::process::{Pid, Signal, kill_process};
use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    process::{Child, ChildStdin, Command},
    time::timeout,
};

/// A watcher stays behind and reads from a pipe of which only this process holds the other end: when that is gone, even by
/// kill -9, the watcher ends the server. A line in the pipe tells it that the server has ended already.
const SCRIPT: &str = r#"
exec 3<&0 </dev/null
program=$$
( ( trap '' HUP INT TERM QUIT; read -r line <&3 || kill -TERM "$program" ) >/dev/null 2>&1 & )
exec "$@" 3<&-
"#;

/// How long a server may take to end when it is asked to.
const PATIENCE: Duration = Duration::from_secs(3);

/// A running server, which ends when this is dropped.
#[derive(Debug)]
pub(super) struct Tether {
    child: Child,
    leash: Option<ChildStdin>,
    log: PathBuf,
}

impl Tether {
    /// A command that runs a server as the user of the proofs, in the network of another process if need be.
    pub(super) fn command(cage: &Cage, network: Option<u32>, program: &Path) -> Command {
        cage.server(network, &["/bin/sh", "-c", SCRIPT, "invigil-tether"], program)
    }

    /// Starts a command that ends with its input. Its errors go to a file.
    pub(super) fn start(mut command: Command, log: PathBuf) -> io::Result<Tether> {
        let errors = File::options().create(true).append(true).open(&log)?;
        // In a group of its own: Ctrl+C at the terminal is for this process, which then ends the server.
        command.process_group(0).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(errors);
        let mut child = command.spawn()?;
        Ok(Tether { leash: child.stdin.take(), child, log })
    }

    /// The number of its process.
    pub(super) fn pid(&self) -> Option<u32> {
        self.child.id()
    }

    /// Whether it has ended.
    pub(super) fn ended(&mut self) -> bool {
        !matches!(self.child.try_wait(), Ok(None))
    }

    /// The first line that it says; none if it doesn't in time.
    pub(super) async fn first_line(&mut self, patience: Duration) -> Option<String> {
        let mut lines = BufReader::new(self.child.stdout.take()?).lines();
        timeout(patience, lines.next_line()).await.ok()?.ok()?
    }

    /// The last lines of its log.
    pub(super) fn tail(&self) -> String {
        super::verdict::tail(&fs::read_to_string(&self.log).unwrap_or_default())
    }

    /// Ends it and waits until it has.
    pub(super) async fn stop(mut self) {
        for signal in [Signal::TERM, Signal::KILL] {
            if let Some(pid) = self.child.id().and_then(|pid| Pid::from_raw(pid.cast_signed())) {
                // It has ended already when this fails.
                let _ = kill_process(pid, signal);
            }
            if timeout(PATIENCE, self.child.wait()).await.is_ok() {
                break;
            }
        }
        if let Some(mut leash) = self.leash.take() {
            // The number of the process may soon be another's, so the watcher must not use it.
            let _ = leash.write_all(b"ended\n").await;
        }
    }
}
