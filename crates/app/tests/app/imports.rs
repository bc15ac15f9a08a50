//! Importing and converting banks from the command line.

use crate::support::{Fresh, ends, invigil};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

/// One item that is good, one that there is no kind for, and one that is broken.
const MIXED: &str = "::good::Which is a list? {=\\[1\\]#Yes. ~(1,)#A tuple.}\n\n::told::Tell what a list is. {}\n\n::bad::Which? {~a ~b}\n";
const GOOD: &str = "$CATEGORY: Lists\n\n::one::Which is first? {=a ~b ~c}\n\n::two::Which are mutable? {~%50%list ~%50%set ~%-100%tuple}\n";

fn file(fresh: &Fresh, name: &str, text: &str) -> PathBuf {
    let path = fresh.join(name);
    fs::write(&path, text).unwrap();
    path
}

/// Runs a command of `invigil bank`: its exit code, and what it prints on standard output.
fn bank(data: &Path, arguments: &[&str], path: &Path) -> (Option<i32>, String) {
    let mut command = invigil(data);
    command.arg("bank").args(arguments).arg(path).stderr(Stdio::null());
    let output = command.output().unwrap();
    (output.status.code(), String::from_utf8(output.stdout).unwrap())
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

fn count(list: &Value) -> u64 {
    list.as_array().unwrap().len() as u64
}

#[test]
fn a_dry_run_accounts_for_everything_and_needs_no_database() {
    let fresh = Fresh::new();
    let path = file(&fresh, "mixed.gift", MIXED);
    let (code, text) = bank(Path::new("/nowhere"), &["import", "--dry-run", "--json"], &path);
    assert_eq!(code, Some(1), "{text}");
    let told = json(&text);
    assert_eq!((&told["format"], &told["stored"]), (&Value::from("gift"), &Value::Null));
    let (skipped, failed) = (&told["skipped"], &told["failed"]);
    assert_eq!((count(&told["items"]), count(skipped), count(failed)), (1, 1, 1), "{text}");
    assert_eq!((&told["read"], &told["imported"]), (&Value::from(3), &Value::from(1)));
    for left_out in [&skipped[0], &failed[0]] {
        assert!(left_out["where"]["line"].as_u64().unwrap() > 1, "{left_out}");
        assert!(
            !left_out["kind"].as_str().unwrap().is_empty()
                && !left_out["reason"].as_str().unwrap().is_empty()
        );
    }
    let item = &told["items"][0];
    assert_eq!(
        (&item["id"], &item["stem"], &item["choose"]),
        (&"good".into(), &"Which is a list?".into(), &1.into())
    );
    assert_eq!(
        (&item["options"][0]["key"], &item["options"][1]["key"]),
        (&Value::Bool(true), &Value::Bool(false))
    );

    let (code, text) = bank(Path::new("/nowhere"), &["import", "--dry-run"], &path);
    assert_eq!(code, Some(1), "{text}");
    assert!(text.ends_with("GIFT: 3 read, 1 to import, 1 skipped, 1 failed.\n"), "{text}");
}

#[test]
fn what_is_good_ends_well_and_what_is_refused_says_why() {
    let fresh = Fresh::new();
    let dry = ["import", "--dry-run", "--json"];
    let (code, text) = bank(Path::new("/nowhere"), &dry, &file(&fresh, "good.txt", GOOD));
    assert_eq!((code, json(&text)["imported"].as_u64()), (Some(0), Some(2)), "{text}");
    let (code, text) = bank(Path::new("/nowhere"), &dry, &file(&fresh, "letter.txt", "Dear all,\nhello.\n"));
    assert_eq!((code, json(&text)["read"].as_u64()), (Some(1), Some(0)), "{text}");
    assert!(!json(&text)["refused"].as_str().unwrap().is_empty(), "{text}");
    assert_eq!(bank(Path::new("/nowhere"), &dry, &fresh.join("missing")).0, Some(1));
    // Where it is to be stored has to be said.
    assert_eq!(bank(Path::new("/nowhere"), &["import"], &file(&fresh, "good.gift", GOOD)).0, Some(2));
}

#[test]
fn an_import_is_stored_once_and_then_unchanged() {
    let fresh = Fresh::new();
    let data = fresh.join("data");
    let good = file(&fresh, "good.gift", GOOD);
    let import = ["import", "--bank", "Lists", "--owner", "ada@example.org", "--json"];
    let unknown = || ends(invigil(&data).arg("bank").args(import).arg(&good));
    let (code, text) = unknown();
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains("There is no account with the e-mail address ada@example.org"), "{text}");

    let user = |arguments: &[&str]| {
        let (code, text) = ends(invigil(&data).arg("user").args(arguments));
        assert_eq!(code, Some(0), "{text}");
    };
    user(&["create", "ada@example.org", "--name", "Ada", "--role", "candidate"]);
    let (code, text) = unknown();
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains("ada@example.org is no instructor"), "{text}");
    user(&["role", "ada@example.org", "instructor"]);

    let stored = |path: &Path| {
        let (code, text) = bank(&data, &import, path);
        let told = json(&text);
        let counts = ["new", "changed", "unchanged"].map(|name| told["stored"][name].as_u64().unwrap());
        (code, counts, told["stored"]["made"].as_bool().unwrap())
    };
    assert_eq!(stored(&good), (Some(0), [2, 0, 0], true));
    assert_eq!(stored(&good), (Some(0), [0, 0, 2], false));
    let more =
        file(&fresh, "more.gift", &format!("{}\n\n::three::And? {{=a ~b}}\n", GOOD.replace("~c", "~d")));
    assert_eq!(stored(&more), (Some(0), [1, 1, 1], false));
    // What is broken is told; what isn't is stored.
    assert_eq!(stored(&file(&fresh, "mixed.gift", MIXED)), (Some(1), [1, 0, 0], false));
    let (code, text) = bank(&data, &import, &file(&fresh, "letter.txt", "Dear all,\nhello.\n"));
    assert_eq!((code, &json(&text)["stored"]), (Some(1), &Value::Null), "{text}");
    let (_, text) = bank(&data, &import[..5], &good);
    assert!(text.ends_with("In the bank Lists: 0 new, 1 changed, 1 unchanged.\n"), "{text}");
}

