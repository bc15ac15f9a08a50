//! An uploaded archive, unpacked into memory within bounds.

use super::limits::{Limits, grouped, size};
use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use zip::{CompressionMethod, ZipArchive};

/// A file of at most so many bytes may be packed as tightly as it likes.
const RATIO_FROM: usize = 1_000_000;
/// The longest path in an archive, in bytes.
const MAX_PATH: usize = 500;

/// The files of an archive, by their paths from its top, with `/` between the parts.
#[derive(Debug, Default)]
pub(crate) struct Package {
    files: BTreeMap<String, Vec<u8>>,
}

/// Whether these bytes begin as a zip archive does.
pub(crate) fn is_archive(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06")
}

impl Package {
    /// Unpacks an archive.
    ///
    /// # Errors
    /// Why it's refused as a whole.
    pub(crate) fn open(bytes: &[u8], limits: &Limits) -> Result<Package, String> {
        let broken = |error: zip::result::ZipError| {
            format!("The zip archive is broken ({error}). Pack the files again.")
        };
        // The directory is read only once it's known to be small, whatever its own count says.
        let entries = directory_headers(bytes);
        if entries > limits.entries {
            return Err(format!(
                "The archive has {} entries; at most {} are read. Split it into several files.",
                grouped(entries),
                grouped(limits.entries)
            ));
        }
        let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
        if archive.has_duplicate_names() {
            return Err("The archive holds two files of the same name. Pack the files again.".into());
        }
        if archive.has_overlapping_files().map_err(broken)? {
            return Err("The archive's files overlap, which no honest one's do. Pack the files again.".into());
        }
        let mut package = Package::default();
        let mut total = 0;
        for index in 0..archive.len() {
            let file = archive.by_index_raw(index).map_err(broken)?;
            let path = path(file.name_raw(), file.name().map_err(broken)?.as_ref())?;
            if file.is_symlink() {
                return Err(format!("`{path}` in the archive is a link. Pack the file that it leads to."));
            }
            if file.encrypted() {
                return Err(format!(
                    "`{path}` in the archive is encrypted. Pack the files without a password."
                ));
            }
            if file.is_dir() || is_litter(&path) {
                continue;
            }
            if !matches!(file.compression(), CompressionMethod::Stored | CompressionMethod::Deflated) {
                return Err(format!(
                    "`{path}` in the archive is packed in an unusual way. Pack the files as a plain zip (deflate)."
                ));
            }
            let packed = usize::try_from(file.compressed_size()).unwrap_or(usize::MAX);
            drop(file);
            let content = unpack(&mut archive, index, &path, packed, limits.unpacked_bytes - total, limits)?;
            total += content.len();
            if package.files.insert(path.clone(), content).is_some() {
                return Err(format!("The archive holds `{path}` twice. Pack the files again."));
            }
        }
        Ok(package)
    }

    /// The content of the file at this path, exactly as the archive spells it.
    pub(crate) fn get(&self, path: &str) -> Option<&[u8]> {
        self.files.get(path).map(Vec::as_slice)
    }

    /// The paths of all files, in order.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// The manifest of a package of QTI or of a Common Cartridge.
    pub(crate) fn manifest(&self) -> Option<&[u8]> {
        self.get("imsmanifest.xml")
    }
}

/// At least as many as the archive's directory has entries; those of archives that are stored inside of it count as well.
fn directory_headers(bytes: &[u8]) -> usize {
    let mut count = 0;
    let mut rest = bytes;
    while let Some(at) = rest.iter().position(|byte| *byte == b'P') {
        count += usize::from(rest[at..].starts_with(b"PK\x01\x02"));
        rest = &rest[at + 1..];
    }
    count
}

/// Unpacks one file; the bytes are counted as they come.
fn unpack(
    archive: &mut ZipArchive<Cursor<&[u8]>>,
    index: usize,
    path: &str,
    packed: usize,
    left: usize,
    limits: &Limits,
) -> Result<Vec<u8>, String> {
    let most = packed.saturating_mul(limits.ratio).max(RATIO_FROM);
    let broken = |error: &dyn std::fmt::Display| {
        format!("`{path}` in the archive is broken ({error}). Pack the files again.")
    };
    let file = archive.by_index(index).map_err(|error| broken(&error))?;
    let mut content = Vec::new();
    file.take(most.min(left) as u64 + 1).read_to_end(&mut content).map_err(|error| broken(&error))?;
    if content.len() > left {
        return Err(format!(
            "The archive unpacks to more than {}, which is the most that is read. Split it into several files.",
            size(limits.unpacked_bytes)
        ));
    }
    if content.len() > most {
        return Err(format!(
            "`{path}` in the archive unpacks to more than {} times its packed size, which is the most that is read.",
            limits.ratio
        ));
    }
    Ok(content)
}

/// The path of an entry, if it's a plain one below the archive's top.
fn path(raw: &[u8], name: &str) -> Result<String, String> {
    let shown: String = name.chars().take(80).filter(|c| !c.is_control()).collect();
    let refused = |what: &str| {
        Err(format!(
            "The archive holds a file whose path {what} (`{shown}`). Pack the files again, from inside of their folder."
        ))
    };
    let bare = name.trim_end_matches('/');
    if raw.len() > MAX_PATH {
        return refused("is longer than 500 bytes");
    }
    if name.starts_with('/') {
        return refused("begins at the root");
    }
    if name.contains('\\') || raw.contains(&b'\\') {
        return refused("has a backslash in it");
    }
    if name.chars().any(char::is_control) {
        return refused("has a control character in it");
    }
    if bare.as_bytes().get(1) == Some(&b':') {
        return refused("names a drive");
    }
    if bare.split('/').any(|part| part == "..") {
        return refused("leads out of the archive");
    }
    if bare.is_empty() || bare.split('/').any(|part| part.is_empty()) {
        return refused("has an empty part");
    }
    let parts: Vec<&str> = bare.split('/').filter(|part| *part != ".").collect();
    Ok(parts.join("/"))
}

/// What systems leave behind in archives.
fn is_litter(path: &str) -> bool {
    path.starts_with("__MACOSX/")
        || matches!(path.rsplit('/').next(), Some(".DS_Store" | "Thumbs.db" | "desktop.ini"))
}
