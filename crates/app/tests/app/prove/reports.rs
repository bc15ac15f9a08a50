//! The command line, the report for programs, and the record.

use super::{Bank, Item};
use serde_json::Value;
use std::fs;

const SUM: Item<'_> = Item {
    proof: "output",
    fields: "",
    stem: "What does it print?\n\n```python\nprint(1 + 1)\n```",
    options: &[(true, "`2`"), (false, "`11`")],
    blocks: "",
};

const WRONG: Item<'_> = Item { options: &[(true, "`11`"), (false, "`3`")], ..SUM };

fn json(bank: &Bank, more: &[&str]) -> (Option<i32>, Value) {
    let output = bank.command(&[&["--json"], more].concat()).output().unwrap();
    (output.status.code(), serde_json::from_slice(&output.stdout).unwrap())
}

#[test]
fn json_has_every_item_and_interpreter() {
    let bank = Bank::new(&[SUM, WRONG]);
    let (code, report) = json(&bank, &[]);
    assert_eq!(code, Some(1));
    assert_eq!(report["pythons"][0]["python"], "python3");
    let release = report["pythons"][0]["version"].as_str().unwrap();
    let version = release.rsplit_once('.').unwrap().0;
    let [good, wrong] = report["items"].as_array().unwrap().as_slice() else { panic!("{report}") };
    assert_eq!((&good["id"], &good["outcome"]), (&"tiny-item-0".into(), &"proven".into()));
    assert_eq!(good["versions"], Value::from(vec![version]));
    assert_eq!((&wrong["outcome"], &wrong["proof"]), (&"failed".into(), &"output".into()));
    assert_eq!(wrong["reason"], "option 1: expected 11, seen 2");
    assert_eq!(wrong["failures"][0]["version"], release);
}

#[test]
fn the_record_names_what_is_proven_and_stays_the_same() {
    let bank = Bank::new(&[SUM, WRONG, SUM]);
    let record = bank.fresh.join("proven.json");
    let mut texts = Vec::new();
    for _ in 0..2 {
        bank.prove(&["--record", record.to_str().unwrap()]);
        texts.push(fs::read_to_string(&record).unwrap());
    }
    assert_eq!(texts[0], texts[1]);
    assert_eq!(texts[0].lines().count(), 4, "{}", texts[0]);
    let value: Value = serde_json::from_str(&texts[0]).unwrap();
    assert_eq!(value["tiny-item-0"]["content"].as_str().unwrap().len(), 64);
    assert!(value["tiny-item-0"]["pythons"][0].as_str().unwrap().starts_with("3."));
    assert!(value.get("tiny-item-1").is_none());
}

#[test]
fn a_wrong_command_is_told_apart_from_a_failed_proof() {
    let bank = Bank::one(SUM);
    for wrong in [["--python", "/bin/sh"], ["--python", "/nowhere/python3"], ["--jobs", "0"]] {
        assert_eq!(bank.prove(&wrong).code, Some(2), "{wrong:?}");
    }
    let nowhere = bank.fresh.join("nowhere");
    assert_eq!(bank.prove(&[nowhere.to_str().unwrap()]).code, Some(2));
}

#[test]
fn an_error_in_the_files_counts() {
    let bank = Bank::new(&[SUM, Item { proof: "belief", ..SUM }]);
    bank.fails(&["1 item: 1 proven", "1 error in the files,"]);
}
