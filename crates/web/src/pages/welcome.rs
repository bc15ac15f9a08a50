//! What a one-time link opens: the first administrator's sign-up, or setting a password.
//!
//! Looking at the page doesn't use the link up; only sending the form does.

use super::sign_in;
use crate::error::Error;
use crate::extract::{Form, Path};
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
use invigil_store::LinkTarget;
use invigil_store::secret::Token;
use serde::Deserialize;
use std::sync::Arc;

#[derive(Template)]
#[template(path = "welcome.html")]
struct WelcomePage {
    layout: Layout,
    /// The link's secret, where the form goes.
    token: String,
    /// Whose password is set; `None` for the first administrator.
    email: Option<String>,
    name: String,
    fields: Vec<Field>,
}

#[derive(Template)]
#[template(path = "welcome-gone.html")]
struct GonePage {
    layout: Layout,
}

/// What the form sends; without name and e-mail address where only a password is set.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct WelcomeForm {
    name: String,
    email: String,
    password: String,
}

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(secret): Path<String>,
) -> Result<Response, Error> {
    let Some((token, target)) = open(&app, &secret).await? else { return gone(visitor.layout) };
    let page = page(visitor.layout, &token, &target, &WelcomeForm::default(), Faults::default());
    Ok(Html(page.render()?).into_response())
}

pub(crate) async fn accept(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    jar: CookieJar,
    Path(secret): Path<String>,
    Form(form): Form<WelcomeForm>,
) -> Result<Response, Error> {
    let Some((token, target)) = open(&app, &secret).await? else { return gone(visitor.layout) };
    let form = WelcomeForm { name: form.name.trim().to_owned(), email: form.email.trim().to_owned(), ..form };
    let refused = |faults: Faults| -> Result<Response, Error> {
        let page = page(visitor.layout.clone(), &token, &target, &form, faults);
        Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page.render()?)).into_response())
    };
    let faults = faults(&target, &form);
    if faults != Faults::default() {
        return refused(faults);
    }
    let hash = app.passwords.hash(form.password.clone()).await?;
    let person = match &target {
        LinkTarget::FirstAdministrator => {
            let used =
                app.store.use_first_administrator_link(&token.hash(), &form.email, &form.name, &hash).await?;
            match used {
                Ok(person) => person,
                Err(_) => {
                    let taken = Some("There is an account with this e-mail address already; use another.");
                    return refused(Faults { email: taken, ..Faults::default() });
                }
            }
        }
        LinkTarget::Password { .. } => app.store.use_password_link(&token.hash(), &hash).await?,
    };
    match person {
        Some(person) => {
            let jar = sign_in::enter(&app, &visitor, jar, person).await?;
            Ok((jar, Redirect::to("/")).into_response())
        }
        None => gone(visitor.layout),
    }
}

async fn open(app: &App, secret: &str) -> Result<Option<(Token, LinkTarget)>, Error> {
    let Some(token) = Token::parse(secret) else { return Ok(None) };
    Ok(app.store.link(&token.hash()).await?.map(|target| (token, target)))
}

fn gone(layout: Layout) -> Result<Response, Error> {
    Ok((StatusCode::NOT_FOUND, Html(GonePage { layout }.render()?)).into_response())
}

#[derive(Default, PartialEq)]
struct Faults {
    name: Option<&'static str>,
    email: Option<&'static str>,
    password: Option<String>,
}

fn faults(target: &LinkTarget, form: &WelcomeForm) -> Faults {
    match target {
        LinkTarget::FirstAdministrator => Faults {
            name: forms::name_fault(&form.name),
            email: forms::email_fault(&form.email),
            password: password::fault(&form.password, &form.email, &form.name),
        },
        LinkTarget::Password { email, name, .. } => {
            Faults { password: password::fault(&form.password, email, name), ..Faults::default() }
        }
    }
}

fn page(
    layout: Layout,
    token: &Token,
    target: &LinkTarget,
    form: &WelcomeForm,
    faults: Faults,
) -> WelcomePage {
    let new_password = Field::new_password("password", "Password").with_error(faults.password);
    let (email, name, fields) = match target {
        LinkTarget::FirstAdministrator => (
            None,
            String::new(),
            vec![
                Field::name(&form.name).with_error(faults.name),
                Field::email(&form.email).with_error(faults.email),
                new_password,
            ],
        ),
        LinkTarget::Password { email, name, .. } => (Some(email.clone()), name.clone(), vec![new_password]),
    };
    WelcomePage { layout, token: token.reveal(), email, name, fields: forms::focused(fields) }
}
