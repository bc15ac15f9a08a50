//! CSV: values parted by commas, semicolons or tabs.

use super::collector::Collector;
use super::reading::Format;
use super::table::{self, MAX_COLUMNS, Row, Table, Taker};
use crate::Place;
use crate::source::Source;
use csv::{ReaderBuilder, StringRecord};
use std::borrow::Cow;

/// What may stand between values, the likeliest first.
const DELIMITERS: [(u8, &str); 3] = [(b',', "commas"), (b';', "semicolons"), (b'\t', "tabs")];

/// Reads a CSV file.
pub(crate) fn read(source: &Source, collector: &mut Collector<'_>) {
    collector.set_format(Format::Csv);
    let (delimiter, start) = delimiter(source.text());
    let name =
        DELIMITERS.iter().find(|(byte, _)| *byte == delimiter).map_or("another character", |(_, name)| *name);
    collector.note(format!("Its values are parted by {name}."));
    table::read(&mut Csv { source, delimiter, start }, collector);
}

/// A file of which the delimiter is known.
struct Csv<'a> {
    source: &'a Source,
    delimiter: u8,
    /// The byte at which the table begins.
    start: usize,
}

impl Table for Csv<'_> {
    fn rows(&mut self, taker: &mut Taker<'_>) -> Result<(), String> {
        let text = &self.source.text()[self.start..];
        let mut reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(self.delimiter)
            .from_reader(text.as_bytes());
        let mut record = StringRecord::new();
        let mut columns = None;
        loop {
            let before = usize::try_from(reader.position().byte()).unwrap_or(text.len());
            if !reader
                .read_record(&mut record)
                .map_err(|error| format!("The file can't be read as CSV: {error}."))?
            {
                return Ok(());
            }
            let after = usize::try_from(reader.position().byte()).unwrap_or(text.len());
            if record.iter().all(|cell| cell.trim().is_empty()) {
                continue;
            }
            let empty_lines = text[before..].bytes().take_while(|byte| *byte == b'\n').count();
            let start = self.start + before + empty_lines;
            let raw = &self.source.text()[start..self.start + after];
            let cells: Vec<_> = record.iter().take(MAX_COLUMNS + 1).map(Cow::Borrowed).collect();
            let header = *columns.get_or_insert(record.len());
            // Only the last record can lack a closing quotation mark: it reaches to the end of the file for want of one.
            let broken = if after < text.len() || Cells::new(raw, self.delimiter).closed() {
                ragged(&record, header)
            } else {
                Some(
                    "A quotation mark opens in this record and isn't closed before the end of the file."
                        .to_owned(),
                )
            };
            let place = |cell| self.place(start, raw, cell);
            if taker(&Row { cells: &cells, place: &place, broken }).is_break() {
                return Ok(());
            }
        }
    }
}

impl Csv<'_> {
    /// Where a cell of the record that begins at this byte stands.
    fn place(&self, start: usize, raw: &str, cell: usize) -> Place {
        let within = Cells::new(raw, self.delimiter).nth(cell).unwrap_or(0);
        self.source.place(self.source.spot_at(start + within))
    }
}

/// What is wrong with the number of a record's cells. Empty ones at the end are no matter if there are too many.
fn ragged(record: &StringRecord, header: usize) -> Option<String> {
    let count = record.len();
    if header > MAX_COLUMNS {
        return Some(format!("It has {header} columns; at most {MAX_COLUMNS} are read."));
    }
    let full = (0..count).rfind(|cell| !record[*cell].trim().is_empty()).map_or(0, |last| last + 1);
    let wrong = count < header || full > header;
    wrong.then(|| {
        format!("It has {count} cells, but the header row has {header}. Quote cells that hold the delimiter.")
    })
}

/// The delimiter, and the byte at which the table begins: after the line `sep=;` where Excel has written one.
fn delimiter(text: &str) -> (u8, usize) {
    let first_line = &text[..text.find('\n').unwrap_or(text.len())];
    if let Some(told) = first_line.trim_end().strip_prefix("sep=")
        && let [byte] = told.as_bytes()
        && byte.is_ascii()
    {
        return (*byte, (first_line.len() + 1).min(text.len()));
    }
    let start = text.len() - text.trim_start_matches('\n').len();
    let header = |delimiter| {
        let mut cells = Cells::new(&text[start..], delimiter);
        // The header ends with its line, unless that is within quotation marks.
        cells.by_ref().take(MAX_COLUMNS + 1).count()
    };
    let most = DELIMITERS.iter().rev().max_by_key(|(delimiter, _)| header(*delimiter));
    (most.map_or(b',', |(delimiter, _)| *delimiter), start)
}

/// The byte at which each cell of the first record of a text begins.
struct Cells<'a> {
    text: &'a [u8],
    delimiter: u8,
    next: Option<usize>,
    open: bool,
}

impl Cells<'_> {
    fn new(text: &str, delimiter: u8) -> Cells<'_> {
        Cells { text: text.as_bytes(), delimiter, next: Some(0), open: false }
    }

    /// Whether the last cell's quotation mark is closed, if it has one.
    fn closed(mut self) -> bool {
        self.by_ref().for_each(drop);
        !self.open
    }
}

impl Iterator for Cells<'_> {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        let start = self.next.take()?;
        let mut at = start;
        // Quotation marks mean something only where a cell begins with one.
        self.open = self.text.get(at) == Some(&b'"');
        at += usize::from(self.open);
        while let Some(&byte) = self.text.get(at) {
            match byte {
                b'"' if self.open && self.text.get(at + 1) == Some(&b'"') => at += 1,
                b'"' if self.open => self.open = false,
                _ if self.open => {}
                b'\n' => break,
                byte if byte == self.delimiter => {
                    self.next = Some(at + 1);
                    break;
                }
                _ => {}
            }
            at += 1;
        }
        Some(start)
    }
}
