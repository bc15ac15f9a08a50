//! Assignments: made, sat in their window, released in stages, changed for one person.

use super::classes::{class_of, send_roster};
use invigil_store::Role;
use invigil_tests::{Site, Visitor};
use uuid::Uuid;

/// An instructor with a class of one.
struct School {
    site: Site,
    ada: Visitor,
    cleo: Visitor,
    class: String,
    /// Cleo's id.
    person: Uuid,
    /// The edition's id as the form sends it.
    edition: String,
}

/// A day that is far enough away.
const NEXT_YEAR: &str = "2199-12-03T17:00";

async fn school() -> School {
    let site = Site::new().await;
    let mut ada = site.signed_in("ada@example.org", Role::Instructor).await;
    let cleo = site.signed_in("cleo@example.org", Role::Candidate).await;
    let class = class_of(&mut ada, "Python 1").await;
    send_roster(&mut ada, &class, "text", b"Cleo,cleo@example.org").await.expect(200);
    let person = site.store.credentials("cleo@example.org").await.unwrap().unwrap().person;
    let edition = site.edition("pcap", "pathway").await.id.to_string();
    School { site, ada, cleo, class, person, edition }
}

/// The fields of a form, with some of them otherwise.
fn fields<'a>(edition: &'a str, otherwise: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut fields = vec![
        ("edition", edition),
        ("title", "Midterm"),
        ("opens", "2199-12-02T09:00"),
        ("closes", NEXT_YEAR),
        ("time_zone", "Europe/Berlin"),
        ("attempts", "1"),
        ("minutes", ""),
        ("closing", "cut"),
        ("results", "after closing"),
        ("keys", "after closing"),
        ("shuffle_items", "on"),
    ];
    for &(name, value) in otherwise {
        fields.retain(|(known, _)| *known != name);
        fields.push((name, value));
    }
    fields
}

impl School {
    /// Assigns an exam; its id.
    async fn assign(&mut self, otherwise: &[(&str, &str)]) -> Uuid {
        let fields = fields(&self.edition, otherwise);
        let made = self.ada.post(&format!("{}/assignments/new", self.class), &fields).await;
        let address = made.expect_redirect("/instructor/assignments/");
        address.rsplit('/').next().unwrap().parse().unwrap()
    }

    /// Moves the window so that it opened and closes so many seconds from now.
    async fn move_window(&self, assignment: Uuid, opens: f64, closes: f64) {
        let moved = sqlx::query(
            "UPDATE assignment SET opens_at = clock_timestamp() + make_interval(secs => $2),
                                   closes_at = clock_timestamp() + make_interval(secs => $3) WHERE id = $1",
        )
        .bind(assignment)
        .bind(opens)
        .bind(closes)
        .execute(&self.site.db)
        .await
        .unwrap();
        assert_eq!(moved.rows_affected(), 1);
    }

    /// Starts, answers the first three items right and hands in; the attempt's address.
    async fn sit(&mut self, assignment: Uuid) -> String {
        let started = self.cleo.post(&format!("/assignments/{assignment}"), &[]).await;
        let attempt = started.expect_redirect("/attempts/");
        let id: Uuid = attempt.trim_start_matches("/attempts/").parse().unwrap();
        for position in 1..=3 {
            let keys = self.site.keys(id, position).await;
            let places: Vec<String> = keys.iter().map(usize::to_string).collect();
            let mut fields = vec![("epoch", "0"), ("seq", "0"), ("go", "stay")];
            fields.extend(places.iter().map(|place| ("chosen", place.as_str())));
            self.cleo
                .post(&format!("{attempt}/items/{position}"), &fields)
                .await
                .expect_redirect("/attempts/");
        }
        self.cleo.post(&format!("{attempt}/submit"), &[]).await.expect_redirect(&format!("{attempt}/result"));
        attempt
    }

    /// Everything that Cleo can get to see about an attempt and its assignment.
    async fn crawl(&mut self, assignment: Uuid, attempt: &str) -> String {
        let mut sent = String::new();
        for path in [
            "/".to_owned(),
            "/history".to_owned(),
            "/account".to_owned(),
            "/certifications/pcap".to_owned(),
            "/exams/pcap/pathway".to_owned(),
            format!("/assignments/{assignment}"),
            attempt.to_owned(),
            format!("{attempt}/state"),
            format!("{attempt}/review"),
            format!("{attempt}/result"),
            format!("{attempt}/result?show=all"),
            format!("{attempt}/result?show=wrong"),
        ] {
            let reply = self.cleo.get(&path).await;
            assert!(reply.status.is_success() || reply.status.is_redirection(), "{path}: {}", reply.status);
            sent.push_str(&reply.body);
        }
        sent
    }

