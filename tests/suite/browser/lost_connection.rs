//! The connection goes in the middle of an exam: nothing is lost, and the page says how things stand.

use super::{option, room_at, row, text, until_item, until_saved};
use invigil_tests::{Network, Proxy, Site};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn answers_given_without_a_connection_arrive_when_it_is_back() {
    let site = Site::new().await;
    let proxy = Proxy::before(&site.serve().await).await;
    let room = room_at(site, proxy.url.clone()).await;
    let page = &room.page;
    page.click(&row(1)).await;
    until_saved(page).await;

    proxy.set(Network::Down);
    for position in 2..=6 {
        page.click("#next").await;
        until_item(page, position).await;
        page.click(&row(2)).await;
    }
    page.until("document.querySelector('#saved').textContent.startsWith('Not saved')").await;
    page.picture("room-offline").await;
    assert_eq!(room.stored(2).await, Vec::<usize>::new());

    proxy.set(Network::Up);
    until_saved(page).await;
    for position in 2..=6 {
        assert_eq!(room.stored(position).await, [2], "position {position}");
    }
    room.done().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reply_that_is_lost_after_the_commit_is_asked_for_again() {
    let site = Site::new().await;
    let proxy = Proxy::before(&site.serve().await).await;
    let room = room_at(site, proxy.url.clone()).await;
    let page = &room.page;
    proxy.set(Network::RepliesLost);
    page.click(&row(3)).await;
    page.until("document.querySelector('#saved').textContent.startsWith('Not saved')").await;
    assert_eq!(room.stored(1).await, [3], "the answer was committed");
    proxy.set(Network::Up);
    until_saved(page).await;
    assert_eq!(room.stored(1).await, [3]);
    room.done().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_not_sent_survives_a_reload() {
    let site = Site::new().await;
    let proxy = Proxy::before(&site.serve().await).await;
    let room = room_at(site, proxy.url.clone()).await;
    let page = &room.page;
    proxy.set(Network::RepliesLost);
    page.click(&row(0)).await;
    page.click("#flag").await;
    page.until("document.querySelector('#saved').textContent.startsWith('Not saved')").await;
    // As if it had never arrived.
    sqlx::query("UPDATE attempt SET chosen[1] = 0, flagged[1] = false, seqs[1] = 0 WHERE id = $1")
        .bind(room.attempt)
        .execute(&room.site.db)
        .await
        .expect("the attempt is set back");
    proxy.set(Network::Up);
    page.go(&format!("{}/attempts/{}?item=1", room.url, room.attempt)).await;
    until_saved(page).await;
    assert_eq!(room.stored(1).await, [0]);
    page.until(&format!("document.querySelector(\"{}\").checked", option(0))).await;
    room.done().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn handing_in_waits_until_every_answer_has_arrived() {
    let site = Site::new().await;
    let proxy = Proxy::before(&site.serve().await).await;
    let room = room_at(site, proxy.url.clone()).await;
    let page = &room.page;
    let keys = room.keys(1).await;
    proxy.set(Network::Down);
    for place in keys {
        page.click(&row(place)).await;
    }
    page.click("#to-review").await;
    page.click("#hand-in").await;
    page.click("#confirm button[value=yes]").await;
    page.until_says("Saving your last answers").await;
    proxy.set(Network::Up);
    page.until_at("/result").await;
    assert!(text(page, "h1").await.contains("2.5"));
    room.done().await;
}
