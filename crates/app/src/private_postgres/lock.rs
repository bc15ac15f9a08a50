//! One process at a time works on a data folder: a file lock that the system lets go of even after kill -9.

use super::{
    error::{HELP, StartError},
    stage::Stage,
};
use rustix::fs::{FlockOperation, flock};
use std::{
    fs::{File, OpenOptions},
    io::{Read, Seek, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
};

/// How long to wait for somebody else's command on the same data, or for a server that is just starting.
const PATIENCE: Duration = Duration::from_secs(60);

/// What a process wants the data for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holder {
    /// To serve: it stays, and commands share its Postgres.
    Server,
    /// For the time of one command: others wait for it.
    Command,
}

/// The held lock of a data folder. The file says who holds it and, once Postgres is up, its address.
#[derive(Debug)]
pub(super) struct Lock {
    path: PathBuf,
    file: File,
}

/// What the lock file of somebody else says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Held {
    pub(super) pid: Option<u32>,
    pub(super) command: bool,
    pub(super) url: Option<String>,
}

impl Lock {
    /// Takes the lock of a data folder, waiting while a command has it. A server keeps it: who that is comes back at once,
    /// or with `join` as soon as its Postgres has an address.
    pub(super) fn wait_for(
        data: &Path,
        holder: Holder,
        join: bool,
        progress: &mut dyn FnMut(Stage),
    ) -> Result<Result<Lock, Held>, StartError> {
        let since = Instant::now();
        let mut told = false;
        loop {
            let held = match Lock::take(data, holder)? {
                Ok(lock) => return Ok(Ok(lock)),
                Err(held) => held,
            };
            let patience = match (held.command, held.pid) {
                (true, _) => PATIENCE,
                // Just being written.
                (false, None) => Duration::from_secs(1),
                (false, Some(_)) if join && held.url.is_none() => PATIENCE,
                (false, Some(_)) => Duration::ZERO,
            };
            if since.elapsed() >= patience {
                return Ok(Err(held));
            }
            if held.command && !told {
                progress(Stage::WaitingForCommand { pid: held.pid });
                told = true;
            }
            thread::sleep(Duration::from_millis(20));
        }
    }

    /// Takes the lock of a data folder, or says who has it.
    fn take(data: &Path, holder: Holder) -> Result<Result<Lock, Held>, StartError> {
        let path = data.join("lock");
        let mut file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .read(true)
            .write(true)
            .mode(0o600)
            .open(&path)
            .map_err(StartError::folder(&path, "opened", HELP))?;
        match flock(&file, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => {
                let mut lock = Lock { path: path.clone(), file };
                lock.write(holder, None).map_err(StartError::folder(&path, "written", HELP))?;
                Ok(Ok(lock))
            }
            Err(rustix::io::Errno::WOULDBLOCK) => {
                let mut text = String::new();
                // What can't be read is unknown, and the lock is held all the same.
                let _ = file.read_to_string(&mut text);
                Ok(Err(Held::parse(&text)))
            }
            Err(error) => Err(StartError::folder(&path, "locked", HELP)(error.into())),
        }
    }

    /// Tells others where the Postgres of this data is.
    pub(super) fn publish(&mut self, holder: Holder, url: &str) -> Result<(), StartError> {
        let path = self.path.clone();
        self.write(holder, Some(url)).map_err(StartError::folder(path, "written", HELP))
    }

    fn write(&mut self, holder: Holder, url: Option<&str>) -> std::io::Result<()> {
        let kind = match holder {
            Holder::Server => "server",
            Holder::Command => "command",
        };
        let text = format!("{}\n{kind}\n{}\n", std::process::id(), url.unwrap_or_default());
        self.file.set_len(0)?;
        self.file.rewind()?;
        self.file.write_all(text.as_bytes())
    }
}

impl Held {
    fn parse(text: &str) -> Held {
        // A file without its last line end is being written just now.
        if !text.ends_with('\n') {
            return Held::default();
        }
        let mut lines = text.lines();
        Held {
            pid: lines.next().and_then(|line| line.parse().ok()),
            command: lines.next() == Some("command"),
            url: lines.next().filter(|line| !line.is_empty()).map(str::to_owned),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_a_holder_wrote() {
        let held = Held::parse("12\nserver\npostgres:///postgres\n");
        assert_eq!(held, Held { pid: Some(12), command: false, url: Some("postgres:///postgres".into()) });
        assert_eq!(Held::parse("12\ncommand\n\n"), Held { pid: Some(12), command: true, url: None });
        assert_eq!(Held::parse(""), Held::default());
        assert_eq!(Held::parse("12\nserv"), Held::default());
    }
}
