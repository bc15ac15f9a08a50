//! The clock runs out in the browser.

use super::{room, row, text, until_saved};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn running_out_of_time_needs_no_click() {
    let room = room().await;
    let page = &room.page;
    for place in room.keys(1).await {
        page.click(&row(place)).await;
    }
    until_saved(page).await;
    room.site.set_remaining(room.attempt, 15.0).await;
    page.reload().await;
    // The last five minutes are told by colour, and the page goes on by itself.
    page.until("/^00?:[01]\\d$/.test(document.querySelector('#time').textContent)").await;
    page.picture("room-last-seconds").await;
    page.until_at("/result").await;
    let verdict = text(page, "main").await;
    assert!(verdict.contains("2.5"), "{verdict}");
    let closed: bool = sqlx::query_scalar("SELECT closed_at <= deadline FROM attempt WHERE id = $1")
        .bind(room.attempt)
        .fetch_one(&room.site.db)
        .await
        .expect("the attempt exists");
    assert!(closed);
    room.done().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_clock_shows_what_the_server_has_left_not_what_the_page_believes() {
    let room = room().await;
    let page = &room.page;
    room.site.set_remaining(room.attempt, 1800.0).await;
    // The next answer tells the page.
    page.click(&row(0)).await;
    page.until("/^(30:00|29:\\d\\d)$/.test(document.querySelector('#time').textContent)").await;
    room.done().await;
}
