//! An upload: how far its reading is, what it would do, and doing it.

use super::preview::{self, Body, Entry, Show, Tab};
use super::upload::largest_file;
use crate::difference::Fate;
use crate::error::Error;
use crate::extract::{Form, Path, Query};
use crate::layout::Layout;
use crate::pager::Pager;
use crate::session::Instructor;
use crate::state::App;
use crate::words::{self, When};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Json, Redirect, Response};
use invigil_store::{
    Applied, AppliedCounts, Fate as ItemFate, Import, ImportPlan, ImportState, MAX_ITEMS, MAX_PICTURE_BYTES,
    OverQuota,
};
use serde::Deserialize;
use std::sync::Arc;
use uuid::Uuid;

/// How many entries a page of the preview shows.
const PAGE: usize = 20;

#[derive(Template)]
#[template(path = "banks/reading.html")]
struct ReadingPage {
    layout: Layout,
    import: Import,
    /// How far it is, in percent.
    percent: Option<u64>,
    said: String,
}

/// There is nothing to preview: refused, broken off or discarded.
#[derive(Template)]
#[template(path = "banks/refused.html")]
struct RefusedPage {
    layout: Layout,
    import: Import,
    bank: Uuid,
    largest: usize,
    fault: Option<String>,
}

#[derive(Template)]
#[template(path = "banks/import.html")]
struct PreviewPage {
    layout: Layout,
    import: Import,
    /// What the file turned out to be.
    format: &'static str,
    at: When,
    read: usize,
    new: usize,
    changed: usize,
    unchanged: usize,
    skipped: usize,
    failed: usize,
    notes: Vec<String>,
    version: i64,
    /// What importing does, in words: `123 items`.
    importing: String,
    tabs: Vec<Tab>,
    entries: Vec<Entry>,
    pager: Pager,
    /// Why it can't be imported as things stand.
    hindrance: Option<String>,
    /// What was done, once it is.
    done: Option<String>,
}

/// What of it to show.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Look {
    show: String,
    page: usize,
}

/// The form that imports: how the bank was in the preview.
#[derive(Deserialize)]
pub(crate) struct ApplyForm {
    version: i64,
}

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    Instructor(candidate): Instructor,
    Path(import): Path<Uuid>,
    Query(look): Query<Look>,
) -> Result<Response, Error> {
    let person = candidate.session.person.id;
    let plan = app.store.import_plan(person, import).await?.ok_or(Error::NotFound)?;
    page(&app, candidate.layout, plan, look, None).await
}

/// How far the reading is, for the page's script.
pub(crate) async fn state(
    State(app): State<Arc<App>>,
    Instructor(candidate): Instructor,
    Path(import): Path<Uuid>,
) -> Result<Response, Error> {
    let person = candidate.session.person.id;
    let import = app.store.import(person, import).await?.ok_or(Error::NotFound)?;
    let state = if import.state == ImportState::Reading { "reading" } else { "over" };
    let (percent, said) = progress(&import);
    Ok(Json(serde_json::json!({ "state": state, "percent": percent, "said": said })).into_response())
}

pub(crate) async fn apply(
    State(app): State<Arc<App>>,
    Instructor(candidate): Instructor,
    Path(import): Path<Uuid>,
    Form(form): Form<ApplyForm>,
) -> Result<Response, Error> {
    let person = candidate.session.person.id;
    let why = match app.store.apply_import(person, import, form.version).await? {
        Applied::Done(_) => {
            let done = app.store.import(person, import).await?.ok_or(Error::NotFound)?;
            let to = format!("/instructor/banks/{}?imported={import}", done.bank);
            return Ok(Redirect::to(&to).into_response());
        }
        Applied::NoImport => return Err(Error::NotFound),
        // The page says why.
        Applied::NotReady => {
            return Ok(Redirect::to(&format!("/instructor/imports/{import}")).into_response());
        }
        Applied::BankChanged => {
            "The bank has changed since you looked, so nothing was imported. This is how things stand now; \
                                 look once more, then import."
                .to_owned()
        }
        Applied::OverQuota(over) => hindrance(over),
    };
    let plan = app.store.import_plan(person, import).await?.ok_or(Error::NotFound)?;
    page(&app, candidate.layout, plan, Look::default(), Some(why)).await
}

pub(crate) async fn discard(
    State(app): State<Arc<App>>,
    Instructor(candidate): Instructor,
    Path(import): Path<Uuid>,
) -> Result<Redirect, Error> {
    let person = candidate.session.person.id;
    let known = app.store.import(person, import).await?.ok_or(Error::NotFound)?;
    app.store.discard_import(person, import).await?;
    Ok(Redirect::to(&format!("/instructor/banks/{}", known.bank)))
}

