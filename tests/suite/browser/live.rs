//! A running exam is watched in one browser while a candidate sits it in another; then its results, and a key that is corrected.

use super::accessibility::look;
use super::ready;
use invigil_store::Role;
use invigil_tests::{Browser, Page, Site};

async fn sign_in(page: &Page, url: &str, email: &str, next: &str) {
    page.go(&format!("{url}/sign-in?next={next}")).await;
    page.fill("input[name=email]", email).await;
    page.fill("input[name=password]", "correct horse battery").await;
    page.press("Enter").await;
    page.until_at(next).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_instructor_sees_what_a_candidate_does_without_asking_again() {
    let site = Site::new().await;
    let url = site.serve().await;
    // An administrator keeps the shipped bank, from which this exam is drawn.
    site.signed_in("ada@example.org", Role::Administrator).await;
    site.signed_in("0@example.org", Role::Candidate).await;
    let long = "Wolfeschlegelsteinhausenbergerdorff, Hubert Blaine the Younger of That Name";
    let lesson = site.lesson(site.person("ada@example.org").await, &["Cleo", long, "Mia"]).await;
    site.sat(lesson.people[1], lesson.assignment, 33).await;
    let browser = Browser::launch().await;
    let (ada, cleo) = (&browser.page().await, &browser.page().await);
    let mut wrong = Vec::new();

    let assignment = format!("/instructor/assignments/{}", lesson.assignment);
    sign_in(ada, &url, "ada@example.org", &assignment).await;
    ada.click("nav.tabs a[href$='/live']").await;
    ada.until_at("/live").await;
    ada.until("document.querySelectorAll('#live tbody tr').length === 3").await;
    ada.value("window.here = true").await;

    let candidate = format!("/assignments/{}", lesson.assignment);
    sign_in(cleo, &url, "0@example.org", &candidate).await;
    cleo.click("aside form button").await;
    cleo.until("location.pathname.startsWith('/attempts/')").await;
    ready(cleo).await;
    ada.until_says("0 of 40").await;
    ada.until_says("item 1").await;
    cleo.press("1").await;
    ada.until_says("1 of 40").await;
    ada.until("/^\\d:\\d\\d:\\d\\d$/.test(document.querySelector('[data-deadline]').textContent)").await;
    cleo.press("ArrowRight").await;
    ada.until_says("item 2").await;
    wrong.extend(look(ada, "live").await);

    // The keyboard stays at the candidate while the table is sent anew.
    ada.tab_to("#live a[href]").await;
    let focused = ada.value("document.activeElement.textContent").await;
    assert_eq!(focused, "Cleo");
    cleo.click("#to-review").await;
    cleo.click("#hand-in").await;
    cleo.click("#confirm button[value=yes]").await;
    cleo.until_at("/result").await;
    ada.until("document.querySelectorAll('#live .badge.good').length === 2").await;
    assert_eq!(ada.value("document.activeElement.textContent").await, "Cleo");
    assert_eq!(ada.value("window.here").await, true, "the page was never loaded again");

    ada.press("Enter").await;
    ada.until_says("Attempt 1").await;
    wrong.extend(look(ada, "results-person").await);
    ada.click("nav.tabs a[href$='/results']").await;
    ada.until_at("/results").await;
    ada.value("document.querySelectorAll('details').forEach(details => (details.open = true))").await;
    wrong.extend(look(ada, "results").await);

    // The key of an item that somebody missed.
    ada.click("tbody a[href*='/results/']").await;
    ada.until_says("Attempt 1").await;
    ada.value("document.querySelectorAll('details').forEach(details => (details.open = true))").await;
    ada.click(".marks li:has(.badge:not(.good)) a").await;
    ada.until_says("Statistics").await;
    wrong.extend(look(ada, "item-statistics").await);
    ada.click("a[href$='/key']").await;
    ada.until_at("/key").await;
    ada.click("main button.primary").await;
    ada.until("document.querySelector('[aria-invalid=true], #keys-error')").await;
    wrong.extend(look(ada, "key-errors").await);
    ada.click("input[value=everybody]").await;
    ada.fill("#reason", "The code of this item never ends, so nothing is printed.").await;
    wrong.extend(look(ada, "key").await);
    ada.click("main button.primary").await;
    ada.until("location.pathname.startsWith('/instructor/rulings/')").await;
    wrong.extend(look(ada, "ruling").await);
    ada.click("button[value=regrade]").await;
    ada.until_says("In force since").await;
    wrong.extend(look(ada, "ruling-applied").await);

    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    for page in [ada, cleo] {
        assert_eq!(page.complaints(), Vec::<String>::new());
    }
    browser.close().await;
}
