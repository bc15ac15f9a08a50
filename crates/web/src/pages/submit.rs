//! Handing in. However often it is sent, the exam is closed and marked once.

use super::answers::seconds;
use super::room::to_result;
use crate::error::Error;
use crate::extract::Path;
use crate::session::Candidate;
use crate::state::App;
use axum::body::Bytes;
use axum::extract::State;
use axum::response::Response;
use invigil_store::Closing;
use serde::Deserialize;
use serde_json::Value;
use std::sync::Arc;
use uuid::Uuid;

/// What the room's script sends along; the form without scripts sends nothing.
#[derive(Default, Deserialize)]
struct HandIn {
    /// Seconds by position.
    spent: Vec<Value>,
}

pub(crate) async fn submit(
    State(app): State<Arc<App>>,
    candidate: Candidate,
    Path(id): Path<Uuid>,
    body: Bytes,
) -> Result<Response, Error> {
    // Whatever else comes, the exam is handed in.
    let HandIn { spent } = serde_json::from_slice(&body).unwrap_or_default();
    let spent: Vec<Option<i32>> = spent.iter().map(seconds).collect();
    match app.store.hand_in(candidate.session.person.id, id, &spent).await? {
        Closing::Closed | Closing::AlreadyClosed => Ok(to_result(id)),
        Closing::NotFound => Err(Error::NotFound),
    }
}
