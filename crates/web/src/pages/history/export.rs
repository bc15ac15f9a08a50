//! The history as files of comma-separated values: exams, their sections, and every answer whose key may be seen.

use super::times::median;
use super::{MOST_EXPORTED, catalogue_of};
use crate::error::Error;
use crate::pages::room::view::letter;
use crate::session::Candidate;
use crate::state::App;
use crate::table_file::{CSV, Cell, csv, download};
use axum::extract::State;
use axum::response::Response;
use invigil_exam::{Choices, ClosedBy, ItemMark};
use invigil_store::{AttemptSummary, Catalogue, GivenAnswer};
use invigil_study::Setting;
use std::sync::Arc;

pub(crate) async fn exams(State(app): State<Arc<App>>, candidate: Candidate) -> Result<Response, Error> {
    let attempts = app.store.history(candidate.session.person.id, MOST_EXPORTED).await?;
    let catalogue = catalogue_of(&app, &attempts).await?;
    Ok(download("invigil-exams.csv", CSV, csv(&exam_rows(&catalogue, &attempts))?))
}

pub(crate) async fn sections(State(app): State<Arc<App>>, candidate: Candidate) -> Result<Response, Error> {
    let attempts = app.store.history(candidate.session.person.id, MOST_EXPORTED).await?;
    let catalogue = catalogue_of(&app, &attempts).await?;
    Ok(download("invigil-sections.csv", CSV, csv(&section_rows(&catalogue, &attempts))?))
}

pub(crate) async fn answers(State(app): State<Arc<App>>, candidate: Candidate) -> Result<Response, Error> {
    let given = app.store.given_answers(candidate.session.person.id).await?;
    let catalogue = app.catalogue_with(given.iter().filter_map(|given| given.edition)).await?;
    Ok(download("invigil-answers.csv", CSV, csv(&answer_rows(&catalogue, &given))?))
}

fn head(names: &[&str]) -> Vec<Cell> {
    names.iter().map(|name| Cell::text(*name)).collect()
}

/// One row an attempt, the newest first. What isn't out, is empty.
pub(crate) fn exam_rows(catalogue: &Catalogue, attempts: &[AttemptSummary]) -> Vec<Vec<Cell>> {
    let mut rows = vec![head(&[
        "Exam",
        "Edition",
        "Assigned as",
        "State",
        "Started (UTC)",
        "Ended (UTC)",
        "Minutes",
        "Items",
        "Answered",
        "Score %",
        "Pass mark %",
        "Passed",
        "Points",
        "Most points",
        "Attempt",
    ])];
    for attempt in attempts {
        let known = catalogue.edition(attempt.edition);
        let outcome = attempt.outcome.as_ref();
        let assigned = attempt.assignment.as_ref();
        let state = match (attempt.closed_at, outcome) {
            _ if assigned.is_some_and(|assigned| assigned.voided) => "reset",
            (None, _) => "running",
            (Some(_), None) => "result not out",
            (Some(_), Some(outcome)) if outcome.closed_by == ClosedBy::Time => "time ran out",
            _ => "handed in",
        };
        let minutes = attempt.closed_at.map(|at| tenths((at - attempt.started_at).as_seconds_f64() / 60.0));
        rows.push(vec![
            Cell::text(catalogue.exam_name(&attempt.certification, attempt.edition)),
            Cell::text(catalogue.edition_title(attempt.edition)),
            assigned.map_or(Cell::Empty, |assigned| Cell::text(&*assigned.title)),
            Cell::text(state),
            Cell::moment(attempt.started_at),
            attempt.closed_at.map_or(Cell::Empty, Cell::moment),
            Cell::from(minutes),
            Cell::Number(attempt.items as f64),
            Cell::Number(attempt.answered as f64),
            Cell::from(outcome.map(|outcome| f64::from(outcome.score.tenths_of_percent()) / 10.0)),
            Cell::from(known.map(|known| known.edition.pass_percent)),
            outcome.map_or(Cell::Empty, |outcome| Cell::whether(outcome.passed)),
            Cell::from(outcome.map(|outcome| outcome.score.points as f64)),
            Cell::from(outcome.map(|outcome| outcome.score.max as f64)),
            Cell::text(attempt.id.to_string()),
        ]);
    }
    rows
}

