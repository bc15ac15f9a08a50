//! For those who watch the server: is it alive, and can it work?

use crate::error::Error;
use crate::state::App;
use axum::extract::State;
use std::sync::Arc;

/// The process answers.
pub(crate) async fn alive() -> &'static str {
    "alive\n"
}

/// The process answers and reaches its database.
pub(crate) async fn ready(State(app): State<Arc<App>>) -> Result<&'static str, Error> {
    app.store.ready().await?;
    Ok("ready\n")
}
