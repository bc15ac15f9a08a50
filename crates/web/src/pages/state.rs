//! How an attempt stands, for the room's script.

use crate::error::Error;
use crate::extract::Path;
use crate::session::Candidate;
use crate::state::App;
use axum::Json;
use axum::extract::State;
use invigil_exam::{Attempt, Entry};
use serde::Serialize;
use std::sync::Arc;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

/// An attempt as its owner's browser may know it: nothing in it tells right from wrong.
#[derive(Debug, Serialize)]
pub(crate) struct AttemptState {
    status: &'static str,
    /// Which tab may save; `null` once it is closed.
    epoch: Option<i32>,
    remaining_ms: i64,
    /// By position, options as shown.
    entries: Vec<Entry>,
    /// Seconds by position, where they are known.
    spent: Vec<Option<i32>>,
}

impl AttemptState {
    pub(super) fn new(attempt: Attempt, now: OffsetDateTime) -> AttemptState {
        match attempt {
            Attempt::Open(open) => AttemptState {
                status: "open",
                epoch: Some(open.epoch),
                remaining_ms: milliseconds(open.remaining(now)),
                entries: open.sitting.entries,
                spent: open.sitting.spent,
            },
            Attempt::Closed(closed) => AttemptState {
                status: "closed",
                epoch: None,
                remaining_ms: 0,
                entries: closed.sitting.entries,
                spent: closed.sitting.spent,
            },
        }
    }
}

/// A length of time as scripts count it.
pub(super) fn milliseconds(length: Duration) -> i64 {
    i64::try_from(length.whole_milliseconds()).unwrap_or(i64::MAX)
}

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    candidate: Candidate,
    Path(id): Path<Uuid>,
) -> Result<Json<AttemptState>, Error> {
    let (attempt, now) = app.store.attempt(candidate.session.person.id, id).await?.ok_or(Error::NotFound)?;
    Ok(Json(AttemptState::new(attempt, now)))
}
