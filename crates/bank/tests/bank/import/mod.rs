//! The importer from the outside.

mod core;
mod hostile;
mod html;
mod pictures;
mod support;
