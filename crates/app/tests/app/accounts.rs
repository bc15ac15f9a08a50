//! Accounts from the command line, beside a running server and without one.

use crate::support::{Fresh, Server, ends, get, invigil};
use std::path::Path;

fn user(data: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let mut command = invigil(data);
    ends(command.arg("user").args(arguments).env("INVIGIL_PUBLIC_URL", "https://exams.example.org"))
}

#[test]
fn an_account_is_created_changed_and_reset() {
    let fresh = Fresh::new();
    let data = fresh.join("data");
    let create = ["create", "Ada@Example.org", "--name", "Ada Lovelace", "--role", "instructor"];
    let (code, text) = user(&data, &create);
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("https://exams.example.org/welcome/"), "{text}");

    let mut server = Server::start(&data);
    let address = server.address();
    let (code, text) = user(&data, &create);
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains("ada@example.org has an account already"), "{text}");
    let (code, text) = user(&data, &["role", "ada@example.org", "administrator"]);
    assert_eq!(code, Some(0), "{text}");
    let (code, text) = user(&data, &["reset", "ada@example.org"]);
    assert_eq!(code, Some(0), "{text}");
    let link = text.lines().find(|line| line.contains("/welcome/")).unwrap();
    let path = link.strip_prefix("https://exams.example.org").unwrap();
    assert_eq!(get(&address, path).unwrap().0, 200);
    assert!(server.stop().success());
}

#[test]
fn unknown_people_and_wrong_words_are_named() {
    let fresh = Fresh::new();
    let data = fresh.join("data");
    for arguments in [&["role", "nobody@example.org", "candidate"][..], &["reset", "nobody@example.org"]] {
        let (code, text) = user(&data, arguments);
        assert_eq!(code, Some(1), "{text}");
        assert!(text.contains("There is no account with the e-mail address nobody@example.org"), "{text}");
    }
    for (arguments, part) in [
        (&["create", "nobody", "--name", "N", "--role", "candidate"][..], "ada@example.org"),
        (&["create", "a@example.org", "--name", " ", "--role", "candidate"], "1 to 100"),
        (&["create", "a@example.org", "--name", "N", "--role", "king"], "administrator"),
        (&["create", "a@example.org"], "--name"),
    ] {
        let (code, text) = user(&data, arguments);
        assert_eq!(code, Some(2), "{text}");
        assert!(text.contains(part), "{text}");
    }
}
