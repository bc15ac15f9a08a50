//! A running exam as it is watched: by its owner alone, kept up to date by a stream that says nothing while nothing happens.

use axum::http::Method;
use invigil_store::Role;
use invigil_tests::{Events, Lesson, Site, Visitor};
use serde_json::json;

struct Watched {
    site: Site,
    ada: Visitor,
    zoe: Visitor,
    lesson: Lesson,
    /// The address of the live page.
    live: String,
}

async fn watched() -> Watched {
    let site = Site::new().await;
    let ada = site.signed_in("ada@example.org", Role::Instructor).await;
    let zoe = site.signed_in("0@example.org", Role::Candidate).await;
    let lesson = site.lesson(site.person("ada@example.org").await, &["Zoe <b>", "Mia"]).await;
    let live = format!("/instructor/assignments/{}/live", lesson.assignment);
    Watched { site, ada, zoe, lesson, live }
}

/// The next picture, which must be another than the one before.
async fn next(events: &mut Events, before: &mut String) -> String {
    let picture = events.next().await.expect("the stream goes on");
    assert_ne!(picture, *before, "nothing happened");
    before.clone_from(&picture);
    picture
}

#[tokio::test]
async fn a_watcher_is_sent_each_thing_that_happens_and_nothing_twice() {
    let Watched { site, mut ada, mut zoe, lesson, live } = watched().await;
    let page = ada.get(&live).await.expect(200);
    page.says("Zoe &#60;b&#62;").says("Not started").says("Open until").says("Europe/Berlin");
    let mut events = ada.events(&format!("{live}/events")).await;
    let mut last = String::new();
    let picture = next(&mut events, &mut last).await;
    assert!(picture.contains("Zoe &#60;b&#62;") && picture.matches("Not started</span>").count() == 2);
    let table = "<table class=\"stacks live-table\">";
    assert!(page.body.contains(table) && picture.contains(table), "both are tables, not the text of one");

    let attempt =
        zoe.post(&format!("/assignments/{}", lesson.assignment), &[]).await.expect_redirect("/attempts/");
    let picture = next(&mut events, &mut last).await;
    assert!(picture.contains(">Running<") && picture.contains("0 of 40"), "{picture}");
    assert!(!picture.contains(">item "), "her page hasn't said where she is");

    let presence = format!("{attempt}/presence");
    let said = zoe.json(Method::PUT, &presence, json!({ "position": 3 })).await.expect(200);
    assert_eq!(said.value(), json!({ "wanted": true }));
    assert!(next(&mut events, &mut last).await.contains("item 3<"));

    // The same place again is no news; the answer after it is what comes next.
    zoe.json(Method::PUT, &presence, json!({ "position": 3 })).await.expect(200);
    let answer = [("epoch", "0"), ("seq", "0"), ("go", "stay"), ("chosen", "0")];
    zoe.post(&format!("{attempt}/items/3"), &answer).await.expect_redirect("/attempts/");
    let picture = next(&mut events, &mut last).await;
    assert!(picture.contains("1 of 40") && picture.contains("item 3<"), "{picture}");
    for secret in ["chosen", "right", "wrong", "%"] {
        assert!(!picture.contains(secret), "{secret}");
    }

    // Whoever comes later has the last picture at once; one look serves both.
    let mut second = ada.events(&format!("{live}/events")).await;
    assert_eq!(second.next().await.as_deref(), Some(last.as_str()));

    zoe.post(&format!("{attempt}/submit"), &[]).await.expect_redirect(&attempt);
    let picture = next(&mut events, &mut last).await;
    assert!(picture.contains("Handed in") && picture.contains("1 of 40"), "{picture}");
    assert_eq!(second.next().await.as_deref(), Some(picture.as_str()));
    assert_eq!(
        zoe.json(Method::PUT, &presence, json!({ "position": 4 })).await.expect(200).value(),
        json!({ "wanted": false }),
        "nobody needs to know where she is once it is over"
    );

    // A stream is no reason for the server to stay.
    site.app.end_streams();
    assert_eq!(events.next().await, None);
    assert_eq!(second.next().await, None);
}

#[tokio::test]
async fn a_page_that_falls_silent_shows_as_a_lost_connection() {
    let Watched { site, mut ada, mut zoe, lesson, live } = watched().await;
    let attempt =
        zoe.post(&format!("/assignments/{}", lesson.assignment), &[]).await.expect_redirect("/attempts/");
    zoe.json(Method::PUT, &format!("{attempt}/presence"), json!({ "position": 1 })).await.expect(200);
    let mut events = ada.events(&format!("{live}/events")).await;
    assert!(!events.next().await.unwrap().contains("Connection lost</span>"));
    sqlx::query("UPDATE presence SET seen_at = seen_at - interval '2 minutes'")
        .execute(&site.db)
        .await
        .unwrap();
    assert!(events.next().await.unwrap().contains("Connection lost</span>"));
    ada.get(&live).await.expect(200).says("Connection lost</span>");
}

#[tokio::test]
async fn nobody_else_watches() {
    let Watched { site, mut ada, mut zoe, live, .. } = watched().await;
    let mut bob = site.signed_in("bob@example.org", Role::Instructor).await;
    for path in [live.clone(), format!("{live}/events")] {
        bob.get(&path).await.expect(404);
        zoe.get(&path).await.expect(403);
    }
    ada.get(&live).await.expect(200);
}

#[tokio::test]
async fn practice_is_asked_for_one_word_only() {
    let site = Site::new().await;
    let mut guest = site.visitor();
    let attempt = guest.post("/exams/pcap/pathway", &[]).await.expect_redirect("/attempts/");
    let said = guest.json(Method::PUT, &format!("{attempt}/presence"), json!({ "position": 1 })).await;
    assert_eq!(said.expect(200).value(), json!({ "wanted": false }));
    let rows: i64 = sqlx::query_scalar("SELECT count(*) FROM presence").fetch_one(&site.db).await.unwrap();
    assert_eq!(rows, 0);
    guest.json(Method::PUT, &format!("{attempt}/presence"), json!({ "position": "x" })).await.expect(422);
    let mut other = site.visitor();
    other.post("/exams/pcap/pathway", &[]).await.expect_redirect("/attempts/");
    other.json(Method::PUT, &format!("{attempt}/presence"), json!({ "position": 1 })).await.expect(404);
}
