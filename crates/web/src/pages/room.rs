//! The exam room: all items of a running exam in one page.

pub(super) mod view;

use crate::error::Error;
use crate::extract::{Path, Query};
use crate::layout::Layout;
use crate::markup::RenderedQuestion;
use crate::session::Candidate;
use crate::state::App;
use askama::Template;
use axum::extract::State;
use axum::response::{Html, IntoResponse, Redirect, Response};
use invigil_exam::{Attempt, OpenAttempt};
use serde::Deserialize;
use std::collections::HashMap;
use std::sync::Arc;
use time::OffsetDateTime;
use uuid::Uuid;
use view::{ItemView, RoomPage};

#[derive(Debug, Deserialize)]
pub(crate) struct RoomQuery {
    /// The position to show; anything but a position of the exam shows the first without an answer.
    #[serde(default)]
    item: String,
}

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    candidate: Candidate,
    Path(id): Path<Uuid>,
    Query(query): Query<RoomQuery>,
) -> Result<Response, Error> {
    match app.store.attempt(candidate.session.person.id, id).await? {
        None => Err(Error::NotFound),
        Some((Attempt::Closed(_), _)) => Ok(to_result(id)),
        Some((Attempt::Open(open), now)) => {
            let asked = query.item.parse().ok();
            Ok(page(&app, candidate.layout, &open, now, asked, String::new()).await?.into_response())
        }
    }
}

/// Where a closed attempt is looked at.
pub(super) fn to_result(id: Uuid) -> Response {
    Redirect::to(&format!("/attempts/{id}/result")).into_response()
}

/// The room as it stands, with something to say about what was just sent (or nothing).
pub(super) async fn page(
    app: &App,
    layout: Layout,
    open: &OpenAttempt,
    now: OffsetDateTime,
    asked: Option<usize>,
    message: String,
) -> Result<Html<String>, Error> {
    let items = items(app, open).await?;
    let (exam, edition) = names(app, open).await?;
    let page = RoomPage {
        layout,
        attempt: open.sitting.id,
        exam,
        edition,
        current: RoomPage::first(&items, asked),
        items,
        epoch: open.epoch,
        remaining: open.remaining(now),
        now: now.unix_timestamp(),
        message,
    };
    Ok(Html(page.render()?))
}

/// What people call the exam, and its edition's title.
pub(super) async fn names(app: &App, open: &OpenAttempt) -> Result<(String, String), Error> {
    let edition = open.sitting.edition;
    let catalogue = app.catalogue_with([edition]).await?;
    let name = catalogue.exam_name(&open.sitting.certification, edition).to_owned();
    Ok((name, catalogue.edition_title(edition).to_owned()))
}

/// The items of a running exam. Only those that this server hasn't rendered yet are asked for.
pub(super) async fn items(app: &App, open: &OpenAttempt) -> Result<Vec<ItemView>, Error> {
    let slots = &open.sitting.form.slots;
    let mut questions: HashMap<i32, Arc<RenderedQuestion>> = HashMap::with_capacity(slots.len());
    let mut unknown = Vec::new();
    for slot in slots {
        match app.rendered.kept_question(slot.revision) {
            Some(question) => _ = questions.insert(slot.revision, question),
            None => unknown.push(slot.revision),
        }
    }
    if !unknown.is_empty() {
        for (revision, question) in app.store.questions(&unknown).await? {
            questions.insert(revision, app.rendered.question(revision, &question));
        }
    }
    slots
        .iter()
        .zip(&open.sitting.entries)
        .zip(&open.sitting.spent)
        .enumerate()
        .map(|(index, ((slot, &entry), &spent))| {
            let question = questions.get(&slot.revision).ok_or_else(|| {
                tracing::error!(attempt = %open.sitting.id, revision = slot.revision, "an item revision is gone");
                Error::Internal
            })?;
            Ok(ItemView {
                position: index + 1,
                choose: slot.choose,
                places: slot.order.places().collect(),
                entry,
                spent: spent.unwrap_or(0),
                question: Arc::clone(question),
            })
        })
        .collect()
}
