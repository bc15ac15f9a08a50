//! What every response goes through: headers that keep browsers careful, and words for what went wrong.

use crate::error::Said;
use crate::pages::error_page;
use crate::session::bare_layout;
use crate::state::App;
use axum::extract::{Request, State};
use axum::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use axum::http::{Response as HttpResponse, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Json, Response};
use std::sync::Arc;
use tower_http::csrf::ProtectionError;
use tower_http::request_id::{MakeRequestId, RequestId};
use tower_http::trace::MakeSpan;
use uuid::Uuid;

const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
     connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Headers for every response.
pub(crate) async fn careful_headers(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let mut set = |name: HeaderName, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    set(header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY);
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::REFERRER_POLICY, "same-origin");
    set(header::X_FRAME_OPTIONS, "DENY");
    set(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    set(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    set(HeaderName::from_static("permissions-policy"), "camera=(), microphone=(), geolocation=()");
    // What a page shows belongs to one person; the static files say otherwise themselves.
    set(header::CACHE_CONTROL, "no-store");
    if app.settings.public_url.starts_with("https://") {
        set(header::STRICT_TRANSPORT_SECURITY, "max-age=31536000");
    }
    response
}

/// Gives every failure that has no body yet a page, or JSON for scripts.
pub(crate) async fn words_for_failures(request: Request, next: Next) -> Response {
    // Only what a page for a failure would need, since hardly any request fails.
    let cookies: HeaderMap = request
        .headers()
        .get(header::COOKIE)
        .map(|cookies| (header::COOKIE, cookies.clone()))
        .into_iter()
        .collect();
    let uri = request.uri().clone();
    let json = wants_json(request.headers());
    let response = next.run(request).await;
    let status = response.status();
    if !(status.is_client_error() || status.is_server_error()) || has_words(response.headers()) {
        return response;
    }
    let said = match response.extensions().get::<Said>() {
        Some(Said(said)) => Some(said.clone()),
        None if response.extensions().get::<ProtectionError>().is_some() => Some(
            "This form came from another site, so nothing was done. Open the page here and try again."
                .to_owned(),
        ),
        None => None,
    };
    let mut rewritten: Response = if json {
        let message = said.unwrap_or_else(|| error_page::message(status).to_owned());
        (status, Json(serde_json::json!({ "error": error_page::code(status), "message": message })))
            .into_response()
    } else {
        error_page::render(bare_layout(&cookies, &uri), status, said)
            .unwrap_or_else(|_| status.into_response())
    };
    for name in [header::RETRY_AFTER, header::ALLOW] {
        if let Some(value) = response.headers().get(&name) {
            rewritten.headers_mut().insert(name, value.clone());
        }
    }
    rewritten
}

/// Whether a script asks, which stays on its page.
pub(crate) fn wants_json(headers: &HeaderMap) -> bool {
    headers.get(header::ACCEPT).is_some_and(|accept| accept.as_bytes().starts_with(b"application/json"))
}

/// Whether a response says something itself. The plain lines of libraries don't count.
fn has_words(headers: &HeaderMap) -> bool {
    headers.get(header::CONTENT_TYPE).is_some_and(|kind| !kind.as_bytes().starts_with(b"text/plain"))
}

/// The plain answer to a panic; [`words_for_failures`] writes the page.
pub(crate) fn after_panic(cause: Box<dyn std::any::Any + Send + 'static>) -> HttpResponse<axum::body::Body> {
    let cause = cause
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| cause.downcast_ref::<&str>().copied())
        .unwrap_or("no message");
    tracing::error!(cause, "a handler panicked");
    StatusCode::INTERNAL_SERVER_ERROR.into_response()
}

/// Takes a request id that came from outside away: ours are ours.
pub(crate) async fn no_foreign_request_id(mut request: Request, next: Next) -> Response {
    request.headers_mut().remove("x-request-id");
    next.run(request).await
}

/// Makes request ids that sort by time.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RequestIds;

impl MakeRequestId for RequestIds {
    fn make_request_id<B>(&mut self, _: &axum::http::Request<B>) -> Option<RequestId> {
        HeaderValue::from_str(&Uuid::now_v7().to_string()).ok().map(RequestId::new)
    }
}

/// The span of a request in the log: its id, method and route. The path itself stays out, as it may hold a one-time link.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RequestSpan;

impl<B> MakeSpan<B> for RequestSpan {
    fn make_span(&mut self, request: &axum::http::Request<B>) -> tracing::Span {
        let id = request.headers().get("x-request-id").and_then(|id| id.to_str().ok()).unwrap_or_default();
        let route = request
            .extensions()
            .get::<axum::extract::MatchedPath>()
            .map_or("(no route)", axum::extract::MatchedPath::as_str);
        tracing::info_span!("request", id, method = %request.method(), route)
    }
}
