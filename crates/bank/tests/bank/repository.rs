//! The bank that comes with the program, and the example of its format.

use crate::support::Folder;
use invigil_bank::report::{checked_to_text, to_text};
use invigil_bank::{check, read};
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
fn no_item_of_it_repeats_another_and_no_key_stands_out() {
    let checked = check(&bank());
    // Some topics belong to an older edition only, which may be without enough items.
    let mut problems =
        checked.bank.problems.iter().filter(|problem| !problem.message.starts_with("no form of"));
    assert_eq!(problems.next(), None, "\n{}", checked_to_text(&checked));
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

    let option =
        format.split("~~~~markdown\n- [x]").nth(1).and_then(|rest| rest.split("~~~~").next()).unwrap();
    let with_block = example.replacen("- [ ] `dcb`", &format!("- [ ]{option}- [ ] `dcb`"), 1);
    let folder = Folder::with(&[
        ("pcap/certification.toml", &certification),
        ("pcap/example.md", with_block.as_bytes()),
    ]);
    let bank = folder.read();
    assert_eq!(bank.problems, []);
    assert_eq!(bank.items[0].item.question.options[0], "```text\n1\n2\n```");
}
