//! Sitting an exam, with the script's requests and with plain forms.

use axum::http::Method;
use invigil_tests::{Site, Visitor};
use serde_json::{Value, json};
use uuid::Uuid;

/// Starts a PCAP exam and returns the address of the attempt and its id.
async fn start(visitor: &mut Visitor) -> (String, Uuid) {
    let address = visitor.post("/exams/pcap/pathway", &[]).await.expect_redirect("/attempts/");
    let id = address.trim_start_matches("/attempts/").parse().unwrap();
    (address, id)
}

async fn save(visitor: &mut Visitor, attempt: &str, position: usize, seq: i32, places: &[usize]) -> Value {
    let chosen = places.iter().fold(0, |mask, place| mask | 1 << place);
    let body = json!({"epoch": 0, "seq": seq, "chosen": chosen, "struck": 0, "flagged": false});
    visitor.json(Method::PUT, &format!("{attempt}/answers/{position}"), body).await.expect(200).value()
}

#[tokio::test]
async fn a_guest_sits_a_whole_exam_and_passes() {
    let site = Site::new().await;
    let mut guest = site.visitor();
    guest.get("/").await.expect(200).says("PCAP");
    guest.get("/certifications/pcap").await.expect(200).says("40");
    guest.get("/exams/pcap/pathway").await.expect(200).says("65");
    let (attempt, id) = start(&mut guest).await;
    guest.get(&attempt).await.expect(200).says("Item 1 of 40");

    for position in 1..=40 {
        // 30 of 40 right.
        let keys = site.keys(id, position).await;
        let places = if position <= 30 { keys } else { vec![(keys[0] + 1) % 4] };
        let reply = save(&mut guest, &attempt, position, 1, &places).await;
        assert_eq!(reply["seq"], 1);
        assert!((3_800_000..=3_900_000).contains(&reply["remaining_ms"].as_i64().unwrap()), "{reply}");
    }
    guest.get(&attempt).await.expect(200);
    guest.post(&format!("{attempt}/submit"), &[]).await.expect_redirect(&format!("{attempt}/result"));
    let result = guest.get(&format!("{attempt}/result?show=all")).await.expect(200);
    result.says("75.0").says("70");
    assert_eq!(
        site.store.history(person_of(&site, id).await, 9).await.unwrap()[0]
            .outcome
            .as_ref()
            .unwrap()
            .score
            .tenths_of_percent(),
        750
    );

    // The room leads to the result now, and the history shows it.
    guest.get(&attempt).await.expect_redirect(&format!("{attempt}/result"));
    guest.get("/history").await.expect(200).says("75.0").says("PCAP");
}

async fn person_of(site: &Site, attempt: Uuid) -> Uuid {
    sqlx::query_scalar("SELECT person_id FROM attempt WHERE id = $1")
        .bind(attempt)
        .fetch_one(&site.db)
        .await
        .unwrap()
}

#[tokio::test]
async fn a_whole_exam_works_without_javascript() {
    let site = Site::new().await;
    let mut guest = site.visitor();
    let (attempt, id) = start(&mut guest).await;
    let mut page = guest.get(&attempt).await.expect(200);
    for position in 1..=40usize {
        let fields =
            [("epoch", hidden(&page.body, position, "epoch")), ("seq", hidden(&page.body, position, "seq"))];
        let keys: Vec<String> = site.keys(id, position).await.iter().map(usize::to_string).collect();
        let mut form: Vec<(&str, &str)> =
            fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        form.extend(keys.iter().map(|key| ("chosen", key.as_str())));
        form.push(("go", "next"));
        let next = guest.post(&format!("{attempt}/items/{position}"), &form).await;
        let next = if position < 40 {
            next.expect_redirect(&format!("{attempt}?item={}", position + 1))
        } else {
            next.expect_redirect(&format!("{attempt}/review"))
        };
        page = guest.get(&next).await.expect(200);
    }
    guest.post(&format!("{attempt}/submit"), &[]).await.expect_redirect(&format!("{attempt}/result"));
    guest.get(&format!("{attempt}/result")).await.expect(200).says("100.0");
}

