//! The rules of one exam, read before its clock starts; and the start.

use crate::error::Error;
use crate::extract::{Path, percent_encode};
use crate::layout::Layout;
use crate::offer::Offer;
use crate::session::Visitor;
use crate::state::App;
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum_extra::extract::cookie::CookieJar;
use invigil_exam::{Certification, Edition, GRACE, Scoring};
use invigil_store::{AttemptSummary, Catalogue, KnownEdition, Start};
use std::sync::Arc;

#[derive(Template)]
#[template(path = "rules.html")]
struct RulesPage {
    layout: Layout,
    certification: String,
    name: String,
    offer: Offer,
    unofficial: String,
    /// The real exam's agreement before the clock starts; 0 where there is none.
    agreement_minutes: u16,
    /// Whether an item with several keys counts only as a whole.
    all_or_nothing: bool,
    /// Whether sections weigh more or less than their share of the items.
    weighted: bool,
    /// Seconds that an answer given in time may take to arrive.
    grace: i64,
    /// For coming back after signing in.
    encoded_path: String,
}

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path((certification, edition)): Path<(String, String)>,
) -> Result<Html<String>, Error> {
    let catalogue = app.catalogue();
    let (certification, known) = find(&catalogue, &certification, &edition)?;
    let attempts = super::history::all_of(&app, &visitor).await?;
    Ok(Html(RulesPage::new(visitor.layout, &catalogue, certification, &known.edition, &attempts).render()?))
}

/// Starts the exam, or goes on with the one that is running. Who isn't known yet becomes a guest.
pub(crate) async fn start(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    mut jar: CookieJar,
    Path((certification, edition)): Path<(String, String)>,
) -> Result<Response, Error> {
    let catalogue = app.catalogue();
    let (certification, known) = find(&catalogue, &certification, &edition)?;
    let page = |lacking| RulesPage::new(visitor.layout.clone(), lacking, certification, &known.edition, &[]);
    // Nobody becomes a guest for an exam that can't be sat.
    if !catalogue.shortages(&certification.id, &known.edition).is_empty() {
        return Ok((StatusCode::CONFLICT, Html(page(&catalogue).render()?)).into_response());
    }
    let person = match visitor.person() {
        Some(person) => person,
        None => {
            let (token, guest) = app.store.open_guest_session().await?;
            jar = app.with_session(jar, &token);
            guest
        }
    };
    match app.store.start(person, known).await? {
        Start::Open(started) => {
            Ok((jar, Redirect::to(&format!("/attempts/{}", started.attempt))).into_response())
        }
        Start::Short(_) => {
            app.refresh().await?;
            Ok((StatusCode::CONFLICT, jar, Html(page(&app.catalogue()).render()?)).into_response())
        }
        // Only a window ends an attempt before its minutes are over, and practice has none.
        Start::Over => Err(Error::Internal),
    }
}

fn find<'a>(
    catalogue: &'a Catalogue,
    certification: &str,
    edition: &str,
) -> Result<(&'a Certification, &'a KnownEdition), Error> {
    let certification = catalogue.certification(certification).ok_or(Error::NotFound)?;
    let known = catalogue.current_edition(&certification.id, edition).ok_or(Error::NotFound)?;
    Ok((certification, known))
}

impl RulesPage {
    fn new(
        mut layout: Layout,
        catalogue: &Catalogue,
        certification: &Certification,
        edition: &Edition,
        attempts: &[AttemptSummary],
    ) -> RulesPage {
        let path = format!("/exams/{}/{}", certification.id, edition.id);
        layout.path.clone_from(&path);
        RulesPage {
            layout,
            certification: certification.id.clone(),
            name: certification.name.clone(),
            offer: Offer::new(catalogue, certification, edition, attempts),
            unofficial: certification.about.unofficial.clone(),
            agreement_minutes: edition.agreement_minutes,
            all_or_nothing: match edition.scoring {
                Scoring::AllOrNothing => true,
            },
            weighted: edition.sections.iter().any(|section| section.weight() != u64::from(section.items)),
            grace: GRACE.whole_seconds(),
            encoded_path: percent_encode(&path),
        }
    }
}
