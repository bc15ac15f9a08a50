//! Every page, in light and dark, on a desktop and a phone: axe finds nothing, nothing overflows, and a picture is taken.

use invigil_store::Role;
use invigil_tests::{Browser, Page, Screen, Site};
use serde_json::Value;

/// Looks at the page that is shown in each way; returns what is wrong.
pub(super) async fn look(page: &Page, name: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    for dark in [false, true] {
        page.dark(dark).await;
        for screen in [Screen::Desktop, Screen::Phone] {
            page.screen(screen).await;
            page.picture(
                &format!("{name}-{screen:?}-{}", if dark { "dark" } else { "light" }).to_lowercase(),
            )
            .await;
            wrong.extend(
                page.axe()
                    .await
                    .into_iter()
                    .map(|finding| format!("{name} {screen:?} dark={dark}: {finding}")),
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
    for (what, count) in [
        ("h1", "document.querySelectorAll('h1').length"),
        ("main", "document.querySelectorAll('main').length"),
    ] {
        if page.value(count).await != 1 {
            wrong.push(format!("{name} has not exactly one {what}"));
        }
    }
    if page.value("document.title.length > 3 && document.querySelector('a.skip') !== null").await
        != Value::Bool(true)
    {
        wrong.push(format!("{name} lacks a title or a skip link"));
    }
    page.screen(Screen::Desktop).await;
    wrong
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_page_passes() {
    let site = Site::new().await;
    let url = site.serve().await;
    let browser = Browser::launch().await;
    let guest = &browser.page().await;
    let mut wrong = Vec::new();
    for (name, path) in [
        ("home-new", "/"),
        ("certification", "/certifications/pcap"),
        ("recognition", "/certifications/cepp"),
        ("rules", "/exams/pcap/pathway"),
        ("rules-short", "/exams/pcap/31-03"),
        ("history-empty", "/history"),
        ("practice-new", "/practice"),
        ("review-empty", "/review"),
        ("progress-new", "/progress"),
        ("plan-new", "/plan"),
        ("plan-form-new", "/plan/pcap"),
        ("pathway", "/pathway"),
        ("verify-ask", "/verify"),
        ("verify-gone", "/verify/00000000000000000000000000000000"),
        ("sign-up", "/sign-up"),
        ("sign-in", "/sign-in"),
        ("not-found", "/nowhere"),
        ("link-gone", "/welcome/0000000000000000000000000000000000000000000000000000000000000000"),
    ] {
        guest.go(&format!("{url}{path}")).await;
        wrong.extend(look(guest, name).await);
    }
    let welcome = site.store.first_administrator_link().await.expect("a link").reveal();
    guest.go(&format!("{url}/welcome/{welcome}")).await;
    wrong.extend(look(guest, "welcome").await);
    guest.go(&format!("{url}/sign-up")).await;
    guest.fill("input[name=email]", "nobody").await;
    guest.value("document.querySelector('main form').noValidate = true").await;
    guest.click("main form button[type=submit]").await;
    guest.until("document.querySelector('[aria-invalid=true]')").await;
    wrong.extend(look(guest, "sign-up-errors").await);

    guest.go(&format!("{url}/exams/pcap/pathway")).await;
    guest.click("form[action='/exams/pcap/pathway'] button").await;
    guest.until("document.querySelector('#saved')?.textContent === 'Saved'").await;
    wrong.extend(look(guest, "room").await);
    guest.press("?").await;
    wrong.extend(look(guest, "room-help").await);
    guest.press("Escape").await;
    guest.press("1").await;
    guest.click("#to-review").await;
    guest.until_says("of 40 items answered").await;
    wrong.extend(look(guest, "room-review").await);
    let attempt = guest.value("location.pathname.split('/')[2]").await;
    let attempt = attempt.as_str().expect("an id");
    guest.go(&format!("{url}/attempts/{attempt}/review")).await;
    wrong.extend(look(guest, "review").await);
    guest.go(&format!("{url}/")).await;
    wrong.extend(look(guest, "home-running").await);
    guest.go(&format!("{url}/attempts/{attempt}")).await;
    guest.until("document.querySelector('#saved')?.textContent === 'Saved'").await;
    guest.click("#to-review").await;
    guest.click("#hand-in").await;
    guest.click("#confirm button[value=yes]").await;
    guest.until_at("/result").await;
    wrong.extend(look(guest, "result").await);
    for show in ["all", "flagged", "noted"] {
        guest.go(&format!("{url}/attempts/{attempt}/result?show={show}")).await;
        wrong.extend(look(guest, &format!("result-{show}")).await);
    }
    guest.go(&format!("{url}/review")).await;
    wrong.extend(look(guest, "queue").await);
    guest.go(&format!("{url}/history")).await;
    wrong.extend(look(guest, "history").await);
    for (name, path) in [
        ("data", "/data".to_owned()),
        ("data-attempt", format!("/data/attempts/{attempt}")),
        ("data-delete", "/data/delete".to_owned()),
        ("data-deleted", "/data/deleted".to_owned()),
    ] {
        guest.go(&format!("{url}{path}")).await;
        wrong.extend(look(guest, name).await);
    }

    let administrator = &browser.page().await;
    site.signed_in("root@example.org", Role::Administrator).await;
    administrator.go(&format!("{url}/sign-in")).await;
    administrator.fill("input[name=email]", "root@example.org").await;
    administrator.fill("input[name=password]", "correct horse battery").await;
    administrator.press("Enter").await;
    administrator.until("location.pathname === '/'").await;
    for (name, path) in [
        ("home-signed-in", "/"),
        ("account", "/account"),
        ("bank", "/instructor/bank"),
        ("bank-certification", "/instructor/bank/pcap"),
        ("bank-section", "/instructor/bank/pcap/oop"),
        ("people", "/administrator/people"),
    ] {
        administrator.go(&format!("{url}{path}")).await;
        wrong.extend(look(administrator, name).await);
    }
    let person = site.person("root@example.org").await;
    let everything = site.everything(person, 3.0, "Ask why.").await;
    sqlx::query(
        "UPDATE attempt SET started_at = started_at - interval '9 days', deadline = deadline - interval '9 days',
                            closed_at = closed_at - interval '9 days' WHERE id = $1",
    )
    .bind(everything.attempt)
    .execute(&site.db)
    .await
    .expect("it was sat a week ago");
    for certification in ["pcap", "pcep"] {
        site.pass(person, certification).await;
    }
    for (name, path) in [
        ("home-results", "/"),
        ("history-all", "/history"),
        ("history-one", "/history?certification=pcap"),
        ("review-due", "/review"),
        ("progress-account", "/progress"),
        ("plan-list", "/plan"),
        ("pathway-account", "/pathway"),
        ("data-account", "/data"),
        ("data-practice", "/data/practice"),
        ("data-delete-account", "/data/delete"),
    ] {
        administrator.go(&format!("{url}{path}")).await;
        wrong.extend(look(administrator, name).await);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    for page in [guest, administrator] {
        assert_eq!(page.complaints(), Vec::<String>::new());
    }
    browser.close().await;
}
