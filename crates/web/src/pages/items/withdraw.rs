//! Taking an item out of what new forms take, and bringing it back.

use super::{address, to_edit};
use crate::error::Error;
use crate::extract::{Form, Path};
use crate::session::Instructor;
use crate::state::App;
use axum::extract::State;
use axum::response::Redirect;
use invigil_bank::item_rules::LONGEST_NOTE;
use serde::Deserialize;
use std::sync::Arc;

/// The form.
#[derive(Deserialize)]
pub(crate) struct WithdrawForm {
    /// Why; may be empty.
    #[serde(default)]
    note: String,
}

impl WithdrawForm {
    /// What the history tells; browsers hold people to its length.
    fn note(&self) -> String {
        self.note.trim().chars().take(LONGEST_NOTE).collect()
    }
}

pub(crate) async fn withdraw(
    State(app): State<Arc<App>>,
    Instructor(candidate): Instructor,
    Path(item): Path<String>,
    Form(form): Form<WithdrawForm>,
) -> Result<Redirect, Error> {
    let person = candidate.session.person.id;
    let sheet = to_edit(&app, person, &item).await?;
    if !app.store.withdraw_item(person, &sheet.id, &form.note()).await? {
        return Err(Error::NotFound);
    }
    Ok(Redirect::to(&format!("{}?done=withdrawn", address(&sheet.id))))
}

pub(crate) async fn restore(
    State(app): State<Arc<App>>,
    Instructor(candidate): Instructor,
    Path(item): Path<String>,
    Form(form): Form<WithdrawForm>,
) -> Result<Redirect, Error> {
    let person = candidate.session.person.id;
    let sheet = to_edit(&app, person, &item).await?;
    if !app.store.restore_item(person, &sheet.id, &form.note()).await? {
        return Err(Error::NotFound);
    }
    Ok(Redirect::to(&format!("{}?done=restored", address(&sheet.id))))
}
