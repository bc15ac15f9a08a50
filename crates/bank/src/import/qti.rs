//! QTI 2 and 3.

use super::collector::Collector;
use crate::source::Source;

/// Reads a whole file.
pub(crate) fn read(source: &Source, collector: &mut Collector<'_>) {
    let _ = source;
    collector.refuse("QTI 2 and 3 can't be read yet.");
}
