//! Tables as files: cells that no spreadsheet takes for a formula, and downloads.

use crate::error::Error;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// A cell.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Cell {
    Text(String),
    Number(f64),
    Empty,
}

impl Cell {
    pub(crate) fn text(text: impl Into<String>) -> Cell {
        Cell::Text(text.into())
    }

    /// A moment in UTC.
    pub(crate) fn moment(at: OffsetDateTime) -> Cell {
        Cell::text(
            at.to_offset(time::UtcOffset::UTC).truncate_to_second().format(&Rfc3339).unwrap_or_default(),
        )
    }

    /// `yes` or `no`.
    pub(crate) fn whether(it_is: bool) -> Cell {
        Cell::text(if it_is { "yes" } else { "no" })
    }

    /// The cell in a file of comma-separated values. A text that a spreadsheet would take for a formula begins with an
    /// apostrophe, so that it stays a text; in some languages the wide forms of the signs begin one too.
    pub(crate) fn in_csv(&self) -> String {
        const SIGNS: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
        match self {
            Cell::Text(text) if text.starts_with(SIGNS) => format!("'{text}"),
            Cell::Text(text) => text.clone(),
            Cell::Number(number) => number.to_string(),
            Cell::Empty => String::new(),
        }
    }
}

impl<N: Into<f64>> From<Option<N>> for Cell {
    fn from(number: Option<N>) -> Cell {
        number.map_or(Cell::Empty, |number| Cell::Number(number.into()))
    }
}

/// A table as comma-separated values in UTF-8; shorter rows are filled up to the first, which is the head.
pub(crate) fn csv(table: &[Vec<Cell>]) -> Result<Vec<u8>, Error> {
    // The mark tells Excel that it is UTF-8.
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(b"\xEF\xBB\xBF".to_vec());
    let columns = table.first().map_or(0, Vec::len);
    for row in table {
        let missing = columns.saturating_sub(row.len());
        let cells = row.iter().map(Cell::in_csv).chain(std::iter::repeat_n(String::new(), missing));
        writer.write_record(cells).map_err(|error| failed(&error))?;
    }
    writer.into_inner().map_err(|error| failed(&error))
}

/// The type of such a file.
pub(crate) const CSV: &str = "text/csv; charset=utf-8";

/// Logs why a file can't be written.
pub(crate) fn failed(error: &dyn std::fmt::Display) -> Error {
    tracing::error!(%error, "a file to download can't be written");
    Error::Internal
}

/// A file to be kept under this name, which is ours: letters, digits, hyphens and a full stop.
pub(crate) fn download(name: &str, kind: &'static str, bytes: Vec<u8>) -> Response {
    let disposition = HeaderValue::try_from(format!("attachment; filename=\"{name}\""))
        .unwrap_or(HeaderValue::from_static("attachment"));
    let headers =
        [(header::CONTENT_TYPE, HeaderValue::from_static(kind)), (header::CONTENT_DISPOSITION, disposition)];
    (headers, bytes).into_response()
}

#[cfg(test)]
mod tests {
    use super::{Cell, csv};

    #[test]
    fn no_text_is_a_formula() {
        for text in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1"] {
            assert_eq!(Cell::text(text).in_csv(), format!("'{text}"));
        }
        assert_eq!(Cell::text("Ada = 1").in_csv(), "Ada = 1");
        assert_eq!(Cell::Number(-1.5).in_csv(), "-1.5");
    }

    #[test]
    fn every_row_is_as_long_as_the_head() {
        let table =
            [vec![Cell::text("a"), Cell::text("b")], vec![Cell::Number(1.0)], vec![Cell::from(Some(2.5))]];
        assert_eq!(csv(&table).unwrap(), b"\xEF\xBB\xBFa,b\n1,\n2.5,\n");
    }
}
