//! Study plans: made, followed, changed, taken along.

use invigil_store::Role;
use invigil_study::plan::{Week, What};
use invigil_tests::{Reply, Site, Visitor};
use std::collections::BTreeSet;
use time::{Date, Duration};
use uuid::Uuid;

const EVERY_DAY: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

async fn today(site: &Site) -> Date {
    site.store.now().await.unwrap().date()
}

/// Sends the form with every day of the week, in UTC.
async fn plan(visitor: &mut Visitor, exam_on: Date, minutes: &str) -> Reply {
    let exam_on = exam_on.to_string();
    let mut fields = vec![("exam_on", exam_on.as_str()), ("minutes", minutes), ("time_zone", "UTC")];
    fields.extend(EVERY_DAY.map(|day| ("day", day)));
    visitor.post("/plan/pcap", &fields).await
}

/// Somebody with an account and a plan for PCAP in six weeks.
async fn planner() -> (Site, Visitor, Uuid) {
    let site = Site::new().await;
    let mut ada = site.signed_in("ada@example.org", Role::Candidate).await;
    plan(&mut ada, today(&site).await + Duration::days(42), "60").await.expect_redirect("/plan/pcap");
    let person = site.person("ada@example.org").await;
    (site, ada, person)
}

async fn weeks(site: &Site) -> Vec<Week> {
    let weeks: Vec<serde_json::Value> =
        sqlx::query_scalar("SELECT plan FROM study_week ORDER BY monday").fetch_all(&site.db).await.unwrap();
    weeks.into_iter().map(|week| serde_json::from_value(week).unwrap()).collect()
}

/// Sits an exam with everything right but the items of one section.
async fn sit_all_but(site: &Site, person: Uuid, section: i16) {
    let attempt = site.start(person).await;
    let sections: Vec<i16> = sqlx::query_scalar("SELECT sections FROM attempt WHERE id = $1")
        .bind(attempt)
        .fetch_one(&site.db)
        .await
        .unwrap();
    for (position, _) in sections.iter().enumerate().filter(|(_, own)| **own != section) {
        let keys = site.keys(attempt, position + 1).await;
        let mask = keys.into_iter().fold(0_i16, |mask, place| mask | 1 << place);
        sqlx::query("UPDATE attempt SET chosen[$2] = $3 WHERE id = $1")
            .bind(attempt)
            .bind(position as i32 + 1)
            .bind(mask)
            .execute(&site.db)
            .await
            .unwrap();
    }
    site.store.submit(person, attempt).await.unwrap();
}

#[tokio::test]
async fn a_guest_makes_a_plan_and_begins_with_a_mock_exam() {
    let site = Site::new().await;
    let mut guest = site.visitor();
    guest.get("/plan").await.expect(200).says("/plan/pcap").says("/plan/pcep").says("CEPP");
    let form = guest.get("/plan/pcap").await.expect(200);
    form.says("name=\"exam_on\"").says("data-fresh").says("You don’t need an account");
    plan(&mut guest, today(&site).await + Duration::days(42), "45").await.expect_redirect("/plan/pcap");
    let page = guest.get("/plan/pcap").await.expect(200);
    page.says("Study plan: PCAP").says("in 42\u{a0}days").says("/exams/pcap/pathway");
    page.says("longer than you have on a day").says("not measured yet").says("The weeks to come");
    guest.get("/plan").await.expect(200).says("This week: 0 of");
    guest.get("/").await.expect(200).says("Study plan: PCAP").says("Mock exam PCAP");
    // Looking changes nothing.
    let before = weeks(&site).await;
    guest.get("/plan/pcap").await.expect(200);
    assert_eq!(weeks(&site).await, before);
}