    /// Asserts that nothing of the solutions of an attempt's items was sent.
    async fn no_keys_in(&self, sent: &str, attempt: &str) {
        let id: Uuid = attempt.trim_start_matches("/attempts/").parse().unwrap();
        let revisions: Vec<i32> = sqlx::query_scalar("SELECT revisions FROM attempt WHERE id = $1")
            .bind(id)
            .fetch_one(&self.site.db)
            .await
            .unwrap();
        for content in self.site.store.contents(&revisions).await.unwrap() {
            let solution = &content.solution;
            for secret in solution.reasons.iter().chain([&solution.explanation, &solution.objective]) {
                let plain: String = secret.chars().take_while(|c| !"`*_[<&'\"’“”".contains(*c)).collect();
                assert!(plain.chars().count() < 20 || !sent.contains(&plain), "{}: {plain}", content.item);
            }
            assert!(!sent.contains(&content.item), "the id of {} was sent", content.item);
        }
        for word in ["right-one", "wrong-one", "Right answer", "Your choice", "✓ Right", "✗ Wrong"] {
            assert!(!sent.contains(word), "{word:?} was sent");
        }
    }
}

#[tokio::test]
async fn a_form_tells_what_is_wrong_and_keeps_what_was_typed() {
    let mut school = school().await;
    let address = format!("{}/assignments/new", school.class);
    let page = school.ada.get(&address).await.expect(200);
    page.says("Europe/Berlin").says("PCAP").says("Who starts at 17:39 has 21\u{a0}minutes, until 18:00.");
    page.says("has all 65\u{a0}minutes");
    for (field, value, fault) in [
        ("edition", "999999", "Choose an exam."),
        ("closes", "2199-12-01T09:00", "It must close after it opens."),
        ("closes", "", "Choose date and time."),
        ("opens", "2199-02-30T09:00", "isn’t a date"),
        ("time_zone", "Mars/Olympus", "Choose a time zone."),
        ("minutes", "601", "Enter a whole number from 1 to 600."),
        ("attempts", "0", "Enter a whole number from 1 to 20."),
        ("closing", "", "Choose one."),
        ("results", "never", "Choose one."),
    ] {
        let fields = fields(&school.edition, &[(field, value), ("note", "Bring <nothing>")]);
        let refused = school.ada.post(&address, &fields).await.expect(422);
        refused.says(fault).says("Bring &#60;nothing&#62;").says("aria-invalid=\"true\"");
    }
    let past = [("opens", "2025-03-30T01:30"), ("closes", "2025-03-30T02:30")];
    school
        .ada
        .post(&address, &fields(&school.edition, &past))
        .await
        .expect(422)
        .says("02:30 doesn’t exist on that day");
    school.ada.get(&school.class.clone()).await.expect(200).says("Nothing is assigned yet");
}

