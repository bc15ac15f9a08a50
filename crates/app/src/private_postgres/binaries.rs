//! Finding the programs of PostgreSQL: a named folder, the system's, a bundle fetched earlier, or one fetched now.

use super::{bundle, error::StartError, stage::Stage, user::RunAs};
use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Stdio,
};

/// The oldest PostgreSQL that a new cluster is made with.
const OLDEST: u32 = 14;

/// Where to look for the programs of PostgreSQL (`initdb` and `postgres`).
#[derive(Clone, Debug)]
pub struct Search {
    /// The only folder to use, when one is named.
    pub named: Option<PathBuf>,
    /// Folders to look in; the highest version wins.
    pub folders: Vec<PathBuf>,
    /// Where a fetched bundle is kept; none: don't fetch.
    pub cache: Option<PathBuf>,
}

impl Search {
    /// The usual places of this machine, or only `named`.
    pub fn of_this_machine(named: Option<PathBuf>) -> Search {
        Search { named, folders: usual_folders(), cache: Some(cache_folder()) }
    }
}

/// The programs that were chosen.
#[derive(Clone, Debug)]
pub(super) struct Binaries {
    pub(super) folder: PathBuf,
    pub(super) major: u32,
}

/// Chooses the programs for a cluster: those of its version if it exists (`wanted` is its PG_VERSION), else the newest.
pub(super) fn find(
    search: &Search,
    user: &RunAs,
    cluster: &Path,
    wanted: Option<&str>,
    progress: &mut dyn FnMut(Stage),
) -> Result<Binaries, StartError> {
    progress(Stage::Finding);
    let mut found = Vec::new();
    if let Some(folder) = &search.named {
        let problem = |problem: String| StartError::NamedBinaries { folder: folder.clone(), problem };
        if !complete(folder) {
            return Err(problem("it doesn't hold both initdb and postgres".to_owned()));
        }
        let major = version(folder, user).map_err(problem)?;
        found.push(Binaries { folder: folder.clone(), major });
    } else {
        for folder in search.folders.iter().filter(|folder| complete(folder)) {
            // Programs that don't run (another architecture, no permission) are as good as absent.
            if let Ok(major) = version(folder, user) {
                found.push(Binaries { folder: folder.clone(), major });
            }
        }
    }
    if let Some(chosen) = choose(&found, wanted) {
        return Ok(chosen);
    }
    let may_fetch = search.named.is_none() && wanted.is_none_or(|wanted| wanted == bundle::MAJOR.to_string());
    let mut fetching = None;
    if may_fetch {
        let folder = match &search.cache {
            Some(cache) => bundle::provide(cache, progress),
            None => Err("fetching is switched off".to_owned()),
        };
        match folder.and_then(|folder| Ok(Binaries { major: version(&folder, user)?, folder })) {
            Ok(binaries) => return Ok(binaries),
            Err(why) => fetching = Some(why),
        }
    }
    let found: Vec<(u32, PathBuf)> = found.into_iter().map(|each| (each.major, each.folder)).collect();
    match wanted {
        Some(wanted) => {
            let (cluster, wanted) = (cluster.to_owned(), wanted.to_owned());
            Err(StartError::Version { cluster, wanted, found, fetching })
        }
        None => Err(StartError::NoBinaries { found, fetching }),
    }
}

/// The one of the wanted version, else the highest that is new enough; the first of equals.
fn choose(found: &[Binaries], wanted: Option<&str>) -> Option<Binaries> {
    let fits = |each: &&Binaries| match wanted {
        Some(wanted) => each.major.to_string() == wanted,
        None => each.major >= OLDEST,
    };
    found.iter().rev().filter(fits).max_by_key(|each| each.major).cloned()
}

fn complete(folder: &Path) -> bool {
    ["initdb", "postgres"].iter().all(|name| folder.join(name).is_file())
}

/// The major version of the programs in a folder, as they say themselves.
fn version(folder: &Path, user: &RunAs) -> Result<u32, String> {
    let program = folder.join("postgres");
    let output = user.command(&program).arg("--version").stderr(Stdio::piped()).output();
    let output = output.map_err(|error| format!("{} can't be run: {error}", program.display()))?;
    let text = String::from_utf8_lossy(&output.stdout);
    major(&text).ok_or_else(|| {
        let said = String::from_utf8_lossy(&output.stderr);
        format!("{} --version says no version: {}{}", program.display(), text.trim(), said.trim())
    })
}

/// `postgres (PostgreSQL) 15.8 (Debian ...)` is 15.
fn major(text: &str) -> Option<u32> {
    let (_, after) = text.split_once("(PostgreSQL) ")?;
    let end = after.find(|c: char| !c.is_ascii_digit()).unwrap_or(after.len());
    after[..end].parse().ok()
}

fn usual_folders() -> Vec<PathBuf> {
    let below = |base: &str, prefix: &str, inner: &str| -> Vec<PathBuf> {
        let entries = fs::read_dir(base).into_iter().flatten().flatten();
        let fitting = entries.filter(|entry| entry.file_name().to_string_lossy().starts_with(prefix));
        fitting.map(|entry| entry.path().join(inner)).collect()
    };
    let mut folders = below("/usr/lib/postgresql", "", "bin");
    folders.extend(below("/opt/homebrew/opt", "postgresql", "bin"));
    folders.extend(below("/usr/local/opt", "postgresql", "bin"));
    folders.extend(below("/usr", "pgsql-", "bin"));
    folders.extend(below("/Applications/Postgres.app/Contents/Versions", "", "bin"));
    folders.extend(env::split_paths(&env::var_os("PATH").unwrap_or_default()));
    folders
}

/// The cache of this user; as root one that the user who runs Postgres can read too.
fn cache_folder() -> PathBuf {
    if rustix::process::geteuid().is_root() {
        return "/var/cache/invigil".into();
    }
    let named = env::var_os("XDG_CACHE_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
    let base = named.or_else(|| env::home_dir().map(|home| home.join(".cache")));
    base.unwrap_or_else(env::temp_dir).join("invigil")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn some(major: u32, folder: &str) -> Binaries {
        Binaries { folder: folder.into(), major }
    }

    #[test]
    fn versions_are_read_as_postgres_writes_them() {
        assert_eq!(major("postgres (PostgreSQL) 15.8 (Debian 15.8-0+deb12u1)\n"), Some(15));
        assert_eq!(major("postgres (PostgreSQL) 18beta1"), Some(18));
        assert_eq!(major("something else"), None);
    }

    #[test]
    fn the_version_of_the_cluster_decides_else_the_highest() {
        let found = [some(15, "a"), some(17, "b"), some(17, "c"), some(13, "d")];
        let chosen = |wanted| choose(&found, wanted).map(|each| each.folder);
        assert_eq!(chosen(None), Some("b".into()));
        assert_eq!(chosen(Some("15")), Some("a".into()));
        assert_eq!(chosen(Some("13")), Some("d".into()));
        assert_eq!(chosen(Some("16")), None);
        assert_eq!(choose(&found[3..], None).map(|each| each.folder), None);
    }
}
