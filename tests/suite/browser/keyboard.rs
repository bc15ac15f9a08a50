//! A whole exam without a mouse.

use super::{attempt_of, option, ready, text, until_item, until_saved};
use invigil_tests::{Browser, SHIFT, Site};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_whole_exam_by_keyboard_alone() {
    let site = Site::new().await;
    let url = site.serve().await;
    let browser = Browser::launch().await;
    let page = &browser.page().await;
    page.go(&url).await;
    page.tab_to("a[href='/exams/pcap/pathway']").await;
    page.press("Enter").await;
    page.until_at("/exams/pcap/pathway").await;
    page.tab_to("form[action='/exams/pcap/pathway'] button").await;
    page.press("Enter").await;
    page.until("location.pathname.startsWith('/attempts/')").await;
    ready(page).await;
    let attempt = attempt_of(page).await;

    page.press("?").await;
    page.until("document.querySelector('#help').open").await;
    page.press("Escape").await;
    page.until("!document.querySelector('#help').open").await;

    // There and back.
    page.press("ArrowRight").await;
    until_item(page, 2).await;
    page.press("k").await;
    until_item(page, 1).await;
    // Strike out, flag, take the flag back.
    page.press("x").await;
    page.press("b").await;
    page.until("document.querySelectorAll('.item:not([hidden]) .option.struck').length === 1").await;
    page.press("f").await;
    page.until("document.querySelector('#flag').getAttribute('aria-pressed') === 'true'").await;
    page.press_with("F", SHIFT).await;
    page.until("document.querySelector('#flag').getAttribute('aria-pressed') === 'false'").await;

    for position in 1..=40 {
        until_item(page, position).await;
        for place in site.keys(attempt, position).await {
            // By letter and by number.
            let key = char::from(if position % 2 == 0 { b'a' } else { b'1' } + place as u8);
            page.press(&key.to_string()).await;
            page.until(&format!("document.querySelector(\"{}\").checked", option(place))).await;
        }
        page.press(if position % 2 == 0 { "j" } else { "ArrowRight" }).await;
    }
    page.until_says("40 of 40 items answered").await;
    until_saved(page).await;
    page.tab_to("#hand-in").await;
    page.press("Enter").await;
    page.until("document.querySelector('#confirm').open").await;
    page.tab_to("#confirm button[value=yes]").await;
    page.press("Enter").await;
    page.until_at("/result").await;
    assert!(text(page, "h1").await.contains("100"));
    assert_eq!(page.complaints(), Vec::<String>::new());
    browser.close().await;
}