#[test]
fn a_bank_converts_to_every_format_and_back() {
    let fresh = Fresh::new();
    let good = file(&fresh, "good.gift", GOOD);
    let items = |path: &Path| {
        let (code, text) = bank(Path::new("/nowhere"), &["import", "--dry-run", "--json"], path);
        assert_eq!(code, Some(0), "{text}");
        let mut items = json(&text)["items"].take();
        // Where they stand and what was noted differs from format to format.
        for item in items.as_array_mut().unwrap() {
            let item = item.as_object_mut().unwrap();
            item.remove("where");
            item.remove("notes");
        }
        items
    };
    let expected = items(&good);
    for (format, name) in [
        ("native", "a.md"),
        ("moodle-xml", "a.xml"),
        ("gift", "a.gift"),
        ("qti-3.0", "a.zip"),
        ("csv", "a.csv"),
    ] {
        let to = fresh.join(name);
        let (code, text) = bank(
            Path::new("/nowhere"),
            &["convert", "--to", format, "--output", to.to_str().unwrap()],
            &good,
        );
        assert_eq!((code, text.as_str()), (Some(0), ""), "{format}");
        assert_eq!(items(&to), expected, "{format}");
    }
    let part = fresh.join("part.csv");
    let to_csv = ["convert", "--to", "csv", "--output", part.to_str().unwrap()];
    // Something was left out; nothing could be read.
    assert_eq!(bank(Path::new("/nowhere"), &to_csv, &file(&fresh, "mixed.gift", MIXED)).0, Some(3));
    assert_eq!(
        bank(Path::new("/nowhere"), &to_csv, &file(&fresh, "letter.txt", "Dear all,\nhello.\n")).0,
        Some(1)
    );
    assert_eq!(bank(Path::new("/nowhere"), &["convert", "--to", "pdf"], &good).0, Some(2));
}
