//! Somebody with a cookie jar who asks the router as a browser would, without a socket.

use axum::Router;
use axum::body::{Body, BodyDataStream, to_bytes};
use axum::http::{HeaderMap, Method, Request, Response, StatusCode, header};
use futures_util::StreamExt;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;
use std::collections::BTreeMap;
use tower::ServiceExt;

/// A visitor.
#[derive(Clone, Debug)]
pub struct Visitor {
    router: Router,
    cookies: BTreeMap<String, String>,
}

/// A stream of server-sent events.
#[derive(Debug)]
pub struct Events {
    body: BodyDataStream,
    /// What came and isn't read yet.
    text: String,
}

/// What came back.
#[derive(Clone, Debug)]
pub struct Reply {
    /// The request, for messages.
    pub request: String,
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body as text.
    pub body: String,
    /// The length of the body in bytes, as it was sent.
    pub length: usize,
}

impl Visitor {
    pub(crate) fn new(router: Router) -> Visitor {
        Visitor { router, cookies: BTreeMap::new() }
    }

    /// Asks for a page.
    pub async fn get(&mut self, path: &str) -> Reply {
        self.send(Method::GET, path, &[], Body::empty()).await
    }

    /// Asks for a file and returns its bytes.
    ///
    /// # Panics
    /// If there is none.
    pub async fn bytes(&mut self, path: &str) -> Vec<u8> {
        let response = self.response(Method::GET, path, &[], Body::empty()).await;
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        to_bytes(response.into_body(), 10_000_000).await.expect("the body arrives").to_vec()
    }

    /// Asks for a page and follows redirects, as a browser does.
    pub async fn visit(&mut self, path: &str) -> Reply {
        let mut reply = self.get(path).await;
        for _ in 0..5 {
            let Some(next) = reply.location() else { break };
            reply = self.get(&next).await;
        }
        reply
    }

    /// Sends a form.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Reply {
        let encode = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
        let body: Vec<String> =
            fields.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
        let headers = [(header::CONTENT_TYPE.as_str(), "application/x-www-form-urlencoded")];
        self.send(Method::POST, path, &headers, Body::from(body.join("&"))).await
    }

    /// Sends a file as the field `file` of a form.
    pub async fn upload(&mut self, path: &str, name: &str, file: &[u8]) -> Reply {
        let mut body = format!(
            "--boundary\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n"
        )
        .into_bytes();
        body.extend_from_slice(file);
        body.extend_from_slice(b"\r\n--boundary--\r\n");
        let headers = [(header::CONTENT_TYPE.as_str(), "multipart/form-data; boundary=boundary")];
        self.send(Method::POST, path, &headers, Body::from(body)).await
    }

    /// Sends JSON as the room's script does.
    pub async fn json(&mut self, method: Method, path: &str, body: Value) -> Reply {
        let headers = [("content-type", "application/json"), ("accept", "application/json")];
        self.send(method, path, &headers, Body::from(body.to_string())).await
    }

    /// Sends anything, with the same-origin header of a browser unless `headers` says otherwise.
    pub async fn send(&mut self, method: Method, path: &str, headers: &[(&str, &str)], body: Body) -> Reply {
        let request_line = format!("{method} {path}");
        let (parts, body) = self.response(method, path, headers, body).await.into_parts();
        let body = to_bytes(body, 10_000_000).await.expect("the body arrives");
        Reply {
            request: request_line,
            status: parts.status,
            headers: parts.headers,
            length: body.len(),
            body: String::from_utf8_lossy(&body).into_owned(),
        }
    }

    /// Opens a stream of events, as `EventSource` does.
    ///
    /// # Panics
    /// If the reply is none.
    pub async fn events(&mut self, path: &str) -> Events {
        let headers = [("accept", "text/event-stream"), ("accept-encoding", "gzip, br")];
        let response = self.response(Method::GET, path, &headers, Body::empty()).await;
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        assert_eq!(response.headers()[header::CONTENT_TYPE], "text/event-stream");
        assert!(
            !response.headers().contains_key(header::CONTENT_ENCODING),
            "a stream isn't held back to be packed"
        );
        Events { body: response.into_body().into_data_stream(), text: String::new() }
    }

    async fn response(
        &mut self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Body,
    ) -> Response<Body> {
        let mut request = Request::builder().method(method).uri(path).header(header::HOST, "127.0.0.1");
        if !headers.iter().any(|(name, _)| *name == "sec-fetch-site") {
            request = request.header("sec-fetch-site", "same-origin");
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if !self.cookies.is_empty() {
            let cookies: Vec<String> =
                self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            request = request.header(header::COOKIE, cookies.join("; "));
        }
        let response = self
            .router
            .clone()
            .oneshot(request.body(body).expect("a valid request"))
            .await
            .expect("the router never fails");
        for cookie in response.headers().get_all(header::SET_COOKIE) {
            self.keep(cookie.to_str().expect("cookies are text"));
        }
        response
    }

    fn keep(&mut self, set_cookie: &str) {
        let (pair, attributes) = set_cookie.split_once(';').unwrap_or((set_cookie, ""));
        let (name, value) = pair.split_once('=').expect("a cookie has a name");
        if attributes.to_ascii_lowercase().contains("max-age=0") {
            self.cookies.remove(name);
        } else {
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
    }

    /// The value of a cookie.
    pub fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies.get(name).map(String::as_str)
    }

    /// Puts a cookie into the jar.
    pub fn set_cookie(&mut self, name: &str, value: &str) {
        self.cookies.insert(name.to_owned(), value.to_owned());
    }
}

