//! What is unanswered or flagged, before handing in. The room's script shows the same without asking.

use super::room::view::ReviewPage;
use super::room::{items, names, to_result};
use crate::error::Error;
use crate::extract::Path;
use crate::session::Candidate;
use crate::state::App;
use askama::Template;
use axum::extract::State;
use axum::response::{Html, IntoResponse, Response};
use invigil_exam::Attempt;
use std::sync::Arc;
use uuid::Uuid;

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    candidate: Candidate,
    Path(id): Path<Uuid>,
) -> Result<Response, Error> {
    let (open, now) = match app.store.attempt(candidate.session.person.id, id).await? {
        None => return Err(Error::NotFound),
        Some((Attempt::Closed(_), _)) => return Ok(to_result(id)),
        Some((Attempt::Open(open), now)) => (open, now),
    };
    let (exam, edition) = names(&app, &open).await?;
    let page = ReviewPage {
        layout: candidate.layout,
        attempt: id,
        exam,
        edition,
        items: items(&app, &open).await?,
        remaining: open.remaining(now),
    };
    Ok(Html(page.render()?).into_response())
}
