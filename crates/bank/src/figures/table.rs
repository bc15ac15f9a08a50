//! The figures as tables for people.

use super::forms::WANTED_FORMS;
use super::{CertificationFigures, EditionFigures, Figures, GuesserFigures, KeyPositions};
use crate::report::count;
use std::fmt::Write;

/// A block of lines for each certification, with an empty line after each.
pub fn to_text(figures: &Figures) -> String {
    let mut text = String::new();
    for certification in &figures.certifications {
        add_certification(&mut text, certification, figures.whole);
        text.push('\n');
    }
    text
}

fn add_certification(text: &mut String, own: &CertificationFigures, whole: bool) {
    let CertificationFigures { id, short, items, editions, difficulty, kinds, proofs, .. } = own;
    let _ = writeln!(text, "{short} ({id}): {}", count(*items, "item", "items"));
    // The edition offered first in full, and of the others how far the items go.
    for edition in editions.iter().filter(|edition| edition.default) {
        add_sections(text, edition, whole);
    }
    for edition in editions.iter().filter(|_| whole) {
        let _ = writeln!(text, "  {}", forms(edition));
    }
    if *items == 0 {
        return;
    }
    let share = |number: usize| format!("{number} ({:.0} %)", 100.0 * number as f64 / *items as f64);
    let (easy, medium, hard) = (share(difficulty.easy), share(difficulty.medium), share(difficulty.hard));
    let _ = writeln!(text, "  difficulty  easy {easy}, medium {medium}, hard {hard}");
    let _ =
        writeln!(text, "  responses   single {}, multiple {}", share(kinds.single), share(kinds.multiple));
    let methods = [
        ("output", proofs.output),
        ("raises", proofs.raises),
        ("options", proofs.options),
        ("claims", proofs.claims),
    ];
    let methods: Vec<String> = methods.iter().map(|(name, number)| format!("{name} {number}")).collect();
    let (run, cited) = (share(proofs.run()), share(proofs.cited));
    let _ = writeln!(text, "  proof       by running {run}: {}; cited {cited}", methods.join(", "));
    add_positions(text, &own.key_positions);
    add_guessers(text, &own.guessers);
}

fn add_sections(text: &mut String, edition: &EditionFigures, whole: bool) {
    let mut rows = vec![["section", "items", "of a form", "forms"].map(str::to_owned).to_vec()];
    rows.extend(edition.sections.iter().filter(|section| whole || section.items > 0).map(|section| {
        let (items, form, forms) = (section.items, section.form, section.forms());
        vec![section.id.clone(), items.to_string(), form.to_string(), forms.to_string()]
    }));
    add_table(text, &rows);
}

/// How many forms of an edition there are, and what more needs.
fn forms(edition: &EditionFigures) -> String {
    let EditionFigures { id, form, forms, sections, .. } = edition;
    let mut line =
        format!("edition {id}: {} of {form} items without a repeated one", count(*forms, "form", "forms"));
    let missing = sections.iter().map(|section| (section.missing(WANTED_FORMS), &section.id));
    let missing: Vec<String> = missing
        .filter(|&(number, _)| number > 0)
        .map(|(number, id)| format!("{number} more in {id}"))
        .collect();
    if !missing.is_empty() {
        let _ = write!(line, "; {WANTED_FORMS} forms need {}", missing.join(", "));
    }
    line
}

fn add_positions(text: &mut String, positions: &KeyPositions) {
    let mut places = vec!["place".to_owned()];
    places.extend((1..=positions.keys.len()).map(|place| place.to_string()));
    let mut keys = vec!["keys".to_owned()];
    keys.extend(positions.keys.iter().map(usize::to_string));
    let mut expected = vec!["by chance".to_owned()];
    expected.extend(positions.expected.iter().map(|number| format!("{number:.1}")));
    add_table(text, &[places, keys, expected]);
    if let Some(limit) = positions.limit {
        let _ = writeln!(
            text,
            "  chi-square {:.1}, which chance keeps below {limit:.1} in 999 of 1000 cases",
            positions.chi_square
        );
    }
}

fn add_guessers(text: &mut String, guessers: &[GuesserFigures]) {
    let mut rows = vec![["guesser", "score", "chance", "beyond", "z"].map(str::to_owned).to_vec()];
    rows.extend(guessers.iter().map(|guesser| {
        vec![
            guesser.name.to_owned(),
            format!("{:.1} %", 100.0 * guesser.score),
            format!("{:.1} %", 100.0 * guesser.chance),
            format!("{:+.1}", 100.0 * guesser.beyond()),
            format!("{:+.1}", guesser.z),
        ]
    }));
    add_table(text, &rows);
}

/// Rows of the same number of cells, the first one to the left and the others to the right.
fn add_table(text: &mut String, rows: &[Vec<String>]) {
    let cells = rows.first().map_or(0, Vec::len);
    let width = |index: usize| rows.iter().map(|row| row[index].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..cells).map(width).collect();
    for row in rows {
        let mut line = String::new();
        for (index, (cell, width)) in row.iter().zip(&widths).enumerate() {
            let _ = match index {
                0 => write!(line, "  {cell:<width$}"),
                _ => write!(line, "  {cell:>width$}"),
            };
        }
        let _ = writeln!(text, "{}", line.trim_end());
    }
}