impl Events {
    /// The data of the next event; `None` at the stream's end. Comments, which only keep the connection, are passed over.
    ///
    /// # Panics
    /// If the stream breaks.
    pub async fn next(&mut self) -> Option<String> {
        loop {
            while let Some((event, rest)) = self.text.split_once("\n\n") {
                let data: Vec<&str> = event.lines().filter_map(|line| line.strip_prefix("data: ")).collect();
                let data = data.join("\n");
                self.text = rest.to_owned();
                if !data.is_empty() {
                    return Some(data);
                }
            }
            let chunk = self.body.next().await?.expect("the stream goes on");
            self.text.push_str(std::str::from_utf8(&chunk).expect("events are text"));
        }
    }
}

impl Reply {
    /// Where it sends the browser.
    pub fn location(&self) -> Option<String> {
        let location = self.headers.get(header::LOCATION)?;
        self.status.is_redirection().then(|| location.to_str().expect("an address is text").to_owned())
    }

    /// The body as JSON.
    ///
    /// # Panics
    /// If it is none.
    pub fn value(&self) -> Value {
        serde_json::from_str(&self.body)
            .unwrap_or_else(|_| panic!("{}: no JSON: {}", self.request, self.body))
    }

    /// Asserts the status.
    ///
    /// # Panics
    /// If it is another.
    #[track_caller]
    pub fn expect(self, status: u16) -> Reply {
        assert_eq!(self.status.as_u16(), status, "{}: {}", self.request, self.body);
        self
    }

    /// Asserts a redirect to an address that begins so, and returns the address.
    ///
    /// # Panics
    /// If it goes elsewhere.
    #[track_caller]
    pub fn expect_redirect(&self, to: &str) -> String {
        let location =
            self.location().unwrap_or_else(|| panic!("{}: {} {}", self.request, self.status, self.body));
        assert!(location.starts_with(to), "{} leads to {location}", self.request);
        location
    }

    /// Asserts that the page says this.
    ///
    /// # Panics
    /// If it doesn't.
    #[track_caller]
    pub fn says(&self, text: &str) -> &Reply {
        assert!(self.body.contains(text), "{} doesn't say {text:?}:\n{}", self.request, self.body);
        self
    }

    /// Asserts that the page doesn't say this.
    ///
    /// # Panics
    /// If it does.
    #[track_caller]
    pub fn lacks(&self, text: &str) -> &Reply {
        assert!(!self.body.contains(text), "{} says {text:?}:\n{}", self.request, self.body);
        self
    }
}
