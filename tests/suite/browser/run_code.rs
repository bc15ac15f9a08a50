//! Running and editing the code of an item, with the real Python in a real browser.

use super::accessibility::look;
use super::text;
use invigil_tests::{Browser, Page, Site};
use serde_json::Value;
use std::time::{Duration, Instant};

/// The result of an exam whose first items have these stems, in a browser.
async fn result(stems: &[&str]) -> (Browser, Page) {
    let site = Site::with_python().await;
    let url = site.serve().await;
    let browser = Browser::launch().await;
    let page = browser.page().await;
    page.go(&format!("{url}/exams/pcap/pathway")).await;
    page.click("form[action='/exams/pcap/pathway'] button").await;
    page.until("location.pathname.startsWith('/attempts/')").await;
    super::ready(&page).await;
    let attempt = super::attempt_of(&page).await;
    let (person,): (uuid::Uuid,) = sqlx::query_as("SELECT person_id FROM attempt WHERE id = $1")
        .bind(attempt)
        .fetch_one(&site.db)
        .await
        .expect("the attempt exists");
    site.handed_in_with(person, attempt, stems).await;
    page.go(&format!("{url}/attempts/{attempt}/result?show=all")).await;
    page.until("document.querySelector('#item-1 .run-code button')").await;
    // The bank's own items are another test's; without them pictures are small enough to be looked at.
    page.value(&format!(
        "document.querySelectorAll('.reviewed:nth-of-type(n + {})').forEach(item => item.remove())",
        stems.len() + 1
    ))
    .await;
    (browser, page)
}

/// Opens the editor of an item and runs its program.
async fn run(page: &Page, item: usize) {
    if page.value(&format!("document.querySelector('#item-{item} .runner')?.hidden ?? true")).await
        == Value::Bool(true)
    {
        page.click(&format!("#item-{item} .run-code button")).await;
    }
    page.click(&format!("#item-{item} .runner .button.primary")).await;
}

/// How long Python may take to start and run while everything else is tested beside it.
const PATIENCE: Duration = Duration::from_secs(120);

/// Waits until the state of an item's run begins so.
async fn until_state(page: &Page, item: usize, beginning: &str) {
    let start = Instant::now();
    loop {
        let state = text(page, &format!("#item-{item} .run-state")).await;
        if state.starts_with(beginning) {
            return;
        }
        assert!(start.elapsed() < PATIENCE, "{state} isn't {beginning}");
        tokio::time::sleep(Duration::from_millis(15)).await;
    }
}

