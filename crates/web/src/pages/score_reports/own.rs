//! One's own report: of an attempt, or of a recognition.

use super::view::{Kind, ReportView};
use super::{Signed, link, pdf, read};
use crate::error::Error;
use crate::extract::{Form, Path, Query};
use crate::layout::Layout;
use crate::session::Candidate;
use crate::state::App;
use crate::words::When;
use askama::Template;
use axum::extract::State;
use axum::response::{Html, IntoResponse, Redirect, Response};
use invigil_report::About;
use invigil_store::{PublishedReport, ReportOf, Reportable};
use serde::Deserialize;
use std::sync::Arc;
use uuid::Uuid;

#[derive(Template)]
#[template(path = "score-reports/own.html")]
struct OwnPage {
    layout: Layout,
    report: ReportView,
    /// Where the page is; the PDF and the forms are beside it.
    address: String,
    /// Where it came from: the result, or the certification.
    back: (String, &'static str),
    public: Option<Public>,
    /// The account's name; empty for guests, and where it has none.
    name: String,
    guest: bool,
    withdrawn: bool,
    others: Vec<Other>,
}

/// The public link of this report.
struct Public {
    link: String,
    token: String,
    since: When,
    holder: Option<String>,
    /// Whether what is stored now says something else than what was signed.
    outdated: bool,
}

/// A public report of something else.
struct Other {
    address: String,
    title: String,
    since: When,
}

/// Nothing can be reported: why, and where to go on.
#[derive(Template)]
#[template(path = "score-reports/nothing.html")]
struct NothingPage {
    layout: Layout,
    heading: &'static str,
    message: &'static str,
    back: (String, &'static str),
}

#[derive(Debug, Deserialize)]
pub(crate) struct Done {
    done: Option<String>,
}

/// Whether the name is shown.
#[derive(Debug, Deserialize)]
pub(crate) struct Wish {
    #[serde(default)]
    name: String,
}

/// What a report is of, with its addresses.
enum Own {
    Attempt(Uuid),
    Recognition(String),
}

impl Own {
    fn of(&self) -> ReportOf<'_> {
        match self {
            Own::Attempt(id) => ReportOf::Attempt(*id),
            Own::Recognition(certification) => ReportOf::Recognition(certification),
        }
    }

    fn address(&self) -> String {
        match self {
            Own::Attempt(id) => format!("/attempts/{id}/report"),
            Own::Recognition(certification) => format!("/certifications/{certification}/report"),
        }
    }

    fn back(&self) -> (String, &'static str) {
        match self {
            Own::Attempt(id) => (format!("/attempts/{id}/result"), "The result"),
            Own::Recognition(certification) => (format!("/certifications/{certification}"), "About it"),
        }
    }

    async fn reportable(&self, app: &App, person: Uuid) -> Result<Reportable, Error> {
        Ok(match self {
            Own::Attempt(id) => app.store.reportable_attempt(person, *id).await?,
            Own::Recognition(certification) => {
                app.store.reportable_recognition(person, certification, &app.catalogue()).await?
            }
        })
    }

    async fn show(&self, app: &App, candidate: Candidate, done: Done) -> Result<Response, Error> {
        let person = candidate.session.person.id;
        let about = match self.reportable(app, person).await? {
            Reportable::Yes(about) => about,
            other => return self.nothing(candidate.layout, &other),
        };
        let published = app.store.published_reports(person).await?;
        let platform = &app.settings.public_url;
        let mut public = None;
        let mut others = Vec::new();
        for report in published {
            if report.is_of(self.of()) {
                let statement = read(&report.statement)?;
                public = Some(Public {
                    link: link(platform, &report.token),
                    since: When::new(report.made_at),
                    holder: statement.holder,
                    outdated: statement.about != *about,
                    token: report.token,
                });
            } else {
                others.push(Other::new(&report)?);
            }
        }
        let person = candidate.session.person;
        let page = OwnPage {
            layout: candidate.layout,
            report: ReportView::new(&about, None),
            address: self.address(),
            back: self.back(),
            public,
            guest: person.email.is_none(),
            name: if person.email.is_some() { person.name } else { String::new() },
            withdrawn: done.done.as_deref() == Some("withdrawn"),
            others,
        };
        Ok(Html(page.render()?).into_response())
    }

    async fn pdf(&self, app: &App, candidate: Candidate) -> Result<Response, Error> {
        let person = candidate.session.person;
        let published = app.store.published_reports(person.id).await?;
        if let Some(report) = published.into_iter().find(|report| report.is_of(self.of())) {
            let statement = read(&report.statement)?;
            let signed = Signed {
                link: link(&app.settings.public_url, &report.token),
                key: report.key,
                signature: report.signature,
                signed_at: statement.signed_at,
            };
            return pdf(statement.about, statement.holder, Some(signed)).await;
        }
        match self.reportable(app, person.id).await? {
            Reportable::Yes(about) => {
                let holder = Some(person.name).filter(|name| person.email.is_some() && !name.is_empty());
                pdf(*about, holder, None).await
            }
            other => self.nothing(candidate.layout, &other),
        }
    }

