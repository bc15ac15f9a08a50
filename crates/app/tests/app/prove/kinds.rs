//! Each kind of proof: what it proves, and what it says when it doesn't.

use super::{Bank, Item};
use std::process::Command;

const SUM: &str = "What does this program print?\n\n```python\nprint(1 + 1)\n```";

#[test]
fn output_is_the_text_of_the_key_and_of_no_distractor() {
    Bank::one(Item { stem: SUM, options: &[(true, "`2`"), (false, "`11`")], ..Item::default() }).is_proven();

    let wrong = Bank::one(Item { stem: SUM, options: &[(false, "`2`"), (true, "`11`")], ..Item::default() });
    let told = wrong.fails(&[
        "items.md:6:4: tiny-item-0 isn't proven on CPython 3.",
        "option 1 (distractor, program at line 16): `2`",
        "option 2 (key, program at line 16): `11`\n      expected: 11\n      seen:     2",
    ]);
    assert!(told.report.contains("1 item: 0 proven, 0 cited only, 1 failed, 0 not run"), "{}", told.report);
}

#[test]
fn output_may_have_lines_or_be_empty_or_an_exception() {
    let lines = Item {
        stem: "What does it print?\n\n```python\nfor number in range(2):\n    print(number, end=\" \\n\")\n```",
        options: &[(true, "```text\n  0\n  1\n  ```"), (false, "`0 1`"), (false, "Nothing is printed")],
        ..Item::default()
    };
    let nothing = Item {
        stem: "What does it print?\n\n```python\nnumber = 1\n```",
        options: &[(true, "Nothing is printed"), (false, "`1`")],
        ..Item::default()
    };
    let exception = Item {
        stem: "What happens?\n\n```python\nprint(1)\nprint({}[0])\n```",
        options: &[
            (true, "It raises `KeyError`"),
            (false, "It prints `1`"),
            (false, "It raises `IndexError`"),
        ],
        ..Item::default()
    };
    let told = Bank::new(&[lines, nothing, exception]).is_proven();
    assert!(told.report.contains("3 items: 3 proven"), "{}", told.report);
}

#[test]
fn the_order_of_a_set_proves_nothing() {
    let program = "print(*{\"ash\", \"birch\", \"cedar\", \"elm\", \"fir\", \"larch\"})";
    let ran = Command::new("python3").args(["-c", program]).env("PYTHONHASHSEED", "0").output().unwrap();
    let printed = format!("`{}`", String::from_utf8(ran.stdout).unwrap().trim());
    Bank::one(Item {
        stem: &format!("What does it print?\n\n```python\n{program}\n```"),
        options: &[(true, &printed), (false, "`elm`")],
        ..Item::default()
    })
    .fails(&["the order of a set decides"]);
}

#[test]
fn input_and_files_are_there_and_nothing_else() {
    Bank::one(Item {
        stem: "What does it print?\n\n```python file=main.py\nimport os\nimport shop\n\nprint(shop.price, input(), \
               *sorted(os.listdir()))\n```\n\n```python file=shop.py\nprice = 3\n```",
        options: &[(true, "`3 yes data.txt main.py shop.py`"), (false, "`3`")],
        blocks: "```stdin\nyes\n```\n\n```text file=data.txt\n1\n```",
        ..Item::default()
    })
    .is_proven();
}

#[test]
fn raises_is_about_the_type() {
    let stem = "Which exception?\n\n```python\nimport json\n\nprint(1)\njson.loads(\"{\")\n```";
    let key = (true, "`json.JSONDecodeError`");
    Bank::one(Item { proof: "raises", stem, options: &[key, (false, "None at all")], ..Item::default() })
        .is_proven();
    let options = &[(true, "`ValueError`"), (false, "`JSONDecodeError`")];
    Bank::one(Item { proof: "raises", stem, options, ..Item::default() }).fails(&[
        "option 1 (key",
        "expected: the exception ValueError\n      seen:     JSONDecodeError",
        "option 2 (distractor",
    ]);
    Bank::one(Item { proof: "raises", stem: SUM, options, ..Item::default() })
        .fails(&["expected: the exception ValueError\n      seen:     no exception"]);
}

/// An item that is proven option by option, in a block that starts at line 31.
fn per_option<'a>(options: &'a [(bool, &'a str)]) -> Item<'a> {
    Item {
        proof: "options",
        stem: "Which line makes the total 6?",
        options,
        blocks: "```python\ntotal = 0\nfor number in (1, 2, 3):\n    {{option}}\nassert total == 6\n```",
        ..Item::default()
    }
}

#[test]
fn an_option_does_what_the_stem_asks_or_does_not() {
    Bank::one(per_option(&[
        (true, "`total += number`"),
        (false, "`total = number`"),
        (false, "`total =+ numbers`"),
    ]))
    .is_proven();
    Bank::one(per_option(&[(true, "`total = number`"), (false, "`total = total + number`")])).fails(&[
        "option 1 (key, program at line 31): `total = number`\n      expected: no exception\n      seen:     AssertionError",
        "assert total == 6",
        "option 2 (distractor, program at line 31)",
        "expected: an exception of its own, since this is a distractor\n      seen:     no exception",
    ]);
}

#[test]
fn a_program_that_leaves_before_its_end_proves_nothing() {
    Bank::one(per_option(&[(true, "`raise SystemExit(0)`"), (false, "`total = number`")]))
        .fails(&["it left before its end"]);
}

/// An item whose claims are about the list `names`.
fn claims<'a>(options: &'a [(bool, &'a str)], blocks: &'a str) -> Item<'a> {
    Item {
        proof: "claims",
        stem: "What is true of it?\n\n```python\nnames = [\"Ada\", \"Bo\"]\n```",
        options,
        blocks,
        ..Item::default()
    }
}

#[test]
fn a_claim_holds_or_is_refuted_by_an_assertion() {
    let options = &[(true, "It has two names"), (false, "It has three names")];
    let good = "```python\n{{stem}}\nassert len(names) == 2\n```\n\n```python\n{{stem}}\nassert len(names) == 3\n```";
    Bank::one(claims(options, good)).is_proven();
    let bad = "```python\n{{stem}}\nassert len(names) == 3\n```\n\n```python\nassert len(names) == 3\n```";
    Bank::one(claims(options, bad)).fails(&[
        "option 1 (key",
        "seen:     AssertionError",
        "expected: AssertionError, since this is a distractor\n      seen:     NameError",
    ]);
}

#[test]
fn what_is_cited_is_not_run() {
    let cited = Item {
        proof: "cited because it is a matter of taste",
        stem: "What does PEP 8 recommend?",
        options: &[(true, "This"), (false, "That")],
        ..Item::default()
    };
    let told = Bank::one(cited).is_proven();
    assert!(told.report.contains("1 item: 0 proven, 1 cited only"), "{}", told.report);
}
