//! Every certification's pages, and the empty states.

use invigil_store::Role;
use invigil_tests::Site;

#[tokio::test]
async fn every_certification_has_its_page_with_what_a_candidate_wants_to_know() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    let home = visitor.get("/").await.expect(200);
    for (id, short, fee, minutes) in [
        ("pcep", "PCEP", "59", "40"),
        ("pcap", "PCAP", "295", "65"),
        ("pcpp-32-1", "PCPP", "195", "65"),
        ("pcpp-32-2", "PCPP", "195", "65"),
    ] {
        home.says(&format!("/certifications/{id}"));
        let page = visitor.get(&format!("/certifications/{id}")).await.expect(200);
        page.says(short).says(fee).says(minutes).says("70").says("unofficial");
    }
    visitor.get("/certifications/cepp").await.expect(200).says("PCPP").says("recognition");
}

#[tokio::test]
async fn a_history_without_attempts_says_what_will_be_here() {
    let site = Site::new().await;
    site.visitor().get("/history").await.expect(200).says("/exams/");
}

#[tokio::test]
async fn an_instructor_reads_the_bank_with_its_keys() {
    let site = Site::new().await;
    let mut instructor = site.signed_in("ada@example.org", Role::Instructor).await;
    instructor.get("/instructor/bank").await.expect(200).says("PCAP");
    instructor.get("/instructor/bank/pcap").await.expect(200).says("/instructor/bank/pcap/oop");
    let section = instructor.get("/instructor/bank/pcap/oop").await.expect(200);
    section.says("pcap-").says("Explanation").says("Reference");
    instructor.get("/instructor/bank/pcap/nothing").await.expect(404);
}

#[tokio::test]
async fn colours_are_remembered() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    visitor.post("/theme", &[("theme", "dark"), ("back", "/history")]).await.expect_redirect("/history");
    visitor.get("/").await.expect(200).says("data-theme=\"dark\"");
    visitor.post("/theme", &[("theme", "system"), ("back", "//evil")]).await.expect_redirect("/");
    assert!(!visitor.get("/").await.body.contains("data-theme="));
}
