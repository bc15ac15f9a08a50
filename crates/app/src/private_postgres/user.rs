//! Which user Postgres runs as: PostgreSQL refuses root, so root hands it to another.

use super::error::StartError;
use std::{
    fs,
    os::unix::{fs::MetadataExt, process::CommandExt},
    path::Path,
    process::{Command, Stdio},
};

/// The user that the programs of PostgreSQL run as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum RunAs {
    /// The user of this process, by number.
    Own(u32),
    /// This process is root's, and Postgres runs as another.
    Other { uid: u32, gid: u32, name: String },
}

impl RunAs {
    /// The user for a cluster whose folder is `home`: the owner of an existing one, else `postgres`, else `nobody`.
    pub(super) fn choose(home: &Path) -> Result<RunAs, StartError> {
        let own = rustix::process::geteuid().as_raw();
        let owner = fs::metadata(home).ok().map(|found| (found.uid(), found.gid()));
        match owner {
            _ if own != 0 => match owner {
                Some((uid, _)) if uid != own => Err(StartError::Unusable {
                    path: home.to_owned(),
                    problem: format!(
                        "belongs to user {}, and this is user {}. Start as that user (or as root), or choose another folder \
                         with INVIGIL_DATA.",
                        name_of(uid),
                        name_of(own)
                    ),
                }),
                _ => Ok(RunAs::Own(own)),
            },
            Some((uid, gid)) if uid != 0 => Ok(RunAs::Other { uid, gid, name: name_of(uid) }),
            _ => Ok(unprivileged()),
        }
    }

    /// The number of the user.
    pub(super) fn uid(&self) -> u32 {
        match self {
            RunAs::Own(uid) | RunAs::Other { uid, .. } => *uid,
        }
    }

    /// A command that runs as this user, away from the terminal and from settings meant for other databases.
    pub(super) fn command(&self, program: impl AsRef<Path>) -> Command {
        let mut command = Command::new(program.as_ref());
        if let RunAs::Other { uid, gid, .. } = self {
            command.gid(*gid).uid(*uid);
        }
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("PG") {
                command.env_remove(name);
            }
        }
        // In a group of its own, so that Ctrl+C at the terminal reaches the server only and Postgres outlives the last save.
        command.current_dir("/").stdin(Stdio::null()).env("LC_ALL", "C").process_group(0);
        command
    }

    /// Refuses a folder that this user can't enter, as everything under /root.
    pub(super) fn can_enter(&self, folder: &Path) -> Result<(), StartError> {
        let RunAs::Other { name, .. } = self else { return Ok(()) };
        let tried = self.command("/bin/sh").args(["-c", "cd \"$0\" 2>/dev/null"]).arg(folder).status();
        if tried.map_err(StartError::run("/bin/sh"))?.success() {
            return Ok(());
        }
        Err(StartError::Unusable {
            path: folder.to_owned(),
            problem: format!(
                "can't be entered by user {name}, who runs PostgreSQL when Invigil is started as root. Choose a folder \
                 that others may pass (mode 711 or wider, not below /root) with INVIGIL_DATA, or start as an ordinary user."
            ),
        })
    }
}

/// The lines of the user list as (name, uid, gid).
fn users() -> Vec<(String, u32, u32)> {
    let text = fs::read_to_string("/etc/passwd").unwrap_or_default();
    text.lines()
        .filter_map(|line| {
            let mut fields = line.split(':');
            let name = fields.next()?.to_owned();
            Some((name, fields.nth(1)?.parse().ok()?, fields.next()?.parse().ok()?))
        })
        .collect()
}

fn name_of(uid: u32) -> String {
    let found = users().into_iter().find(|user| user.1 == uid);
    found.map_or_else(|| uid.to_string(), |user| user.0)
}

fn unprivileged() -> RunAs {
    let users = users();
    let found =
        ["postgres", "_postgres", "nobody"].iter().find_map(|name| users.iter().find(|user| user.0 == *name));
    match found {
        Some((name, uid, gid)) => RunAs::Other { uid: *uid, gid: *gid, name: name.clone() },
        // The traditional numbers of nobody and nogroup.
        None => RunAs::Other { uid: 65534, gid: 65534, name: "65534".to_owned() },
    }
}
