//! What is told of an import: as JSON for programs, or in lines for people.

use super::storing::Stored;
use invigil_bank::Place;
use invigil_bank::import::{LeftOut, Reading};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::path::Path;

/// `{"format", "read", "imported", "skipped": [{"where", "id", "kind", "reason"}], "failed": [...], "items": [...], "notes",
/// "refused", "stored": {"bank", "id", "made", "new", "changed", "unchanged"}}`, indented. `stored` is null where nothing was.
pub(super) fn to_json(reading: &Reading, stored: Option<&Stored>) -> String {
    let place = |place: &Place| json!({ "file": place.file, "line": place.line, "column": place.column });
    let left_out = |list: &[LeftOut]| -> Vec<Value> {
        let entries = list.iter();
        let entries = entries.map(
            |one| json!({ "where": place(&one.place), "id": one.id, "kind": one.kind, "reason": one.reason }),
        );
        entries.collect()
    };
    let items = reading.items.iter().map(|one| {
        let (question, solution) = (&one.item.question, &one.item.solution);
        let options = question.options.iter().enumerate().map(|(index, text)| {
            json!({
                "text": text,
                "key": solution.keys.has(index),
                "reason": solution.reasons.get(index).map_or("", String::as_str),
            })
        });
        json!({
            "where": place(&one.place),
            "id": one.item.id,
            "section": one.item.section,
            "kind": question.kind(),
            "stem": question.stem,
            "options": options.collect::<Vec<_>>(),
            "choose": question.choose,
            "shuffle": question.shuffle,
            "explanation": solution.explanation,
            "reference": solution.reference,
            "objective": solution.objective,
            "difficulty": solution.difficulty,
            "notes": one.notes,
        })
    });
    let pictures = reading.pictures.iter();
    let pictures = pictures.map(|(name, picture)| {
        json!({ "name": name, "bytes": picture.bytes.len(), "width": picture.width, "height": picture.height })
    });
    let whole = json!({
        "format": reading.format,
        "read": reading.read,
        "imported": reading.items.len(),
        "skipped": left_out(&reading.skipped),
        "failed": left_out(&reading.failed),
        "items": items.collect::<Vec<_>>(),
        "pictures": pictures.collect::<Vec<_>>(),
        "notes": reading.notes,
        "refused": reading.refusal,
        "stored": stored.map(|stored| json!({
            "bank": stored.bank,
            "id": stored.id,
            "made": stored.made,
            "new": stored.counts.new,
            "changed": stored.counts.changed,
            "unchanged": stored.counts.unchanged,
        })),
    });
    format!("{whole:#}\n")
}

/// What wasn't imported and what changed, each with its place; then how many there are.
pub(super) fn to_text(file: &Path, reading: &Reading, stored: Option<&Stored>) -> String {
    let mut text = String::new();
    if let Some(refusal) = &reading.refusal {
        let _ = writeln!(text, "{}: refused: {}", file.display(), plain(refusal));
        return text;
    }
    for note in &reading.notes {
        let _ = writeln!(text, "{}: note: {}", file.display(), plain(note));
    }
    let mut lines: Vec<(&Place, String)> = Vec::new();
    for one in &reading.items {
        let about = |note: &String| (&one.place, format!("note: {}: {}", plain(&one.item.id), plain(note)));
        lines.extend(one.notes.iter().map(about));
    }
    for (list, what) in [(&reading.skipped, "skipped"), (&reading.failed, "failed")] {
        lines.extend(list.iter().map(|one| {
            let id = if one.id.is_empty() { String::new() } else { format!(" {}", plain(&one.id)) };
            (&one.place, format!("{what}: {}{id}: {}", plain(&one.kind), plain(&one.reason)))
        }));
    }
    lines.sort_by(|a, b| a.0.cmp(b.0));
    for (place, line) in lines {
        let _ = writeln!(text, "{}: {line}", plain(&place.to_string()));
    }
    let format = reading.format.map_or_else(|| "a file".to_owned(), |format| format.title().to_owned());
    let _ = writeln!(
        text,
        "{format}: {} read, {} {}, {} skipped, {} failed.",
        reading.read,
        reading.items.len(),
        if stored.is_some() { "imported" } else { "to import" },
        reading.skipped.len(),
        reading.failed.len()
    );
    if let Some(stored) = stored {
        let _ = writeln!(
            text,
            "In the {}bank {}: {} new, {} changed, {} unchanged.",
            if stored.made { "new " } else { "" },
            plain(&stored.bank),
            stored.counts.new,
            stored.counts.changed,
            stored.counts.unchanged
        );
    }
    text
}

/// Without control characters, which a terminal would obey.
fn plain(text: &str) -> String {
    text.chars().map(|character| if character.is_control() { '\u{FFFD}' } else { character }).collect()
}
