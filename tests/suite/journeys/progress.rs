//! How ready one is: nobody, a guest after an exam, old answers, what an assignment holds back.

use invigil_exam::Choices;
use invigil_store::Role;
use invigil_tests::{Reply, Site, Visitor};
use uuid::Uuid;

/// A guest who sat PCAP with so many items right.
async fn sat(site: &Site, right: usize) -> (Visitor, Uuid) {
    let mut guest = site.visitor();
    let address = guest.post("/exams/pcap/pathway", &[]).await.expect_redirect("/attempts/");
    let attempt: Uuid = address.trim_start_matches("/attempts/").parse().unwrap();
    for position in 1..=right {
        let keys = site.keys(attempt, position).await;
        sqlx::query("UPDATE attempt SET chosen[$2] = $3 WHERE id = $1")
            .bind(attempt)
            .bind(position as i32)
            .bind(Choices::of(keys).0 as i16)
            .execute(&site.db)
            .await
            .unwrap();
    }
    guest.post(&format!("{address}/submit"), &[]).await.expect_redirect(&format!("{address}/result"));
    (guest, attempt)
}

fn says_not(page: &Reply, text: &str) {
    assert!(!page.body.contains(text), "{text:?} in\n{}", page.body);
}

#[tokio::test]
async fn nobody_reads_what_will_be_here() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    visitor.get("/progress").await.expect(200).says("/exams/pcep/pathway").says("/sign-in?next=/progress");
    let page = visitor.get("/progress/pcap").await.expect(200);
    page.says("Not enough data yet")
        .says("one mock exam")
        .says("/exams/pcap/pathway")
        .says("How it’s worked out");
    says_not(&page, "in 10</p>");
    // The bank doesn't fill every section of the other outline.
    visitor.get("/progress/pcap?edition=31-03").await.expect(200).says("doesn’t fill a form of this outline");
    for nothing in ["/progress/nothing", "/progress/pcap?edition=nothing", "/progress/cepp?edition=pathway"] {
        visitor.get(nothing).await.expect(404);
    }
}

#[tokio::test]
async fn a_recognition_has_no_readiness_and_says_why() {
    let site = Site::new().await;
    let page = site.visitor().get("/progress/cepp").await.expect(200);
    page.says("no exam of its own")
        .says("follows from passing")
        .says("/progress/pcap")
        .says("/progress/pcpp-32-2");
}

#[tokio::test]
async fn a_guest_reads_after_an_exam_how_ready_they_are_and_what_to_practise() {
    let site = Site::new().await;
    let (mut guest, attempt) = sat(&site, 28).await;
    let list = guest.get("/progress").await.expect(200);
    list.says("Passing a fresh form:").says("70.0").says(&format!("/attempts/{attempt}/result"));
    list.says("You are a guest").says("Nothing is answered yet");

    let page = guest.get("/progress/pcap").await.expect(200);
    page.says("It rests on 40\u{a0}answers").says("Scores to be expected").says("pass mark 70 %");
    page.says("What would raise it most").says("action=\"/practice\"").says("name=\"section\" value=\"oop\"");
    page.says("By section").says(" of 9</td>").says("between ").says("Too few answers to say");
    // The answers count for the other outline as well; what it alone asks isn't answered.
    let other = guest.get("/progress/pcap?edition=31-03").await.expect(200);
    other.says("Not enough data yet").says("Strings").says("name=\"topic\" value=\"string-encoding\"");
    // Others see nothing of it.
    says_not(&site.visitor().get("/progress/pcap").await.expect(200), "It rests on");
    guest.get("/progress/pcpp-32-1").await.expect(200).says("Nothing is answered yet");
}

#[tokio::test]
async fn more_right_answers_are_a_better_chance() {
    let site = Site::new().await;
    let (mut strong, _) = sat(&site, 40).await;
    strong.get("/progress/pcap").await.expect(200).says("More than 19 in 20");
    let (mut weak, _) = sat(&site, 8).await;
    weak.get("/progress/pcap").await.expect(200).says("Less than 1 in 20").says("at most");
}

#[tokio::test]
async fn old_answers_are_not_enough() {
    let site = Site::new().await;
    let (mut guest, attempt) = sat(&site, 28).await;
    sqlx::query(
        "UPDATE attempt SET started_at = started_at - interval '60 days', deadline = deadline - interval '60 days',
                            closed_at = closed_at - interval '60 days' WHERE id = $1",
    )
    .bind(attempt)
    .execute(&site.db)
    .await
    .unwrap();
    let page = guest.get("/progress/pcap").await.expect(200);
    page.says("Not enough data yet").says("40\u{a0}answers so far, which count like ");
    says_not(&page, "It rests on");
    guest.get("/progress").await.expect(200).says("70.0");
}

#[tokio::test]
async fn what_an_assignment_holds_back_tells_nothing() {
    let site = Site::new().await;
    let owner = site.instructor("ines@example.org").await;
    let mut zoe = site.signed_in("0@example.org", Role::Candidate).await;
    let lesson = site.lesson(owner, &["Zoe"]).await;
    let attempt = site.sat(lesson.people[0], lesson.assignment, 40).await;
    zoe.get("/progress").await.expect(200).says("More than 19 in 20").says(&attempt.to_string());

    let hold = async |what: &str| {
        sqlx::query(sqlx::AssertSqlSafe(format!("UPDATE assignment SET {what} WHERE id = $1")))
            .bind(lesson.assignment)
            .execute(&site.db)
            .await
            .unwrap();
    };
    // The score is out, the keys aren't: how single items were answered doesn't show.
    hold("keys = 'by hand'").await;
    let page = zoe.get("/progress").await.expect(200);
    page.says(&attempt.to_string()).says("100.0");
    says_not(&page, "More than 19 in 20");
    zoe.get("/progress/pcap").await.expect(200).says("Nothing is answered yet");
    hold("results = 'by hand'").await;
    says_not(&zoe.get("/progress").await.expect(200), &attempt.to_string());
}
