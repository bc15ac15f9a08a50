//! `invigil bank prove`, with real interpreters and banks of a few items.

mod bounds;
mod kinds;
mod needs;
mod reports;

use crate::support::{Fresh, Server, eventually, invigil};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// A bank in a fresh folder, and a folder beside it for scratch, which must be empty in the end.
struct Bank {
    fresh: Fresh,
    folder: PathBuf,
    scratch: PathBuf,
}

/// An item as its author writes it.
struct Item<'a> {
    proof: &'a str,
    /// Fields beside the usual ones, as `- needs: numpy\n`.
    fields: &'a str,
    stem: &'a str,
    /// The text of each option, and whether it's a key.
    options: &'a [(bool, &'a str)],
    /// What stands under `### Proof`.
    blocks: &'a str,
}

impl Default for Item<'_> {
    fn default() -> Self {
        Item { proof: "output", fields: "", stem: "", options: &[], blocks: "" }
    }
}

/// What the command said and how it ended.
struct Told {
    code: Option<i32>,
    report: String,
}

impl Bank {
    fn new(items: &[Item<'_>]) -> Bank {
        let fresh = Fresh::new();
        let (folder, scratch) = (fresh.join("bank"), fresh.join("scratch"));
        fs::create_dir(&folder).unwrap();
        fs::create_dir(&scratch).unwrap();
        let certification =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/app/bank/tiny/certification.toml");
        fs::copy(certification, folder.join("certification.toml")).unwrap();
        let mut text = "---\ncertification: tiny\nsection: sums\n---\n".to_owned();
        for (index, item) in items.iter().enumerate() {
            let Item { proof, fields, stem, options, blocks } = item;
            text +=
                &format!("\n## tiny-item-{index}\n\n- objective: Prove item {index}\n- topic: arithmetic\n");
            text += &format!("- difficulty: easy\n- proof: {proof}\n{fields}\n{stem}\n\n");
            for (key, option) in *options {
                let mark = if *key { 'x' } else { ' ' };
                text += &format!("- [{mark}] {option}\n  > A reason.\n");
            }
            text += "\n### Explanation\n\nA principle.\n\n### Reference\n\nLibrary Reference\n";
            if !blocks.is_empty() {
                text += &format!("\n### Proof\n\n{blocks}\n");
            }
        }
        fs::write(folder.join("items.md"), text).unwrap();
        Bank { fresh, folder, scratch }
    }

    fn one(item: Item<'_>) -> Bank {
        Bank::new(&[item])
    }

    /// The command that proves it.
    fn command(&self, more: &[&str]) -> Command {
        let mut command = invigil(Path::new("/nowhere"));
        command.env("TMPDIR", &self.scratch).args(["bank", "prove"]).arg(&self.folder).args(more);
        command
    }

    /// Proves it; nothing is left behind.
    fn prove(&self, more: &[&str]) -> Told {
        let mut program = Server::spawn(&mut self.command(more));
        let told = Told { code: program.ended().code(), report: program.said() };
        let left: Vec<_> = fs::read_dir(&self.scratch).unwrap().flatten().map(|entry| entry.path()).collect();
        assert!(left.is_empty(), "{left:?} is left after:\n{}", told.report);
        told
    }

    /// It must be proven.
    fn is_proven(&self) -> Told {
        let told = self.prove(&[]);
        assert_eq!(told.code, Some(0), "{}", told.report);
        told
    }

    /// It must not be, with these words in the report.
    fn fails(&self, words: &[&str]) -> Told {
        let told = self.prove(&[]);
        assert_eq!(told.code, Some(1), "{}", told.report);
        for words in words {
            assert!(told.report.contains(words), "no {words:?} in:\n{}", told.report);
        }
        told
    }
}

impl Told {
    /// Whether this machine can't keep programs from the network.
    fn is_open(&self) -> bool {
        self.report.contains("aren't kept from the network")
    }
}

#[test]
fn a_command_that_is_stopped_leaves_nothing() {
    let bank = Bank::one(Item {
        stem: "What does it print?\n\n```python\nimport time\ntime.sleep(9)\n```",
        options: &[(true, "Nothing is printed"), (false, "`1`")],
        ..Item::default()
    });
    let mut program = Server::spawn(&mut bank.command(&[]));
    program.line("Running 1 proof");
    let running = || fs::read_dir(&bank.scratch).unwrap().flatten().map(|entry| entry.path()).next();
    eventually("a program runs", || running().filter(|folder| fs::read_dir(folder).unwrap().count() > 1));
    assert_eq!(program.stop().code(), Some(1));
    assert!(running().is_none());
}
