//! The colours, chosen by hand: a cookie, so that the first byte of a page knows them.

use crate::extract::{Form, local_path};
use crate::layout::Theme;
use crate::session::THEME_COOKIE;
use axum::response::{IntoResponse, Redirect};
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use serde::Deserialize;

/// The switch in the footer.
#[derive(Deserialize)]
pub(crate) struct ThemeForm {
    /// `light`, `dark`, or anything else for the system's preference.
    #[serde(default)]
    theme: String,
    #[serde(default)]
    back: String,
}

pub(crate) async fn choose(jar: CookieJar, Form(form): Form<ThemeForm>) -> impl IntoResponse {
    let jar = match Theme::from_name(&form.theme) {
        Some(theme) => jar.add(
            Cookie::build((THEME_COOKIE, theme.name()))
                .path("/")
                .same_site(SameSite::Lax)
                .http_only(true)
                .max_age(time::Duration::days(400))
                .build(),
        ),
        None => jar.remove(Cookie::build((THEME_COOKIE, "")).path("/").build()),
    };
    (jar, Redirect::to(local_path(Some(&form.back))))
}
