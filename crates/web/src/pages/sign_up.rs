//! Signing up: a guest's history becomes the account's.

use super::sign_in;
use crate::error::Error;
use crate::extract::{Form, Query, local_path, percent_encode};
use crate::forms::{self, Field};
use crate::layout::Layout;
use crate::password;
use crate::session::Visitor;
use crate::state::App;
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum_extra::extract::cookie::CookieJar;
use invigil_store::Role;
use serde::Deserialize;
use std::sync::Arc;

#[derive(Template)]
#[template(path = "sign-up.html")]
struct SignUpPage {
    layout: Layout,
    fields: Vec<Field>,
    next: String,
    encoded_next: String,
}

/// Where to go afterwards.
#[derive(Deserialize)]
pub(crate) struct Next {
    next: Option<String>,
}

impl Next {
    /// As it came, not yet to be trusted.
    pub(crate) fn next(&self) -> Option<&str> {
        self.next.as_deref()
    }
}

/// What the form sends.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct SignUpForm {
    name: String,
    email: String,
    password: String,
    next: String,
}

pub(crate) async fn show(visitor: Visitor, Query(query): Query<Next>) -> Result<Response, Error> {
    let next = local_path(query.next());
    if visitor.layout.account().is_some() {
        return Ok(Redirect::to(next).into_response());
    }
    let fields = vec![Field::name(""), Field::email(""), Field::new_password("password", "Password")];
    Ok(Html(page(visitor.layout, fields, next).render()?).into_response())
}

pub(crate) async fn sign_up(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    jar: CookieJar,
    Form(form): Form<SignUpForm>,
) -> Result<Response, Error> {
    let next = local_path(Some(&form.next));
    if visitor.layout.account().is_some() {
        return Ok(Redirect::to(next).into_response());
    }
    let (name, email) = (form.name.trim(), form.email.trim());
    let fields = |email_fault: Option<&'static str>, password_fault: Option<String>| {
        vec![
            Field::name(name).with_error(forms::name_fault(name)),
            Field::email(email).with_error(email_fault),
            Field::new_password("password", "Password").with_error(password_fault),
        ]
    };
    let refused = |fields| -> Result<Response, Error> {
        let page = page(visitor.layout.clone(), forms::focused(fields), next);
        Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page.render()?)).into_response())
    };
    let checked = fields(forms::email_fault(email), password::fault(&form.password, email, name));
    if forms::any_error(&checked) {
        return refused(checked);
    }
    let hash = app.passwords.hash(form.password.clone()).await?;
    let made = match visitor.guest() {
        Some(guest) => app.store.guest_to_account(guest, email, name, &hash).await?.map(|()| guest),
        None => app.store.create_account(email, name, Role::Candidate, Some(&hash)).await?,
    };
    match made {
        Ok(person) => {
            let jar = sign_in::enter(&app, &visitor, jar, person).await?;
            Ok((jar, Redirect::to(next)).into_response())
        }
        Err(_) => {
            refused(fields(Some("There is an account with this e-mail address. Sign in instead."), None))
        }
    }
}

fn page(layout: Layout, fields: Vec<Field>, next: &str) -> SignUpPage {
    SignUpPage { layout, fields, next: next.to_owned(), encoded_next: percent_encode(next) }
}