#[tokio::test]
async fn the_first_page_says_what_to_do_next_from_the_opening_to_the_result() {
    let mut school = school().await;
    assert!(!school.cleo.get("/").await.expect(200).body.contains("Assigned to you"));
    let assignment = school.assign(&[("title", ""), ("note", "Chapters 1 to 5.")]).await;
    let page = format!("/assignments/{assignment}");
    let home = school.cleo.get("/").await.expect(200);
    home.says("Assigned to you")
        .says("Opens in")
        .says("2\u{a0}Dec\u{a0}2199, 09:00 <span class=\"zone\">Europe/Berlin");
    let rules = school.cleo.get(&page).await.expect(200);
    rules.says("Chapters 1 to 5.").says("The closing ends the exam").says("65").says("assigned by");
    school.cleo.post(&page, &[]).await.expect(409).says("It isn’t open yet.");

    school.move_window(assignment, -60.0, 7200.0).await;
    school.cleo.get("/").await.expect(200).says("Open until").says("Rules and start");
    school.cleo.get(&page).await.expect(200).says("Start the clock");
    let attempt = school.cleo.post(&page, &[]).await.expect_redirect("/attempts/");
    school.cleo.get("/").await.expect(200).says("It is running").says(&attempt);
    assert_eq!(school.cleo.post(&page, &[]).await.expect_redirect("/attempts/"), attempt, "it is resumed");
    let manage = format!("/instructor/assignments/{assignment}");
    school.ada.get(&manage).await.expect(200).says("sitting it").says("0 of 40 answered");

    school.cleo.post(&format!("{attempt}/submit"), &[]).await.expect_redirect(&attempt);
    school.cleo.get("/").await.expect(200).says("Handed in. Results come out when the window closes");
    school.cleo.post(&page, &[]).await.expect(409).says("You have no attempt left.");
    school.ada.get(&manage).await.expect(200).says("handed in").says("0.0\u{a0}%");
    school.move_window(assignment, -7200.0, -60.0).await;
    school.cleo.get("/").await.expect(200).says("The result is out.").says(&format!("{attempt}/result"));
    school.cleo.get(&format!("{attempt}/result")).await.expect(200).says("Item by item");

    let missed = school.assign(&[]).await;
    school.move_window(missed, -7200.0, -0.1).await;
    sqlx::query("UPDATE class_member SET joined_at = joined_at - interval '1 hour'")
        .execute(&school.site.db)
        .await
        .unwrap();
    school.cleo.post(&format!("/assignments/{missed}"), &[]).await.expect(409).says("The window is over");
    school.cleo.get("/").await.expect(200).says("you didn’t start it");
}

#[tokio::test]
async fn what_is_held_back_is_in_no_byte_until_it_is_released() {
    let mut school = school().await;
    let assignment = school.assign(&[("results", "by hand"), ("keys", "by hand")]).await;
    school.move_window(assignment, -60.0, 7200.0).await;
    let attempt = school.sit(assignment).await;
    let manage = format!("/instructor/assignments/{assignment}");

    let sent = school.crawl(assignment, &attempt).await;
    school.no_keys_in(&sent, &attempt).await;
    assert!(sent.contains("Handed in.") && sent.contains("when your instructor releases"));
    for told in ["7.5\u{a0}%", "not passed", "Not passed", "You passed", "pass mark is", "of 40 right"] {
        assert!(!sent.contains(told), "{told:?} was sent before the results were released");
    }

    school.ada.post(&format!("{manage}/release"), &[("what", "everything")]).await.expect(422);
    school.ada.get(&manage).await.expect(200).says("Somebody may be sitting it until");
    school.ada.post(&format!("{manage}/release"), &[("what", "results")]).await.expect_redirect(&manage);
    let sent = school.crawl(assignment, &attempt).await;
    school.no_keys_in(&sent, &attempt).await;
    assert!(
        sent.contains("Not passed: 7.5\u{a0}%")
            && sent.contains("comes out when your instructor releases it")
    );

    school.ada.post(&format!("{manage}/release"), &[("what", "keys")]).await.expect_redirect(&manage);
    let result = school.cleo.get(&format!("{attempt}/result?show=all")).await.expect(200);
    result.says("✓ Right").says("Why").says("Midterm");
    school.ada.get(&manage).await.expect(200).says("results released").says("keys released");
}

#[tokio::test]
async fn results_and_keys_that_wait_for_the_closing_come_with_it() {
    let mut school = school().await;
    let assignment = school.assign(&[]).await;
    school.move_window(assignment, -60.0, 7200.0).await;
    let attempt = school.sit(assignment).await;
    let sent = school.crawl(assignment, &attempt).await;
    school.no_keys_in(&sent, &attempt).await;
    assert!(sent.contains("Results come out when the window closes") && !sent.contains("7.5\u{a0}%"));

    // Somebody else of the class has longer: the score is out, the keys aren't.
    send_roster(&mut school.ada, &school.class.clone(), "text", b"dan@example.org").await.expect(200);
    let dan = school.site.store.credentials("dan@example.org").await.unwrap().unwrap().person;
    let allow = format!("/instructor/assignments/{assignment}/overrides/{dan}");
    school.ada.post(&allow, &[("closes", NEXT_YEAR)]).await.expect_redirect("/instructor/assignments/");
    school.move_window(assignment, -7200.0, -60.0).await;
    let sent = school.crawl(assignment, &attempt).await;
    school.no_keys_in(&sent, &attempt).await;
    assert!(
        sent.contains("Not passed: 7.5\u{a0}%")
            && sent.contains("when nobody in the class can be sitting it")
    );

    school.ada.post(&allow, &[("closes", "")]).await.expect_redirect("/instructor/assignments/");
    school.cleo.get(&format!("{attempt}/result")).await.expect(200).says("Item by item");
}

