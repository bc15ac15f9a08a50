//! What is stored about oneself: told, taken along, deleted; and nothing of what is held back.

use invigil_store::{Released, Role};
use invigil_tests::{Site, Visitor};
use std::collections::BTreeMap;
use std::io::{Cursor, Read};

/// The files of the archive by name.
async fn archive(visitor: &mut Visitor) -> BTreeMap<String, String> {
    let bytes = visitor.bytes("/data.zip").await;
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).expect("an archive");
    let mut files = BTreeMap::new();
    for index in 0..zip.len() {
        let mut file = zip.by_index(index).expect("a file");
        let mut text = String::new();
        file.read_to_string(&mut text).expect("text");
        files.insert(file.name().expect("a name").into_owned(), text);
    }
    files
}

/// Everything that can be taken along, as it is sent.
async fn everything_sent(visitor: &mut Visitor) -> Vec<Vec<u8>> {
    let mut sent = Vec::new();
    for path in ["/data.zip", "/history.csv", "/history/sections.csv", "/history/answers.csv"] {
        sent.push(visitor.bytes(path).await);
    }
    sent
}

fn records(text: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    reader.deserialize().map(|row| row.expect("a row as long as the head")).collect()
}

#[tokio::test]
async fn an_archive_has_everything_of_ones_own() {
    let site = Site::new().await;
    let mut ada = site.signed_in("ada@example.org", Role::Candidate).await;
    let person = site.person("ada@example.org").await;
    let own = site.everything(person, 4.0, "=Slices copy.").await;
    ada.get("/data").await.expect(200).says("ada@example.org").says("Download everything");
    let reply = ada.get("/data.zip").await.expect(200);
    let disposition = reply.headers["content-disposition"].to_str().unwrap();
    assert!(disposition.starts_with("attachment; filename=\"invigil-data-20"), "{disposition}");

    let files = archive(&mut ada).await;
    let json = |name: &str| -> serde_json::Value { serde_json::from_str(&files[name]).expect(name) };
    assert_eq!(json("person.json")["email"], "ada@example.org");
    assert!(json("person.json")["sessions"].as_array().is_some_and(|sessions| !sessions.is_empty()));
    assert_eq!(json("exams.json")[0]["id"], own.attempt.to_string());
    assert_eq!(json("exams.json")[0]["answers"].as_array().map(Vec::len), Some(40));
    assert!(json("exams.json")[0]["answers"][0]["item"].is_string());
    assert_eq!(json("practice.json")[0]["answers"][0]["chosen"], "B");
    assert_eq!(json("notes.json")[0]["note"], "=Slices copy.");
    assert!(json("items-that-come-back.json")[0]["stability"].is_number());
    assert_eq!(json("study-plans.json")[0]["weeks"].as_array().map(Vec::len), Some(1));
    assert_eq!(json("problems-reported.json")[0]["text"], "Two right answers.");
    assert_eq!(json("score-reports.json")[0]["attempt"], own.attempt.to_string());
    assert!(files["README.txt"].contains("exams.json"));
    let all: String = files.values().cloned().collect();
    for secret in ["password_hash", "argon2", "token_hash", "\"orders\""] {
        assert!(!all.contains(secret), "{secret}");
    }
    assert_eq!(files["exams.csv"], ada.get("/history.csv").await.expect(200).body);
}

#[tokio::test]
async fn tables_tell_what_pages_tell() {
    let site = Site::new().await;
    let mut ada = site.signed_in("ada@example.org", Role::Candidate).await;
    let person = site.person("ada@example.org").await;
    let own = site.everything(person, 4.0, "Mine.").await;
    sqlx::query("UPDATE attempt SET spent[2] = 71").execute(&site.db).await.unwrap();
    let exams = records(&ada.get("/history.csv").await.expect(200).body);
    assert_eq!(exams.len(), 1);
    assert_eq!((exams[0]["Exam"].as_str(), exams[0]["State"].as_str()), ("PCAP", "handed in"));
    assert_eq!((exams[0]["Score %"].as_str(), exams[0]["Passed"].as_str()), ("0", "no"));
    assert_eq!(exams[0]["Attempt"], own.attempt.to_string());
    let sections = records(&ada.get("/history/sections.csv").await.expect(200).body);
    assert_eq!(sections.len(), 5);
    assert_eq!(sections.iter().map(|row| row["Items"].parse::<u32>().unwrap()).sum::<u32>(), 40);
    assert_eq!(sections.iter().filter(|row| row["Median seconds"] == "71").count(), 1);
    let answers = records(&ada.get("/history/answers.csv").await.expect(200).body);
    assert_eq!(answers.len(), 41);
    let practised = answers.iter().find(|row| row["Where"] == "practice").unwrap();
    assert_eq!((practised["Chosen"].as_str(), practised["Right"].as_str()), ("B", "no"));
    assert_eq!((practised["Item"].as_str(), practised["Seconds"].as_str()), (own.item.as_str(), "31"));
    assert!(answers.iter().any(|row| row["Seconds"] == "71" && row["Position"] == "2"));

    let page = ada.get("/history?certification=pcap").await.expect(200);
    page.says("Time per item")
        .says("1\u{a0}min 11")
        .says(&format!("/attempts/{}/result?show=all#item-2", own.attempt));
    page.says("Share right").says("Practice").says("0 of 1");
    ada.get("/history?certification=nothing").await.expect(200).says("Every exam");
}

