//! The result of a closed attempt: verdict, sections, what to practise next, and every item with the reasons.

pub(super) mod item;
mod sections;
mod show;
mod view;

use crate::error::Error;
use crate::extract::{Path, Query};
use crate::pages::assignments::released::ReleasedPage;
use crate::session::Candidate;
use crate::state::App;
use askama::Template;
use axum::extract::State;
use axum::response::{Html, IntoResponse, Redirect, Response};
use invigil_exam::{Attempt, Report, Visible};
use invigil_store::Content;
use serde::Deserialize;
use show::Show;
use std::collections::HashMap;
use std::sync::Arc;
use uuid::Uuid;
use view::{Parts, ResultPage};

/// How many attempts are looked through for the one before.
const EARLIER: u16 = 500;

#[derive(Debug, Deserialize)]
pub(crate) struct ResultQuery {
    /// `wrong`, `flagged` or `all`; anything else shows what fits best.
    #[serde(default)]
    show: String,
}

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    candidate: Candidate,
    Path(id): Path<Uuid>,
    Query(query): Query<ResultQuery>,
) -> Result<Response, Error> {
    let person = candidate.session.person.id;
    let closed = match app.store.attempt(person, id).await? {
        None => return Err(Error::NotFound),
        Some((Attempt::Open(_), _)) => return Ok(Redirect::to(&format!("/attempts/{id}")).into_response()),
        Some((Attempt::Closed(closed), _)) => closed,
    };
    let assigned = app.store.assignment_of(person, id).await?;
    if let Some(assigned) = &assigned
        && assigned.visible() < Visible::Keys
    {
        // Nothing of the items is read before their keys are out.
        let history = app.store.history(person, EARLIER).await?;
        let outcome = history.iter().find(|own| own.id == id).and_then(|own| own.outcome.as_ref());
        let rulings = app.store.applied_rulings(person, id).await?;
        let page = ReleasedPage::new(candidate.layout, assigned, &closed, outcome, &rulings);
        return Ok(Html(page.render()?).into_response());
    }
    let catalogue = app.catalogue_with([closed.sitting.edition]).await?;
    let known = catalogue.edition(closed.sitting.edition).ok_or_else(|| {
        tracing::error!(edition = closed.sitting.edition, "an edition is gone");
        Error::Internal
    })?;
    let revisions: Vec<i32> = closed.sitting.form.slots.iter().map(|slot| slot.revision).collect();
    let contents: HashMap<i32, Content> = app
        .store
        .contents(&revisions)
        .await?
        .into_iter()
        .map(|content| (content.revision, content))
        .collect();
    let contents: Vec<&Content> =
        revisions.iter().map(|revision| contents.get(revision)).collect::<Option<_>>().ok_or_else(|| {
            tracing::error!(attempt = %id, "an item revision is gone");
            Error::Internal
        })?;
    let history = app.store.history(person, EARLIER).await?;
    let before = history.iter().find(|other| {
        other.certification == closed.sitting.certification
            && other.outcome.is_some()
            && other.started_at < closed.sitting.started_at
    });

    let reports = app.store.reports_of_attempt(person, id).await?;
    let rulings = app.store.applied_rulings(person, id).await?;
    let solved: Vec<_> = contents
        .iter()
        .map(|content| {
            let ruling = rulings.iter().rfind(|ruling| ruling.revisions.contains(&content.revision));
            (&content.question, &content.solution, ruling.map(|ruling| &ruling.rule))
        })
        .collect();
    let report = Report::new(&closed, &known.edition, &solved);
    let again = match known.owner {
        _ if assigned.is_some() => false,
        None => catalogue.current_edition(&known.certification, &known.edition.id).is_some(),
        Some(_) => {
            let own = app.store.own_exam(person, &known.certification).await?;
            own.is_some_and(|own| !own.archived)
        }
    };
    let again = match &assigned {
        Some(assigned) => Some(format!("/assignments/{}", assigned.assignment.id)),
        None => again.then(|| format!("/exams/{}/{}", known.certification, known.edition.id)),
    };
    let parts = Parts {
        layout: candidate.layout,
        report: &report,
        edition: &known.edition,
        edition_title: catalogue.edition_title(known.id).to_owned(),
        certification: catalogue.certification(&closed.sitting.certification),
        exam: catalogue.exam_name(&known.certification, known.id).to_owned(),
        topics: contents.iter().map(|content| topic_of(content)).collect(),
        proven_on: contents.iter().map(|content| content.proven_on.as_slice()).collect(),
        rulings: &rulings,
        before,
        again,
        reports: &reports,
        assigned: assigned.as_ref(),
        show: Show::named(&query.show),
    };
    Ok(Html(ResultPage::new(parts, &app.rendered).render()?).into_response())
}

/// What an item is about: its topic, or what it is filed under in an instructor's bank.
fn topic_of(content: &Content) -> &str {
    if content.topic.is_empty() { &content.section } else { &content.topic }
}
