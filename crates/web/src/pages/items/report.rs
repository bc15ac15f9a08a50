//! "Something is wrong with this question", from the page of a result; and the answer, once it is seen.

use super::inbox::{LONGEST, fault};
use crate::error::Error;
use crate::extract::{Form, Path};
use crate::layout::Layout;
use crate::session::Candidate;
use crate::state::App;
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use invigil_exam::Attempt;
use invigil_store::Reported;
use serde::Deserialize;
use std::sync::Arc;
use uuid::Uuid;

/// The report's own page, for one that couldn't be taken as it was.
#[derive(Template)]
#[template(path = "items/report.html")]
struct ReportPage {
    layout: Layout,
    attempt: Uuid,
    position: usize,
    show: &'static str,
    text: String,
    error: String,
}

/// The form.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct ReportForm {
    text: String,
    /// Which items the page showed.
    show: String,
}

pub(crate) async fn send(
    State(app): State<Arc<App>>,
    candidate: Candidate,
    Path((attempt, position)): Path<(Uuid, usize)>,
    Form(form): Form<ReportForm>,
) -> Result<Response, Error> {
    let person = candidate.session.person.id;
    let sitting = match app.store.attempt(person, attempt).await? {
        None => return Err(Error::NotFound),
        Some((Attempt::Open(_), _)) => {
            return Err(Error::Conflict("Questions can be reported once the exam is over.".to_owned()));
        }
        Some((Attempt::Closed(closed), _)) => closed.sitting,
    };
    if sitting.form.slot(position).is_none() {
        return Err(Error::NotFound);
    }
    let show = ["wrong", "flagged"].into_iter().find(|known| *known == form.show).unwrap_or("all");
    let text = form.text.replace("\r\n", "\n").trim().to_owned();
    if let Some(error) = fault(&text, "Write what is wrong with the question.") {
        let layout = Layout { path: format!("/attempts/{attempt}/result"), ..candidate.layout };
        let page = ReportPage { layout, attempt, position, show, text, error };
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page.render()?)).into_response());
    }
    match app.store.report_item(person, attempt, position, &text).await? {
        Reported::Done => Ok(Redirect::to(&at_item(attempt, position, show)).into_response()),
        Reported::Already => Err(Error::Conflict(
            "You reported this question before. The answer will stand beside it on the page of your result."
                .to_owned(),
        )),
        Reported::KeyHeld => Err(Error::Conflict(
            "Questions can be reported once the right answers are out; this page shows them then.".to_owned(),
        )),
        Reported::NoItem => Err(Error::NotFound),
    }
}

/// Goes to the answer of a report, and tells no more that it is new.
pub(crate) async fn read(
    State(app): State<Arc<App>>,
    candidate: Candidate,
    Path((attempt, position)): Path<(Uuid, usize)>,
) -> Result<Redirect, Error> {
    let person = candidate.session.person.id;
    if app.store.attempt(person, attempt).await?.is_none() {
        return Err(Error::NotFound);
    }
    app.store.see_answer(person, attempt, position).await?;
    Ok(Redirect::to(&at_item(attempt, position, "all")))
}

/// An item on the page of its result.
fn at_item(attempt: Uuid, position: usize, show: &str) -> String {
    format!("/attempts/{attempt}/result?show={show}#item-{position}")
}