    async fn publish(&self, app: &App, candidate: Candidate, wish: Wish) -> Result<Redirect, Error> {
        let person = candidate.session.person;
        let may = person.email.is_some() && !person.name.is_empty();
        let holder = (may && wish.name == "shown").then_some(person.name.as_str());
        let platform = &app.settings.public_url;
        let made = app.store.publish_report(person.id, self.of(), holder, platform, &app.catalogue()).await?;
        match made {
            Ok(_) => Ok(Redirect::to(&format!("{}#public", self.address()))),
            Err(Reportable::NotFound) => Err(Error::NotFound),
            Err(why) => Err(Error::Conflict(words_for(&why).1.to_owned())),
        }
    }

    async fn revoke(&self, app: &App, candidate: Candidate) -> Result<Redirect, Error> {
        let person = candidate.session.person.id;
        let there = app.store.revoke_report(person, self.of()).await?
            || self.reportable(app, person).await? != Reportable::NotFound;
        // Once more finds it done.
        if there {
            Ok(Redirect::to(&format!("{}?done=withdrawn#public", self.address())))
        } else {
            Err(Error::NotFound)
        }
    }

    fn nothing(&self, layout: Layout, why: &Reportable) -> Result<Response, Error> {
        if *why == Reportable::NotFound {
            return Err(Error::NotFound);
        }
        let (heading, message) = words_for(why);
        let back = self.back();
        Ok(Html(NothingPage { layout, heading, message, back }.render()?).into_response())
    }
}

impl Other {
    fn new(report: &PublishedReport) -> Result<Other, Error> {
        let own = match report.attempt {
            Some(attempt) => Own::Attempt(attempt),
            None => Own::Recognition(report.certification.clone()),
        };
        let title = match read(&report.statement)?.about {
            About::Exam(exam) => exam.name,
            About::Recognition(recognition) => recognition.name,
        };
        Ok(Other { address: own.address(), title, since: When::date(report.made_at) })
    }
}

/// Why there is no report: in short, and what to do.
fn words_for(why: &Reportable) -> (&'static str, &'static str) {
    match why {
        Reportable::Open => (
            "Not yet: the exam is running",
            "A report says how an exam ended, so it comes when this one has.",
        ),
        Reportable::HeldBack => (
            "Not yet: the result isn’t out",
            "The assignment holds the result back. The report comes with it.",
        ),
        Reportable::Reset => (
            "There is no report",
            "Your instructor reset this attempt: it doesn’t count, so nothing is reported of it.",
        ),
        Reportable::NotReached => (
            "Not yet: not everything is passed",
            "This recognition follows from passing a mock exam of each certification that it asks for. Its report comes when all of them are passed.",
        ),
        Reportable::Yes(_) | Reportable::NotFound => ("There is no report", "There is nothing to report."),
    }
}

pub(crate) async fn attempt(
    State(app): State<Arc<App>>,
    candidate: Candidate,
    Path(id): Path<Uuid>,
    Query(done): Query<Done>,
) -> Result<Response, Error> {
    Own::Attempt(id).show(&app, candidate, done).await
}

pub(crate) async fn attempt_pdf(
    State(app): State<Arc<App>>,
    candidate: Candidate,
    Path(id): Path<Uuid>,
) -> Result<Response, Error> {
    Own::Attempt(id).pdf(&app, candidate).await
}

pub(crate) async fn publish_attempt(
    State(app): State<Arc<App>>,
    candidate: Candidate,
    Path(id): Path<Uuid>,
    Form(wish): Form<Wish>,
) -> Result<Redirect, Error> {
    Own::Attempt(id).publish(&app, candidate, wish).await
}

pub(crate) async fn revoke_attempt(
    State(app): State<Arc<App>>,
    candidate: Candidate,
    Path(id): Path<Uuid>,
) -> Result<Redirect, Error> {
    Own::Attempt(id).revoke(&app, candidate).await
}

pub(crate) async fn recognition(
    State(app): State<Arc<App>>,
    candidate: Candidate,
    Path(id): Path<String>,
    Query(done): Query<Done>,
) -> Result<Response, Error> {
    Own::Recognition(id).show(&app, candidate, done).await
}

pub(crate) async fn recognition_pdf(
    State(app): State<Arc<App>>,
    candidate: Candidate,
    Path(id): Path<String>,
) -> Result<Response, Error> {
    Own::Recognition(id).pdf(&app, candidate).await
}

pub(crate) async fn publish_recognition(
    State(app): State<Arc<App>>,
    candidate: Candidate,
    Path(id): Path<String>,
    Form(wish): Form<Wish>,
) -> Result<Redirect, Error> {
    Own::Recognition(id).publish(&app, candidate, wish).await
}

pub(crate) async fn revoke_recognition(
    State(app): State<Arc<App>>,
    candidate: Candidate,
    Path(id): Path<String>,
) -> Result<Redirect, Error> {
    Own::Recognition(id).revoke(&app, candidate).await
}