#[tokio::test]
async fn what_makes_no_sense_is_told_at_its_field_and_kept() {
    let site = Site::new().await;
    let mut guest = site.visitor();
    let today = today(&site).await;
    let good = (today + Duration::days(30)).to_string();
    let (now, far) = (today.to_string(), (today + Duration::days(400)).to_string());
    for (exam_on, day, minutes, zone, says) in [
        ("", "mon", "45", "UTC", "Choose the day of your exam"),
        ("soon", "mon", "45", "UTC", "This isn’t a date"),
        ("2027-02-30", "mon", "45", "UTC", "This isn’t a date"),
        (&now, "mon", "45", "UTC", "Choose a day after today"),
        (&far, "mon", "45", "UTC", "Plans reach a year ahead"),
        (&good, "", "45", "UTC", "Choose at least one day"),
        (&good, "someday", "45", "UTC", "Choose at least one day"),
        (&good, "mon", "5", "UTC", "from 10 to 600"),
        (&good, "mon", "many", "UTC", "from 10 to 600"),
        (&good, "mon", "45", "Mars/Olympus", "Choose a time zone"),
    ] {
        let fields = [("exam_on", exam_on), ("day", day), ("minutes", minutes), ("time_zone", zone)];
        let page = guest.post("/plan/pcap", &fields).await.expect(422);
        page.says(says).says("aria-invalid=\"true\"").says(&format!("value=\"{minutes}\""));
        assert!(!page.body.contains("data-fresh"));
        assert!(page.headers.get("set-cookie").is_none(), "somebody became a guest for nothing");
    }
    assert!(weeks(&site).await.is_empty());
}

#[tokio::test]
async fn a_plan_is_changed_and_deleted() {
    let (site, mut ada, _) = planner().await;
    ada.get("/plan/pcap/edit").await.expect(200).says("Save the changes").says("value=\"60\"");
    let before = weeks(&site).await.remove(0);
    plan(&mut ada, today(&site).await + Duration::days(70), "120").await.expect_redirect("/plan/pcap");
    ada.get("/plan/pcap").await.expect(200).says("in 70\u{a0}days").says("120\u{a0}minutes");
    let after = weeks(&site).await;
    assert_eq!(after.len(), 1);
    assert!(after[0].minutes() > before.minutes());
    plan(&mut ada, today(&site).await, "30").await.expect(422).says("Save the changes");
    ada.get("/plan/pcap").await.expect(200).says("Delete this plan").says("stays");
    ada.post("/plan/pcap/delete", &[]).await.expect_redirect("/plan");
    ada.get("/plan/pcap").await.expect(200).says("Make the plan");
    ada.post("/plan/pcap/delete", &[]).await.expect(404);
}

#[tokio::test]
async fn a_plan_is_its_owner_s_alone() {
    let (site, _, _) = planner().await;
    let mut eve = site.signed_in("eve@example.org", Role::Administrator).await;
    eve.get("/plan/pcap").await.expect(200).says("Make the plan");
    for path in ["/plan/pcap/edit", "/plan/pcap/plan.ics"] {
        eve.get(path).await.expect(404);
        site.visitor().get(path).await.expect_redirect("/sign-in?next=");
    }
    eve.post("/plan/pcap/delete", &[]).await.expect(404);
    assert_eq!(weeks(&site).await.len(), 1);
    assert!(!eve.get("/").await.body.contains("Study plan: PCAP"));
}

#[tokio::test]
async fn a_recognition_has_no_plan_and_says_why() {
    let (site, mut ada, _) = planner().await;
    ada.get("/plan/cepp").await.expect(200).says("needs no study plan").says("/plan/pcpp-32-1");
    let exam_on = (today(&site).await + Duration::days(9)).to_string();
    let fields = [("exam_on", exam_on.as_str()), ("day", "mon"), ("minutes", "45"), ("time_zone", "UTC")];
    ada.post("/plan/cepp", &fields).await.expect(409).says("no exam of its own");
    for path in ["/plan/cepp/edit", "/plan/cepp/plan.ics", "/plan/nothing", "/plan/nothing/edit"] {
        ada.get(path).await.expect(404);
    }
    ada.post("/plan/nothing", &fields).await.expect(404);
}

#[tokio::test]
async fn results_change_the_weeks_to_come_and_leave_this_week_standing() {
    let (site, mut ada, person) = planner().await;
    let week = weeks(&site).await;
    let coming = |page: &Reply| page.body.split("The weeks to come").nth(1).unwrap_or_default().to_owned();
    let before = ada.get("/plan/pcap").await.expect(200);
    let titles: Vec<String> = site
        .edition("pcap", "pathway")
        .await
        .edition
        .sections
        .iter()
        .map(|section| section.title.clone())
        .collect();
    sit_all_but(&site, person, 2).await;
    let after = ada.get("/plan/pcap").await.expect(200);
    assert_eq!(weeks(&site).await, week);
    assert!(coming(&before).contains("not measured yet"));
    assert!(!coming(&after).contains("not measured yet"));
    let count = |page: &Reply, title: &str| {
        coming(page).matches(&format!("of {}", title.replace('&', "&#38;"))).count()
    };
    assert!(count(&after, &titles[2]) > count(&before, &titles[2]), "{:?}", titles);
    // The mock exam of the week is done.
    after.says("1 of ");
}

