//! Editing an item of a bank: a new revision, never at the cost of somebody else's.

use super::editor::{EditorPage, Newer, Placed};
use super::form::{Ask, ItemForm};
use super::{address, bank_address, to_edit};
use crate::difference::{Difference, Side};
use crate::error::Error;
use crate::extract::{Form, Path};
use crate::session::Instructor;
use crate::state::App;
use crate::words::When;
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use invigil_exam::Item;
use invigil_store::{Content, Edited, ItemSheet};
use std::collections::BTreeSet;
use std::sync::Arc;
use uuid::Uuid;

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    Instructor(candidate): Instructor,
    Path(item): Path<String>,
) -> Result<Html<String>, Error> {
    let person = candidate.session.person.id;
    let sheet = current(to_edit(&app, person, &item).await?)?;
    let form = ItemForm::of(&sheet.name, &sheet.content);
    let place = place(&app, person, &sheet).await?;
    Ok(Html(EditorPage::new(candidate.layout, place, form).render()?))
}

pub(crate) async fn save(
    State(app): State<Arc<App>>,
    Instructor(candidate): Instructor,
    Path(item): Path<String>,
    Form(form): Form<ItemForm>,
) -> Result<Response, Error> {
    let person = candidate.session.person.id;
    let sheet = to_edit(&app, person, &item).await?;
    let place = place(&app, person, &sheet).await?;
    let mut form = ItemForm { name: sheet.name.clone(), ..form }.tidied();
    let ask = form.ask();
    if ask != Ask::Save {
        let went = form.rearrange(ask);
        let page = EditorPage::new(candidate.layout, place, form);
        let page = if let Some(place) = went { page.at_option(place) } else { page };
        return Ok(Html(page.render()?).into_response());
    }
    let form = form.without_blanks();
    let errors = form.errors();
    if !errors.is_empty() {
        let page = EditorPage::new(candidate.layout, place, form).with_errors(errors);
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page.render()?)).into_response());
    }
    let base = form.base.parse::<i32>().map_err(|_| {
        Error::BadRequest(
            "The form doesn’t say which revision it was made from. Open the editor again.".to_owned(),
        )
    })?;
    let item = form.item();
    let told = |done: &str| Redirect::to(&format!("{}?done={done}", address(&sheet.id))).into_response();
    match app.store.edit_item(person, &sheet.id, base, &item, &form.note).await? {
        Edited::Saved(_) => {
            let keys = sheet.attempts > 0 && keys_differ(&sheet.content, &item);
            Ok(told(if keys { "keys" } else { "saved" }))
        }
        Edited::Unchanged => Ok(told("unchanged")),
        Edited::NoItem => Err(Error::NotFound),
        Edited::Withdrawn => {
            let page = EditorPage::new(candidate.layout, place, form).with_warning(
                "The item was withdrawn while you were editing, so nothing was saved. Restore it in another tab, then save.",
            );
            Ok((StatusCode::CONFLICT, Html(page.render()?)).into_response())
        }
        Edited::Newer(revision) => {
            let newer = newer(&app, person, &sheet.id, base, revision).await?;
            // Whoever has read what the other one did may save over it.
            let form = ItemForm { base: revision.to_string(), ..form };
            let page = EditorPage::new(candidate.layout, place, form).with_newer(newer);
            Ok((StatusCode::CONFLICT, Html(page.render()?)).into_response())
        }
    }
}

/// A withdrawn item is restored before it is edited.
fn current(sheet: ItemSheet) -> Result<ItemSheet, Error> {
    if sheet.current {
        return Ok(sheet);
    }
    Err(Error::Conflict("This item is withdrawn. Restore it first, then edit it.".to_owned()))
}

async fn place(app: &App, person: Uuid, sheet: &ItemSheet) -> Result<Placed, Error> {
    let back = address(&sheet.id);
    Ok(Placed {
        name: Some(sheet.name.clone()),
        action: format!("{back}/edit"),
        key: format!("{back}/key"),
        back,
        bank: bank_address(sheet),
        bank_name: sheet.bank_name.clone(),
        sections: app.store.sections_of_bank(person, sheet.bank).await?,
        attempts: sheet.attempts,
    })
}

/// What the revision that holds now made of the one that the form was made from.
async fn newer(app: &App, person: Uuid, item: &str, base: i32, now: i32) -> Result<Newer, Error> {
    let history = app.store.item_history(person, item, 1).await?;
    let last = history.first().ok_or(Error::NotFound)?;
    let now = app.store.item_revision(person, item, now).await?.ok_or(Error::NotFound)?;
    let base = app.store.item_revision(person, item, base).await?;
    let old = base.as_ref().unwrap_or(&now);
    Ok(Newer {
        author: last.author.clone(),
        at: When::new(last.at),
        note: last.note.clone(),
        difference: Difference::between(side(old), side(&now)),
    })
}

/// A revision as one side of a difference.
pub(super) fn side(content: &Content) -> Side<'_> {
    Side { section: &content.section, question: &content.question, solution: &content.solution }
}

/// Whether other options are right than before: neither the same places nor the same texts.
fn keys_differ(before: &Content, after: &Item) -> bool {
    let texts = |keys: invigil_exam::Choices, options: &[String]| {
        keys.indices().filter_map(|index| options.get(index).cloned()).collect::<BTreeSet<_>>()
    };
    let (old, new) = (&before.question.options, &after.question.options);
    let same_places = before.solution.keys == after.solution.keys && old.len() == new.len();
    let moved =
        same_places && new.iter().enumerate().any(|(place, text)| old[place] != *text && old.contains(text));
    (moved || !same_places) && texts(before.solution.keys, old) != texts(after.solution.keys, new)
}
