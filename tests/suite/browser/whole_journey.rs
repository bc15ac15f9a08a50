//! An instructor's whole way, in two browsers: a bank of another system comes in, becomes an exam, is assigned, sat and marked; its
//! wrong key is corrected; and the bank leaves again as it is.

use super::import::drop_file;
use super::{attempt_of, option, ready, text, until_saved};
use invigil_store::Role;
use invigil_tests::{Browser, Page, Site};
use serde_json::Value;

/// Moodle XML: seven items in two categories, one with a picture and one with a wrong key; two of kinds that aren't read, one broken.
const MOODLE: &str = include_str!("whole_journey.xml");

/// Signs up as a person does, from a page that asks for it.
async fn sign_up(page: &Page, name: &str, email: &str) {
    page.fill("input[name=name]", name).await;
    page.fill("input[name=email]", email).await;
    page.fill("input[name=password]", "correct horse battery").await;
    page.press("Enter").await;
}

/// Sets a field that browsers fill by parts.
async fn set(page: &Page, field: &str, value: &Value) {
    page.value(&format!("document.querySelector('#{field}').value = {value}")).await;
}

/// The figures of a preview, as they are shown.
async fn figures(page: &Page) -> Value {
    page.value("[...document.querySelectorAll('.import-plan dd')].map(figure => Number(figure.innerText))")
        .await
}

/// Uploads the Moodle file into a new bank, looks at the preview and imports it; returns the bank's address.
async fn bring(ada: &Page) -> String {
    ada.click("a[href='/instructor/banks']").await;
    ada.until_at("/instructor/banks").await;
    ada.fill("#name", "Networks").await;
    ada.press("Enter").await;
    ada.until_says("Nothing in it yet").await;
    let bank = text_of(ada, "location.href").await;
    ada.click("main a[href$='/import']").await;
    ada.until_at("/import").await;
    ada.value(&drop_file("networks.xml", &Value::from(MOODLE).to_string())).await;
    ada.until("document.querySelector('.import-plan .primary')").await;
    // Read, new, changed, unchanged, skipped, failed.
    assert_eq!(figures(ada).await, serde_json::json!([10, 7, 0, 0, 2, 1]));
    for told in ["Moodle XML", "essay", "matching", "Nothing right", "Addressing", "Ports"] {
        ada.until_says(told).await;
    }
    ada.until("document.querySelector('.entry img')?.naturalWidth === 240").await;
    assert_eq!(ada.value("document.querySelectorAll('.entry table td').length").await, 6);
    ada.click(".import-plan .primary").await;
    ada.until_says("are new and imported").await;
    assert_eq!(ada.value("document.querySelectorAll('.bank-table td a').length").await, 7);
    bank
}

async fn text_of(page: &Page, expression: &str) -> String {
    page.value(expression).await.as_str().expect("a text").to_owned()
}

/// Makes an exam of the bank's two sections; leaves the browser on its page.
async fn make_exam(ada: &Page) {
    ada.click("main a[href='/instructor/exams/new']").await;
    ada.until_at("/instructor/exams/new").await;
    ada.fill("#title", "Networks midterm").await;
    for (field, value) in [("minutes", 20), ("pass-percent", 90)] {
        set(ada, field, &Value::from(value)).await;
    }
    ada.fill("#s1-title", "Addresses").await;
    ada.fill("#s1-items", "5").await;
    ada.click("#s1 .shelf .source:nth-child(2)").await;
    ada.until("document.querySelector('#builder-total').textContent.includes('5')").await;
    ada.click("#add").await;
    ada.until("document.activeElement?.id === 's2-title'").await;
    ada.fill("#s2-title", "Ports").await;
    ada.fill("#s2-items", "2").await;
    ada.click("#s2 .shelf .source:nth-child(3)").await;
    ada.until("document.querySelector('#builder-total').textContent.includes('7')").await;
    ada.click("#save").await;
    ada.until_says("The exam is made").await;
    ada.until_says("Networks · Ports").await;
}

/// Makes a class; returns its code.
async fn make_class(ada: &Page) -> String {
    ada.click("a[href='/instructor/classes']").await;
    ada.until_at("/instructor/classes").await;
    ada.fill("#name", "Evening course").await;
    ada.press("Enter").await;
    ada.until_says("Nobody is in this class yet").await;
    text(ada, ".join-code").await
}

