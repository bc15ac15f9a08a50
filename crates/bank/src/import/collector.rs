//! Makes items of what readers hand over, and counts what becomes of everything.

use super::raw::RawItem;
use super::reading::{LeftOut, Reading};
use crate::Place;

/// Where readers of formats put what they find.
#[derive(Default)]
pub(crate) struct Collector<'a> {
    pub(crate) reading: Reading,
    pub(crate) raws: Vec<RawItem>,
    _progress: std::marker::PhantomData<&'a ()>,
}

impl Collector<'_> {
    /// An item that the reader understood. It fails here where it breaks a rule that holds for every format.
    pub(crate) fn item(&mut self, raw: RawItem) {
        self.raws.push(raw);
        self.reading.read += 1;
    }

    /// Something that we have no kind for.
    pub(crate) fn skip(&mut self, place: Place, id: &str, kind: &str, reason: impl Into<String>) {
        self.reading.read += 1;
        self.reading.skipped.push(LeftOut { place, id: id.into(), kind: kind.into(), reason: reason.into() });
    }

    /// Something that is broken.
    pub(crate) fn fail(&mut self, place: Place, id: &str, kind: &str, reason: impl Into<String>) {
        self.reading.read += 1;
        self.reading.failed.push(LeftOut { place, id: id.into(), kind: kind.into(), reason: reason.into() });
    }

    /// What the reader should know about the file as a whole.
    pub(crate) fn note(&mut self, note: impl Into<String>) {
        self.reading.notes.push(note.into());
    }

    /// Nothing of the file can be read.
    pub(crate) fn refuse(&mut self, reason: impl Into<String>) {
        self.reading.refusal = Some(reason.into());
    }

    /// Whether there is room for no more.
    pub(crate) fn full(&self) -> bool {
        false
    }
}
