//! Figures of a bank small enough to work them out by hand.

use crate::support::{Folder, folder_of, item, items_file};
use invigil_bank::report::{checked_to_json, checked_to_text};
use invigil_bank::{Checked, check};
use serde_json::json;

/// Three items:
///
/// * The key is the first and the shortest of four; nothing but the lengths tells them apart.
/// * The key is the last and the longest of four, and the only one in words.
/// * The keys are the first two of five; the first three are equally long, the last one much shorter.
fn folder() -> Folder {
    let items = [
        item("abc-one", "What is it?", &["*`a`", "`bbbb`", "`cc`", "`dd`"]),
        item("abc-two", "How many are there?", &["`1`", "`2`", "`3`", "*No output at all"]),
        item("abc-three", "Which ones are? Select two.", &["*`aaaaa`", "*`bbbbb`", "`ccccc`", "`dd`", "`e`"])
            .replace("easy", "hard"),
    ];
    let mut text = items_file(&items);
    text = text.replacen("- proof: cited because of it", "- proof: options", 1);
    text = text.replacen("PEP 20\n", "PEP 20\n\n### Proof\n\n```python\n{{option}}\n```\n", 1);
    folder_of(&text)
}

fn checked() -> Checked {
    let checked = check(folder().path());
    assert_eq!(checked.bank.errors(), 0, "{:?}", checked.bank.problems);
    checked
}

#[test]
fn the_json_has_them_under_a_key_of_its_own() {
    let checked = checked();
    let json: serde_json::Value = serde_json::from_str(&checked_to_json(&checked)).unwrap();
    assert_eq!(json["items"].as_array().map(Vec::len), Some(3));
    assert_eq!(json["problems"].as_array().map(Vec::len), Some(checked.bank.problems.len()));
    let guesser =
        |name: &str, score: f64, z: f64| json!({"name": name, "score": score, "chance": 0.2, "z": z});
    let expected = json!({
        "whole": true,
        "certifications": [{
            "id": "abc",
            "short": "ABC",
            "items": 3,
            "editions": [{
                "id": "plain",
                "default": true,
                "form": 2,
                "forms": 0,
                "sections": [
                    {"id": "first", "items": 3, "form": 1},
                    {"id": "second", "items": 0, "form": 1},
                ],
            }],
            "difficulty": {"easy": 2, "medium": 0, "hard": 1},
            "kinds": {"single": 2, "multiple": 1},
            "proofs": {"output": 0, "raises": 0, "options": 1, "claims": 0, "cited": 2},
            "key_positions": {
                "keys": [2, 1, 0, 1, 0],
                "expected": [0.9, 0.9, 0.9, 0.9, 0.4],
                "chi_square": 0.0,
                "limit": null,
            },
            "guessers": [
                // Wrong, right, and two of three: one way in three.
                guesser("longest option", 0.4444, 1.1619),
                // Right, wrong, wrong.
                guesser("shortest option", 0.3333, 0.7323),
                // Blind, right, wrong.
                guesser("odd one out by format", 0.4167, 1.4444),
                // Wrong, blind, wrong.
                guesser("neither longest nor shortest", 0.0833, -1.2572),
                guesser("always the first", 0.6667, 2.0531),
                guesser("always the last", 0.3333, 0.5866),
            ],
        }],
    });
    assert_eq!(json["figures"], expected, "{:#}", json["figures"]);
}

#[test]
fn the_text_has_them_in_tables() {
    let text = checked_to_text(&checked());
    let (_, figures) = text.split_once("ABC (abc)").unwrap();
    let expected = "\
: 3 items
  section  items  of a form  forms
  first        3          1      3
  second       0          1      0
  edition plain: 0 forms of 2 items without a repeated one; 3 forms need 3 more in second
  difficulty  easy 2 (67 %), medium 0 (0 %), hard 1 (33 %)
  responses   single 2 (67 %), multiple 1 (33 %)
  proof       by running 1 (33 %): output 0, raises 0, options 1, claims 0; cited 2 (67 %)
  place        1    2    3    4    5
  keys         2    1    0    1    0
  by chance  0.9  0.9  0.9  0.9  0.4
  guesser                        score  chance  beyond     z
  longest option                44.4 %  20.0 %   +24.4  +1.2
  shortest option               33.3 %  20.0 %   +13.3  +0.7
  odd one out by format         41.7 %  20.0 %   +21.7  +1.4
  neither longest nor shortest   8.3 %  20.0 %   -11.7  -1.3
  always the first              66.7 %  20.0 %   +46.7  +2.1
  always the last               33.3 %  20.0 %   +13.3  +0.6

3 items without an error: 0 errors and 1 warning.
";
    assert_eq!(figures, expected, "{figures}");
}

#[test]
fn of_a_part_nothing_is_said_about_forms() {
    let folder = folder();
    let checked = check(&folder.path().join("abc/items.md"));
    assert_eq!(checked.bank.problems, []);
    let text = checked_to_text(&checked);
    assert!(text.contains("  first        3          1      3\n  difficulty"), "{text}");
    assert!(!checked.figures.whole);
}