#[tokio::test]
async fn a_person_gets_more_time_another_window_and_another_attempt() {
    let mut school = school().await;
    let assignment = school.assign(&[("minutes", "60"), ("closing", "whole")]).await;
    school.move_window(assignment, -60.0, 7200.0).await;
    let person = format!("/instructor/assignments/{assignment}/overrides/{}", school.person);
    school.ada.get(&person).await.expect(200).says("Cleo").says("Cleo has 60 minutes now");
    for (field, value, fault) in [
        ("extra_minutes", "-1", "Enter a whole number from 0 to 600."),
        ("extra_percent", "301", "Enter a whole number from 0 to 300."),
        ("closes", "2020-01-01T00:00", "must close after it opens"),
        ("opens", "soon", "isn’t a date"),
    ] {
        let refused = school.ada.post(&person, &[(field, value), ("note", "a reason")]).await.expect(422);
        refused.says(fault).says("a reason");
    }
    let more = [
        ("extra_percent", "25"),
        ("extra_minutes", "5"),
        ("extra_attempts", "1"),
        ("note", "doctor’s letter"),
    ];
    school.ada.post(&person, &more).await.expect_redirect("/instructor/assignments/");
    let manage = school.ada.get(&format!("/instructor/assignments/{assignment}")).await.expect(200);
    manage.says("+25\u{a0}% time").says("extra percent: 0 → 25").says("doctor’s letter").says("for Somebody");
    let page = school.cleo.get(&format!("/assignments/{assignment}")).await.expect(200);
    page.says("80").says("20\u{a0}minutes are extra time").says("2 of 2\u{a0}attempts left");
    assert!(!page.body.contains("doctor"), "why is the instructor’s");

    let first = school.sit(assignment).await;
    school.cleo.get(&format!("/assignments/{assignment}")).await.expect(200).says("Start another attempt");
    let second =
        school.cleo.post(&format!("/assignments/{assignment}"), &[]).await.expect_redirect("/attempts/");
    assert_ne!(first, second);
    let sitting = second.trim_start_matches("/attempts/").to_owned();
    school.ada.post(&format!("{person}/reset"), &[("sitting", &sitting)]).await.expect_redirect(&person);
    school.ada.get(&person).await.expect(200).says("it doesn’t count");
    let page = school.cleo.get(&format!("/assignments/{assignment}")).await.expect(200);
    page.says("reset by your instructor").says("1 of 2\u{a0}attempts left");
    school.cleo.get(&format!("{second}/result")).await.expect(200).says("reset this attempt");
    school.cleo.post(&format!("/assignments/{assignment}"), &[]).await.expect_redirect("/attempts/");
}

#[tokio::test]
async fn a_change_holds_at_once_and_stays_in_the_trail() {
    let mut school = school().await;
    let assignment = school.assign(&[]).await;
    let address = format!("/instructor/assignments/{assignment}");
    school
        .ada
        .get(&format!("{address}/edit"))
        .await
        .expect(200)
        .says("2199-12-03T17:00")
        .says("value=\"65\"");
    let otherwise = [("closes", "2199-12-04T18:00"), ("minutes", "70"), ("closing", "whole")];
    school
        .ada
        .post(&format!("{address}/edit"), &fields(&school.edition, &otherwise))
        .await
        .expect_redirect(&address);
    let page = school.ada.get(&address).await.expect(200);
    page.says("minutes: 65 → 70")
        .says("3\u{a0}Dec\u{a0}2199, 17:00 Europe/Berlin → 4\u{a0}Dec\u{a0}2199, 18:00 Europe/Berlin");
    school.ada.post(&format!("{address}/cancel"), &[("on", "true")]).await.expect_redirect(&address);
    assert!(!school.cleo.get("/").await.expect(200).body.contains("Assigned to you"));
    school.ada.post(&format!("{address}/cancel"), &[("on", "false")]).await.expect_redirect(&address);
    school.cleo.get("/").await.expect(200).says("Assigned to you");
}

