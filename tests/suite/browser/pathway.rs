//! The pathway and the first page as a newcomer, a guest, somebody who comes back and an instructor see them.

use super::accessibility::look;
use invigil_store::Role;
use invigil_tests::{Browser, Page, Screen, Site};

async fn sign_in(page: &Page, url: &str, email: &str) {
    page.go(&format!("{url}/sign-in")).await;
    page.fill("input[name=email]", email).await;
    page.fill("input[name=password]", "correct horse battery").await;
    page.press("Enter").await;
    page.until("location.pathname === '/'").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_pathway_leads_from_the_first_step_to_the_mock_recognition() {
    let site = Site::new().await;
    let url = site.serve().await;
    let browser = Browser::launch().await;
    let mut wrong = Vec::new();

    let guest = &browser.page().await;
    guest.go(&format!("{url}/")).await;
    guest.until_says("Practise before, and between").await;
    wrong.extend(look(guest, "first-page-newcomer").await);
    guest.click("nav a[href='/pathway']").await;
    guest.until_at("/pathway").await;
    guest.until("document.querySelector('.drawn-across').checkVisibility()").await;
    wrong.extend(look(guest, "pathway-newcomer").await);
    guest.screen(Screen::Phone).await;
    guest.until("document.querySelector('.drawn-down').checkVisibility()").await;
    guest.until("!document.querySelector('.drawn-across').checkVisibility()").await;
    guest.screen(Screen::Desktop).await;
    guest.click("a[href='/exams/pcep/pathway']").await;
    guest.click("form[action='/exams/pcep/pathway'] button").await;
    guest.until("document.querySelector('#saved')?.textContent === 'Saved'").await;
    let attempt = guest.value("location.pathname.split('/')[2]").await;
    let attempt = attempt.as_str().expect("an id").parse().expect("an id");
    site.answer_all(attempt).await;
    guest.go(&format!("{url}/attempts/{attempt}/review")).await;
    guest.click("form[action$='/submit'] button").await;
    guest.until_at("/result").await;
    guest.go(&format!("{url}/")).await;
    guest.until_says("How ready you are").await;
    wrong.extend(look(guest, "first-page-guest").await);

    site.signed_in("ada@example.org", Role::Instructor).await;
    let owner = site.person("ada@example.org").await;
    site.signed_in("0@example.org", Role::Candidate).await;
    let person = site.person("0@example.org").await;
    site.lesson(owner, &["Cleo"]).await;
    let miss = site.all_right(person, "pcep").await;
    sqlx::query("UPDATE attempt SET chosen[1:4] = array_fill(0::smallint, ARRAY[4]) WHERE id = $1")
        .bind(miss)
        .execute(&site.db)
        .await
        .expect("four are left empty");
    site.store.submit(person, miss).await.expect("handed in");
    for certification in ["pcap", "pcpp-32-1"] {
        site.pass(person, certification).await;
    }
    site.start(person).await;
    let cleo = &browser.page().await;
    sign_in(cleo, &url, "0@example.org").await;
    sqlx::query("UPDATE review_card SET due_at = clock_timestamp() WHERE person_id = $1")
        .bind(person)
        .execute(&site.db)
        .await
        .expect("they are due");
    cleo.reload().await;
    cleo.until_says("items that you missed are due").await;
    wrong.extend(look(cleo, "first-page-returning").await);
    cleo.go(&format!("{url}/pathway")).await;
    cleo.until_says("Still missing: PCPP").await;
    wrong.extend(look(cleo, "pathway-underway").await);
    site.pass(person, "pcpp-32-2").await;
    cleo.reload().await;
    cleo.until_says("You reached it on").await;
    wrong.extend(look(cleo, "pathway-reached").await);
    cleo.go(&format!("{url}/certifications/cepp")).await;
    wrong.extend(look(cleo, "recognition-reached").await);

    let ada = &browser.page().await;
    sign_in(ada, &url, "ada@example.org").await;
    wrong.extend(look(ada, "first-page-instructor").await);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    for page in [guest, cleo, ada] {
        assert_eq!(page.complaints(), Vec::<String>::new());
    }
    browser.close().await;
}
