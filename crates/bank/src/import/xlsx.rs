//! Excel workbooks.

use super::collector::Collector;

/// Reads a whole workbook.
pub(crate) fn read(name: &str, bytes: &[u8], collector: &mut Collector<'_>) {
    let _ = (name, bytes);
    collector.refuse("Excel workbooks can't be read yet.");
}
