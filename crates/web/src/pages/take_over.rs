//! A tab makes itself the one that may save.

use super::state::AttemptState;
use crate::error::Error;
use crate::extract::Path;
use crate::session::Candidate;
use crate::state::App;
use axum::Json;
use axum::extract::State;
use std::sync::Arc;
use uuid::Uuid;

pub(crate) async fn take_over(
    State(app): State<Arc<App>>,
    candidate: Candidate,
    Path(id): Path<Uuid>,
) -> Result<Json<AttemptState>, Error> {
    let (attempt, now) =
        app.store.take_over(candidate.session.person.id, id).await?.ok_or(Error::NotFound)?;
    Ok(Json(AttemptState::new(attempt, now)))
}
