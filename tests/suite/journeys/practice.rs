//! Practising: a set chosen, answered item by item with the reasons after each, and what is said and not said on the way.

use invigil_exam::{Choices, OptionOrder};
use invigil_store::Role;
use invigil_tests::{Site, Visitor};
use uuid::Uuid;

/// A set of `count` items of PCAP by somebody new, who became a guest by it.
async fn begun(site: &Site, count: usize) -> (Visitor, String, Uuid) {
    let mut visitor = site.visitor();
    let count = count.to_string();
    let address = visitor
        .post("/practice", &[("certification", "pcap"), ("items", &count), ("minutes", "")])
        .await
        .expect_redirect("/practice/");
    let id = address.trim_start_matches("/practice/").parse().unwrap();
    (visitor, address, id)
}

/// The places of the key at a position, as text.
async fn key(site: &Site, practice: Uuid, position: i32) -> Vec<String> {
    let (revision, order): (i32, i64) =
        sqlx::query_as("SELECT revisions[$2], orders[$2] FROM practice WHERE id = $1")
            .bind(practice)
            .bind(position)
            .fetch_one(&site.db)
            .await
            .unwrap();
    let content = site.store.contents(&[revision]).await.unwrap().remove(0);
    let shown = OptionOrder::unpack(order).unwrap().to_shown(content.solution.keys);
    shown.indices().map(|place| place.to_string()).collect()
}

async fn answer(visitor: &mut Visitor, address: &str, position: i32, places: &[String]) -> String {
    let mut fields: Vec<(&str, &str)> = places.iter().map(|place| ("chosen", place.as_str())).collect();
    fields.extend([("go", "check"), ("seconds", "7")]);
    visitor.post(&format!("{address}/items/{position}"), &fields).await.expect_redirect(address)
}

#[tokio::test]
async fn a_guest_practises_sees_the_reasons_and_goes_over_what_was_missed() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    visitor
        .get("/practice")
        .await
        .expect(200)
        .says("Your practice")
        .says("listed here")
        .says("The bank is small");
    let (mut visitor, address, id) = begun(&site, 3).await;
    visitor.get(&address).await.expect(200).says("Item 1 of 3").says("Show me");

    let shown = answer(&mut visitor, &address, 1, &key(&site, id, 1).await).await;
    assert!(shown.ends_with("?item=1#verdict"), "{shown}");
    let page = visitor.get(&format!("{address}?item=1")).await.expect(200);
    page.says("✓ Right").says("1 of 1 right").says("Why").says("item=2").says("7\u{a0}s");
    // A second answer changes nothing.
    let post = format!("{address}/items/1");
    visitor.post(&post, &[("go", "show")]).await.expect_redirect(&address);
    visitor.get(&format!("{address}?item=1")).await.expect(200).says("✓ Right");

    visitor.post(&format!("{address}/items/2"), &[("go", "show")]).await.expect_redirect(&address);
    visitor.get(&format!("{address}?item=2")).await.expect(200).says("Shown without an answer");
    // Left and come back to: the next one without an answer.
    visitor.get("/practice").await.expect(200).says("2 of 3 answered, 1 right").says(&address);
    visitor.get(&address).await.expect(200).says("Item 3 of 3");
    visitor.post(&format!("{address}/items/3"), &[("go", "show")]).await.expect_redirect(&address);

    let end = visitor.get(&address).await.expect(200);
    end.says("1 of 3 right").says("By topic").says("2\u{a0}items").says("Practise what you missed");
    let id = id.to_string();
    let again =
        visitor.post("/practice", &[("practice", &id), ("items", "3")]).await.expect_redirect("/practice/");
    visitor.get(&again).await.expect(200).says("Item 1 of 2").says("Missed: PCAP");
    // Signing up keeps it.
    visitor
        .post(
            "/sign-up",
            &[("name", "Cleo"), ("email", "cleo@example.org"), ("password", "correct horse battery")],
        )
        .await
        .expect_redirect("/");
    visitor.get(&address).await.expect(200).says("1 of 3 right");
}

#[tokio::test]
async fn what_was_missed_in_an_exam_can_be_practised() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    let attempt = visitor.post("/exams/pcap/pathway", &[]).await.expect_redirect("/attempts/");
    let id = attempt.trim_start_matches("/attempts/").to_owned();
    visitor.get(&format!("/practice?attempt={id}")).await.expect(404);
    visitor.get("/practice?certification=pcap").await.expect(200).says("40\u{a0}items more must wait");
    visitor.post(&format!("{attempt}/submit"), &[]).await.expect_redirect("/attempts/");
    visitor.get(&format!("/practice?attempt={id}&items=40")).await.expect(200).says("All 40 items that fit");
    let set =
        visitor.post("/practice", &[("attempt", &id), ("items", "5")]).await.expect_redirect("/practice/");
    visitor.get(&set).await.expect(200).says("Item 1 of 5").says("Missed in PCAP");
    site.visitor().post("/practice", &[("attempt", &id)]).await.expect(404);
    let mut other = site.signed_in("other@example.org", Role::Candidate).await;
    other.post("/practice", &[("attempt", &id)]).await.expect(404);
    other.get(&set).await.expect(404);
    other.post(&format!("{set}/items/1"), &[("go", "show")]).await.expect(404);
    other.post(&format!("{set}/end"), &[]).await.expect(404);
}

