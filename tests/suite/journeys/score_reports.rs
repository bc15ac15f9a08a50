//! Score reports: made public, verified by anybody, withdrawn; and what never becomes one.

use axum::http::StatusCode;
use invigil_report::{About, PublicKey, Statement};
use invigil_store::{Role, Started};
use invigil_tests::{Reply, Site, Visitor};
use uuid::Uuid;

/// Somebody with an account who handed a PCAP exam in; its report's address.
async fn handed_in(site: &Site, email: &str) -> (Visitor, Uuid, String) {
    let mut visitor = site.signed_in(email, Role::Candidate).await;
    let attempt = visitor.post("/exams/pcap/pathway", &[]).await.expect_redirect("/attempts/");
    visitor.post(&format!("{attempt}/submit"), &[]).await.expect_redirect(&format!("{attempt}/result"));
    let id = attempt.trim_start_matches("/attempts/").parse().unwrap();
    (visitor, id, format!("{attempt}/report"))
}

/// The path of the public page that a report's page links to.
fn public_path(page: &Reply) -> String {
    let (_, after) = page.body.split_once("http://127.0.0.1/verify/").expect("a public link");
    format!("/verify/{}", &after[..32])
}

/// Makes a report public and returns the path of its public page.
async fn publish(visitor: &mut Visitor, report: &str, name: &str) -> String {
    visitor.post(report, &[("name", name)]).await.expect_redirect(&format!("{report}#public"));
    public_path(&visitor.get(report).await.expect(200))
}

#[tokio::test]
async fn a_report_is_published_verified_and_withdrawn() {
    let site = Site::new().await;
    let (mut ada, _, report) = handed_in(&site, "ada@example.org").await;
    ada.get(&report).await.expect(200).says("Nobody but you sees this report").says("Show my name: Somebody");
    let public = publish(&mut ada, &report, "shown").await;
    assert_eq!(publish(&mut ada, &report, "none").await, public, "once more changes nothing");

    let mut anybody = site.visitor();
    let page = anybody.get(&public).await.expect(200);
    page.says("The signature is valid").says("Somebody").says("PCAP").says("Not passed: 0.0").says("noindex");
    page.says("Mock exam, unofficial").says("revision 1");
    assert_eq!(page.headers["x-robots-tag"], "noindex, nofollow");
    anybody.get(&format!("/verify?report=http://127.0.0.1{public}")).await.expect_redirect(&public);

    // What is downloaded is what anybody can verify without us.
    let statement = String::from_utf8(anybody.bytes(&format!("{public}/statement.json")).await).unwrap();
    let signature = anybody.bytes(&format!("{public}/signature")).await;
    let keys = site.store.public_keys().await.unwrap();
    assert_eq!(keys.len(), 1);
    let key: PublicKey = keys[0].0;
    assert!(key.verifies(&statement, &signature.try_into().unwrap()));
    anybody.get("/verify/keys").await.expect(200).says(&key.pem());
    assert_eq!(anybody.bytes(&format!("{public}/key.pem")).await, key.pem().into_bytes());
    let read = Statement::read(&statement).unwrap();
    assert_eq!(read.holder.as_deref(), Some("Somebody"));
    let About::Exam(exam) = read.about else { panic!("an exam") };
    assert_eq!((exam.items, exam.right, exam.passed, exam.bank.revision), (40, 0, false, Some(1)));
    let pdf = anybody.bytes(&format!("{public}/report.pdf")).await;
    assert!(pdf.starts_with(b"%PDF-") && String::from_utf8_lossy(&pdf).contains(&public));

    ada.post(&format!("{report}/revoke"), &[])
        .await
        .expect_redirect(&format!("{report}?done=withdrawn#public"));
    ada.get(&format!("{report}?done=withdrawn")).await.expect(200).says("The link is withdrawn");
    for path in ["", "/report.pdf", "/statement.json", "/signature", "/key.pem"] {
        let gone = anybody.get(&format!("{public}{path}")).await.expect(410);
        gone.says("withdrawn");
        assert!(!gone.body.contains("Somebody") && !gone.body.contains("PCAP"));
    }
    let other = publish(&mut ada, &report, "none").await;
    assert_ne!(other, public);
    assert!(!anybody.get(&other).await.expect(200).body.contains("Somebody"));
    anybody.get(&public).await.expect(410);
}

#[tokio::test]
async fn without_publishing_the_paper_has_no_link_and_nobody_else_sees_it() {
    let site = Site::new().await;
    let (mut ada, _, report) = handed_in(&site, "ada@example.org").await;
    let pdf = ada.bytes(&format!("{report}.pdf")).await;
    assert!(pdf.starts_with(b"%PDF-") && !String::from_utf8_lossy(&pdf).contains("/verify/"));
    let mut bob = site.signed_in("bob@example.org", Role::Administrator).await;
    for path in [report.clone(), format!("{report}.pdf")] {
        bob.get(&path).await.expect(404);
    }
    bob.post(&report, &[("name", "shown")]).await.expect(404);
    let public = publish(&mut ada, &report, "shown").await;
    bob.post(&format!("{report}/revoke"), &[]).await.expect(404);
    bob.get(&public).await.expect(200);
    for unknown in ["0", "nonsense", &"a".repeat(32), "%00"] {
        let reply = bob.get(&format!("/verify/{unknown}")).await;
        assert!(
            matches!(reply.status, StatusCode::NOT_FOUND | StatusCode::UNPROCESSABLE_ENTITY),
            "{unknown}"
        );
    }
    bob.get("/verify?report=not%20a%20link").await.expect(422).says("not a link");
}

