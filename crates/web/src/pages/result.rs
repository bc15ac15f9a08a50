//! The result of a closed attempt: verdict, sections, what to practise next, and every item with the reasons.

mod advice;
mod earlier;
pub(super) mod item;
mod listed;
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
use invigil_exam::Report;
use invigil_store::{OwnResult, ResultOf};
use serde::Deserialize;
use show::Show;
use std::sync::Arc;
use uuid::Uuid;
use view::{Parts, ResultPage};

#[derive(Debug, Deserialize)]
pub(crate) struct ResultQuery {
    /// `wrong`, `flagged`, `noted` or `all`; anything else shows what fits best.
    #[serde(default)]
    show: String,
    /// The id of a section, to show its items only.
    #[serde(default)]
    section: String,
}

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    candidate: Candidate,
    Path(id): Path<Uuid>,
    Query(query): Query<ResultQuery>,
) -> Result<Response, Error> {
    let person = candidate.session.person.id;
    let own = match app.store.own_result(person, id).await? {
        None => return Err(Error::NotFound),
        Some(ResultOf::Running) => return Ok(Redirect::to(&format!("/attempts/{id}")).into_response()),
        Some(ResultOf::Closed(own)) => own,
    };
    if !own.keys_out {
        return released(&app, candidate, &own).await;
    }
    if own.uncarded {
        app.store.gather_cards(person).await?;
    }
    let closed = &own.closed;
    let catalogue = app.catalogue_with([closed.sitting.edition]).await?;
    let known = catalogue.edition(closed.sitting.edition).ok_or_else(|| {
        tracing::error!(edition = closed.sitting.edition, "an edition is gone");
        Error::Internal
    })?;
    let revisions: Vec<i32> = closed.sitting.form.slots.iter().map(|slot| slot.revision).collect();
    let contents = app.contents(&revisions).await?;
    if contents.len() != revisions.len() {
        tracing::error!(attempt = %id, "an item revision is gone");
        return Err(Error::Internal);
    }
    let own_items = app.store.own_items_of(person, id).await?;
    let solved: Vec<_> = contents
        .iter()
        .map(|content| {
            let ruling = own.rulings.iter().rfind(|ruling| ruling.revisions.contains(&content.revision));
            (&content.question, &content.solution, ruling.map(|ruling| &ruling.rule))
        })
        .collect();
    let report = Report::new(closed, &known.edition, &solved);
    let again = match (&own.assignment, &known.owner) {
        (Some((assignment, _)), _) => Some(format!("/assignments/{assignment}")),
        (None, Some(_)) if !own.own_exam => None,
        (None, None) if catalogue.current_edition(&known.certification, &known.edition.id).is_none() => None,
        _ => Some(format!("/exams/{}/{}", known.certification, known.edition.id)),
    };
    let parts = Parts {
        layout: candidate.layout,
        report: &report,
        edition: &known.edition,
        edition_title: catalogue.edition_title(known.id).to_owned(),
        certification: catalogue.certification(&closed.sitting.certification),
        exam: catalogue.exam_name(&known.certification, known.id).to_owned(),
        contents: &contents,
        own_items: &own_items,
        rulings: &own.rulings,
        before: own.before,
        again,
        reports: &own.reports,
        assigned: own.assignment.as_ref().map(|(_, title)| title.clone()),
        show: Show::named(&query.show),
        section: &query.section,
    };
    Ok(Html(ResultPage::new(parts, &app.rendered).render()?).into_response())
}

/// The page without anything of the items, before their keys are out: it isn't even read.
async fn released(app: &App, candidate: Candidate, own: &OwnResult) -> Result<Response, Error> {
    let sitting = &own.closed.sitting;
    let assigned = app.store.assignment_of(sitting.person, sitting.id).await?.ok_or_else(|| {
        tracing::error!(attempt = %sitting.id, "keys are held back by no assignment");
        Error::Internal
    })?;
    let page =
        ReleasedPage::new(candidate.layout, &assigned, &own.closed, own.outcome.as_ref(), &own.rulings);
    Ok(Html(page.render()?).into_response())
}
