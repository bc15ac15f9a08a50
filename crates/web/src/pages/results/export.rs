//! The results as files: CSV and XLSX. No cell of either is a formula.

use super::cells;
use crate::error::Error;
use crate::extract::Path;
use crate::session::Instructor;
use crate::state::App;
use crate::table_file::{self, Cell};
use axum::extract::State;
use axum::response::Response;
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
    let bytes = table_file::csv(&table)?;
    Ok(table_file::download(&file_name(&assignment.plan.title, "csv"), table_file::CSV, bytes))
}

pub(crate) async fn xlsx(
    State(app): State<Arc<App>>,
    Instructor(candidate): Instructor,
    Path(id): Path<Uuid>,
) -> Result<Response, Error> {
    let (assignment, table) = table(&app, candidate.session.person.id, id).await?;
    let bytes = workbook(&table).map_err(|error| table_file::failed(&error))?;
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    Ok(table_file::download(&file_name(&assignment.plan.title, "xlsx"), kind, bytes))
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

/// A name that we make: letters, digits and hyphens of the title.
fn file_name(title: &str, ending: &str) -> String {
    let mut name: String = title
        .chars()
        .map(|letter| if letter.is_ascii_alphanumeric() { letter.to_ascii_lowercase() } else { '-' })
        .collect();
    while name.contains("--") {
        name = name.replace("--", "-");
    }
    match name.trim_matches('-') {
        "" => format!("results-results.{ending}"),
        name => format!("{name}-results.{ending}"),
    }
}
