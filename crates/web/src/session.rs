//! Who is asking: extractors for each kind of person. A handler that takes none of them is open to all; the route table says
//! which ones are, and a test walks every route as everybody.

use crate::error::Error;
use crate::layout::{Layout, PersonView, Theme};
use crate::state::App;
use axum::extract::{FromRef, FromRequestParts};
use axum::http::{HeaderMap, Method, Uri, request::Parts};
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use invigil_store::secret::{Token, TokenHash};
use invigil_store::{Role, Session};
use std::convert::Infallible;
use std::sync::Arc;
use uuid::Uuid;

/// The cookie of the colours chosen by hand.
pub(crate) const THEME_COOKIE: &str = "theme";

impl App {
    /// The session cookie's name. Browsers hold the prefix `__Host-` to: secure, this host only, whole site.
    pub(crate) fn session_cookie(&self) -> &'static str {
        if self.secure() { "__Host-invigil" } else { "invigil" }
    }

    /// The cookie that carries a session for as long as a browser keeps one; the session itself ends sooner.
    pub(crate) fn with_session(&self, jar: CookieJar, token: &Token) -> CookieJar {
        jar.add(
            Cookie::build((self.session_cookie(), token.reveal()))
                .path("/")
                .http_only(true)
                .secure(self.secure())
                .same_site(SameSite::Lax)
                .max_age(time::Duration::days(400))
                .build(),
        )
    }

    /// Takes the session's cookie away.
    pub(crate) fn without_session(&self, jar: CookieJar) -> CookieJar {
        let gone = Cookie::build((self.session_cookie(), "")).path("/").secure(self.secure()).http_only(true);
        jar.remove(gone.build())
    }
}

/// The hash of the session token that a request carries, whether or not it is alive.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SessionToken(pub(crate) Option<TokenHash>);

impl<S: Send + Sync> FromRequestParts<S> for SessionToken
where
    Arc<App>: FromRef<S>,
{
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        let app = Arc::from_ref(state);
        let jar = CookieJar::from_headers(&parts.headers);
        Ok(SessionToken(
            jar.get(app.session_cookie())
                .and_then(|cookie| Token::parse(cookie.value()))
                .map(|token| token.hash()),
        ))
    }
}

/// Anybody, known or not.
#[derive(Clone, Debug)]
pub(crate) struct Visitor {
    /// Their session, if they have one.
    pub(crate) session: Option<Session>,
    /// The frame of the page.
    pub(crate) layout: Layout,
}

impl Visitor {
    /// The person's id, guest or account.
    pub(crate) fn person(&self) -> Option<Uuid> {
        self.session.as_ref().map(|session| session.person.id)
    }

    /// The id of a guest; `None` for others.
    pub(crate) fn guest(&self) -> Option<Uuid> {
        self.session
            .as_ref()
            .filter(|session| session.person.email.is_none())
            .map(|session| session.person.id)
    }
}

/// The frame of a page for somebody whom we needn't know: colours and path.
pub(crate) fn bare_layout(headers: &HeaderMap, uri: &Uri) -> Layout {
    let jar = CookieJar::from_headers(headers);
    let theme = jar.get(THEME_COOKIE).and_then(|cookie| Theme::from_name(cookie.value()));
    let path = uri.path_and_query().map_or("/", |path| path.as_str()).to_owned();
    Layout { person: None, theme, path, python: None }
}

impl<S: Send + Sync> FromRequestParts<S> for Visitor
where
    Arc<App>: FromRef<S>,
{
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        let app = Arc::<App>::from_ref(state);
        let Ok(SessionToken(token)) = SessionToken::from_request_parts(parts, state).await;
        let session = match token {
            Some(token) => app.store.session(&token).await?,
            None => None,
        };
        let mut layout = bare_layout(&parts.headers, &parts.uri);
        layout.person = session.as_ref().map(|session| PersonView {
            name: session.person.name.clone(),
            role: session.person.role,
            guest: session.person.email.is_none(),
        });
        layout.python.clone_from(&app.settings.python);
        Ok(Visitor { session, layout })
    }
}

/// Somebody with a session: a guest who started an exam, or an account.
#[derive(Clone, Debug)]
pub(crate) struct Candidate {
    /// The session.
    pub(crate) session: Session,
    /// The frame of the page.
    pub(crate) layout: Layout,
}

/// Somebody with an account.
#[derive(Clone, Debug)]
pub(crate) struct Account(pub(crate) Candidate);

/// Somebody who may see banks with their keys.
#[derive(Clone, Debug)]
pub(crate) struct Instructor(pub(crate) Candidate);

/// Somebody who may manage people.
#[derive(Clone, Debug)]
pub(crate) struct Administrator(pub(crate) Candidate);

async fn candidate<S: Send + Sync>(parts: &mut Parts, state: &S) -> Result<Candidate, Error>
where
    Arc<App>: FromRef<S>,
{
    let visitor = Visitor::from_request_parts(parts, state).await?;
    match visitor.session {
        Some(session) => Ok(Candidate { session, layout: visitor.layout }),
        None => Err(sign_in_needed(parts, &visitor.layout)),
    }
}

/// Pages are come back to after signing in; what a script or form sent can't be.
fn sign_in_needed(parts: &Parts, layout: &Layout) -> Error {
    let wants_page = parts
        .headers
        .get(axum::http::header::ACCEPT)
        .is_none_or(|accept| !accept.as_bytes().starts_with(b"application/json"));
    Error::SignInNeeded((parts.method == Method::GET && wants_page).then(|| layout.path.clone()))
}

async fn with_role<S: Send + Sync>(parts: &mut Parts, state: &S, least: Role) -> Result<Candidate, Error>
where
    Arc<App>: FromRef<S>,
{
    let candidate = candidate(parts, state).await?;
    let person = &candidate.session.person;
    if person.email.is_none() {
        return Err(sign_in_needed(parts, &candidate.layout));
    }
    if person.role < least {
        tracing::warn!(person = %person.id, path = %parts.uri.path(), needed = least.name(), "access refused");
        return Err(Error::Forbidden);
    }
    Ok(candidate)
}

impl<S: Send + Sync> FromRequestParts<S> for Candidate
where
    Arc<App>: FromRef<S>,
{
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        candidate(parts, state).await
    }
}

/// Makes an extractor of whoever has an account with at least this role.
macro_rules! extract_with_role {
    ($extractor:ident, $least:expr) => {
        impl<S: Send + Sync> FromRequestParts<S> for $extractor
        where
            Arc<App>: FromRef<S>,
        {
            type Rejection = Error;

            async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
                with_role(parts, state, $least).await.map($extractor)
            }
        }
    };
}

extract_with_role!(Account, Role::Candidate);
extract_with_role!(Instructor, Role::Instructor);
extract_with_role!(Administrator, Role::Administrator);
