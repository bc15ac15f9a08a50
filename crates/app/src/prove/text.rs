//! The report for people.

use super::{
    needs::advice,
    outcome::{Found, Outcome, Proved, Results},
    verdict::Failure,
};
use std::fmt::Write;

/// How much of a text is shown.
const LINES: usize = 12;
const CHARACTERS: usize = 200;

/// Failures, what wasn't run, and the table.
pub(super) fn report(results: &Results) -> String {
    let mut text = String::new();
    for item in &results.items {
        failures(&mut text, item, results);
    }
    lacks(&mut text, results);
    table(&mut text, results);
    let _ = writeln!(
        text,
        "\n{}: {} proven, {} cited only, {} failed, {} not run; {} s, {} at a time",
        counted(results.items.len(), "item"),
        results.count(Outcome::Proven),
        results.count(Outcome::Cited),
        results.count(Outcome::Failed),
        results.count(Outcome::NotRun),
        results.elapsed.as_secs(),
        results.jobs,
    );
    if results.errors > 0 {
        let errors = counted(results.errors, "error");
        let _ =
            writeln!(text, "{errors} in the files, so that items can't be read: see `invigil bank check`");
    }
    text
}

/// The failures of an item, those that several interpreters share once.
fn failures(text: &mut String, proved: &Proved, results: &Results) {
    let mut told: Vec<(&Vec<Failure>, Vec<String>)> = Vec::new();
    for (found, bench) in proved.found.iter().zip(&results.benches) {
        let Found::Failed(failures) = found else { continue };
        match told.iter_mut().find(|(known, _)| *known == failures) {
            Some((_, releases)) => releases.push(bench.python.release.clone()),
            None => told.push((failures, vec![bench.python.release.clone()])),
        }
    }
    let (item, place) = (&proved.item.item, &proved.item.place);
    for (failures, releases) in told {
        let (id, proof) = (&item.id, proved.item.proof.name());
        let releases = releases.join(", ");
        let _ = writeln!(text, "{place}: {id} isn't proven on CPython {releases} (proof: {proof})");
        for failure in failures {
            let role = if failure.key { "key" } else { "distractor" };
            let option = item.question.options.get(failure.option).map_or("", String::as_str);
            let number = failure.option + 1;
            let _ = writeln!(
                text,
                "    option {number} ({role}, program at line {}): {}",
                failure.line,
                brief(option)
            );
            let _ = writeln!(text, "      expected: {}", indented(&failure.expected));
            let _ = writeln!(text, "      seen:     {}", indented(&failure.seen));
        }
        text.push('\n');
    }
}

fn lacks(text: &mut String, results: &Results) {
    for lack in &results.lacks {
        let python = &results.benches[lack.python].python;
        let lacking = |proved: &&Proved| match proved.found.get(lack.python) {
            Some(Found::Lacking(needs)) => needs.contains(&lack.need),
            _ => false,
        };
        let (title, need, why) = (python.title(), lack.need.name(), brief(&lack.why));
        let items = counted(results.items.iter().filter(lacking).count(), "item");
        let _ = writeln!(text, "{items} not run on {title}: needs {need} ({why})");
        let _ =
            writeln!(text, "    to mend: {}", advice(lack.need, &python.executable.display().to_string()));
    }
    if !results.lacks.is_empty() {
        let all = "or all at once: scripts/proof-needs, which names an interpreter for --python";
        let _ = writeln!(text, "    {all}\n");
    }
}

fn table(text: &mut String, results: &Results) {
    let versions = results.versions();
    let mut rows: Vec<Vec<String>> = vec![
        ["", "items", "proven", "cited only", "failed", "not run", "share proven"]
            .map(str::to_owned)
            .to_vec(),
    ];
    rows[0].extend(versions.iter().map(|version| format!("on {version}")));
    for certification in &results.certifications {
        let items = results.items.iter().filter(|proved| proved.item.item.certification == *certification);
        rows.push(row(certification, &items.collect::<Vec<_>>(), &versions, results));
    }
    if results.certifications.len() > 1 {
        rows.push(row("all", &results.items.iter().collect::<Vec<_>>(), &versions, results));
    }
    let width = |column: usize| rows.iter().map(|row| row[column].len()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..rows[0].len()).map(width).collect();
    for row in &rows {
        let first = format!("{:<width$}", row[0], width = widths[0]);
        let others = row.iter().zip(&widths).skip(1).map(|(cell, width)| format!("  {cell:>width$}"));
        let line: String = std::iter::once(first).chain(others).collect();
        let _ = writeln!(text, "{}", line.trim_end());
    }
}

fn row(name: &str, items: &[&Proved], versions: &[&str], results: &Results) -> Vec<String> {
    let count = |outcome| items.iter().filter(|proved| proved.outcome() == outcome).count();
    let proven = count(Outcome::Proven);
    // Rounded down: 100 % is all of them.
    let share = (proven * 1000).checked_div(items.len()).unwrap_or(0);
    let mut row = vec![name.to_owned(), items.len().to_string(), proven.to_string()];
    row.extend([Outcome::Cited, Outcome::Failed, Outcome::NotRun].map(|outcome| count(outcome).to_string()));
    row.push(format!("{}.{} %", share / 10, share % 10));
    let on = |version: &&str| {
        items.iter().filter(|item| item.versions(&results.benches).contains(version)).count()
    };
    row.extend(versions.iter().map(|version| on(version).to_string()));
    row
}

/// As in `1 item` and `2 items`.
pub(super) fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

/// The first line of a text, cut.
fn brief(text: &str) -> String {
    let line = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    line.chars().take(CHARACTERS).collect()
}

/// A text whose further lines stand below its first.
fn indented(text: &str) -> String {
    let count = text.lines().count();
    let mut lines: Vec<String> =
        text.lines().take(LINES).map(|line| line.chars().take(CHARACTERS).collect()).collect();
    if count > LINES {
        lines.push(format!("... {} more lines", count - LINES));
    }
    lines.join("\n                ")
}
