//! The native Markdown format (`question-bank/FORMAT.md`) as instructors bring it: one file, or a zip of files and pictures.
//!
//! The shipped bank is held to much that an instructor's own needn't keep to: what an item can do without may lack, and there is no
//! certification. Proofs aren't taken over.

use super::Format;
use super::collector::Collector;
use super::package::Package;
use super::raw::{RawItem, RawOption, Text};
use crate::Place;
use crate::body;
use crate::document::blocks;
use crate::fields;
use crate::folder::FOR_READERS;
use crate::front_matter;
use crate::item_parts::{Parts, items};
use crate::markdown::{Frame, check};
use crate::options;
use crate::problem::{Findings, Problem, Severity};
use crate::source::Source;
use comrak::Arena;

/// Reads one items file.
pub(crate) fn read_file(source: &Source, collector: &mut Collector<'_>) {
    collector.set_format(Format::Native);
    let proofs = read(source, "", collector);
    note_proofs(proofs, collector);
}

/// Reads the items files of a package, in the order of their paths.
pub(crate) fn read_package(package: &Package, collector: &mut Collector<'_>) {
    collector.set_format(Format::Native);
    let mut proofs = 0;
    for path in package.names() {
        if collector.full() {
            break;
        }
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        if !name.ends_with(".md") || name.starts_with('.') {
            continue;
        }
        match Source::new(path, package.get(path).unwrap_or_default()) {
            Ok(source) if FOR_READERS.contains(&name) && !front_matter::present(&source) => {}
            Ok(source) => proofs += read(&source, folder, collector),
            Err(problem) => {
                let reason = format!("{}: {}", problem.message, problem.help);
                collector.fail(problem.place, "", "file", reason);
            }
        }
    }
    note_proofs(proofs, collector);
}

fn note_proofs(proofs: usize, collector: &mut Collector<'_>) {
    match proofs {
        0 => {}
        1 => collector.note("The proof of one item is left out: only the shipped bank's keys are proven by running code."),
        _ => collector.note(format!(
            "The proofs of {proofs} items are left out: only the shipped bank's keys are proven by running code."
        )),
    }
}

/// Reads a file that lies in this folder, and returns how many of its items bring a proof.
fn read(source: &Source, folder: &str, collector: &mut Collector<'_>) -> usize {
    let mut findings = Findings::of_own(source);
    let front = front_matter::read(&mut findings);
    let section = front.section.map(|section| section.text).unwrap_or_default();
    let arena = Arena::new();
    let blocks = blocks(&arena, front.body, &mut findings);
    let parts = items(&blocks, &mut findings);
    // An error before the first item (front matter that isn't closed, say) leaves none of them usable.
    let whole = findings.errors() == 0;
    let mut read: Vec<Option<RawItem>> = Vec::new();
    let mut proofs = 0;
    for part in &parts {
        let before = findings.errors();
        let raw = item(part, &section, folder, &mut findings);
        proofs += usize::from(has_proof(part, source));
        read.push(Some(raw).filter(|_| whole && findings.errors() == before));
    }
    let problems = findings.finish();
    let errors: Vec<&Problem> =
        problems.iter().filter(|problem| problem.severity == Severity::Error).collect();
    if parts.is_empty() {
        let place = Place { file: source.file.clone(), line: 1, column: 1 };
        match errors.first() {
            Some(error) => collector.fail(error.place.clone(), "", "file", reason(&errors)),
            None => collector.fail(
                place,
                "",
                "file",
                "it holds no item: an item begins with a second-level heading that holds its name (`## some-name`)",
            ),
        }
        return 0;
    }
    for (index, (part, raw)) in parts.iter().zip(read).enumerate() {
        if collector.full() {
            break;
        }
        match raw {
            Some(raw) => collector.item(raw),
            None => {
                let from = part.id_spot.line;
                let to = parts.get(index + 1).map_or(usize::MAX, |next| next.id_spot.line);
                let own: Vec<&Problem> =
                    errors.iter().copied().filter(|e| (from..to).contains(&e.place.line)).collect();
                let about = if own.is_empty() { &errors } else { &own };
                let place = about.first().map_or_else(|| source.place(part.id_spot), |e| e.place.clone());
                collector.fail(place, &part.id, "item", reason(about));
            }
        }
    }
    proofs
}

/// What is wrong with an item, in one sentence or two.
fn reason(errors: &[&Problem]) -> String {
    let Some(first) = errors.first() else {
        return "the file has more problems than are listed: mend those first".to_owned();
    };
    let mut reason = format!("{}: {}", first.message, first.help);
    if errors.len() > 1 {
        let lines: Vec<String> =
            errors[1..].iter().take(5).map(|error| error.place.line.to_string()).collect();
        let dots = if errors.len() > 6 { ", …" } else { "" };
        reason.push_str(&format!(" (more problems in line {}{dots})", lines.join(", ")));
    }
    reason
}

fn has_proof(part: &Parts<'_>, source: &Source) -> bool {
    let field = |line: &str| line.starts_with("- proof:") && !line.starts_with("- proof: cited");
    part.sections[2].is_some()
        || part.body.first().is_some_and(|first| source.slice(first.first..=first.last).lines().any(field))
}

fn item(parts: &Parts<'_>, section: &str, folder: &str, findings: &mut Findings<'_>) -> RawItem {
    let source = findings.source;
    let body = body::cut(parts, findings);
    let fields = fields::read(&body.fields, parts.id_spot, findings);
    check(body.stem.iter().map(|block| block.node), &Frame::whole(), findings);
    let choices = options::read(&body.options, findings);
    let mut text = |index: usize| {
        let Some(section) = &parts.sections[index] else { return String::new() };
        check(section.blocks.iter().map(|block| block.node), &Frame::whole(), findings);
        source.trimmed(section.lines.clone()).to_owned()
    };
    let explanation = Text::Markdown(text(0));
    let reference = Text::Markdown(text(1));
    let keys = choices.iter().filter(|choice| choice.key).count();
    let option = |choice: crate::option_item::Choice| RawOption {
        text: Text::Markdown(choice.text),
        key: choice.key,
        reason: Text::Markdown(choice.reason),
    };
    RawItem {
        place: source.place(parts.id_spot),
        kind: if keys > 1 { "multiple response" } else { "single response" }.to_owned(),
        id: parts.id.clone(),
        section: section.to_owned(),
        stem: Text::Markdown(source.trimmed(body.stem_lines).to_owned()),
        options: choices.into_iter().map(option).collect(),
        multiple: keys > 1,
        shuffle: fields.shuffle,
        explanation,
        reference,
        objective: fields.objective.unwrap_or_default(),
        difficulty: fields.difficulty,
        folder: folder.to_owned(),
        ..RawItem::default()
    }
}
