//! Banks, classes and exams go to a colleague, so that an instructor can leave.

use super::delete::{Standing, page};
use crate::error::Error;
use crate::extract::Form;
use crate::forms;
use crate::session::Instructor;
use crate::state::App;
use crate::words::{counted, listed};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use invigil_store::HandedOver;
use serde::Deserialize;
use std::sync::Arc;

/// What the form sends.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct HandOverForm {
    email: String,
}

pub(crate) async fn send(
    State(app): State<Arc<App>>,
    Instructor(candidate): Instructor,
    Form(form): Form<HandOverForm>,
) -> Result<Response, Error> {
    let email = form.email.trim();
    let fault = match forms::email_fault(email) {
        Some(fault) => fault,
        None => match app.store.hand_over(candidate.session.person.id, email).await? {
            HandedOver::Done { banks, classes, exams } => {
                let moved: Vec<String> =
                    [(banks, "bank", "banks"), (classes, "class", "classes"), (exams, "exam", "exams")]
                        .into_iter()
                        .filter(|(count, ..)| *count > 0)
                        .map(|(count, one, many)| counted(count as i64, one, many))
                        .collect();
                let done = match moved.is_empty() {
                    true => "There was nothing to hand over.".to_owned(),
                    false => format!("Handed over to {email}: {}.", listed(&moved)),
                };
                let standing = Standing { done: Some(done), ..Standing::default() };
                return Ok(page(&app, candidate, standing).await?.into_response());
            }
            HandedOver::NoColleague => "No other instructor or administrator here has this e-mail address.",
        },
    };
    let standing = Standing { colleague: (email.to_owned(), Some(fault)), ..Standing::default() };
    let page = page(&app, candidate, standing).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}
