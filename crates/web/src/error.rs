//! The one error type of the web: what a person is told when something can't be done.

use axum::extract::rejection::{FormRejection, JsonRejection, PathRejection, QueryRejection};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use invigil_store::StoreError;

/// Why a request wasn't answered as wished.
#[derive(Clone, Debug)]
pub(crate) enum Error {
    /// There is nothing here, or nothing of yours.
    NotFound,
    /// One must be signed in (or have started an exam) first; the path to come back to, where coming back makes sense.
    SignInNeeded(Option<String>),
    /// One's role doesn't allow it.
    Forbidden,
    /// The request can't be understood: why.
    BadRequest(String),
    /// The request is understood and can't be done as things stand: why.
    Conflict(String),
    /// The values make no sense: why.
    Unprocessable(String),
    /// The body is larger than anything that we ask for.
    TooLarge,
    /// The database is out of reach for the moment.
    Unavailable,
    /// Our fault; the log knows more.
    Internal,
}

/// What an error says, left on its response for the layer that writes the page (or JSON, for scripts).
#[derive(Clone, Debug)]
pub(crate) struct Said(pub(crate) String);

impl Error {
    fn status(&self) -> StatusCode {
        match self {
            Error::NotFound => StatusCode::NOT_FOUND,
            Error::SignInNeeded(_) => StatusCode::UNAUTHORIZED,
            Error::Forbidden => StatusCode::FORBIDDEN,
            Error::BadRequest(_) => StatusCode::BAD_REQUEST,
            Error::Conflict(_) => StatusCode::CONFLICT,
            Error::Unprocessable(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Error::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Error::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Error::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        if let Error::SignInNeeded(Some(path)) = &self {
            return Redirect::to(&format!("/sign-in?next={}", crate::extract::percent_encode(path)))
                .into_response();
        }
        let mut response = self.status().into_response();
        if matches!(self, Error::Unavailable) {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("2"));
        }
        if let Error::BadRequest(why) | Error::Conflict(why) | Error::Unprocessable(why) = self {
            response.extensions_mut().insert(Said(why));
        }
        response
    }
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Unavailable(cause) => {
                tracing::warn!(error = %cause, "the database is out of reach");
                Error::Unavailable
            }
            StoreError::Unstorable(_) => Error::Unprocessable(
                "A character with the code 0 isn’t text. Remove it, and send it again.".to_owned(),
            ),
            other => {
                tracing::error!(error = %other, "a request failed");
                Error::Internal
            }
        }
    }
}

impl From<askama::Error> for Error {
    fn from(error: askama::Error) -> Self {
        tracing::error!(%error, "a page couldn't be rendered");
        Error::Internal
    }
}

/// An address that doesn't parse names nothing.
impl From<PathRejection> for Error {
    fn from(_: PathRejection) -> Self {
        Error::NotFound
    }
}

impl From<QueryRejection> for Error {
    fn from(rejection: QueryRejection) -> Self {
        Error::BadRequest(rejection.body_text())
    }
}

impl From<JsonRejection> for Error {
    fn from(rejection: JsonRejection) -> Self {
        match rejection.status() {
            StatusCode::PAYLOAD_TOO_LARGE => Error::TooLarge,
            StatusCode::UNPROCESSABLE_ENTITY => Error::Unprocessable(rejection.body_text()),
            _ => Error::BadRequest(rejection.body_text()),
        }
    }
}

impl From<FormRejection> for Error {
    fn from(rejection: FormRejection) -> Self {
        match rejection.status() {
            StatusCode::PAYLOAD_TOO_LARGE => Error::TooLarge,
            StatusCode::UNPROCESSABLE_ENTITY => Error::Unprocessable(rejection.body_text()),
            _ => Error::BadRequest(rejection.body_text()),
        }
    }
}

impl From<axum_extra::extract::FormRejection> for Error {
    fn from(rejection: axum_extra::extract::FormRejection) -> Self {
        match rejection.status() {
            StatusCode::PAYLOAD_TOO_LARGE => Error::TooLarge,
            _ => Error::BadRequest(rejection.body_text()),
        }
    }
}
