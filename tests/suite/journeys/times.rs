//! Seconds at each item: pages tell them with what they save, and whatever they tell, no answer is lost.

use axum::http::Method;
use invigil_tests::{Site, Visitor};
use serde_json::{Value, json};
use uuid::Uuid;

/// Somebody who began a PCAP exam half an hour ago.
async fn sitting(site: &Site) -> (Visitor, Uuid) {
    let mut visitor = site.visitor();
    let attempt = visitor.post("/exams/pcap/pathway", &[]).await.expect_redirect("/attempts/");
    let attempt = attempt.trim_start_matches("/attempts/").parse().unwrap();
    site.set_remaining(attempt, 35.0 * 60.0).await;
    (visitor, attempt)
}

async fn spent(site: &Site, attempt: Uuid) -> Vec<Option<i32>> {
    sqlx::query_scalar("SELECT spent FROM attempt WHERE id = $1")
        .bind(attempt)
        .fetch_one(&site.db)
        .await
        .unwrap()
}

fn change(seq: i32, spent: Value) -> Value {
    json!({ "epoch": 0, "seq": seq, "chosen": 1, "struck": 0, "flagged": false, "spent": spent })
}

#[tokio::test]
async fn seconds_grow_are_bounded_and_junk_costs_no_answer() {
    let site = Site::new().await;
    let (mut visitor, attempt) = sitting(&site).await;
    assert_eq!(spent(&site, attempt).await, [None; 40], "nobody has counted yet");
    let address = format!("/attempts/{attempt}/answers/3");
    let mut seq = 0;
    for (said, expected) in [
        (json!(40), 40),
        (json!(30), 40),
        (json!(-9), 40),
        (json!("x"), 40),
        (json!([1e300]), 40),
        (json!(null), 40),
        (json!(95.5), 40),
        (json!(95), 95),
    ] {
        seq += 1;
        visitor.json(Method::PUT, &address, change(seq, said)).await.expect(200);
        assert_eq!(spent(&site, attempt).await[2], Some(expected));
    }
    // A page from before doesn't say anything.
    let old = json!({ "epoch": 0, "seq": 20, "chosen": 2, "struck": 0, "flagged": false });
    visitor.json(Method::PUT, &address, old).await.expect(200);
    assert_eq!(spent(&site, attempt).await[2], Some(95));
    // Half an hour has passed, so no item took longer.
    visitor.json(Method::PUT, &address, change(21, json!(u64::MAX))).await.expect(200);
    let most = spent(&site, attempt).await[2].unwrap();
    assert!((1800..1900).contains(&most), "{most}");
    let state = visitor.get(&format!("/attempts/{attempt}/state")).await.expect(200).value();
    assert_eq!(state["spent"][2], json!(most));
    assert_eq!(state["spent"][3], Value::Null);
}

#[tokio::test]
async fn handing_in_tells_all_positions() {
    let site = Site::new().await;
    let (mut visitor, attempt) = sitting(&site).await;
    visitor
        .json(Method::PUT, &format!("/attempts/{attempt}/answers/1"), change(1, json!(60)))
        .await
        .expect(200);
    let said = json!({ "spent": [50, 70, -1, "x", null, 9] });
    visitor
        .json(Method::POST, &format!("/attempts/{attempt}/submit"), said)
        .await
        .expect_redirect("/attempts/");
    let stored = spent(&site, attempt).await;
    assert_eq!(stored[..7], [Some(60), Some(70), None, None, None, Some(9), None]);
    assert_eq!(stored.len(), 40);
}

#[tokio::test]
async fn an_exam_is_handed_in_whatever_comes_along_and_without_times() {
    let site = Site::new().await;
    for body in [json!("junk"), json!({ "spent": 7 }), json!({ "spent": vec![1; 9_000] }), json!([])] {
        let (mut visitor, attempt) = sitting(&site).await;
        visitor
            .json(Method::POST, &format!("/attempts/{attempt}/submit"), body)
            .await
            .expect_redirect(&format!("/attempts/{attempt}/result"));
    }
    // Begun before times were counted.
    let (mut visitor, attempt) = sitting(&site).await;
    sqlx::query("UPDATE attempt SET spent = NULL WHERE id = $1")
        .bind(attempt)
        .execute(&site.db)
        .await
        .unwrap();
    visitor
        .json(Method::PUT, &format!("/attempts/{attempt}/answers/1"), change(1, json!(60)))
        .await
        .expect(200);
    visitor.post(&format!("/attempts/{attempt}/submit"), &[]).await.expect_redirect("/attempts/");
    visitor.get(&format!("/attempts/{attempt}/result")).await.expect(200);
    visitor.get("/history").await.expect(200).says("Not measured");
}

#[tokio::test]
async fn a_form_without_scripts_tells_the_time_since_its_page_came() {
    let site = Site::new().await;
    let (mut visitor, attempt) = sitting(&site).await;
    visitor.get(&format!("/attempts/{attempt}")).await.expect(200).says("name=\"shown\"");
    let now: i64 = sqlx::query_scalar("SELECT floor(extract(epoch FROM clock_timestamp()))::bigint")
        .fetch_one(&site.db)
        .await
        .unwrap();
    let post = |seq: &'static str, shown: i64, spent: &'static str, chosen: Option<&'static str>| {
        let mut form = vec![
            ("epoch".to_owned(), "0".to_owned()),
            ("seq".to_owned(), seq.to_owned()),
            ("go".to_owned(), "next".to_owned()),
            ("shown".to_owned(), shown.to_string()),
            ("spent".to_owned(), spent.to_owned()),
        ];
        form.extend(chosen.map(|chosen| ("chosen".to_owned(), chosen.to_owned())));
        form
    };
    let address = format!("/attempts/{attempt}/items/1");
    // Looked at for 40 seconds, then answered after 20 more.
    for (form, expected) in [(post("0", now - 40, "0", None), 40), (post("1", now - 20, "40", Some("0")), 60)]
    {
        let form: Vec<(&str, &str)> =
            form.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        visitor.post(&address, &form).await.expect_redirect("/attempts/");
        let stored = spent(&site, attempt).await[0].unwrap();
        assert!((expected..expected + 10).contains(&stored), "{stored} for {expected}");
    }
    // Sent once more, as by going back, it changes nothing that matters and is no error.
    let form = post("0", now - 30, "0", Some("0"));
    let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    visitor.post(&address, &form).await.expect_redirect("/attempts/");
}
