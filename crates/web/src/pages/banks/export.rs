//! A bank as a file for other systems, with what the format can't carry told first.

use super::bank_for;
use crate::error::Error;
use crate::extract::{Path, Query};
use crate::layout::Layout;
use crate::session::Instructor;
use crate::state::App;
use crate::words;
use askama::Template;
use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{Html, IntoResponse, Response};
use invigil_bank::export::{Export, FORMATS, Loss, export};
use invigil_bank::import::Format;
use invigil_store::BankAccess;
use serde::Deserialize;
use std::sync::Arc;
use uuid::Uuid;

/// How many losses are listed.
const LISTED: usize = 500;

#[derive(Template)]
#[template(path = "banks/export.html")]
struct ExportPage {
    layout: Layout,
    bank: Uuid,
    bank_name: String,
    format: &'static str,
    /// Where to download it all the same.
    address: String,
    /// How many items lose something, in words.
    concerned: String,
    losses: Vec<Loss>,
    /// How many more there are than are listed.
    more: usize,
}

/// Whether to download at once.
#[derive(Deserialize)]
pub(crate) struct Wish {
    download: Option<String>,
}

/// The name of a format in an address.
pub(super) fn name(format: Format) -> &'static str {
    match format {
        Format::MoodleXml => "moodle-xml",
        Format::Gift => "gift",
        Format::Qti30 => "qti-3.0",
        Format::Csv => "csv",
        _ => "native",
    }
}

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    Instructor(candidate): Instructor,
    Path((bank, format)): Path<(Uuid, String)>,
    Query(wish): Query<Wish>,
) -> Result<Response, Error> {
    let person = candidate.session.person.id;
    let bank = bank_for(&app, person, bank, BankAccess::View).await?;
    let format = FORMATS.into_iter().find(|known| name(*known) == format).ok_or(Error::NotFound)?;
    let file = written(&app, person, bank.id, bank.name.clone(), format).await?;
    if file.losses.is_empty() || wish.download.is_some() {
        let disposition = format!("attachment; filename=\"{}\"", file.file_name);
        let headers = [(CONTENT_TYPE, file.media_type.to_owned()), (CONTENT_DISPOSITION, disposition)];
        return Ok((headers, file.bytes).into_response());
    }
    let mut losses = file.losses;
    let mut concerned: Vec<&str> = losses.iter().map(|loss| loss.item.as_str()).collect();
    concerned.dedup();
    let concerned = words::counted(concerned.len() as i64, "item", "items");
    let more = losses.len().saturating_sub(LISTED);
    losses.truncate(LISTED);
    let page = ExportPage {
        layout: candidate.layout,
        address: format!("/instructor/banks/{}/export/{}?download=yes", bank.id, name(format)),
        bank: bank.id,
        bank_name: bank.name,
        format: format.title(),
        concerned,
        losses,
        more,
    };
    Ok(Html(page.render()?).into_response())
}

async fn written(
    app: &App,
    person: Uuid,
    bank: Uuid,
    title: String,
    format: Format,
) -> Result<Export, Error> {
    // An export is read back, so it takes its turn with the files that are read.
    let _turn = app.readers.turn().await;
    let (items, pictures) = app.store.whole_bank(person, bank).await?.ok_or(Error::NotFound)?;
    let work = move || {
        export(format, &title, &items, &|name| pictures.get(name).map(|picture| picture.bytes.clone()))
    };
    tokio::task::spawn_blocking(work).await.map_err(|error| {
        tracing::error!(%bank, %error, "a bank can't be exported");
        Error::Internal
    })
}
