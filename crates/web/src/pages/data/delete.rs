//! The whole account, or a guest, is deleted.

use crate::error::Error;
use crate::extract::Form;
use crate::forms::{self, Field};
use crate::layout::Layout;
use crate::session::{Candidate, Visitor};
use crate::state::App;
use crate::words::counted;
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{AppendHeaders, Html, IntoResponse, Redirect, Response};
use axum_extra::extract::cookie::CookieJar;
use invigil_store::{InTheWay, OwnCounts};
use serde::Deserialize;
use std::sync::Arc;

#[derive(Template)]
#[template(path = "data/delete.html")]
struct DeletePage {
    layout: Layout,
    guest: bool,
    email: String,
    /// What goes, in words.
    goes: Vec<String>,
    reasons: Vec<Reason>,
    /// Whether some of it can be handed over.
    keeps: bool,
    hand_over: Vec<Field>,
    /// What was just handed over.
    done: Option<String>,
    fields: Vec<Field>,
    /// A guest's checkbox has no tick.
    unsure: bool,
}

/// Something in the way, and what to do about it.
struct Reason {
    says: String,
    address: String,
    link: &'static str,
}

#[derive(Template)]
#[template(path = "data/deleted.html")]
struct DeletedPage {
    layout: Layout,
}

/// What the form sends.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct DeleteForm {
    /// An account's password.
    current: String,
    /// A guest's word.
    sure: String,
}

/// How the page stands beside what is stored.
#[derive(Default)]
pub(super) struct Standing {
    pub(super) password_fault: Option<&'static str>,
    pub(super) unsure: bool,
    /// The colleague's e-mail address as it was typed, and what is wrong with it.
    pub(super) colleague: (String, Option<&'static str>),
    pub(super) done: Option<String>,
}

pub(crate) async fn show(State(app): State<Arc<App>>, candidate: Candidate) -> Result<Html<String>, Error> {
    page(&app, candidate, Standing::default()).await
}

pub(crate) async fn delete(
    State(app): State<Arc<App>>,
    candidate: Candidate,
    jar: CookieJar,
    Form(form): Form<DeleteForm>,
) -> Result<Response, Error> {
    let person = &candidate.session.person;
    let standing = if person.email.is_none() {
        (form.sure != "yes").then(|| Standing { unsure: true, ..Standing::default() })
    } else {
        let stored = app.store.credentials_of(person.id).await?.and_then(|known| known.password_hash);
        let fault = match app.passwords.verify(form.current, stored).await? {
            true => None,
            false => Some("This isn’t your current password."),
        };
        fault.map(|fault| Standing { password_fault: Some(fault), ..Standing::default() })
    };
    if let Some(standing) = standing {
        let page = page(&app, candidate, standing).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    if !app.store.delete_person(person.id).await?.is_empty() {
        let page = page(&app, candidate, Standing::default()).await?;
        return Ok((StatusCode::CONFLICT, page).into_response());
    }
    tracing::info!(person = %person.id, "an account was deleted");
    let forget = AppendHeaders([("clear-site-data", "\"storage\"")]);
    Ok((app.without_session(jar), forget, Redirect::to("/data/deleted")).into_response())
}

/// Says that everything is gone, to whoever is signed out by it.
pub(crate) async fn deleted(visitor: Visitor) -> Result<Html<String>, Error> {
    Ok(Html(DeletedPage { layout: visitor.layout }.render()?))
}

pub(super) async fn page(app: &App, candidate: Candidate, standing: Standing) -> Result<Html<String>, Error> {
    let person = candidate.session.person;
    let counts = app.store.own_counts(person.id).await?;
    let in_the_way = app.store.in_the_way(person.id).await?;
    let (typed, colleague_fault) = standing.colleague;
    let colleague = Field {
        hint: "Of an instructor or administrator here.".to_owned(),
        ..Field::text("email", "A colleague’s e-mail address", "off", &typed)
    };
    let page = DeletePage {
        // Forms of this page go to addresses that can't be looked at.
        layout: Layout { path: "/data/delete".to_owned(), ..candidate.layout },
        guest: person.email.is_none(),
        goes: goes(&counts, person.email.is_none()),
        keeps: in_the_way.iter().any(|reason| {
            matches!(reason, InTheWay::Bank { .. } | InTheWay::Class { .. } | InTheWay::Exam { .. })
        }),
        reasons: in_the_way.into_iter().map(Reason::from).collect(),
        hand_over: forms::focused(vec![Field { kind: "email", ..colleague }.with_error(colleague_fault)]),
        done: standing.done,
        fields: forms::focused(vec![
            Field::password("current", "Your password").with_error(standing.password_fault),
        ]),
        unsure: standing.unsure,
        email: person.email.unwrap_or_default(),
    };
    Ok(Html(page.render()?))
}

impl From<InTheWay> for Reason {
    fn from(reason: InTheWay) -> Reason {
        match reason {
            InTheWay::Sitting { attempt, title } => Reason {
                says: format!("You are sitting “{title}”, which was assigned to you. Hand it in first."),
                address: format!("/attempts/{attempt}"),
                link: "Continue",
            },
            InTheWay::Bank { id, name } => Reason {
                says: format!("The bank “{name}” is yours. Hand it over, or delete it."),
                address: format!("/instructor/banks/{id}"),
                link: "Look at it",
            },
            InTheWay::Class { id, name } => Reason {
                says: format!("The class “{name}” is yours, and its people’s results hang on it. Hand it over."),
                address: format!("/instructor/classes/{id}"),
                link: "Look at it",
            },
            InTheWay::Exam { id, title } => Reason {
                says: format!("The exam “{title}” is yours, and what came of it hangs on it. Hand it over."),
                address: format!("/instructor/exams/{id}"),
                link: "Look at it",
            },
            InTheWay::LastAdministrator => Reason {
                says: "You are the last administrator: without one nobody could give roles. Make somebody else one first."
                    .to_owned(),
                address: "/administrator/people".to_owned(),
                link: "People",
            },
        }
    }
}

fn goes(counts: &OwnCounts, guest: bool) -> Vec<String> {
    let mut goes = vec![match guest {
        true => "What ties this browser to you, and you with it.".to_owned(),
        false => "Your account: name, e-mail address, password, and every session.".to_owned(),
    }];
    let mut line = |count: i64, one: &str, many: &str, more: &str| {
        if count > 0 {
            goes.push(format!("{}{more}", counted(count, one, many)));
        }
    };
    line(counts.attempts, "exam", "exams", " with answers, scores and times.");
    line(
        counts.assigned,
        "of them was assigned: its result",
        "of them were assigned: their results",
        " vanish from what your instructors see.",
    );
    line(counts.practice, "set", "sets", " of practice.");
    line(counts.cards, "item that comes back", "items that come back", ".");
    line(counts.notes, "item", "items", " with notes or flags of yours.");
    line(counts.plans, "study plan", "study plans", ".");
    line(counts.item_reports, "problem", "problems", " that you reported.");
    line(counts.classes, "class", "classes", " whose lists name you.");
    line(counts.score_reports, "score report", "score reports", "; links to them lead nowhere then.");
    goes
}
