//! What must be passed first: advice, unless the platform or an instructor asks for it; and the mock recognition.

use super::classes::{class_of, send_roster};
use invigil_store::Role;
use invigil_tests::{Site, Visitor};
use uuid::Uuid;

const FIRST: &str = "/exams/pcap/pathway";
const SECOND: &str = "/exams/pcpp-32-1/pathway";
const THIRD: &str = "/exams/pcpp-32-2/pathway";

#[tokio::test]
async fn what_is_usually_passed_first_is_said_and_stops_nobody() {
    let site = Site::new().await;
    let mut cleo = site.signed_in("cleo@example.org", Role::Candidate).await;
    cleo.get(FIRST).await.expect(200).lacks("Usually passed first");
    let rules = cleo.get(THIRD).await.expect(200);
    rules
        .says("Usually passed first")
        .says(FIRST)
        .says(SECOND)
        .says("(you haven’t yet)")
        .says("Start the clock");
    cleo.get("/").await.expect(200).says("Usually passed first: PCAP and PCPP\u{a0}32-1");
    cleo.get("/certifications/pcpp-32-1").await.expect(200).says("Usually passed first");
    cleo.post(THIRD, &[]).await.expect_redirect("/attempts/");

    site.pass(site.person("cleo@example.org").await, "pcap").await;
    cleo.get(SECOND).await.expect(200).lacks("Usually passed first");
}

#[tokio::test]
async fn where_the_order_is_enforced_a_mock_opens_once_what_comes_first_is_passed() {
    let site = Site::enforcing().await;
    let mut stranger = site.visitor();
    stranger.get(SECOND).await.expect(200).says("Pass PCAP first.").lacks("Start the clock").says(FIRST);
    stranger.post(SECOND, &[]).await.expect(409).says("Pass PCAP first.");
    let guests: i64 = sqlx::query_scalar("SELECT count(*) FROM person").fetch_one(&site.db).await.unwrap();
    assert_eq!(guests, 0, "nobody becomes a guest by being refused");
    stranger.get("/").await.expect(200).says("Opens here once you have passed PCAP.");
    stranger.get("/certifications/pcpp-32-1").await.expect(200).says("Opens here once you have passed PCAP.");

    let mut cleo = site.signed_in("cleo@example.org", Role::Candidate).await;
    let person = site.person("cleo@example.org").await;
    cleo.get("/pathway").await.expect(200).says("one opens once those that it asks for are passed");
    cleo.post(SECOND, &[]).await.expect(409).says("opens once you have passed one");
    let attempt = site.all_right(person, "pcap").await;
    cleo.post(SECOND, &[]).await.expect(409);
    cleo.post(&format!("/attempts/{attempt}/submit"), &[]).await.expect_redirect("/attempts/");
    cleo.get(SECOND).await.expect(200).says("Start the clock");
    let running = cleo.post(SECOND, &[]).await.expect_redirect("/attempts/");
    cleo.post(THIRD, &[]).await.expect(409).says("Pass PCPP\u{a0}32-1 first.");

    // What runs goes on, whatever becomes of what it was started upon.
    sqlx::query("DELETE FROM attempt WHERE id = $1").bind(attempt).execute(&site.db).await.unwrap();
    cleo.get(SECOND).await.expect(200).says("Continue PCPP 32-1");
    assert_eq!(cleo.post(SECOND, &[]).await.expect_redirect("/attempts/"), running);
    cleo.get(&running).await.expect(200);
}

/// An instructor with a class of one.
struct School {
    site: Site,
    ada: Visitor,
    cleo: Visitor,
    class: String,
    person: Uuid,
}

async fn school() -> School {
    let site = Site::new().await;
    let mut ada = site.signed_in("ada@example.org", Role::Instructor).await;
    let cleo = site.signed_in("cleo@example.org", Role::Candidate).await;
    let class = class_of(&mut ada, "Python 1").await;
    send_roster(&mut ada, &class, "text", b"Cleo,cleo@example.org").await.expect(200);
    let person = site.person("cleo@example.org").await;
    School { site, ada, cleo, class, person }
}

