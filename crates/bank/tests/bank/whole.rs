//! Warnings about a bank as a whole.

use crate::support::{CERTIFICATION, Folder, folder_of, item, items_file};
use invigil_bank::{Severity, check};

/// The problems with their help, a line each.
fn problems(folder: &Folder, path: &str) -> String {
    let root = format!("{}/", folder.path().display());
    let checked = check(&folder.path().join(path));
    let lines = checked.bank.problems.iter().map(|problem| {
        assert_eq!(problem.severity, Severity::Warning, "{}", problem.message);
        let excerpt = problem.excerpt.as_ref().expect("it stands in a line");
        assert!(excerpt.caret < excerpt.text.len(), "{excerpt:?}");
        format!("{}: {} ({})\n", problem.place, problem.message, problem.help).replace(&root, "")
    });
    lines.collect()
}

/// Items of different words, with the key at a place and of a length that depend on the number.
fn items(count: usize, options: impl Fn(usize) -> [&'static str; 4]) -> Vec<String> {
    let stem = |n: usize| format!("Which of word{n} other{n} more{n} thing{n} last{n} end{n} is it?");
    (0..count).map(|n| item(&format!("abc-{n}"), &stem(n), &options(n))).collect()
}

/// The key at each place as often, and never the longest.
fn even(n: usize) -> [&'static str; 4] {
    let mut options = ["Blue", "Long", "Tiny", "Most"];
    options[n % 4] = ["*Good", "*Fine", "*Well", "*Best"][n % 4];
    options
}

#[test]
fn items_nearly_the_same() {
    let mut all = items(4, even);
    all.push(all[1].replace("abc-1", "abc-again"));
    let folder = folder_of(&items_file(&all));
    let found = problems(&folder, "abc/items.md");
    let line = items_file(&all).lines().position(|line| line == "## abc-again").unwrap() + 1;
    let first = items_file(&all).lines().position(|line| line == "## abc-1").unwrap() + 1;
    assert_eq!(
        found,
        format!(
            "abc/items.md:{line}:4: nearly the same as `abc-1`: 100 % alike when names, numbers and strings are put aside \
             (keep one of them, or ask for something else here; the other is at abc/items.md:{first}:4)\n"
        )
    );
}

#[test]
fn copies_are_found_across_certifications() {
    let other = CERTIFICATION.replace("\"abc\"", "\"xyz\"").replace("order = 1", "order = 2");
    let one = items_file(&items(1, even));
    let two = one.replace("abc", "xyz");
    let folder = Folder::with(&[
        ("abc/certification.toml", CERTIFICATION.as_bytes()),
        ("abc/items.md", one.as_bytes()),
        ("xyz/certification.toml", other.as_bytes()),
        ("xyz/items.md", two.as_bytes()),
    ]);
    let found = problems(&folder, "");
    assert!(found.contains("xyz/items.md:6:4: nearly the same as `abc-0`"), "{found}");
}

#[test]
fn sections_without_enough_items_for_a_form() {
    let folder = folder_of(&items_file(&items(4, even)));
    let expected = "abc/certification.toml:35:8: no form of the edition `plain` can be drawn: its section `second` has 0 of \
                    the 1 items of a form (write 1 more of its topics, or lower `items`)\n";
    assert_eq!(problems(&folder, ""), expected);
    assert_eq!(problems(&folder, "abc"), expected);
    assert_eq!(problems(&folder, "abc/items.md"), "");
}

#[test]
fn a_certification_without_items() {
    let folder = Folder::with(&[("abc/certification.toml", CERTIFICATION.as_bytes())]);
    assert_eq!(
        problems(&folder, ""),
        "abc/certification.toml:1:6: `abc` has no item without an error (write items for it: files of Markdown in its \
         folder)\n"
    );
}

/// Everything but the section that has no items.
fn without_sections(folder: &Folder) -> String {
    problems(folder, "")
        .lines()
        .filter(|line| !line.contains("no form of"))
        .map(|line| format!("{line}\n"))
        .collect()
}

#[test]
fn keys_that_give_nothing_away() {
    assert_eq!(without_sections(&folder_of(&items_file(&items(40, even)))), "");
}

#[test]
fn keys_at_one_place() {
    let folder = folder_of(&items_file(&items(24, |_| ["Blue", "*Good", "Tiny", "Most"])));
    assert_eq!(
        without_sections(&folder),
        "abc/certification.toml:1:6: the keys of `abc` favour some places: 0, 24, 0, 0 from the first to the last (chi-square \
         72.0; chance exceeds 16.3 once in a thousand times) (reorder the options of some items, so that each place has \
         about as many keys)\n"
    );
}

#[test]
fn keys_that_are_longer() {
    // In half of the items the key is the longest option, in the others it is as long as the rest.
    let folder = folder_of(&items_file(&items(16, |n| {
        let mut options = even(n);
        if n / 4 % 2 == 0 {
            options[n % 4] = "*Better";
        }
        options
    })));
    // Half of them, and a quarter of the other half.
    assert_eq!(
        without_sections(&folder),
        "abc/certification.toml:1:6: who always chooses the longest option answers 62.5 % of the items of `abc`, 37.5 points \
         more than by chance (z = 4.9) (make keys and distractors alike in length, grammar and format; where they differ, let \
         it be a distractor as often as a key)\n"
    );
}

#[test]
fn keys_that_look_different() {
    let folder = folder_of(&items_file(&items(16, |n| {
        let mut options = even(n);
        options[n % 4] = "*`Good`";
        options
    })));
    let found = without_sections(&folder);
    assert!(found.contains("who always chooses the odd one out by format answers 100.0 %"), "{found}");
    assert_eq!(found.lines().count(), 1, "{found}");
}

#[test]
fn a_few_items_prove_nothing() {
    let folder = folder_of(&items_file(&items(1, |_| ["*Better", "Blue", "Tiny", "Most"])));
    assert_eq!(without_sections(&folder), "");
}
