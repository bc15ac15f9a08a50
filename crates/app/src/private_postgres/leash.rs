//! Child processes that can't outlive the process that started them.
//!
//! `sh` leaves a small watcher behind and becomes the program. The watcher reads from a pipe whose other end only this process
//! holds: when this process is gone, even by kill -9, the read ends without a line and the watcher sends SIGINT, which to
//! Postgres is a fast shutdown. A line in the pipe tells the watcher that the program has ended and nothing is left to do.

use super::user::RunAs;
use std::{
    io::Write,
    path::Path,
    process::{Child, ChildStdin, Command, Stdio},
};

/// The watcher is a grandchild, so that the program never meets it as a child of its own; it ignores the signals that a
/// service manager or a terminal sends to everybody.
const SCRIPT: &str = r#"
exec 3<&0 </dev/null
program=$$
( ( trap '' HUP INT TERM QUIT; read -r line <&3 || kill -INT "$program" ) >/dev/null 2>&1 & )
exec "$@" 3<&-
"#;

/// The end of the pipe that this process holds.
#[derive(Debug)]
pub(super) struct Leash(Option<ChildStdin>);

/// A command that runs a program with a watcher; take the [`Leash`] once it's spawned.
pub(super) fn command(user: &RunAs, program: &Path) -> Command {
    let mut command = user.command("/bin/sh");
    command.args(["-c", SCRIPT, "invigil-leash"]).arg(program).stdin(Stdio::piped());
    command
}

impl Leash {
    pub(super) fn of(child: &mut Child) -> Leash {
        Leash(child.stdin.take())
    }

    /// Tells the watcher that the program has ended. Its number may soon be another's.
    pub(super) fn release(&mut self) {
        if let Some(mut pipe) = self.0.take() {
            // The watcher may have been killed; then there is nobody to tell.
            let _ = pipe.write_all(b"ended\n");
        }
    }
}
