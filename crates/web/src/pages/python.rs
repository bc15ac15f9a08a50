//! The files of Python for the browser. Only pages with solved items lead here, and only once somebody runs code.

use crate::error::Error;
use crate::extract::Path;
use crate::python::{FILES, RUN, SCRIPT, WORKER};
use crate::state::App;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use std::sync::Arc;
use tower_http::services::ServeFile;

/// A worker has the policy of its own answer. This one may compile WebAssembly and nothing more: no network (what it needs, the page
/// hands to it), no other worker, no code made of text. So an item's program can't act for the person who runs it.
const WORKER_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'none'; \
     base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The address changes with the content, so what a browser has stays right for ever.
const KEPT: &str = "public, max-age=31536000, immutable";

pub(crate) async fn file(
    State(app): State<Arc<App>>,
    Path((fingerprint, name)): Path<(String, String)>,
    request: Request,
) -> Result<Response, Error> {
    let python =
        app.settings.python.as_ref().filter(|python| python.is(&fingerprint)).ok_or(Error::NotFound)?;
    let text = |kind, text: String| ([(CONTENT_TYPE, kind), (CACHE_CONTROL, KEPT)], text).into_response();
    match name.as_str() {
        "worker.mjs" => {
            let policy = [(CONTENT_SECURITY_POLICY, WORKER_POLICY)];
            Ok((policy, text(SCRIPT, WORKER.to_owned())).into_response())
        }
        "run.py" => Ok(text("text/x-python; charset=utf-8", RUN.to_owned())),
        "lock.json" => Ok(text("application/json", python.lock().to_owned())),
        _ => {
            let (known, kind) = FILES.iter().find(|(known, _)| *known == name).ok_or(Error::NotFound)?;
            let mut file = ServeFile::new(python.path(known)).precompressed_br().precompressed_gzip();
            let mut response = file.try_call(request).await.map_err(|error| {
                tracing::error!(%error, file = known, "a file of Python for the browser can't be read");
                Error::Internal
            })?;
            if response.status().is_success() {
                let headers = response.headers_mut();
                headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
                headers.insert(CACHE_CONTROL, HeaderValue::from_static(KEPT));
            }
            Ok(response.map(Body::new))
        }
    }
}
