//! What every response carries.

use axum::body::Body;
use axum::http::{Method, header};
use invigil_tests::Site;
use invigil_web::routes;

#[tokio::test]
async fn every_response_is_careful() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    let attempt = visitor.post("/exams/pcap/pathway", &[]).await.expect_redirect("/attempts/");
    let mut addresses: Vec<(Method, String)> = routes()
        .into_iter()
        .map(|route| {
            (route.method, route.path.replace("/attempts/{attempt}", &attempt).replace(['{', '}'], ""))
        })
        .collect();
    addresses.push((Method::GET, "/nowhere".into()));
    addresses.push((Method::DELETE, "/history".into()));
    let page = visitor.get("/").await;
    let style = page
        .body
        .split("href=\"")
        .find_map(|rest| rest.split('"').next().filter(|link| link.ends_with(".css")));
    addresses.push((Method::GET, style.unwrap().to_owned()));
    for (method, address) in addresses {
        let reply = visitor.send(method, &address, &[], Body::empty()).await;
        let value = |name: &str| {
            let value = reply.headers.get(name).unwrap_or_else(|| panic!("{}: no {name}", reply.request));
            value.to_str().unwrap().to_owned()
        };
        let policy = value("content-security-policy");
        assert!(policy.contains("default-src 'none'") && policy.contains("script-src 'self'"), "{policy}");
        assert!(policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe"), "{policy}");
        assert_eq!(value("x-content-type-options"), "nosniff");
        assert_eq!(value("referrer-policy"), "same-origin");
        assert!(!value("x-request-id").is_empty());
        assert!(reply.headers.get(header::ACCESS_CONTROL_ALLOW_ORIGIN).is_none());
        if !reply.body.is_empty() {
            let kind = value("content-type");
            assert!(
                kind.contains("charset=utf-8")
                    || ["application/json", "application/pdf", "application/zip"].contains(&kind.as_str())
                    || kind.starts_with("image/"),
                "{}: {kind}",
                reply.request
            );
        }
        if !address.starts_with("/static/") {
            assert_eq!(value("cache-control"), "no-store", "{}", reply.request);
        }
    }
}

#[tokio::test]
async fn the_session_cookie_is_out_of_reach_of_scripts_and_other_sites() {
    let site = Site::new().await;
    let reply = site.visitor().post("/exams/pcap/pathway", &[]).await;
    let cookie = reply.headers.get(header::SET_COOKIE).unwrap().to_str().unwrap();
    assert!(cookie.starts_with("__Host-invigil="), "{cookie}");
    for attribute in ["HttpOnly", "Secure", "SameSite=Lax", "Path=/"] {
        assert!(cookie.contains(attribute), "{cookie}");
    }
    assert!(!cookie.contains("Domain"), "{cookie}");
}

#[tokio::test]
async fn static_files_are_compressed_and_kept_for_ever_under_a_hashed_name() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    let page = visitor.get("/").await.expect(200);
    let style = page
        .body
        .split("href=\"")
        .find_map(|rest| rest.split('"').next().filter(|link| link.ends_with(".css")));
    let headers = [("accept-encoding", "br, gzip")];
    let reply = visitor.send(Method::GET, style.unwrap(), &headers, Body::empty()).await.expect(200);
    assert_eq!(reply.headers[header::CONTENT_ENCODING], "br");
    let cache = reply.headers[header::CACHE_CONTROL].to_str().unwrap();
    assert!(cache.contains("immutable") && cache.contains("max-age=31536000"), "{cache}");
    visitor.get("/static/base.0000000000000000.css").await.expect(404);
}

#[tokio::test]
async fn those_who_watch_get_plain_answers() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    assert_eq!(visitor.get("/healthz").await.expect(200).body, "alive\n");
    assert_eq!(visitor.get("/readyz").await.expect(200).body, "ready\n");
    site.store.close().await;
    visitor.get("/healthz").await.expect(200);
    visitor.get("/readyz").await.expect(503);
}
