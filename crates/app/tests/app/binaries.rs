//! Finding PostgreSQL's programs, or saying what to install.

use crate::support::{Fresh, ends, invigil, quiet};
use invigil::private_postgres::{Options, PrivatePostgres, Search, StartError};
use std::{fs, os::unix::fs::PermissionsExt, path::PathBuf};

#[tokio::test]
async fn without_postgres_it_says_what_to_install() {
    let fresh = Fresh::new();
    let search = Search { named: None, folders: Vec::new(), cache: None };
    let options = Options { search, ..Options::new(fresh.join("data")) };
    let error = PrivatePostgres::start(&options, quiet).await.unwrap_err();
    assert!(matches!(error, StartError::NoBinaries { .. }), "{error}");
    let text = error.to_string();
    for part in ["apt-get install postgresql", "INVIGIL_POSTGRES_BIN", "DATABASE_URL"] {
        assert!(text.contains(part), "{part}: {text}");
    }
}

#[test]
fn a_named_folder_without_programs_is_named() {
    let fresh = Fresh::new();
    let (code, text) =
        ends(invigil(&fresh.join("data")).arg("migrate").env("INVIGIL_POSTGRES_BIN", &fresh.0));
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains("INVIGIL_POSTGRES_BIN") && text.contains(fresh.0.to_str().unwrap()), "{text}");
}

/// A folder with programs that only say their version.
fn pretended(fresh: &Fresh, name: &str, version: &str) -> PathBuf {
    let folder = fresh.join(name);
    fs::create_dir(&folder).unwrap();
    for program in ["postgres", "initdb"] {
        let path = folder.join(program);
        fs::write(&path, format!("#!/bin/sh\necho '{program} (PostgreSQL) {version}'\n")).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    }
    folder
}

#[tokio::test]
async fn one_that_is_too_old_is_named() {
    let fresh = Fresh::new();
    let search = Search { named: None, folders: vec![pretended(&fresh, "old", "13.9")], cache: None };
    let options = Options { search, ..Options::new(fresh.join("data")) };
    let text = PrivatePostgres::start(&options, quiet).await.unwrap_err().to_string();
    assert!(text.contains("14 or newer") && text.contains("13 (/"), "{text}");
}

#[tokio::test]
async fn what_initdb_says_is_quoted() {
    let fresh = Fresh::new();
    let folder = pretended(&fresh, "broken", "17.1");
    fs::write(folder.join("initdb"), "#!/bin/sh\necho 'no space left' >&2\nexit 1\n").unwrap();
    let search = Search { named: Some(folder), folders: Vec::new(), cache: None };
    let data = fresh.join("data");
    let options = Options { search, ..Options::new(&data) };
    let text = PrivatePostgres::start(&options, quiet).await.unwrap_err().to_string();
    assert!(text.contains("no space left"), "{text}");
    assert!(!data.join("postgres/cluster").exists());
}
