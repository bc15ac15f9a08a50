//! A word from the page of a running exam: it is there, and where.

use crate::error::Error;
use crate::extract::{Json, Path};
use crate::session::{Candidate, SessionToken};
use crate::state::App;
use axum::extract::State;
use axum::response::IntoResponse;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use uuid::Uuid;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Here {
    /// From 1.
    position: u16,
}

#[derive(Debug, Serialize)]
struct Noted {
    /// Whether further words are wanted: nobody watches an exam that isn't assigned.
    wanted: bool,
}

pub(crate) async fn note(
    State(app): State<Arc<App>>,
    SessionToken(token): SessionToken,
    candidate: Candidate,
    Path(attempt): Path<Uuid>,
    Json(here): Json<Here>,
) -> Result<impl IntoResponse, Error> {
    let token = token.ok_or(Error::NotFound)?;
    let wanted = app.store.seen(token, attempt, here.position).await?;
    if !wanted && app.store.attempt(candidate.session.person.id, attempt).await?.is_none() {
        return Err(Error::NotFound);
    }
    Ok(axum::Json(Noted { wanted }))
}
