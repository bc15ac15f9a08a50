//! CSV.

use super::collector::Collector;
use crate::source::Source;

/// Reads a whole file.
pub(crate) fn read(source: &Source, collector: &mut Collector<'_>) {
    let _ = source;
    collector.refuse("CSV can't be read yet.");
}
