//! Excel workbooks: the first sheet with a usable header row, read as any other table.
//!
//! The workbook is read by calamine, cell after cell and never as a whole grid, since a sheet of two cells may span billions.
//! Before that, all of it is unpacked once and counted, and what its strings claim of their number is held against their size.

use super::collector::Collector;
use super::limits::size;
use super::reading::Format;
use super::table::{self, MAX_COLUMNS, Row, Table, Taker};
use crate::Place;
use calamine::{DataRef, Reader, Xlsx, XlsxError};
use std::borrow::Cow;
use std::io::{Cursor, Read};

/// The most that one part of a workbook may have once it is unpacked, in bytes.
const MAX_PART: usize = 50_000_000;
/// The most that a cell of Excel can hold, in characters.
const MAX_CELL: usize = 32_767;
/// How many sheets are looked at.
const MAX_SHEETS: usize = 50;

/// Reads a workbook.
pub(crate) fn read(name: &str, bytes: &[u8], collector: &mut Collector<'_>) {
    collector.set_format(Format::Xlsx);
    if let Err(reason) = try_read(name, bytes, collector) {
        collector.refuse(reason);
    }
}

fn try_read(name: &str, bytes: &[u8], collector: &mut Collector<'_>) -> Result<(), String> {
    let formulas = survey(bytes)?;
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|error| unreadable(&error))?;
    let names = workbook.sheet_names();
    let mut why = Vec::new();
    let mut usable = None;
    for sheet in names.iter().take(MAX_SHEETS) {
        match table::why_unusable(&mut Sheet::new(&mut workbook, name, sheet))? {
            None => {
                usable = Some(sheet);
                break;
            }
            Some(reason) => why.push(format!("“{sheet}”: {reason}")),
        }
    }
    let Some(sheet) = usable else {
        return Err(format!(
            "No sheet of the workbook has a header row that names what is needed. {}",
            why.join(" ")
        ));
    };
    let others: Vec<_> =
        names.iter().filter(|other| *other != sheet).map(|other| format!("“{other}”")).collect();
    if !others.is_empty() {
        collector.note(format!("Only the sheet “{sheet}” is read; not read: {}.", others.join(", ")));
    }
    if formulas > 0 {
        collector.note(format!(
            "The workbook holds formulas, {formulas} in all; the results that were saved with them are taken."
        ));
    }
    // A sheet may claim more rows than it has; that only makes the progress look slow.
    if let Ok(cells) = workbook.worksheet_cells_reader(sheet) {
        collector.begin(cells.dimensions().end.0.saturating_add(1) as usize);
    }
    table::read(&mut Sheet::new(&mut workbook, name, sheet), collector);
    Ok(())
}

fn unreadable(error: &XlsxError) -> String {
    match error {
        XlsxError::Password => "The workbook is protected by a password. Save it without one.".to_owned(),
        error => format!("The file can't be read as an Excel workbook: {error}."),
    }
}

/// Unpacks every part once, and counts. Gives the number of formulas.
///
/// # Errors
/// A part is too large, or claims more strings than it can hold.
fn survey(bytes: &[u8]) -> Result<usize, String> {
    let broken =
        |error: &dyn std::fmt::Display| format!("The file can't be unpacked as an Excel workbook: {error}.");
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|error| broken(&error))?;
    let mut formulas = 0;
    let mut content = Vec::new();
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(|error| broken(&error))?;
        let name = part.name().map_err(|error| broken(&error))?.into_owned();
        let xml = name
            .rsplit('.')
            .next()
            .is_some_and(|ending| ["xml", "rels"].iter().any(|known| ending.eq_ignore_ascii_case(known)));
        if !xml {
            continue;
        }
        content.clear();
        part.take(MAX_PART as u64 + 1).read_to_end(&mut content).map_err(|error| broken(&error))?;
        if content.len() > MAX_PART {
            return Err(format!(
                "“{name}” in the workbook is larger than {} once unpacked. Split the table into several files.",
                size(MAX_PART)
            ));
        }
        if claimed(&content) > content.len() as u64 {
            return Err(format!(
                "“{name}” in the workbook claims more strings than its {} can hold.",
                size(content.len())
            ));
        }
        if name.to_ascii_lowercase().contains("worksheets/") {
            formulas += count_formulas(&content);
        }
    }
    Ok(formulas)
}

/// How many strings the table of strings says it has, for which room would be made at once.
fn claimed(content: &[u8]) -> u64 {
    const NAME: &[u8] = b"uniqueCount";
    let mut most = 0;
    for at in 0..content.len().saturating_sub(NAME.len()) {
        if content[at] == b'u' && content[at..].starts_with(NAME) {
            let rest = &content[at + NAME.len()..];
            let digits =
                rest.iter().skip_while(|byte| !byte.is_ascii_digit() && **byte != b'>' && **byte != b'<');
            let number = digits.take_while(|byte| byte.is_ascii_digit());
            let claimed =
                number.fold(0_u64, |sum, byte| sum.saturating_mul(10).saturating_add(u64::from(byte - b'0')));
            most = most.max(claimed);
        }
    }
    most
}

fn count_formulas(content: &[u8]) -> usize {
    content.windows(3).filter(|tag| tag.starts_with(b"<f") && matches!(tag[2], b'>' | b' ' | b'/')).count()
}

