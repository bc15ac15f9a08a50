//! The system's programs that proofs are run with.

use std::{
    env,
    path::{Path, PathBuf},
};

/// Where system programs lie beside the folders of PATH, which for ordinary users often lacks some.
const USUAL: [&str; 8] = [
    "/usr/bin",
    "/bin",
    "/usr/sbin",
    "/sbin",
    "/usr/libexec",
    "/usr/local/sbin",
    "/opt/homebrew/bin",
    "/opt/homebrew/opt/mariadb/bin",
];

/// The programs that put walls around another.
#[derive(Clone, Debug)]
pub(super) struct Tools {
    pub(super) setsid: Option<PathBuf>,
    pub(super) setpriv: Option<PathBuf>,
    pub(super) unshare: Option<PathBuf>,
    /// Comes with `unshare`.
    pub(super) nsenter: PathBuf,
    /// Switches loopback on; without it a network can't be made.
    pub(super) ip: PathBuf,
}

impl Tools {
    pub(super) fn of_this_machine() -> Tools {
        let named = |name: &str| find(&[name]).unwrap_or_else(|| PathBuf::from(name));
        Tools {
            setsid: find(&["setsid"]),
            setpriv: find(&["setpriv"]),
            unshare: find(&["unshare"]),
            nsenter: named("nsenter"),
            ip: named("ip"),
        }
    }
}

/// The first of these programs in PATH or in the usual folders.
pub(super) fn find(names: &[&str]) -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let folders: Vec<PathBuf> = env::split_paths(&path)
        .filter(|folder| folder.is_absolute())
        .chain(USUAL.iter().map(PathBuf::from))
        .collect();
    let candidates = names.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name)));
    candidates.into_iter().find(|path| is_program(path))
}

fn is_program(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    path.metadata().is_ok_and(|found| found.is_file() && found.permissions().mode() & 0o111 != 0)
}
