//! What proofs need beyond the standard library, where it isn't there.

use super::{Bank, Item};
use std::process::Command;

/// An item that needs something that a fresh environment hasn't.
const NUMPY: Item<'_> = Item {
    proof: "output",
    fields: "- needs: numpy\n",
    stem: "What does it print?\n\n```python\nimport numpy\n\nprint(numpy.arange(2))\n```",
    options: &[(true, "`[0 1]`"), (false, "`[0, 1]`")],
    blocks: "",
};

#[test]
fn what_is_missing_is_said_and_counts_unless_it_is_allowed() {
    let sum = Item {
        stem: "What does it print?\n\n```python\nprint(1 + 1)\n```",
        options: &[(true, "`2`"), (false, "`11`")],
        ..Item::default()
    };
    let bank = Bank::new(&[NUMPY, sum]);
    let folder = bank.fresh.join("python");
    let made = Command::new("python3").args(["-m", "venv", "--without-pip"]).arg(&folder).status().unwrap();
    assert!(made.success());
    let python = folder.join("bin/python");
    let python = python.to_str().unwrap();

    let told = bank.prove(&["--python", python]);
    assert_eq!(told.code, Some(1), "{}", told.report);
    for words in [
        "1 item not run on CPython 3.",
        "needs numpy (ModuleNotFoundError: No module named 'numpy')",
        "python -m pip install numpy",
        "2 items: 1 proven, 0 cited only, 0 failed, 1 not run",
    ] {
        assert!(told.report.contains(words), "no {words:?} in:\n{}", told.report);
    }

    let told = bank.prove(&["--python", python, "--allow-missing", "--json"]);
    assert_eq!(told.code, Some(0), "{}", told.report);
    assert!(told.report.contains("\"reason\": \"needs numpy\""), "{}", told.report);
}
