//! A class from its making to a result that is released: by an instructor and a candidate, each in a browser of their own.

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

/// Sets a field that browsers fill by parts.
async fn set(page: &Page, field: &str, value: &str) {
    page.value(&format!(
        "(() => {{ const field = document.querySelector('#{field}'); field.value = '{value}'; \
         field.dispatchEvent(new Event('input', {{ bubbles: true }})); }})()"
    ))
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_class_sits_what_its_instructor_assigns() {
    let site = Site::new().await;
    let url = site.serve().await;
    site.signed_in("ada@example.org", Role::Instructor).await;
    site.signed_in("cleo@example.org", Role::Candidate).await;
    let browser = Browser::launch().await;
    let (ada, cleo) = (&browser.page().await, &browser.page().await);
    let mut wrong = Vec::new();

    sign_in(ada, &url, "ada@example.org", "/instructor/classes").await;
    wrong.extend(look(ada, "classes-empty").await);
    ada.fill("input[name=name]", "Python 1, autumn").await;
    ada.press("Enter").await;
    ada.until("location.pathname.startsWith('/instructor/classes/')").await;
    wrong.extend(look(ada, "class-empty").await);
    let class = ada.value("location.href").await.as_str().expect("an address").to_owned();
    let link = ada.value("document.querySelector('.join-ways input').value").await;
    let join = link.as_str().and_then(|link| link.split_once("/join/")).expect("a link").1.to_owned();

    // Cleo joins by the link.
    cleo.go(&format!("{url}/join/{join}")).await;
    wrong.extend(look(cleo, "join-signed-out").await);
    sign_in(cleo, &url, "cleo@example.org", &format!("/join/{join}")).await;
    wrong.extend(look(cleo, "join").await);
    cleo.click("main form button.primary").await;
    cleo.until_says("You are in Python 1, autumn").await;
    cleo.go(&format!("{url}/join")).await;
    wrong.extend(look(cleo, "join-code").await);

    // A list adds two more.
    ada.go(&format!("{class}/roster")).await;
    wrong.extend(look(ada, "roster").await);
    set(ada, "text", "Bo Broken,bo@nowhere\\nDan Doe,dan@example.org,17").await;
    ada.click("main form button.primary").await;
    ada.until_says("Links to hand on").await;
    wrong.extend(look(ada, "roster-done").await);

    // The form starts with the browser's zone, and tells what the closing does.
    ada.go(&format!("{class}/assignments/new")).await;
    ada.until(
        "document.querySelector('#time_zone').value === Intl.DateTimeFormat().resolvedOptions().timeZone",
    )
    .await;
    ada.until("document.querySelector('#cut-example').textContent.includes('has 21 minutes, until 18:00')")
        .await;
    set(ada, "minutes", "30").await;
    ada.until("document.querySelector('#whole-example').textContent === 'Who starts at 17:50 has all 30 minutes, until 18:20.'")
        .await;
    wrong.extend(look(ada, "assignment-form").await);
    set(ada, "closes", "2020-01-01T00:00").await;
    ada.click("main form button.primary").await;
    ada.until("document.querySelector('#closes[aria-invalid=true]') !== null").await;
    wrong.extend(look(ada, "assignment-form-errors").await);
    set(ada, "opens", "2020-01-01T00:00").await;
    set(ada, "closes", "2020-12-01T00:00").await;
    set(ada, "title", "Midterm").await;
    ada.click("main form button.primary").await;
    ada.until_says("This is past already").await;
    let soon = ada.value("new Date(Date.now() + 864e5).toISOString().slice(0, 16)").await;
    let before = ada.value("new Date(Date.now() - 864e5).toISOString().slice(0, 16)").await;
    set(ada, "opens", before.as_str().expect("a time")).await;
    set(ada, "closes", soon.as_str().expect("a time")).await;
    ada.value("document.querySelector('[name=time_zone]').value = 'UTC'").await;
    ada.click("main form button.primary").await;
    ada.until("location.pathname.startsWith('/instructor/assignments/')").await;
    wrong.extend(look(ada, "assignment").await);
    let assignment = ada.value("location.href").await.as_str().expect("an address").to_owned();

    // Cleo finds it first on her first page, and sits it.
    cleo.go(&url).await;
    cleo.until_says("Assigned to you").await;
    wrong.extend(look(cleo, "home-assigned").await);
    cleo.click(".assigned a.button.primary").await;
    cleo.until_says("The closing ends the exam").await;
    wrong.extend(look(cleo, "assignment-candidate").await);
    cleo.click("aside form button").await;
    cleo.until("location.pathname.startsWith('/attempts/')").await;
    ready(cleo).await;
    cleo.press("1").await;
    ada.reload().await;
    ada.until_says("sitting it").await;
    wrong.extend(look(ada, "assignment-running").await);
    ready(cleo).await;
    cleo.click("#to-review").await;
    cleo.click("#hand-in").await;
    cleo.click("#confirm button[value=yes]").await;
    cleo.until_at("/result").await;
    cleo.until_says("Results come out when the window closes").await;
    wrong.extend(look(cleo, "result-held").await);
    cleo.go(&format!("{url}/history")).await;
    wrong.extend(look(cleo, "history-held").await);

    // Ada sees it, and gives Cleo another attempt.
    ada.reload().await;
    ada.until_says("handed in").await;
    ada.click("tr:has(.badge.bad) td.actions a").await;
    ada.until_says("What they have beyond the others").await;
    wrong.extend(look(ada, "assignment-person").await);
    set(ada, "extra_attempts", "1").await;
    set(ada, "extra_percent", "25").await;
    ada.click("main form.card button.primary").await;
    ada.until_says("What this person may do is changed").await;
    wrong.extend(look(ada, "assignment-closed").await);
    cleo.go(&url).await;
    cleo.until_says("1 of 2").await;

    // The results come by the window, the keys later.
    let id = assignment.split('?').next().and_then(|url| url.rsplit('/').next()).expect("an id").to_owned();
    sqlx::query(
        "UPDATE assignment SET opens_at = now() - interval '2 days', closes_at = now() - interval '1 day', keys = 'by hand'
         WHERE id = $1::uuid",
    )
    .bind(&id)
    .execute(&site.db)
    .await
    .expect("the window is moved");
    cleo.go(&url).await;
    cleo.click(".assigned a.button").await;
    cleo.until_says("By section").await;
    wrong.extend(look(cleo, "result-score").await);
    ada.go(&format!("{url}/instructor/assignments/{id}")).await;
    ada.click("button[value=keys]").await;
    ada.until_says("It is released").await;
    cleo.reload().await;
    cleo.until_says("Item by item").await;
    ada.go(&class).await;
    ada.value("document.querySelectorAll('details').forEach(details => (details.open = true))").await;
    wrong.extend(look(ada, "class").await);
    ada.go(&format!("{url}/instructor/classes")).await;
    wrong.extend(look(ada, "classes").await);

    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    for page in [ada, cleo] {
        assert_eq!(page.complaints(), Vec::<String>::new());
    }
    browser.close().await;
}
