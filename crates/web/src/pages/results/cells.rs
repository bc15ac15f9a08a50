//! The results as a table of plain cells, for spreadsheets.

use super::called;
use invigil_exam::{ClosedBy, Edition};
use invigil_store::SitterResults;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// A cell.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Cell {
    Text(String),
    Number(f64),
    Empty,
}

impl Cell {
    fn text(text: impl Into<String>) -> Cell {
        Cell::Text(text.into())
    }

    /// The cell in a file of comma-separated values. A text that a spreadsheet would take for a formula begins with an
    /// apostrophe, so that it stays a text; in some languages the wide forms of the signs begin one too.
    pub(super) fn in_csv(&self) -> String {
        const SIGNS: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
        match self {
            Cell::Text(text) if text.starts_with(SIGNS) => format!("'{text}"),
            Cell::Text(text) => text.clone(),
            Cell::Number(number) => number.to_string(),
            Cell::Empty => String::new(),
        }
    }
}

fn moment(at: OffsetDateTime) -> Cell {
    Cell::text(at.to_offset(time::UtcOffset::UTC).truncate_to_second().format(&Rfc3339).unwrap_or_default())
}

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
            row.extend([Cell::Number((index + 1) as f64), Cell::text(state), moment(attempt.started_at)]);
            if let Some(outcome) = outcome {
                let minutes = (outcome.closed_at - attempt.started_at).as_seconds_f64() / 60.0;
                row.extend([
                    moment(outcome.closed_at),
                    Cell::Number((minutes * 10.0).round() / 10.0),
                    Cell::Number(f64::from(outcome.score.tenths_of_percent()) / 10.0),
                    Cell::Number(outcome.score.points as f64),
                    Cell::Number(outcome.score.max as f64),
                    Cell::text(if outcome.passed { "yes" } else { "no" }),
                    Cell::text(if one.corrected[index] { "yes" } else { "no" }),
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

#[cfg(test)]
mod tests {
    use super::Cell;

    #[test]
    fn no_text_is_a_formula() {
        for text in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1"] {
            assert_eq!(Cell::text(text).in_csv(), format!("'{text}"));
        }
        assert_eq!(Cell::text("Ada = 1").in_csv(), "Ada = 1");
        assert_eq!(Cell::Number(-1.5).in_csv(), "-1.5");
    }
}
