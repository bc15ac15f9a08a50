//! Extractors that refuse in our own words, and the addresses they come from.

use crate::error::Error;
use axum::extract::{FromRequest, FromRequestParts};

/// A part of the address; one that doesn't parse is "not found".
#[derive(Clone, Copy, Debug, FromRequestParts)]
#[from_request(via(axum::extract::Path), rejection(Error))]
pub(crate) struct Path<T>(pub(crate) T);

/// The query.
#[derive(Clone, Copy, Debug, FromRequestParts)]
#[from_request(via(axum::extract::Query), rejection(Error))]
pub(crate) struct Query<T>(pub(crate) T);

/// A JSON body.
#[derive(Clone, Copy, Debug, FromRequest)]
#[from_request(via(axum::Json), rejection(Error))]
pub(crate) struct Json<T>(pub(crate) T);

/// A form; a field may come several times where it is a list.
#[derive(Clone, Copy, Debug, FromRequest)]
#[from_request(via(axum_extra::extract::Form), rejection(Error))]
pub(crate) struct Form<T>(pub(crate) T);

/// A path of this site to go on to, from a form or query. Anything that could lead elsewhere becomes `/`.
pub(crate) fn local_path(next: Option<&str>) -> &str {
    match next {
        Some(path)
            if path.starts_with('/')
                && !path[1..].starts_with(['/', '\\'])
                && path.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\') =>
        {
            path
        }
        _ => "/",
    }
}

/// Encodes a value for use in a query.
pub(crate) fn percent_encode(value: &str) -> String {
    percent_encoding::utf8_percent_encode(value, percent_encoding::NON_ALPHANUMERIC).to_string()
}

#[cfg(test)]
mod tests {
    use super::{local_path, percent_encode};

    #[test]
    fn only_paths_of_this_site_are_followed() {
        for path in ["/", "/history", "/attempts/1?item=2"] {
            assert_eq!(local_path(Some(path)), path);
        }
        for elsewhere in
            ["//evil", "/\\evil", "https:evil", "https://evil", "", "evil", "/a\r\nSet-Cookie: x", "/\t/evil"]
        {
            assert_eq!(local_path(Some(elsewhere)), "/", "{elsewhere:?}");
        }
        assert_eq!(local_path(None), "/");
    }

    #[test]
    fn a_query_value_keeps_its_meaning() {
        assert_eq!(percent_encode("/a?b=c&d=ä"), "%2Fa%3Fb%3Dc%26d%3D%C3%A4");
    }
}
