//! People and sections as a matrix, with how the scores lie.

use super::histogram::Histogram;
use super::{Counts, called};
use crate::error::Error;
use crate::extract::{Path, Query};
use crate::layout::Layout;
use crate::pages::classes::trail::{LINES, Line};
use crate::session::Instructor;
use crate::state::App;
use crate::words;
use crate::zone::Zone;
use askama::Template;
use axum::extract::State;
use axum::response::Html;
use invigil_measure::distribution;
use invigil_store::{Assignment, SitterResults, Subject};
use serde::Deserialize;
use std::collections::HashMap;
use std::sync::Arc;
use uuid::Uuid;

#[derive(Debug, Deserialize)]
pub(crate) struct MatrixQuery {
    /// `best`, `last` or `first`.
    #[serde(default)]
    counts: String,
    /// `name` or `score`.
    #[serde(default)]
    sort: String,
}

#[derive(Template)]
#[template(path = "results/matrix.html")]
struct MatrixPage {
    layout: Layout,
    assignment: Uuid,
    title: String,
    class: Uuid,
    class_name: String,
    exam: String,
    pass_percent: u8,
    counts: Counts,
    several: bool,
    by_score: bool,
    sections: Vec<String>,
    rows: Vec<Row>,
    figures: Option<Figures>,
    running: usize,
    trail: Vec<Line>,
}

/// How the scores lie, in words.
struct Figures {
    done: usize,
    of: usize,
    passed: usize,
    mean: String,
    median: String,
    deviation: String,
    range: String,
    histogram: Histogram,
    /// By section, the share right of all who sat it.
    means: Vec<Share>,
}

struct Row {
    person: Uuid,
    name: String,
    number: String,
    left: bool,
    attempts: usize,
    result: Option<Scored>,
    running: bool,
}

struct Scored {
    tenths: u16,
    score: String,
    passed: bool,
    corrected: bool,
    sections: Vec<Share>,
}

/// Items right of a section.
struct Share {
    right: u32,
    items: u32,
    percent: u32,
    /// Whether it reaches the pass mark.
    reached: bool,
}

impl Share {
    fn new(right: u32, items: u32, pass: u8) -> Share {
        let percent = right * 100 / items.max(1);
        Share { right, items, percent, reached: items > 0 && right * 100 >= items * u32::from(pass) }
    }
}

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    Instructor(candidate): Instructor,
    Path(id): Path<Uuid>,
    Query(query): Query<MatrixQuery>,
) -> Result<Html<String>, Error> {
    let owner = candidate.session.person.id;
    let assignment = app.store.assignment(owner, id).await?.ok_or(Error::NotFound)?;
    let results = app.store.class_results(owner, id).await?;
    let of = Subject { assignment: Some(id), ..Subject::default() };
    let zone = Zone::stored(&assignment.plan.time_zone);
    let trail = app.store.audit_trail(&of, LINES).await?;
    let trail = trail.into_iter().map(|entry| Line::new(entry, &zone, &HashMap::new())).collect();
    let counts = Counts::named(&query.counts);
    let by_score = query.sort == "score";
    Ok(Html(page(candidate.layout, &assignment, &results, trail, counts, by_score).render()?))
}

fn page(
    layout: Layout,
    assignment: &Assignment,
    results: &[SitterResults],
    trail: Vec<Line>,
    counts: Counts,
    by_score: bool,
) -> MatrixPage {
    let pass = assignment.edition.pass_percent;
    let mut rows: Vec<Row> = results.iter().map(|one| row(one, assignment, counts)).collect();
    let figures = figures(&rows, pass);
    if by_score {
        rows.sort_by_key(|row| std::cmp::Reverse(row.result.as_ref().map(|result| result.tenths)));
    }
    MatrixPage {
        layout,
        assignment: assignment.id,
        title: assignment.plan.title.clone(),
        class: assignment.class,
        class_name: assignment.class_name.clone(),
        exam: assignment.exam.clone(),
        pass_percent: pass,
        counts,
        several: rows.iter().any(|row| row.attempts > 1) || assignment.plan.attempts > 1,
        by_score,
        sections: assignment.edition.sections.iter().map(|section| section.title.clone()).collect(),
        running: rows.iter().filter(|row| row.running).count(),
        rows,
        figures,
        trail,
    }
}

fn row(one: &SitterResults, assignment: &Assignment, counts: Counts) -> Row {
    let edition = &assignment.edition;
    let result = counts.of(one).map(|(attempt, outcome)| Scored {
        tenths: outcome.score.tenths_of_percent(),
        score: words::percent(outcome.score),
        passed: outcome.passed,
        corrected: one
            .sitter
            .attempts
            .iter()
            .zip(&one.corrected)
            .any(|(other, &corrected)| other.id == attempt.id && corrected),
        sections: edition
            .sections
            .iter()
            .map(|section| {
                let mark = outcome.sections.iter().find(|mark| mark.section == section.id);
                let (right, items) = mark.map_or((0, 0), |mark| (mark.right.into(), mark.items.into()));
                Share::new(right, items, edition.pass_percent)
            })
            .collect(),
    });
    Row {
        person: one.sitter.person,
        name: called(&one.sitter).to_owned(),
        number: one.sitter.number.clone(),
        left: !one.sitter.member,
        attempts: one.closed().count(),
        result,
        running: one
            .sitter
            .attempts
            .iter()
            .zip(&one.outcomes)
            .any(|(attempt, outcome)| outcome.is_none() && attempt.voided_at.is_none()),
    }
}

fn figures(rows: &[Row], pass: u8) -> Option<Figures> {
    let scored: Vec<&Scored> = rows.iter().filter_map(|row| row.result.as_ref()).collect();
    let scores: Vec<f64> = scored.iter().map(|result| f64::from(result.tenths) / 10.0).collect();
    let lie = distribution(&scores)?;
    let percent = |value: f64| format!("{value:.1}\u{a0}%");
    let sections = scored.first().map_or(0, |result| result.sections.len());
    let means = (0..sections)
        .map(|index| {
            let sum = |part: fn(&Share) -> u32| -> u32 {
                scored.iter().map(|result| part(&result.sections[index])).sum()
            };
            Share::new(sum(|share| share.right), sum(|share| share.items), pass)
        })
        .collect();
    Some(Figures {
        done: lie.count,
        of: rows.len(),
        passed: scored.iter().filter(|result| result.passed).count(),
        mean: percent(lie.mean),
        median: percent(lie.five[2]),
        deviation: format!("{:.1}", lie.deviation),
        range: format!("{} to {}", percent(lie.five[0]), percent(lie.five[4])),
        histogram: Histogram::new(&lie.tenths, pass),
        means,
    })
}