#[tokio::test]
async fn an_exam_that_begins_meanwhile_holds_its_items() {
    let site = Site::new().await;
    let (mut visitor, address, _) = begun(&site, 40).await;
    visitor.post(&format!("{address}/items/1"), &[("go", "show")]).await.expect_redirect(&address);
    let attempt = visitor.post("/exams/pcap/pathway", &[]).await.expect_redirect("/attempts/");
    let attempt: Uuid = attempt.trim_start_matches("/attempts/").parse().unwrap();
    let practice: Uuid = address.trim_start_matches("/practice/").parse().unwrap();
    sqlx::query("UPDATE attempt SET revisions[1:2] = (SELECT revisions[1:2] FROM practice WHERE id = $2) WHERE id = $1")
        .bind(attempt)
        .bind(practice)
        .execute(&site.db)
        .await
        .unwrap();
    visitor.get(&format!("{address}?item=1")).await.expect(200).says("This item must wait");
    visitor.get(&format!("{address}?item=2")).await.expect(200).says("practise it after that");
    visitor
        .post(&format!("{address}/items/2"), &[("go", "show")])
        .await
        .expect(409)
        .says("This item must wait");
    visitor.post(&format!("{address}/end"), &[]).await.expect_redirect(&address);
    visitor.get(&address).await.expect(200).says("waits for an exam");
}

#[tokio::test]
async fn nothing_sent_before_an_answer_depends_on_the_key() {
    let site = Site::new().await;
    let (mut visitor, address, id) = begun(&site, 4).await;
    let pages = ["", "?item=1", "?item=2", "?item=3", "?item=4"].map(|query| format!("{address}{query}"));
    let mut before = Vec::new();
    for page in &pages {
        before.push(visitor.get(page).await.expect(200).body);
    }
    // The same items with other keys and other words on them.
    let revisions: Vec<i32> = sqlx::query_scalar("SELECT unnest(revisions) FROM practice WHERE id = $1")
        .bind(id)
        .fetch_all(&site.db)
        .await
        .unwrap();
    for mut content in site.store.contents(&revisions).await.unwrap() {
        let options = content.question.options.len();
        let solution = &mut content.solution;
        solution.keys = Choices::of(solution.keys.indices().map(|index| (index + 1) % options));
        solution.reasons.reverse();
        solution.explanation = "Otherwise.".into();
        sqlx::query("UPDATE item_revision SET solution = $2 WHERE id = $1")
            .bind(content.revision)
            .bind(serde_json::to_value(&solution).unwrap())
            .execute(&site.db)
            .await
            .unwrap();
    }
    for (page, before) in pages.iter().zip(before) {
        assert_eq!(visitor.get(page).await.expect(200).body, before, "{page}");
    }
}

#[tokio::test]
async fn too_few_or_no_choices_are_told_and_show_no_key() {
    let site = Site::new().await;
    let (mut visitor, address, _) = begun(&site, 2).await;
    let post = format!("{address}/items/1");
    visitor.post(&post, &[("go", "check")]).await.expect(422).says("Choose an answer first");
    visitor.post(&post, &[("go", "check"), ("chosen", "99")]).await.expect(422);
    let all: Vec<(&str, &str)> =
        ["0", "1", "2", "3"].iter().map(|&place| ("chosen", place)).chain([("go", "check")]).collect();
    visitor.post(&post, &all).await.expect(422).says("you chose 4");
    visitor.get(&address).await.expect(200).says("Item 1 of 2");
    visitor.post(&format!("{address}/items/3"), &[("go", "show")]).await.expect(404);
    visitor.get(&format!("{address}?item=99")).await.expect(200).says("Item 1 of 2");
}

#[tokio::test]
async fn a_form_that_makes_no_sense_comes_back_filled_in_and_makes_no_guest() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    let odd = [("certification", "pcap"), ("items", "many"), ("minutes", "0"), ("section", "oop")];
    let page = visitor.post("/practice", &odd).await.expect(422);
    page.says("Enter a number from 1 to 200").says("value=\"many\"").says("value=\"oop\" checked");
    visitor.post("/practice", &[("certification", "nope")]).await.expect(422).says("There is no such exam");
    let none = [("certification", "pcap"), ("which", "missed")];
    visitor.post("/practice", &none).await.expect(409).says("You have missed nothing so far");
    let people: i64 = sqlx::query_scalar("SELECT count(*) FROM person").fetch_one(&site.db).await.unwrap();
    assert_eq!(people, 0);
    visitor.get("/practice?which=flagged").await.expect(200).says("You have flagged nothing");
    visitor.get("/practice?which=due").await.expect(200).says("Nothing is due now");
}

#[tokio::test]
async fn a_clock_that_runs_out_ends_the_set_and_says_so() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    let fields = [("certification", "pcap"), ("items", "3"), ("minutes", "20")];
    let address = visitor.post("/practice", &fields).await.expect_redirect("/practice/");
    visitor.get(&address).await.expect(200).says("Time left");
    sqlx::query(
        "UPDATE practice SET started_at = started_at - interval '1 hour', deadline = deadline - interval '1 hour'",
    )
    .execute(&site.db)
    .await
    .unwrap();
    visitor.get(&address).await.expect(200).says("Time is over");
    visitor.get(&format!("{address}?item=2")).await.expect_redirect(&address);
    visitor.post(&format!("{address}/items/2"), &[("go", "show")]).await.expect_redirect(&address);
    visitor.get(&address).await.expect(200).says("Nothing answered");
}
