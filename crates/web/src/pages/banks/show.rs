//! A bank of an instructor: its items by section, and what can be done with it.

use super::{NameForm, bank_for, name_fault, name_field};
use crate::error::Error;
use crate::extract::{Form, Path, Query, percent_encode};
use crate::forms::Field;
use crate::layout::Layout;
use crate::markup::excerpt;
use crate::pager::Pager;
use crate::session::Instructor;
use crate::state::App;
use crate::words::{self, When};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use invigil_store::{
    BankAccess, BankDeletion, BankSummary, Import, ImportState, ItemRow, ItemSearch, Subject,
};
use serde::Deserialize;
use std::sync::Arc;
use uuid::Uuid;

/// How many items a page lists.
const PAGE: usize = 50;

/// How many characters of a stem are listed.
const STEM: usize = 150;

#[derive(Template)]
#[template(path = "banks/show.html")]
struct ShowPage {
    layout: Layout,
    bank: BankSummary,
    /// How many items there are, in words.
    count: String,
    /// With how many people it is shared, in words.
    shared_with: String,
    sections: Vec<SectionOption>,
    search: String,
    withdrawn: bool,
    /// Whether the list is narrowed in any way.
    narrowed: bool,
    groups: Vec<Group>,
    /// How many items were found, in words.
    found: String,
    pager: Pager,
    imports: Vec<ImportRow>,
    trail: Vec<Event>,
    /// The field of its name, for its owner.
    field: Field,
    /// What was just done, or why something wasn't.
    said: Option<(&'static str, String)>,
}

/// A section to choose.
struct SectionOption {
    label: String,
    items: usize,
    chosen: bool,
}

/// The items of one section.
struct Group {
    label: String,
    items: Vec<Listed>,
}

/// An item as a row of the list.
struct Listed {
    id: String,
    name: String,
    stem: String,
    withdrawn: bool,
    /// How it is answered, in words.
    kind: String,
    changed: When,
}

/// An upload that is under way or waits.
struct ImportRow {
    id: Uuid,
    file: String,
    person: String,
    at: When,
    state: ImportState,
}

/// A line of the bank's trail.
struct Event {
    at: When,
    actor: String,
    what: String,
}

/// What to list.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Listing {
    search: String,
    /// With a letter before it, since a section may be called by the empty name.
    section: String,
    withdrawn: String,
    page: usize,
    /// An upload that was just applied.
    imported: Option<Uuid>,
}

impl From<ItemRow> for Listed {
    fn from(row: ItemRow) -> Listed {
        let keys = row.solution.keys.indices().count();
        let options = row.question.options.len();
        let kind = match keys {
            1 if row.question.choose == 1 => format!("1 of {options}"),
            _ => format!("{} of {options}", row.question.choose),
        };
        Listed {
            id: row.id,
            name: row.name,
            stem: excerpt(&row.question.stem, STEM),
            withdrawn: row.withdrawn,
            kind,
            changed: When::date(row.changed_at),
        }
    }
}

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    Instructor(candidate): Instructor,
    Path(bank): Path<Uuid>,
    Query(listing): Query<Listing>,
) -> Result<Response, Error> {
    let person = candidate.session.person.id;
    let bank = bank_for(&app, person, bank, BankAccess::View).await?;
    let mut said = None;
    if let Some(import) = listing.imported
        && let Some(plan) = app.store.import_plan(person, import).await?
        && let (true, Some(counts)) = (plan.import.bank == bank.id, plan.applied)
    {
        said = Some(("good", super::import::done(&counts)));
    }
    let field = name_field(&bank.name, None);
    page(&app, candidate.layout, person, bank, listing, StatusCode::OK, field, said).await
}

pub(crate) async fn rename(
    State(app): State<Arc<App>>,
    Instructor(candidate): Instructor,
    Path(bank): Path<Uuid>,
    Form(form): Form<NameForm>,
) -> Result<Response, Error> {
    let person = candidate.session.person.id;
    let known = bank_for(&app, person, bank, BankAccess::Own).await?;
    let name = form.name.trim();
    if let Some(fault) = name_fault(name) {
        let field = name_field(name, Some(fault.to_owned()));
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return page(&app, candidate.layout, person, known, Listing::default(), status, field, None).await;
    }
    if !app.store.rename_bank(person, bank, name).await? {
        return Err(Error::NotFound);
    }
    Ok(Redirect::to(&format!("/instructor/banks/{bank}")).into_response())
}

pub(crate) async fn delete(
    State(app): State<Arc<App>>,
    Instructor(candidate): Instructor,
    Path(bank): Path<Uuid>,
) -> Result<Response, Error> {
    let person = candidate.session.person.id;
    let known = bank_for(&app, person, bank, BankAccess::Own).await?;
    let why = match app.store.delete_bank(person, bank).await? {
        BankDeletion::Done => {
            return Ok(Redirect::to("/instructor/banks?deleted=yes").into_response());
        }
        BankDeletion::NoBank => return Err(Error::NotFound),
        BankDeletion::InExams(own, others) => {
            let mut exams: Vec<String> = own.iter().map(|name| format!("“{name}”")).collect();
            if others > 0 {
                exams.push(words::counted(others as i64, "exam of somebody else", "exams of others"));
            }
            format!(
                "This bank can’t be deleted while exams draw from it: {}. Delete those, or let them draw from elsewhere, first.",
                words::listed(&exams)
            )
        }
        BankDeletion::InAttempts(attempts) => format!(
            "This bank can’t be deleted: {} it, and people must be able to see what they were asked. \
             Withdraw its items instead; then no form takes them any more.",
            if attempts == 1 {
                "an attempt holds items of".to_owned()
            } else {
                format!("{attempts} attempts hold items of")
            }
        ),
    };
    let field = name_field(&known.name, None);
    let said = Some(("bad", why));
    page(&app, candidate.layout, person, known, Listing::default(), StatusCode::CONFLICT, field, said).await
}

