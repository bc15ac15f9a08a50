//! The record of proofs: believed for the text that was proven, and for no other.

use crate::support::{Folder, folder_of, item, items_file};
use invigil_bank::content_hash;
use std::fs;

fn one_item() -> Folder {
    folder_of(&items_file(&[item("abc-one", "Which?", &["*this", "that"])]))
}

#[test]
fn an_item_knows_what_it_was_proven_on_until_it_changes() {
    let folder = one_item();
    let item = folder.read().items.remove(0).item;
    let hash: String = content_hash(&item).iter().map(|byte| format!("{byte:02x}")).collect();
    let record = |hash: &str| format!(r#"{{"{}":{{"content":"{hash}","pythons":["3.9","3.13"]}}}}"#, item.id);

    let path = folder.path().join("proven.json");
    fs::write(&path, record(&hash)).expect("the record can be written");
    let bank = folder.read();
    assert_eq!(
        (bank.errors(), &bank.items[0].proven_on[..]),
        (0, &["3.9".to_owned(), "3.13".to_owned()][..])
    );

    fs::write(&path, record(&"0".repeat(64))).expect("the record can be written");
    assert_eq!(folder.read().items[0].proven_on, Vec::<String>::new());
}

#[test]
fn a_record_that_cannot_be_read_is_an_error_with_its_place() {
    let folder = one_item();
    let path = folder.path().join("proven.json");
    fs::write(path, "{\n\"a\": oops\n}\n").expect("the record can be written");
    let bank = folder.read();
    let problem = bank.problems.iter().find(|problem| problem.place.file.ends_with("proven.json")).unwrap();
    assert_eq!(problem.place.line, 2);
    assert!(problem.help.contains("--record"), "{}", problem.help);
}
