//! Making a new cluster: under another name first, so that one cut short never looks complete, and under a name of this
//! process, so that what a killed one left running isn't in the way.

use super::{
    binaries::Binaries,
    error::{HELP, StartError},
    folder::Folder,
    leash::{self, Leash},
    user::RunAs,
};
use std::{fs, path::Path, process::Stdio};

const UNFINISHED: &str = "cluster.unfinished-";

/// The role that owns everything; no password, since only its user can reach the socket.
pub(super) const ROLE: &str = "invigil";

/// Letters of all languages are sorted and folded where the system knows how; the last is known everywhere.
const LOCALES: [&str; 3] = ["C.UTF-8", "en_US.UTF-8", "C"];

/// Runs `initdb`.
pub(super) fn create(folder: &Folder, user: &RunAs, binaries: &Binaries) -> Result<(), StartError> {
    let unfinished = folder.home.join(format!("{UNFINISHED}{}", std::process::id()));
    let mut said = String::new();
    for locale in LOCALES {
        remove_unfinished(&folder.home);
        let program = binaries.folder.join("initdb");
        let mut command = leash::command(user, &program);
        let mut child = command
            .args(["--auth=trust", "--encoding=UTF8", "--no-instructions", "--lc-messages=C"])
            .arg(format!("--username={ROLE}"))
            .arg(format!("--locale={locale}"))
            .arg("--pgdata")
            .arg(&unfinished)
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(StartError::run("/bin/sh"))?;
        let mut leash = Leash::of(&mut child);
        let output = child.wait_with_output().map_err(StartError::run(&program))?;
        leash.release();
        if output.status.success() {
            let renamed = fs::rename(&unfinished, &folder.cluster).and_then(|()| Folder::sync(&folder.home));
            return renamed.map_err(StartError::folder(&folder.cluster, "created", HELP));
        }
        said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        if !said.contains("invalid locale") {
            break;
        }
    }
    // What initdb left is removed by the next attempt.
    Err(StartError::Cluster { cluster: folder.cluster.clone(), said })
}

/// Removes what earlier attempts left. An `initdb` that still ends itself may be faster or slower; either way is fine.
fn remove_unfinished(home: &Path) {
    for entry in fs::read_dir(home).into_iter().flatten().flatten() {
        if entry.file_name().to_string_lossy().starts_with(UNFINISHED) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}
