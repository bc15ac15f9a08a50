//! Finding the files of a bank, and reading them within limits.

use crate::problem::Problem;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};

/// The most bytes of one file.
pub const MAX_FILE_BYTES: u64 = 1024 * 1024;
/// The most files of a bank, certification and items files together.
pub const MAX_FILES: usize = 10_000;
/// The most bytes of all files of a bank.
pub const MAX_TOTAL_BYTES: u64 = 64 * 1024 * 1024;
/// The most folders that may lie within each other.
pub const MAX_DEPTH: usize = 16;

/// Files that may be about a bank instead of part of it.
pub(crate) const FOR_READERS: [&str; 4] = ["README.md", "FORMAT.md", "IMPORT.md", "EXPORT.md"];

const CERTIFICATION: &str = "certification.toml";

/// A file to read.
pub(crate) struct Found {
    /// As people see it.
    pub(crate) name: String,
    path: PathBuf,
    /// The index of the certification file in whose folder it lies: the nearest above it.
    pub(crate) owner: Option<usize>,
}

/// The files of a bank in the order of their paths.
#[derive(Default)]
pub(crate) struct Files {
    pub(crate) certifications: Vec<Found>,
    /// Whether the path seems to be a whole bank: a folder of certifications, not one in the folder of a certification.
    pub(crate) whole: bool,
    /// Whether the path is a part of one certification: something in its folder, or one file.
    pub(crate) part: bool,
    pub(crate) items: Vec<Found>,
    pub(crate) problems: Vec<Problem>,
    full: bool,
    bytes: u64,
}

/// Finds the files in a folder, or the one file. Symbolic links in the folder aren't followed, names that begin with a
/// dot are passed over.
pub(crate) fn find(path: &Path) -> Files {
    let mut files = Files::default();
    let name = shown(path);
    // The path itself may be a link: whoever gave it meant what it leads to.
    let kind = match fs::metadata(path) {
        Ok(data) => data,
        Err(error) => {
            files.problems.push(unreadable(&name, &error));
            return files;
        }
    };
    if kind.is_dir() {
        let owner = files.look_above(path, 0);
        let above = files.certifications.len();
        files.part = owner.is_some();
        files.whole = owner.is_none() && !path.join(CERTIFICATION).is_file();
        files.walk(path, &name, owner, 0);
        if files.certifications.len() == above && files.items.is_empty() && files.problems.is_empty() {
            files.problems.push(Problem::of_file(
                name,
                "there is neither an items file (*.md) nor a certification.toml in this folder",
                "name a bank's folder, a folder in it, or a single file",
            ));
        }
    } else if !kind.is_file() {
        files.problems.push(Problem::of_file(name, "neither a file nor a folder", "name one or the other"));
    } else if path.file_name().is_some_and(|file| file == CERTIFICATION) {
        files.part = true;
        files.certifications.push(Found { name, path: path.to_owned(), owner: None });
    } else if path.extension().is_some_and(|extension| extension == "md") {
        let owner = files.look_above(path, 1);
        files.part = true;
        files.items.push(Found { name, path: path.to_owned(), owner });
    } else {
        files.problems.push(Problem::of_file(
            name,
            "neither an items file (*.md) nor a certification.toml",
            "name a bank's folder, a folder in it, or one such file",
        ));
    }
    files
}

impl Files {
    /// Looks for the nearest certification file above a path, from its parent of this number on.
    fn look_above(&mut self, path: &Path, from: usize) -> Option<usize> {
        // A folder that has one itself needs none from above.
        if from == 0 && path.join(CERTIFICATION).is_file() {
            return None;
        }
        let absolute = fs::canonicalize(path).ok()?;
        let up = absolute.ancestors().enumerate().skip(from.max(1));
        let (steps, folder) = up.into_iter().find(|(_, folder)| folder.join(CERTIFICATION).is_file())?;
        // Named as it was given, where going up is only leaving parts out.
        let plain = !path.components().any(|part| matches!(part, Component::CurDir | Component::ParentDir));
        let as_given = path.ancestors().nth(steps).filter(|given| plain && !given.as_os_str().is_empty());
        let file = as_given.unwrap_or(folder).join(CERTIFICATION);
        self.certifications.push(Found { name: shown(&file), path: file, owner: None });
        Some(0)
    }

