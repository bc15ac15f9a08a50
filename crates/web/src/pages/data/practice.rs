//! All practice of one's own is deleted.

use super::{ConfirmPage, Pressed};
use crate::error::Error;
use crate::extract::Form;
use crate::session::Candidate;
use crate::state::App;
use crate::words::counted;
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use std::sync::Arc;

pub(crate) async fn show(State(app): State<Arc<App>>, candidate: Candidate) -> Result<Html<String>, Error> {
    page(&app, candidate).await
}

pub(crate) async fn delete(
    State(app): State<Arc<App>>,
    candidate: Candidate,
    Form(pressed): Form<Pressed>,
) -> Result<Response, Error> {
    if !pressed.deletes() {
        let page = page(&app, candidate).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    app.store.delete_practice(candidate.session.person.id).await?;
    Ok(Redirect::to("/data?done=practice").into_response())
}

async fn page(app: &App, candidate: Candidate) -> Result<Html<String>, Error> {
    let counts = app.store.own_counts(candidate.session.person.id).await?;
    let sets = counted(counts.practice, "set", "sets");
    let answers = counted(counts.answers, "answer", "answers");
    let page = ConfirmPage {
        layout: candidate.layout,
        title: "Delete all practice?".to_owned(),
        says: vec![
            format!(
                "{sets} with {answers} go. What is told about weak areas and readiness is worked out from exams alone then."
            ),
            "Items that come back, and your notes on them, stay. It can’t be undone.".to_owned(),
        ],
        refusal: (counts.practice == 0).then(|| "There is no practice of yours.".to_owned()),
        action: "/data/practice".to_owned(),
        button: "Delete all practice",
    };
    Ok(Html(page.render()?))
}
