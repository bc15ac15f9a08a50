//! Our own format as instructors bring it and take it away.

use super::support::{bare, same};
use invigil_bank::export::FORMATS;
use invigil_bank::import::{Format, Limits, Reading, import};
use invigil_exam::{Difficulty, Item};

fn read(text: &str) -> Reading {
    import("own.md", text.as_bytes(), &Limits::default(), &mut |_| {})
}

/// The failures: “line:column id: reason”.
fn failures(text: &str) -> Vec<String> {
    let reading = read(text);
    assert_eq!(reading.read, reading.items.len() + reading.failed.len() + reading.skipped.len());
    let line = |left: invigil_bank::import::LeftOut| {
        format!("{}:{} {}: {}", left.place.line, left.place.column, left.id, left.reason)
    };
    reading.failed.into_iter().map(line).collect()
}

#[test]
fn an_item_needs_a_stem_options_and_a_key_and_nothing_else() {
    let reading = read("## First one!\n\nWhat?\n\n- [x] a\n- [ ] b\n");
    assert_eq!(reading.format, Some(Format::Native));
    assert_eq!((reading.failed.len(), reading.notes.len()), (0, 0), "{reading:?}");
    let imported = &reading.items[0];
    assert_eq!((imported.item.id.as_str(), imported.place.line, imported.notes.len()), ("First one!", 1, 0));
    assert_eq!(imported.item.question.stem, "What?");
    assert_eq!(imported.item.question.options, ["a", "b"]);
    assert_eq!(imported.item.solution.reasons, ["", ""]);
    assert_eq!(imported.item.solution.difficulty, Difficulty::Medium);
    assert!(imported.item.question.shuffle && imported.item.section.is_empty());
}

#[test]
fn what_an_item_has_is_kept() {
    let text = "---\ncertification: any word\nsection: Über alles\nauthor: me\n---\n\n# Mine\n\n## q1\n\n- difficulty: easy\n\
                - shuffle: no\n- objective: Know\n- topic: whatever\n\n- a list\n\n# is no code\n";
    assert_eq!(failures(text).len(), 1);
    let text = "---\ncertification: any word\nsection: Über alles\nauthor: me\n---\n\n# Mine\n\n## q1\n\n- difficulty: easy\n\
                - shuffle: no\n- objective: Know\n- topic: whatever\n\nWhich?\n\n```rust\nfn a() {}\n```\n\n\
                - [ ] a\n\n  1. b\n  2. c\n- [x] d\n  > Since\n  > so.\n- [ ] > quoted\n\n  > No.\n\n### Reference\n\nSome page\n";
    let reading = read(text);
    assert_eq!(reading.failed, []);
    let item = &reading.items[0].item;
    assert_eq!(
        (item.section.as_str(), item.certification.as_str(), item.topic.as_str()),
        ("Über alles", "", "")
    );
    assert_eq!(item.question.stem, "Which?\n\n```rust\nfn a() {}\n```");
    assert_eq!(item.question.options, ["a\\\n1\\. b\\\n2\\. c", "d", "quoted"]);
    assert_eq!(item.solution.reasons, ["", "Since\nso.", "No."]);
    assert_eq!((item.solution.reference.as_str(), item.solution.objective.as_str()), ("Some page", "Know"));
    assert!(!item.question.shuffle && item.solution.difficulty == Difficulty::Easy);
}

#[test]
fn up_to_ten_options() {
    let options =
        |count: usize| "- [ ] ".to_owned() + &(0..count).map(|n| format!("{n}\n- [ ] ")).collect::<String>();
    let text = |count: usize| format!("## a\n\nWhat?\n\n{}k\n- [x] key\n", options(count - 2));
    assert_eq!(read(&text(10)).items.len(), 1);
    assert_eq!(failures(&text(11)).len(), 1);
}