    fn walk(&mut self, folder: &Path, name: &str, owner: Option<usize>, depth: usize) {
        let entries = fs::read_dir(folder).and_then(|entries| entries.collect::<io::Result<Vec<_>>>());
        let mut entries = match entries {
            Ok(entries) => entries,
            Err(error) => {
                self.problems.push(unreadable(name, &error));
                return;
            }
        };
        entries.sort_by_key(fs::DirEntry::file_name);
        // First, since what lies beside it and below belongs to it.
        let own = entries.iter().find(|entry| entry.file_name() == CERTIFICATION && is_file(entry));
        let owner = match own {
            Some(entry) => {
                let name = below(name, CERTIFICATION);
                self.certifications.push(Found { name, path: entry.path(), owner: None });
                Some(self.certifications.len() - 1)
            }
            None => owner,
        };
        for entry in entries {
            let file_name = entry.file_name();
            let file_name = file_name.to_string_lossy();
            if file_name.starts_with('.') || self.full {
                continue;
            }
            let name = below(name, &file_name);
            match entry.file_type() {
                Ok(kind) if kind.is_dir() && depth >= MAX_DEPTH => self.problems.push(Problem::of_file(
                    name,
                    format!("more than {MAX_DEPTH} folders lie within each other"),
                    "move the files further up",
                )),
                Ok(kind) if kind.is_dir() => self.walk(&entry.path(), &name, owner, depth + 1),
                Ok(kind) if kind.is_file() && file_name.ends_with(".md") => {
                    self.items.push(Found { name, path: entry.path(), owner });
                    self.check_count();
                }
                Ok(_) => {}
                Err(error) => self.problems.push(unreadable(&name, &error)),
            }
        }
    }

    fn check_count(&mut self) {
        if self.items.len() + self.certifications.len() > MAX_FILES {
            self.full = true;
            let last = self.items.pop().map(|found| found.name).unwrap_or_default();
            self.problems.push(Problem::of_file(
                last,
                format!("the bank has more than {MAX_FILES} files; this one and all after it weren't read"),
                "put more items into one file, or divide the bank",
            ));
        }
    }

    /// The bytes of a found file; what is too large or can't be read is a problem.
    pub(crate) fn bytes(&mut self, name: &str, path: &Path) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        let read = File::open(path).and_then(|file| file.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes));
        if let Err(error) = read {
            self.problems.push(unreadable(name, &error));
            return None;
        }
        if bytes.len() as u64 > MAX_FILE_BYTES {
            self.problems.push(Problem::of_file(
                name,
                format!("the file is larger than {} KiB", MAX_FILE_BYTES / 1024),
                "divide it into several files; any name will do",
            ));
            return None;
        }
        let before = self.bytes;
        self.bytes += bytes.len() as u64;
        if self.bytes > MAX_TOTAL_BYTES {
            if before <= MAX_TOTAL_BYTES {
                self.problems.push(Problem::of_file(
                    name,
                    format!(
                        "the bank is larger than {} MiB; this file and all after it weren't read",
                        MAX_TOTAL_BYTES / 1024 / 1024
                    ),
                    "divide the bank",
                ));
            }
            return None;
        }
        Some(bytes)
    }
}

impl Found {
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Whether it may be a text about the bank and not of it.
    pub(crate) fn may_be_for_readers(&self) -> bool {
        self.path.file_name().is_some_and(|name| FOR_READERS.iter().any(|known| name == *known))
    }
}

fn is_file(entry: &fs::DirEntry) -> bool {
    entry.file_type().is_ok_and(|kind| kind.is_file())
}

/// A path with `/` between its parts and none at its end.
fn shown(path: &Path) -> String {
    let text = path.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
    match text.trim_end_matches('/') {
        "" if text.is_empty() => ".".to_owned(),
        "" => "/".to_owned(),
        bare => bare.to_owned(),
    }
}

fn below(folder: &str, name: &str) -> String {
    format!("{}/{name}", folder.trim_end_matches('/'))
}

fn unreadable(name: &str, error: &io::Error) -> Problem {
    match error.kind() {
        io::ErrorKind::NotFound => {
            Problem::of_file(name, "there is no such file or folder", "check the path for slips")
        }
        io::ErrorKind::PermissionDenied => Problem::of_file(
            name,
            "it may not be read by this user",
            "give the user that runs this program the right to read it",
        ),
        _ => Problem::of_file(
            name,
            format!("it can't be read: {error}"),
            "see that it is a readable text file",
        ),
    }
}
