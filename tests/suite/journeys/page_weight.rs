//! What an exam page costs: queries and bytes.

use super::statements;
use axum::body::Body;
use axum::http::Method;
use invigil_tests::{Site, Visitor};

/// The compressed length of a reply.
async fn weight(visitor: &mut Visitor, path: &str) -> usize {
    let reply =
        visitor.send(Method::GET, path, &[("accept-encoding", "br, gzip")], Body::empty()).await.expect(200);
    assert!(reply.headers.contains_key("content-encoding"), "{path} isn't compressed");
    reply.length
}

/// The addresses of the page's own styles and scripts.
fn parts(page: &str, ending: &str) -> Vec<String> {
    let links = page.split(['"', '\'']).filter(|part| part.starts_with("/static/") && part.ends_with(ending));
    let mut parts: Vec<String> = links.map(str::to_owned).collect();
    parts.sort();
    parts.dedup();
    parts
}

#[tokio::test]
async fn an_exam_page_of_forty_items_takes_two_queries() {
    statements::listen();
    let site = Site::new().await;
    let mut visitor = site.visitor();
    let attempt = visitor.post("/exams/pcap/pathway", &[]).await.expect_redirect("/attempts/");
    // As after every start.
    site.app.clone().warm().await.expect("the questions are rendered");
    statements::taken();
    visitor.get(&attempt).await.expect(200).says("Item 1 of 40");
    assert_eq!(statements::taken().len(), 2);
}

#[tokio::test]
async fn an_exam_page_of_forty_items_weighs_less_than_sixty_kilobytes() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    let attempt = visitor.post("/exams/pcap/pathway", &[]).await.expect_redirect("/attempts/");
    let page = visitor.get(&attempt).await.expect(200).body;
    let html = weight(&mut visitor, &attempt).await;
    let (mut styles, mut scripts) = (0, 0);
    for style in parts(&page, ".css") {
        styles += weight(&mut visitor, &style).await;
    }
    for script in parts(&page, ".js") {
        scripts += weight(&mut visitor, &script).await;
    }
    println!("page {html}, styles {styles}, scripts {scripts} bytes compressed");
    assert!(styles > 0 && scripts > 0);
    assert!(scripts < 12_000, "scripts weigh {scripts} bytes");
    assert!(html + styles + scripts < 60_000, "{html} + {styles} + {scripts} bytes");
}
