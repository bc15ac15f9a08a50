//! A person's own note on an item, and their flag: kept beside the item wherever its key is shown.

use crate::error::Error;
use crate::extract::{Form, Path, local_path};
use crate::layout::Layout;
use crate::middleware::wants_json;
use crate::session::Candidate;
use crate::state::App;
use askama::Template;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse, Redirect, Response};
use invigil_store::{MAX_NOTE, Remark};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Note and flag of an item, as `own-item.html` draws them into a page.
#[derive(Clone, Debug)]
pub(crate) struct OwnItemView {
    /// The item's stable id.
    pub(crate) item: String,
    /// What the page calls the item: `item 3`.
    pub(crate) name: String,
    /// What tells the page's items apart, for ids.
    pub(crate) key: String,
    /// The note; may be empty.
    pub(crate) note: String,
    /// Whether it is flagged.
    pub(crate) flagged: bool,
    /// A path of this site to come back to where scripts don't run.
    pub(crate) back: String,
}

/// The note's own page, for one that couldn't be kept as it was.
#[derive(Template)]
#[template(path = "own-items.html")]
struct NotePage {
    layout: Layout,
    item: String,
    note: String,
    back: String,
    error: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct NoteForm {
    note: String,
    back: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct FlagForm {
    flagged: bool,
    back: String,
}

/// What a script is told.
#[derive(Serialize)]
struct Saved {
    saved: bool,
}

pub(crate) async fn note(
    State(app): State<Arc<App>>,
    candidate: Candidate,
    Path(item): Path<String>,
    headers: HeaderMap,
    Form(form): Form<NoteForm>,
) -> Result<Response, Error> {
    // Forms send every line's end as two characters.
    let note = form.note.replace("\r\n", "\n");
    if let Some(error) = fault(&note) {
        if wants_json(&headers) {
            return Err(Error::Unprocessable(error));
        }
        let back = local_path(Some(&form.back)).to_owned();
        let layout = Layout { path: back.clone(), ..candidate.layout };
        let page = NotePage { layout, item, note, back, error };
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page.render()?)).into_response());
    }
    let note = if note.trim().is_empty() { "" } else { &note };
    keep(&app, &candidate, &item, Remark::Note(note), &headers, &form.back).await
}

pub(crate) async fn flag(
    State(app): State<Arc<App>>,
    candidate: Candidate,
    Path(item): Path<String>,
    headers: HeaderMap,
    Form(form): Form<FlagForm>,
) -> Result<Response, Error> {
    keep(&app, &candidate, &item, Remark::Flag(form.flagged), &headers, &form.back).await
}

async fn keep(
    app: &App,
    candidate: &Candidate,
    item: &str,
    remark: Remark<'_>,
    headers: &HeaderMap,
    back: &str,
) -> Result<Response, Error> {
    if !app.store.remark(candidate.session.person.id, item, remark).await? {
        return Err(Error::NotFound);
    }
    Ok(if wants_json(headers) {
        Json(Saved { saved: true }).into_response()
    } else {
        Redirect::to(local_path(Some(back))).into_response()
    })
}

/// What is wrong with a note.
fn fault(note: &str) -> Option<String> {
    let length = note.chars().count();
    if length > MAX_NOTE {
        Some(format!("This note has {length} characters; at most {MAX_NOTE} are kept."))
    } else if note.contains('\0') {
        Some("A character with the code 0 isn’t text. Remove it.".to_owned())
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::{MAX_NOTE, fault};

    #[test]
    fn a_note_is_as_long_as_can_be_kept() {
        assert_eq!(fault(""), None);
        assert_eq!(fault(&"ä".repeat(MAX_NOTE)), None);
        assert!(fault(&"ä".repeat(MAX_NOTE + 1)).is_some_and(|fault| fault.contains("4001")));
        assert!(fault("a\0b").is_some());
    }
}
