//! Running the code of an item: what pages offer, what is served for it, and with which powers.

use axum::body::Body;
use axum::http::{Method, header};
use invigil_tests::{Reply, Site, Visitor};

/// A visitor with the result of an exam whose first items have these stems: the visitor, and the page.
async fn result(site: &Site, stems: &[&str]) -> (Visitor, Reply) {
    let mut visitor = site.visitor();
    let attempt = visitor.post("/exams/pcap/pathway", &[]).await.expect_redirect("/attempts/");
    let room = visitor.get(&attempt).await.expect(200);
    assert!(!room.body.contains("run-code") && !room.body.contains("/python/"), "an exam room runs nothing");
    let id = attempt.rsplit('/').next().unwrap().parse().unwrap();
    let (person,): (uuid::Uuid,) = sqlx::query_as("SELECT person_id FROM attempt WHERE id = $1")
        .bind(id)
        .fetch_one(&site.db)
        .await
        .unwrap();
    site.handed_in_with(person, id, stems).await;
    let page = visitor.get(&format!("{attempt}/result?show=all")).await.expect(200);
    (visitor, page)
}

/// The address of Python's files that a page names.
fn address(page: &Reply) -> String {
    let address = page.body.split("data-python=\"").nth(1).expect("the page runs code");
    address.split('"').next().unwrap().to_owned()
}

fn value(reply: &Reply, name: header::HeaderName) -> &str {
    reply.headers[name].to_str().unwrap()
}

#[tokio::test]
async fn a_program_that_cannot_run_in_a_browser_says_what_it_needs() {
    let site = Site::with_python().await;
    let stems = ["```python\nprint(1)\n```", "```python\nimport tkinter, numpy\n```"];
    let (_, page) = result(&site, &stems).await;
    let item = |id: &str| page.body.split(id).nth(1).unwrap().split("</article>").next().unwrap();
    assert!(item("id=\"item-1\"").contains("data-lacks=\"\""), "{}", item("id=\"item-1\""));
    assert!(item("id=\"item-2\"").contains("data-lacks=\"tkinter and numpy\""), "{}", item("id=\"item-2\""));
    assert!(page.body.contains("data-megabytes=\"6\"") && page.body.contains("data-version=\"3."));
}

#[tokio::test]
async fn without_the_package_nothing_is_offered_or_served() {
    let (site, with) = (Site::new().await, Site::with_python().await);
    let (mut visitor, page) = result(&site, &["```python\nprint(1)\n```"]).await;
    assert!(!page.body.contains("run-code") && !page.body.contains("data-lacks"));
    let (_, offered) = result(&with, &["```python\nprint(1)\n```"]).await;
    for name in ["worker.mjs", "pyodide.mjs", "run.py"] {
        visitor.get(&format!("{}{name}", address(&offered))).await.expect(404);
    }
}

#[tokio::test]
async fn only_the_worker_may_compile_and_it_reaches_nothing() {
    let site = Site::with_python().await;
    let (mut visitor, page) = result(&site, &["```python\nprint(1)\n```"]).await;
    let policy = value(&page, header::CONTENT_SECURITY_POLICY);
    assert!(policy.contains("script-src 'self';") && !policy.contains("unsafe"), "{policy}");
    let address = address(&page);
    for name in [
        "worker.mjs",
        "run.py",
        "lock.json",
        "pyodide.mjs",
        "pyodide.asm.mjs",
        "pyodide.asm.wasm",
        "python_stdlib.zip",
    ] {
        let reply = visitor.get(&format!("{address}{name}")).await.expect(200);
        let policy = value(&reply, header::CONTENT_SECURITY_POLICY);
        assert_eq!(policy.contains("'wasm-unsafe-eval'"), name == "worker.mjs", "{name}: {policy}");
        assert!(
            policy.contains("default-src 'none'") && !policy.contains("'unsafe-eval'"),
            "{name}: {policy}"
        );
        if name == "worker.mjs" {
            assert!(!policy.contains("connect-src") && policy.contains("worker-src 'none'"), "{policy}");
        }
        let kept = value(&reply, header::CACHE_CONTROL);
        assert!(kept.contains("immutable") && kept.contains("max-age=31536000"), "{name}: {kept}");
        assert_eq!(value(&reply, header::X_CONTENT_TYPE_OPTIONS), "nosniff");
        let kind = match name.rsplit('.').next().unwrap() {
            "mjs" => "text/javascript; charset=utf-8",
            "wasm" => "application/wasm",
            "zip" => "application/zip",
            "json" => "application/json",
            _ => "text/x-python; charset=utf-8",
        };
        assert_eq!(value(&reply, header::CONTENT_TYPE), kind, "{name}");
    }
}

#[tokio::test]
async fn a_first_run_fetches_less_than_six_and_a_half_megabytes() {
    let site = Site::with_python().await;
    let (mut visitor, page) = result(&site, &["```python\nprint(1)\n```"]).await;
    let address = address(&page);
    for (accepted, most) in [("br, gzip", 6_000_000), ("gzip", 6_500_000)] {
        let mut sum = 0;
        for name in ["pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip"] {
            let headers = [("accept-encoding", accepted)];
            let path = format!("{address}{name}");
            let reply = visitor.send(Method::GET, &path, &headers, Body::empty()).await.expect(200);
            assert_eq!(
                value(&reply, header::CONTENT_ENCODING),
                &accepted[..accepted.find(',').unwrap_or(4)],
                "{name}"
            );
            sum += reply.length;
        }
        println!("{accepted}: {sum} bytes");
        assert!(sum < most, "{accepted}: {sum}");
    }
}

#[tokio::test]
async fn nothing_else_is_served_from_there() {
    let site = Site::with_python().await;
    let (mut visitor, page) = result(&site, &["```python\nprint(1)\n```"]).await;
    let address = address(&page);
    for name in [
        "stamp",
        "pyodide-lock.json",
        "pyodide.asm.wasm.br",
        "../package.json",
        "..%2Fpackage.json",
        "%2e%2e%2f%2e%2e%2fCargo.toml",
        "..%5cpackage.json",
        "%2Fetc%2Fpasswd",
        "PYODIDE.MJS",
        "pyodide.mjs%00",
        "",
    ] {
        visitor.get(&format!("{address}{name}")).await.expect(404);
    }
    visitor.get("/python/0000000000000000/pyodide.mjs").await.expect(404);
    visitor.get("/python/..%2f..%2f/pyodide.mjs").await.expect(404);
}
