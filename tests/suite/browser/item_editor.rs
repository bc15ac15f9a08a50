//! The editor of items as an instructor uses it: what is typed is seen as candidates will see it.

use invigil_store::Role;
use invigil_tests::{Browser, Page, Screen, Site, sum};

/// Signs somebody in by the form.
async fn sign_in(page: &Page, url: &str, email: &str) {
    page.go(&format!("{url}/sign-in")).await;
    page.fill("input[name=email]", email).await;
    page.fill("input[name=password]", "correct horse battery").await;
    page.press("Enter").await;
    page.until("location.pathname === '/'").await;
}

/// Whether the texts of the preview's options are these.
fn shows(options: &[&str]) -> String {
    let texts = serde_json::Value::from(options);
    format!(
        "JSON.stringify([...document.querySelectorAll('#preview .as-room .option label > span')].map(e => e.innerText)) \
         === JSON.stringify({texts})"
    )
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_preview_follows_what_is_typed_and_options_move() {
    let site = Site::new().await;
    site.signed_in("ada@example.org", Role::Instructor).await;
    let owner = site.person("ada@example.org").await;
    let bank = site.bank_of(owner).await;
    let item = site.written(owner, bank, &sum("sum")).await;
    let url = site.serve().await;
    let browser = Browser::launch().await;
    let page = &browser.page().await;
    sign_in(page, &url, "ada@example.org").await;
    page.go(&format!("{url}/instructor/items/{item}/edit")).await;
    page.until(&shows(&["4", "22", "2 + 2"])).await;

    // By keys alone: the third option gets another text, goes up, and a fourth is added.
    page.tab_to("#option-2").await;
    page.value("document.activeElement.select()").await;
    for key in ["`", "5", "`"] {
        page.press(key).await;
    }
    page.until(&shows(&["4", "22", "5"])).await;
    page.tab_to("[aria-label='Move option C up']").await;
    page.press("Enter").await;
    page.until(&shows(&["4", "5", "22"])).await;
    page.until("document.activeElement.getAttribute('aria-label') === 'Move option B up'").await;
    page.tab_to("#add-option").await;
    page.press("Enter").await;
    page.until("document.activeElement.id === 'option-3'").await;
    page.press("x").await;
    page.until(&shows(&["4", "5", "22", "x"])).await;
    // A second key: candidates are told how many to choose.
    page.click(".option-row:nth-child(2) [name=key]").await;
    page.until("document.querySelector('#preview .as-room legend').innerText.includes('Select two')").await;
    page.click("[aria-label='Remove option D']").await;
    page.until(&shows(&["4", "5", "22"])).await;
    page.fill("#stem", "!").await;
    page.until("document.querySelector('#preview .stem').innerText.includes('!')").await;
    assert_eq!(page.value("document.querySelector('#preview-state').innerText").await, "");
    assert_eq!(page.axe().await, Vec::<String>::new());
    page.screen(Screen::Narrow).await;
    let over =
        page.value("document.documentElement.scrollWidth - document.documentElement.clientWidth").await;
    assert_eq!(over, 0);
    page.screen(Screen::Desktop).await;

    page.fill("#note", "two are right").await;
    page.press("Enter").await;
    page.until("location.search === '?done=saved'").await;
    page.until_says("two are right").await;
    let content = site.store.item(owner, &item).await.unwrap().unwrap().content;
    assert_eq!(content.question.options, ["`4`", "`5`", "`22`"]);
    assert_eq!(
        (content.question.choose, content.solution.keys.indices().collect::<Vec<_>>()),
        (2, vec![0, 1])
    );
    assert_eq!(content.solution.reasons[0], "Numbers are added.");
    assert_eq!(page.axe().await, Vec::<String>::new());
    assert_eq!(page.complaints(), Vec::<String>::new());
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_page_about_items_passes() {
    let site = Site::new().await;
    site.signed_in("ada@example.org", Role::Instructor).await;
    let owner = site.person("ada@example.org").await;
    let bank = site.bank_of(owner).await;
    let item = site.written(owner, bank, &sum("sum")).await;
    let first = site.store.item(owner, &item).await.unwrap().unwrap().content.revision;
    let mut changed = sum("sum");
    changed.question.stem = "What does this print?\n\n```python\nprint(2 * 2)\n```".into();
    changed.question.options.swap(0, 1);
    site.store.edit_item(owner, &item, first, &changed, "a product").await.unwrap();
    let second = site.store.item(owner, &item).await.unwrap().unwrap().content.revision;
    let candidate = site.candidate().await;
    site.pin(candidate.attempt, 1, &item).await;
    site.store.submit(candidate.person, candidate.attempt).await.unwrap();
    site.store.report_item(candidate.person, candidate.attempt, 1, "A and C say the same.").await.unwrap();
    let url = site.serve().await;
    let browser = Browser::launch().await;
    let page = &browser.page().await;
    sign_in(page, &url, "ada@example.org").await;
    let mut wrong = Vec::new();
    for (name, path) in [
        ("item", format!("/instructor/items/{item}")),
        ("item-edit", format!("/instructor/items/{item}/edit")),
        ("item-new", format!("/instructor/banks/{bank}/items/new")),
        ("item-difference", format!("/instructor/items/{item}/revisions/{first}/{second}")),
        ("reports", "/instructor/reports".to_owned()),
        ("reports-answered", "/instructor/reports?show=answered".to_owned()),
    ] {
        page.go(&format!("{url}{path}")).await;
        wrong.extend(super::accessibility::look(page, name).await);
    }
    page.go(&format!("{url}/instructor/banks/{bank}/items/new")).await;
    page.click(".editor-foot .primary").await;
    page.until("document.querySelector('[aria-invalid=true]')").await;
    wrong.extend(super::accessibility::look(page, "item-errors").await);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(page.complaints(), Vec::<String>::new());
    browser.close().await;
}