/// A sheet of an open workbook.
struct Sheet<'a, 'b> {
    workbook: &'a mut Xlsx<Cursor<&'b [u8]>>,
    name: &'a str,
    /// What stands in places: `bank.xlsx[Sheet1]`.
    file: String,
}

impl<'a, 'b> Sheet<'a, 'b> {
    fn new(workbook: &'a mut Xlsx<Cursor<&'b [u8]>>, file: &str, name: &'a str) -> Sheet<'a, 'b> {
        Sheet { workbook, name, file: format!("{file}[{name}]") }
    }
}

impl Table for Sheet<'_, '_> {
    fn rows(&mut self, taker: &mut Taker<'_>) -> Result<(), String> {
        let mut cells = match self.workbook.worksheet_cells_reader(self.name) {
            Ok(cells) => cells,
            // A sheet of charts has no cells.
            Err(XlsxError::NotAWorksheet(_)) => return Ok(()),
            Err(error) => return Err(unreadable(&error)),
        };
        let mut row = Gathered::default();
        loop {
            let cell = cells.next_cell().map_err(|error| unreadable(&error))?;
            let (position, value) = match &cell {
                Some(cell) => (Some(cell.get_position()), cell.get_value()),
                None => (None, &DataRef::Empty),
            };
            if position.is_none_or(|(line, _)| line != row.line) {
                if row.hand_over(&self.file, taker).is_break() {
                    return Ok(());
                }
                row = Gathered { line: position.map_or(0, |position| position.0), ..Gathered::default() };
            }
            let Some((_, column)) = position else { return Ok(()) };
            row.add(column as usize, value);
        }
    }
}

/// The cells of a row, as far as they are read.
#[derive(Default)]
struct Gathered<'a> {
    /// From 0.
    line: u32,
    cells: Vec<Cow<'a, str>>,
    broken: Option<String>,
}

impl<'a> Gathered<'a> {
    fn add(&mut self, column: usize, value: &DataRef<'a>) {
        let text = match shown(value) {
            Ok(text) if text.is_empty() => return,
            Ok(text) => text,
            Err(error) => {
                self.broken.get_or_insert_with(|| format!("Column {} holds the error {error}.", column + 1));
                return;
            }
        };
        if column >= MAX_COLUMNS {
            self.broken.get_or_insert_with(|| {
                format!("A value stands in column {}; at most {MAX_COLUMNS} are read.", column + 1)
            });
        } else if text.len() > MAX_CELL && text.chars().nth(MAX_CELL).is_some() {
            let reason = format!(
                "The cell in column {} has more than {MAX_CELL} characters, the most that Excel allows.",
                column + 1
            );
            self.broken.get_or_insert(reason);
        } else {
            if self.cells.len() <= column {
                self.cells.resize(column + 1, Cow::Borrowed(""));
            }
            self.cells[column] = text;
        }
    }

    fn hand_over(&mut self, file: &str, taker: &mut Taker<'_>) -> std::ops::ControlFlow<()> {
        if self.broken.is_none() && self.cells.iter().all(|cell| cell.trim().is_empty()) {
            return std::ops::ControlFlow::Continue(());
        }
        let line = self.line as usize + 1;
        let place = |cell| Place { file: file.to_owned(), line, column: cell + 1 };
        taker(&Row { cells: &self.cells, place: &place, broken: self.broken.take() })
    }
}

/// A value as the sheet shows it.
fn shown<'a>(value: &DataRef<'a>) -> Result<Cow<'a, str>, String> {
    Ok(match value {
        DataRef::Empty => Cow::Borrowed(""),
        DataRef::SharedString(text) => Cow::Borrowed(text),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            Cow::Owned(text.clone())
        }
        DataRef::Int(number) => Cow::Owned(number.to_string()),
        DataRef::Float(number) => Cow::Owned(number_shown(*number)),
        DataRef::Bool(true) => Cow::Borrowed("TRUE"),
        DataRef::Bool(false) => Cow::Borrowed("FALSE"),
        DataRef::DateTime(date) => Cow::Owned(date_shown(date)),
        DataRef::Error(error) => return Err(error.to_string()),
    })
}

/// A number with the 15 digits that Excel keeps, and none that say nothing: 1, not 1.0.
fn number_shown(number: f64) -> String {
    let kept: f64 = format!("{number:.14e}").parse().unwrap_or(number);
    kept.to_string()
}

fn date_shown(date: &calamine::ExcelDateTime) -> String {
    if date.is_duration() {
        return number_shown(date.as_f64());
    }
    let (year, month, day, hour, minute, second, _) = date.to_ymd_hms_milli();
    match (hour, minute, second) {
        (0, 0, 0) => format!("{year:04}-{month:02}-{day:02}"),
        _ => format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}"),
    }
}

#[cfg(test)]
mod tests {
    use super::{claimed, number_shown};

    #[test]
    fn numbers_are_shown_as_in_the_sheet() {
        for (number, text) in [(1.0, "1"), (0.1 + 0.2, "0.3"), (-2.5, "-2.5"), (1e6, "1000000"), (0.0, "0")] {
            assert_eq!(number_shown(number), text);
        }
    }

    #[test]
    fn claims_are_found() {
        assert_eq!(claimed(b"<sst count=\"3\" uniqueCount = '9999999999999999999999'>"), u64::MAX);
        assert_eq!(claimed(b"<sst uniqueCount=\"12\">"), 12);
        assert_eq!(claimed(b"uniqueCoun"), 0);
    }
}
