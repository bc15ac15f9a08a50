//! An assigned exam while it runs: who has started, where they are, how much time they have, and whose connection is lost.

pub(crate) mod events;
pub(crate) mod presence;
mod rows;

use crate::error::Error;
use crate::extract::Path;
use crate::layout::Layout;
use crate::session::Instructor;
use crate::state::App;
use crate::zone::{Moment, Zone};
use askama::Template;
use axum::extract::State;
use axum::response::Html;
use rows::Rows;
use std::sync::Arc;
use uuid::Uuid;

#[derive(Template)]
#[template(path = "live/live.html")]
struct LivePage {
    layout: Layout,
    assignment: Uuid,
    title: String,
    class: Uuid,
    class_name: String,
    rows: Rows,
    /// What the window does, and when that is: `Open until`.
    window: (&'static str, Moment),
    /// The clock's reading in milliseconds since 1970, against which the page's own clock is set.
    now: i128,
}

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    Instructor(candidate): Instructor,
    Path(assignment): Path<Uuid>,
) -> Result<Html<String>, Error> {
    let live = app.store.live(candidate.session.person.id, assignment).await?.ok_or(Error::NotFound)?;
    let zone = Zone::stored(&live.time_zone);
    let window = if live.now < live.opens_at {
        ("Opens", zone.tell(live.opens_at))
    } else if live.now < live.closes_at {
        ("Open until", zone.tell(live.closes_at))
    } else {
        ("The window closed", zone.tell(live.closes_at))
    };
    let page = LivePage {
        layout: candidate.layout,
        assignment,
        rows: Rows::new(&live),
        window,
        title: live.title,
        class: live.class,
        class_name: live.class_name,
        now: live.now.unix_timestamp_nanos() / 1_000_000,
    };
    Ok(Html(page.render()?))
}