/// What an import did, in words.
pub(super) fn done(counts: &AppliedCounts) -> String {
    let items =
        |number: usize, what: &str| format!("{} {what}", words::counted(number as i64, "item", "items"));
    match (counts.new, counts.changed) {
        (0, 0) => "Nothing was new: the bank has everything as it was read.".to_owned(),
        (new, 0) => {
            format!("{} imported.", items(new, "are new and").replace("1\u{a0}item are", "1\u{a0}item is"))
        }
        (0, changed) => format!("{} imported.", items(changed, "changed; the new revisions are")),
        (new, changed) => format!("Imported: {}, {}.", items(new, "new"), items(changed, "changed")),
    }
}

/// How far a reading is, in percent and in words.
fn progress(import: &Import) -> (Option<u64>, String) {
    match (import.done, import.total) {
        (0, 0) => return (None, "Waiting for its turn, or just beginning …".to_owned()),
        (items, 0) => {
            return (None, format!("{} read so far", words::counted(items as i64, "item is", "items are")));
        }
        _ => {}
    }
    let percent = import.done.min(import.total) * 100 / import.total;
    (Some(percent), format!("{percent} % is read"))
}

fn hindrance(over: OverQuota) -> String {
    match over {
        OverQuota::Items { have, adding } => format!(
            "There is no room: the banks of this bank’s owner hold {have} items, with these {adding} new ones they would hold {}, \
             and {MAX_ITEMS} is the most. Delete a bank that nobody needs, or import fewer.",
            have + adding
        ),
        OverQuota::Pictures { have, adding } => format!(
            "There is no room: the pictures in the banks of this bank’s owner take {}, these would add {}, and {} is the most. \
             Use smaller pictures, or delete a bank that nobody needs.",
            words::megabytes(have),
            words::megabytes(adding),
            words::megabytes(MAX_PICTURE_BYTES)
        ),
    }
}

async fn page(
    app: &App,
    layout: Layout,
    plan: ImportPlan,
    look: Look,
    why: Option<String>,
) -> Result<Response, Error> {
    let status = if why.is_some() { StatusCode::CONFLICT } else { StatusCode::OK };
    let html = match plan.import.state {
        ImportState::Reading => {
            let (percent, said) = progress(&plan.import);
            ReadingPage { layout, import: plan.import, percent, said }.render()?
        }
        ImportState::BrokenOff | ImportState::Refused | ImportState::Discarded => {
            let bank = plan.import.bank;
            RefusedPage { layout, import: plan.import, bank, largest: largest_file(), fault: None }
                .render()?
        }
        ImportState::Ready | ImportState::Applied => preview(app, layout, plan, look, why).await?,
    };
    Ok((status, Html(html)).into_response())
}

async fn preview(
    app: &App,
    layout: Layout,
    plan: ImportPlan,
    look: Look,
    why: Option<String>,
) -> Result<String, Error> {
    let applied = plan.applied;
    let (new, changed, unchanged) = match &applied {
        Some(counts) => (counts.new, counts.changed, counts.unchanged),
        None => (plan.count(ItemFate::New), plan.count(ItemFate::Changed), plan.count(ItemFate::Unchanged)),
    };
    let (skipped, failed) = (plan.reading.skipped.len(), plan.reading.failed.len());
    let shown = Show::named(&look.show);
    let address = format!("/instructor/imports/{}", plan.import.id);
    let lines = preview::lines(&plan, shown);
    let number = look.page.clamp(1, 1_000_000);
    let pager = Pager::new(number, lines.len(), PAGE, format!("{address}?show={}&page=", shown.name()));
    let here: Vec<_> = lines.into_iter().skip(Pager::offset(number, PAGE)).take(PAGE).collect();
    let entries = preview::entries(app, &plan, &here).await?;
    let counts = [read_in(&plan, applied), new, changed, unchanged, skipped, failed];
    let tabs = preview::tabs(&address, shown, counts, applied.is_some());
    let page = PreviewPage {
        layout,
        format: plan.reading.format.map_or("", |format| format.title()),
        at: When::new(plan.import.created_at),
        read: plan.reading.read,
        new,
        changed,
        unchanged,
        skipped,
        failed,
        version: plan.version,
        importing: words::counted((new + changed) as i64, "item", "items"),
        tabs,
        entries,
        pager,
        hindrance: why.or_else(|| plan.over_quota.map(hindrance)),
        done: applied.as_ref().map(done),
        notes: plan.reading.notes,
        import: plan.import,
    };
    Ok(page.render()?)
}

/// How many entries there are to show in all.
fn read_in(plan: &ImportPlan, applied: Option<AppliedCounts>) -> usize {
    let left_out = plan.reading.skipped.len() + plan.reading.failed.len();
    if applied.is_some() { left_out } else { left_out + plan.reading.items.len() }
}
