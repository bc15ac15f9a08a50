//! A bank as JSON and as text.

use crate::support::{Folder, ITEMS, bank_of, edit};
use invigil_bank::report::{to_json, to_text};

#[test]
fn the_json_has_items_and_problems() {
    let text = edit("- [ ] `11`", "- [ ]\n  ```text\n  1\n  \"1\"\n  ```");
    let json: serde_json::Value = serde_json::from_str(&to_json(&bank_of(&text))).unwrap();
    let file = json["items"][0]["file"].clone();
    assert!(file.as_str().unwrap().ends_with("/abc/items.md"));
    let expected = serde_json::json!({
        "items": [{
            "id": "abc-one",
            "certification": "abc",
            "section": "first",
            "topic": "loops",
            "kind": "single",
            "stem": "What does this program print?\n\n```python\nprint(1 + 1)\n```",
            "options": [
                {"text": "`2`", "key": true},
                {"text": "```text\n1\n\"1\"\n```", "key": false},
                {"text": "Nothing is printed", "key": false},
            ],
            "file": file,
            "line": 8,
        }],
        "problems": [{
            "file": file,
            "line": 44,
            "column": 15,
            "severity": "error",
            "message": "`harder` isn't a difficulty",
            "help": "did you mean `hard`? It is one of `easy`, `medium`, `hard`",
        }],
    });
    assert_eq!(json, expected);
    let bank = bank_of(&ITEMS.replace("harder", "hard"));
    let json: serde_json::Value = serde_json::from_str(&to_json(&bank)).unwrap();
    assert_eq!(json["items"][1]["kind"], "multiple");
    assert_eq!(json.get("figures"), None);
    assert_eq!(json["problems"], serde_json::json!([]));
}

#[test]
fn the_text_shows_the_line_and_how_to_mend_it() {
    let bank = bank_of(&edit("print(1 + 1)", "if 1:\n\tprint('\u{1B}')"));
    let text = to_text(&bank).replace(&bank.problems[0].place.file, "items.md");
    let expected = r#"items.md:19:1: warning: a tab in code
 19 |  print(' ')
    | ^
  help: indent with spaces, and write `\t` in a string: a tab can't be told from spaces on the page

items.md:19:9: error: the invisible character U+001B isn't allowed
 19 |  print(' ')
    |         ^
  help: delete it; where code needs it, write it as an escape such as "\x00" or "\u202e"

items.md:41:15: error: `harder` isn't a difficulty
 41 | - difficulty: harder
    |               ^
  help: did you mean `hard`? It is one of `easy`, `medium`, `hard`

0 items without an error: 2 errors and 1 warning.
"#;
    assert_eq!(text, expected);
}

#[test]
fn a_file_name_cant_command_a_terminal() {
    let folder = Folder::with(&[("\u{1B}[2Jx.md", b"no front matter")]);
    assert!(!to_text(&folder.read()).contains('\u{1B}'));
}
