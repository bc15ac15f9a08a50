//! Folders that last as long as what runs in them.

use anyhow::Context;
use invigil_bank::CodeFile;
use std::{
    env,
    fs::{self, DirBuilder, Permissions},
    io,
    os::unix::fs::{DirBuilderExt, PermissionsExt, chown},
    path::{Path, PathBuf},
    process,
    sync::atomic::{AtomicU64, Ordering},
    thread,
    time::{Duration, Instant},
};

/// How long what was just killed may still be writing.
const PATIENCE: Duration = Duration::from_secs(2);

/// The folder of the whole command, which others may pass but not list; removed at the end.
#[derive(Debug)]
pub(super) struct Scratch {
    path: PathBuf,
    next: AtomicU64,
}

/// The folder of one run, removed at its end.
#[derive(Debug)]
pub(super) struct RunFolder {
    path: PathBuf,
}

impl Scratch {
    pub(super) fn new() -> anyhow::Result<Scratch> {
        let base = env::temp_dir();
        for number in 0..1000 {
            let path = base.join(format!("invigil-prove-{}-{number}", process::id()));
            match DirBuilder::new().mode(0o711).create(&path) {
                Ok(()) => {
                    // Whatever the umask says.
                    let opened = fs::set_permissions(&path, Permissions::from_mode(0o711));
                    opened.with_context(|| format!("{} can't be opened to others", path.display()))?;
                    return Ok(Scratch { path: path.canonicalize()?, next: AtomicU64::new(0) });
                }
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => {
                    let text = format!(
                        "No folder can be made in {}. Make room there, or name another folder in TMPDIR",
                        base.display()
                    );
                    return Err(error).context(text);
                }
            }
        }
        anyhow::bail!("{} is full of left-over folders invigil-prove-*; remove them", base.display())
    }

    /// Makes a folder that lasts until the end, for this user.
    pub(super) fn folder(&self, owner: Option<(u32, u32)>) -> io::Result<PathBuf> {
        let path = self.path.join(self.next.fetch_add(1, Ordering::Relaxed).to_string());
        make(&path, owner)?;
        Ok(path)
    }

    /// Makes the folder of one run, for this user.
    pub(super) fn run(&self, owner: Option<(u32, u32)>) -> io::Result<RunFolder> {
        let run = RunFolder { path: self.folder(owner)? };
        for folder in [run.work(), run.home(), run.tmp(), run.ended()] {
            make(&folder, owner)?;
        }
        Ok(run)
    }
}

impl RunFolder {
    /// Where the program lies and runs. There is nothing in it but the program and its files.
    pub(super) fn work(&self) -> PathBuf {
        self.path.join("work")
    }

    pub(super) fn home(&self) -> PathBuf {
        self.path.join("home")
    }

    pub(super) fn tmp(&self) -> PathBuf {
        self.path.join("tmp")
    }

    /// Where a proof leaves the file `whole` when it has reached its end.
    pub(super) fn ended(&self) -> PathBuf {
        self.path.join("ended")
    }

    /// Writes a file beside the program.
    pub(super) fn write(&self, file: &CodeFile, owner: Option<(u32, u32)>) -> io::Result<()> {
        let mut folder = self.work();
        if let Some((parents, _)) = file.name.rsplit_once('/') {
            for part in parents.split('/') {
                folder.push(part);
                if !folder.is_dir() {
                    make(&folder, owner)?;
                }
            }
        }
        let path = self.work().join(&file.name);
        fs::write(&path, &file.text)?;
        give(&path, owner)
    }
}

fn make(path: &Path, owner: Option<(u32, u32)>) -> io::Result<()> {
    DirBuilder::new().mode(0o755).create(path)?;
    give(path, owner)
}

fn give(path: &Path, owner: Option<(u32, u32)>) -> io::Result<()> {
    match owner {
        Some((uid, gid)) => chown(path, Some(uid), Some(gid)),
        None => Ok(()),
    }
}

impl Drop for RunFolder {
    fn drop(&mut self) {
        // What resists goes with the folder of the whole command.
        let _ = remove(&self.path);
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let deadline = Instant::now() + PATIENCE;
        while remove(&self.path).is_err() && self.path.exists() && Instant::now() < deadline {
            thread::sleep(Duration::from_millis(20));
        }
    }
}

/// Removes a folder, and first what keeps it from being removed: folders that a program has closed to its own user.
fn remove(path: &Path) -> io::Result<()> {
    if fs::remove_dir_all(path).is_ok() {
        return Ok(());
    }
    open(path);
    fs::remove_dir_all(path)
}

fn open(folder: &Path) {
    let is_folder = folder.symlink_metadata().is_ok_and(|found| found.is_dir());
    if !is_folder || fs::set_permissions(folder, Permissions::from_mode(0o700)).is_err() {
        return;
    }
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        open(&entry.path());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_that_were_closed_are_removed_too() {
        let scratch = Scratch::new().unwrap();
        let run = scratch.run(None).unwrap();
        let closed = run.work().join("closed");
        fs::create_dir_all(closed.join("inner")).unwrap();
        fs::set_permissions(&closed, Permissions::from_mode(0o000)).unwrap();
        let (path, whole) = (run.path.clone(), scratch.path.clone());
        drop(run);
        assert!(!path.exists());
        drop(scratch);
        assert!(!whole.exists());
    }

    #[test]
    fn a_file_may_lie_in_a_folder() {
        let scratch = Scratch::new().unwrap();
        let run = scratch.run(None).unwrap();
        run.write(&CodeFile { name: "shop/till/__init__.py".into(), text: "a = 1\n".into() }, None).unwrap();
        assert_eq!(fs::read_to_string(run.work().join("shop/till/__init__.py")).unwrap(), "a = 1\n");
    }
}
