//! What a person sees when something can't be done: what happened, and a way on.

use crate::error::Error;
use crate::layout::Layout;
use askama::Template;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage {
    layout: Layout,
    status: u16,
    heading: &'static str,
    message: String,
    /// Where to go from here: address and label, the best first.
    ways: Vec<(&'static str, &'static str)>,
}

/// The page for a failure; `said` is more exact than what the status alone tells.
pub(crate) fn render(layout: Layout, status: StatusCode, said: Option<String>) -> Result<Response, Error> {
    let page = ErrorPage {
        ways: ways(status),
        layout,
        status: status.as_u16(),
        heading: heading(status),
        message: said.unwrap_or_else(|| message(status).to_owned()),
    };
    Ok((status, Html(page.render()?)).into_response())
}

/// A short name for scripts.
pub(crate) fn code(status: StatusCode) -> &'static str {
    match status {
        StatusCode::UNAUTHORIZED => "sign-in-needed",
        StatusCode::FORBIDDEN => "forbidden",
        StatusCode::NOT_FOUND => "not-found",
        StatusCode::METHOD_NOT_ALLOWED => "method-not-allowed",
        StatusCode::CONFLICT => "conflict",
        StatusCode::PAYLOAD_TOO_LARGE => "too-large",
        StatusCode::UNPROCESSABLE_ENTITY => "unprocessable",
        StatusCode::TOO_MANY_REQUESTS => "too-many-requests",
        StatusCode::SERVICE_UNAVAILABLE => "unavailable",
        status if status.is_client_error() => "bad-request",
        _ => "internal",
    }
}

fn heading(status: StatusCode) -> &'static str {
    match status {
        StatusCode::UNAUTHORIZED => "Please sign in first",
        StatusCode::FORBIDDEN => "This isn’t open to you",
        StatusCode::NOT_FOUND => "There is nothing here",
        StatusCode::METHOD_NOT_ALLOWED => "That can’t be done here",
        StatusCode::CONFLICT => "Things have changed",
        StatusCode::PAYLOAD_TOO_LARGE => "That was too much at once",
        StatusCode::UNPROCESSABLE_ENTITY => "Something doesn’t fit",
        StatusCode::TOO_MANY_REQUESTS => "A moment, please",
        StatusCode::SERVICE_UNAVAILABLE => "Back in a moment",
        status if status.is_client_error() => "We couldn’t read that",
        _ => "Something went wrong on our side",
    }
}

/// What the status alone tells.
pub(crate) fn message(status: StatusCode) -> &'static str {
    match status {
        StatusCode::UNAUTHORIZED => "This page belongs to somebody; sign in, or start an exam as a guest.",
        StatusCode::FORBIDDEN => {
            "Your account isn’t allowed to do this. If it should be, ask an administrator."
        }
        StatusCode::NOT_FOUND => {
            "The address may be mistyped or out of date, or the page belongs to somebody else."
        }
        StatusCode::METHOD_NOT_ALLOWED => {
            "This address doesn’t take what was sent. Go back and use the page’s own buttons."
        }
        StatusCode::CONFLICT => {
            "What you wanted to change was changed in the meantime. Go back, reload and look again."
        }
        StatusCode::PAYLOAD_TOO_LARGE => {
            "What was sent is larger than anything we ask for. Shorten it and send it again."
        }
        StatusCode::UNPROCESSABLE_ENTITY => {
            "A value that was sent makes no sense here. Go back, check the form and send it again."
        }
        StatusCode::TOO_MANY_REQUESTS => "That was a lot in a short time. Wait a little and try again.",
        StatusCode::SERVICE_UNAVAILABLE => {
            "The database can’t be reached right now. Nothing that was saved is lost, and a running exam keeps its answers. Try again in a few seconds."
        }
        status if status.is_client_error() => "The request was incomplete or mangled. Go back and try again.",
        _ => {
            "It isn’t your doing, and nothing that was saved is lost. Try again; if it stays, tell whoever runs this site."
        }
    }
}

fn ways(status: StatusCode) -> Vec<(&'static str, &'static str)> {
    match status {
        StatusCode::UNAUTHORIZED => vec![("/sign-in", "Sign in"), ("/", "See the exams")],
        StatusCode::SERVICE_UNAVAILABLE => vec![("", "Try again"), ("/", "To the first page")],
        status if status.is_server_error() => vec![("/", "To the first page"), ("/history", "Your history")],
        _ => vec![("/", "See the exams"), ("/history", "Your history")],
    }
}

#[cfg(test)]
mod tests {
    use super::{code, heading, message, render};
    use crate::layout::Layout;
    use axum::http::StatusCode;

    #[tokio::test]
    async fn every_failure_has_words_and_a_way_on() {
        let statuses = (400..600).filter_map(|status| StatusCode::from_u16(status).ok());
        for status in statuses {
            assert!(!code(status).is_empty() && !heading(status).is_empty() && !message(status).is_empty());
            let response = render(Layout::default(), status, None).unwrap();
            assert_eq!(response.status(), status);
            let body = axum::body::to_bytes(response.into_body(), 1 << 20).await.unwrap();
            let page = String::from_utf8(body.to_vec()).unwrap();
            assert_eq!(page.matches("<h1").count(), 1, "{status}");
            assert!(page.contains("class=\"button primary\""), "{status}: no way on");
        }
    }

    #[tokio::test]
    async fn what_was_said_is_text_and_no_markup() {
        let said = Some("<script>alert(1)</script>".to_owned());
        let response = render(Layout::default(), StatusCode::BAD_REQUEST, said).unwrap();
        let body = axum::body::to_bytes(response.into_body(), 1 << 20).await.unwrap();
        assert!(!String::from_utf8(body.to_vec()).unwrap().contains("<script>alert"));
    }
}