impl School {
    /// Assigns the pathway outline of a certification, open since a minute; its id.
    async fn assign(&mut self, certification: &str, otherwise: &[(&str, &str)]) -> Uuid {
        let edition = self.site.edition(certification, "pathway").await.id.to_string();
        let mut fields = vec![
            ("edition", edition.as_str()),
            ("opens", "2199-12-02T09:00"),
            ("closes", "2199-12-03T17:00"),
            ("time_zone", "Europe/Berlin"),
            ("attempts", "2"),
            ("closing", "cut"),
            ("results", "by hand"),
            ("keys", "by hand"),
        ];
        fields.extend(otherwise);
        let made = self.ada.post(&format!("{}/assignments/new", self.class), &fields).await;
        let id =
            made.expect_redirect("/instructor/assignments/").rsplit('/').next().unwrap().parse().unwrap();
        sqlx::query("UPDATE assignment SET opens_at = clock_timestamp() - interval '1 minute' WHERE id = $1")
            .bind(id)
            .execute(&self.site.db)
            .await
            .unwrap();
        id
    }

    async fn passes_assigned(&mut self, assignment: Uuid) -> Uuid {
        let attempt = self.site.start_assigned(self.person, assignment).await;
        self.site.answer_all(attempt).await;
        self.site.hand_in(self.person, attempt).await;
        attempt
    }
}

#[tokio::test]
async fn an_instructor_can_ask_for_what_comes_first_and_let_somebody_off() {
    let mut school = school().await;
    let form = school.ada.get(&format!("{}/assignments/new", school.class)).await.expect(200);
    form.says("PCPP\u{a0}32-2 asks for PCAP and PCPP\u{a0}32-1.").says("and your own, ask for nothing");
    let assignment = school.assign("pcpp-32-1", &[("prerequisites", "on")]).await;
    let (page, manage) =
        (format!("/assignments/{assignment}"), format!("/instructor/assignments/{assignment}"));
    school.ada.get(&manage).await.expect(200).says("Only who passed a mock of PCAP may start");
    school.ada.get(&format!("{manage}/edit")).await.expect(200).says("name=\"prerequisites\" checked");

    school.cleo.get("/").await.expect(200).says("asks you to pass PCAP first");
    let told = school.cleo.get(&page).await.expect(200);
    told.says("Pass PCAP first.").says("You still lack PCAP.").lacks("Start the clock").says(FIRST);
    school.cleo.post(&page, &[]).await.expect(409).says("before what it asks for first is passed");

    let person = format!("{manage}/overrides/{}", school.person);
    school.ada.get(&person).await.expect(200).says("May start without what must be passed first");
    school.ada.post(&person, &[("prerequisites_waived", "on")]).await.expect_redirect(&manage);
    let trail = school.ada.get(&manage).await.expect(200);
    trail.says("may start without what comes before: no → yes").says("may start without what comes first");
    school.cleo.get(&page).await.expect(200).says("lets you start without").says("Start the clock");
    let running = school.cleo.post(&page, &[]).await.expect_redirect("/attempts/");
    // Taken back, it holds from the next attempt on.
    school.ada.post(&person, &[]).await.expect_redirect(&manage);
    assert_eq!(school.cleo.post(&page, &[]).await.expect_redirect("/attempts/"), running);
    school.cleo.post(&format!("{running}/submit"), &[]).await.expect_redirect("/attempts/");
    school.cleo.post(&page, &[]).await.expect(409);
    school.site.pass(school.person, "pcap").await;
    school.cleo.get(&page).await.expect(200).says("and you have that");
    school.cleo.post(&page, &[]).await.expect_redirect("/attempts/");
}

#[tokio::test]
async fn what_is_asked_for_first_can_be_taken_back_with_a_line_in_the_trail() {
    let mut school = school().await;
    let assignment = school.assign("pcpp-32-1", &[("prerequisites", "on")]).await;
    let manage = format!("/instructor/assignments/{assignment}");
    let edition = school.site.edition("pcpp-32-1", "pathway").await.id.to_string();
    let fields = [
        ("edition", edition.as_str()),
        ("opens", "2020-12-02T09:00"),
        ("closes", "2020-12-03T17:00"),
        ("time_zone", "Europe/Berlin"),
        ("attempts", "2"),
        ("closing", "cut"),
        ("results", "by hand"),
        ("keys", "by hand"),
    ];
    school.ada.post(&format!("{manage}/edit"), &fields).await.expect_redirect(&manage);
    school.ada.get(&manage).await.expect(200).says("what comes before must be passed: yes → no");
}

