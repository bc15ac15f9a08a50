//! Settings: what is wrong is named, and the README tells the truth.

use crate::support::{Fresh, ends, invigil};
use std::{fs, path::Path};

#[test]
fn a_wrong_value_names_the_setting_the_value_and_what_is_right() {
    let fresh = Fresh::new();
    let data = fresh.join("data");
    for (setting, value, right) in [
        ("INVIGIL_LISTEN", "somewhere", "127.0.0.1:8080"),
        ("INVIGIL_LISTEN", "127.0.0.1:99999", "127.0.0.1:8080"),
        ("INVIGIL_PUBLIC_URL", "exams.example.org", "https://exams.example.org"),
        ("INVIGIL_LOG", "a=b=c", "info"),
        ("INVIGIL_DATABASE_CONNECTIONS", "1", "2 to 200"),
        ("INVIGIL_DATABASE_CONNECTIONS", "many", "2 to 200"),
        ("INVIGIL_HASHING_THREADS", "65", "1 to 64"),
        ("INVIGIL_DATA", "", "folder"),
        ("INVIGIL_BANK", "", "folder"),
        ("INVIGIL_POSTGRES_BIN", "", "folder"),
    ] {
        let (code, text) = ends(invigil(&data).env(setting, value));
        assert_eq!(code, Some(2), "{setting}={value}: {text}");
        assert!(text.contains(setting) && text.contains(&format!("'{value}'")), "{setting}={value}: {text}");
        assert!(text.contains(right), "{setting}={value}: {text}");
    }
    assert!(!data.exists());
}

#[test]
fn a_wrong_database_address_is_named_without_its_password() {
    let fresh = Fresh::new();
    let (code, text) = ends(invigil(&fresh.join("data")).env("DATABASE_URL", "mysql://ada:secret@host/db"));
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains("DATABASE_URL (mysql://...)") && !text.contains("secret"), "{text}");
}

#[test]
fn a_flag_wins_over_the_environment() {
    let fresh = Fresh::new();
    let mut command = invigil(&fresh.join("data"));
    let arguments = ["migrate", "--listen", "elsewhere"];
    let (_, text) = ends(command.env("INVIGIL_LISTEN", "somewhere").args(arguments));
    assert!(text.contains("'elsewhere'"), "{text}");
}

#[test]
fn the_readme_lists_the_settings_as_they_are() {
    let readme = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../README.md")).unwrap();
    let table = invigil::settings::table();
    assert!(readme.contains(&table), "the README's table of settings should be:\n{table}");
}