#[tokio::test]
async fn a_title_is_no_formula_in_a_table() {
    let site = Site::new().await;
    let mut cleo = site.signed_in("cleo@example.org", Role::Candidate).await;
    site.signed_in("ada@example.org", Role::Instructor).await;
    let own = site.furnish(site.person("ada@example.org").await, "cleo@example.org", "One", 0).await;
    sqlx::query("UPDATE assignment SET title = '=1+1'").execute(&site.db).await.unwrap();
    let attempt = site.start_assigned(own.member, own.assignment).await;
    site.hand_in(own.member, attempt).await;
    let exams = records(&cleo.get("/history.csv").await.expect(200).body);
    assert_eq!((exams[0]["Assigned as"].as_str(), exams[0]["State"].as_str()), ("'=1+1", "result not out"));
    assert_eq!((exams[0]["Score %"].as_str(), exams[0]["Passed"].as_str()), ("", ""));
}

#[tokio::test]
async fn what_is_held_back_is_in_no_download() {
    let site = Site::new().await;
    let mut cleo = site.signed_in("cleo@example.org", Role::Candidate).await;
    site.signed_in("ada@example.org", Role::Instructor).await;
    let own = site.furnish(site.person("ada@example.org").await, "cleo@example.org", "One", 0).await;
    site.everything(own.member, 4.0, "Mine.").await;
    // She practised and noted an item that stands in her exam.
    for statement in [
        "INSERT INTO own_item (person_id, item, note) VALUES ($1, $2, 'It is the first.')",
        "INSERT INTO practice_answer (practice, position, person_id, item, revision, chosen, mark)
         SELECT p.id, 2, $1, $2, i.revision, 1, 'right' FROM practice p, item i WHERE p.person_id = $1 AND i.id = $2",
    ] {
        sqlx::query(statement).bind(own.member).bind(&own.item).execute(&site.db).await.unwrap();
    }
    let attempt = site.start_assigned(own.member, own.assignment).await;
    let secret = |sent: &[Vec<u8>]| {
        let text: Vec<String> = sent.iter().map(|file| String::from_utf8_lossy(file).into_owned()).collect();
        text[1..].iter().any(|text| text.contains(&own.item))
    };
    for stage in ["while the clock runs", "handed in"] {
        let before = everything_sent(&mut cleo).await;
        assert!(!secret(&before), "{stage}");
        let files = archive(&mut cleo).await;
        for (name, text) in &files {
            assert!(!text.contains(&own.item) && !text.contains("It is the first."), "{stage}: {name}");
        }
        assert!(files["README.txt"].contains("2 items stand in an exam"), "{}", files["README.txt"]);
        // Whatever the keys and the marks are, the same bytes are sent.
        for statement in [
            "UPDATE item_revision r SET solution = jsonb_set(r.solution, '{keys}', '4') FROM item i
             WHERE i.id = r.item AND i.bank <> '00000000-0000-0000-0000-000000000000'",
            "UPDATE attempt SET points = max_points - points, passed = NOT passed,
                    section_marks = jsonb_set(section_marks, '{0,right}', '2')
             WHERE assignment IS NOT NULL AND closed_at IS NOT NULL",
        ] {
            sqlx::query(statement).execute(&site.db).await.unwrap();
        }
        assert!(everything_sent(&mut cleo).await == before, "{stage}: a download depends on the key");
        if stage == "while the clock runs" {
            site.hand_in(own.member, attempt).await;
        }
    }
    for what in [Released::Results, Released::Keys] {
        assert!(site.store.release(own.owner, own.assignment, what).await.unwrap());
    }
    assert!(secret(&everything_sent(&mut cleo).await));
    let files = archive(&mut cleo).await;
    assert!(files["notes.json"].contains("It is the first.") && files["answers.csv"].contains(&own.item));
    assert!(files["exams.csv"].contains("handed in") && !files["exams.csv"].contains("not out"));
}

