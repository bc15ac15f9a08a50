//! Joining a class by its link or code, and leaving it.

use super::{spaced, tidy_code};
use crate::error::Error;
use crate::extract::{Form, Path, Query, percent_encode};
use crate::forms::Field;
use crate::layout::Layout;
use crate::session::{Account, Visitor};
use crate::state::App;
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde::Deserialize;
use std::sync::Arc;
use uuid::Uuid;

#[derive(Template)]
#[template(path = "classes/join.html")]
struct CodePage {
    layout: Layout,
    fields: Vec<Field>,
}

#[derive(Template)]
#[template(path = "classes/join-class.html")]
struct JoinPage {
    layout: Layout,
    class: Uuid,
    name: String,
    instructor: String,
    code: String,
    open: bool,
    member: bool,
    encoded_path: String,
}

/// The code as it was typed.
#[derive(Deserialize)]
pub(crate) struct Typed {
    code: Option<String>,
}

/// Asks for a code.
pub(crate) async fn ask(visitor: Visitor, Query(query): Query<Typed>) -> Result<Response, Error> {
    let Some(typed) = query.code else {
        return Ok(Html(code_page(visitor.layout, "", None).render()?).into_response());
    };
    let code = tidy_code(&typed);
    if code.is_empty() {
        let page = code_page(visitor.layout, &typed, Some("Enter the code that your instructor gave you."));
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page.render()?)).into_response());
    }
    Ok(Redirect::to(&format!("/join/{code}")).into_response())
}

/// Says which class a code leads to.
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(typed): Path<String>,
) -> Result<Response, Error> {
    let code = tidy_code(&typed);
    let Some(offer) = app.store.join_offer(&code, visitor.person()).await? else {
        return unknown(visitor.layout, &typed);
    };
    let page = JoinPage {
        layout: visitor.layout,
        class: offer.class,
        name: offer.name,
        instructor: offer.instructor,
        open: offer.open,
        member: offer.member,
        encoded_path: percent_encode(&format!("/join/{code}")),
        code,
    };
    Ok(Html(page.render()?).into_response())
}

pub(crate) async fn join(
    State(app): State<Arc<App>>,
    Account(candidate): Account,
    Path(typed): Path<String>,
) -> Result<Response, Error> {
    let code = tidy_code(&typed);
    let person = candidate.session.person.id;
    if app.store.join_class(person, &code).await?.is_some() {
        return Ok(Redirect::to(&format!("/join/{code}")).into_response());
    }
    match app.store.join_offer(&code, Some(person)).await? {
        Some(_) => {
            Err(Error::Conflict("This class takes nobody at the moment. Ask your instructor.".to_owned()))
        }
        None => unknown(candidate.layout, &typed),
    }
}

/// Leaving asks for nothing but the class.
#[derive(Deserialize)]
pub(crate) struct Leaving {
    class: Uuid,
}

pub(crate) async fn leave(
    State(app): State<Arc<App>>,
    Account(candidate): Account,
    Form(form): Form<Leaving>,
) -> Result<Redirect, Error> {
    app.store.leave_class(candidate.session.person.id, form.class).await?;
    Ok(Redirect::to("/account?done=class"))
}

fn unknown(layout: Layout, typed: &str) -> Result<Response, Error> {
    let fault = "No class has this code. Codes change: ask your instructor for the present one.";
    let typed: String = typed.chars().take(40).collect();
    Ok((StatusCode::NOT_FOUND, Html(code_page(layout, &typed, Some(fault)).render()?)).into_response())
}

fn code_page(layout: Layout, typed: &str, fault: Option<&str>) -> CodePage {
    let field = Field {
        hint: "Ten letters, like ABCDE-FGHJK. Dashes and small letters are fine.".to_owned(),
        ..Field::text("code", "Code", "off", &spaced_if_whole(typed))
    };
    let fields = crate::forms::focused(vec![field.with_error(fault)]);
    CodePage { layout: Layout { path: "/join".to_owned(), ..layout }, fields }
}

fn spaced_if_whole(typed: &str) -> String {
    let code = tidy_code(typed);
    if code.len() == 10 { spaced(&code) } else { typed.to_owned() }
}