#[tokio::test]
async fn weeks_that_are_over_say_what_was_planned_and_done() {
    let (site, mut ada, person) = planner().await;
    sit_all_but(&site, person, 0).await;
    // A week passes.
    let mut week = weeks(&site).await.remove(0);
    week.monday -= Duration::WEEK;
    for task in &mut week.tasks {
        task.on -= Duration::WEEK;
    }
    sqlx::query(
        "UPDATE study_week SET monday = monday - 7, plan = $1, since = since - interval '7 days',
         midnights = (SELECT array_agg(at - interval '7 days' ORDER BY at) FROM unnest(midnights) at)",
    )
    .bind(serde_json::to_value(&week).unwrap())
    .execute(&site.db)
    .await
    .unwrap();
    sqlx::query("UPDATE attempt SET closed_at = closed_at - interval '7 days', started_at = started_at - interval '7 days'")
        .execute(&site.db)
        .await
        .unwrap();
    sqlx::query("UPDATE study_plan SET made_at = made_at - interval '7 days'")
        .execute(&site.db)
        .await
        .unwrap();
    ada.get("/").await.expect(200).says("A new week of your plan begins");
    let page = ada.get("/plan/pcap").await.expect(200);
    page.says("Planned and done").says("1 of 1").says(&format!("planned {}", week.items()));
    assert_eq!(weeks(&site).await.len(), 2);
    ada.get("/plan/pcap").await.expect(200);
    assert_eq!(weeks(&site).await.len(), 2);
}

#[tokio::test]
async fn practice_ticks_tasks_off() {
    let site = Site::new().await;
    let mut ada = site.signed_in("ada@example.org", Role::Candidate).await;
    let person = site.person("ada@example.org").await;
    // With an exam behind them, they begin with practice.
    sit_all_but(&site, person, 1).await;
    plan(&mut ada, today(&site).await + Duration::days(42), "60").await.expect_redirect("/plan/pcap");
    let week = weeks(&site).await.remove(0);
    let set = week.tasks.iter().find_map(|task| match &task.what {
        What::Practice { area, items } => Some((area.clone(), *items)),
        _ => None,
    });
    let (area, items) = set.expect("a practice set");
    ada.get("/plan/pcap").await.expect(200).says("0 of ").says(&format!("name=\"items\" value=\"{items}\""));
    let edition = site.edition("pcap", "pathway").await;
    let topics = &edition.edition.sections.iter().find(|section| section.id == area).unwrap().topics;
    let inserted = sqlx::query(
        "WITH picked AS (
             SELECT r.id, i.id AS item, row_number() OVER (ORDER BY i.id) AS position
             FROM item i JOIN item_revision r ON r.id = i.revision
             WHERE i.certification = 'pcap' AND r.topic = ANY ($2) ORDER BY i.id LIMIT $3
         ), made AS (
             INSERT INTO practice (id, person_id, certification, title, criteria, revisions, choose, orders)
             SELECT $4, $1, 'pcap', 'A set', '{}', array_agg(id), array_agg(1::smallint), array_agg(0::bigint) FROM picked
             RETURNING id
         )
         INSERT INTO practice_answer (practice, position, person_id, item, revision, chosen, mark)
         SELECT made.id, picked.position, $1, picked.item, picked.id, 1, 'wrong' FROM picked, made",
    )
    .bind(person)
    .bind(topics)
    .bind(i64::from(items))
    .bind(Uuid::now_v7())
    .execute(&site.db)
    .await
    .unwrap();
    assert_eq!(inserted.rows_affected(), u64::from(items));
    ada.get("/plan/pcap").await.expect(200).says("1 of ").says(">done<");
}

