//! An instructor's classes, and a new one.

use crate::error::Error;
use crate::extract::Form;
use crate::forms::{self, Field};
use crate::layout::Layout;
use crate::session::Instructor;
use crate::state::App;
use crate::words;
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use invigil_store::Class;
use serde::Deserialize;
use std::sync::Arc;

#[derive(Template)]
#[template(path = "classes/list.html")]
struct ListPage {
    layout: Layout,
    rows: Vec<Row>,
    fields: Vec<Field>,
}

struct Row {
    address: String,
    name: String,
    members: String,
    assignments: String,
    archived: bool,
    joining: bool,
}

/// What the form sends.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct NewClass {
    pub(super) name: String,
}

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    Instructor(candidate): Instructor,
) -> Result<Html<String>, Error> {
    let classes = app.store.classes(candidate.session.person.id).await?;
    Ok(Html(page(candidate.layout, classes, name_field("")).render()?))
}

pub(crate) async fn create(
    State(app): State<Arc<App>>,
    Instructor(candidate): Instructor,
    Form(form): Form<NewClass>,
) -> Result<Response, Error> {
    let (owner, name) = (candidate.session.person.id, form.name.trim());
    if let Some(fault) = forms::name_fault(name) {
        let field = name_field(&form.name).with_error(Some(fault));
        let page = page(candidate.layout, app.store.classes(owner).await?, field);
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page.render()?)).into_response());
    }
    let class = app.store.create_class(owner, name).await?;
    Ok(Redirect::to(&format!("/instructor/classes/{class}")).into_response())
}

/// The field for what a class is called.
pub(super) fn name_field(value: &str) -> Field {
    Field {
        hint: "As candidates know it: Python 1, autumn 2026.".to_owned(),
        ..Field::text("name", "Name of the class", "off", value)
    }
}

fn page(layout: Layout, classes: Vec<Class>, field: Field) -> ListPage {
    let rows = classes
        .into_iter()
        .map(|class| Row {
            address: format!("/instructor/classes/{}", class.id),
            members: words::counted(class.members, "person", "people"),
            assignments: words::counted(class.assignments, "assignment", "assignments"),
            archived: class.archived_at.is_some(),
            joining: class.joining && class.archived_at.is_none(),
            name: class.name,
        })
        .collect();
    let layout = Layout { path: "/instructor/classes".to_owned(), ..layout };
    ListPage { layout, rows, fields: forms::focused(vec![field]) }
}
