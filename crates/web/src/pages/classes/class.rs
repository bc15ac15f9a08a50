//! A class: who is in it, how people join, what is assigned, what was done.

use super::list::{NewClass, name_field};
use super::spaced;
use super::trail::{LINES, Line};
use crate::error::Error;
use crate::extract::{Form, Path, Query};
use crate::forms::{self, Field};
use crate::layout::Layout;
use crate::pages::assignments::view::Row as AssignmentRow;
use crate::session::{Candidate, Instructor};
use crate::state::App;
use crate::words::{self, When};
use crate::zone::Zone;
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use invigil_store::{Class, Subject};
use serde::Deserialize;
use std::sync::Arc;
use uuid::Uuid;

#[derive(Template)]
#[template(path = "classes/class.html")]
struct ClassPage {
    layout: Layout,
    address: String,
    name: String,
    archived: bool,
    joining: bool,
    code: String,
    link: String,
    members: Vec<MemberRow>,
    count: String,
    /// How many can't sign in yet.
    awaited: usize,
    assignments: Vec<AssignmentRow>,
    trail: Vec<Line>,
    done: Option<&'static str>,
    fields: Vec<Field>,
    /// Whether the form of the name is open.
    renaming: bool,
}

struct MemberRow {
    person: Uuid,
    name: String,
    email: String,
    number: String,
    joined: When,
    awaited: bool,
}

/// What was just done.
#[derive(Deserialize)]
pub(crate) struct Done {
    done: Option<String>,
}

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    Instructor(candidate): Instructor,
    Path(class): Path<Uuid>,
    Query(query): Query<Done>,
) -> Result<Html<String>, Error> {
    let done = match query.done.as_deref() {
        Some("name") => Some("The class has its new name."),
        Some("on") => Some("Whoever has the link or the code can join."),
        Some("off") => Some("Nobody can join by the link or the code now. A roster still adds people."),
        Some("code") => Some("There is a new link and code; the old ones lead nowhere."),
        Some("removed") => Some("They are out of the class. What they did stays in the results."),
        Some("archived") => Some("The class is put away: nobody joins it or starts anything in it."),
        Some("restored") => Some("The class is back."),
        _ => None,
    };
    let stored = app.store.class(candidate.session.person.id, class).await?.ok_or(Error::NotFound)?;
    let field = name_field(&stored.name);
    Ok(Html(page(&app, candidate, stored, done, field).await?.render()?))
}

pub(crate) async fn rename(
    State(app): State<Arc<App>>,
    Instructor(candidate): Instructor,
    Path(class): Path<Uuid>,
    Form(form): Form<NewClass>,
) -> Result<Response, Error> {
    let owner = candidate.session.person.id;
    let stored = app.store.class(owner, class).await?.ok_or(Error::NotFound)?;
    let name = form.name.trim();
    if let Some(fault) = forms::name_fault(name) {
        let field = name_field(&form.name).with_error(Some(fault));
        let page = page(&app, candidate, stored, None, field).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page.render()?)).into_response());
    }
    back(class, "name", app.store.rename_class(owner, class, name).await?)
}

/// A switch as a form sends it.
#[derive(Deserialize)]
pub(crate) struct Switch {
    #[serde(default)]
    on: bool,
}

pub(crate) async fn set_joining(
    State(app): State<Arc<App>>,
    Instructor(candidate): Instructor,
    Path(class): Path<Uuid>,
    Form(switch): Form<Switch>,
) -> Result<Response, Error> {
    let done = app.store.set_joining(candidate.session.person.id, class, switch.on).await?;
    back(class, if switch.on { "on" } else { "off" }, done)
}

pub(crate) async fn renew_code(
    State(app): State<Arc<App>>,
    Instructor(candidate): Instructor,
    Path(class): Path<Uuid>,
) -> Result<Response, Error> {
    back(class, "code", app.store.renew_join_code(candidate.session.person.id, class).await?)
}

pub(crate) async fn archive(
    State(app): State<Arc<App>>,
    Instructor(candidate): Instructor,
    Path(class): Path<Uuid>,
    Form(switch): Form<Switch>,
) -> Result<Response, Error> {
    let done = app.store.archive_class(candidate.session.person.id, class, switch.on).await?;
    back(class, if switch.on { "archived" } else { "restored" }, done)
}

pub(crate) async fn remove(
    State(app): State<Arc<App>>,
    Instructor(candidate): Instructor,
    Path((class, person)): Path<(Uuid, Uuid)>,
) -> Result<Response, Error> {
    back(class, "removed", app.store.remove_member(candidate.session.person.id, class, person).await?)
}

fn back(class: Uuid, done: &str, found: bool) -> Result<Response, Error> {
    if found {
        Ok(Redirect::to(&format!("/instructor/classes/{class}?done={done}")).into_response())
    } else {
        Err(Error::NotFound)
    }
}

async fn page(
    app: &App,
    candidate: Candidate,
    class: Class,
    done: Option<&'static str>,
    field: Field,
) -> Result<ClassPage, Error> {
    let owner = candidate.session.person.id;
    let members: Vec<MemberRow> = app
        .store
        .members(owner, class.id)
        .await?
        .into_iter()
        .map(|member| MemberRow {
            person: member.person,
            name: member.name,
            email: member.email,
            number: member.number,
            joined: When::date(member.joined_at),
            awaited: !member.has_password,
        })
        .collect();
    let now = candidate.session.now;
    let assignments = app.store.assignments(owner, class.id).await?;
    let zone = Zone::stored(assignments.first().map_or("UTC", |newest| newest.plan.time_zone.as_str()));
    let titles = assignments.iter().map(|given| (given.id, given.plan.title.clone())).collect();
    let of = Subject { class: Some(class.id), ..Subject::default() };
    let trail = app.store.audit_trail(&of, LINES).await?;
    let address = format!("/instructor/classes/{}", class.id);
    Ok(ClassPage {
        layout: Layout { path: address.clone(), ..candidate.layout },
        address,
        archived: class.archived_at.is_some(),
        joining: class.joining,
        code: spaced(&class.join_code),
        link: format!("{}/join/{}", app.settings.public_url, class.join_code),
        count: words::counted(members.len() as i64, "person", "people"),
        awaited: members.iter().filter(|member| member.awaited).count(),
        members,
        assignments: assignments.iter().map(|assignment| AssignmentRow::new(assignment, now)).collect(),
        trail: trail.into_iter().map(|entry| Line::new(entry, &zone, &titles)).collect(),
        done,
        renaming: field.error.is_some(),
        fields: forms::focused(vec![field]),
        name: class.name,
    })
}