/// One row for each section of each attempt whose score is out.
pub(crate) fn section_rows(catalogue: &Catalogue, attempts: &[AttemptSummary]) -> Vec<Vec<Cell>> {
    let mut rows = vec![head(&[
        "Exam",
        "Started (UTC)",
        "Section",
        "Right",
        "Items",
        "Right %",
        "Median seconds",
        "Attempt",
    ])];
    for attempt in attempts {
        let Some(outcome) = &attempt.outcome else { continue };
        let known = catalogue.edition(attempt.edition);
        for (index, mark) in outcome.sections.iter().enumerate() {
            let mut seconds: Vec<u32> = attempt
                .spent
                .iter()
                .filter(|spent| spent.section == index)
                .filter_map(|spent| spent.seconds.filter(|&seconds| seconds > 0))
                .collect();
            let title = known
                .and_then(|known| known.edition.sections.iter().find(|section| section.id == mark.section))
                .map_or(mark.section.as_str(), |section| section.title.as_str());
            let share =
                (mark.items > 0).then(|| tenths(f64::from(mark.right) * 100.0 / f64::from(mark.items)));
            rows.push(vec![
                Cell::text(catalogue.exam_name(&attempt.certification, attempt.edition)),
                Cell::moment(attempt.started_at),
                Cell::text(title),
                Cell::Number(mark.right.into()),
                Cell::Number(mark.items.into()),
                Cell::from(share),
                Cell::from(median(&mut seconds)),
                Cell::text(attempt.id.to_string()),
            ]);
        }
    }
    rows
}

/// One row an answer, the newest first.
pub(crate) fn answer_rows(catalogue: &Catalogue, given: &[GivenAnswer]) -> Vec<Vec<Cell>> {
    let mut rows = vec![head(&[
        "Date (UTC)",
        "Where",
        "Exam",
        "Item",
        "Section",
        "Topic",
        "Position",
        "Chosen",
        "Right",
        "Guessed",
        "Flagged",
        "Seconds",
        "Exam or set",
    ])];
    for given in given.iter().rev() {
        let answer = &given.answer;
        let certification = catalogue.certification(&answer.certification);
        let exam = match given.edition.and_then(|id| catalogue.edition(id)) {
            Some(known) => catalogue.exam_name(&known.certification, known.id),
            None => certification.map_or(answer.certification.as_str(), |known| known.short.as_str()),
        };
        let section = certification
            .and_then(|known| {
                let edition = known.default_edition()?;
                Some(edition.sections[edition.section_of(&answer.topic)?].title.as_str())
            })
            .unwrap_or(&answer.section);
        rows.push(vec![
            Cell::moment(answer.at),
            Cell::text(match answer.setting {
                Setting::Exam => "exam",
                Setting::Practice => "practice",
            }),
            Cell::text(exam),
            Cell::text(&*answer.item),
            Cell::text(section),
            Cell::text(certification.map_or(answer.topic.as_str(), |known| known.topic_title(&answer.topic))),
            Cell::Number(given.position as f64),
            Cell::text(letters(given.chosen)),
            Cell::whether(answer.mark == ItemMark::Right),
            Cell::whether(answer.guessed),
            Cell::whether(answer.flagged),
            Cell::from(answer.seconds),
            Cell::text(given.sitting.to_string()),
        ]);
    }
    rows
}

/// What was chosen, as it was shown: `AC`.
fn letters(chosen: Choices) -> String {
    chosen.indices().map(letter).collect()
}

fn tenths(number: f64) -> f64 {
    (number * 10.0).floor() / 10.0
}
