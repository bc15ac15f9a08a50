//! A bank's items and problems as text for people and as JSON for programs.

use crate::check::Checked;
use crate::figures::{self, Figures};
use crate::problem::Problem;
use crate::read::Bank;
use invigil_exam::ItemKind;
use serde::Serialize;
use std::fmt::Write;

#[derive(Serialize)]
struct JsonBank<'a> {
    items: Vec<JsonItem<'a>>,
    problems: Vec<JsonProblem<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    figures: Option<&'a Figures>,
}

#[derive(Serialize)]
struct JsonItem<'a> {
    id: &'a str,
    certification: &'a str,
    section: &'a str,
    topic: &'a str,
    kind: ItemKind,
    stem: &'a str,
    options: Vec<JsonOption<'a>>,
    file: &'a str,
    line: usize,
}

#[derive(Serialize)]
struct JsonOption<'a> {
    text: &'a str,
    key: bool,
}

#[derive(Serialize)]
struct JsonProblem<'a> {
    file: &'a str,
    line: usize,
    column: usize,
    severity: &'static str,
    message: &'a str,
    help: &'a str,
}

/// `{"items": [...], "problems": [...]}`, indented, without a last line feed.
pub fn to_json(bank: &Bank) -> String {
    json(bank, None)
}

/// As [`to_json`], with the key `figures`.
pub fn checked_to_json(checked: &Checked) -> String {
    json(&checked.bank, Some(&checked.figures))
}

fn json(bank: &Bank, figures: Option<&Figures>) -> String {
    let items = bank.items.iter().map(|entry| {
        let (item, place) = (&entry.item, &entry.place);
        let options = item.question.options.iter().enumerate();
        JsonItem {
            id: &item.id,
            certification: &item.certification,
            section: &item.section,
            topic: &item.topic,
            kind: item.question.kind(),
            stem: &item.question.stem,
            options: options
                .map(|(index, text)| JsonOption { text, key: item.solution.keys.has(index) })
                .collect(),
            file: &place.file,
            line: place.line,
        }
    });
    let problems = bank.problems.iter().map(|problem| JsonProblem {
        file: &problem.place.file,
        line: problem.place.line,
        column: problem.place.column,
        severity: problem.severity.name(),
        message: &problem.message,
        help: &problem.help,
    });
    let bank = JsonBank { items: items.collect(), problems: problems.collect(), figures };
    serde_json::to_string_pretty(&bank).expect("plain texts and numbers always serialise")
}

/// Every problem with its line and how to mend it, then how many there are.
pub fn to_text(bank: &Bank) -> String {
    text(bank, "")
}

/// As [`to_text`], with the figures before the last line.
pub fn checked_to_text(checked: &Checked) -> String {
    text(&checked.bank, &figures::to_text(&checked.figures))
}

fn text(bank: &Bank, figures: &str) -> String {
    let mut text = String::new();
    for problem in &bank.problems {
        add_problem(&mut text, problem);
        text.push('\n');
    }
    text.push_str(figures);
    let _ = writeln!(
        text,
        "{}: {} and {}.",
        count(bank.items.len(), "item without an error", "items without an error"),
        count(bank.errors(), "error", "errors"),
        count(bank.warnings(), "warning", "warnings")
    );
    text
}

fn add_problem(text: &mut String, problem: &Problem) {
    let Problem { place, severity, message, help, excerpt } = problem;
    let _ = writeln!(text, "{}: {}: {}", plain(&place.to_string()), severity.name(), plain(message));
    if let Some(excerpt) = excerpt.as_ref().filter(|excerpt| !excerpt.text.is_empty()) {
        let number = place.line.to_string();
        let _ = writeln!(text, " {number} | {}", excerpt.text);
        let _ = writeln!(text, " {} | {}^", " ".repeat(number.len()), " ".repeat(excerpt.caret));
    }
    let _ = writeln!(text, "  help: {}", plain(help));
}

/// Without control characters, which a file's name or a quoted word may hold and a terminal would obey.
fn plain(text: &str) -> String {
    text.chars().map(|character| if character.is_control() { '\u{FFFD}' } else { character }).collect()
}

/// “1 item”, “2 items”.
pub(crate) fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}
