//! The form that corrects a key: what counts as right instead, and why.

use super::in_words;
use crate::error::Error;
use crate::extract::{Form, Path};
use crate::layout::Layout;
use crate::markup::RenderedQuestion;
use crate::pages::items::address;
use crate::pages::room::view::letter;
use crate::session::Instructor;
use crate::state::App;
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use invigil_exam::{Choices, Key, Ruling};
use invigil_store::{BankAccess, Content, Future, SHIPPED_BANK};
use serde::Deserialize;
use std::sync::Arc;
use uuid::Uuid;

/// The most characters of a reason.
const LONGEST_REASON: usize = 2000;

#[derive(Template)]
#[template(path = "rulings/propose.html")]
struct ProposePage {
    layout: Layout,
    /// The item's page.
    item: String,
    name: String,
    revision: i32,
    question: Arc<RenderedQuestion>,
    /// How many options candidates could choose.
    choose: u8,
    /// What counts now, as a sentence.
    stands: String,
    /// Whether something else counts at earlier revisions that ask the same.
    differs: bool,
    /// The options that count now.
    keys: Choices,
    shipped: bool,
    form: KeyForm,
    error: Option<Fault>,
}

/// What is wrong with the form, and at which field.
struct Fault {
    field: &'static str,
    says: String,
}

/// What counts as right, as the form sends it.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct KeyForm {
    revision: i32,
    /// `key`, `either` or `everybody`.
    #[serde(default)]
    rule: String,
    /// Indices of options as written.
    #[serde(default)]
    keys: Vec<usize>,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    future: String,
}

impl ProposePage {
    /// Whether an option is a key as things stand.
    fn is_key(&self, index: &usize) -> bool {
        self.keys.has(*index)
    }

    fn letter(&self, index: &usize) -> char {
        letter(*index)
    }

    fn error_of(&self, field: &str) -> Option<&str> {
        self.error.as_ref().filter(|fault| fault.field == field).map(|fault| fault.says.as_str())
    }
}

/// An item as it can be corrected.
struct Subject {
    name: String,
    shipped: bool,
    content: Content,
    /// What counts now: at its last revision, which comes first, and at those that ask the same.
    now: Vec<Ruling>,
}

impl Subject {
    /// The options that count now.
    fn keys(&self) -> Choices {
        Key::new(self.content.solution.keys, self.now.first()).options()
    }
}

async fn subject(app: &App, person: Uuid, item: &str) -> Result<Subject, Error> {
    let place = app.store.item_place(item).await?.ok_or(Error::NotFound)?;
    match app.store.bank_access(person, place.bank).await? {
        None => return Err(Error::NotFound),
        Some(BankAccess::View) => return Err(Error::Forbidden),
        Some(BankAccess::Edit | BankAccess::Own) => {}
    }
    let content = app.store.contents(&[place.last_revision]).await?.pop().ok_or(Error::NotFound)?;
    let now = app.store.counts_now(item, place.last_revision).await?;
    Ok(Subject { name: place.name, shipped: place.bank == SHIPPED_BANK, content, now })
}

fn page(app: &App, layout: Layout, subject: Subject, form: KeyForm, error: Option<Fault>) -> ProposePage {
    let keys = subject.keys();
    let Subject { name, shipped, content, now } = subject;
    ProposePage {
        layout,
        item: address(&content.item),
        name,
        revision: content.revision,
        question: app.rendered.question(content.revision, &content.question),
        choose: content.question.choose,
        stands: now.first().map(in_words).unwrap_or_default(),
        differs: now.iter().any(|rule| !rule.same(&now[0])),
        keys,
        shipped,
        form,
        error,
    }
}

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    Instructor(candidate): Instructor,
    Path(item): Path<String>,
) -> Result<Html<String>, Error> {
    let subject = subject(&app, candidate.session.person.id, &item).await?;
    let form = KeyForm {
        rule: "key".into(),
        future: if subject.shipped { Future::Leave } else { Future::Correct }.name().into(),
        keys: subject.keys().indices().collect(),
        ..KeyForm::default()
    };
    Ok(Html(page(&app, candidate.layout, subject, form, None).render()?))
}

pub(crate) async fn propose(
    State(app): State<Arc<App>>,
    Instructor(candidate): Instructor,
    Path(item): Path<String>,
    Form(form): Form<KeyForm>,
) -> Result<Response, Error> {
    let person = candidate.session.person.id;
    let subject = subject(&app, person, &item).await?;
    if form.revision != subject.content.revision {
        return Err(Error::Conflict(
            "Somebody changed this item since the page was opened. Open it again to see what it says now."
                .into(),
        ));
    }
    match read(&form, &subject) {
        Ok((rule, reason, future)) => {
            let id = app
                .store
                .propose_ruling(person, &item, subject.content.revision, &rule, &reason, future)
                .await?
                .ok_or(Error::NotFound)?;
            Ok(Redirect::to(&format!("/instructor/rulings/{id}")).into_response())
        }
        Err(fault) => {
            let page = page(&app, candidate.layout, subject, form, Some(fault));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page.render()?)).into_response())
        }
    }
}

/// Makes a ruling of the form.
fn read(form: &KeyForm, subject: &Subject) -> Result<(Ruling, String, Future), Fault> {
    let content = &subject.content;
    let fault = |field, says: &str| Fault { field, says: says.to_owned() };
    let options = content.question.options.len();
    if form.keys.iter().any(|&key| key >= options) {
        return Err(fault("keys", "That option isn’t there. Choose among those shown."));
    }
    let chosen = Choices::of(form.keys.iter().copied());
    let keys = subject.keys();
    let rule = match form.rule.as_str() {
        "key" => Ruling::AnyOf(vec![chosen]),
        // With one option to choose each counts by itself; else the chosen set counts beside the key.
        "either" if content.question.choose == 1 => {
            Ruling::AnyOf(chosen.indices().map(|index| Choices::of([index])).collect())
        }
        "either" => Ruling::AnyOf(if chosen == keys { vec![keys] } else { vec![keys, chosen] }),
        "everybody" => Ruling::Everybody,
        _ => return Err(fault("rule", "Choose what counts as right.")),
    };
    rule.check(options, content.question.choose, &subject.now).map_err(|problem| {
        let says = problem.to_string();
        let mut letters = says.chars();
        let first = letters.next().map(|letter| letter.to_uppercase().to_string()).unwrap_or_default();
        Fault { field: "keys", says: format!("{first}{}.", letters.as_str()) }
    })?;
    let reason = form.reason.trim().to_owned();
    if reason.is_empty() {
        return Err(fault("reason", "Say why, in a sentence: candidates read it beside their score."));
    }
    if reason.chars().count() > LONGEST_REASON {
        return Err(fault("reason", "A reason has at most 2,000 characters."));
    }
    let future = match Future::named(&form.future) {
        _ if subject.shipped => Future::Leave,
        None => return Err(fault("future", "Choose what becomes of the item.")),
        Some(Future::Correct) if !matches!(&rule, Ruling::AnyOf(sets) if sets.len() == 1) => {
            return Err(fault(
                "future",
                "Only a key can be corrected by itself. Edit the item, or withdraw it: as it stands it has no single right answer.",
            ));
        }
        Some(future) => future,
    };
    Ok((rule, reason, future))
}
