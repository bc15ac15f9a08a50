//! Whom a bank is shared with, for its owner.

use super::bank_for;
use crate::error::Error;
use crate::extract::{Form, Path, Query};
use crate::forms::{Field, email_fault};
use crate::layout::Layout;
use crate::session::Instructor;
use crate::state::App;
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use invigil_store::{BankAccess, BankShare, BankSummary, MAX_SHARES, Sharing};
use serde::Deserialize;
use std::sync::Arc;
use uuid::Uuid;

#[derive(Template)]
#[template(path = "banks/share.html")]
struct SharePage {
    layout: Layout,
    bank: BankSummary,
    shares: Vec<BankShare>,
    field: Field,
    /// What was chosen in the form.
    may_edit: bool,
    /// With whom it was just shared, or who has it no more.
    done: Option<String>,
}

/// Somebody new.
#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
pub(crate) struct ShareForm {
    email: String,
    may: String,
}

/// Another right for somebody: `view`, `edit` or `none`.
#[derive(Deserialize)]
pub(crate) struct ChangeForm {
    may: String,
}

/// What was just done.
#[derive(Deserialize)]
pub(crate) struct Done {
    done: Option<Uuid>,
}

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    Instructor(candidate): Instructor,
    Path(bank): Path<Uuid>,
    Query(query): Query<Done>,
) -> Result<Response, Error> {
    let person = candidate.session.person.id;
    let bank = bank_for(&app, person, bank, BankAccess::Own).await?;
    let shares = app.store.bank_shares(person, bank.id).await?;
    let done = query.done.map(|id| match shares.iter().find(|share| share.person == id) {
        Some(share) => {
            format!("{} may {} this bank now.", share.email, if share.may_edit { "edit" } else { "view" })
        }
        None => "The share is taken back.".to_owned(),
    });
    let page = SharePage {
        layout: candidate.layout,
        bank,
        shares,
        field: Field { autocomplete: "off", ..Field::email("") },
        may_edit: false,
        done,
    };
    Ok(Html(page.render()?).into_response())
}

pub(crate) async fn share(
    State(app): State<Arc<App>>,
    Instructor(candidate): Instructor,
    Path(bank): Path<Uuid>,
    Form(form): Form<ShareForm>,
) -> Result<Response, Error> {
    let person = candidate.session.person.id;
    let bank = bank_for(&app, person, bank, BankAccess::Own).await?;
    let email = form.email.trim();
    let may_edit = form.may == "edit";
    let fault = match email_fault(email) {
        Some("Enter your e-mail address.") => "Enter the e-mail address of an instructor.".to_owned(),
        Some(fault) => fault.to_owned(),
        None => match app.store.share_bank(person, bank.id, email, may_edit).await? {
            Sharing::Done => {
                let shares = app.store.bank_shares(person, bank.id).await?;
                let of = |share: &&BankShare| share.email == email.to_lowercase();
                let done =
                    shares.iter().find(of).map(|share| format!("?done={}", share.person)).unwrap_or_default();
                let back = format!("/instructor/banks/{}/share{done}", bank.id);
                return Ok(Redirect::to(&back).into_response());
            }
            Sharing::NoBank => return Err(Error::NotFound),
            Sharing::NoInstructor => {
                "No instructor here has this e-mail address. Whoever should get the bank needs an account, \
                                      and an administrator makes them an instructor."
                    .to_owned()
            }
            Sharing::Owner => "This is your own address; the bank is yours already.".to_owned(),
            Sharing::Full => {
                format!("A bank can be shared with {MAX_SHARES} people at most. Take a share back first.")
            }
        },
    };
    let page = SharePage {
        layout: candidate.layout,
        shares: app.store.bank_shares(person, bank.id).await?,
        bank,
        field: Field { autocomplete: "off", focused: true, ..Field::email(email).with_error(Some(fault)) },
        may_edit,
        done: None,
    };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page.render()?)).into_response())
}

pub(crate) async fn change(
    State(app): State<Arc<App>>,
    Instructor(candidate): Instructor,
    Path((bank, whom)): Path<(Uuid, String)>,
    Form(form): Form<ChangeForm>,
) -> Result<Redirect, Error> {
    let person = candidate.session.person.id;
    if whom == "me" {
        // Whom it is shared with leaves.
        bank_for(&app, person, bank, BankAccess::View).await?;
        if form.may != "none" || !app.store.unshare_bank(person, bank, person).await? {
            return Err(Error::NotFound);
        }
        return Ok(Redirect::to("/instructor/banks"));
    }
    bank_for(&app, person, bank, BankAccess::Own).await?;
    let shares = app.store.bank_shares(person, bank).await?;
    let share = shares.iter().find(|share| share.person.to_string() == whom).ok_or(Error::NotFound)?;
    match form.may.as_str() {
        "none" => {
            app.store.unshare_bank(person, bank, share.person).await?;
        }
        "view" | "edit" => {
            let done = app.store.share_bank(person, bank, &share.email, form.may == "edit").await?;
            if done != Sharing::Done {
                return Err(Error::Conflict(format!(
                    "{} isn’t an instructor any more. Take the share back, or ask an administrator.",
                    share.email
                )));
            }
        }
        _ => return Err(Error::Unprocessable("Choose view, edit or none.".to_owned())),
    }
    Ok(Redirect::to(&format!("/instructor/banks/{bank}/share?done={}", share.person)))
}
