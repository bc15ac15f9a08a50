//! A score report in a browser: made public, looked at by somebody else, in light and dark, on paper, and withdrawn.

use super::accessibility::look;
use invigil_store::Role;
use invigil_tests::{Browser, Site};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_report_is_made_public_and_withdrawn() {
    let site = Site::new().await;
    let url = site.serve().await;
    site.signed_in("0@example.org", Role::Candidate).await;
    site.signed_in("teacher@example.org", Role::Instructor).await;
    let lesson = site.lesson(site.person("teacher@example.org").await, &["Ada"]).await;
    let attempt = site.sat(lesson.people[0], lesson.assignment, 31).await;
    let browser = Browser::launch().await;
    let ada = &browser.page().await;
    ada.go(&format!("{url}/sign-in")).await;
    ada.fill("input[name=email]", "0@example.org").await;
    ada.fill("input[name=password]", "correct horse battery").await;
    ada.press("Enter").await;
    ada.until("location.pathname === '/'").await;
    ada.go(&format!("{url}/attempts/{attempt}/result")).await;
    ada.click("a[href$='/report']").await;
    ada.until_at("/report").await;
    let mut wrong = look(ada, "score-report").await;
    ada.click("#public form button").await;
    ada.until("document.querySelector('.copied')").await;
    wrong.extend(look(ada, "score-report-public").await);
    let link = ada.value("new URL(document.querySelector('.copied').value).pathname").await;
    let link = format!("{url}{}", link.as_str().expect("a link"));

    let anybody = &browser.page().await;
    anybody.go(&link).await;
    anybody.until_says("The signature is valid").await;
    wrong.extend(look(anybody, "verify-valid").await);
    anybody.click(".check summary").await;
    wrong.extend(look(anybody, "verify-check").await);
    anybody.go(&format!("{url}/verify")).await;
    wrong.extend(look(anybody, "verify").await);
    anybody.fill("input[name=report]", &link).await;
    anybody.press("Enter").await;
    anybody.until_says("The signature is valid").await;

    ada.click("#public form button").await;
    ada.until_says("The link is withdrawn").await;
    anybody.reload().await;
    anybody.until_says("This report was withdrawn").await;
    wrong.extend(look(anybody, "verify-withdrawn").await);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(ada.complaints(), Vec::<String>::new());
    browser.close().await;
}
