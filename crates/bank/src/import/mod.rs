//! Banks of other systems, read into items.
//!
//! [`import`] takes one uploaded file, recognises its format by its content and returns a [`Reading`]. Whatever the file holds is
//! accounted for: `read` = items + skipped + failed. Nothing is dropped silently and nothing is guessed. A reader of a format
//! (`gift`, `moodle`, …) turns its syntax into [`raw::RawItem`]s; the [`collector`] makes items of those: it brings texts to
//! Markdown, pictures to what we store, and holds everything to the same rules.

mod collector;
mod gift;
pub(crate) mod raw;
mod reading;
mod section_path;

pub use reading::{Format, Imported, LeftOut, Picture, Reading};
