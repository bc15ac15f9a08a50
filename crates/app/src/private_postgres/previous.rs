//! A Postgres that a killed server left: its shutdown is waited for, and a stale `postmaster.pid` is cleared away.
//!
//! Only called while the lock of the data folder is held, so whatever runs on the cluster has no server any more.

use super::{
    error::{HELP, StartError},
    folder::Folder,
    stage::Stage,
};
use rustix::process::{Pid, Signal, kill_process, test_kill_process};
use std::{
    fs,
    io::ErrorKind,
    path::Path,
    process::Command,
    thread,
    time::{Duration, Instant},
};

/// Long enough for the checkpoint of a busy database on a slow disk.
const PATIENCE: Duration = Duration::from_secs(120);

/// Ends what still runs on the cluster and waits until it's gone; clears its files away.
pub(super) fn clear(
    folder: &Folder,
    socket: &Path,
    progress: &mut dyn FnMut(Stage),
) -> Result<(), StartError> {
    let file = folder.cluster.join("postmaster.pid");
    let Some(pid) = first_line(&file) else { return Ok(()) };
    let deadline = Instant::now() + PATIENCE;
    let mut told = false;
    while running_on(&folder.cluster, pid) {
        if !told {
            progress(Stage::WaitingForPrevious { pid });
            told = true;
            // Its watcher asks it to stop when the server dies; this one may have lost its watcher, and asking twice is harmless.
            if let Some(process) = Pid::from_raw(pid.cast_signed()) {
                let _ = kill_process(process, Signal::INT);
            }
        }
        if Instant::now() > deadline {
            return Err(StartError::Slow {
                what: format!("The previous PostgreSQL, process {pid}, hasn't ended"),
                seconds: PATIENCE.as_secs(),
                log: folder.log.clone(),
                tail: folder.log_tail(0),
            });
        }
        thread::sleep(Duration::from_millis(20));
    }
    // Postgres mistakes a stale file for a running server when its number is taken: by a stranger of the same user, as after
    // a reboot, or by the dead one itself while nobody collects it, as in a container. Every other stale file it clears away
    // itself, with more checks than there are here.
    let taken = Pid::from_raw(pid.cast_signed()).is_some_and(|pid| test_kill_process(pid).is_ok());
    if taken && !any_on(&folder.cluster) {
        for stale in [&file, &socket.join(".s.PGSQL.5432.lock")] {
            match fs::remove_file(stale) {
                Err(error) if error.kind() != ErrorKind::NotFound => {
                    return Err(StartError::folder(stale, "removed", HELP)(error));
                }
                _ => {}
            }
        }
    }
    Ok(())
}

fn first_line(file: &Path) -> Option<u32> {
    fs::read_to_string(file).ok()?.lines().next()?.trim().parse().ok()
}

/// Whether this process is a Postgres of this cluster.
fn running_on(cluster: &Path, pid: u32) -> bool {
    let proc = Path::new("/proc").join(pid.to_string());
    if Path::new("/proc/self/cwd").exists() {
        // Postgres works inside its cluster.
        return fs::read_link(proc.join("cwd")).is_ok_and(|folder| folder == cluster);
    }
    let output = Command::new("ps").args(["-ww", "-o", "command=", "-p", &pid.to_string()]).output();
    output.is_ok_and(|output| {
        let text = String::from_utf8_lossy(&output.stdout);
        text.contains("postgres") && text.contains(&*cluster.to_string_lossy())
    })
}

/// Whether any process still works on the cluster; unknown without `/proc`, where Postgres checks its shared memory.
fn any_on(cluster: &Path) -> bool {
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    entries
        .into_iter()
        .any(|entry| fs::read_link(entry.path().join("cwd")).is_ok_and(|folder| folder == cluster))
}
