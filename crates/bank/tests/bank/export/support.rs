//! Items, their way out and back.

use invigil_bank::export::{Export, export};
use invigil_bank::import::{Format, Limits, Picture, Reading, import};
use invigil_exam::{Choices, Difficulty, Item, Question, Solution};
use std::collections::BTreeMap;
use std::io::{Cursor, Read};

/// A single response with everything that an item can have; the second option is the key.
pub(crate) fn item(name: &str) -> Item {
    Item {
        id: name.into(),
        certification: String::new(),
        section: "Networks / TCP/IP".into(),
        topic: String::new(),
        question: Question {
            stem: "What does this program print?\n\n```python\nfor x in [1]:\n\n    print(f\"{x}: ~#=\\n<b>&amp;\")\n```".into(),
            options: vec!["`a\\b` is *it*".into(), "```text\n1\n  2\n\n3\n```".into(), "=50% of {x} # y ~ z".into()],
            choose: 1,
            shuffle: true,
        },
        solution: Solution {
            keys: Choices::of([1]),
            reasons: vec!["Takes `=` for `==`: a < b & c".into(), String::new(), "- one\n- two".into()],
            explanation: "First line\nand on.\n\n| a | b |\n|---|--:|\n| 1 | `2` |".into(),
            reference: "Tutorial, “Text” ]]> 3.1.2".into(),
            objective: "Know it: all".into(),
            difficulty: Difficulty::Hard,
        },
    }
}

/// A multiple response without anything that it can do without.
pub(crate) fn bare(name: &str) -> Item {
    Item {
        id: name.into(),
        certification: String::new(),
        section: String::new(),
        topic: String::new(),
        question: Question {
            stem: "Which ones?".into(),
            options: (1..=7).map(|number| format!("option {number}")).collect(),
            choose: 3,
            shuffle: true,
        },
        solution: Solution {
            keys: Choices::of([0, 3, 6]),
            reasons: vec![String::new(); 7],
            explanation: String::new(),
            reference: String::new(),
            objective: String::new(),
            difficulty: Difficulty::Medium,
        },
    }
}

pub(crate) fn out(format: Format, items: &[Item]) -> Export {
    export(format, "My bank", items, &|_| None)
}

pub(crate) fn read(export: &Export) -> Reading {
    import(&export.file_name, &export.bytes, &Limits::default(), &mut |_| {})
}

/// Out and back with these pictures.
pub(crate) fn out_with(format: Format, items: &[Item], pictures: &BTreeMap<String, Picture>) -> Export {
    export(format, "My bank", items, &|name| pictures.get(name).map(|picture| picture.bytes.clone()))
}

/// The items that come back, in the order of those that went out.
pub(crate) fn back(export: &Export, items: &[Item]) -> Vec<Item> {
    let reading = read(export);
    assert_eq!(reading.refusal, None);
    assert_eq!((&reading.failed, &reading.skipped), (&vec![], &vec![]));
    assert_eq!(reading.items.len(), items.len());
    let found = |item: &Item| reading.items.iter().find(|imported| imported.item.id == item.id);
    items
        .iter()
        .map(|item| found(item).unwrap_or_else(|| panic!("{} is gone", item.id)).item.clone())
        .collect()
}

/// Asserts that the items come back as they were and that nothing is said to be lost.
#[track_caller]
pub(crate) fn same(format: Format, items: &[Item]) {
    let export = out(format, items);
    assert_eq!(export.losses, [], "{format:?}");
    assert_eq!(back(&export, items), items, "{format:?}");
}

/// The files of an archive.
pub(crate) fn unpacked(bytes: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("the archive is whole");
    let mut files = BTreeMap::new();
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).expect("the archive is whole");
        let mut content = Vec::new();
        file.read_to_end(&mut content).expect("the archive is whole");
        files.insert(file.name().expect("the archive is whole").into_owned(), content);
    }
    files
}
