//! One's own account: name, password, sessions elsewhere.

use crate::error::Error;
use crate::extract::{Form, Query};
use crate::forms::{self, Field};
use crate::layout::Layout;
use crate::password;
use crate::session::{Account, Candidate};
use crate::state::App;
use crate::words;
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum_extra::extract::cookie::CookieJar;
use serde::Deserialize;
use std::sync::Arc;
use uuid::Uuid;

const PATH: &str = "/account";

#[derive(Template)]
#[template(path = "account.html")]
struct AccountPage {
    layout: Layout,
    email: String,
    role: &'static str,
    /// What was just done, in words.
    done: Option<&'static str>,
    name_fields: Vec<Field>,
    password_fields: Vec<Field>,
    /// How many other sessions are alive, in words; `None` where there is none.
    elsewhere: Option<String>,
    /// The classes that one is in: id and name.
    classes: Vec<(Uuid, String)>,
}

/// What was just done.
#[derive(Deserialize)]
pub(crate) struct Done {
    done: Option<String>,
}

/// The form of the name.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct NameForm {
    name: String,
}

/// The form of the password.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct PasswordForm {
    current: String,
    password: String,
}

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    Account(candidate): Account,
    Query(query): Query<Done>,
) -> Result<Html<String>, Error> {
    let done = match query.done.as_deref() {
        Some("name") => Some("Your name is changed."),
        Some("password") => Some("Your password is changed, and all other sessions are ended."),
        Some("class") => Some("You have left the class. What you did in it stays."),
        Some("sessions") => Some("All other sessions are ended."),
        _ => None,
    };
    let name = candidate.session.person.name.clone();
    let page = page(&app, candidate, done, vec![Field::name(&name)], password_fields(None, None)).await?;
    Ok(Html(page.render()?))
}

pub(crate) async fn set_name(
    State(app): State<Arc<App>>,
    Account(candidate): Account,
    Form(form): Form<NameForm>,
) -> Result<Response, Error> {
    let name = form.name.trim();
    let fields = vec![Field::name(name).with_error(forms::name_fault(name))];
    if forms::any_error(&fields) {
        let page = page(&app, candidate, None, forms::focused(fields), password_fields(None, None)).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page.render()?)).into_response());
    }
    app.store.set_name(candidate.session.person.id, name).await?;
    Ok(Redirect::to("/account?done=name").into_response())
}

pub(crate) async fn set_password(
    State(app): State<Arc<App>>,
    Account(candidate): Account,
    jar: CookieJar,
    Form(form): Form<PasswordForm>,
) -> Result<Response, Error> {
    let person = &candidate.session.person;
    let stored = app.store.credentials_of(person.id).await?.and_then(|known| known.password_hash);
    let current_fault = match app.passwords.verify(form.current.clone(), stored).await? {
        true => None,
        false => Some("This isn’t your current password."),
    };
    let email = person.email.as_deref().unwrap_or_default();
    let fields = password_fields(current_fault, password::fault(&form.password, email, &person.name));
    if forms::any_error(&fields) {
        let name = vec![Field::name(&person.name)];
        let page = page(&app, candidate, None, name, forms::focused(fields)).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page.render()?)).into_response());
    }
    let hash = app.passwords.hash(form.password).await?;
    // That ends all sessions, this one too.
    app.store.set_password(person.id, &hash).await?;
    let token = app.store.open_session(person.id, None).await?;
    Ok((app.with_session(jar, &token), Redirect::to("/account?done=password")).into_response())
}

pub(crate) async fn end_other_sessions(
    State(app): State<Arc<App>>,
    Account(candidate): Account,
) -> Result<Redirect, Error> {
    app.store.end_other_sessions(candidate.session.person.id, &candidate.session.token).await?;
    Ok(Redirect::to("/account?done=sessions"))
}

fn password_fields(current_fault: Option<&'static str>, fault: Option<String>) -> Vec<Field> {
    vec![
        Field::password("current", "Current password").with_error(current_fault),
        Field::new_password("password", "New password").with_error(fault),
    ]
}

async fn page(
    app: &App,
    candidate: Candidate,
    done: Option<&'static str>,
    name_fields: Vec<Field>,
    password_fields: Vec<Field>,
) -> Result<AccountPage, Error> {
    let person = candidate.session.person;
    let sessions = app.store.sessions_of(person.id).await?;
    let classes = app.store.classes_joined(person.id).await?;
    Ok(AccountPage {
        // Forms of this page go to addresses that can't be looked at.
        layout: Layout { path: PATH.to_owned(), ..candidate.layout },
        email: person.email.unwrap_or_default(),
        role: person.role.name(),
        done,
        name_fields,
        password_fields,
        elsewhere: (sessions > 1)
            .then(|| words::counted(sessions - 1, "other session is", "other sessions are")),
        classes,
    })
}
