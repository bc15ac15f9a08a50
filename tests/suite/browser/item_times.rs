//! The room counts the seconds at each item. The page's clock is turned by hand, so that nobody waits.

use super::{ready, room, row, text, until_item, until_saved};
use invigil_tests::Page;

/// Takes the page's clock over.
async fn hold_clock(page: &Page) {
    page.value("(window.held = performance.now(), performance.now = () => window.held, true)").await;
}

/// Lets time pass, as the room's clock would notice it: in small steps.
async fn pass(page: &Page, seconds: u32) {
    let step = "(window.held += 1000, document.dispatchEvent(new Event('visibilitychange')))";
    page.value(&format!("(Array.from({{ length: {seconds} }}, () => {step}), true)")).await;
}

/// Puts the page in front, or behind another.
async fn in_front(page: &Page, is: bool) {
    let set =
        format!("Object.defineProperty(document, 'hidden', {{ configurable: true, get: () => {} }})", !is);
    page.value(&format!("({set}, document.dispatchEvent(new Event('visibilitychange')), true)")).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_room_counts_what_is_looked_at_and_keeps_it_over_a_reload() {
    let room = room().await;
    let page = &room.page;
    // It began a while ago, so that the server believes what passes here.
    room.site.set_remaining(room.attempt, 1800.0).await;
    let spent = async |position: i32| -> i32 {
        sqlx::query_scalar("SELECT spent[$2] FROM attempt WHERE id = $1")
            .bind(room.attempt)
            .bind(position)
            .fetch_one(&room.site.db)
            .await
            .expect("it was counted")
    };
    hold_clock(page).await;
    pass(page, 60).await;
    page.click(&row(0)).await;
    until_saved(page).await;
    let first = spent(1).await;
    assert!((60..70).contains(&first), "a minute, and what passed before: {first}");

    page.click("#next").await;
    until_item(page, 2).await;
    pass(page, 9).await;
    in_front(page, false).await;
    pass(page, 30).await;
    in_front(page, true).await;
    page.click(&row(0)).await;
    until_saved(page).await;
    assert_eq!(spent(2).await, 9, "what passes behind another page isn't counted");

    // What isn't sent yet is kept.
    pass(page, 20).await;
    page.reload().await;
    ready(page).await;
    until_item(page, 2).await;
    hold_clock(page).await;
    pass(page, 5).await;
    page.click("#to-review").await;
    // Nobody looks at an item there.
    pass(page, 40).await;
    page.click("#hand-in").await;
    page.click("#confirm button[value=yes]").await;
    page.until_at("/result").await;
    let second = spent(2).await;
    assert!((34..44).contains(&second), "{second}");
    assert_eq!(spent(1).await, first);
    assert_eq!(spent(3).await, 0, "one that nobody opened");
    assert_eq!(
        page.value("Object.keys(localStorage).filter((key) => key.endsWith(':times')).length").await,
        0
    );

    page.go(&format!("{}/history", room.url)).await;
    let times = text(page, "main").await;
    assert!(times.contains("Time per item") && times.contains("Item 1"), "{times}");
    room.done().await;
}
