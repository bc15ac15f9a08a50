//! The results as a table of plain cells, for spreadsheets.

use super::called;
use crate::table_file::Cell;
use invigil_exam::{ClosedBy, Edition};
use invigil_store::SitterResults;

/// The head: fixed columns, then two for each section.
pub(super) fn head(edition: &Edition) -> Vec<Cell> {
    let fixed = [
        "Name",
        "E-mail",
        "Number",
        "Attempt",
        "State",
        "Started (UTC)",
        "Ended (UTC)",
        "Minutes",
        "Score %",
        "Points",
        "Most points",
        "Passed",
        "Corrected",
    ];
    let sections = edition
        .sections
        .iter()
        .flat_map(|section| [format!("{}: right", section.title), format!("{}: items", section.title)]);
    fixed.into_iter().map(Cell::text).chain(sections.map(Cell::text)).collect()
}

/// A row for each attempt, and one for whoever has none.
pub(super) fn rows(edition: &Edition, results: &[SitterResults]) -> Vec<Vec<Cell>> {
    let mut rows = Vec::new();
    for one in results {
        let sitter = &one.sitter;
        let who = [Cell::text(called(sitter)), Cell::text(&*sitter.email), Cell::text(&*sitter.number)];
        if sitter.attempts.is_empty() {
            rows.push(who.iter().cloned().chain([Cell::Empty, Cell::text("not started")]).collect());
        }
        for (index, attempt) in sitter.attempts.iter().enumerate() {
            let outcome = one.outcomes[index].as_ref();
            let state = match (attempt.voided_at, outcome) {
                (Some(_), _) => "reset",
                (None, None) => "running",
                (None, Some(outcome)) if outcome.closed_by == ClosedBy::Time => "time ran out",
                (None, Some(_)) => "handed in",
            };
            let mut row: Vec<Cell> = who.to_vec();
            row.extend([
                Cell::Number((index + 1) as f64),
                Cell::text(state),
                Cell::moment(attempt.started_at),
            ]);
            if let Some(outcome) = outcome {
                let minutes = (outcome.closed_at - attempt.started_at).as_seconds_f64() / 60.0;
                row.extend([
                    Cell::moment(outcome.closed_at),
                    Cell::Number((minutes * 10.0).round() / 10.0),
                    Cell::Number(f64::from(outcome.score.tenths_of_percent()) / 10.0),
                    Cell::Number(outcome.score.points as f64),
                    Cell::Number(outcome.score.max as f64),
                    Cell::whether(outcome.passed),
                    Cell::whether(one.corrected[index]),
                ]);
                for section in &edition.sections {
                    match outcome.sections.iter().find(|mark| mark.section == section.id) {
                        Some(mark) => {
                            row.extend([Cell::Number(mark.right.into()), Cell::Number(mark.items.into())]);
                        }
                        None => row.extend([Cell::Empty, Cell::Empty]),
                    }
                }
            }
            rows.push(row);
        }
    }
    rows
}
