//! Everything of one's own as one archive.

use super::readme::readme;
use crate::error::Error;
use crate::pages::history::{MOST_EXPORTED, catalogue_of, export};
use crate::session::Candidate;
use crate::state::App;
use crate::table_file::{csv, download, failed};
use axum::extract::State;
use axum::response::Response;
use invigil_store::OwnData;
use serde_json::Value;
use std::io::{Cursor, Write};
use std::sync::Arc;
use tokio::sync::Semaphore;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

/// An archive is made in memory, a few megabytes after years; so no more than these are made at once.
static TURNS: Semaphore = Semaphore::const_new(2);

pub(crate) async fn all(State(app): State<Arc<App>>, candidate: Candidate) -> Result<Response, Error> {
    let person = candidate.session.person.id;
    let _turn = TURNS.acquire().await.map_err(|_| Error::Internal)?;
    let attempts = app.store.history(person, MOST_EXPORTED).await?;
    let given = app.store.given_answers(person).await?;
    let data = app.store.own_data(person).await?;
    let catalogue = catalogue_of(&app, &attempts).await?;
    let mut files = vec![("README.txt", readme(&data).into_bytes())];
    files.extend(json_files(data)?);
    files.push(("exams.csv", csv(&export::exam_rows(&catalogue, &attempts))?));
    files.push(("sections.csv", csv(&export::section_rows(&catalogue, &attempts))?));
    files.push(("answers.csv", csv(&export::answer_rows(&catalogue, &given))?));
    let bytes = tokio::task::spawn_blocking(move || archive(&files))
        .await
        .map_err(|error| failed(&error))?
        .map_err(|error| failed(&error))?;
    let name = format!("invigil-data-{}.zip", candidate.session.now.date());
    Ok(download(&name, "application/zip", bytes))
}

fn json_files(data: OwnData) -> Result<Vec<(&'static str, Vec<u8>)>, Error> {
    [
        ("person.json", data.person),
        ("exams.json", Value::Array(data.attempts)),
        ("practice.json", Value::Array(data.practice)),
        ("notes.json", Value::Array(data.notes)),
        ("items-that-come-back.json", Value::Array(data.cards)),
        ("study-plans.json", Value::Array(data.plans)),
        ("problems-reported.json", Value::Array(data.item_reports)),
        ("classes.json", Value::Array(data.classes)),
        ("score-reports.json", Value::Array(data.score_reports)),
    ]
    .into_iter()
    .map(|(name, value)| Ok((name, serde_json::to_vec_pretty(&value).map_err(|error| failed(&error))?)))
    .collect()
}

/// The same bytes for the same files.
fn archive(files: &[(&'static str, Vec<u8>)]) -> Result<Vec<u8>, zip::result::ZipError> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default());
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        archive.start_file(*name, options)?;
        archive.write_all(bytes)?;
    }
    Ok(archive.finish()?.into_inner())
}
