//! A folder of Invigil Markdown as the archive that an import reads.

use anyhow::{Context, bail};
use invigil_bank::import::Limits;
use std::fs;
use std::io::{Cursor, Write};
use std::path::Path;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

/// What of a folder belongs to a bank, by the endings.
const ENDINGS: [&str; 6] = ["md", "png", "jpg", "jpeg", "gif", "webp"];
const MAX_DEPTH: usize = 16;

/// Packs the files of a bank; links and hidden files are left alone.
///
/// # Errors
/// A file can't be read, or there is more of it than an import takes.
pub(crate) fn pack(folder: &Path, limits: &Limits) -> anyhow::Result<Vec<u8>> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let mut left = limits.unpacked_bytes;
    add(&mut archive, folder, "", MAX_DEPTH, &mut left)?;
    Ok(archive.finish()?.into_inner())
}

fn add(
    archive: &mut ZipWriter<Cursor<Vec<u8>>>,
    folder: &Path,
    prefix: &str,
    depth: usize,
    left: &mut usize,
) -> anyhow::Result<()> {
    let mut entries = fs::read_dir(folder)?.collect::<Result<Vec<_>, _>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        let name = entry.file_name().to_string_lossy().into_owned();
        let kind = entry.file_type()?;
        if name.starts_with('.') || kind.is_symlink() {
            continue;
        }
        if kind.is_dir() {
            if depth == 0 {
                bail!("more than {MAX_DEPTH} folders lie within each other at {}", path.display());
            }
            add(archive, &path, &format!("{prefix}{name}/"), depth - 1, left)?;
            continue;
        }
        let ending =
            path.extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase()).unwrap_or_default();
        if !kind.is_file() || !ENDINGS.contains(&ending.as_str()) {
            continue;
        }
        let size = usize::try_from(entry.metadata()?.len()).unwrap_or(usize::MAX);
        if size > *left {
            bail!("the folder holds more than an import takes; convert its parts one by one");
        }
        let bytes = fs::read(&path).with_context(|| format!("{} can't be read", path.display()))?;
        *left = left.saturating_sub(bytes.len());
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .last_modified_time(DateTime::default());
        archive.start_file(format!("{prefix}{name}"), options)?;
        archive.write_all(&bytes)?;
    }
    Ok(())
}
