//! The builder of an exam, by mouse and by keys; what axe says of its pages.

use invigil_store::Role;
use invigil_tests::{Browser, Page, Screen, Site};
use uuid::Uuid;

/// A browser in which an instructor with a bank is signed in.
async fn instructor(page: &Page, url: &str, site: &Site) -> Uuid {
    let _ = site.signed_in("ada@example.org", Role::Instructor).await;
    let person = site.person("ada@example.org").await;
    site.bank_with(person, "Networks 101", &[("Routing", 6), ("Switching", 4), ("", 1)]).await;
    page.go(&format!("{url}/sign-in")).await;
    page.fill("#email", "ada@example.org").await;
    page.fill("#password", "correct horse battery").await;
    page.press("Enter").await;
    page.until("location.pathname === '/' && document.readyState === 'complete'").await;
    person
}

/// Looks at the page on a desktop and a phone, light and dark; returns what is wrong.
async fn look(page: &Page, name: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    for dark in [false, true] {
        page.dark(dark).await;
        for screen in [Screen::Desktop, Screen::Phone] {
            page.screen(screen).await;
            let colours = if dark { "dark" } else { "light" };
            page.picture(&format!("{name}-{screen:?}-{colours}").to_lowercase()).await;
            let findings = page.axe().await;
            wrong.extend(
                findings.into_iter().map(|finding| format!("{name} {screen:?} {colours}: {finding}")),
            );
        }
    }
    page.dark(false).await;
    page.screen(Screen::Narrow).await;
    let over =
        page.value("document.documentElement.scrollWidth - document.documentElement.clientWidth").await;
    if over != 0 {
        wrong.push(format!("{name} is {over} pixels too wide at 320"));
    }
    page.screen(Screen::Desktop).await;
    wrong
}

async fn focused(page: &Page, id: &str) {
    page.until(&format!("document.activeElement?.id === '{id}'")).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_exam_is_built_in_one_go_and_every_page_passes() {
    let site = Site::new().await;
    let url = site.serve().await;
    let browser = Browser::launch().await;
    let page = &browser.page().await;
    instructor(page, &url, &site).await;
    let mut wrong = Vec::new();

    page.go(&format!("{url}/instructor/exams")).await;
    wrong.extend(look(page, "exams-empty").await);
    page.click("main a[href='/instructor/exams/new']").await;
    page.until_at("/instructor/exams/new").await;
    page.fill("#title", "Networks midterm").await;
    page.fill("#s1-title", "Routing").await;
    page.fill("#s1-items", "9").await;
    page.click("#s1 .shelf .source:nth-child(2)").await;
    // The figures follow without a reload, and nothing that was typed is lost.
    page.until("document.querySelector('#s1-supply').textContent.includes('hold 6')").await;
    page.until("document.querySelector('#builder-total').textContent.includes('9')").await;
    assert_eq!(page.value("document.querySelector('#title').value").await, "Networks midterm");

    // A second section, by keys alone: the focus is in its title.
    page.tab_to("#add").await;
    page.press("Enter").await;
    focused(page, "s2-title").await;
    page.value("document.querySelector('#s2-fixed').focus()").await;
    page.press(" ").await;
    focused(page, "s2-fixed").await;
    page.fill("#s2-search", "switching").await;
    page.press("Enter").await;
    page.until("document.querySelectorAll('#s2 .found li').length === 4").await;
    for picked in 1..=2 {
        page.click("#s2 .found button").await;
        page.until(&format!("document.querySelectorAll('#s2 .picked li').length === {picked}")).await;
    }
    // The next that is found can be added at once.
    focused(page, "s2-add-3").await;
    page.click("#s2-up-2").await;
    focused(page, "s2-down-1").await;
    page.until("document.querySelector('#builder-status').textContent.includes('place 1 of 2')").await;
    page.click("#s2-up").await;
    focused(page, "s1-down").await;
    wrong.extend(look(page, "exam-builder").await);

    // What is wrong stands beside its field, and the first fault has the focus.
    page.click("#save").await;
    page.until_says("Not saved.").await;
    page.until_says("Section 2 asks for 9\u{a0}items, its sources hold 6.").await;
    focused(page, "s1-title").await;
    wrong.extend(look(page, "exam-builder-refused").await);
    page.fill("#s1-title", "Switching by hand").await;
    page.value("document.querySelector('#s2-items').value = ''").await;
    page.fill("#s2-items", "5").await;
    page.click("#save").await;
    page.until("location.search === '?done=made'").await;
    page.until_says("The exam is made.").await;
    wrong.extend(look(page, "exam").await);

    page.click("main a[href$='/preview']").await;
    page.until_says("A form of Networks midterm").await;
    wrong.extend(look(page, "exam-preview").await);
    page.go(&format!("{url}/instructor/exams")).await;
    wrong.extend(look(page, "exams").await);

    // Trying it: the usual rules, the usual room.
    page.click("main table a").await;
    page.until_says("Try it").await;
    page.click("main a[href^='/exams/']").await;
    page.until_says("Before you start Networks midterm").await;
    wrong.extend(look(page, "exam-rules").await);
    page.click("form[action^='/exams/'] button").await;
    page.until("location.pathname.startsWith('/attempts/')").await;
    page.until("document.querySelector('#saved')?.textContent === 'Saved'").await;
    page.until_says("Networks midterm").await;

    assert_eq!(wrong, Vec::<String>::new());
    assert_eq!(page.complaints(), Vec::<String>::new());
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_builder_works_by_plain_forms() {
    let site = Site::new().await;
    let url = site.serve().await;
    let browser = Browser::launch().await;
    let page = &browser.page().await;
    instructor(page, &url, &site).await;
    page.scripts(false).await;
    page.go(&format!("{url}/instructor/exams/new")).await;
    page.fill("#title", "Quiz").await;
    page.fill("#s1-title", "By hand").await;
    // Enter looks again; it stores and removes nothing.
    page.value("window.before = true").await;
    page.press("Enter").await;
    page.until("!window.before && document.querySelector('#s1-title').value === 'By hand'").await;
    page.click("#s1 .kind:nth-of-type(2)").await;
    page.until("getComputedStyle(document.querySelector('#s1 .panel-draw')).display === 'none'").await;
    page.click("#s1 .finder button").await;
    page.until("document.querySelectorAll('#s1 .found li').length === 11").await;
    page.click("#s1 .found button").await;
    page.until("document.querySelectorAll('#s1 .picked li').length === 1").await;
    page.click("#save").await;
    page.until("location.search === '?done=made'").await;
    page.until_says("Quiz").await;
    browser.close().await;
}
