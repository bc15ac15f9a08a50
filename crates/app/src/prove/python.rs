//! The interpreters that proofs run under.

use super::{
    cage::{Cage, Network},
    ending::Ending,
    runner::{TIME, bounded},
};
use anyhow::{Context, bail};
use std::{
    env,
    ffi::{OsStr, OsString},
    path::{Path, PathBuf},
};
use tokio::process::Command;

/// Says what an interpreter is, a line each.
const DESCRIBE: &str = "import sys; print(sys.implementation.name, '%d.%d' % sys.version_info[:2], sys.version.split()[0], \
                        sys.executable, sys.prefix, sep='\\n')";

/// An interpreter.
#[derive(Clone, Debug)]
pub(super) struct Python {
    /// As it was asked for.
    pub(super) named: String,
    /// Absolute; not a wrapper that chooses one.
    pub(super) executable: PathBuf,
    /// As in `3.11`.
    pub(super) version: String,
    /// As in `3.11.7`.
    pub(super) release: String,
    /// What its programs run in.
    pub(super) cage: Cage,
    /// The PATH of its programs.
    pub(super) path: OsString,
}

impl Python {
    /// Finds out what an interpreter is and how it can be run in this cage.
    ///
    /// # Errors
    /// When it can't be run or isn't CPython 3.
    pub(super) async fn find(named: &Path, cage: &Cage) -> anyhow::Result<Python> {
        let shown = named.display().to_string();
        let plain = Cage::bare(cage.tools.clone());
        let mut command = Command::new(named);
        // As the person at the terminal would run it: it may be a wrapper that looks at the environment.
        command.args(["-c", DESCRIBE]).process_group(0);
        let ran = bounded(&plain, &mut command, "", TIME).await.with_context(|| {
            format!("{shown} can't be run. Name a Python 3 interpreter with --python, or install one")
        })?;
        let lines: Vec<&str> = ran.stdout.lines().collect();
        let (["cpython", version, release, executable, _], Ending::AtItsEnd) =
            (lines.as_slice(), &ran.ending)
        else {
            bail!(
                "{shown} isn't a Python 3 of the kind that items are proven with (CPython). Name another with --python."
            );
        };
        let executable = PathBuf::from(executable);
        let mut found = Python {
            named: shown,
            version: (*version).to_owned(),
            release: (*release).to_owned(),
            path: path(&executable),
            executable,
            cage: cage.clone(),
        };
        for cage in cage.with_each_user() {
            found.cage = cage;
            // The same answer, or another user finds another library in place of one that it may not read.
            let mut command = found.cage.command(Network::Own, found.executable.as_os_str());
            command.args(["-c", DESCRIBE]).env("PATH", &found.path).current_dir("/");
            let caged = bounded(&found.cage, &mut command, "", TIME).await?;
            if caged.ending == Ending::AtItsEnd && caged.stdout == ran.stdout {
                return Ok(found);
            }
        }
        bail!(
            "{} runs, but not with the bounds that proofs are given. Name another interpreter with --python.",
            found.named
        )
    }

    /// How it is called in reports.
    pub(super) fn title(&self) -> String {
        format!("CPython {}", self.release)
    }
}

/// Its own folder first, then the system's.
fn path(executable: &Path) -> OsString {
    let own = executable.parent().map(Path::to_owned);
    let usual = ["/usr/local/bin", "/usr/bin", "/bin"].map(PathBuf::from);
    env::join_paths(own.into_iter().chain(usual)).unwrap_or_else(|_| OsStr::new("/usr/bin:/bin").to_owned())
}