#[test]
fn what_is_broken_is_told_with_its_place_and_the_rest_is_read() {
    let text = "## a\n\nWhat?\n\n- [ ] x\n- [ ] y\n\n## b\n\nWhat?\n\n- [x] x\n- [ ] y\n\n## c\n\n- difficulty: harder\n- shuffle: maybe\n\n\
                What?\n\n- [x] x\n- [ ] y\n\n## d\n\nNothing.\n";
    let failed = failures(text);
    assert_eq!(failed.len(), 3, "{failed:?}");
    assert!(failed[0].starts_with("5:3 a: no option is a key"), "{failed:?}");
    assert!(failed[1].starts_with("17:15 c: `harder` isn't a difficulty"), "{failed:?}");
    assert!(failed[1].ends_with("(more problems in line 18)"), "{failed:?}");
    assert!(failed[2].starts_with("25:4 d: the item has no options"), "{failed:?}");
    assert_eq!(read(text).items[0].item.id, "b");
}

#[test]
fn proofs_stay_out_with_one_note() {
    let item = |name: &str| {
        format!(
            "## {name}\n\n- proof: output\n\nWhat?\n\n- [x] `x`\n- [ ] `y`\n\n### Proof\n\n```stdin\n1\n```\n\n"
        )
    };
    let reading = read(&format!("{}{}", item("a"), item("b")));
    assert_eq!((reading.items.len(), reading.notes.len()), (2, 1), "{reading:?}");
    assert!(reading.notes[0].contains("2 items"), "{:?}", reading.notes);
    assert!(reading.items.iter().all(|imported| imported.notes.is_empty()));
}

#[test]
fn front_matter_that_isnt_closed_fails_every_item() {
    let failed = failures("---\nsection: a\n\n## a\n\nWhat?\n\n- [x] x\n- [ ] y\n");
    assert_eq!(failed.len(), 1);
    assert!(failed[0].contains("front matter isn't closed"), "{failed:?}");
}

/// Texts that stand beside what the format itself is made of.
#[test]
fn markdown_of_all_kinds_goes_out_and_comes_back() {
    let stems = [
        "- difficulty\n- second\n\nWhich?",
        "Which?\n\n- one\n- two",
        "* one\n* two",
        "1. one\n2. two",
        "> quoted\n\nWhich?",
        "a  \nb\\\nc",
        "~~~python file=x.py\n## no heading\n~~~\n\nWhich?",
        "| a |\n|---|\n| b |",
        "Which?\n\n---\n\nWell?",
    ];
    let texts = [
        "- a\n- b",
        "> quote",
        "1) a\n\n   b",
        "a\n\n> b",
        "| a |\n|---|\n| - b |",
        "- [x] (y)",
        "a\n\n```text\n\n x\n```",
    ];
    let options = [
        "a\nb",
        "```text\n\n x\n```",
        "[x] (y)",
        "[ ] z",
        "\\- a",
        "1\\. b\\\n2\\. c",
        "(a) `b`",
        "\\> c",
        "---a",
    ];
    let mut items: Vec<Item> = stems
        .iter()
        .enumerate()
        .map(|(index, stem)| {
            let mut item = bare(&format!("stem-{index}"));
            item.question.stem = (*stem).to_owned();
            item
        })
        .collect();
    for (index, option) in options.iter().enumerate() {
        let mut item = bare(&format!("option-{index}"));
        item.question.options[0] = (*option).to_owned();
        item.question.options[6] = format!("last: {}", option.replace('`', "'").replace('\n', " "));
        items.push(item);
    }
    for (index, text) in texts.iter().enumerate() {
        let mut item = bare(&format!("text-{index}"));
        item.solution.reasons[0] = (*text).to_owned();
        item.solution.reasons[6] = (*text).to_owned();
        item.solution.explanation = (*text).to_owned();
        item.solution.reference = (*text).to_owned();
        items.push(item);
    }
    for item in items {
        for format in FORMATS {
            same(format, std::slice::from_ref(&item));
        }
    }
}

#[test]
fn names_are_any_text() {
    for name in [
        "A name: with `code` and *stars*",
        "C#",
        "# 5 #",
        "- [x] a",
        "日本",
        "a | b",
        "a\\",
        "[a\\]b]",
        "=1",
        "'=1",
    ] {
        for format in FORMATS {
            same(format, &[bare(name)]);
        }
    }
}
