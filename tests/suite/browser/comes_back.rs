//! What was missed comes back: from the exam to its result, practised at once, and again when it is due; nearly all of it by keys.

use super::accessibility::look;
use super::{attempt_of, practice, text};
use invigil_tests::{Browser, Page, Screen, Site};
use uuid::Uuid;

/// Answers a position of a set rightly, by its letters and Enter.
async fn answer(page: &Page, site: &Site, set: Uuid, position: i32) {
    page.until("document.querySelector('#check') && !document.querySelector('#show-help').hidden").await;
    for place in practice::key(site, set, position).await {
        page.press(&char::from(b'a' + place as u8).to_string()).await;
    }
    page.press("Enter").await;
    page.until("document.activeElement.id === 'verdict' && !document.querySelector('#show-help').hidden")
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_missed_is_practised_and_comes_back() {
    let site = Site::new().await;
    let url = site.serve().await;
    let browser = Browser::launch().await;
    let page = &browser.page().await;
    let mut wrong = Vec::new();

    page.go(&format!("{url}/review")).await;
    page.until_says("Nothing comes back yet").await;
    wrong.extend(look(page, "comes-back-nothing").await);

    // An exam with three items left empty.
    page.go(&format!("{url}/exams/pcap/pathway")).await;
    page.click("form[action='/exams/pcap/pathway'] button").await;
    page.until("document.querySelector('#saved')?.textContent === 'Saved'").await;
    let attempt = attempt_of(page).await;
    site.answer_all(attempt).await;
    sqlx::query("UPDATE attempt SET chosen[1:3] = array_fill(0::smallint, ARRAY[3]) WHERE id = $1")
        .bind(attempt)
        .execute(&site.db)
        .await
        .expect("three are left empty");
    page.go(&format!("{url}/attempts/{attempt}/review")).await;
    page.tab_to("form[action$='/submit'] button").await;
    page.press("Enter").await;
    page.until_at("/result").await;
    assert_eq!(text(page, ".filters [aria-current]").await, "Missed 3");
    wrong.extend(look(page, "comes-back-result").await);

    // What was missed, at once: right, noted and flagged; guessed; shown.
    page.tab_to(".next button.primary").await;
    assert_eq!(text(page, ".next button.primary").await, "Practise the 3 items you missed");
    page.press("Enter").await;
    page.until("/practice.[0-9a-f-]{36}$/.test(location.pathname)").await;
    let set = practice::set_of(page).await;
    answer(page, &site, set, 1).await;
    assert!(text(page, "#verdict").await.contains("Right"));
    page.until("document.querySelector('#verdict').getBoundingClientRect().top >= document.querySelector('.room-bar').getBoundingClientRect().bottom").await;
    page.tab_to("[data-own=flag] button").await;
    page.press("Enter").await;
    page.until("document.querySelector('[data-own=flag] [role=status]').textContent === 'Saved'").await;
    page.tab_to(".own-item summary").await;
    page.press("Enter").await;
    page.tab_to(".own-item textarea").await;
    for letter in ["n", "o", "t", "e", "d"] {
        page.press(letter).await;
    }
    page.tab_to("[data-own=note] button").await;
    page.press("Enter").await;
    page.until("document.querySelector('[data-own=note] [role=status]').textContent === 'Saved'").await;
    wrong.extend(look(page, "comes-back-noted").await);
    page.reload().await;
    assert_eq!(page.value("document.querySelector('.own-item textarea').value").await, "noted");
    page.until("!document.querySelector('#show-help').hidden").await;
    page.press("n").await;
    page.until("document.querySelector('#where').textContent.includes('Item 2 of 3') && !document.querySelector('#show-help').hidden").await;
    page.press("g").await;
    answer(page, &site, set, 2).await;
    page.press("n").await;
    page.until("document.querySelector('#where').textContent.includes('Item 3 of 3') && !document.querySelector('#show-help').hidden").await;
    page.press("s").await;
    page.until("document.querySelector('#verdict') && !document.querySelector('#show-help').hidden").await;
    page.press("Enter").await;
    page.until("document.querySelector('h1')?.textContent === '2 of 3 right'").await;
    wrong.extend(look(page, "comes-back-end").await);

    // The note and the flag stand at the result, too.
    page.go(&format!("{url}/attempts/{attempt}/result?show=noted")).await;
    assert_eq!(page.value("document.querySelectorAll('article.reviewed').length").await, 1);
    page.until_says("Your other answers to it").await;
    wrong.extend(look(page, "comes-back-result-noted").await);
    page.go(&format!("{url}/attempts/{attempt}/result?show=flagged")).await;
    assert_eq!(page.value("document.querySelectorAll('article.reviewed').length").await, 1);

    // Nothing is due at once; days later all three are.
    page.go(&format!("{url}/review")).await;
    page.until_says("Nothing is due now").await;
    sqlx::query("UPDATE review_card SET due_at = clock_timestamp() - interval '1 minute', reviewed_at = reviewed_at - interval '3 days'")
        .execute(&site.db)
        .await
        .expect("time is moved");
    page.reload().await;
    page.until_says("3 items are due now").await;
    wrong.extend(look(page, "comes-back-due").await);
    page.screen(Screen::Phone).await;
    page.tab_to("form[action='/practice'] button").await;
    page.press("Enter").await;
    page.until("/practice.[0-9a-f-]{36}$/.test(location.pathname)").await;
    let again = practice::set_of(page).await;
    for position in 1..=3 {
        answer(page, &site, again, position).await;
        page.press("Enter").await;
    }
    page.until("document.querySelector('h1')?.textContent === '3 of 3 right'").await;
    page.until_says("Nothing was missed").await;
    page.go(&format!("{url}/review")).await;
    page.until_says("Nothing is due now").await;

    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(page.complaints(), Vec::<String>::new());
    browser.close().await;
}
