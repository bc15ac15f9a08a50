//! Archives, the same bytes for the same files.

use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

/// An archive that is being written.
pub(super) struct Archive(ZipWriter<Cursor<Vec<u8>>>);

impl Archive {
    pub(super) fn new() -> Archive {
        Archive(ZipWriter::new(Cursor::new(Vec::new())))
    }

    /// Adds a file. Pictures are compressed as they are.
    pub(super) fn add(&mut self, path: &str, bytes: &[u8]) {
        let method = match path.ends_with(".png") || path.ends_with(".jpg") {
            true => CompressionMethod::Stored,
            false => CompressionMethod::Deflated,
        };
        let options =
            SimpleFileOptions::default().compression_method(method).last_modified_time(DateTime::default());
        self.0.start_file(path, options).expect("paths differ, and archives in memory can be written");
        self.0.write_all(bytes).expect("archives in memory can be written");
    }

    pub(super) fn finish(self) -> Vec<u8> {
        self.0.finish().expect("archives in memory can be written").into_inner()
    }
}
