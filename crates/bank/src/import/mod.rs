//! Banks of other systems, read into items.
//!
//! [`import`] takes one uploaded file, recognises its format by its content and returns a [`Reading`]. Whatever the file holds is
//! accounted for: `read` = items + skipped + failed. Nothing is dropped silently and nothing is guessed. A reader of a format
//! (`gift`, `moodle`, …) turns its syntax into [`raw::RawItem`]s; the [`collector`] makes items of those: it brings texts to
//! Markdown ([`markup`]), pictures to what we store ([`pictures`]), and holds everything to the same rules ([`making`]).

mod aiken;
mod base64;
mod collector;
mod csv;
mod encoding;
mod gift;
mod jpeg;
mod limits;
mod making;
mod marking;
mod markup;
mod moodle;
mod naming;
mod native;
mod package;
mod pictures;
mod qti;
mod qti12;
mod qti_package;
pub(crate) mod raw;
mod reading;
mod recognise;
mod section_path;
mod table;
mod weights;
mod xlsx;
mod xml;
mod xml_html;

pub use limits::Limits;
pub use reading::{Format, Imported, LeftOut, Picture, Reading};

use crate::source::Source;
use collector::Collector;
use package::Package;
use recognise::Shape;

/// How far the reading of a file has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// How many items were read so far, whatever became of them.
    pub items: usize,
    /// How far the file is read, in parts of `total`: lines of a text, rows of a sheet, bytes of an archive.
    pub done: usize,
    /// 0 where it isn't known.
    pub total: usize,
}

/// Reads an uploaded file in the format that its content shows. `name` is the file's own name, without a path; it stands in
/// places and decides nothing but between formats that look alike.
///
/// Nothing is looked up anywhere: no network, no other file. Time and memory are bounded by `limits` whatever the file holds.
/// Why a file is refused as a whole is in [`Reading::refusal`].
pub fn import(name: &str, bytes: &[u8], limits: &Limits, progress: &mut dyn FnMut(Progress)) -> Reading {
    read(None, name, bytes, limits, progress)
}

/// As [`import`], in a format that is told instead of recognised. The versions of QTI 2 and 3 stand for one another.
pub fn import_as(
    format: Format,
    name: &str,
    bytes: &[u8],
    limits: &Limits,
    progress: &mut dyn FnMut(Progress),
) -> Reading {
    read(Some(format), name, bytes, limits, progress)
}

fn read(
    format: Option<Format>,
    name: &str,
    bytes: &[u8],
    limits: &Limits,
    progress: &mut dyn FnMut(Progress),
) -> Reading {
    let refused = |reason: String| Reading { refusal: Some(reason), ..Reading::default() };
    if bytes.len() > limits.file_bytes {
        return refused(format!(
            "The file has {}; at most {} are read. Split it into several files.",
            limits::size(bytes.len()),
            limits::size(limits.file_bytes)
        ));
    }
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return refused("The file is empty.".into());
    }
    if package::is_archive(bytes) {
        return match Package::open(bytes, limits) {
            Ok(package) => read_package(format, name, bytes, &package, limits, progress),
            Err(reason) => refused(reason),
        };
    }
    if let Some(kind) = recognise::foreign(bytes) {
        return refused(format!("The file is {kind}, which no bank comes in."));
    }
    if let Err(reason) = encoding::check(bytes) {
        return refused(reason);
    }
    let Ok(source) = Source::new(name, bytes) else { return refused("The file isn't UTF-8 text.".into()) };
    let shape = match format {
        Some(format) => recognise::shape_of(format),
        None => recognise::text(name, source.text()),
    };
    if shape.is_none() && recognise::is_manifest(source.text()) {
        return refused("The file only lists the files of a package. Upload the package itself, the zip that holds them all.".into());
    }
    let Some(shape) = shape else { return refused(recognise::unknown(format)) };
    let mut collector = Collector::new(limits, progress, None);
    collector.begin(source.lines());
    match shape {
        Shape::Gift => collector.set_format(Format::Gift),
        Shape::Aiken => collector.set_format(Format::Aiken),
        Shape::Csv => collector.set_format(Format::Csv),
        Shape::Moodle => collector.set_format(Format::MoodleXml),
        Shape::Qti12 => collector.set_format(Format::Qti12),
        Shape::Native => collector.set_format(Format::Native),
        // Its reader knows the version.
        Shape::Qti => {}
    }
    match shape {
        Shape::Gift => gift::read(&source, &mut collector),
        Shape::Aiken => aiken::read(&source, &mut collector),
        Shape::Csv => csv::read(&source, &mut collector),
        Shape::Moodle => moodle::read(&source, &mut collector),
        Shape::Qti12 => qti12::read(&source, &mut collector),
        Shape::Qti => qti::read(&source, &mut collector),
        Shape::Native => native::read_file(&source, &mut collector),
    }
    collector.finish()
}

fn read_package(
    format: Option<Format>,
    name: &str,
    bytes: &[u8],
    package: &Package,
    limits: &Limits,
    progress: &mut dyn FnMut(Progress),
) -> Reading {
    let (manifest, workbook) = (package.manifest().is_some(), package.get("xl/workbook.xml").is_some());
    let sheet = format == Some(Format::Xlsx) || format.is_none() && workbook;
    let mut collector = Collector::new(limits, progress, Some(package).filter(|_| !sheet));
    collector.begin(0);
    match format {
        Some(Format::Xlsx) => xlsx::read(name, bytes, &mut collector),
        Some(Format::Native) => native::read_package(package, &mut collector),
        Some(Format::Qti12 | Format::Qti21 | Format::Qti22 | Format::Qti30) => {
            qti_package::read(package, &mut collector);
        }
        Some(other) => collector.refuse(format!(
            "The file is a zip archive, and {} isn't packed. Unpack it, or leave the format to be recognised.",
            other.title()
        )),
        None if workbook => xlsx::read(name, bytes, &mut collector),
        None if manifest => qti_package::read(package, &mut collector),
        None if package.names().any(|name| name.to_ascii_lowercase().ends_with(".md")) => {
            native::read_package(package, &mut collector);
        }
        None => collector.refuse(recognise::unknown_package(package)),
    }
    collector.finish()
}