#[tokio::test]
async fn a_guest_publishes_without_a_name_and_the_link_follows_into_the_account() {
    let site = Site::new().await;
    let mut guest = site.visitor();
    let attempt = guest.post("/exams/pcap/pathway", &[]).await.expect_redirect("/attempts/");
    let report = format!("{attempt}/report");
    guest.get(&report).await.expect(200).says("Not yet: the exam is running");
    guest.post(&report, &[("name", "shown")]).await.expect(409);
    guest.post(&format!("{attempt}/submit"), &[]).await;
    guest.get(&report).await.expect(200).says("as you are a guest");
    let public = publish(&mut guest, &report, "shown").await;
    let json = guest.get(&format!("{public}/statement.json")).await.expect(200);
    json.says("\"holder\":null");
    site.signed_in("ada@example.org", Role::Candidate).await;
    guest.post("/sign-in", &[("email", "ada@example.org"), ("password", "correct horse battery")]).await;
    guest.get(&report).await.expect(200).says("Public since");
    site.visitor().get(&public).await.expect(200);
}

#[tokio::test]
async fn what_was_changed_in_the_database_is_told_loudly_and_not_shown() {
    let site = Site::new().await;
    let (mut ada, _, report) = handed_in(&site, "ada@example.org").await;
    let public = publish(&mut ada, &report, "shown").await;
    sqlx::query(
        "UPDATE score_report SET statement = replace(statement, '\"passed\":false', '\"passed\":true')",
    )
    .execute(&site.db)
    .await
    .unwrap();
    for path in ["", "/report.pdf", "/statement.json"] {
        let page = site.visitor().get(&format!("{public}{path}")).await.expect(409);
        page.says("The signature is wrong");
        assert!(!page.body.contains("Somebody") && !page.body.contains("PCAP"));
    }
}

#[tokio::test]
async fn a_corrected_score_is_told_beside_what_was_signed() {
    let site = Site::new().await;
    let (mut ada, attempt, report) = handed_in(&site, "ada@example.org").await;
    let public = publish(&mut ada, &report, "none").await;
    sqlx::query("UPDATE attempt SET points = max_points, passed = true WHERE id = $1")
        .bind(attempt)
        .execute(&site.db)
        .await
        .unwrap();
    let page = site.visitor().get(&public).await.expect(200);
    page.says("The signature is valid")
        .says("The score was corrected since")
        .says("100.0")
        .says("Not passed: 0.0");
    ada.get(&report).await.expect(200).says("says something else by now");
    ada.post(&format!("{report}/revoke"), &[]).await;
    let anew = publish(&mut ada, &report, "none").await;
    let page = site.visitor().get(&anew).await.expect(200);
    page.says("Passed: 100.0");
    assert!(!page.body.contains("corrected since"));
}

#[tokio::test]
async fn an_assigned_attempt_is_reported_when_its_result_is_out_and_not_when_it_was_reset() {
    let site = Site::new().await;
    site.signed_in("teacher@example.org", Role::Instructor).await;
    let mut ada = site.signed_in("0@example.org", Role::Candidate).await;
    let lesson = site.lesson(site.person("teacher@example.org").await, &["Ada"]).await;
    let attempt = site.sat(lesson.people[0], lesson.assignment, 40).await;
    let report = format!("/attempts/{attempt}/report");
    let release = |how: &'static str| {
        sqlx::query("UPDATE assignment SET results = $2, keys = $2 WHERE id = $1")
            .bind(lesson.assignment)
            .bind(how)
    };
    release("by hand").execute(&site.db).await.unwrap();
    let held = ada.get(&report).await.expect(200);
    held.says("the result isn’t out");
    assert!(!held.body.contains("100.0"));
    ada.get(&format!("{report}.pdf")).await.expect(200).says("the result isn’t out");
    ada.post(&report, &[]).await.expect(409);
    release("at once").execute(&site.db).await.unwrap();
    let public = publish(&mut ada, &report, "none").await;
    site.visitor().get(&public).await.expect(200).says("Passed: 100.0");

    sqlx::query("UPDATE attempt SET voided_at = clock_timestamp() WHERE id = $1")
        .bind(attempt)
        .execute(&site.db)
        .await
        .unwrap();
    site.visitor().get(&public).await.expect(410);
    ada.get(&report).await.expect(200).says("There is no report");
}

#[tokio::test]
async fn a_recognition_is_reported_to_who_passed_all_that_it_asks_for() {
    let site = Site::new().await;
    let mut ada = site.signed_in("ada@example.org", Role::Candidate).await;
    let report = "/certifications/cepp/report";
    ada.get(report).await.expect(200).says("not everything is passed");
    ada.post(report, &[]).await.expect(409);
    ada.get("/certifications/pcap/report").await.expect(404);
    let person = site.person("ada@example.org").await;
    for certification in ["pcap", "pcpp-32-1", "pcpp-32-2"] {
        let edition = site.edition(certification, "pathway").await;
        let invigil_store::Start::Open(Started { attempt, .. }) =
            site.store.start(person, &edition).await.unwrap()
        else {
            panic!("not started")
        };
        site.hand_in(person, attempt).await;
        sqlx::query("UPDATE attempt SET points = max_points, passed = true WHERE id = $1")
            .bind(attempt)
            .execute(&site.db)
            .await
            .unwrap();
    }
    ada.get(report).await.expect(200).says("Mock recognition reached").says("PCPP 32-2");
    assert!(ada.bytes(&format!("{report}.pdf")).await.starts_with(b"%PDF-"));
    let public = publish(&mut ada, report, "shown").await;
    let page = site.visitor().get(&public).await.expect(200);
    page.says("The signature is valid").says("CEPP").says("PCPP 32-1").says("Somebody");
    ada.post(&format!("{report}/revoke"), &[]).await;
    site.visitor().get(&public).await.expect(410);
}
