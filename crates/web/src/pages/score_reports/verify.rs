//! What anybody sees of a public report: what was signed, and whether the signature holds.

use super::view::{Kind, ReportView, moment};
use super::{Signed, download, link, pdf, read};
use crate::error::Error;
use crate::extract::{Path, Query};
use crate::forms::{Field, focused};
use crate::layout::Layout;
use crate::session::Visitor;
use crate::state::App;
use crate::words::{self, When};
use askama::Template;
use axum::extract::State;
use axum::http::{HeaderName, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use invigil_exam::Score;
use invigil_report::{About, Statement};
use invigil_store::{PublicReport, PublishedReport};
use serde::Deserialize;
use std::sync::Arc;

/// Search engines leave these pages out, however they come across them.
const NOINDEX: (HeaderName, &str) = (HeaderName::from_static("x-robots-tag"), "noindex, nofollow");

#[derive(Template)]
#[template(path = "score-reports/verify.html")]
struct VerifyPage {
    layout: Layout,
    fields: Vec<Field>,
}

#[derive(Template)]
#[template(path = "score-reports/public.html")]
struct PublicPage {
    layout: Layout,
    report: ReportView,
    address: String,
    link: String,
    signed: When,
    key: String,
    signature: String,
    platform: String,
    id: String,
    /// The score and verdict that it has now, where that isn't what was signed.
    corrected: Option<(String, bool)>,
}

#[derive(Template)]
#[template(path = "score-reports/broken.html")]
struct BrokenPage {
    layout: Layout,
}

#[derive(Template)]
#[template(path = "score-reports/withdrawn.html")]
struct WithdrawnPage {
    layout: Layout,
}

/// A link, or what it ends with.
#[derive(Deserialize)]
pub(crate) struct Typed {
    report: Option<String>,
}

/// Asks for a link.
pub(crate) async fn ask(visitor: Visitor, Query(query): Query<Typed>) -> Result<Response, Error> {
    let Some(typed) = query.report else {
        return asked(visitor.layout, StatusCode::OK, "", None);
    };
    let end = typed.trim().trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    let end = end.split(['?', '#']).next().unwrap_or_default().to_ascii_lowercase();
    if end.is_empty() || end.len() > 64 || !end.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        let fault = "This isn’t the link of a report: it ends with 32 digits and letters from a to f.";
        return asked(visitor.layout, StatusCode::UNPROCESSABLE_ENTITY, &typed, Some(fault));
    }
    Ok(axum::response::Redirect::to(&format!("/verify/{end}")).into_response())
}

fn asked(layout: Layout, status: StatusCode, typed: &str, fault: Option<&str>) -> Result<Response, Error> {
    let typed: String = typed.chars().take(300).collect();
    let field = Field {
        hint: "The whole link, or the 32 digits and letters that it ends with.".to_owned(),
        ..Field::text("report", "Link of the report", "off", &typed)
    };
    let layout = Layout { path: "/verify".to_owned(), ..layout };
    let page = VerifyPage { layout, fields: focused(vec![field.with_error(fault)]) };
    Ok((status, [NOINDEX], Html(page.render()?)).into_response())
}

/// A report whose signature is right.
struct Verified {
    report: PublishedReport,
    statement: Statement,
    /// The attempt's score and verdict as they are now.
    present: Option<(Score, bool)>,
}

/// What a public address leads to, held against the signature.
enum Found {
    Unknown,
    Withdrawn,
    /// What is stored isn't what was signed.
    Broken,
    Valid(Box<Verified>),
}

async fn find(app: &App, token: &str) -> Result<Found, Error> {
    let (report, present) = match app.store.public_report(token).await? {
        None => return Ok(Found::Unknown),
        Some(PublicReport::Withdrawn) => return Ok(Found::Withdrawn),
        Some(PublicReport::Standing { report, present }) => (report, present),
    };
    if !report.key.verifies(&report.statement, &report.signature) {
        tracing::error!(report = %report.id, "a score report isn't what was signed");
        return Ok(Found::Broken);
    }
    let statement = read(&report.statement)?;
    // A signature is of one report; another's address doesn't get it.
    if statement.id != report.id.to_string() {
        tracing::error!(report = %report.id, "a score report has another's statement");
        return Ok(Found::Broken);
    }
    Ok(Found::Valid(Box::new(Verified { report: *report, statement, present })))
}

