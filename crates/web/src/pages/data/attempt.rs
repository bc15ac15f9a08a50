//! One exam of one's own is deleted.

use super::{ConfirmPage, Pressed};
use crate::error::Error;
use crate::extract::{Form, Path};
use crate::session::Candidate;
use crate::state::App;
use crate::words::When;
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use invigil_exam::Attempt;
use invigil_store::AttemptDeletion;
use std::sync::Arc;
use uuid::Uuid;

const RUNNING: &str = "This exam is running. Hand it in first, or wait until its time is over.";
const ASSIGNED: &str =
    "This exam was assigned: its instructor counts on it. It is deleted with your account only.";

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    candidate: Candidate,
    Path(id): Path<Uuid>,
) -> Result<Html<String>, Error> {
    page(&app, candidate, id).await
}

pub(crate) async fn delete(
    State(app): State<Arc<App>>,
    candidate: Candidate,
    Path(id): Path<Uuid>,
    Form(pressed): Form<Pressed>,
) -> Result<Response, Error> {
    if !pressed.deletes() {
        let page = page(&app, candidate, id).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    match app.store.delete_attempt(candidate.session.person.id, id).await? {
        AttemptDeletion::Done => Ok(Redirect::to("/data?done=attempt").into_response()),
        AttemptDeletion::NotFound => Err(Error::NotFound),
        AttemptDeletion::Assigned => Err(Error::Conflict(ASSIGNED.to_owned())),
        AttemptDeletion::Running => Err(Error::Conflict(RUNNING.to_owned())),
    }
}

async fn page(app: &App, candidate: Candidate, id: Uuid) -> Result<Html<String>, Error> {
    let person = candidate.session.person.id;
    let (attempt, _) = app.store.attempt(person, id).await?.ok_or(Error::NotFound)?;
    let assigned = app.store.assignment_of(person, id).await?.is_some();
    let sitting = attempt.sitting();
    let catalogue = app.catalogue_with([sitting.edition]).await?;
    let exam = catalogue.exam_name(&sitting.certification, sitting.edition);
    let began = When::date(sitting.started_at).plain();
    let page = ConfirmPage {
        title: format!("Delete {exam} of {began}?"),
        says: vec![
            "Its answers, score, sections and times go, and so do the problems that you reported in it and the score report made of it: links to that lead nowhere then."
                .to_owned(),
            "Items of it that come back, and your notes on them, stay. It can’t be undone.".to_owned(),
        ],
        refusal: match attempt {
            _ if assigned => Some(ASSIGNED.to_owned()),
            Attempt::Open(_) => Some(RUNNING.to_owned()),
            Attempt::Closed(_) => None,
        },
        action: format!("/data/attempts/{id}"),
        button: "Delete this exam",
        layout: candidate.layout,
    };
    Ok(Html(page.render()?))
}
