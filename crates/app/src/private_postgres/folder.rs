//! What lies where in the data folder, and the short folder of the socket.

use super::{
    error::{HELP, StartError},
    user::RunAs,
};
use rustix::fs::{Mode, OFlags};
use sha2::{Digest, Sha256};
use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, Read, Seek, SeekFrom},
    os::unix::{
        ffi::OsStrExt,
        fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt, chown},
    },
    path::{Path, PathBuf},
};

/// A socket's path may have 104 bytes on some systems, `/.s.PGSQL.5432` among them.
const LONGEST_SOCKET_FOLDER: usize = 85;

/// A log that has grown past this many bytes is set aside when Postgres starts.
const LONGEST_LOG: u64 = 8 << 20;

/// The places of one private Postgres.
#[derive(Clone, Debug)]
pub(super) struct Folder {
    /// The data folder itself, absolute.
    pub(super) data: PathBuf,
    /// Everything that belongs to the user who runs Postgres.
    pub(super) home: PathBuf,
    /// The cluster ("data directory" in PostgreSQL's words).
    pub(super) cluster: PathBuf,
    /// The log of Postgres.
    pub(super) log: PathBuf,
}

impl Folder {
    /// Makes the data folder if need be, open to nobody else; root lets others pass, but not look.
    pub(super) fn prepare(data: &Path) -> Result<Folder, StartError> {
        make(data, if rustix::process::geteuid().is_root() { 0o711 } else { 0o700 })?;
        let data = data.canonicalize().map_err(StartError::folder(data, "found", HELP))?;
        let home = data.join("postgres");
        Ok(Folder { cluster: home.join("cluster"), log: data.join("postgres.log"), home, data })
    }

    /// Makes the folder of the user who runs Postgres.
    pub(super) fn prepare_home(&self, user: &RunAs) -> Result<(), StartError> {
        if !self.home.is_dir() {
            let made = DirBuilder::new().mode(0o700).create(&self.home);
            made.map_err(StartError::folder(&self.home, "created", HELP))?;
            if let RunAs::Other { uid, gid, .. } = user {
                let given = chown(&self.home, Some(*uid), Some(*gid));
                given.map_err(StartError::folder(&self.home, "given to another user", HELP))?;
            }
        }
        user.can_enter(&self.home)
    }

    /// The cluster's PG_VERSION; none when there is no cluster yet.
    pub(super) fn version(&self) -> Result<Option<String>, StartError> {
        let path = self.cluster.join("PG_VERSION");
        match fs::read_to_string(&path) {
            Ok(text) => Ok(Some(text.trim().to_owned())),
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Err(StartError::folder(&path, "read", HELP)(error))
            }
            Err(_) if self.cluster.exists() => Err(StartError::Unusable {
                path: self.cluster.clone(),
                problem: "is there, but isn't a PostgreSQL cluster (it has no PG_VERSION). Restore it from a backup, or move it \
                     away to begin with an empty database."
                    .to_owned(),
            }),
            Err(_) => Ok(None),
        }
    }

    /// The folder of the socket: beside the cluster, or a short one when the path is too long or has unusual characters
    /// (PostgreSQL reads its setting as a list).
    pub(super) fn socket(&self, user: &RunAs) -> Result<PathBuf, StartError> {
        let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"/._-".contains(byte);
        let bytes = self.home.as_os_str().as_bytes();
        if bytes.len() <= LONGEST_SOCKET_FOLDER && bytes.iter().all(plain) {
            return Ok(self.home.clone());
        }
        let digest = Sha256::digest(bytes);
        let name: String = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        let path = PathBuf::from(format!("/tmp/invigil-{name}"));
        // Made by the user who will own it, so that nothing of root's is ever given away under a name that others can guess.
        let made =
            user.command("/bin/sh").args(["-c", "mkdir -m 700 \"$0\" 2>/dev/null"]).arg(&path).status();
        made.map_err(StartError::run("/bin/sh"))?;
        let found = fs::symlink_metadata(&path).map_err(StartError::folder(
            &path,
            "created",
            "Make room in /tmp.",
        ))?;
        if found.is_dir() && found.uid() == user.uid() && found.mode() & 0o077 == 0 {
            return Ok(path);
        }
        Err(StartError::Unusable {
            path,
            problem: "(the short folder for the database's socket) belongs to somebody else. Remove it, or choose a data folder \
                 with a shorter path with INVIGIL_DATA."
                .to_owned(),
        })
    }

    /// Opens the log for writing at its end.
    pub(super) fn open_log(&self) -> Result<File, StartError> {
        if fs::metadata(&self.log).is_ok_and(|found| found.len() > LONGEST_LOG) {
            // Without it the log only grows on.
            let _ = fs::rename(&self.log, self.data.join("postgres.log.old"));
        }
        let opened = OpenOptions::new().create(true).append(true).mode(0o600).open(&self.log);
        opened.map_err(StartError::folder(&self.log, "written", HELP))
    }

    /// What the log says from a place on.
    pub(super) fn log_since(&self, start: u64) -> String {
        let read = || -> io::Result<String> {
            let mut file = File::open(&self.log)?;
            file.seek(SeekFrom::Start(start))?;
            let mut bytes = Vec::new();
            file.take(1 << 20).read_to_end(&mut bytes)?;
            Ok(String::from_utf8_lossy(&bytes).into_owned())
        };
        read().unwrap_or_default()
    }

    /// The last lines of the log from a place on.
    pub(super) fn log_tail(&self, start: u64) -> String {
        let text = self.log_since(start);
        let lines: Vec<&str> = text.lines().collect();
        lines[lines.len().saturating_sub(12)..].join("\n")
    }

    /// Makes what was renamed or made in a folder last through a power cut.
    pub(super) fn sync(folder: &Path) -> io::Result<()> {
        let opened =
            rustix::fs::open(folder, OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC, Mode::empty())?;
        Ok(rustix::fs::fsync(&opened)?)
    }
}

/// Makes a folder and those above it that are missing, with this mode whatever the umask says.
fn make(path: &Path, mode: u32) -> Result<(), StartError> {
    if path.is_dir() {
        return Ok(());
    }
    if let Some(parent) = path.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        make(parent, mode)?;
    }
    let made = match DirBuilder::new().mode(0o700).create(path) {
        Ok(()) => fs::set_permissions(path, fs::Permissions::from_mode(mode)),
        // Made by another process in the same moment.
        Err(_) if path.is_dir() => Ok(()),
        Err(error) => Err(error),
    };
    made.map_err(StartError::folder(path, "created", HELP))
}
