//! Counts what becomes of everything in a file, and hands items on to be made.

use super::Progress;
use super::limits::{Limits, grouped};
use super::making::Maker;
use super::naming::{Names, cut};
use super::package::Package;
use super::raw::RawItem;
use super::reading::{Format, Imported, LeftOut, Reading};
use crate::Place;
use crate::source::invisible;
use invigil_exam::Item;

/// After how many items progress is told.
const STEP: usize = 50;
/// The longest id, kind and reason that is kept, in characters.
const LONGEST: (usize, usize, usize) = (200, 100, 1_000);
/// How many notes about the file as a whole are kept.
const MAX_NOTES: usize = 100;

/// Where readers of formats put what they find.
pub(crate) struct Collector<'a> {
    limits: &'a Limits,
    progress: &'a mut dyn FnMut(Progress),
    told: Progress,
    package: Option<Measured<'a>>,
    maker: Maker<'a>,
    names: Names,
    reading: Reading,
}

impl<'a> Collector<'a> {
    pub(crate) fn new(
        limits: &'a Limits,
        progress: &'a mut dyn FnMut(Progress),
        package: Option<&'a Package>,
    ) -> Collector<'a> {
        Collector {
            limits,
            progress,
            told: Progress::default(),
            package: package.map(Measured::new),
            maker: Maker::new(limits, package),
            names: Names::default(),
            reading: Reading::default(),
        }
    }

    /// Of how many lines a text is; nothing counts but bytes where it's a package.
    pub(crate) fn begin(&mut self, lines: usize) {
        self.told.total = self.package.as_ref().map_or(lines, |package| package.total);
        (self.progress)(self.told);
    }

    /// What the file turned out to be.
    pub(crate) fn set_format(&mut self, format: Format) {
        self.reading.format = Some(format);
    }

    /// Whether a limit is reached, so that nothing more is taken. The reading is refused then, and readers should stop.
    pub(crate) fn full(&self) -> bool {
        self.reading.refusal.is_some()
    }

    /// The file is of no use as a whole, and why. The first reason counts.
    pub(crate) fn refuse(&mut self, reason: impl Into<String>) {
        if self.reading.refusal.is_none() {
            let format = self.reading.format;
            let refusal = Some(clean(&reason.into(), LONGEST.2));
            self.reading = Reading { format, refusal, ..Reading::default() };
        }
    }

    /// An item that the reader understood. It fails here where it breaks a rule that holds for every format.
    pub(crate) fn item(&mut self, raw: RawItem) {
        if !self.count(&raw.place) {
            return;
        }
        let (place, kind) = (raw.place.clone(), raw.kind.clone());
        let label = if raw.id.trim().is_empty() { raw.title.clone() } else { raw.id.clone() };
        match self.maker.make(raw) {
            Ok(made) => self.push(place, made.item, made.notes),
            Err(reason) => self.left_out(place, &label, &kind, reason, true),
        }
    }

    /// Something that we have no kind for.
    pub(crate) fn skip(&mut self, place: Place, id: &str, kind: &str, reason: impl Into<String>) {
        if self.count(&place) {
            self.left_out(place, id, kind, reason.into(), false);
        }
    }

    /// Something that is broken.
    pub(crate) fn fail(&mut self, place: Place, id: &str, kind: &str, reason: impl Into<String>) {
        if self.count(&place) {
            self.left_out(place, id, kind, reason.into(), true);
        }
    }

    /// What the reader should know about the file as a whole.
    pub(crate) fn note(&mut self, note: impl Into<String>) {
        let note = clean(&note.into(), LONGEST.2);
        if !self.full() && self.reading.notes.len() < MAX_NOTES && !self.reading.notes.contains(&note) {
            self.reading.notes.push(note);
        }
    }

    /// What all that gave.
    pub(crate) fn finish(mut self) -> Reading {
        self.told.done = self.told.total;
        (self.progress)(self.told);
        if self.reading.refusal.is_none() {
            self.reading.pictures = self.maker.into_pictures();
        }
        self.reading
    }

    /// Counts one more of whatever; false where there are too many.
    fn count(&mut self, place: &Place) -> bool {
        if self.full() {
            return false;
        }
        if self.reading.read >= self.limits.items {
            self.refuse(format!(
                "The file holds more than {} items, which is the most that is read at once. Split it into several files.",
                grouped(self.limits.items)
            ));
            return false;
        }
        self.reading.read += 1;
        self.tell(place);
        true
    }

    fn tell(&mut self, place: &Place) {
        self.told.items = self.reading.read;
        let done = self.package.as_mut().map_or(place.line, |package| package.done(place));
        self.told.done = self.told.done.max(done.min(self.told.total));
        if self.reading.read.is_multiple_of(STEP) {
            (self.progress)(self.told);
        }
    }

    fn push(&mut self, place: Place, mut item: Item, notes: Vec<String>) {
        item.id = self.names.claim(&item.id);
        self.reading.items.push(Imported { place, item, notes });
    }

    fn left_out(&mut self, place: Place, id: &str, kind: &str, reason: String, failed: bool) {
        let left_out = LeftOut {
            place,
            id: clean(id, LONGEST.0),
            kind: clean(kind, LONGEST.1),
            reason: clean(&reason, LONGEST.2),
        };
        let list = if failed { &mut self.reading.failed } else { &mut self.reading.skipped };
        list.push(left_out);
    }
}

/// How far a package is read, in bytes of its texts.
struct Measured<'a> {
    package: &'a Package,
    total: usize,
    /// The file that the last item was in, its bytes and lines.
    file: String,
    bytes: usize,
    lines: usize,
    /// The bytes of those before.
    before: usize,
}

impl<'a> Measured<'a> {
    fn new(package: &'a Package) -> Measured<'a> {
        let texts = package.names().filter(|name| is_text(name)).filter_map(|name| package.get(name));
        let total = texts.map(<[u8]>::len).sum();
        Measured { package, total, file: String::new(), bytes: 0, lines: 1, before: 0 }
    }

    fn done(&mut self, place: &Place) -> usize {
        if self.file != place.file {
            self.file.clone_from(&place.file);
            self.before += self.bytes;
            let bytes = self.package.get(&place.file).unwrap_or_default();
            (self.bytes, self.lines) = (bytes.len(), bytes.split(|byte| *byte == b'\n').count());
        }
        self.before + self.bytes * place.line.min(self.lines) / self.lines
    }
}

/// Whether a file of a package may hold items.
fn is_text(name: &str) -> bool {
    let ending = name.rsplit('.').next().unwrap_or_default();
    ["md", "xml", "qti", "dat"].iter().any(|known| ending.eq_ignore_ascii_case(known))
}

/// Words from a file, for a message: in one line, cut, and without what can't be seen.
fn clean(text: &str, most: usize) -> String {
    let shown: String = cut(text, 4 * most).chars().filter(|c| c.is_whitespace() || !invisible(*c)).collect();
    let line = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    match cut(&line, most) {
        whole if whole.len() == line.len() => line,
        start => format!("{start}…"),
    }
}
