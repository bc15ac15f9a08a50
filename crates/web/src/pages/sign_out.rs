//! Signing out: the session ends on the server, and the browser forgets what it kept for it.

use crate::error::Error;
use crate::session::SessionToken;
use crate::state::App;
use axum::extract::State;
use axum::response::{AppendHeaders, IntoResponse, Redirect};
use axum_extra::extract::cookie::CookieJar;
use std::sync::Arc;

pub(crate) async fn sign_out(
    State(app): State<Arc<App>>,
    SessionToken(token): SessionToken,
    jar: CookieJar,
) -> Result<impl IntoResponse, Error> {
    if let Some(token) = token {
        app.store.end_session(&token).await?;
    }
    Ok((app.without_session(jar), AppendHeaders([("clear-site-data", "\"storage\"")]), Redirect::to("/")))
}
