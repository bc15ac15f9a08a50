//! Items that ask the same with other names, numbers and strings.

use crate::support::{bank_of, item, items_file};
use invigil_bank::duplicates::near_duplicates;

const STEM: &str = r#"What does this program print?

```python
class Account:
    rate = 2

    def __init__(self, owner, balance=0):
        self.owner = owner
        self.balance = balance

    def grow(self):
        # Interest of one year.
        self.balance += self.balance * self.rate // 100
        return self

accounts = [Account("Ann", 100), Account("Bo", 250)]
for account in accounts:
    account.grow()
Account.rate = 5
print(f"{accounts[0].grow().balance:>8} {sum(a.balance for a in accounts)}")
```"#;

const OPTIONS: [&str; 4] = ["*`107 362`", "`105 362`", "`107 360`", "It raises `AttributeError`"];

/// The pairs of these items that are nearly the same.
fn pairs(items: &[(&str, &[&str])]) -> Vec<(usize, usize)> {
    let items: Vec<String> = items
        .iter()
        .zip(1..)
        .map(|((stem, options), number)| item(&format!("abc-{number}"), stem, options))
        .collect();
    let bank = bank_of(&items_file(&items));
    assert_eq!(bank.errors(), 0, "{:?}", bank.problems);
    assert_eq!(bank.items.len(), items.len());
    near_duplicates(&bank).iter().map(|pair| (pair.first + 1, pair.second + 1)).collect()
}

fn replaced(text: &str, changes: &[(&str, &str)]) -> String {
    changes.iter().fold(text.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "{from}");
        text.replace(from, to)
    })
}

#[test]
fn a_renamed_copy_is_found() {
    let copy = replaced(
        STEM,
        &[
            ("accounts", "plots"),
            ("account", "plot"),
            ("Account", "Field"),
            ("rate", "share"),
            ("owner", "farmer"),
            ("balance", "yield_"),
            ("grow", "rain"),
            ("100)", "70)"),
            ("250)", "9), Field(\"Cy\", 8)"),
            ("Ann", "Bert"),
            ("= 5", "= 30"),
            (">8", ">12"),
            ("(a.", "(x."),
            ("for a in", "for x in"),
        ],
    );
    let options = ["`9 12`", "It raises `AttributeError`", "*`9 13`", "`11 13`"];
    assert_eq!(pairs(&[(STEM, &OPTIONS), (&copy, &options)]), [(1, 2)]);
}

#[test]
fn a_copy_with_a_line_more_is_found() {
    let copy = replaced(STEM, &[("        return self", "        self.owner = None\n        return self")]);
    assert_eq!(pairs(&[(STEM, &OPTIONS), (&copy, &OPTIONS)]), [(1, 2)]);
}

#[test]
fn each_copy_names_one_item() {
    let other = "Which colour has the sky at noon in the month of May?";
    let colours: [&str; 3] = ["*Blue", "Red", "Green"];
    let items: [(&str, &[&str]); 5] =
        [(STEM, &OPTIONS), (other, &colours), (STEM, &OPTIONS), (STEM, &OPTIONS), (other, &colours)];
    assert_eq!(pairs(&items), [(1, 3), (1, 4), (2, 5)]);
}

#[test]
fn another_idea_in_the_same_setting_is_not() {
    let attribute = replaced(
        STEM,
        &[
            ("self.balance += self.balance * self.rate // 100", "self.rate = 3"),
            ("Account.rate = 5\n", "del accounts[0].rate\n"),
            (
                "{accounts[0].grow().balance:>8} {sum(a.balance for a in accounts)}",
                "{[a.rate for a in accounts]}",
            ),
        ],
    );
    let options = ["*`[2, 3]`", "`[3, 3]`", "`[2, 2]`", "It raises `AttributeError`"];
    assert_eq!(pairs(&[(STEM, &OPTIONS), (&attribute, &options)]), []);
}

#[test]
fn short_programs_of_different_ideas_are_not() {
    let program = |code: &str| format!("What does this program print?\n\n```python\n{code}\n```");
    let codes = [
        "print(1_000)",
        "print(1e3)",
        "print(0x10)",
        "print(1, 000)".replace("000", "0").as_str(),
        "print(\"a\\tb\")",
        "print(r\"a\\tb\")",
        "print(7 // 2)",
        "print(7 % 2)",
        "print(\"a\" \"b\", sep=\"\")",
        "print(\"a\", \"b\", end=\"\")",
        "print([1, 2].pop())",
        "print([1, 2].copy())",
    ]
    .map(program);
    let options: [&str; 3] = ["*`1`", "`2`", "`3`"];
    let items: Vec<(&str, &[&str])> = codes.iter().map(|code| (code.as_str(), options.as_slice())).collect();
    assert_eq!(pairs(&items), []);
}