#[tokio::test]
async fn a_plan_whose_day_has_come_asks_for_nothing() {
    let (site, mut ada, _) = planner().await;
    for (day, says) in [(0, "today"), (1, "The day of this exam is over")] {
        sqlx::query("UPDATE study_plan SET exam_on = (clock_timestamp() AT TIME ZONE 'UTC')::date - $1::int")
            .bind(day)
            .execute(&site.db)
            .await
            .unwrap();
        let page = ada.get("/plan/pcap").await.expect(200);
        page.says(says);
        assert!(!page.body.contains("The weeks to come"));
    }
    ada.get("/plan").await.expect(200).says("over");
    assert!(!ada.get("/").await.body.contains("Study plan: PCAP"));
    // An exam of tomorrow leaves time for a little.
    plan(&mut ada, today(&site).await + Duration::DAY, "60").await.expect_redirect("/plan/pcap");
    ada.get("/plan/pcap").await.expect(200).says("There is time for about").says("tomorrow");
}

/// The content lines of an iCalendar file, unfolded (RFC 5545, section 3.1).
fn content_lines(file: &str) -> Vec<String> {
    assert!(file.ends_with("\r\n") && !file.replace("\r\n", "").contains(['\r', '\n']));
    for line in file.split("\r\n") {
        assert!(line.len() <= 75, "{} octets: {line}", line.len());
    }
    file.replace("\r\n ", "").split_terminator("\r\n").map(str::to_owned).collect()
}

/// The value of a property in an event.
fn value<'a>(event: &'a [String], name: &str) -> &'a str {
    let mut found = event.iter().filter_map(|line| {
        let (property, value) = line.split_once(':')?;
        (property.split(';').next() == Some(name)).then_some(value)
    });
    let value = found.next().unwrap_or_else(|| panic!("{name} is missing in {event:?}"));
    assert!(found.next().is_none(), "{name} comes twice");
    value
}

#[tokio::test]
async fn the_calendar_has_a_whole_day_for_each_day_with_tasks_and_for_the_exam() {
    let (site, mut ada, _) = planner().await;
    let file = ada.get("/plan/pcap/plan.ics").await.expect(200);
    assert_eq!(file.headers["content-type"], "text/calendar; charset=utf-8");
    assert_eq!(file.headers["content-disposition"], "attachment; filename=\"study-plan-pcap.ics\"");
    let lines = content_lines(&file.body);
    assert_eq!(lines.first().map(String::as_str), Some("BEGIN:VCALENDAR"));
    assert_eq!(lines.last().map(String::as_str), Some("END:VCALENDAR"));
    assert!(
        lines.contains(&"VERSION:2.0".to_owned()) && lines.iter().any(|line| line.starts_with("PRODID:"))
    );
    let events: Vec<Vec<String>> = lines
        .split(|line| line == "BEGIN:VEVENT")
        .skip(1)
        .map(|event| event.iter().take_while(|line| *line != "END:VEVENT").cloned().collect())
        .collect();
    // Forty-two days, tomorrow's exam being on the last: one event each, and the exam.
    assert_eq!(events.len(), 43);
    let now = site.store.now().await.unwrap();
    let stamp = format!("DTSTAMP:{:04}{:02}{:02}T", now.year(), u8::from(now.month()), now.day());
    for event in &events {
        assert!(event.iter().any(|line| line.starts_with(&stamp)), "{event:?}");
        let start = event.iter().find(|line| line.starts_with("DTSTART;VALUE=DATE:")).expect("a whole day");
        assert_eq!(start.len(), "DTSTART;VALUE=DATE:20261123".len());
        assert!(value(event, "DTEND") > value(event, "DTSTART"));
        assert!(value(event, "SUMMARY").contains("PCAP"));
    }
    let uids = |events: &[Vec<String>]| {
        events.iter().map(|event| value(event, "UID").to_owned()).collect::<BTreeSet<_>>()
    };
    assert_eq!(uids(&events).len(), events.len());
    let exam = events.last().unwrap();
    let day = now.date() + Duration::days(42);
    assert_eq!(value(exam, "DTSTART"), day.to_string().replace('-', ""));
    assert_eq!(value(exam, "SUMMARY"), "PCAP exam");
    // The same days have the same identity in a later file.
    plan(&mut ada, day, "30").await.expect_redirect("/plan/pcap");
    let again = content_lines(&ada.get("/plan/pcap/plan.ics").await.expect(200).body);
    let kept =
        again.iter().filter_map(|line| line.strip_prefix("UID:").map(str::to_owned)).collect::<BTreeSet<_>>();
    assert_eq!(kept, uids(&events));
}