/// The value of a hidden field of an item's form.
fn hidden(page: &str, position: usize, name: &str) -> String {
    let form = page
        .split("<form")
        .find(|form| form.contains(&format!("/items/{position}\"")))
        .expect("the item's form");
    let input =
        form.split("<input").find(|input| input.contains(&format!("name=\"{name}\""))).expect("the field");
    input.split("value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("its value").to_owned()
}

#[tokio::test]
async fn an_exam_goes_on_where_it_was_with_the_true_time() {
    let site = Site::new().await;
    let mut guest = site.visitor();
    let (attempt, id) = start(&mut guest).await;
    save(&mut guest, &attempt, 3, 1, &[2]).await;
    site.set_remaining(id, 600.0).await;

    let state =
        guest.json(Method::POST, &format!("{attempt}/take-over"), json!({})).await.expect(200).value();
    assert_eq!((state["status"].as_str(), state["epoch"].as_i64()), (Some("open"), Some(1)));
    assert_eq!(state["entries"][2]["chosen"], 4);
    assert!((560_000..=600_000).contains(&state["remaining_ms"].as_i64().unwrap()), "{state}");
    // Starting again is going on.
    assert_eq!(guest.post("/exams/pcap/pathway", &[]).await.expect_redirect("/attempts/"), attempt);
    guest.get("/").await.expect(200).says(&attempt);
}

#[tokio::test]
async fn time_out_closes_and_marks_without_a_browser() {
    let site = Site::new().await;
    let mut guest = site.visitor();
    let (attempt, id) = start(&mut guest).await;
    let keys = site.keys(id, 1).await;
    save(&mut guest, &attempt, 1, 1, &keys).await;
    site.set_remaining(id, -60.0).await;
    assert_eq!(site.store.close_overdue(10).await.unwrap(), 1);
    guest.get(&attempt).await.expect_redirect(&format!("{attempt}/result"));
    guest.get(&format!("{attempt}/result")).await.expect(200).says("2.5");
}

#[tokio::test]
async fn a_stale_save_and_a_lost_tab_get_409_and_the_present_state() {
    let site = Site::new().await;
    let mut guest = site.visitor();
    let (attempt, _) = start(&mut guest).await;
    save(&mut guest, &attempt, 1, 2, &[0]).await;
    let stale = json!({"epoch": 0, "seq": 1, "chosen": 2, "struck": 0, "flagged": false});
    let reply = guest.json(Method::PUT, &format!("{attempt}/answers/1"), stale).await.expect(409).value();
    assert_eq!(
        (reply["error"].as_str(), reply["state"]["entries"][0]["chosen"].as_i64()),
        (Some("stale"), Some(1))
    );

    guest.json(Method::POST, &format!("{attempt}/take-over"), json!({})).await.expect(200);
    let old_tab = json!({"epoch": 0, "seq": 9, "chosen": 2, "struck": 0, "flagged": false});
    let reply = guest.json(Method::PUT, &format!("{attempt}/answers/1"), old_tab).await.expect(409).value();
    assert_eq!((reply["error"].as_str(), reply["state"]["epoch"].as_i64()), (Some("taken_over"), Some(1)));
    assert_eq!(reply["state"]["entries"][0]["chosen"], 1);
}

#[tokio::test]
async fn two_forms_differ() {
    let site = Site::new().await;
    let (mut one, mut other) = (site.visitor(), site.visitor());
    let (_, first) = start(&mut one).await;
    let (_, second) = start(&mut other).await;
    let form = |id: Uuid| {
        let db = site.db.clone();
        async move {
            sqlx::query_as::<_, (Vec<i32>, Vec<i64>)>("SELECT revisions, orders FROM attempt WHERE id = $1")
                .bind(id)
                .fetch_one(&db)
                .await
                .unwrap()
        }
    };
    assert_ne!(form(first).await, form(second).await);
}

#[tokio::test]
async fn an_exam_whose_bank_is_short_says_so_instead_of_offering_a_start() {
    let site = Site::new().await;
    sqlx::query("UPDATE item SET revision = NULL WHERE certification = 'pcap' AND id NOT LIKE 'pcap-l%'")
        .execute(&site.db)
        .await
        .unwrap();
    let site = Site::on(site.database.clone()).await;
    let mut guest = site.visitor();
    guest.get("/certifications/pcap").await.expect(200).says("can’t");
    guest.post("/exams/pcap/pathway", &[]).await.expect(409);
    assert_eq!(guest.cookie("__Host-invigil"), None, "somebody became a guest for nothing");
}
