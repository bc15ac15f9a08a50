//! Practice: what a set is to be made of, and the sets that one has.

mod end;
mod fields;
mod form;
mod proposal;
pub(crate) mod set;

use crate::error::Error;
use crate::extract::Form;
use crate::session::Visitor;
use crate::state::App;
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum_extra::extract::cookie::CookieJar;
use fields::{Fields, Wanted};
use form::PracticePage;
use invigil_store::NewPractice;
use proposal::Proposal;
use std::sync::Arc;

/// How many sets are listed.
const LISTED: u16 = 10;

/// The form, filled in as the query says.
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Form(fields): Form<Fields>,
) -> Result<Html<String>, Error> {
    let first_look = fields.says_nothing();
    let wanted = Wanted::read(fields, &app.catalogue());
    let proposal = Proposal::new(&app, visitor.person(), wanted, first_look).await?;
    Ok(Html(page(&app, visitor, &proposal, false).await?.render()?))
}

/// Begins a set. Who isn't known yet becomes a guest, if there is something to ask.
pub(crate) async fn begin(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    mut jar: CookieJar,
    Form(fields): Form<Fields>,
) -> Result<Response, Error> {
    let wanted = Wanted::read(fields, &app.catalogue());
    let proposal = Proposal::new(&app, visitor.person(), wanted, false).await?;
    if proposal.wanted.has_errors() {
        let page = page(&app, visitor, &proposal, true).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page.render()?)).into_response());
    }
    if proposal.selection.revisions.is_empty() {
        let page = page(&app, visitor, &proposal, true).await?;
        return Ok((StatusCode::CONFLICT, Html(page.render()?)).into_response());
    }
    let person = match visitor.person() {
        Some(person) => person,
        None => {
            let (token, guest) = app.store.open_guest_session().await?;
            jar = app.with_session(jar, &token);
            guest
        }
    };
    let new = NewPractice {
        certification: proposal.certification(),
        title: proposal.title(&app.catalogue()),
        criteria: proposal.wanted.criteria(),
        minutes: proposal.wanted.minutes,
        revisions: proposal.selection.revisions.clone(),
    };
    match app.store.begin_practice(person, &new).await? {
        Some(id) => Ok((jar, Redirect::to(&format!("/practice/{id}"))).into_response()),
        // An exam began meanwhile, or the items were withdrawn.
        None => Err(Error::Conflict(
            "None of these items can be practised any more: they were withdrawn, or an exam that you are sitting asks them."
                .to_owned(),
        )),
    }
}

/// `refused` says that a set was asked for and there is none.
async fn page(
    app: &App,
    visitor: Visitor,
    proposal: &Proposal,
    refused: bool,
) -> Result<PracticePage, Error> {
    let sets = match visitor.person() {
        Some(person) => app.store.practices(person, LISTED).await?,
        None => Vec::new(),
    };
    Ok(PracticePage::new(visitor.layout, &app.catalogue(), proposal, &sets, refused))
}
