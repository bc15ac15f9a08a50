//! What holds for any items: they come back, or the export says which don't.

use super::support::{out, read};
use invigil_bank::content_hash;
use invigil_bank::export::FORMATS;
use invigil_bank::import::Format;
use invigil_exam::{Choices, Difficulty, Item, Question, Solution};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// Words that mean something to one of the formats.
fn word() -> impl Strategy<Value = String> {
    let known = prop::sample::select(vec![
        "a",
        "and",
        "x = 1",
        "`code`",
        "`a\\nb`",
        "*so*",
        "**bold**",
        "{x}",
        "a ~ b",
        "50%",
        "%50%",
        "# no",
        "\\n",
        "\\\\",
        "::",
        "->",
        "a < b",
        "&amp;",
        "]]>",
        "“q”",
        "'",
        "\"",
        "[markdown]",
        "[html]",
        "//",
        "TRUE",
        "é",
        "日本",
        "x_y_z",
        "=1",
        "- y",
        "+z",
        "@w",
        "(1)",
        "![",
        "](",
        "\\*",
        "$CATEGORY:",
        "ANSWER: B",
        "<b>",
        "1.",
        "|",
    ]);
    prop_oneof![6 => known.prop_map(str::to_owned), 1 => "[ -~äß€]{1,8}"]
}

fn line() -> impl Strategy<Value = String> {
    prop::collection::vec(word(), 1..5)
        .prop_map(|words| words.join(" ").trim().to_owned())
        .prop_filter("a text isn't empty", |line| !line.is_empty())
}

fn text() -> impl Strategy<Value = String> {
    let block = prop_oneof![
        4 => line(),
        1 => (line(), line()).prop_map(|(a, b)| format!("{a}\n{b}")),
        1 => (line(), line()).prop_map(|(a, b)| format!("```python\n{a}\n\n    {b}\n```")),
        1 => (line(), line()).prop_map(|(a, b)| format!("- {a}\n- {b}")),
        1 => (line(), line()).prop_map(|(a, b)| format!("1. {a}\n2. {b}")),
        1 => line().prop_map(|a| format!("> {a}")),
        1 => line().prop_map(|a| format!("#### {a}")),
    ];
    prop::collection::vec(block, 1..4).prop_map(|blocks| blocks.join("\n\n"))
}

fn maybe(strategy: impl Strategy<Value = String> + 'static) -> impl Strategy<Value = String> {
    prop_oneof![Just(String::new()), strategy]
}

fn item() -> impl Strategy<Value = Item> {
    let option = (prop_oneof![3 => line(), 1 => text()], maybe(line()), any::<bool>());
    (
        prop_oneof!["[a-z][a-z0-9-]{0,12}", line()],
        maybe(prop::sample::select(vec!["One", "Two / TCP/IP", "Three: #3"]).prop_map(str::to_owned)),
        text(),
        prop::collection::vec(option, 2..=10),
        any::<bool>(),
        (maybe(text()), maybe(line()), maybe(line())),
        prop::sample::select(vec![Difficulty::Easy, Difficulty::Medium, Difficulty::Hard]),
    )
        .prop_map(
            |(id, section, stem, options, shuffle, (explanation, reference, objective), difficulty)| {
                let mut keys =
                    Choices::of(options.iter().enumerate().filter(|(_, o)| o.2).map(|(index, _)| index));
                if keys.is_empty() || keys.len() == options.len() {
                    keys = Choices::of([options.len() - 1]);
                }
                let (options, reasons): (Vec<String>, Vec<String>) =
                    options.into_iter().map(|(text, reason, _)| (text, reason)).unzip();
                Item {
                    id,
                    certification: String::new(),
                    section,
                    topic: String::new(),
                    question: Question { stem, options, choose: keys.len() as u8, shuffle },
                    solution: Solution { keys, reasons, explanation, reference, objective, difficulty },
                }
            },
        )
}

/// Items with different names, as an import gives them: only those are what a bank holds.
fn of_a_bank(items: Vec<Item>) -> Vec<Item> {
    let mut names = BTreeSet::new();
    let mut items: Vec<Item> = items.into_iter().filter(|item| names.insert(item.id.clone())).collect();
    let written = out(Format::Native, &items);
    let back: BTreeMap<String, Item> =
        read(&written).items.into_iter().map(|imported| (imported.item.id.clone(), imported.item)).collect();
    items.retain(|item| back.get(&item.id) == Some(item));
    items
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 50, ..ProptestConfig::default() })]

    #[test]
    fn items_come_back_or_are_named(items in prop::collection::vec(item(), 1..6)) {
        let mut names = BTreeSet::new();
        let items: Vec<Item> = items.into_iter().filter(|item| names.insert(item.id.clone())).collect();
        for format in FORMATS {
            let export = out(format, &items);
            let lost: BTreeSet<&str> = export.losses.iter().map(|loss| loss.item.as_str()).collect();
            let reading = read(&export);
            let back: BTreeMap<&str, &Item> =
                reading.items.iter().map(|imported| (imported.item.id.as_str(), &imported.item)).collect();
            for item in items.iter().filter(|item| !lost.contains(item.id.as_str())) {
                let back = back.get(item.id.as_str());
                prop_assert!(back.is_some_and(|back| content_hash(back) == content_hash(item)), "{format:?}: {item:?} {back:?}");
            }
        }
    }

    #[test]
    fn what_an_import_made_every_format_carries(items in prop::collection::vec(item(), 1..6)) {
        let items = of_a_bank(items);
        for format in FORMATS {
            let export = out(format, &items);
            let real: Vec<_> = export
                .losses
                .iter()
                .filter(|loss| format != Format::Gift || !loss.what.contains("keep their order"))
                .collect();
            prop_assert!(real.is_empty(), "{format:?}: {real:?}\n{:?}\n{}", items.iter().find(|item| item.id == real[0].item), String::from_utf8_lossy(&export.bytes));
        }
    }
}
