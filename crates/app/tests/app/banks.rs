//! Question banks: checked from the command line, loaded whole or not at all.

use crate::support::{Fresh, Server, bank, ends, get, invigil};
use std::{fs, path::Path};

fn check(path: &Path, more: &[&str]) -> (Option<i32>, String) {
    // Neither the data folder nor a database is there.
    let mut command = invigil(Path::new("/nowhere"));
    command.env("DATABASE_URL", "postgres://127.0.0.1:1/none").args(["bank", "check"]).arg(path).args(more);
    ends(&mut command)
}

/// A bank with a file that says nothing right.
fn broken(fresh: &Fresh) -> std::path::PathBuf {
    let folder = fresh.join("bank");
    fs::create_dir(&folder).unwrap();
    fs::write(
        folder.join("items.md"),
        "---\ncertification: none\nsection: none\n---\n\n## an-item\n\nWhat?\n",
    )
    .unwrap();
    folder
}

#[test]
fn a_good_bank_is_one_without_errors() {
    let (code, text) = check(&bank(), &[]);
    assert_eq!(code, Some(0), "{text}");
    let (code, text) = check(&bank(), &["--json"]);
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("\"tiny-one-and-one\""), "{text}");
}

#[test]
fn a_broken_bank_is_told_apart_from_a_wrong_command() {
    let fresh = Fresh::new();
    let (code, text) = check(&broken(&fresh), &["--json"]);
    assert_eq!(code, Some(1), "{text}");
    let (code, text) = check(&fresh.join("missing"), &[]);
    assert_eq!(code, Some(1), "{text}");
    let (code, text) = check(&bank(), &["--yaml"]);
    assert_eq!(code, Some(2), "{text}");
}

#[test]
fn a_broken_bank_leaves_the_one_that_was_loaded_before() {
    let fresh = Fresh::new();
    let data = fresh.join("data");
    let broken = broken(&fresh);
    let (code, text) = ends(invigil(&data).env("INVIGIL_BANK", &broken));
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains("items.md:") && text.contains("invigil bank check"), "{text}");

    assert!(Server::start(&data).stop().success());
    let mut server = Server::spawn(invigil(&data).env("INVIGIL_BANK", &broken));
    server.line("stays in use");
    assert_eq!(get(&server.address(), "/readyz").unwrap().0, 200);
    assert!(server.stop().success());

    let mut server = Server::spawn(invigil(&data).env("INVIGIL_BANK", fresh.join("missing")));
    server.line("INVIGIL_BANK names");
    server.line("stays in use");
    server.address();
}
