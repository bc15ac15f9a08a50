//! Uploading a file into a bank.

use super::bank_for;
use crate::error::Error;
use crate::extract::Path;
use crate::forms::unseen;
use crate::layout::Layout;
use crate::readers::{self, HELD};
use crate::session::Instructor;
use crate::state::App;
use crate::words;
use askama::Template;
use axum::extract::{FromRequest, Multipart, Request, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use invigil_bank::import::Limits;
use invigil_store::BankAccess;
use std::sync::Arc;
use std::time::Duration;
use uuid::Uuid;

/// The largest file that is read, in bytes.
pub(super) fn largest_file() -> usize {
    Limits::default().file_bytes
}

/// The largest body that is received, in bytes. Of a file that is too large nothing is kept; it is received all the same, because
/// browsers show an answer only to what they could send. Beyond this, they don't get to see why.
pub(crate) const LARGEST_BODY: usize = 250_000_000;

/// The most characters of a file's name.
const LONGEST_NAME: usize = 200;

/// How long an upload waits for its reading before it shows the page that does: most files are read by then.
const PATIENCE: Duration = Duration::from_millis(900);

/// How long a file may take to arrive: the largest one at about a megabit a second. It holds a place all the while.
const SLOWEST: Duration = Duration::from_secs(10 * 60);

#[derive(Template)]
#[template(path = "banks/upload.html")]
struct UploadPage {
    layout: Layout,
    bank: Uuid,
    bank_name: String,
    /// The largest file, in bytes.
    largest: usize,
    /// What is wrong with what was sent.
    fault: Option<String>,
}

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    Instructor(candidate): Instructor,
    Path(bank): Path<Uuid>,
) -> Result<Response, Error> {
    let bank = bank_for(&app, candidate.session.person.id, bank, BankAccess::Edit).await?;
    page(candidate.layout, bank.id, bank.name, StatusCode::OK, None)
}

pub(crate) async fn send(
    State(app): State<Arc<App>>,
    Instructor(candidate): Instructor,
    Path(bank): Path<Uuid>,
    request: Request,
) -> Result<Response, Error> {
    let person = candidate.session.person.id;
    let bank = bank_for(&app, person, bank, BankAccess::Edit).await?;
    let refused = |status, why| page(candidate.layout.clone(), bank.id, bank.name.clone(), status, Some(why));
    let Some(place) = app.readers.place() else {
        let why = format!("{HELD} other files are being read at this moment. Send yours again in a minute.");
        return refused(StatusCode::SERVICE_UNAVAILABLE, why);
    };
    let received = tokio::time::timeout(SLOWEST, file(request)).await.unwrap_or(Err(Fault::Slow));
    let (name, bytes) = match received {
        Ok(file) => file,
        Err(fault) => {
            let (status, why) = fault.words();
            return refused(status, why);
        }
    };
    let import = app.store.begin_import(person, bank.id, &name).await?.ok_or(Error::NotFound)?;
    let reading = readers::start(app.clone(), import, name, bytes, place);
    // Whether it is done or not, the next page says what there is.
    let _ = tokio::time::timeout(PATIENCE, reading).await;
    Ok(Redirect::to(&format!("/instructor/imports/{import}")).into_response())
}

/// Why there is no file to read.
enum Fault {
    /// None was chosen.
    None,
    /// It has no content.
    Empty,
    /// It is larger than we read: its size in bytes.
    TooLarge(usize),
    /// It isn't there as a whole.
    Broken,
    /// It takes too long to arrive.
    Slow,
}

impl Fault {
    fn words(self) -> (StatusCode, String) {
        match self {
            Fault::None => (StatusCode::UNPROCESSABLE_ENTITY, "Choose a file first.".to_owned()),
            Fault::Empty => (
                StatusCode::UNPROCESSABLE_ENTITY,
                "This file is empty; export it anew, or choose another.".to_owned(),
            ),
            Fault::TooLarge(size) => (
                StatusCode::PAYLOAD_TOO_LARGE,
                format!(
                    "This file has {}, and {} is the most that is read at once. Export it in parts, by category for example.",
                    words::megabytes(size),
                    words::megabytes(largest_file())
                ),
            ),
            Fault::Broken => {
                (StatusCode::BAD_REQUEST, "The file didn’t arrive whole. Send it again.".to_owned())
            }
            Fault::Slow => (
                StatusCode::REQUEST_TIMEOUT,
                "The file took more than ten minutes to arrive. Send it from a faster connection, or in parts."
                    .to_owned(),
            ),
        }
    }
}

/// The name and the bytes of the file in a form. The rest of the form is received too, so that the browser hears the answer.
async fn file(request: Request) -> Result<(String, Vec<u8>), Fault> {
    let mut form = Multipart::from_request(request, &()).await.map_err(|_| Fault::None)?;
    let mut found = None;
    while let Some(mut field) = form.next_field().await.map_err(|_| Fault::Broken)? {
        if field.name() != Some("file") || found.is_some() {
            continue;
        }
        let name = tidy(field.file_name().unwrap_or_default());
        let (mut bytes, mut size, largest) = (Vec::new(), 0, largest_file());
        while let Some(chunk) = field.chunk().await.map_err(|_| Fault::Broken)? {
            size += chunk.len();
            if size <= largest {
                bytes.extend_from_slice(&chunk);
            } else {
                bytes = Vec::new();
            }
        }
        found = Some((name, bytes, size));
    }
    match found {
        None => Err(Fault::None),
        Some((name, _, 0)) if name.is_empty() => Err(Fault::None),
        Some((_, _, 0)) => Err(Fault::Empty),
        Some((_, _, size)) if size > largest_file() => Err(Fault::TooLarge(size)),
        Some((name, bytes, _)) => Ok((if name.is_empty() { "file".to_owned() } else { name }, bytes)),
    }
}

/// The name of a file without folders and without what no name should have.
fn tidy(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    last.chars()
        .filter(|character| !unseen(*character))
        .take(LONGEST_NAME)
        .collect::<String>()
        .trim()
        .to_owned()
}

fn page(
    layout: Layout,
    bank: Uuid,
    bank_name: String,
    status: StatusCode,
    fault: Option<String>,
) -> Result<Response, Error> {
    let page = UploadPage { layout, bank, bank_name, largest: largest_file(), fault };
    Ok((status, Html(page.render()?)).into_response())
}

#[cfg(test)]
mod tests {
    use super::tidy;

    #[test]
    fn a_file_name_is_its_last_part() {
        assert_eq!(tidy("C:\\Users\\ada\\quiz.xml"), "quiz.xml");
        assert_eq!(tidy("../../etc/passwd\0"), "passwd");
        assert_eq!(tidy(&"ä".repeat(300)).chars().count(), 200);
        assert_eq!(tidy("a/"), "");
    }
}
