//! Signing in: what was done as a guest joins the account.

use super::sign_up::Next;
use crate::error::Error;
use crate::extract::{Form, Query, local_path, percent_encode};
use crate::forms::{self, Field};
use crate::layout::Layout;
use crate::session::Visitor;
use crate::state::App;
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum_extra::extract::cookie::CookieJar;
use serde::Deserialize;
use std::sync::Arc;
use uuid::Uuid;

#[derive(Template)]
#[template(path = "sign-in.html")]
struct SignInPage {
    layout: Layout,
    fields: Vec<Field>,
    next: String,
    encoded_next: String,
    /// Whether a page sent the visitor here.
    wanted: bool,
}

/// What the form sends.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct SignInForm {
    email: String,
    password: String,
    next: String,
}

pub(crate) async fn show(visitor: Visitor, Query(query): Query<Next>) -> Result<Response, Error> {
    let next = local_path(query.next());
    if visitor.layout.account().is_some() {
        return Ok(Redirect::to(next).into_response());
    }
    let fields = vec![Field::email(""), Field::password("password", "Password")];
    Ok(Html(page(visitor.layout, fields, next).render()?).into_response())
}

pub(crate) async fn sign_in(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    jar: CookieJar,
    Form(form): Form<SignInForm>,
) -> Result<Response, Error> {
    let next = local_path(Some(&form.next));
    let email = form.email.trim();
    let refused = |email_fault: Option<&'static str>, password_fault: Option<&'static str>| {
        let fields = vec![
            Field::email(email).with_error(email_fault),
            Field::password("password", "Password").with_error(password_fault),
        ];
        let page = page(visitor.layout.clone(), forms::focused(fields), next);
        Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page.render()?)).into_response())
    };
    if let Some(fault) = forms::email_fault(email) {
        return refused(Some(fault), None);
    }
    if form.password.is_empty() {
        return refused(None, Some("Enter your password."));
    }
    let known = app.store.credentials(email).await?;
    let (person, stored) = known.map_or((None, None), |known| (Some(known.person), known.password_hash));
    // It takes as long whether or not there is such an account.
    let right = app.passwords.verify(form.password.clone(), stored).await?;
    match person.filter(|_| right) {
        Some(person) => {
            let jar = enter(&app, &visitor, jar, person).await?;
            Ok((jar, Redirect::to(next)).into_response())
        }
        None => {
            tracing::info!("a sign-in was refused");
            refused(None, Some("This e-mail address and password don’t belong together."))
        }
    }
}

/// Opens a session for `person`: a new token, so that none from before survives; what the visitor did as a guest is theirs.
pub(crate) async fn enter(
    app: &App,
    visitor: &Visitor,
    jar: CookieJar,
    person: Uuid,
) -> Result<CookieJar, Error> {
    if let Some(guest) = visitor.guest().filter(|&guest| guest != person) {
        app.store.join_guest(guest, person).await?;
    }
    let old = visitor.session.as_ref().map(|session| &session.token);
    let token = app.store.open_session(person, old).await?;
    Ok(app.with_session(jar, &token))
}

fn page(layout: Layout, fields: Vec<Field>, next: &str) -> SignInPage {
    SignInPage {
        layout,
        fields,
        next: next.to_owned(),
        encoded_next: percent_encode(next),
        wanted: next != "/",
    }
}
