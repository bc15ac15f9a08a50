//! A new item in a bank.

use super::address;
use super::editor::{EditorPage, Placed};
use super::form::{Ask, ItemForm};
use crate::error::Error;
use crate::extract::{Form, Path};
use crate::session::Instructor;
use crate::state::App;
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use invigil_store::Written;
use std::sync::Arc;
use uuid::Uuid;

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    Instructor(candidate): Instructor,
    Path(bank): Path<Uuid>,
) -> Result<Html<String>, Error> {
    let place = place(&app, candidate.session.person.id, bank).await?;
    Ok(Html(EditorPage::new(candidate.layout, place, ItemForm::empty()).render()?))
}

pub(crate) async fn save(
    State(app): State<Arc<App>>,
    Instructor(candidate): Instructor,
    Path(bank): Path<Uuid>,
    Form(form): Form<ItemForm>,
) -> Result<Response, Error> {
    let person = candidate.session.person.id;
    let place = place(&app, person, bank).await?;
    let mut form = form.tidied();
    let ask = form.ask();
    if ask != Ask::Save {
        let went = form.rearrange(ask);
        let page = EditorPage::new(candidate.layout, place, form);
        let page = if let Some(place) = went { page.at_option(place) } else { page };
        return Ok(Html(page.render()?).into_response());
    }
    let form = form.without_blanks();
    let mut errors = form.errors();
    if errors.is_empty() {
        match app.store.write_item(person, bank, &form.item(), &form.note).await? {
            Written::New(id) => {
                return Ok(Redirect::to(&format!("{}?done=written", address(&id))).into_response());
            }
            Written::NoBank => return Err(Error::NotFound),
            Written::NameTaken(_) => {
                let taken = "This bank has an item of this name, perhaps a withdrawn one. Choose another.";
                errors.insert("name".to_owned(), taken.to_owned());
            }
        }
    }
    let page = EditorPage::new(candidate.layout, place, form).with_errors(errors);
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page.render()?)).into_response())
}

async fn place(app: &App, person: Uuid, bank: Uuid) -> Result<Placed, Error> {
    let bank_name = app.store.bank_to_edit(person, bank).await?.ok_or(Error::NotFound)?;
    let back = format!("/instructor/banks/{bank}");
    Ok(Placed {
        name: None,
        action: format!("{back}/items/new"),
        bank: back.clone(),
        back,
        bank_name,
        sections: app.store.sections_of_bank(person, bank).await?,
        attempts: 0,
        key: String::new(),
    })
}
