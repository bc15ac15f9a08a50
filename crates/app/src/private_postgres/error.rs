//! Why a private Postgres can't be had: every message says what, where and how to mend it.

use std::{io, path::PathBuf};

/// What to install when no PostgreSQL can be found or fetched.
pub(super) const INSTALL: &str = "Install PostgreSQL 14 or newer (Debian, Ubuntu: apt-get install postgresql; \
     Fedora: dnf install postgresql-server; macOS: brew install postgresql), or name the folder of its programs in \
     INVIGIL_POSTGRES_BIN, or name a running server in DATABASE_URL.";

/// How to mend most troubles with files.
pub(super) const HELP: &str = "Check who owns the folder, or choose another with INVIGIL_DATA.";

/// Why a private Postgres didn't start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Another process works on the same data.
    #[error(
        "The data folder {} is in use by {}. Stop that one first, or choose another folder with INVIGIL_DATA.",
        data.display(), holder(*pid)
    )]
    Held {
        /// The data folder.
        data: PathBuf,
        /// The process that holds it, when it said so.
        pid: Option<u32>,
    },
    /// The folder that was named in the settings has no PostgreSQL in it.
    #[error(
        "INVIGIL_POSTGRES_BIN names {}, but {problem}. Name the folder that holds initdb and postgres, or leave the setting out.",
        folder.display()
    )]
    NamedBinaries {
        /// The folder as it was named.
        folder: PathBuf,
        /// What is wrong with it.
        problem: String,
    },
    /// No PostgreSQL on this machine that is new enough, and none could be fetched.
    #[error(
        "No PostgreSQL 14 or newer is on this machine (found: {}).{}\n{INSTALL}",
        list(found),
        failed(fetching)
    )]
    NoBinaries {
        /// The versions found, each with the folder of its programs.
        found: Vec<(u32, PathBuf)>,
        /// Why none could be fetched, if that was tried.
        fetching: Option<String>,
    },
    /// The cluster was made by a version of PostgreSQL that isn't here.
    #[error(
        "The data in {} was made by PostgreSQL {wanted}; found here: {}. Install PostgreSQL {wanted} (Debian, Ubuntu: \
         apt-get install postgresql-{wanted}) or name the folder of its programs in INVIGIL_POSTGRES_BIN; or move the \
         data to the newer version with pg_upgrade.{}",
        cluster.display(), list(found), failed(fetching)
    )]
    Version {
        /// The folder of the cluster.
        cluster: PathBuf,
        /// The content of its PG_VERSION.
        wanted: String,
        /// The versions found, each with the folder of its programs.
        found: Vec<(u32, PathBuf)>,
        /// Why it couldn't be fetched, if that was tried.
        fetching: Option<String>,
    },
    /// A file or folder can't be made, read or written.
    #[error("{} can't be {action}: {source}. {help}", path.display())]
    Folder {
        /// The file or folder.
        path: PathBuf,
        /// "created", "read" ...
        action: &'static str,
        /// How to mend it.
        help: String,
        /// What the operating system said.
        source: io::Error,
    },
    /// The data folder is there, but isn't usable as it is.
    #[error("{} {problem}", path.display())]
    Unusable {
        /// The file or folder.
        path: PathBuf,
        /// What is wrong and how to mend it.
        problem: String,
    },
    /// A program of PostgreSQL (or `sh`) can't be run.
    #[error("{} can't be run: {source}. {INSTALL}", program.display())]
    Run {
        /// The program.
        program: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// `initdb` failed.
    #[error("A new database cluster couldn't be made in {}. initdb said:\n{said}", cluster.display())]
    Cluster {
        /// The folder of the cluster.
        cluster: PathBuf,
        /// What initdb wrote.
        said: String,
    },
    /// Postgres ended while it was starting.
    #[error("PostgreSQL ended while starting ({status}). The end of its log, {}:\n{tail}", log.display())]
    Ended {
        /// How it ended.
        status: String,
        /// The log file.
        log: PathBuf,
        /// The last lines of it.
        tail: String,
    },
    /// Postgres, or one that ran before, took too long.
    #[error("{what} after {seconds} seconds. The end of its log, {}:\n{tail}", log.display())]
    Slow {
        /// What isn't done.
        what: String,
        /// How long it had.
        seconds: u64,
        /// The log file.
        log: PathBuf,
        /// The last lines of it.
        tail: String,
    },
    /// Told to stop while it was starting.
    #[error("PostgreSQL was told to stop while it was starting.")]
    Stopped,
}

impl StartError {
    pub(super) fn folder(
        path: impl Into<PathBuf>,
        action: &'static str,
        help: &str,
    ) -> impl FnOnce(io::Error) -> StartError {
        let (path, help) = (path.into(), help.to_owned());
        move |source| StartError::Folder { path, action, help, source }
    }

    pub(super) fn run(program: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> StartError {
        let program = program.into();
        move |source| StartError::Run { program, source }
    }
}

fn holder(pid: Option<u32>) -> String {
    match pid {
        Some(pid) => format!("another Invigil, process {pid}"),
        None => "another Invigil".to_owned(),
    }
}

fn list(found: &[(u32, PathBuf)]) -> String {
    if found.is_empty() {
        return "none".to_owned();
    }
    let each: Vec<String> =
        found.iter().map(|(major, folder)| format!("{major} ({})", folder.display())).collect();
    each.join(", ")
}

fn failed(fetching: &Option<String>) -> String {
    fetching.as_ref().map(|why| format!("\nFetching one failed: {why}")).unwrap_or_default()
}
