//! Adding people by a list: a CSV file or pasted lines, and what became of each.

mod lines;

use super::invite::{Invitation, download};
use crate::error::Error;
use crate::extract::Path;
use crate::layout::Layout;
use crate::session::Instructor;
use crate::state::App;
use crate::words;
use askama::Template;
use axum::extract::State;
use axum::extract::multipart::{Multipart, MultipartRejection};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use invigil_store::Enrolment;
use lines::{Entry, MOST_LINES, Roster, decoded};
use std::sync::Arc;
use uuid::Uuid;

#[derive(Template)]
#[template(path = "classes/roster.html")]
struct RosterPage {
    layout: Layout,
    class: String,
    class_name: String,
    /// What stands in the field: what was typed, or the lines that were refused.
    text: String,
    fault: Option<String>,
    most_lines: usize,
}

#[derive(Template)]
#[template(path = "classes/roster-done.html")]
struct DonePage {
    layout: Layout,
    class: String,
    class_name: String,
    /// How many were added, were there, were refused, in words.
    summary: String,
    invitations: Vec<Invitation>,
    /// The invitations as a file.
    download: String,
    lines: Vec<Told>,
    refused: usize,
    /// The refused lines, to be mended and sent again.
    text: String,
}

/// What became of a line.
struct Told {
    line: u64,
    who: String,
    /// `added`, `invited`…
    state: &'static str,
    /// The badge's kind.
    kind: &'static str,
    why: String,
}

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    Instructor(candidate): Instructor,
    Path(class): Path<Uuid>,
) -> Result<Html<String>, Error> {
    let stored = app.store.class(candidate.session.person.id, class).await?.ok_or(Error::NotFound)?;
    Ok(Html(page(candidate.layout, class, stored.name, String::new(), None).render()?))
}

pub(crate) async fn add(
    State(app): State<Arc<App>>,
    Instructor(candidate): Instructor,
    Path(class): Path<Uuid>,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Response, Error> {
    let owner = candidate.session.person.id;
    let stored = app.store.class(owner, class).await?.ok_or(Error::NotFound)?;
    let form = form.map_err(|rejection| Error::BadRequest(rejection.body_text()))?;
    let text = sent(form).await?;
    let roster = match Roster::read(&text) {
        Ok(roster) => roster,
        Err(fault) => {
            let page = page(candidate.layout, class, stored.name, text, Some(fault));
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page.render()?)).into_response());
        }
    };
    let good: Vec<_> = roster.entries.iter().filter_map(|entry| entry.line.clone().ok()).collect();
    let done = app.store.enrol(owner, class, &good).await?.ok_or(Error::NotFound)?;
    let mut invitations = Vec::new();
    let mut done = done.into_iter();
    let mut lines = Vec::with_capacity(roster.entries.len());
    for entry in &roster.entries {
        let (state, kind, why) = match &entry.line {
            Err(why) => ("refused", "bad", why.clone()),
            Ok(line) => match done.next() {
                Some(Enrolment::Added) => ("added", "good", "They have an account.".to_owned()),
                Some(Enrolment::AlreadyThere) => ("already there", "", String::new()),
                Some(Enrolment::Invited(token)) => {
                    invitations.push(Invitation::new(&app, line.name.clone(), line.email.clone(), &token));
                    ("invited", "accent", "They set a password by their link first.".to_owned())
                }
                Some(Enrolment::InvitedElsewhere) => (
                    "added",
                    "warn",
                    "Somebody else made their account, and it has no password yet. Who invited them, or an administrator, \
                     can give them a link."
                        .to_owned(),
                ),
                None => continue,
            },
        };
        lines.push(Told { line: entry.number, who: entry.who(), state, kind, why });
    }
    let refused = lines.iter().filter(|line| line.state == "refused").count();
    let page = DonePage {
        layout: Layout { path: address(class), ..candidate.layout },
        class: format!("/instructor/classes/{class}"),
        class_name: stored.name,
        summary: summary(&lines),
        download: download(&invitations),
        invitations,
        text: if refused == 0 { String::new() } else { roster.refused() },
        refused,
        lines,
    };
    Ok(Html(page.render()?).into_response())
}

/// The list that was sent: the file if there is one, else what was typed.
async fn sent(mut form: Multipart) -> Result<String, Error> {
    let unreadable = |error: axum::extract::multipart::MultipartError| Error::BadRequest(error.body_text());
    let (mut file, mut typed) = (String::new(), String::new());
    while let Some(field) = form.next_field().await.map_err(unreadable)? {
        let into = match field.name() {
            Some("file") => &mut file,
            Some("text") => &mut typed,
            _ => continue,
        };
        *into = decoded(&field.bytes().await.map_err(unreadable)?);
    }
    Ok(if file.trim().is_empty() { typed } else { file })
}

fn summary(lines: &[Told]) -> String {
    let count = |states: &[&str]| lines.iter().filter(|line| states.contains(&line.state)).count() as i64;
    let mut parts = Vec::new();
    for (states, what) in [
        (&["added", "invited"][..], "added"),
        (&["already there"], "there already"),
        (&["refused"], "refused"),
    ] {
        let count = count(states);
        if count > 0 {
            parts.push(format!("{} {what}", words::counted(count, "person", "people")));
        }
    }
    parts.join(", ")
}

fn address(class: Uuid) -> String {
    format!("/instructor/classes/{class}/roster")
}

fn page(layout: Layout, class: Uuid, class_name: String, text: String, fault: Option<String>) -> RosterPage {
    RosterPage {
        layout: Layout { path: address(class), ..layout },
        class: format!("/instructor/classes/{class}"),
        class_name,
        text,
        fault,
        most_lines: MOST_LINES,
    }
}

impl Entry {
    /// Whom a line is about, as well as it can be told.
    fn who(&self) -> String {
        match &self.line {
            Ok(line) if line.name.is_empty() => line.email.clone(),
            Ok(line) => format!("{} ({})", line.name, line.email),
            Err(_) => self.text.chars().take(120).collect(),
        }
    }
}
