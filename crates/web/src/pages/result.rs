//! The result of a closed attempt: verdict, sections, what to practise next, and every item with the reasons.

mod view;

use crate::error::Error;
use crate::extract::{Path, Query};
use crate::session::Candidate;
use crate::state::App;
use askama::Template;
use axum::extract::State;
use axum::response::{Html, IntoResponse, Redirect, Response};
use invigil_exam::{Attempt, Report};
use invigil_store::{Content, KnownEdition};
use serde::Deserialize;
use std::collections::HashMap;
use std::sync::Arc;
use uuid::Uuid;
use view::{Parts, ResultPage, Show};

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
    let known = edition(&app, closed.sitting.edition).await?;
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
    let catalogue = app.catalogue();
    let solved: Vec<_> = contents.iter().map(|content| (&content.question, &content.solution)).collect();
    let report = Report::new(&closed, &known.edition, &solved);
    let again = catalogue
        .current_edition(&known.certification, &known.edition.id)
        .map(|current| format!("/exams/{}/{}", current.certification, current.edition.id));
    let parts = Parts {
        layout: candidate.layout,
        report: &report,
        edition: &known.edition,
        certification: catalogue.certification(&closed.sitting.certification),
        topics: contents.iter().map(|content| content.topic.as_str()).collect(),
        proven_on: contents.iter().map(|content| content.proven_on.as_slice()).collect(),
        before,
        again,
        reports: &reports,
        show: Show::named(&query.show),
    };
    Ok(Html(ResultPage::new(parts, &app.rendered).render()?).into_response())
}

/// The edition that an attempt was started under. Another server may have loaded it after this one read the catalogue.
async fn edition(app: &App, id: i32) -> Result<Arc<KnownEdition>, Error> {
    if let Some(known) = app.catalogue().edition(id) {
        return Ok(Arc::clone(known));
    }
    app.refresh().await?;
    app.catalogue().edition(id).cloned().ok_or_else(|| {
        tracing::error!(edition = id, "an edition is gone");
        Error::Internal
    })
}