#[tokio::test]
async fn an_exam_and_all_practice_are_deleted_after_being_asked() {
    let site = Site::new().await;
    let mut ada = site.signed_in("ada@example.org", Role::Candidate).await;
    let own = site.everything(site.person("ada@example.org").await, 4.0, "Mine.").await;
    let address = format!("/data/attempts/{}", own.attempt);
    ada.get("/data").await.expect(200).says(&address).says("/data/practice");
    ada.get(&address).await.expect(200).says("Delete PCAP of").says("value=\"delete\"");
    ada.post(&address, &[]).await.expect(422);
    ada.get(&address).await.expect(200);
    ada.post(&address, &[("do", "delete")]).await.expect_redirect("/data?done=attempt");
    ada.get(&address).await.expect(404);
    ada.get("/data?done=attempt").await.expect(200).says("The exam is deleted");
    ada.get("/data/practice").await.expect(200).says("Delete all practice?");
    ada.post("/data/practice", &[("do", "delete")]).await.expect_redirect("/data?done=practice");
    ada.get("/data/practice").await.expect(200).says("There is no practice of yours");

    let running = ada.post("/exams/pcap/pathway", &[]).await.expect_redirect("/attempts/");
    let running = running.replace("/attempts/", "/data/attempts/");
    ada.get(&running).await.expect(200).says("This exam is running");
    ada.post(&running, &[("do", "delete")]).await.expect(409).says("Hand it in first");
}

#[tokio::test]
async fn an_account_is_deleted_by_its_password_and_is_signed_out() {
    let site = Site::new().await;
    let mut ada = site.signed_in("ada@example.org", Role::Candidate).await;
    let person = site.person("ada@example.org").await;
    site.everything(person, 4.0, "Mine.").await;
    ada.get("/data/delete").await.expect(200).says("1\u{a0}exam with answers").says("Your password");
    ada.post("/data/delete", &[("current", "wrong")])
        .await
        .expect(422)
        .says("This isn’t your current password");
    let gone = ada.post("/data/delete", &[("current", "correct horse battery")]).await;
    gone.expect_redirect("/data/deleted");
    assert_eq!(gone.headers["clear-site-data"], "\"storage\"");
    ada.get("/data/deleted").await.expect(200).says("Everything is deleted").says("Sign in");
    ada.get("/data").await.expect_redirect("/sign-in");
    assert_eq!(site.traces(person).await, [""; 0]);
    let again = [("email", "ada@example.org"), ("password", "correct horse battery")];
    site.visitor().post("/sign-in", &again).await.expect(422);
}

#[tokio::test]
async fn a_guest_deletes_everything_by_a_tick() {
    let site = Site::new().await;
    let mut guest = site.visitor();
    guest.post("/exams/pcap/pathway", &[]).await.expect_redirect("/attempts/");
    guest.get("/data").await.expect(200).says("You are a guest");
    guest.post("/data/delete", &[]).await.expect(422).says("Tick this first");
    guest.post("/data/delete", &[("sure", "yes")]).await.expect_redirect("/data/deleted");
    guest.get("/data").await.expect_redirect("/sign-in");
    let people: i64 = sqlx::query_scalar("SELECT count(*) FROM person").fetch_one(&site.db).await.unwrap();
    let attempts: i64 = sqlx::query_scalar("SELECT count(*) FROM attempt").fetch_one(&site.db).await.unwrap();
    assert_eq!((people, attempts), (0, 0));
}

#[tokio::test]
async fn who_keeps_things_for_others_hands_them_over_first() {
    let site = Site::new().await;
    let mut ada = site.signed_in("ada@example.org", Role::Instructor).await;
    site.signed_in("bob@example.org", Role::Instructor).await;
    let own = site.furnish(site.person("ada@example.org").await, "cleo@example.org", "One", 0).await;
    let page = ada.get("/data/delete").await.expect(200);
    page.says("The bank “One bank” is yours")
        .says("The class “One class” is yours")
        .says("The exam “One exam” is yours");
    assert!(!page.body.contains("Your password"), "there is no button that can't work");
    let refused = ada.post("/data/delete", &[("current", "correct horse battery")]).await.expect(409);
    refused.says("What must be done first");
    for email in ["", "cleo@example.org", "ada@example.org"] {
        ada.post("/data/hand-over", &[("email", email)]).await.expect(422).says("aria-invalid");
    }
    ada.post("/data/hand-over", &[("email", "bob@example.org")])
        .await
        .expect(200)
        .says("Handed over to bob@example.org");
    ada.get(&format!("/instructor/banks/{}", own.bank)).await.expect(404);
    ada.post("/data/delete", &[("current", "correct horse battery")]).await.expect_redirect("/data/deleted");
}
