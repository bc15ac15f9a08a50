//! Handing in. However often it is sent, the exam is closed and marked once.

use super::room::to_result;
use crate::error::Error;
use crate::extract::Path;
use crate::session::Candidate;
use crate::state::App;
use axum::extract::State;
use axum::response::Response;
use invigil_store::Closing;
use std::sync::Arc;
use uuid::Uuid;

pub(crate) async fn submit(
    State(app): State<Arc<App>>,
    candidate: Candidate,
    Path(id): Path<Uuid>,
) -> Result<Response, Error> {
    match app.store.submit(candidate.session.person.id, id).await? {
        Closing::Closed | Closing::AlreadyClosed => Ok(to_result(id)),
        Closing::NotFound => Err(Error::NotFound),
    }
}
