//! A real browser, a real server, a real Postgres.

mod accessibility;
mod assignment;
mod comes_back;
mod exam_builder;
mod gift_differential;
mod import;
mod item_editor;
mod item_times;
mod keyboard;
mod live;
mod lost_connection;
mod mouse;
mod pathway;
mod plan;
mod practice;
mod progress;
mod run_code;
mod score_report;
mod tabs;
mod time_out;
mod whole_journey;
mod without_scripts;

use invigil_tests::{Browser, Page, Site};
use serde_json::Value;
use uuid::Uuid;

/// Somebody who has started a PCAP exam in a browser.
struct Room {
    site: Site,
    browser: Browser,
    page: Page,
    /// Where the server is reached.
    url: String,
    attempt: Uuid,
}

/// Starts the platform and a browser, and goes from the first page into the exam room by mouse.
async fn room() -> Room {
    let site = Site::new().await;
    let url = site.serve().await;
    room_at(site, url).await
}

/// The same with a server that is reached at `url`.
async fn room_at(site: Site, url: String) -> Room {
    let browser = Browser::launch().await;
    let page = browser.page().await;
    page.go(&url).await;
    page.click("a[href='/exams/pcap/pathway']").await;
    page.until_at("/exams/pcap/pathway").await;
    page.click("form[action='/exams/pcap/pathway'] button").await;
    page.until("location.pathname.startsWith('/attempts/')").await;
    let attempt = attempt_of(&page).await;
    ready(&page).await;
    Room { site, browser, page, url, attempt }
}

/// The attempt that a page is about.
async fn attempt_of(page: &Page) -> Uuid {
    let path = page.value("location.pathname.split('/')[2]").await;
    path.as_str().and_then(|id| id.parse().ok()).expect("the page is about an attempt")
}

/// Waits until the room's script has the attempt.
async fn ready(page: &Page) {
    page.until("document.querySelector('#saved')?.textContent === 'Saved'").await;
}

impl Room {
    /// The key of a position as shown: places from 0.
    async fn keys(&self, position: usize) -> Vec<usize> {
        self.site.keys(self.attempt, position).await
    }

    /// The chosen places of a position, as stored.
    async fn stored(&self, position: usize) -> Vec<usize> {
        let mask: i16 = sqlx::query_scalar("SELECT chosen[$2] FROM attempt WHERE id = $1")
            .bind(self.attempt)
            .bind(position as i32)
            .fetch_one(&self.site.db)
            .await
            .expect("the attempt exists");
        invigil_exam::Choices(mask as u16).indices().collect()
    }

    /// Fails if the page complained: exceptions, violated policies.
    async fn done(self) {
        assert_eq!(self.page.complaints(), Vec::<String>::new());
        self.browser.close().await;
    }
}

/// Selects an option of the item that is shown.
fn option(place: usize) -> String {
    format!(".item:not([hidden]) input[name=chosen][value='{place}']")
}

/// Selects the row of an option of the item that is shown.
fn row(place: usize) -> String {
    format!(".item:not([hidden]) .option:nth-of-type({}) label", place + 1)
}

/// Waits until the item at a position is shown.
async fn until_item(page: &Page, position: usize) {
    page.until(&format!("document.querySelector('#where').textContent.includes('Item {position} of 40')"))
        .await;
}

/// Waits until the browser has nothing left to save.
async fn until_saved(page: &Page) {
    page.until("document.querySelector('#saved').textContent === 'Saved'").await;
}

/// The text of an element.
async fn text(page: &Page, selector: &str) -> String {
    let text = page.value(&format!("document.querySelector({}).innerText", Value::from(selector))).await;
    text.as_str().unwrap_or_default().to_owned()
}
