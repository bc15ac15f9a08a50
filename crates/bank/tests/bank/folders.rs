//! Where files lie, which are read, and which can't be.

use crate::support::{CERTIFICATION, Folder, ITEMS, same};
use invigil_bank::{Bank, MAX_FILE_BYTES, read};
use std::fs;
use std::path::Path;

fn good() -> String {
    ITEMS.replace("harder", "hard")
}

fn only_problem(bank: &Bank) -> &str {
    assert_eq!(bank.problems.len(), 1, "{:?}", bank.problems);
    assert!(bank.items.is_empty());
    assert_eq!(bank.errors(), 1);
    &bank.problems[0].message
}

#[test]
fn a_bank_a_folder_of_it_and_a_single_file_read_alike() {
    let folder = Folder::with(&[
        ("abc/certification.toml", CERTIFICATION.as_bytes()),
        ("abc/deep/er/items.md", good().as_bytes()),
        ("README.md", b"# About this bank\n"),
        ("FORMAT.md", b"## abc-one\n"),
        ("abc/README.md", b"Words.\n"),
        (".git/notes.md", b"no front matter"),
        ("abc/.hidden.md", b"no front matter"),
        ("abc/notes.txt", b"\xFF"),
    ]);
    let whole = folder.read();
    assert_eq!(whole.problems, []);
    assert_eq!(whole.items.len(), 2);
    let file = format!("{}/abc/deep/er/items.md", folder.path().display());
    assert_eq!(whole.items[0].place.to_string(), format!("{file}:8:4"));
    for part in ["abc", "abc/", "abc/deep", "abc/deep/er/items.md", "abc/deep/../deep/er/items.md"] {
        let bank = read(&folder.path().join(part));
        assert_eq!(bank.problems, [], "{part}");
        assert_eq!(bank.certifications, whole.certifications, "{part}");
        let items = |bank: &Bank| bank.items.iter().map(|item| item.item.clone()).collect::<Vec<_>>();
        assert_eq!(items(&bank), items(&whole), "{part}");
    }
    let bank = read(&folder.path().join("abc/certification.toml"));
    assert_eq!((bank.problems.len(), bank.certifications.len()), (0, 1));
}

#[test]
fn the_files_come_in_the_order_of_their_names() {
    let other = good().replace("abc-one", "abc-three").replace("abc-two", "abc-four");
    let folder = Folder::with(&[
        ("abc/b.md", good().as_bytes()),
        ("abc/a/z.md", other.as_bytes()),
        ("abc/certification.toml", CERTIFICATION.as_bytes()),
    ]);
    let bank = folder.read();
    let ids: Vec<&str> = bank.items.iter().map(|item| item.item.id.as_str()).collect();
    assert_eq!(ids, ["abc-three", "abc-four", "abc-one", "abc-two"]);
}

#[test]
fn an_id_used_in_two_files_names_the_other() {
    let folder = Folder::with(&[
        ("abc/certification.toml", CERTIFICATION.as_bytes()),
        ("abc/a.md", good().as_bytes()),
        ("abc/b.md", good().as_bytes()),
    ]);
    same(
        &folder.problems(),
        "
         abc/b.md:8:4 error: the id `abc-one` is used twice
         abc/b.md:36:4 error: the id `abc-two` is used twice",
    );
    let bank = folder.read();
    assert!(bank.problems[0].help.ends_with("abc/a.md:8:4"), "{}", bank.problems[0].help);
    assert_eq!(bank.items.len(), 2);
}

#[test]
fn files_outside_of_a_certification() {
    let folder = Folder::with(&[
        ("abc/certification.toml", CERTIFICATION.as_bytes()),
        ("items.md", good().as_bytes()),
        ("other/items.md", good().replace("certification: abc", "certification: acb").as_bytes()),
        ("words.md", b"# Words\n"),
    ]);
    same(
        &folder.problems(),
        "
         items.md:2:16 error: the file lies outside of the folder of its certification `abc`
         other/items.md:2:16 error: unknown certification `acb`
         other/items.md:8:4 error: the id `abc-one` is used twice
         other/items.md:36:4 error: the id `abc-two` is used twice
         words.md:1:1 error: no front matter",
    );
    assert!(folder.read().items.is_empty());
}

