//! Readiness and areas as a candidate sees them after an exam: pictures, axe, and the way into practice.

use super::accessibility::look;
use super::room;
use invigil_exam::Choices;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_an_exam_the_page_of_progress_says_where_one_stands() {
    let room = room().await;
    let page = &room.page;
    for position in 1..=40 {
        let keys = room.site.keys(room.attempt, position).await;
        // Most of them right, so that the chance is neither low nor high.
        let chosen = if position % 10 < 7 { keys } else { vec![(keys[0] + 1) % 4] };
        sqlx::query("UPDATE attempt SET chosen[$2] = $3 WHERE id = $1")
            .bind(room.attempt)
            .bind(position as i32)
            .bind(Choices::of(chosen).0 as i16)
            .execute(&room.site.db)
            .await
            .unwrap();
    }
    let mut wrong = Vec::new();
    page.go(&format!("{}/progress", room.url)).await;
    wrong.extend(look(page, "progress-empty").await);
    page.go(&format!("{}/progress/pcap", room.url)).await;
    wrong.extend(look(page, "progress-nothing").await);
    room.site.set_remaining(room.attempt, -60.0).await;
    page.go(&format!("{}/history", room.url)).await;
    for (name, path) in [
        ("progress", "/progress"),
        ("progress-pcap", "/progress/pcap"),
        ("progress-pcap-3103", "/progress/pcap?edition=31-03"),
        ("progress-cepp", "/progress/cepp"),
    ] {
        page.go(&format!("{}{path}", room.url)).await;
        wrong.extend(look(page, name).await);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    page.go(&format!("{}/progress", room.url)).await;
    page.click("a[href='/progress/pcap']").await;
    page.until_says("What would raise it most").await;
    assert!(
        page.value("document.querySelectorAll('.raises form[action=\"/practice\"]').length > 2").await
            == true
    );
    room.browser.close().await;
}