#[tokio::test]
async fn a_pass_counts_once_its_score_is_out_and_while_it_is_not_reset() {
    let mut school = school().await;
    let first = school.assign("pcap", &[]).await;
    let then = school.assign("pcpp-32-1", &[("prerequisites", "on")]).await;
    let page = format!("/assignments/{then}");
    let attempt = school.passes_assigned(first).await;
    school.cleo.post(&page, &[]).await.expect(409);
    school.cleo.get("/").await.expect(200).says("asks you to pass PCAP first");
    school.cleo.get("/pathway").await.expect(200).lacks("PCAP (40 items · 65 min, $295): passed");

    let manage = format!("/instructor/assignments/{first}");
    school.ada.post(&format!("{manage}/release"), &[("what", "results")]).await.expect_redirect(&manage);
    school.cleo.get("/pathway").await.expect(200).says("PCAP (40 items · 65 min, $295): passed");
    school.cleo.get(&page).await.expect(200).says("Start the clock");

    let sitting = attempt.to_string();
    let reset = format!("{manage}/overrides/{}/reset", school.person);
    school.ada.post(&reset, &[("sitting", &sitting)]).await.expect_redirect(&manage);
    school.cleo.post(&page, &[]).await.expect(409);
    school.cleo.get("/pathway").await.expect(200).lacks("PCAP (40 items · 65 min, $295): passed");
}

#[tokio::test]
async fn an_exam_that_asks_for_nothing_is_open_to_all_though_asked() {
    let mut school = school().await;
    let assignment = school.assign("pcap", &[("prerequisites", "on")]).await;
    let manage = format!("/instructor/assignments/{assignment}");
    school.ada.get(&manage).await.expect(200).says("this one asks for nothing");
    let page = format!("/assignments/{assignment}");
    school.cleo.get(&page).await.expect(200).says("Start the clock").lacks("What must be passed first");
    school.cleo.post(&page, &[]).await.expect_redirect("/attempts/");
}

#[tokio::test]
async fn three_passed_mocks_make_the_mock_recognition() {
    let site = Site::new().await;
    let mut cleo = site.signed_in("cleo@example.org", Role::Candidate).await;
    let person = site.person("cleo@example.org").await;
    for page in ["/pathway", "/certifications/cepp"] {
        site.visitor()
            .get(page)
            .await
            .expect(200)
            .says("Still missing: PCAP, PCPP\u{a0}32-1 and PCPP\u{a0}32-2.");
    }
    let mut passed = Vec::new();
    for certification in ["pcap", "pcpp-32-1"] {
        passed.push(site.pass(person, certification).await);
    }
    cleo.get("/certifications/cepp").await.expect(200).says("Still missing: PCPP\u{a0}32-2.");
    cleo.get("/pathway").await.expect(200).says("together they make CEPP: 2 of 3 passed");
    passed.push(site.pass(person, "pcpp-32-2").await);
    for page in ["/pathway", "/certifications/cepp"] {
        let reached = cleo.get(page).await.expect(200);
        reached.says("You reached it on").says("100.0\u{a0}%").says("no certificate of the certifying body");
        for attempt in &passed {
            reached.says(&format!("/attempts/{attempt}/result"));
        }
    }
    let pathway = cleo.get("/pathway").await.expect(200);
    // Only PCEP was passed over.
    pathway
        .says("mock reached")
        .says("<h2 id=\"next\"><a href=\"/certifications/pcep\">PCEP</a></h2>")
        .says("$59");
    // A miss afterwards takes nothing away.
    let miss = cleo.post(FIRST, &[]).await.expect_redirect("/attempts/");
    cleo.post(&format!("{miss}/submit"), &[]).await.expect_redirect("/attempts/");
    cleo.get("/pathway").await.expect(200).says("You reached it on");
}

#[tokio::test]
async fn the_pathway_tells_what_comes_next_and_what_lies_ahead() {
    let site = Site::new().await;
    let mut cleo = site.signed_in("cleo@example.org", Role::Candidate).await;
    let page = site.visitor().get("/pathway").await.expect(200);
    page.says("PCEP (30 items · 40 min, $59): you are here: next.");
    page.says("after 7 days").says("$744").says("and 5 before for the agreement");
    site.pass(site.person("cleo@example.org").await, "pcap").await;
    let page = cleo.get("/pathway").await.expect(200);
    page.says("PCAP (40 items · 65 min, $295): passed, 100.0").says("needs PCAP): you are here: next.");
    page.says("<td class=\"end\">$390</td>").says(SECOND);
}
