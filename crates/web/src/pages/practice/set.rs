//! One set: its items one by one, each with its solution once it is answered, and the end.

mod view;

use super::end::EndPage;
use crate::error::Error;
use crate::extract::{Form, Path, Query};
use crate::layout::Layout;
use crate::session::Candidate;
use crate::state::App;
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use invigil_exam::{Choices, MAX_OPTIONS};
use invigil_store::{Answered, Practice, PracticeItem, PracticeReply};
use serde::Deserialize;
use std::sync::Arc;
use uuid::Uuid;
pub(super) use view::place;
use view::{AskedPage, Frame, HeldPage, SolvedPage};

#[derive(Debug, Deserialize)]
pub(crate) struct SetQuery {
    /// The position to show; anything but one of the set shows the first without an answer, or the end.
    #[serde(default)]
    item: String,
}

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    candidate: Candidate,
    Path(id): Path<Uuid>,
    Query(query): Query<SetQuery>,
) -> Result<Response, Error> {
    let person = candidate.session.person.id;
    let practice = app.store.practice(person, id).await?.ok_or(Error::NotFound)?;
    let asked = query.item.parse().ok().filter(|&position| practice.slot(position).is_some());
    let over = practice.ended_at.is_some();
    let position = match asked.or(practice.next_open().filter(|_| !over)) {
        Some(position) => position,
        None => {
            let held = app.store.held_items(person).await?;
            let page = EndPage::new(candidate.layout, &app.catalogue(), &practice, &held);
            return Ok(Html(page.render()?).into_response());
        }
    };
    if over && practice.slot(position).is_some_and(|slot| slot.answer.is_none()) {
        return Ok(to_set(id));
    }
    page(&app, candidate.layout, person, &practice, position, None).await
}

/// An answer as the form sends it.
#[derive(Debug, Deserialize)]
pub(crate) struct Reply {
    /// The places of the chosen options.
    #[serde(default)]
    chosen: Vec<usize>,
    /// There when the box was ticked.
    #[serde(default)]
    guessed: Option<String>,
    /// As the page counted them; empty without scripts.
    #[serde(default)]
    seconds: String,
    #[serde(default)]
    go: Go,
}

/// The button that was pressed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Go {
    /// Mark what was chosen.
    #[default]
    Check,
    /// Show the key without an answer.
    Show,
}

pub(crate) async fn answer(
    State(app): State<Arc<App>>,
    candidate: Candidate,
    Path((id, position)): Path<(Uuid, usize)>,
    Form(reply): Form<Reply>,
) -> Result<Response, Error> {
    let person = candidate.session.person.id;
    let practice = app.store.practice(person, id).await?.ok_or(Error::NotFound)?;
    let slot = practice.slot(position).ok_or(Error::NotFound)?;
    if reply.chosen.iter().any(|&place| place >= MAX_OPTIONS) {
        return Err(Error::Unprocessable("The answer names an option that doesn’t exist.".to_owned()));
    }
    let chosen = match reply.go {
        Go::Check => Choices::of(reply.chosen.iter().copied()),
        Go::Show => Choices::NONE,
    };
    // A key is shown for an answer, or for the asking.
    if reply.go == Go::Check && slot.answer.is_none() && chosen.len() != usize::from(slot.choose) {
        return page(&app, candidate.layout, person, &practice, position, Some(chosen)).await;
    }
    let reply =
        PracticeReply { chosen, guessed: reply.guessed.is_some(), seconds: reply.seconds.parse().ok() };
    match app.store.answer_practice(person, id, position, reply).await? {
        Answered::Stored(_) => {
            Ok(Redirect::to(&format!("/practice/{id}?item={position}#verdict")).into_response())
        }
        Answered::Held => {
            let page = HeldPage { layout: candidate.layout, frame: Frame::new(&practice, position) };
            Ok((StatusCode::CONFLICT, Html(page.render()?)).into_response())
        }
        Answered::Over => Ok(to_set(id)),
        Answered::Impossible => {
            Err(Error::Unprocessable("The answer names an option that doesn’t exist.".to_owned()))
        }
        Answered::NotFound => Err(Error::NotFound),
    }
}

/// Ends the set as it stands.
pub(crate) async fn end(
    State(app): State<Arc<App>>,
    candidate: Candidate,
    Path(id): Path<Uuid>,
) -> Result<Response, Error> {
    match app.store.end_practice(candidate.session.person.id, id).await? {
        true => Ok(to_set(id)),
        false => Err(Error::NotFound),
    }
}

fn to_set(id: Uuid) -> Response {
    Redirect::to(&format!("/practice/{id}")).into_response()
}

/// A position as it stands; `short` are choices that are too few or too many to be marked.
async fn page(
    app: &App,
    layout: Layout,
    person: Uuid,
    practice: &Practice,
    position: usize,
    short: Option<Choices>,
) -> Result<Response, Error> {
    let item = app.store.practice_item(person, practice.id, position).await?.ok_or(Error::NotFound)?;
    let slot = practice.slot(position).ok_or(Error::NotFound)?;
    let frame = Frame::new(practice, position);
    Ok(match (item, slot.answer) {
        (PracticeItem::Held, _) => Html(HeldPage { layout, frame }.render()?).into_response(),
        (PracticeItem::Asked(question), _) => {
            let question = app.rendered.question(slot.revision, &question);
            let status = if short.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
            (status, Html(AskedPage::new(layout, frame, slot, question, short).render()?)).into_response()
        }
        (PracticeItem::Answered(content, ruling), Some(answer)) => {
            let remarks = app.store.own_remarks(person, &slot.item).await?;
            let page = SolvedPage::new(layout, frame, slot, answer, (&content, ruling), remarks, app);
            Html(page.render()?).into_response()
        }
        // It was answered in another tab since the set was read.
        (PracticeItem::Answered(..), None) => {
            Redirect::to(&format!("/practice/{}?item={position}#verdict", practice.id)).into_response()
        }
    })
}