/// What isn't valid, as a page.
fn refused(layout: Layout, found: &Found) -> Result<Response, Error> {
    match found {
        Found::Withdrawn => {
            Ok((StatusCode::GONE, [NOINDEX], Html(WithdrawnPage { layout }.render()?)).into_response())
        }
        Found::Broken => {
            Ok((StatusCode::CONFLICT, [NOINDEX], Html(BrokenPage { layout }.render()?)).into_response())
        }
        Found::Unknown | Found::Valid(_) => {
            let fault = "No report has this link. Look whether all of it is there.";
            asked(layout, StatusCode::NOT_FOUND, "", Some(fault))
        }
    }
}

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(token): Path<String>,
) -> Result<Response, Error> {
    let found = find(&app, &token).await?;
    let Found::Valid(valid) = found else { return refused(visitor.layout, &found) };
    let Verified { report, statement, present } = *valid;
    let signed_score = match &statement.about {
        About::Exam(exam) => Some((exam.score.score(), exam.passed)),
        About::Recognition(_) => None,
    };
    let corrected = present
        .filter(|present| signed_score.as_ref() != Some(present))
        .map(|(score, passed)| (words::percent(score), passed));
    let page = PublicPage {
        layout: visitor.layout,
        report: ReportView::new(&statement.about, statement.holder.as_deref()),
        address: format!("/verify/{token}"),
        link: link(&app.settings.public_url, &token),
        signed: When::new(moment(&statement.signed_at)),
        key: report.key.id(),
        signature: report.signature.iter().map(|byte| format!("{byte:02x}")).collect(),
        platform: statement.platform,
        id: statement.id,
        corrected,
    };
    Ok(([NOINDEX], Html(page.render()?)).into_response())
}

pub(crate) async fn report_pdf(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(token): Path<String>,
) -> Result<Response, Error> {
    let found = find(&app, &token).await?;
    let Found::Valid(valid) = found else { return refused(visitor.layout, &found) };
    let Verified { report, statement, .. } = *valid;
    let signed = Signed {
        link: link(&app.settings.public_url, &token),
        key: report.key,
        signature: report.signature,
        signed_at: statement.signed_at,
    };
    let file = pdf(statement.about, statement.holder, Some(signed)).await?;
    Ok(([NOINDEX], file).into_response())
}

/// What was signed, byte by byte.
pub(crate) async fn statement(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(token): Path<String>,
) -> Result<Response, Error> {
    let found = find(&app, &token).await?;
    let Found::Valid(valid) = found else { return refused(visitor.layout, &found) };
    let file = download("statement.json", "application/json", valid.report.statement.into_bytes());
    Ok(([NOINDEX], file).into_response())
}

/// The 64 bytes of the signature.
pub(crate) async fn signature(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(token): Path<String>,
) -> Result<Response, Error> {
    let found = find(&app, &token).await?;
    let Found::Valid(valid) = found else { return refused(visitor.layout, &found) };
    let file = download("statement.sig", "application/octet-stream", valid.report.signature.to_vec());
    Ok(([NOINDEX], file).into_response())
}

/// The key that signed it.
pub(crate) async fn key(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(token): Path<String>,
) -> Result<Response, Error> {
    let found = find(&app, &token).await?;
    let Found::Valid(valid) = found else { return refused(visitor.layout, &found) };
    let file = download("key.pem", "application/x-pem-file", valid.report.key.pem().into_bytes());
    Ok(([NOINDEX], file).into_response())
}

/// Every key that we signed with, the newest first.
pub(crate) async fn keys(State(app): State<Arc<App>>) -> Result<Response, Error> {
    let keys = app.store.public_keys().await?;
    let mut text = "Public keys of the score reports signed here (Ed25519), the newest first.\n".to_owned();
    if keys.is_empty() {
        text.push_str("\nNo report was signed yet; the first one makes the first key.\n");
    }
    for (key, made_at) in keys {
        text.push_str(&format!("\nKey {}, since {}\n{}", key.id(), When::date(made_at).plain(), key.pem()));
    }
    Ok(([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], [NOINDEX], text).into_response())
}