#[tokio::test]
async fn an_assignment_does_not_exist_for_others() {
    let mut school = school().await;
    let assignment = school.assign(&[]).await;
    school.move_window(assignment, -60.0, 7200.0).await;
    let attempt = school.sit(assignment).await;
    let sitting = attempt.trim_start_matches("/attempts/").to_owned();
    let address = format!("/instructor/assignments/{assignment}");
    let person = format!("{address}/overrides/{}", school.person);
    let before = school.ada.get(&address).await.expect(200).body;
    for role in Role::ALL {
        let mut other = school.site.signed_in(&format!("{}@example.org", role.name()), role).await;
        other.get(&format!("/assignments/{assignment}")).await.expect(404);
        other.post(&format!("/assignments/{assignment}"), &[]).await.expect(404);
        other.get(&format!("{attempt}/result")).await.expect(404);
        let refused = if role == Role::Candidate { 403 } else { 404 };
        for page in [&address, &format!("{address}/edit"), &person] {
            other.get(page).await.expect(refused);
        }
        for form in ["edit", "cancel", "release"] {
            let fields = [("on", "true"), ("what", "results"), ("title", "Mine")];
            other.post(&format!("{address}/{form}"), &fields).await.expect(refused);
        }
        other.post(&person, &[("extra_attempts", "1")]).await.expect(refused);
        other.post(&format!("{person}/reset"), &[("sitting", &sitting)]).await.expect(refused);
    }
    assert_eq!(school.ada.get(&address).await.expect(200).body, before);
    // Who has left the class still sees what they did, and starts nothing.
    school
        .ada
        .post(&format!("{}/members/{}/remove", school.class, school.person), &[])
        .await
        .expect_redirect("/");
    school.cleo.get(&format!("/assignments/{assignment}")).await.expect(200);
    school.cleo.post(&format!("/assignments/{assignment}"), &[]).await.expect(404);
}

#[tokio::test]
async fn an_instructors_own_exam_is_assigned_and_sat_by_who_may_not_find_it_otherwise() {
    let mut school = school().await;
    let owner = school.site.person("ada@example.org").await;
    let (bank, _) = school.site.bank_with(owner, "Networks", &[("routing", 4)]).await;
    let source = format!("bank/{bank}/routing");
    let made = school
        .ada
        .post(
            "/instructor/exams/new",
            &[
                ("title", "Networks quiz"),
                ("minutes", "15"),
                ("pass-percent", "60"),
                ("s1-title", "Routing"),
                ("s1-kind", "draw"),
                ("s1-items", "3"),
                ("s1-source", &source),
                ("do", "save"),
            ],
        )
        .await
        .expect_redirect("/instructor/exams/");
    let exam = made.split('?').next().unwrap().trim_start_matches("/instructor/exams/").to_owned();
    let edition: i32 = sqlx::query_scalar("SELECT id FROM edition WHERE certification = $1 AND current")
        .bind(&exam)
        .fetch_one(&school.site.db)
        .await
        .unwrap();
    let form = school.ada.get(&format!("{}/assignments/new", school.class)).await.expect(200);
    form.says("Networks quiz (3\u{a0}items, 15 min), yours");
    school.edition = edition.to_string();
    let assignment =
        school.assign(&[("title", ""), ("results", "at once"), ("keys", "at once"), ("minutes", "")]).await;
    school.move_window(assignment, -60.0, 7200.0).await;

    let home = school.cleo.get("/").await.expect(200);
    home.says("Networks quiz").says("Rules and start");
    school.cleo.get(&format!("/exams/{exam}/exam")).await.expect(404);
    let page = format!("/assignments/{assignment}");
    let attempt = school.cleo.post(&page, &[]).await.expect_redirect("/attempts/");
    school.cleo.get(&attempt).await.expect(200).says("Networks quiz").says("Item 3");
    school.cleo.post(&format!("{attempt}/submit"), &[]).await.expect_redirect(&attempt);
    let result = school.cleo.get(&format!("{attempt}/result?show=all")).await.expect(200);
    result.says("Networks quiz").says("Routing").says(&page);
    school.cleo.get("/history").await.expect(200).says("Networks quiz");

    // What the bank can't fill any more is told before it is assigned.
    let items: Vec<String> = sqlx::query_scalar("SELECT id FROM item WHERE bank = $1")
        .bind(bank)
        .fetch_all(&school.site.db)
        .await
        .unwrap();
    for item in &items[..2] {
        school.site.withdraw(item).await;
    }
    let again = fields(&school.edition, &[]);
    let refused = school.ada.post(&format!("{}/assignments/new", school.class), &again).await.expect(422);
    refused.says("The banks have too few items for it: Routing has 2 of 3 items.");
}
