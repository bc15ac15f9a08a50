//! Instructors' banks: the list of those that somebody sees, and a new one.

pub(crate) mod export;
pub(crate) mod import;
mod preview;
pub(crate) mod share;
pub(crate) mod show;
pub(crate) mod upload;

use crate::error::Error;
use crate::extract::{Form, Query};
use crate::forms::{Field, unseen};
use crate::layout::Layout;
use crate::session::Instructor;
use crate::state::App;
use crate::words::{self, When};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use invigil_store::{BankAccess, BankSummary, MAX_BANK_NAME, MAX_BANKS};
use serde::Deserialize;
use std::sync::Arc;
use uuid::Uuid;

#[derive(Template)]
#[template(path = "banks/list.html")]
struct ListPage {
    layout: Layout,
    rows: Vec<Row>,
    /// How many items the bank has that ships with the platform.
    shipped: i64,
    field: Field,
    /// Whether a bank was just deleted.
    deleted: bool,
}

/// A bank as a row of the list.
struct Row {
    id: Uuid,
    name: String,
    owner: String,
    access: BankAccess,
    items: usize,
    withdrawn: usize,
    /// With how many it is shared, in words; empty where with nobody, or by somebody else.
    shared: String,
    changed: When,
}

impl From<BankSummary> for Row {
    fn from(bank: BankSummary) -> Row {
        let shared = match bank.shared_with {
            number if bank.access == BankAccess::Own && number > 0 => {
                format!("shared with {}", words::counted(number as i64, "person", "people"))
            }
            _ => String::new(),
        };
        Row {
            id: bank.id,
            name: bank.name,
            owner: bank.owner,
            access: bank.access,
            items: bank.items,
            withdrawn: bank.withdrawn,
            shared,
            changed: When::date(bank.changed_at),
        }
    }
}

/// The form of a bank's name.
#[derive(Deserialize)]
pub(crate) struct NameForm {
    #[serde(default)]
    name: String,
}

pub(crate) async fn list(
    State(app): State<Arc<App>>,
    Instructor(candidate): Instructor,
    Query(query): Query<Deleted>,
) -> Result<Response, Error> {
    let person = candidate.session.person.id;
    page(&app, candidate.layout, person, StatusCode::OK, name_field("", None), query.deleted.is_some()).await
}

/// Whether a bank was just deleted.
#[derive(Deserialize)]
pub(crate) struct Deleted {
    deleted: Option<String>,
}

pub(crate) async fn create(
    State(app): State<Arc<App>>,
    Instructor(candidate): Instructor,
    Form(form): Form<NameForm>,
) -> Result<Response, Error> {
    let person = candidate.session.person.id;
    let name = form.name.trim();
    let fault = match name_fault(name) {
        Some(fault) => fault.to_owned(),
        None => match app.store.create_bank(person, name).await? {
            Some(bank) => return Ok(Redirect::to(&format!("/instructor/banks/{bank}")).into_response()),
            None => format!("You have {MAX_BANKS} banks, and no more are possible. Delete one first."),
        },
    };
    let field = name_field(name, Some(fault));
    page(&app, candidate.layout, person, StatusCode::UNPROCESSABLE_ENTITY, field, false).await
}

async fn page(
    app: &App,
    layout: Layout,
    person: Uuid,
    status: StatusCode,
    field: Field,
    deleted: bool,
) -> Result<Response, Error> {
    let rows = app.store.banks(person).await?.into_iter().map(Row::from).collect();
    let page = ListPage { layout, rows, shipped: app.store.item_count().await?, field, deleted };
    Ok((status, Html(page.render()?)).into_response())
}

/// The field of a bank's name, with what is wrong with it.
fn name_field(value: &str, fault: Option<String>) -> Field {
    let focused = fault.is_some();
    Field { focused, ..Field::text("name", "Name of the bank", "off", value).with_error(fault) }
}

/// What is wrong with a bank's name.
fn name_fault(name: &str) -> Option<&'static str> {
    if name.is_empty() {
        Some("Enter a name: the course or subject, for example.")
    } else if name.chars().count() > MAX_BANK_NAME {
        Some("Use at most 100 characters.")
    } else if name.chars().any(unseen) {
        Some("Use letters, digits and signs only.")
    } else {
        None
    }
}

/// A bank that the person may do this with, or nothing there.
async fn bank_for(app: &App, person: Uuid, bank: Uuid, least: BankAccess) -> Result<BankSummary, Error> {
    match app.store.bank(person, bank).await? {
        Some(bank) if bank.access >= least => Ok(bank),
        _ => Err(Error::NotFound),
    }
}
