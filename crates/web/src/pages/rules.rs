//! The rules of one exam, read before its clock starts; and the start.

use crate::error::Error;
use crate::extract::{Path, percent_encode};
use crate::first::First;
use crate::layout::Layout;
use crate::offer::Offer;
use crate::session::Visitor;
use crate::state::App;
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum_extra::extract::cookie::CookieJar;
use invigil_exam::{Certification, GRACE, Holdings, Scoring};
use invigil_store::{AttemptSummary, KnownEdition, OwnExam, Start};
use std::sync::Arc;
use uuid::Uuid;

#[derive(Template)]
#[template(path = "rules.html")]
struct RulesPage {
    layout: Layout,
    /// Where there is more about the exam.
    about: String,
    intro: String,
    offer: Offer,
    /// Whether it is the reader's own exam.
    own: bool,
    /// Whether the items stand in the order that the reader gave them.
    in_order: bool,
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
    /// Whether what is usually passed first must be, and wasn't.
    closed_by_first: bool,
}

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path((certification, edition)): Path<(String, String)>,
) -> Result<Html<String>, Error> {
    let exam = Exam::find(&app, &visitor, &certification, &edition).await?;
    let attempts = super::history::all_of(&app, &visitor).await?;
    let offer = exam.offer(&app, &attempts).await?;
    let enforced = app.settings.enforce_prerequisites;
    Ok(Html(RulesPage::new(visitor.layout, &exam, offer, enforced).render()?))
}

/// Starts the exam, or goes on with the one that is running. Who isn't known yet becomes a guest.
pub(crate) async fn start(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    mut jar: CookieJar,
    Path((certification, edition)): Path<(String, String)>,
) -> Result<Response, Error> {
    let exam = Exam::find(&app, &visitor, &certification, &edition).await?;
    // Nobody becomes a guest for an exam that can't be sat.
    let enforced = app.settings.enforce_prerequisites;
    let attempts = if enforced { super::history::all_of(&app, &visitor).await? } else { Vec::new() };
    let mut offer = exam.offer(&app, &attempts).await?;
    if let (true, Exam::Offered(certification, _), Some(person)) = (enforced, &exam, visitor.person()) {
        // Attempts are listed up to a number; what was passed long ago counts as well.
        let passes = app.store.passes(person).await?;
        let catalogue = app.catalogue();
        let passed = passes.iter().map(|pass| pass.certification.as_str());
        offer.first = First::all(&Holdings::new(&catalogue.certifications, passed), &certification.id);
    }
    let page = |layout, offer| RulesPage::new(layout, &exam, offer, enforced);
    if !offer.is_open() || is_closed_by_first(&offer, enforced) {
        let page = page(visitor.layout, offer);
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
    match app.store.start(person, exam.known()).await? {
        Start::Open(started) => {
            Ok((jar, Redirect::to(&format!("/attempts/{}", started.attempt))).into_response())
        }
        Start::Short(_) => {
            app.refresh().await?;
            let page = page(visitor.layout, exam.offer(&app, &attempts).await?);
            Ok((StatusCode::CONFLICT, jar, Html(page.render()?)).into_response())
        }
        // Only a window ends an attempt before its minutes are over, and practice has none.
        Start::Over => Err(Error::Internal),
    }
}

/// Whether the exam can't be started before others are passed. One whose clock runs goes on.
fn is_closed_by_first(offer: &Offer, enforced: bool) -> bool {
    enforced && !offer.first.is_empty() && offer.running.is_none()
}

/// What the page is about.
enum Exam {
    /// One of the shipped bank, for everybody.
    Offered(Box<Certification>, Arc<KnownEdition>),
    /// One of the reader's own; to others it doesn't exist.
    Own(Box<OwnExam>),
}

impl Exam {
    async fn find(app: &App, visitor: &Visitor, certification: &str, edition: &str) -> Result<Exam, Error> {
        let catalogue = app.catalogue();
        if let Some(certification) = catalogue.certification(certification) {
            let known = catalogue.current_edition(&certification.id, edition).ok_or(Error::NotFound)?;
            return Ok(Exam::Offered(Box::new(certification.clone()), Arc::clone(known)));
        }
        let person = visitor.person().ok_or(Error::NotFound)?;
        let id: Uuid = certification.parse().map_err(|_| Error::NotFound)?;
        let own = app.store.own_exam(person, &id.to_string()).await?;
        let own = own.filter(|own| !own.archived && own.known.edition.id == edition);
        own.map(|own| Exam::Own(Box::new(own))).ok_or(Error::NotFound)
    }

    fn known(&self) -> &KnownEdition {
        match self {
            Exam::Offered(_, known) => known,
            Exam::Own(own) => &own.known,
        }
    }

    async fn offer(&self, app: &App, attempts: &[AttemptSummary]) -> Result<Offer, Error> {
        Ok(match self {
            Exam::Offered(certification, known) => {
                Offer::new(&app.catalogue(), certification, &known.edition, attempts)
            }
            Exam::Own(own) => Offer::own(&app.store, own, attempts).await?,
        })
    }
}

impl RulesPage {
    fn new(mut layout: Layout, exam: &Exam, offer: Offer, enforced: bool) -> RulesPage {
        let known = exam.known();
        let edition = &known.edition;
        let path = format!("/exams/{}/{}", known.certification, edition.id);
        layout.path.clone_from(&path);
        let (about, intro) = match exam {
            Exam::Offered(certification, _) => (
                format!("/certifications/{}", certification.id),
                format!("{}. {}", certification.name, certification.about.unofficial),
            ),
            Exam::Own(own) => (
                format!("/instructor/exams/{}", known.certification),
                own.certification.about.summary.clone(),
            ),
        };
        let own = matches!(exam, Exam::Own(_));
        RulesPage {
            layout,
            about,
            intro,
            closed_by_first: is_closed_by_first(&offer, enforced),
            offer,
            own,
            in_order: own && edition.is_fixed(),
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