#[expect(clippy::too_many_arguments, reason = "the parts of one page")]
async fn page(
    app: &App,
    layout: Layout,
    person: Uuid,
    bank: BankSummary,
    listing: Listing,
    status: StatusCode,
    field: Field,
    said: Option<(&'static str, String)>,
) -> Result<Response, Error> {
    let text = |text: &str| -> String {
        text.chars().filter(|character| !character.is_control()).take(200).collect()
    };
    let search = text(listing.search.trim());
    let section = listing.section.strip_prefix('=').map(text);
    let withdrawn = !listing.withdrawn.is_empty();
    let page = listing.page.clamp(1, 1_000_000);
    let wanted = ItemSearch {
        section: section.clone(),
        text: search.clone(),
        withdrawn,
        offset: Pager::offset(page, PAGE),
        limit: PAGE,
    };
    let (rows, found) = app.store.bank_items(person, bank.id, &wanted).await?;
    let mut groups: Vec<Group> = Vec::new();
    for row in rows {
        match groups.last_mut() {
            Some(group) if group.label == row.section => group.items.push(row.into()),
            _ => groups.push(Group { label: row.section.clone(), items: vec![row.into()] }),
        }
    }
    let sections = app.store.bank_sections(person, bank.id).await?;
    let sections = sections
        .into_iter()
        .map(|(label, items)| SectionOption { chosen: section.as_ref() == Some(&label), label, items })
        .collect();
    let mut address = format!("/instructor/banks/{}?search={}", bank.id, percent_encode(&search));
    if let Some(section) = &section {
        address.push_str(&format!("&section=%3D{}", percent_encode(section)));
    }
    if withdrawn {
        address.push_str("&withdrawn=yes");
    }
    let pager = Pager::new(page, found, PAGE, format!("{address}&page="));
    let subject = Subject { bank: Some(bank.id), ..Subject::default() };
    let trail = app.store.audit_trail(&subject, 20).await?;
    let trail = trail
        .into_iter()
        .map(|entry| Event {
            at: When::new(entry.at),
            what: event(&entry),
            actor: match entry.actor.as_str() {
                // Who reports an item isn't told.
                "" if entry.action == "item reported" => "A candidate".to_owned(),
                "" => "Somebody who is gone".to_owned(),
                _ => entry.actor,
            },
        })
        .collect();
    let imports = app.store.imports(person, bank.id, 20).await?;
    let page = ShowPage {
        layout,
        count: words::counted(bank.items as i64, "item", "items"),
        shared_with: words::counted(bank.shared_with as i64, "person", "people"),
        sections,
        narrowed: !search.is_empty() || section.is_some(),
        search,
        withdrawn,
        groups,
        found: words::counted(found as i64, "item", "items"),
        pager,
        imports: imports.into_iter().filter_map(waiting).collect(),
        trail,
        field,
        said,
        bank,
    };
    Ok((status, Html(page.render()?)).into_response())
}

/// An upload that somebody should look at.
fn waiting(import: Import) -> Option<ImportRow> {
    matches!(import.state, ImportState::Reading | ImportState::Ready | ImportState::BrokenOff).then(|| {
        ImportRow {
            id: import.id,
            file: import.file_name,
            person: import.person,
            at: When::new(import.created_at),
            state: import.state,
        }
    })
}

/// A line of the trail in words.
fn event(entry: &invigil_store::AuditEntry) -> String {
    let detail = |name: &str| entry.details.get(name).and_then(|value| value.as_str()).unwrap_or_default();
    let number = |name: &str| entry.details.get(name).and_then(serde_json::Value::as_i64).unwrap_or_default();
    match entry.action.as_str() {
        "bank created" => format!("made the bank as “{}”", detail("name")),
        "bank renamed" => format!("renamed it from “{}” to “{}”", detail("from"), detail("to")),
        "bank shared" => format!("shared it with {} to {}", entry.person, detail("may")),
        "bank no longer shared" => format!("took the share of {} back", entry.person),
        "items imported" => format!(
            "imported {}: {} new, {} changed, {} unchanged, {} skipped, {} failed",
            detail("file"),
            number("new"),
            number("changed"),
            number("unchanged"),
            number("skipped"),
            number("failed")
        ),
        "ruling proposed" => "proposed to mark an item otherwise".to_owned(),
        "ruling dropped" => "dropped a ruling that was proposed".to_owned(),
        "ruling in force" => "put a ruling on an item’s key in force".to_owned(),
        "regraded" => "marked past attempts anew by a ruling".to_owned(),
        "item reported" => "reported an item".to_owned(),
        "report answered" => "answered a candidate’s report".to_owned(),
        other => other.to_owned(),
    }
}
