//! An instructor makes an exam, tries it, changes it; nobody else finds it.

use invigil_store::Role;
use invigil_tests::{Site, Visitor};
use uuid::Uuid;

const BUILDER: &str = "/instructor/exams/new";

async fn instructor() -> (Site, Visitor, Uuid, Vec<String>) {
    let site = Site::new().await;
    let visitor = site.signed_in("owner@example.org", Role::Instructor).await;
    let person = site.person("owner@example.org").await;
    let (bank, items) = site.bank_with(person, "Networks", &[("routing", 4), ("switching", 3)]).await;
    (site, visitor, bank, items)
}

/// Makes an exam of three routing items; returns its address.
async fn make(visitor: &mut Visitor, bank: Uuid) -> String {
    let source = format!("bank/{bank}/routing");
    let reply = visitor
        .post(
            BUILDER,
            &[
                ("title", "Midterm"),
                ("description", "Bring a pencil."),
                ("minutes", "45"),
                ("pass-percent", "60"),
                ("s1-title", "Routing basics"),
                ("s1-kind", "draw"),
                ("s1-items", "3"),
                ("s1-source", &source),
                ("do", "save"),
            ],
        )
        .await;
    let address = reply.expect_redirect("/instructor/exams/");
    address.split('?').next().unwrap().to_owned()
}

#[tokio::test]
async fn an_exam_is_made_tried_and_marked() {
    let (_site, mut visitor, bank, _) = instructor().await;
    visitor.get("/instructor/exams").await.expect(200).says("No exam yet");
    let exam = make(&mut visitor, bank).await;
    visitor.get("/instructor/exams").await.expect(200).says("Midterm").says("Bring a pencil.");
    visitor.get(&exam).await.expect(200).says("Networks · routing").says("60&nbsp;%").says("Try it");
    visitor.get(&format!("{exam}/preview")).await.expect(200).says("Item 3").says("Draw another");

    let rules = format!("{}/exam", exam.replace("/instructor", ""));
    visitor.get(&rules).await.expect(200).says("Before you start Midterm").says("Start the clock");
    let attempt = visitor.post(&rules, &[]).await.expect_redirect("/attempts/");
    visitor.get(&attempt).await.expect(200).says("Midterm").says("Item 3");
    visitor.get("/").await.expect(200).says("Midterm is running");
    visitor.get(&format!("{attempt}/review")).await.expect(200).says("Midterm");
    visitor.post(&format!("{attempt}/submit"), &[]).await.expect_redirect(&format!("{attempt}/result"));
    let id = exam.rsplit('/').next().unwrap();
    let result = visitor.get(&format!("{attempt}/result?show=all")).await.expect(200);
    result.says("Midterm").says("Routing basics · routing").says(&rules);
    assert!(!result.body.replace(&rules, "").contains(id), "the result shows the exam's id");
    visitor.get("/history").await.expect(200).says("Midterm").says("pass mark 60");
}

#[tokio::test]
async fn nobody_else_finds_an_exam() {
    let (site, mut visitor, bank, _) = instructor().await;
    let exam = make(&mut visitor, bank).await;
    let rules = format!("{}/exam", exam.replace("/instructor", ""));
    let id = exam.rsplit('/').next().unwrap().to_owned();
    let mut others = vec![site.visitor()];
    for role in Role::ALL {
        others.push(site.signed_in(&format!("{}@example.org", role.name()), role).await);
    }
    for other in &mut others {
        other.get(&rules).await.expect(404);
        other.post(&rules, &[]).await.expect(404);
        other.get(&format!("/certifications/{id}")).await.expect(404);
        for page in ["/", "/history"] {
            assert!(!other.get(page).await.expect(200).body.contains("Midterm"), "{page} tells of the exam");
        }
    }
    for other in &mut others[2..] {
        other.get(&exam).await.expect(404);
        other.get(&format!("{exam}/edit")).await.expect(404);
        other.get(&format!("{exam}/preview")).await.expect(404);
        other.post(&format!("{exam}/edit"), &[("do", "save")]).await.expect(404);
        other.post(&format!("{exam}/archive"), &[("archived", "yes")]).await.expect(404);
        assert!(!other.get("/instructor/exams").await.expect(200).body.contains("Midterm"));
        let stranger = other.get(BUILDER).await.expect(200);
        assert!(!stranger.body.contains(&bank.to_string()), "the builder offers another's bank");
    }
    // The owner's own home doesn't offer it to everybody either.
    assert!(!visitor.get("/").await.expect(200).body.contains("Midterm"));
}

