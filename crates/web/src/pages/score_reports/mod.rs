//! Score reports: one's own as a page and as a PDF, making one public and withdrawing it, and what anybody sees of a public one.

pub(crate) mod own;
pub(crate) mod verify;
mod view;

use crate::error::Error;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use invigil_report::{About, PublicKey, Publication, SIGNATURE_LENGTH, Statement};

/// A public report's address.
fn link(platform: &str, token: &str) -> String {
    format!("{platform}/verify/{token}")
}

/// The file's name: `pcap-score-report`.
fn file_name(about: &About) -> String {
    let certification = match about {
        About::Exam(exam) => &exam.certification,
        About::Recognition(recognition) => &recognition.certification,
    };
    let name: String = certification
        .chars()
        .map(|letter| if letter.is_ascii_alphanumeric() { letter.to_ascii_lowercase() } else { '-' })
        .take(60)
        .collect();
    format!("{name}-score-report")
}

/// What of a signed report goes onto its page on paper.
struct Signed {
    link: String,
    key: PublicKey,
    signature: [u8; SIGNATURE_LENGTH],
    signed_at: String,
}

/// The report as a PDF to download. It is drawn beside everything else, since it takes longer than a page.
async fn pdf(about: About, holder: Option<String>, signed: Option<Signed>) -> Result<Response, Error> {
    let name = file_name(&about);
    let drawing = tokio::task::spawn_blocking(move || {
        let key = signed.as_ref().map(|signed| signed.key.id()).unwrap_or_default();
        let publication = signed.as_ref().map(|signed| Publication {
            link: &signed.link,
            signed_at: &signed.signed_at,
            key: &key,
            signature: &signed.signature,
        });
        invigil_report::document(&about, holder.as_deref(), publication)
    });
    let drawn = drawing.await.map_err(|error| {
        tracing::error!(%error, "drawing a score report ended");
        Error::Internal
    })?;
    let bytes = drawn.map_err(|error| {
        tracing::error!(%error, "a score report can't be drawn");
        Error::Internal
    })?;
    Ok(download(&format!("{name}.pdf"), "application/pdf", bytes))
}

/// A file under a name that we make.
fn download(name: &str, kind: &'static str, bytes: Vec<u8>) -> Response {
    let disposition = HeaderValue::try_from(format!("attachment; filename=\"{name}\""))
        .unwrap_or(HeaderValue::from_static("attachment"));
    let headers =
        [(header::CONTENT_TYPE, HeaderValue::from_static(kind)), (header::CONTENT_DISPOSITION, disposition)];
    (headers, bytes).into_response()
}

/// What we signed, read again.
fn read(statement: &str) -> Result<Statement, Error> {
    Statement::read(statement).map_err(|error| {
        tracing::error!(%error, "a signed statement can't be read");
        Error::Internal
    })
}
