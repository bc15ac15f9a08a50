//! Problems of certification files.

use crate::support::{CERTIFICATION, Folder, same};

/// Asserts the problems of the certification file after a change.
#[track_caller]
fn after(from: &str, to: &str, expected: &str) {
    assert!(CERTIFICATION.contains(from), "`{from}` must stand in the text");
    let text = CERTIFICATION.replacen(from, to, 1);
    let found = Folder::with(&[("certification.toml", text.as_bytes())]).problems();
    same(&found.replace("certification.toml:", ""), expected);
}

#[test]
fn the_file_as_it_stands_is_right() {
    after("abc", "abc", "");
}

#[test]
fn what_isnt_toml() {
    after(
        "order = 1",
        "order = ",
        "7:9 error: not TOML: string values must be quoted, expected literal string",
    );
    after(
        "order = 1\nwhere_taken = \"at home\"",
        "order = \nwhere_taken = at home",
        "
         7:9 error: not TOML: string values must be quoted, expected literal string
         8:15 error: not TOML: string values must be quoted, expected literal string",
    );
    after("order = 1", "order = 1\norder = 2", "8:1 error: not TOML: duplicate key");
}

#[test]
fn keys_missing_unknown_or_of_another_kind() {
    after(
        "short = \"ABC\"\nname = \"A basic certification\"\n",
        "",
        "
         1:1 error: the key `name` is missing
         1:1 error: the key `short` is missing",
    );
    after(
        "minutes = 30",
        "minuets = 30",
        "
         20:1 error: the key `minutes` is missing
         24:1 error: unknown key `minuets`",
    );
    after("minutes = 30", "minutes = \"30\"", "24:11 error: `minutes` doesn't hold what it should");
    after("minutes = 30", "minutes = 70000", "24:11 error: `minutes` doesn't hold what it should");
    after("minutes = 30", "minutes = -1", "24:11 error: `minutes` doesn't hold what it should");
    after("short = \"ABC\"", "short = \" \"", "3:9 error: `short` doesn't hold what it should");
    after("id = \"abc\"", "id = \"A B\"", "1:6 error: `id` doesn't hold what it should");
    after("kind = \"exam\"", "kind = \"test\"", "2:8 error: `kind` doesn't hold what it should");
    after("default = true", "default = \"yes\"", "23:11 error: `default` doesn't hold what it should");
    after(
        "topics = [\"loops\", \"lists\"]",
        "topics = [\"loops\", 3]",
        "32:22 error: `topics` doesn't hold what it should",
    );
    after("loops = \"Loops\"", "Loops = \"Loops\"", "16:1 error: `topics` doesn't hold what it should");
    after(
        "order = 1",
        "order = 1\nfee_us = 3\nroles = \"one\"",
        "
         8:1 error: unknown key `fee_us`
         9:9 error: `roles` doesn't hold what it should",
    );
}

#[test]
fn what_the_rules_of_exams_dont_allow() {
    after("minutes = 30", "minutes = 0", "24:11 error: edition `plain`: minutes is 0, but must be 1 to 600");
    after(
        "pass_percent = 70",
        "pass_percent = 101",
        "25:16 error: edition `plain`: pass_percent is 101, but must be 1 to 100",
    );
    after(
        "items = 1",
        "items = 0",
        "
         31:11 error: edition `plain`: items of a section is 0, but must be 1 to 200
         31:11 error: edition `plain`: points of a section is 0, but must be 1 to 1000",
    );
    after(
        "items = 1",
        "items = 1\n  points = 0",
        "32:12 error: edition `plain`: points of a section is 0, but must be 1 to 1000",
    );
    after("default = true\n", "", "20:1 error: exactly one edition must have `default = true`; 0 have");
    after(
        "kind = \"exam\"",
        "kind = \"recognition\"",
        "20:1 error: a recognition has no exam, so it can't have editions",
    );
    after(
        "id = \"second\"",
        "id = \"first\"",
        "35:8 error: edition `plain`: two sections have the id `first`",
    );
    after(
        "[\"files\"]",
        "[\"loops\"]",
        "38:13 error: edition `plain`: the topic `loops` belongs to two sections",
    );
    after(
        "[\"files\"]",
        "[\"fires\"]",
        "38:13 error: edition `plain`, section `second`: the topic `fires` has no title under [topics]",
    );
    after(
        "[\"files\"]",
        "[]",
        "38:12 error: edition `plain`, section `second`: it has no topic, so no item can fill it",
    );
    let editions = CERTIFICATION.find("[[editions]]").unwrap();
    after(&CERTIFICATION[editions..], "", "2:8 error: an exam needs at least one edition");
    after(
        &CERTIFICATION[editions..],
        &CERTIFICATION[editions..].repeat(2),
        "
         40:6 error: two editions have the id `plain`
         42:11 error: exactly one edition must have `default = true`; 2 have",
    );
}

#[test]
fn items_of_a_certification_with_an_error_arent_blamed_for_it() {
    let broken = CERTIFICATION.replace("minutes = 30", "minutes = 0");
    let folder = Folder::with(&[
        ("abc/certification.toml", broken.as_bytes()),
        ("abc/items.md", crate::support::ITEMS.as_bytes()),
    ]);
    same(
        &folder.problems(),
        "
         abc/certification.toml:24:11 error: edition `plain`: minutes is 0, but must be 1 to 600
         abc/items.md:40:15 error: `harder` isn't a difficulty",
    );
    let bank = folder.read();
    assert!(bank.items.is_empty() && bank.certifications.is_empty());
}

#[test]
fn one_id_for_two_certifications() {
    let folder = Folder::with(&[
        ("a/certification.toml", CERTIFICATION.as_bytes()),
        ("b/certification.toml", CERTIFICATION.as_bytes()),
    ]);
    same(&folder.problems(), "b/certification.toml:1:6 error: the id `abc` is used twice");
    assert_eq!(folder.read().certifications.len(), 1);
}

#[test]
fn a_required_certification_that_isnt_there() {
    let text = CERTIFICATION.replace("order = 1", "order = 1\nrequires = [\"abd\"]");
    let folder = Folder::with(&[("abc/certification.toml", text.as_bytes())]);
    same(
        &folder.problems(),
        "abc/certification.toml:8:13 warning: the certification `abd` that is required isn't in this bank",
    );
    // Read alone, it may well be in the rest of the bank.
    assert_eq!(invigil_bank::read(&folder.path().join("abc")).problems, []);
}
