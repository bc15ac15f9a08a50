//! What happens in a running exam, as a stream of server-sent events: each carries the table anew.

use super::rows::Rows;
use crate::error::Error;
use crate::extract::Path;
use crate::live::{Picture, watch};
use crate::session::Instructor;
use crate::state::App;
use axum::extract::State;
use axum::response::IntoResponse;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::stream;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch::Receiver;
use tokio::time::{Instant, timeout_at};
use uuid::Uuid;

/// How long a stream lasts. The browser asks again by itself, and a role or class taken away holds from then on.
const LIFETIME: Duration = Duration::from_secs(5 * 60);

/// A stream between two events.
struct Open {
    pictures: Receiver<Picture>,
    ending: Receiver<bool>,
    until: Instant,
}

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    Instructor(candidate): Instructor,
    Path(assignment): Path<Uuid>,
) -> Result<impl IntoResponse, Error> {
    let owner = candidate.session.person.id;
    app.store.live(owner, assignment).await?.ok_or(Error::NotFound)?;
    let mut pictures = watch(&app, owner, assignment, Rows::picture);
    // Whoever comes second has the last picture at once.
    pictures.mark_changed();
    let open = Open { pictures, ending: app.watched.ending(), until: Instant::now() + LIFETIME };
    let events = stream::unfold(open, |mut open| async move {
        let picture = open.next().await?;
        let event = Event::default().event("rows").data(picture.replace(['\r', '\n'], " "));
        Some((Ok::<_, Infallible>(event), open))
    });
    Ok(Sse::new(events).keep_alive(KeepAlive::default()))
}

impl Open {
    /// The next picture; `None` at the stream's end.
    async fn next(&mut self) -> Option<Picture> {
        loop {
            tokio::select! {
                changed = timeout_at(self.until, self.pictures.changed()) => changed.ok()?.ok()?,
                _ = self.ending.wait_for(|ended| *ended) => return None,
            }
            let picture = self.pictures.borrow_and_update().clone();
            // Empty until the first look.
            if !picture.is_empty() {
                return Some(picture);
            }
        }
    }
}
