//! The whole bank that ships with the program, out and back in every format.

use super::support::{back, out};
use invigil_bank::export::FORMATS;
use invigil_bank::import::Format;
use invigil_exam::Item;
use std::path::Path;

fn shipped() -> Vec<Item> {
    let bank = invigil_bank::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../question-bank"));
    assert_eq!(bank.errors(), 0);
    bank.items.into_iter().map(|entry| entry.item).collect()
}

fn comes_back(format: Format) {
    let items = shipped();
    assert!(items.len() >= 500);
    let export = out(format, &items);
    let kept: Vec<&Item> =
        items.iter().filter(|item| format != Format::Gift || item.question.shuffle).collect();
    assert_eq!(
        export.losses.len(),
        items.len() - kept.len(),
        "{:?}",
        &export.losses[..5.min(export.losses.len())]
    );
    let back = back(&export, &items);
    for (item, back) in items.iter().zip(back) {
        let same = Item {
            certification: String::new(),
            topic: String::new(),
            question: invigil_exam::Question { shuffle: back.question.shuffle, ..item.question.clone() },
            ..item.clone()
        };
        assert_eq!(back, same);
    }
}

#[test]
fn as_markdown() {
    comes_back(FORMATS[0]);
}

#[test]
fn as_moodle_xml() {
    comes_back(Format::MoodleXml);
}

#[test]
fn as_gift() {
    comes_back(Format::Gift);
}

#[test]
fn as_qti() {
    comes_back(Format::Qti30);
}

#[test]
fn as_csv() {
    comes_back(Format::Csv);
}