/// Joins by the code, without an account at first.
async fn join(cleo: &Page, url: &str, code: &str) {
    cleo.go(&format!("{url}/join")).await;
    cleo.fill("input[name=code]", code).await;
    cleo.press("Enter").await;
    cleo.until_says("Join Evening course?").await;
    cleo.click("main a[href^='/sign-up']").await;
    cleo.until("location.pathname === '/sign-up' && document.readyState === 'complete'").await;
    sign_up(cleo, "Cleo Candidate", "cleo@example.org").await;
    cleo.until("location.pathname.startsWith('/join/') && document.readyState === 'complete'").await;
    cleo.click("main form button.primary").await;
    cleo.until_says("You are in Evening course").await;
}

/// Assigns the exam from its page, open since yesterday, with everything shown at once; leaves the browser on the assignment.
async fn assign(ada: &Page) {
    ada.click("a[href='/instructor/exams']").await;
    ada.until_at("/instructor/exams").await;
    ada.click("main table a").await;
    ada.until_says("Assign it to").await;
    ada.click("main a[href*='/assignments/new']").await;
    ada.until_says("Assign an exam").await;
    assert_eq!(
        ada.value(
            "document.querySelector('#edition').selectedOptions[0].innerText.includes('Networks midterm')"
        )
        .await,
        true
    );
    let day = |days: &str| format!("new Date(Date.now() + {days} * 864e5).toISOString().slice(0, 16)");
    for (field, days) in [("opens", "-1"), ("closes", "1")] {
        let moment = ada.value(&day(days)).await;
        set(ada, field, &moment).await;
    }
    set(ada, "time_zone", &Value::from("UTC")).await;
    ada.click("input[name=results][value='at once']").await;
    ada.click("input[name=keys][value='at once']").await;
    ada.click("main form button.primary").await;
    ada.until("location.pathname.startsWith('/instructor/assignments/')").await;
    ada.until_says("1 person: 0 handed in, 0 sitting it, 1 not started").await;
}

/// Goes from the first page into the room.
async fn begin(cleo: &Page, url: &str) {
    cleo.go(url).await;
    cleo.until_says("Assigned to you").await;
    cleo.click(".assigned a.button.primary").await;
    cleo.until_says("The closing ends the exam").await;
    cleo.click("aside form button").await;
    cleo.until("location.pathname.startsWith('/attempts/')").await;
    ready(cleo).await;
}

/// Answers every item by the key, but for the one whose key is wrong: there by what is true. Hands in.
async fn sit(cleo: &Page, site: &Site) {
    let attempt = attempt_of(cleo).await;
    for position in 1..=7 {
        cleo.until(&format!("document.querySelector('#where').textContent.includes('Item {position} of 7')"))
            .await;
        let shown = text(cleo, ".item:not([hidden])").await;
        let keys = site.keys(attempt, position).await;
        let chosen = if shown.contains("127.0.0.1") { vec![1 - keys[0]] } else { keys };
        if shown.contains("The box in the middle") || shown.contains("the box in the middle") {
            cleo.until("document.querySelector('.item:not([hidden]) .stem img').naturalWidth === 240").await;
        }
        for place in chosen {
            cleo.press(&(place + 1).to_string()).await;
            cleo.until(&format!("document.querySelector(\"{}\").checked", option(place))).await;
        }
        cleo.press("ArrowRight").await;
    }
    cleo.until_says("7 of 7 items answered").await;
    until_saved(cleo).await;
    cleo.click("#hand-in").await;
    cleo.click("#confirm button[value=yes]").await;
    cleo.until_at("/result").await;
}

