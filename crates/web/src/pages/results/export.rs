//! The results as files: CSV and XLSX. No cell of either is a formula.

use super::cells::{self, Cell};
use crate::error::Error;
use crate::extract::Path;
use crate::session::Instructor;
use crate::state::App;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use invigil_store::Assignment;
use rust_xlsxwriter::{Format, Workbook, XlsxError};
use std::sync::Arc;
use uuid::Uuid;

/// The table, its head first, and what it is of.
async fn table(app: &App, owner: Uuid, id: Uuid) -> Result<(Assignment, Vec<Vec<Cell>>), Error> {
    let assignment = app.store.assignment(owner, id).await?.ok_or(Error::NotFound)?;
    let results = app.store.class_results(owner, id).await?;
    let mut table = vec![cells::head(&assignment.edition)];
    table.extend(cells::rows(&assignment.edition, &results));
    Ok((assignment, table))
}

pub(crate) async fn csv(
    State(app): State<Arc<App>>,
    Instructor(candidate): Instructor,
    Path(id): Path<Uuid>,
) -> Result<Response, Error> {
    let (assignment, table) = table(&app, candidate.session.person.id, id).await?;
    // The mark tells Excel that it is UTF-8.
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(b"\xEF\xBB\xBF".to_vec());
    let columns = table.first().map_or(0, Vec::len);
    for row in &table {
        let cells =
            row.iter().map(Cell::in_csv).chain(std::iter::repeat_n(String::new(), columns - row.len()));
        writer.write_record(cells).map_err(|error| failed(&error))?;
    }
    let bytes = writer.into_inner().map_err(|error| failed(&error))?;
    Ok(download(&assignment.plan.title, "csv", "text/csv; charset=utf-8", bytes))
}

pub(crate) async fn xlsx(
    State(app): State<Arc<App>>,
    Instructor(candidate): Instructor,
    Path(id): Path<Uuid>,
) -> Result<Response, Error> {
    let (assignment, table) = table(&app, candidate.session.person.id, id).await?;
    let bytes = workbook(&table).map_err(|error| failed(&error))?;
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    Ok(download(&assignment.plan.title, "xlsx", kind, bytes))
}

fn workbook(table: &[Vec<Cell>]) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name("Results")?;
    let bold = Format::new().set_bold();
    for (row, cells) in (0_u32..).zip(table) {
        for (column, cell) in (0_u16..).zip(cells) {
            match cell {
                // Written as a text, whatever it begins with.
                Cell::Text(text) if row == 0 => sheet.write_string_with_format(row, column, text, &bold)?,
                Cell::Text(text) => sheet.write_string(row, column, text)?,
                Cell::Number(number) => sheet.write_number(row, column, *number)?,
                Cell::Empty => sheet,
            };
        }
    }
    sheet.set_freeze_panes(1, 1)?;
    sheet.autofit();
    workbook.save_to_buffer()
}

fn failed(error: &dyn std::fmt::Display) -> Error {
    tracing::error!(%error, "a file of results can't be written");
    Error::Internal
}

/// A file under a name that we make: letters, digits and hyphens of the title.
fn download(title: &str, ending: &str, kind: &'static str, bytes: Vec<u8>) -> Response {
    let mut name: String = title
        .chars()
        .map(|letter| if letter.is_ascii_alphanumeric() { letter.to_ascii_lowercase() } else { '-' })
        .collect();
    while name.contains("--") {
        name = name.replace("--", "-");
    }
    let name = match name.trim_matches('-') {
        "" => "results",
        name => name,
    };
    let disposition = HeaderValue::try_from(format!("attachment; filename=\"{name}-results.{ending}\""))
        .unwrap_or(HeaderValue::from_static("attachment"));
    let headers =
        [(header::CONTENT_TYPE, HeaderValue::from_static(kind)), (header::CONTENT_DISPOSITION, disposition)];
    (headers, bytes).into_response()
}