#[test]
fn a_recognition_has_no_items() {
    let editions = CERTIFICATION.find("[[editions]]").unwrap();
    let recognition = CERTIFICATION[..editions].replace("kind = \"exam\"", "kind = \"recognition\"");
    let folder = Folder::with(&[
        ("abc/certification.toml", recognition.as_bytes()),
        ("abc/items.md", good().as_bytes()),
    ]);
    same(&folder.problems(), "abc/items.md:3:10 error: unknown section `first`");
}

#[test]
fn paths_that_hold_no_bank() {
    let folder = Folder::with(&[("notes.txt", b"x"), ("empty/x/notes.txt", b"x")]);
    same(only_problem(&read(&folder.path().join("missing"))), "there is no such file or folder");
    same(
        only_problem(&read(&folder.path().join("empty"))),
        "there is neither an items file (*.md) nor a certification.toml in this folder",
    );
    same(
        only_problem(&read(&folder.path().join("notes.txt"))),
        "neither an items file (*.md) nor a certification.toml",
    );
    same(only_problem(&read(Path::new(""))), "there is no such file or folder");
}

#[cfg(unix)]
#[test]
fn what_is_neither_a_file_nor_a_folder() {
    same(only_problem(&read(Path::new("/dev/null"))), "neither a file nor a folder");
}

#[cfg(unix)]
#[test]
fn links_in_a_folder_are_not_followed_but_the_path_itself_may_be_one() {
    let folder = Folder::with(&[
        ("bank/abc/certification.toml", CERTIFICATION.as_bytes()),
        ("bank/abc/items.md", good().as_bytes()),
        ("elsewhere/other.md", b"no front matter"),
    ]);
    let link = |from: &str, to: &str| {
        std::os::unix::fs::symlink(folder.path().join(from), folder.path().join(to)).unwrap();
    };
    link("elsewhere/other.md", "bank/abc/other.md");
    link("elsewhere", "bank/abc/elsewhere");
    link("bank", "bank/abc/loop");
    link("bank", "link");
    let bank = read(&folder.path().join("link"));
    assert_eq!(bank.problems, []);
    assert_eq!(bank.items.len(), 2);
    assert_eq!(read(&folder.path().join("bank/abc/loop/abc/items.md")).items.len(), 2);
}

#[test]
fn files_too_large_or_not_utf_8_leave_the_others_alone() {
    let folder = Folder::with(&[
        ("abc/certification.toml", CERTIFICATION.as_bytes()),
        ("abc/good.md", good().as_bytes()),
        ("abc/bytes.md", b"---\ncertification: \xFFabc\n"),
        ("abc/large.md", &vec![b'x'; MAX_FILE_BYTES as usize + 1]),
        ("abd/certification.toml", b"id = \"\xE9\""),
    ]);
    same(
        &folder.problems(),
        "
         abc/bytes.md:2:16 error: the file isn't UTF-8 text
         abc/large.md:1:1 error: the file is larger than 1024 KiB
         abd/certification.toml:1:7 error: the file isn't UTF-8 text",
    );
    assert_eq!(folder.read().items.len(), 2);
}

#[test]
fn folders_too_deep() {
    let deep = format!("abc/{}items.md", "d/".repeat(30));
    let folder = Folder::with(&[
        ("abc/certification.toml", CERTIFICATION.as_bytes()),
        (deep.as_str(), good().as_bytes()),
    ]);
    let bank = folder.read();
    same(only_problem(&bank), "more than 16 folders lie within each other");
}

#[cfg(unix)]
#[test]
fn a_file_that_may_not_be_read() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::with(&[
        ("abc/certification.toml", CERTIFICATION.as_bytes()),
        ("abc/items.md", good().as_bytes()),
    ]);
    let path = folder.path().join("abc/items.md");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).unwrap();
    if fs::read(&path).is_ok() {
        return; // This user may read everything.
    }
    assert_eq!(folder.problems(), "abc/items.md:1:1 error: it may not be read by this user");
}
