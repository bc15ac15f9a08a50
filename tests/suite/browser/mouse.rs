//! A whole exam by mouse, from the first page to the history.

use super::{option, room, row, text, until_item, until_saved};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_whole_exam_by_mouse() {
    let room = room().await;
    let page = &room.page;
    page.picture("room-first").await;
    for position in 1..=40 {
        until_item(page, position).await;
        if position != 7 {
            for place in room.keys(position).await {
                page.click(&row(place)).await;
                page.until(&format!("document.querySelector(\"{}\").checked", option(place))).await;
            }
        }
        if position == 3 {
            page.click("#flag").await;
            page.until("document.querySelector('#flag').getAttribute('aria-pressed') === 'true'").await;
        }
        if position == 5 {
            page.click(".item:not([hidden]) .option:not(:has(:checked)) .strike").await;
            page.until("document.querySelector('.item:not([hidden]) .option.struck')").await;
        }
        page.click("#next").await;
    }
    page.until_says("39 of 40 items answered").await;
    until_saved(page).await;
    page.picture("room-review").await;

    page.click("#hand-in").await;
    page.until_says("You have 1 item unanswered").await;
    page.picture("room-confirm").await;
    page.click("#confirm button[value=no]").await;
    page.click("#hand-in").await;
    page.click("#confirm button[value=yes]").await;
    page.until_at("/result").await;
    page.until_says("97.5").await;
    let verdict = text(page, "h1").await;
    assert!(verdict.contains("assed") && !verdict.contains("Not"), "{verdict}");
    page.picture("result-passed").await;

    // The back button leads to where the exam was started, not into a room that is closed.
    page.value("history.back()").await;
    page.until_at("/exams/pcap/pathway").await;
    page.go(&format!("{}/history", room.url)).await;
    page.until_says("97.5").await;
    room.done().await;
}
