//! The same room without JavaScript.

use super::{attempt_of, row, text, until_item};
use invigil_tests::{Browser, Site};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_room_works_by_plain_forms() {
    let site = Site::new().await;
    let url = site.serve().await;
    let browser = Browser::launch().await;
    let page = &browser.page().await;
    page.scripts(false).await;
    page.go(&format!("{url}/exams/pcap/pathway")).await;
    page.click("form[action='/exams/pcap/pathway'] button").await;
    page.until("location.pathname.startsWith('/attempts/') && document.querySelector('#next')").await;
    let attempt = attempt_of(page).await;
    page.picture("room-without-scripts").await;
    for position in 1..=3 {
        until_item(page, position).await;
        for place in site.keys(attempt, position).await {
            page.click(&row(place)).await;
        }
        page.click("#next").await;
    }
    until_item(page, 4).await;
    page.click("#to-review").await;
    page.until("location.pathname.endsWith('/review')").await;
    page.until_says("Hand in").await;
    page.picture("review-without-scripts").await;
    page.click("form[action$='/submit'] button").await;
    page.until("location.pathname.endsWith('/result')").await;
    assert!(text(page, "h1").await.contains("7.5"));
    browser.close().await;
}
