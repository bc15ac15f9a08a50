//! What is stored about whoever is looking, in plain words and with counts.

use crate::error::Error;
use crate::extract::Query;
use crate::layout::Layout;
use crate::pages::history::catalogue_of;
use crate::session::Candidate;
use crate::state::App;
use crate::words::{When, counted};
use askama::Template;
use axum::extract::State;
use axum::response::Html;
use invigil_store::OwnCounts;
use serde::Deserialize;
use std::sync::Arc;

/// How many exams can be picked to be deleted, the newest.
const MOST: u16 = 200;

#[derive(Template)]
#[template(path = "data/data.html")]
struct DataPage {
    layout: Layout,
    guest: bool,
    name: String,
    email: String,
    since: When,
    /// What was just done.
    done: Option<&'static str>,
    rows: Vec<Row>,
    /// The exams that can be deleted one by one.
    exams: Vec<Exam>,
    /// Whether there is practice to delete.
    practised: bool,
}

/// One kind of thing.
struct Row {
    what: &'static str,
    amount: String,
    /// What is stored of it.
    says: String,
}

struct Exam {
    address: String,
    name: String,
    date: When,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Done {
    #[serde(default)]
    done: String,
}

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    candidate: Candidate,
    Query(query): Query<Done>,
) -> Result<Html<String>, Error> {
    let person = candidate.session.person;
    let counts = app.store.own_counts(person.id).await?;
    let attempts = app.store.history(person.id, MOST).await?;
    let catalogue = catalogue_of(&app, &attempts).await?;
    let exams = attempts
        .iter()
        .filter(|attempt| attempt.closed_at.is_some() && attempt.assignment.is_none())
        .map(|attempt| Exam {
            address: format!("/data/attempts/{}", attempt.id),
            name: catalogue.exam_name(&attempt.certification, attempt.edition).to_owned(),
            date: When::new(attempt.started_at),
        })
        .collect();
    let page = DataPage {
        layout: candidate.layout,
        guest: person.email.is_none(),
        name: person.name,
        email: person.email.unwrap_or_default(),
        since: When::date(person.created_at),
        done: match query.done.as_str() {
            "attempt" => Some("The exam is deleted, with everything that hung on it."),
            "practice" => Some("All practice is deleted."),
            _ => None,
        },
        rows: rows(&counts),
        exams,
        practised: counts.practice > 0,
    };
    Ok(Html(page.render()?))
}

fn rows(counts: &OwnCounts) -> Vec<Row> {
    let row = |what, amount, says: &str| Row { what, amount, says: says.to_owned() };
    let number = |count: i64| count.to_string();
    let exams = match counts.assigned {
        0 => String::new(),
        assigned => format!(" {} assigned by instructors, who see what came of them.", were(assigned)),
    };
    let reports = match counts.public_reports {
        0 => "What you had signed to show others. None can be looked at now.".to_owned(),
        public => format!("What you had signed to show others. {} public now.", are(public)),
    };
    let mut rows = vec![
        row(
            "Sessions",
            number(counts.sessions),
            "For each browser that you are signed in with: since when, when it was used last, and a fingerprint of its key.",
        ),
        Row {
            what: "Exams",
            amount: number(counts.attempts),
            says: format!(
                "Which items you had, what you chose, struck out and flagged, the seconds at each item, score and sections.{exams}"
            ),
        },
        Row {
            what: "Practice",
            amount: number(counts.practice),
            says: format!(
                "Sets of items with {}, and the seconds each took.",
                counted(counts.answers, "answer", "answers")
            ),
        },
        row(
            "Items that come back",
            number(counts.cards),
            "How well you remember items that you missed once, and when they are due.",
        ),
        row(
            "Notes and flags",
            number(counts.notes),
            "Your own words on items, and which you flagged after the exam.",
        ),
        row(
            "Study plans",
            number(counts.plans),
            "Until when you want to be ready, on which days you have time, and what was planned.",
        ),
        row(
            "Problems reported",
            number(counts.item_reports),
            "What you wrote about items, and what you were answered.",
        ),
        row("Classes", number(counts.classes), "Which you are or were in, and what their lists call you."),
        Row { what: "Score reports", amount: number(counts.score_reports), says: reports },
    ];
    if counts.shares > 0 {
        rows.push(row("Banks shared with you", number(counts.shares), "Which you may read or write."));
    }
    rows
}

fn were(count: i64) -> String {
    if count == 1 { "One was".to_owned() } else { format!("{count} were") }
}

fn are(count: i64) -> String {
    if count == 1 { "One is".to_owned() } else { format!("{count} are") }
}
