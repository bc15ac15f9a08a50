//! Comma-separated values: a row an item, a column a part of it. `question-bank/EXPORT.md` documents the columns.

use super::{Written, by_section, pictures};
use invigil_exam::{Difficulty, Item};

pub(super) fn write(items: &[Item]) -> Written {
    let most = items.iter().map(|item| item.question.options.len()).max().unwrap_or(2);
    let mut rows = csv::Writer::from_writer(Vec::new());
    // Spreadsheets take a file without the mark for another encoding.
    let mut header = vec!["\u{FEFF}id".to_owned(), "section".to_owned(), "stem".to_owned()];
    header.extend((1..=most).map(|number| format!("option_{number}")));
    header.push("key".to_owned());
    header.extend((1..=most).map(|number| format!("reason_{number}")));
    header.extend(
        ["explanation", "reference", "objective", "difficulty", "shuffle", "format"].map(str::to_owned),
    );
    let mut losses = Vec::new();
    add(&mut rows, &header);
    for item in by_section(items).into_iter().flat_map(|(_, items)| items) {
        add(&mut rows, &row(item, most));
        losses.extend(pictures::lost(item, "CSV"));
    }
    let bytes = rows.into_inner().expect("rows in memory can be written");
    Written { bytes, ending: "csv", media_type: "text/csv; charset=utf-8", losses }
}

fn add(rows: &mut csv::Writer<Vec<u8>>, row: &[String]) {
    rows.write_record(row).expect("rows in memory can be written, and all have as many cells");
}

fn row(item: &Item, most: usize) -> Vec<String> {
    let (question, solution) = (&item.question, &item.solution);
    let padded = |texts: &[String]| {
        let empty = std::iter::repeat_n(String::new(), most - texts.len());
        texts.iter().map(|text| harmless(text)).chain(empty).collect::<Vec<_>>()
    };
    let keys: Vec<String> = solution.keys.indices().map(letter).collect();
    let difficulty = match solution.difficulty {
        Difficulty::Easy => "easy",
        Difficulty::Medium => "medium",
        Difficulty::Hard => "hard",
    };
    let mut row = vec![harmless(&item.id), harmless(&item.section), harmless(&question.stem)];
    row.extend(padded(&question.options));
    row.push(keys.join(", "));
    row.extend(padded(&solution.reasons));
    row.extend([&solution.explanation, &solution.reference, &solution.objective].map(|text| harmless(text)));
    row.extend([
        difficulty.to_owned(),
        if question.shuffle { "yes" } else { "no" }.to_owned(),
        "markdown".to_owned(),
    ]);
    row
}

fn letter(index: usize) -> String {
    char::from(b'A' + u8::try_from(index.min(25)).unwrap_or(25)).to_string()
}

/// A cell that no spreadsheet takes for a formula: one that would be begins with an apostrophe, which our reader takes off again. One
/// that begins so already gets another.
fn harmless(text: &str) -> String {
    let text = pictures::described(text);
    match text.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) {
        true => format!("'{text}"),
        false => text,
    }
}

#[cfg(test)]
mod tests {
    use super::harmless;

    #[test]
    fn what_would_be_a_formula_is_text() {
        for (text, cell) in [
            ("=1", "'=1"),
            ("- a", "'- a"),
            ("'=1", "''=1"),
            ("'a'", "'a'"),
            ("\tx", "'\tx"),
            ("'\na", "''\na"),
            ("", ""),
            ("a=", "a="),
        ] {
            assert_eq!(harmless(text), cell);
        }
    }
}
