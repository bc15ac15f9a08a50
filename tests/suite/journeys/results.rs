//! What came of an assignment: a matrix that shows what is stored, single people, and files that no spreadsheet runs.

use axum::body::Body;
use axum::http::Method;
use calamine::{Data, Reader, Xlsx};
use invigil_exam::Score;
use invigil_store::Role;
use invigil_tests::{Lesson, Site, Visitor};
use std::io::Cursor;
use uuid::Uuid;

const FORMULA: &str = "=HYPERLINK(\"http://example.org\",\"Free\")";

struct Graded {
    site: Site,
    ada: Visitor,
    lesson: Lesson,
    /// The address of the assignment.
    address: String,
}

/// Somebody with a formula for a name, who sat twice, somebody who passed, and somebody who never came.
async fn graded() -> Graded {
    let site = Site::new().await;
    let ada = site.signed_in("ada@example.org", Role::Instructor).await;
    let lesson = site.lesson(site.person("ada@example.org").await, &[FORMULA, "Ülkü Åström", "Zoe"]).await;
    site.sat(lesson.people[0], lesson.assignment, 20).await;
    site.sat(lesson.people[0], lesson.assignment, 7).await;
    site.sat(lesson.people[1], lesson.assignment, 40).await;
    let address = format!("/instructor/assignments/{}", lesson.assignment);
    Graded { site, ada, lesson, address }
}

/// The scores that a person's attempts have in the database, and whether they passed, in order.
async fn scores(site: &Site, person: Uuid) -> Vec<(Score, bool)> {
    let rows: Vec<(i64, i64, bool)> = sqlx::query_as(
        "SELECT points, max_points, passed FROM attempt WHERE person_id = $1 ORDER BY started_at",
    )
    .bind(person)
    .fetch_all(&site.db)
    .await
    .unwrap();
    rows.into_iter().map(|(points, max, passed)| (Score { points, max }, passed)).collect()
}

fn percent(score: Score) -> String {
    let tenths = score.tenths_of_percent();
    format!("{}.{}\u{a0}%", tenths / 10, tenths % 10)
}

/// The row of the matrix that names somebody.
fn row<'a>(page: &'a str, name: &str) -> &'a str {
    page.split("<tr>").find(|row| row.contains(name)).unwrap_or_else(|| panic!("no row of {name}"))
}

#[tokio::test]
async fn the_matrix_shows_what_is_stored() {
    let Graded { site, mut ada, lesson, address } = graded().await;
    let results = format!("{address}/results");
    let twice = scores(&site, lesson.people[0]).await;
    let once = scores(&site, lesson.people[1]).await;
    let page = ada.get(&results).await.expect(200);
    page.says("2 of 3").says("1 of 2").says("Pass mark, 70");
    let name = "&#34;Free&#34;";
    assert!(row(&page.body, name).contains(&percent(twice[0].0)), "the best attempt counts");
    assert!(row(&page.body, name).contains("Not passed") && row(&page.body, name).contains("2 attempts"));
    assert!(
        row(&page.body, "Ülkü").contains(&percent(once[0].0)) && row(&page.body, "Ülkü").contains("✓ Passed")
    );
    assert!(row(&page.body, "Zoe").contains("Not started"));
    let sections: Vec<serde_json::Value> = sqlx::query_scalar(
        "SELECT section_marks FROM attempt WHERE person_id = $1 ORDER BY started_at LIMIT 1",
    )
    .bind(lesson.people[0])
    .fetch_all(&site.db)
    .await
    .unwrap();
    for mark in sections[0].as_array().unwrap() {
        let cell = format!("{}/{}<", mark["right"], mark["items"]);
        assert!(row(&page.body, name).contains(&cell), "{cell}");
    }

    for (counts, attempt) in [("first", 0), ("last", 1)] {
        let page = ada.get(&format!("{results}?counts={counts}")).await.expect(200);
        assert!(row(&page.body, name).contains(&percent(twice[attempt].0)), "{counts}");
    }
    let page = ada.get(&format!("{results}?counts=nonsense&sort=score")).await.expect(200);
    let at = |name: &str| page.body.find(name).unwrap();
    assert!(at("Ülkü") < at(name) && at(name) < at(">Zoe<"), "the best first, who hasn't sat it last");
}

