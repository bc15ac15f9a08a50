//! What changed from one revision of an item to another.

use super::edit::side;
use super::{address, bank_address, seen};
use crate::difference::{Difference, Fate};
use crate::error::Error;
use crate::extract::Path;
use crate::layout::Layout;
use crate::session::Instructor;
use crate::state::App;
use crate::words::When;
use askama::Template;
use axum::extract::State;
use axum::response::Html;
use invigil_store::Revision;
use std::sync::Arc;

#[derive(Template)]
#[template(path = "items/difference.html")]
struct DifferencePage {
    layout: Layout,
    name: String,
    item: String,
    bank: String,
    bank_name: String,
    from: Numbered,
    to: Numbered,
    /// The ones before and after `to`, where there are any.
    earlier: Option<String>,
    later: Option<String>,
    /// The same the other way round.
    reverse: String,
    difference: Difference,
}

/// A revision as people count them.
struct Numbered {
    /// From 1.
    number: usize,
    since: When,
}

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    Instructor(candidate): Instructor,
    Path((item, a, b)): Path<(String, i32, i32)>,
) -> Result<Html<String>, Error> {
    let person = candidate.session.person.id;
    let sheet = seen(&app, person, &item).await?;
    let old = app.store.item_revision(person, &item, a).await?.ok_or(Error::NotFound)?;
    let new = app.store.item_revision(person, &item, b).await?.ok_or(Error::NotFound)?;
    let revisions = app.store.item_revisions(person, &item).await?;
    let numbered = |id: i32| {
        let place = revisions.iter().position(|revision| revision.id == id).ok_or(Error::NotFound)?;
        Ok::<_, Error>((place, Numbered { number: place + 1, since: When::new(revisions[place].created_at) }))
    };
    let ((_, from), (place, to)) = (numbered(a)?, numbered(b)?);
    let page = DifferencePage {
        layout: candidate.layout,
        name: sheet.name.clone(),
        item: address(&sheet.id),
        bank: bank_address(&sheet),
        bank_name: sheet.bank_name.clone(),
        from,
        to,
        earlier: step(&sheet.id, &revisions, place.checked_sub(1)),
        later: step(&sheet.id, &revisions, Some(place + 1)),
        reverse: between(&sheet.id, b, a),
        difference: Difference::between(side(&old), side(&new)),
    };
    Ok(Html(page.render()?))
}

/// The page of the difference between two revisions.
pub(super) fn between(item: &str, from: i32, to: i32) -> String {
    format!("{}/revisions/{from}/{to}", address(item))
}

/// The step that led to the revision at a place, if there is one and one before it.
fn step(item: &str, revisions: &[Revision], place: Option<usize>) -> Option<String> {
    let place = place?;
    let (from, to) = (revisions.get(place.checked_sub(1)?)?, revisions.get(place)?);
    Some(between(item, from.id, to.id))
}
