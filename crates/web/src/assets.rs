//! Static files: in the binary, under names that carry a hash of the content, so that browsers may keep them for ever.

use axum::Router;
use axum::http::HeaderValue;
use axum::http::header::CONTENT_TYPE;
use axum::middleware::map_response;
use axum::response::Response;
use memory_serve::{CacheControl, Manifest, MemoryServe};
use std::sync::LazyLock;

fn files() -> MemoryServe {
    memory_serve::load!()
        .index_file(None)
        .enable_hashed_routes(true)
        .enable_brotli(true)
        .enable_gzip(true)
        // The plain name is for people who type it; pages only name the hashed one.
        .cache_control(CacheControl::NoCache)
}

static MANIFEST: LazyLock<Manifest> = LazyLock::new(|| files().manifest());

/// The address of a file under `static/`, for templates: `url("base.css")` is `/static/base.3f9a1c2b7d84e6a0.css`.
///
/// A name that doesn't exist gives its plain address, and a test walks every name that the templates use.
pub(crate) fn url(name: &str) -> String {
    let route = format!("/{name}");
    format!("/static{}", MANIFEST.get(&route).unwrap_or(&route))
}

/// Built once in a process, however many servers run in it: what it compresses and unpacks is kept for ever.
static FILES: LazyLock<Router> = LazyLock::new(|| files().into_router().layer(map_response(with_charset)));

/// Serves the files below `/static`.
pub(crate) fn router<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().nest_service("/static", FILES.clone())
}

/// Text without its encoding is a guess for the browser.
async fn with_charset(mut response: Response) -> Response {
    if let Some(kind) = response.headers_mut().get_mut(CONTENT_TYPE)
        && let Ok(text) = kind.to_str()
        && text.starts_with("text/")
        && !text.contains("charset")
        && let Ok(whole) = HeaderValue::from_str(&format!("{text}; charset=utf-8"))
    {
        *kind = whole;
    }
    response
}

#[cfg(test)]
mod tests {
    use super::{MANIFEST, url};

    #[test]
    fn a_file_has_its_hash_in_its_name() {
        let address = url("base.css");
        let hash = address.strip_prefix("/static/base.").and_then(|rest| rest.strip_suffix(".css"));
        assert!(hash.is_some_and(|hash| hash.len() >= 8), "{address}");
    }

    #[test]
    fn every_file_that_a_template_names_exists() {
        let mut folders = vec![std::path::PathBuf::from("../../templates")];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                let text = std::fs::read_to_string(&path).unwrap();
                for name in text.split("file(\"").skip(1).filter_map(|rest| rest.split('"').next()) {
                    assert!(MANIFEST.get(&format!("/{name}")).is_some(), "{}: {name}", path.display());
                }
            }
        }
    }
}
