//! A study plan in a browser: made by keyboard and mouse, looked at on every screen, on paper, and deleted.

use super::accessibility::look;
use invigil_tests::{Browser, Site};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_plan_from_the_form_to_paper() {
    let site = Site::new().await;
    let url = site.serve().await;
    let browser = Browser::launch().await;
    let page = &browser.page().await;
    let mut wrong = Vec::new();
    page.go(&format!("{url}/plan")).await;
    wrong.extend(look(page, "plan-none").await);
    page.go(&format!("{url}/plan/cepp")).await;
    wrong.extend(look(page, "plan-recognition").await);

    page.go(&format!("{url}/plan")).await;
    page.click("a[href='/plan/pcap']").await;
    page.until_at("/plan/pcap").await;
    let own = page.value("Intl.DateTimeFormat().resolvedOptions().timeZone").await;
    assert_eq!(page.value("document.querySelector('#time_zone').value").await, own);
    wrong.extend(look(page, "plan-form").await);
    for day in 1..=5 {
        page.click(&format!(".plan-weekday:nth-child({day})")).await;
    }
    page.tab_to(".plan-form button").await;
    page.press("Enter").await;
    page.until_says("Choose at least one day.").await;
    wrong.extend(look(page, "plan-form-errors").await);
    assert_eq!(page.value("document.querySelectorAll('[name=day]:checked').length").await, 0);
    for day in 1..=7 {
        page.click(&format!(".plan-weekday:nth-child({day})")).await;
    }
    page.click(".plan-form button").await;
    page.until_says("The weeks to come").await;
    wrong.extend(look(page, "plan").await);

    page.print(true).await;
    page.picture("plan-print").await;
    let printed = "getComputedStyle(document.querySelector('.plan-actions')).display === 'none' && \
                   [...document.querySelectorAll('main .button, main summary')].every(some => !some.checkVisibility()) && \
                   getComputedStyle(document.querySelector('.plan-focus .soft')).color === 'rgb(0, 0, 0)'";
    assert_eq!(page.value(printed).await, true);
    page.print(false).await;
    page.go(&format!("{url}/")).await;
    page.until_says("Study plan: PCAP").await;
    wrong.extend(look(page, "home-plan").await);

    page.go(&format!("{url}/plan/pcap")).await;
    page.scripts(false).await;
    page.reload().await;
    page.click(".plan-delete summary").await;
    page.click(".plan-delete button").await;
    page.until_at("/plan").await;
    page.scripts(true).await;
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(page.complaints(), Vec::<String>::new());
    browser.close().await;
}
