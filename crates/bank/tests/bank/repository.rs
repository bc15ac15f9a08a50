//! The bank that comes with the program, and the example of its format.

use crate::support::Folder;
use invigil_bank::read;
use invigil_bank::report::to_text;
use std::fs;
use std::path::{Path, PathBuf};

fn bank() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../question-bank")
}

#[test]
fn the_bank_of_the_repository_has_no_error() {
    let bank = read(&bank());
    assert_eq!(bank.errors(), 0, "\n{}", to_text(&bank));
    assert!(bank.certification("pcap").is_some());
}

#[test]
fn the_examples_of_the_format_are_right() {
    let format = fs::read_to_string(bank().join("FORMAT.md")).unwrap();
    let example = format.split("~~~~markdown\n").nth(1).and_then(|rest| rest.split("~~~~").next()).unwrap();
    let certification = fs::read(bank().join("pcap/certification.toml")).unwrap();
    let folder =
        Folder::with(&[("pcap/certification.toml", &certification), ("pcap/example.md", example.as_bytes())]);
    let bank = folder.read();
    assert_eq!(bank.problems, []);
    assert_eq!(bank.items.len(), 1);
}