#[tokio::test]
async fn a_person_is_shown_item_by_item_with_every_attempt() {
    let Graded { mut ada, lesson, address, site } = graded().await;
    let person = lesson.people[0];
    let page = ada.get(&format!("{address}/results/{person}")).await.expect(200);
    let twice = scores(&site, person).await;
    page.says(&format!("Attempt 1: {}", percent(twice[0].0)));
    page.says(&format!("Attempt 2: {}", percent(twice[1].0)));
    assert_eq!(page.body.matches("visually-hidden\"> right<").count(), 27);
    assert_eq!(page.body.matches("visually-hidden\"> not answered<").count(), 53);
    ada.get(&format!("{address}/results/{}", lesson.people[2])).await.expect(200).says("No attempt yet");
    ada.get(&format!("{address}/results/{}", Uuid::nil())).await.expect(404);

    // What was granted late is in the trail of the results.
    let allowed = ada
        .post(&format!("{address}/overrides/{person}"), &[("extra_minutes", "10"), ("extra_attempts", "1")])
        .await;
    allowed.expect_redirect(&address);
    ada.get(&format!("{address}/results")).await.expect(200).says("Trail").says("Somebody");
}

#[tokio::test]
async fn nobody_yet_and_nobody_at_all_are_said() {
    let site = Site::new().await;
    let mut ada = site.signed_in("ada@example.org", Role::Instructor).await;
    let owner = site.person("ada@example.org").await;
    for (names, says) in [(&["Zoe"][..], "Nobody has handed in yet"), (&[], "The class has no members yet")] {
        let lesson = site.lesson(owner, names).await;
        let address = format!("/instructor/assignments/{}/results", lesson.assignment);
        ada.get(&address).await.expect(200).says(says);
        ada.get(&format!("{address}.csv")).await.expect(200).says("Name,E-mail");
    }
}

#[tokio::test]
async fn files_say_the_same_and_no_cell_is_a_formula() {
    let Graded { site, mut ada, lesson, address } = graded().await;
    let twice = scores(&site, lesson.people[0]).await;
    let stored = [twice[0].0, twice[1].0].map(|score| f64::from(score.tenths_of_percent()) / 10.0);

    let reply = ada.get(&format!("{address}/results.csv")).await.expect(200);
    assert_eq!(reply.headers["content-disposition"], "attachment; filename=\"midterm-results.csv\"");
    let text = reply.body.strip_prefix('\u{feff}').expect("a mark for Excel");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let head = reader.headers().unwrap().clone();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 4, "two attempts, one, and a row for who never came");
    let column = |name: &str| head.iter().position(|column| column == name).unwrap();
    let of_name: Vec<&csv::StringRecord> =
        rows.iter().filter(|row| row[column("E-mail")] == *"0@example.org").collect();
    for (row, stored) in of_name.iter().zip(stored) {
        assert_eq!(row[0], format!("'{FORMULA}"));
        assert_eq!(row[column("Score %")].parse::<f64>().unwrap(), stored);
        assert_eq!(&row[column("State")], "handed in");
    }
    for cell in rows.iter().flatten() {
        assert!(!cell.starts_with(['=', '+', '-', '@']), "{cell}");
    }

    let reply = ada.bytes(&format!("{address}/results.xlsx")).await;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(reply)).unwrap();
    let sheet = book.worksheet_range("Results").unwrap();
    let formulas = book.worksheet_formula("Results").unwrap();
    assert!(formulas.cells().all(|(_, _, formula)| formula.is_empty()), "{formulas:?}");
    let texts: Vec<Vec<String>> =
        sheet.rows().map(|row| row.iter().map(ToString::to_string).collect()).collect();
    assert_eq!(texts[0], head.iter().collect::<Vec<_>>());
    let mine: Vec<&[Data]> = sheet.rows().filter(|row| row[0] == Data::String(FORMULA.into())).collect();
    let shown: Vec<f64> = mine
        .iter()
        .map(|row| match row[column("Score %")] {
            Data::Float(number) => number,
            ref other => panic!("{other:?} is no number"),
        })
        .collect();
    assert_eq!(shown, stored);
}

#[tokio::test]
async fn results_are_the_owners_alone() {
    let Graded { site, lesson, address, .. } = graded().await;
    let mut bob = site.signed_in("bob@example.org", Role::Instructor).await;
    let person = lesson.people[0];
    for path in ["results", "results.csv", "results.xlsx", &format!("results/{person}")] {
        bob.send(Method::GET, &format!("{address}/{path}"), &[], Body::empty()).await.expect(404);
    }
}
