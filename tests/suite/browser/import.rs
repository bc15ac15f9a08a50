//! A file on its way into a bank, in a real browser: dropped, read with progress, looked at, imported.

use super::accessibility::look;
use invigil_store::Role;
use invigil_tests::{Browser, Page, Site};

/// Signs somebody in by the form, and makes a bank by it.
async fn at_upload(site: &Site, url: &str, page: &Page) {
    site.signed_in("ada@example.org", Role::Instructor).await;
    page.go(&format!("{url}/sign-in")).await;
    page.fill("input[name=email]", "ada@example.org").await;
    page.fill("input[name=password]", "correct horse battery").await;
    page.press("Enter").await;
    page.until("location.pathname === '/'").await;
    page.click("a[href='/instructor/banks']").await;
    page.until_at("/instructor/banks").await;
    page.fill("#name", "Physics").await;
    page.press("Enter").await;
    page.until_says("Nothing in it yet").await;
    page.click("main a[href$='/import']").await;
    page.until_at("/import").await;
}

/// Drops a file made of `text` on the form.
pub(super) fn drop_file(name: &str, text: &str) -> String {
    format!(
        "(() => {{ const data = new DataTransfer(); data.items.add(new File([{text}], {name:?})); \
         const form = document.querySelector('form.upload'); \
         for (const kind of ['dragenter', 'dragover', 'drop']) \
         form.dispatchEvent(new DragEvent(kind, {{bubbles: true, cancelable: true, dataTransfer: data}})); }})()"
    )
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dropped_file_is_read_with_progress_and_imported() {
    let site = Site::new().await;
    let url = site.serve().await;
    let browser = Browser::launch().await;
    let page = &browser.page().await;
    at_upload(&site, &url, page).await;

    // What is too large is told before anything is sent.
    page.value(&drop_file("large.gift", "new ArrayBuffer(25000001)")).await;
    page.until("document.querySelector('#file-error').checkVisibility()").await;
    page.until_says("This file has 25.1 MB").await;

    // Enough items that reading takes longer than the upload waits.
    let many = "Array.from({length: 4000}, (_, n) => `::Q${n}:: What is **${n}** + 1?\\n{\\n=${n + 1} #yes\\n~${n} #no\\n}\\n\\n`).join('')";
    page.value(&drop_file("sums.gift", many)).await;
    page.until("location.pathname.startsWith('/instructor/imports/')").await;
    // The page that waits comes to its end by itself.
    page.until_says("Import 4000").await;
    assert_eq!(page.value("document.querySelectorAll('.entry').length").await, 20);
    page.click(".pager a[href$='page=2']").await;
    page.until("document.querySelector('.pager [aria-current]').innerText.endsWith('2')").await;
    page.click(".import-plan .primary").await;
    page.until("location.pathname.startsWith('/instructor/banks/')").await;
    page.until_says("4000").await;
    page.until_says("are new and imported").await;
    assert_eq!(page.complaints(), Vec::<String>::new());
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reading_shows_how_far_it_is() {
    let site = Site::new().await;
    let url = site.serve().await;
    let browser = Browser::launch().await;
    let page = &browser.page().await;
    at_upload(&site, &url, page).await;
    let owner = site.person("ada@example.org").await;
    let bank = site.store.banks(owner).await.unwrap()[0].id;
    let import = site.store.begin_import(owner, bank, "slow.xml").await.unwrap().unwrap();
    site.store.import_progress(import, 30, 100).await.unwrap();
    page.go(&format!("{url}/instructor/imports/{import}")).await;
    page.until("document.querySelector('progress').value === 30").await;
    site.store.import_progress(import, 60, 100).await.unwrap();
    page.until("document.querySelector('progress').value === 60").await;
    page.until_says("60 % is read").await;
    let refusal = Some("It is a picture.".to_owned());
    let refused = invigil_bank::import::Reading { refusal, ..Default::default() };
    site.store.finish_reading(import, refused).await.unwrap();
    page.until_says("This file can’t be read").await;
    page.until_says("It is a picture.").await;
    assert_eq!(page.complaints(), Vec::<String>::new());
    browser.close().await;
}

const QUIZ: &str = "\
$CATEGORY: Optics

::Sky:: Which colour does a clear sky have? {
=blue #Blue light is scattered most.
~green
####Rayleigh scattering.
}

::Even:: Which numbers are even? {
~%50%2
~%50%4
~%-50%5
}

::Stays:: One and one? {=two ~three}

::Essay:: What do you think of it? {}

::Broken:: Which one? {
~a
~b
}
";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_page_of_banks_passes() {
    let site = Site::new().await;
    let url = site.serve().await;
    let browser = Browser::launch().await;
    let page = &browser.page().await;
    at_upload(&site, &url, page).await;
    site.signed_in("bob@example.org", Role::Instructor).await;
    let owner = site.person("ada@example.org").await;
    let bank = site.store.banks(owner).await.unwrap()[0].id;
    let bank = format!("{url}/instructor/banks/{bank}");
    let mut wrong = look(page, "bank-upload").await;
    page.go(&bank).await;
    wrong.extend(look(page, "bank-empty").await);

    let literal = |text: &str| serde_json::Value::from(text).to_string();
    for (name, file) in [
        ("bank-import", QUIZ.to_owned()),
        ("bank-import-changed", QUIZ.replace("clear", "cloudless").replace("One and", "1 and")),
    ] {
        page.go(&format!("{bank}/import")).await;
        page.value(&drop_file("quiz.gift", &literal(&file))).await;
        page.until("document.querySelector('.import-plan .primary')").await;
        wrong.extend(look(page, name).await);
        page.click(".import-plan .primary").await;
        page.until("location.pathname.startsWith('/instructor/banks/')").await;
        wrong.extend(look(page, "bank-filled").await);
    }
    page.go(&format!("{bank}/import")).await;
    page.value(&drop_file("letter.txt", &literal("Dear Ada,\nhow are you?\n"))).await;
    page.until_says("This file can’t be read").await;
    wrong.extend(look(page, "bank-refused").await);
    page.go(&format!("{bank}/share")).await;
    page.fill("#email", "bob@example.org").await;
    page.press("Enter").await;
    page.until_says("may view this bank now").await;
    wrong.extend(look(page, "bank-share").await);
    page.go(&format!("{url}/instructor/banks")).await;
    wrong.extend(look(page, "banks").await);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(page.complaints(), Vec::<String>::new());
    browser.close().await;
}
