//! Each kind of bad input has its own clear answer, and nothing is stored.

use axum::body::Body;
use axum::http::Method;
use invigil_tests::{Reply, Site, Visitor};
use serde_json::{Value, json};
use uuid::Uuid;

struct Room {
    site: Site,
    visitor: Visitor,
    attempt: String,
    id: Uuid,
}

async fn room() -> Room {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    let attempt = visitor.post("/exams/pcap/pathway", &[]).await.expect_redirect("/attempts/");
    let id = attempt.trim_start_matches("/attempts/").parse().unwrap();
    Room { site, visitor, attempt, id }
}

impl Room {
    async fn put(&mut self, position: &str, body: Value) -> Reply {
        self.visitor.json(Method::PUT, &format!("{}/answers/{position}", self.attempt), body).await
    }

    /// A position whose item asks for one option, and the count of its options.
    async fn single(&self) -> (i64, i64) {
        let query = "SELECT p, orders[p] & 15 FROM attempt, generate_subscripts(choose, 1) AS p
                     WHERE id = $1 AND choose[p] = 1 ORDER BY p LIMIT 1";
        let (position, options): (i32, i64) =
            sqlx::query_as(query).bind(self.id).fetch_one(&self.site.db).await.unwrap();
        (position.into(), options)
    }

    async fn answered(&self) -> i32 {
        sqlx::query_scalar("SELECT cardinality(array_remove(seqs, 0)) FROM attempt WHERE id = $1")
            .bind(self.id)
            .fetch_one(&self.site.db)
            .await
            .unwrap()
    }
}

fn change(chosen: i64) -> Value {
    json!({"epoch": 0, "seq": 1, "chosen": chosen, "struck": 0, "flagged": false})
}

#[track_caller]
fn refused(reply: &Reply, error: &str, says: &str) {
    let value = reply.value();
    assert_eq!(value["error"], error, "{value}");
    let message = value["message"].as_str().unwrap();
    assert!(message.contains(says), "{message:?} doesn't say {says:?}");
}

#[tokio::test]
async fn each_impossible_save_has_its_own_answer() {
    let mut room = room().await;
    let (single, options) = room.single().await;
    let single = single.to_string();
    for position in ["0", "41", "-1", "2147483647"] {
        refused(&room.put(position, change(1)).await.expect(404), "no_such_position", "it has 40");
    }
    for position in ["1.5", "one", "99999999999", "%00"] {
        refused(&room.put(position, change(1)).await.expect(404), "not-found", "");
    }
    refused(&room.put(&single, change(1 << options)).await.expect(422), "no_such_option", "doesn't exist");
    refused(&room.put(&single, change(3)).await.expect(422), "too_many", "asks for 1");
    for chosen in [-1, 70_000] {
        refused(&room.put(&single, change(chosen)).await.expect(422), "unprocessable", "");
    }
    refused(&room.put(&single, json!({"epoch": 0})).await.expect(422), "unprocessable", "seq");
    refused(&room.put(&single, json!([1])).await.expect(422), "unprocessable", "");
    let stale = json!({"epoch": 0, "seq": 0, "chosen": 1, "struck": 0, "flagged": false});
    refused(&room.put(&single, stale).await.expect(409), "stale", "newer");
    assert_eq!(room.answered().await, 0);
}

#[tokio::test]
async fn what_is_no_json_or_too_large_is_refused() {
    let mut room = room().await;
    let path = format!("{}/answers/1", room.attempt);
    let json = [("content-type", "application/json"), ("accept", "application/json")];
    let broken = room.visitor.send(Method::PUT, &path, &json, Body::from("{\"epoch\":")).await.expect(400);
    refused(&broken, "bad-request", "JSON");
    let large = Body::from(format!("{{\"epoch\":{}}}", " ".repeat(100_000)));
    refused(&room.visitor.send(Method::PUT, &path, &json, large).await.expect(413), "too-large", "");
    let plain = [("content-type", "text/plain"), ("accept", "application/json")];
    room.visitor.send(Method::PUT, &path, &plain, Body::from("{}")).await.expect(400);
    assert_eq!(room.answered().await, 0);
}

#[tokio::test]
async fn a_save_after_the_deadline_or_after_handing_in_is_refused() {
    let mut late = room().await;
    late.site.set_remaining(late.id, -3.0).await;
    late.put("1", change(1)).await.expect(200);
    late.site.set_remaining(late.id, -60.0).await;
    refused(&late.put("2", change(1)).await.expect(410), "late", "Time ran out");
    assert_eq!(late.answered().await, 1);
    // What is stored already stays acknowledged, so that a repeat of a lost reply isn't told a lie.
    late.put("1", change(1)).await.expect(200);

    let mut handed_in = room().await;
    handed_in.visitor.post(&format!("{}/submit", handed_in.attempt), &[]).await.expect_redirect("/attempts/");
    refused(&handed_in.put("1", change(1)).await.expect(410), "closed", "already submitted");
    handed_in.visitor.post(&format!("{}/submit", handed_in.attempt), &[]).await.expect_redirect("/attempts/");
}

#[tokio::test]
async fn ids_that_are_none_lead_nowhere() {
    let mut room = room().await;
    let mut visitor = room.visitor.clone();
    for path in [
        "/attempts/",
        "/attempts/1",
        "/attempts/not-an-id",
        "/attempts/00000000-0000-0000-0000-000000000000",
        "/attempts/%00",
        "/certifications/nothing",
        "/certifications/%2e%2e",
        "/exams/pcap/nothing",
        "/exams/nothing/pathway",
        "/exams/cepp/pathway",
        "/welcome/zzz",
        "/nowhere",
    ] {
        visitor.get(path).await.expect(404).says("<h1");
    }
    refused(&room.put("", change(1)).await.expect(404), "not-found", "");
    visitor.post("/exams/nothing/pathway", &[]).await.expect(404);
    visitor.post("/history", &[]).await.expect(405);
}

#[tokio::test]
async fn plain_forms_are_checked_as_well() {
    let mut room = room().await;
    let (single, _) = room.single().await;
    let path = format!("{}/items/{single}", room.attempt);
    let base = [("epoch", "0"), ("seq", "0"), ("go", "next")];
    let with = |extra: &[(&'static str, &'static str)]| [&base[..], extra].concat();
    room.visitor.post(&path, &with(&[("chosen", "9")])).await.expect(422).says("names one that");
    room.visitor.post(&path, &with(&[("chosen", "99")])).await.expect(422);
    room.visitor.post(&path, &with(&[("chosen", "0"), ("chosen", "1")])).await.expect(422).says("asks for 1");
    room.visitor.post(&path, &with(&[("chosen", "one")])).await.expect(400);
    room.visitor.post(&path, &[("epoch", "0")]).await.expect(400);
    room.visitor.post(&format!("{}/items/41", room.attempt), &base).await.expect(404);
    assert_eq!(room.answered().await, 0);

    // A form from a page that another tab has taken over from shows how things stand instead of overwriting them.
    room.visitor.json(Method::POST, &format!("{}/take-over", room.attempt), json!({})).await.expect(200);
    room.visitor.post(&path, &with(&[("chosen", "0")])).await.expect(409).says("another tab");
    assert_eq!(room.answered().await, 0);
}
