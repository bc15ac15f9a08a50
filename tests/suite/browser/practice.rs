//! Practising in a browser: by keyboard alone, on a phone without scripts, and every page of it looked at.

use super::accessibility::look;
use super::text;
use invigil_exam::OptionOrder;
use invigil_tests::{Browser, Page, Screen, Site};
use uuid::Uuid;

/// The set that a page is about.
pub(super) async fn set_of(page: &Page) -> Uuid {
    let id = page.value("location.pathname.split('/')[2]").await;
    id.as_str().and_then(|id| id.parse().ok()).expect("a set")
}

/// The key of a position, as places on the page.
pub(super) async fn key(site: &Site, practice: Uuid, position: i32) -> Vec<usize> {
    let (revision, order): (i32, i64) =
        sqlx::query_as("SELECT revisions[$2], orders[$2] FROM practice WHERE id = $1")
            .bind(practice)
            .bind(position)
            .fetch_one(&site.db)
            .await
            .expect("the set exists");
    let content = site.store.contents(&[revision]).await.expect("answers").remove(0);
    let order = OptionOrder::unpack(order).expect("a stored order");
    order.to_shown(content.solution.keys).indices().collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_set_by_keyboard_alone() {
    let site = Site::new().await;
    let url = site.serve().await;
    let browser = Browser::launch().await;
    let page = &browser.page().await;
    page.go(&format!("{url}/practice?certification=pcap&items=3")).await;
    page.until("!document.querySelector('[data-update]')").await;
    page.tab_to("#practice button.primary").await;
    page.press("Enter").await;
    page.until(
        "/practice.[0-9a-f-]{36}$/.test(location.pathname) && !document.querySelector('#show-help').hidden",
    )
    .await;
    let set = set_of(page).await;
    page.press("?").await;
    page.until("document.querySelector('#help').open").await;
    page.press("Escape").await;
    page.until("!document.querySelector('#help').open").await;

    for place in key(&site, set, 1).await {
        page.press(&char::from(b'a' + place as u8).to_string()).await;
    }
    page.press("Enter").await;
    page.until("document.querySelector('#verdict')?.textContent.includes('Right')").await;
    page.until("document.activeElement.id === 'verdict' && !document.querySelector('#show-help').hidden")
        .await;
    page.press("Enter").await;
    page.until("document.querySelector('#where')?.textContent.includes('Item 2 of 3') && !document.querySelector('#show-help').hidden").await;
    assert!(text(page, "#where").await.contains("1 of 1 right"));
    // A guess, which is right and comes back.
    page.press("g").await;
    page.until("document.querySelector('#guessed').checked").await;
    for place in key(&site, set, 2).await {
        page.press(&(place + 1).to_string()).await;
    }
    page.press("Enter").await;
    page.until("document.querySelector('.badge.warn')?.textContent === 'Guessed' && !document.querySelector('#show-help').hidden").await;
    page.press("n").await;
    page.until("document.querySelector('#where')?.textContent.includes('Item 3 of 3') && !document.querySelector('#show-help').hidden").await;
    page.press("s").await;
    page.until("document.querySelector('#verdict') && !document.querySelector('#show-help').hidden").await;
    page.press("Enter").await;
    page.until("document.querySelector('h1')?.textContent === '2 of 3 right'").await;
    let spent: Vec<Option<i32>> =
        sqlx::query_scalar("SELECT seconds FROM practice_answer").fetch_all(&site.db).await.expect("answers");
    assert!(spent.iter().all(Option::is_some), "{spent:?}");
    assert_eq!(page.complaints(), Vec::<String>::new());
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_set_on_a_phone_without_scripts() {
    let site = Site::new().await;
    let url = site.serve().await;
    let browser = Browser::launch().await;
    let page = &browser.page().await;
    page.screen(Screen::Phone).await;
    page.scripts(false).await;
    page.go(&format!("{url}/practice?certification=pcep&items=2&minutes=10")).await;
    page.until("document.querySelectorAll('input[name=section]').length > 3").await;
    page.click("#practice button.primary").await;
    page.until("document.querySelector('#check')").await;
    let set = set_of(page).await;
    page.click("#check").await;
    page.until_says("Choose an answer first").await;
    for place in key(&site, set, 1).await {
        page.click(&format!(".option:nth-of-type({}) label", place + 1)).await;
    }
    page.click("#check").await;
    page.until("document.querySelector('#verdict')?.textContent.includes('Right')").await;
    page.picture("practice-solved-without-scripts").await;
    page.click("#next").await;
    page.until("document.querySelector('#show-me')").await;
    page.click("#show-me").await;
    page.until("document.querySelector('#verdict')").await;
    page.click("#next").await;
    page.until("document.querySelector('h1')?.textContent === '1 of 2 right'").await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_page_of_practice_passes() {
    let site = Site::new().await;
    let url = site.serve().await;
    let browser = Browser::launch().await;
    let page = &browser.page().await;
    let mut wrong = Vec::new();
    page.go(&format!("{url}/practice")).await;
    wrong.extend(look(page, "practice-new").await);
    // Another exam is chosen: its sections come by themselves.
    page.value("(select => { select.value = 'pcep'; select.dispatchEvent(new Event('change', { bubbles: true })) })(document.querySelector('#certification'))").await;
    page.until("document.querySelector('input[name=section][value=operators]')").await;
    page.go(&format!("{url}/practice?certification=pcap&items=nine&minutes=x&which=missed&topic=lists"))
        .await;
    wrong.extend(look(page, "practice-errors").await);
    page.go(&format!("{url}/practice?certification=pcap&items=3&minutes=30")).await;
    page.click("#practice button.primary").await;
    page.until("document.querySelector('#check')").await;
    let set = set_of(page).await;
    wrong.extend(look(page, "practice-asked").await);
    page.press("?").await;
    wrong.extend(look(page, "practice-help").await);
    page.press("Escape").await;
    for place in key(&site, set, 1).await {
        page.press(&char::from(b'a' + place as u8).to_string()).await;
    }
    page.press("Enter").await;
    page.until("document.querySelector('#verdict')").await;
    wrong.extend(look(page, "practice-solved").await);
    page.go(&format!("{url}/practice/{set}?item=2")).await;
    page.click("#show-me").await;
    page.until("document.querySelector('#verdict')").await;
    wrong.extend(look(page, "practice-shown").await);
    sqlx::query("UPDATE practice SET deadline = clock_timestamp() + interval '1 second'")
        .execute(&site.db)
        .await
        .expect("it is moved");
    page.go(&format!("{url}/practice/{set}?item=3")).await;
    page.until_says("Time is over").await;
    wrong.extend(look(page, "practice-end").await);
    page.go(&format!("{url}/practice")).await;
    wrong.extend(look(page, "practice-sets").await);
    browser.close().await;
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
