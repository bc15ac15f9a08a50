//! The pictures of items.

use crate::error::Error;
use crate::extract::Path;
use crate::markup;
use crate::session::Candidate;
use crate::state::App;
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use std::sync::Arc;

/// A picture is called after its content, so what a browser has under its name stays right for ever; and as it comes from people
/// we don't know, a browser may do nothing with it but show it.
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    _: Candidate,
    Path(name): Path<String>,
) -> Result<Response, Error> {
    if !markup::is_picture_name(&name) {
        return Err(Error::NotFound);
    }
    let kind = if name.ends_with(".png") { "image/png" } else { "image/jpeg" };
    let bytes = app.store.image(&name).await?.ok_or(Error::NotFound)?;
    let headers = [
        (CONTENT_TYPE, kind),
        (CACHE_CONTROL, "private, max-age=31536000, immutable"),
        (CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"),
    ];
    Ok((headers, bytes).into_response())
}
