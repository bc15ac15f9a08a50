//! Folders that come with the program: beside where it runs, above it, or installed.

use std::{
    env,
    path::{Path, PathBuf},
};

/// The usual places of a folder, likelier ones first: `name` here or above the program, `installed` below `share/invigil` of where the
/// program is installed.
pub(crate) fn places(name: &str, installed: &str) -> Vec<PathBuf> {
    let program = env::current_exe().and_then(|path| path.canonicalize()).unwrap_or_default();
    let above = program.ancestors().skip(1).map(|folder| folder.join(name));
    let prefix = program.ancestors().nth(2);
    let shared = prefix.map(|prefix| prefix.join(Path::new("share/invigil")).join(installed));
    [PathBuf::from(name)].into_iter().chain(above).chain(shared).collect()
}