/// Replaces the text of the field that a selector finds.
async fn replace(page: &Page, selector: &str, text: &str) {
    page.value(&format!("document.querySelector({}).select()", Value::from(selector))).await;
    page.value("document.activeElement.blur()").await;
    page.value(&format!(
        "(field => {{ field.focus(); field.select(); }})(document.querySelector({}))",
        Value::from(selector)
    ))
    .await;
    page.value(&format!("document.execCommand('insertText', false, {})", Value::from(text))).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_program_runs_is_edited_and_told_where_it_fails() {
    let (browser, page) = result(&[
        "What does it print?\n\n```python\ndef half(n):\n    return n / 2\n\nprint(half(5))\n```",
        "```python\nimport tkinter\n```",
        "```python file=menu.py\nprice = 7\n```\n\n```python file=main.py\nimport menu\nname = input('Who? ')\nprint(name, menu.price)\n```",
        "```python\nimport asyncio, sys, os\n\nclass Noisy:\n    def __del__(self):\n        print('gone')\n\nasync def say(n):\n    \
         await asyncio.sleep(n / 100)\n    print(n)\n\nasync def all():\n    await asyncio.gather(say(2), say(1))\n\nasyncio.run(all())\n\
         noisy = Noisy()\nsys.exit(3)\n```",
    ])
    .await;
    let page = &page;
    assert_eq!(
        page.value("performance.getEntriesByType('resource').some(r => r.name.includes('/python/'))").await,
        false
    );
    run(page, 1).await;
    until_state(page, 1, "Ended").await;
    assert_eq!(text(page, "#item-1 .run-output").await.trim(), "2.5");
    page.picture("run-code").await;

    replace(page, "#item-1 .runner textarea", "half = 1\nprint('before')\nprint(half(5))").await;
    run(page, 1).await;
    until_state(page, 1, "Ended with exit status 1").await;
    let printed = text(page, "#item-1 .run-output").await;
    for line in [
        "before",
        "Traceback (most recent call last):",
        "  File \"main.py\", line 3, in <module>",
        "    print(half(5))",
        "TypeError: 'int' object is not callable",
    ] {
        assert!(printed.contains(line), "{line} in {printed}");
    }
    assert!(!printed.contains("run.py"), "{printed}");
    assert!(text(page, "#item-1 .run-output .err").await.contains("TypeError"));
    page.click("#item-1 .tools button:nth-child(3)").await;
    assert!(
        page.value("document.querySelector('#item-1 .runner textarea').value")
            .await
            .as_str()
            .unwrap()
            .starts_with("def half")
    );

    assert_eq!(page.value("document.querySelector('#item-2 .run-code button').disabled").await, true);
    assert!(text(page, "#item-2 .run-code").await.contains("It needs tkinter"));

    // The file beside it is there, and so is the input.
    run(page, 3).await;
    until_state(page, 3, "Ended with exit status 1").await;
    assert!(text(page, "#item-3 .run-output").await.contains("EOFError"));
    replace(page, "#item-3 .runner details textarea", "Ada").await;
    replace(page, "#item-3 .runner textarea[id*=file]", "price = 8").await;
    run(page, 3).await;
    until_state(page, 3, "Ended.").await;
    assert_eq!(text(page, "#item-3 .run-output").await.trim(), "Who? Ada 8");

    run(page, 4).await;
    until_state(page, 4, "Ended with exit status 3").await;
    assert_eq!(text(page, "#item-4 .run-output").await.trim(), "1\n2\ngone");
    let wrong = look(page, "run-code-result").await;
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(page.complaints(), Vec::<String>::new());
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_never_ends_is_ended_and_what_is_too_much_is_cut() {
    let (browser, page) = result(&[
        "```python\nprint('begin', end='')\nwhile True:\n    pass\n```",
        "```python\nfor n in range(20000):\n    print('x' * 20)\n```",
        "```python\nblocks = []\ntry:\n    while True:\n        blocks.append(bytearray(10**8))\nexcept MemoryError:\n    print('full')\n```",
        "```python\nimport urllib.request\nprint('no network')\ntry:\n    import js\n    js.fetch('/history')\nexcept Exception as error:\n    \
         print(type(error).__name__)\n```",
    ])
    .await;
    let page = &page;
    page.value("document.querySelector('script[data-seconds]').dataset.seconds = '3'").await;
    run(page, 1).await;
    until_state(page, 1, "Stopped: it ran for 3 seconds").await;
    assert_eq!(text(page, "#item-1 .run-output").await, "begin");

    page.value("document.querySelector('script[data-seconds]').dataset.seconds = '60'").await;
    run(page, 1).await;
    until_state(page, 1, "Running").await;
    page.until("document.querySelector('#item-1 .run-output').innerText === 'begin'").await;
    page.click("#item-1 .tools button:nth-child(2)").await;
    until_state(page, 1, "Stopped.").await;

    run(page, 2).await;
    until_state(page, 2, "Ended.").await;
    let printed = text(page, "#item-2 .run-output").await;
    assert!(printed.len() < 51_000 && printed.contains("The output is cut here"), "{}", printed.len());

    run(page, 3).await;
    until_state(page, 3, "Ended. It asked for more than the 512 MB").await;
    assert_eq!(text(page, "#item-3 .run-output").await.trim(), "full");

    // Another program takes the place of one that runs.
    run(page, 1).await;
    until_state(page, 1, "Running").await;
    run(page, 4).await;
    until_state(page, 1, "Stopped, because another program was started").await;
    until_state(page, 4, "Ended").await;
    assert_eq!(text(page, "#item-4 .run-output").await.trim(), "no network\nAttributeError");
    assert_eq!(page.complaints(), Vec::<String>::new());
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn by_keyboard_alone_and_nobody_is_trapped() {
    let (browser, page) = result(&["```python\nif 1:\n    print('yes')\n```"]).await;
    let page = &page;
    page.tab_to("#item-1 .run-code button").await;
    page.press("Enter").await;
    page.until("document.activeElement.textContent === 'Run'").await;
    page.value("document.querySelector('#item-1 .runner textarea').focus()").await;
    page.value("document.activeElement.setSelectionRange(5, 5)").await;
    page.press("Enter").await;
    page.press("x").await;
    page.press("Tab").await;
    assert_eq!(page.value("document.activeElement.value").await, "if 1:\n    x    \n    print('yes')");
    page.press("Escape").await;
    page.press("Tab").await;
    page.until("document.activeElement.tagName !== 'TEXTAREA'").await;
    page.press_with("Tab", invigil_tests::SHIFT).await;
    page.until("document.activeElement.tagName === 'TEXTAREA'").await;
    page.value(
        "(document.activeElement.select(), document.execCommand('insertText', false, 'print(6 * 7)'))",
    )
    .await;
    // Control and Enter.
    page.press_with("Enter", 2).await;
    until_state(page, 1, "Ended").await;
    assert_eq!(text(page, "#item-1 .run-output").await.trim(), "42");
    page.press("Escape").await;
    page.press("Tab").await;
    page.tab_to("#item-1 .tools button:last-child").await;
    page.press("Enter").await;
    page.until("document.activeElement.matches('#item-1 .run-code button')").await;
    assert_eq!(page.value("document.querySelector('#item-1 .stem pre.code').checkVisibility()").await, true);
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_fetched_is_told_and_tried_again() {
    let (browser, page) = result(&["```python\nprint('here')\n```"]).await;
    let page = &page;
    let set = "document.querySelector('script[data-python]').dataset.python";
    let right = page.value(set).await;
    page.value(&format!("{set} = '/python/0000000000000000/'")).await;
    run(page, 1).await;
    until_state(page, 1, "Python can’t be fetched: the server answered 404").await;
    page.value(&format!("{set} = {right}")).await;
    run(page, 1).await;
    until_state(page, 1, "Ended").await;
    assert_eq!(text(page, "#item-1 .run-output").await.trim(), "here");
    browser.close().await;
}
