//! Two tabs, and a closed one.

use super::{option, ready, room, row, until_saved};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_tab_that_another_took_over_from_is_told_and_can_go_on() {
    let room = room().await;
    let first = &room.page;
    first.click(&row(0)).await;
    until_saved(first).await;

    let second = room.browser.second_tab(first).await;
    second.go(&format!("{}/attempts/{}", room.url, room.attempt)).await;
    ready(&second).await;
    second.until("document.querySelector('.palette a.answered')").await;

    first.click("#next").await;
    first.click(&row(1)).await;
    first.until_says("another tab or on another device").await;
    first.picture("room-taken-over").await;
    assert_eq!(room.stored(2).await, Vec::<usize>::new());

    first.click("#notice button").await;
    until_saved(first).await;
    second.click("a.cell[href='?item=3']").await;
    second.click(&row(2)).await;
    second.until_says("another tab or on another device").await;
    assert_eq!(room.stored(3).await, Vec::<usize>::new());
    room.done().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_closed_tab_resumes_where_it_was() {
    let room = room().await;
    room.page.click(&row(0)).await;
    room.page.click("#flag").await;
    until_saved(&room.page).await;
    room.page.go("about:blank").await;

    let again = room.browser.second_tab(&room.page).await;
    again.go(&room.url).await;
    again.click(&format!("a[href='/attempts/{}']", room.attempt)).await;
    ready(&again).await;
    again.click("a.cell[href='?item=1']").await;
    again.until(&format!("document.querySelector(\"{}\").checked", option(0))).await;
    again.until("document.querySelector('#flag').getAttribute('aria-pressed') === 'true'").await;
    room.done().await;
}