#[tokio::test]
async fn each_fault_stands_beside_its_field_with_figures() {
    let (_site, mut visitor, bank, items) = instructor().await;
    let (whole, routing) = (format!("bank/{bank}"), format!("bank/{bank}/routing"));
    let refused = visitor
        .post(
            BUILDER,
            &[
                ("title", ""),
                ("minutes", "601"),
                ("pass-percent", "x"),
                ("s1-title", "One"),
                ("s1-items", "12"),
                ("s1-source", &whole),
                ("s2-title", "Two"),
                ("s2-items", "2"),
                ("s2-source", &routing),
                ("s3-title", "Three"),
                ("s3-items", "1"),
                ("s3-source", &routing),
                ("s4-title", "Four"),
                ("s4-kind", "fixed"),
                ("s5-kind", "fixed"),
                ("s5-title", "Five"),
                ("s5-picked", &items[6]),
                ("s6-title", "Six"),
                ("s6-source", &format!("bank/{}", Uuid::now_v7())),
                ("s6-items", "1"),
                ("do", "save"),
            ],
        )
        .await
        .expect(422);
    refused
        .says("Give the exam a title.")
        .says("from 1 to 600")
        .says("from 1 to 100.")
        // Of the seven, four are the other section's and one is picked.
        .says("Section 1 asks for 12\u{a0}items, its sources hold 2.")
        .says("feeds section 2 already")
        .says("Pick at least one item.")
        .says("isn’t there for you any more")
        .says("Not saved.");
    assert_eq!(refused.body.matches(" autofocus").count(), 1);
    assert!(refused.body.contains(r#"value="601""#), "what was typed is lost");
    visitor.get("/instructor/exams").await.says("No exam yet");
}

#[tokio::test]
async fn the_builder_works_without_scripts() {
    let (site, mut visitor, bank, items) = instructor().await;
    let bank = bank.to_string();
    visitor.get(BUILDER).await.expect(200).says("Networks").says("routing").says("switching");
    let typed = [
        ("title", "Quiz"),
        ("minutes", "20"),
        ("pass-percent", "50"),
        ("s1-title", "Fixed"),
        ("s1-kind", "fixed"),
    ];
    let with = |more: &[(&'static str, String)]| -> Vec<(String, String)> {
        let typed = typed.iter().map(|&(name, value)| (name.to_owned(), value.to_owned()));
        typed.chain(more.iter().map(|(name, value)| ((*name).to_owned(), value.clone()))).collect()
    };
    let send = async |visitor: &mut Visitor, fields: Vec<(String, String)>| {
        let fields: Vec<(&str, &str)> =
            fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        visitor.post(BUILDER, &fields).await
    };
    let found = send(
        &mut visitor,
        with(&[("s1-bank", bank.clone()), ("s1-search", "SWITCH".into()), ("do", "find:1".into())]),
    )
    .await
    .expect(200);
    found.says("switching 1").says(&format!("pick:1:{}", items[4])).says(r#"value="Quiz""#);
    assert!(!found.body.contains(&format!("pick:1:{}", items[0])));

    let picked = with(&[("s1-picked", items[4].clone()), ("do", format!("pick:1:{}", items[0]))]);
    let picked = send(&mut visitor, picked).await.expect(200);
    picked.says(&format!(r#"name="s1-picked" value="{}""#, items[0])).says("Item added at place 2.");
    let both = [("s1-picked", items[4].clone()), ("s1-picked", items[0].clone())];
    let moved = [both.to_vec(), vec![("do", format!("up:1:{}", items[0]))]].concat();
    send(&mut visitor, with(&moved)).await.expect(200).says("Now at place 1 of 2.");

    // The order that was given is the order that is asked.
    let order = [("s1-picked", items[0].clone()), ("s1-picked", items[4].clone()), ("do", "save".into())];
    let exam = send(&mut visitor, with(&order)).await.expect_redirect("/instructor/exams/");
    let exam = exam.split('?').next().unwrap();
    let rules = format!("{}/exam", exam.replace("/instructor", ""));
    visitor.get(&rules).await.says("the order that you gave them");
    let attempt = visitor.post(&rules, &[]).await.expect_redirect("/attempts/");
    let id: Uuid = attempt.rsplit('/').next().unwrap().parse().unwrap();
    let drawn: Vec<String> = sqlx::query_scalar(
        "SELECT r.item FROM attempt a CROSS JOIN unnest(a.revisions) WITH ORDINALITY u (revision, place)
         JOIN item_revision r ON r.id = u.revision WHERE a.id = $1 ORDER BY u.place",
    )
    .bind(id)
    .fetch_all(&site.db)
    .await
    .unwrap();
    assert_eq!(drawn, [items[0].clone(), items[4].clone()]);

    // Changing it takes effect for new attempts; the form starts from what is stored.
    let edit = format!("{exam}/edit");
    visitor.get(&edit).await.expect(200).says("Save as a new edition").says(&items[4]);
    let withdrawn = items[4].as_str();
    site.withdraw(withdrawn).await;
    visitor.get(exam).await.expect(200).says("withdrawn");
    visitor.get(&edit).await.expect(200).says("withdrawn");
    let fields = [
        ("title", "Quiz 2"),
        ("minutes", "20"),
        ("pass-percent", "50"),
        ("s1-title", "Fixed"),
        ("s1-kind", "fixed"),
        ("s1-picked", items[0].as_str()),
        ("do", "save"),
    ];
    visitor.post(&edit, &fields).await.expect_redirect(exam);
    visitor.get(exam).await.expect(200).says("Quiz 2").says("current");
    // The attempt from before is called what its exam was called then.
    visitor.get(&attempt).await.expect(200).says("Quiz").says("Item 2");
}

#[tokio::test]
async fn another_server_shows_an_attempt_of_an_exam_that_it_never_heard_of() {
    let (site, mut visitor, bank, _) = instructor().await;
    let other = Site::on(site.database.clone()).await;
    let exam = make(&mut visitor, bank).await;
    let rules = format!("{}/exam", exam.replace("/instructor", ""));
    let attempt = visitor.post(&rules, &[]).await.expect_redirect("/attempts/");
    let mut there = other.visitor();
    there.set_cookie("__Host-invigil", visitor.cookie("__Host-invigil").unwrap());
    there.get(&attempt).await.expect(200).says("Midterm");
    there.get("/").await.expect(200).says("Midterm is running");
    there.post(&format!("{attempt}/submit"), &[]).await.expect_redirect(&format!("{attempt}/result"));
    there.get(&format!("{attempt}/result")).await.expect(200).says("Midterm");
    there.get("/history").await.expect(200).says("Midterm");
}

#[tokio::test]
async fn an_archived_exam_is_put_away_and_can_come_back() {
    let (_site, mut visitor, bank, _) = instructor().await;
    let exam = make(&mut visitor, bank).await;
    let rules = format!("{}/exam", exam.replace("/instructor", ""));
    visitor.post(&format!("{exam}/archive"), &[("archived", "yes")]).await.expect_redirect(&exam);
    visitor.get("/instructor/exams").await.says("Archived").says("Midterm");
    visitor.get(&rules).await.expect(404);
    visitor.get(&exam).await.expect(200).says("Take it back");
    visitor.post(&format!("{exam}/archive"), &[("archived", "no")]).await.expect_redirect(&exam);
    visitor.get(&rules).await.expect(200);
}

#[tokio::test]
async fn nonsense_is_refused_or_left_out() {
    let (_site, mut visitor, bank, _) = instructor().await;
    for path in
        ["/exams/%00/exam", "/exams/nothing/exam", "/instructor/exams/%00", "/instructor/exams/x/edit"]
    {
        visitor.get(path).await.expect(404);
    }
    let (label, item) = (format!("bank/{bank}/\0routing"), "item/\0".to_owned());
    let long = "x".repeat(5000);
    let fields = [
        ("title", "A\0B"),
        ("description", long.as_str()),
        ("s1-title", "\u{7}"),
        ("s1-source", label.as_str()),
        ("s1-source", label.as_str()),
        ("s1-search", "\0"),
        ("s50-title", "Last"),
        ("s50-kind", "fixed"),
        ("s50-picked", "\0"),
        ("s50-picked", item.as_str()),
        ("s51-title", "Beyond"),
        ("s18446744073709551615-title", "Beyond"),
        ("do", "save"),
    ];
    let reply = visitor.post(BUILDER, &fields).await.expect(422);
    reply.says("Use at most 2000 characters.").says("is named twice").says("Section 50");
    assert!(!reply.body.contains("Beyond"));
    for action in
        ["add", "remove:50", "up:1", "down:99", "pick:3:\0", "drop:9:x", "up:50:x", "find:77", "kind:0"]
    {
        visitor.post(BUILDER, &[("s50-title", "Last"), ("do", action)]).await.expect(200);
    }
}