/// Says that True is the key of the item that is shown, and has past attempts marked anew.
async fn correct_the_key(ada: &Page) {
    ada.click("main a[href$='/key']").await;
    ada.until_says("Correct the key").await;
    // False is ticked, being the key so far.
    ada.click("label[for=key-1]").await;
    ada.click("label[for=key-0]").await;
    ada.fill("#reason", "The whole of 127.0.0.0/8 is this machine.").await;
    ada.click("main form button.primary").await;
    ada.until("location.pathname.startsWith('/instructor/rulings/')").await;
    ada.until_says("1\u{a0}score would change").await;
    ada.until_says("1 would pass who did not").await;
    ada.until_says("Cleo Candidate").await;
    ada.click("button[value=regrade]").await;
    ada.until_says("1 pass who did not").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bank_comes_in_is_sat_mended_and_leaves() {
    let site = Site::new().await;
    let url = site.serve().await;
    site.signed_in("ada@example.org", Role::Instructor).await;
    let browser = Browser::launch().await;
    let (ada, cleo) = (&browser.page().await, &browser.page().await);

    // Somebody who has nothing yet is told what to do first.
    ada.go(&format!("{url}/sign-in")).await;
    ada.fill("input[name=email]", "ada@example.org").await;
    ada.fill("input[name=password]", "correct horse battery").await;
    ada.press("Enter").await;
    ada.until("location.pathname === '/' && document.readyState === 'complete'").await;
    assert_eq!(text(ada, ".teaching .accent h3").await, "Bring your questions");

    let bank = bring(ada).await;
    make_exam(ada).await;
    let code = make_class(ada).await;
    join(cleo, &url, &code).await;
    assign(ada).await;

    // The live page follows by itself while Cleo sits it.
    let watch = &browser.second_tab(ada).await;
    let assignment = text_of(ada, "location.origin + location.pathname").await;
    watch.go(&format!("{assignment}/live")).await;
    watch.until_says("Not started").await;
    begin(cleo, &url).await;
    watch.until("document.querySelector('.live-table').innerText.includes('of 7')").await;
    sit(cleo, &site).await;
    watch.until("document.querySelector('.live-table').innerText.includes('Handed in')").await;

    // One of seven is marked wrong: 5 of 7 points and the rest, below the pass mark.
    cleo.until_says("Not passed: 85.7").await;
    cleo.until("document.querySelectorAll('.reviewed').length === 1").await;
    cleo.until_says("127.0.0.1").await;
    cleo.click("nav.filters a[href^='?show=all']").await;
    cleo.until("document.querySelectorAll('.reviewed').length === 7").await;
    cleo.until("document.querySelector('.reviewed img').naturalWidth === 240").await;
    cleo.until_says("Two of the eight are the network and its broadcast.").await;
    // What an item doesn't say leaves no empty box.
    let empty = "[...document.querySelectorAll('.reason, .principle, .reviewed h4')].filter(box => !box.innerText.trim()).length";
    assert_eq!(cleo.value(empty).await, 0);

    // Ada finds the item by the results, and corrects its key.
    ada.go(&assignment).await;
    ada.click("nav.tabs a[href$='/results']").await;
    ada.until_says("People and sections").await;
    assert!(text(ada, ".matrix tbody").await.contains("Not passed"));
    ada.click(".matrix tbody th a").await;
    ada.until_says("Item by item").await;
    ada.click(".marks li:has(.badge.bad) a").await;
    ada.until_says("127.0.0.1").await;
    ada.until_says("Facility").await;
    correct_the_key(ada).await;

    cleo.reload().await;
    cleo.until_says("You passed: 100.0").await;
    cleo.until_says("The whole of 127.0.0.0/8 is this machine.").await;
    ada.go(&format!("{assignment}/results")).await;
    ada.until_says("corrected").await;
    assert!(text(ada, ".matrix tbody").await.contains("100.0"));

    // The bank leaves as Moodle XML and comes back: every item is the one that is there, the corrected one too.
    ada.go(&bank).await;
    ada.click(".drawers details:first-child summary").await;
    let export =
        text_of(ada, "document.querySelector('.drawers a[href$=\"/export/moodle-xml\"]').href").await;
    ada.go(&format!("{bank}/import")).await;
    ada.value(&format!(
        "(async () => {{ const file = await (await fetch('{export}')).text(); {}; }})()",
        drop_file("again.xml", "file")
    ))
    .await;
    ada.until_says("There is nothing to import").await;
    assert_eq!(figures(ada).await, serde_json::json!([7, 0, 0, 7, 0, 0]));

    assert_eq!(text(ada, "h1").await, "again.xml");
    for page in [ada, cleo, watch] {
        assert_eq!(page.complaints(), Vec::<String>::new());
    }
    browser.close().await;
}
