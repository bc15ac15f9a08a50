//! One run of one program: in a fresh folder, in its cage, bounded in time and in what it writes.

use super::{
    cage::{Cage, Network},
    ending::Ending,
    plan::Planned,
    python::Python,
    scratch::{RunFolder, Scratch},
};
use invigil_bank::CodeFile;
use rustix::process::{Pid, Signal, kill_process, kill_process_group};
use std::{
    ffi::OsString,
    io,
    path::Path,
    process::{ExitStatus, Stdio},
    time::Duration,
};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWriteExt},
    process::{Child, Command},
    time::timeout,
};

/// How long a program may take.
pub(super) const TIME: Duration = Duration::from_secs(10);
/// How many bytes a program may write to its output, and to its errors.
pub(super) const OUTPUT: usize = 1 << 20;

/// What a program is run with.
#[derive(Clone, Copy, Debug)]
pub(super) struct Run<'a> {
    pub(super) program: &'a Planned,
    pub(super) files: &'a [CodeFile],
    pub(super) stdin: &'a str,
    /// Decides the order of sets of strings.
    pub(super) hash_seed: u32,
    pub(super) network: Network,
    /// More of the environment.
    pub(super) variables: &'a [(String, OsString)],
    pub(super) time: Duration,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Ran {
    pub(super) ending: Ending,
    pub(super) stdout: String,
    pub(super) stderr: String,
}

/// Runs a program.
///
/// # Errors
/// When the machine fails: no folder or no process can be made.
pub(super) async fn run(scratch: &Scratch, python: &Python, run: &Run<'_>) -> io::Result<Ran> {
    let owner = python.cage.owner();
    let folder = scratch.run(owner)?;
    let whole = folder.ended().join("whole");
    for file in run.files {
        folder.write(file, owner)?;
    }
    let text = match run.program.to_its_end {
        true => with_end(&run.program.source, &whole),
        false => run.program.source.clone(),
    };
    folder.write(&CodeFile { name: run.program.name.to_owned(), text }, owner)?;

    let mut command = python.cage.command(run.network, python.executable.as_os_str());
    command.arg(run.program.name);
    surroundings(&mut command, python, &folder, run);
    let mut ran = bounded(&python.cage, &mut command, run.stdin, run.time).await?;
    if ran.ending == Ending::AtItsEnd && run.program.to_its_end && !whole.exists() {
        ran.ending = Ending::Early;
    }
    // Tracebacks name the program's file; its folder is another in each run.
    ran.stderr = ran.stderr.replace(&format!("{}/", folder.work().display()), "");
    Ok(ran)
}

/// A program whose last line says that it was reached.
fn with_end(source: &str, whole: &Path) -> String {
    let path = serde_json::Value::from(whole.to_string_lossy());
    format!("{source}\nif __name__ == \"__main__\":\n    __import__(\"pathlib\").Path({path}).touch()\n")
}

fn surroundings(command: &mut Command, python: &Python, folder: &RunFolder, run: &Run<'_>) {
    command.current_dir(folder.work());
    command.env("PATH", &python.path).env("HOME", folder.home()).env("TMPDIR", folder.tmp());
    command.env("LC_ALL", "C.UTF-8").env("TZ", "UTC").env("PYTHONDONTWRITEBYTECODE", "1");
    command.env("PYTHONHASHSEED", run.hash_seed.to_string());
    // Each thread of a library, and each arena of the C library, takes of the address space.
    command.env("OPENBLAS_NUM_THREADS", "1").env("OMP_NUM_THREADS", "1").env("MALLOC_ARENA_MAX", "2");
    command.env("MPLBACKEND", "Agg");
    command.envs(run.variables.iter().map(|(name, value)| (name, value)));
}

/// Runs a command to its end, or to the end of its time or of what it may write.
pub(super) async fn bounded(
    cage: &Cage,
    command: &mut Command,
    stdin: &str,
    time: Duration,
) -> io::Result<Ran> {
    command.stdin(if stdin.is_empty() { Stdio::null() } else { Stdio::piped() });
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn()?;
    let mut group = Group(child.id().and_then(|id| Pid::from_raw(id.cast_signed())));
    let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
    let ended = timeout(time, communicate(&mut child, stdin, &mut stdout, &mut stderr)).await;
    let status = match &ended {
        Ok(Ok(Some(status))) => Some(*status),
        _ => None,
    };
    if status.is_none() || !cage.is_closed() {
        group.kill();
    }
    if status.is_none() {
        child.wait().await?;
    }
    group.0 = None;
    let stderr = String::from_utf8_lossy(&stderr).into_owned();
    let ending = match (ended, status) {
        (_, Some(status)) => Ending::of(status, &stderr),
        (Err(_), None) => Ending::TooLong,
        (Ok(Ok(_)), None) => Ending::TooMuch,
        (Ok(Err(error)), None) => return Err(error),
    };
    let stdout = String::from_utf8_lossy(&stdout).replace("\r\n", "\n");
    Ok(Ran { ending, stdout, stderr })
}

/// Gives a child its input, takes all that it writes, and waits for its end; none when it wrote too much.
async fn communicate(
    child: &mut Child,
    stdin: &str,
    stdout: &mut Vec<u8>,
    stderr: &mut Vec<u8>,
) -> io::Result<Option<ExitStatus>> {
    let streams = (child.stdin.take(), child.stdout.take(), child.stderr.take());
    let give = async {
        if let Some(mut pipe) = streams.0 {
            // A program may end without reading all of it.
            let _ = pipe.write_all(stdin.as_bytes()).await;
        }
        Ok(())
    };
    let taken = tokio::try_join!(give, take(streams.1, stdout), take(streams.2, stderr));
    match taken {
        Ok(_) => child.wait().await.map(Some),
        Err(TooMuch) => Ok(None),
    }
}

struct TooMuch;

async fn take(stream: Option<impl AsyncRead + Unpin>, bytes: &mut Vec<u8>) -> Result<(), TooMuch> {
    let Some(mut stream) = stream else { return Ok(()) };
    // A pipe that can't be read any more has ended.
    while stream.read_buf(bytes).await.is_ok_and(|count| count > 0) {
        if bytes.len() > OUTPUT {
            return Err(TooMuch);
        }
    }
    Ok(())
}

/// A process and all that it started, killed when this is dropped.
struct Group(Option<Pid>);

impl Group {
    fn kill(&self) {
        if let Some(leader) = self.0 {
            // The group is there once the first program of the chain has made it; before, there is only the leader.
            let _ = kill_process_group(leader, Signal::KILL);
            let _ = kill_process(leader, Signal::KILL);
        }
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        self.kill();
    }
}
