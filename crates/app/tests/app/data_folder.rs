//! Where the data is, whose it is, and that it lasts.

use crate::support::{Fresh, ends, prepared, quiet, run, start, value};
use invigil::private_postgres::{Options, PrivatePostgres, StartError};
use std::{
    fs,
    os::unix::{
        fs::{MetadataExt, PermissionsExt, chown},
        process::CommandExt,
    },
    path::Path,
};

#[tokio::test]
async fn a_restart_keeps_the_data() {
    let fresh = Fresh::new();
    let data = fresh.join("data");
    let postgres = start(&data).await;
    run(postgres.url(), "CREATE TABLE kept (word text); INSERT INTO kept VALUES ('é')").await.unwrap();
    assert_eq!(value(postgres.url(), "SHOW fsync").await.unwrap(), "on");
    assert_eq!(value(postgres.url(), "SHOW synchronous_commit").await.unwrap(), "on");
    assert_eq!(value(postgres.url(), "SHOW listen_addresses").await.unwrap(), "");
    assert_eq!(value(postgres.url(), "SHOW server_encoding").await.unwrap(), "UTF8");
    postgres.stop().await;
    let postgres = start(&data).await;
    assert_eq!(value(postgres.url(), "SELECT word FROM kept").await.unwrap(), "é");
}

#[tokio::test]
async fn nobody_else_reaches_it() {
    let fresh = Fresh::new();
    let data = fresh.join("data");
    let _postgres = start(&data).await;
    let home = fs::metadata(data.join("postgres")).unwrap();
    assert_eq!(home.mode() & 0o777, 0o700);
    assert_ne!(home.uid(), 0, "PostgreSQL never runs as root");
    let socket = fs::metadata(data.join("postgres/.s.PGSQL.5432")).unwrap();
    assert_eq!(socket.mode() & 0o777, 0o700);
    for file in ["lock", "postgres.log"] {
        assert_eq!(fs::metadata(data.join(file)).unwrap().mode() & 0o777, 0o600, "{file}");
    }
}

#[tokio::test]
async fn a_long_path_with_unusual_characters_serves() {
    let fresh = Fresh::new();
    let data = fresh.join(&"long".repeat(50)).join("it's, \"odd\" ü&?");
    for _ in 0..2 {
        let postgres = start(&data).await;
        assert_eq!(value(postgres.url(), "SELECT 'here'").await.unwrap(), "here");
        let folder = postgres.url().split("host=").nth(1).unwrap().split('&').next().unwrap().to_owned();
        assert_eq!(fs::metadata(&folder).unwrap().mode() & 0o777, 0o700);
        postgres.stop().await;
        fs::remove_dir_all(folder).unwrap();
    }
}

#[tokio::test]
async fn data_of_another_version_is_left_alone() {
    let fresh = Fresh::new();
    let data = fresh.join("data");
    start(&data).await.stop().await;
    let file = data.join("postgres/cluster/PG_VERSION");
    let version = fs::read_to_string(&file).unwrap();
    fs::write(&file, "9.6\n").unwrap();
    let error = PrivatePostgres::start(&Options::new(&data), quiet).await.unwrap_err();
    let text = error.to_string();
    assert!(matches!(error, StartError::Version { .. }), "{text}");
    assert!(text.contains("PostgreSQL 9.6") && text.contains(&format!("{} (", version.trim())), "{text}");
    assert!(text.contains("INVIGIL_POSTGRES_BIN"), "{text}");

    fs::remove_file(&file).unwrap();
    let error = PrivatePostgres::start(&Options::new(&data), quiet).await.unwrap_err().to_string();
    assert!(error.contains("no PG_VERSION"), "{error}");

    fs::write(&file, version).unwrap();
    start(&data).await;
}

#[tokio::test]
async fn an_unfinished_cluster_is_begun_again() {
    let fresh = Fresh::new();
    let data = fresh.join("data");
    start(&data).await.stop().await;
    // As if the power had failed during initdb.
    fs::rename(data.join("postgres/cluster"), data.join("postgres/cluster.unfinished-1")).unwrap();
    let postgres = start(&data).await;
    assert_eq!(value(postgres.url(), "SELECT 'here'").await.unwrap(), "here");
    assert!(!data.join("postgres/cluster.unfinished-1").exists());
}

#[tokio::test]
async fn a_folder_that_the_user_of_postgres_cannot_enter_is_named() {
    if !rustix::process::geteuid().is_root() {
        return;
    }
    let fresh = Fresh::new();
    let closed = fresh.join("closed");
    fs::create_dir(&closed).unwrap();
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o700)).unwrap();
    let error =
        PrivatePostgres::start(&Options::new(closed.join("data")), quiet).await.unwrap_err().to_string();
    assert!(error.contains("can't be entered by user") && error.contains("INVIGIL_DATA"), "{error}");
}

#[tokio::test]
async fn what_postgres_says_is_quoted_when_it_does_not_start() {
    let fresh = Fresh::new();
    let options = Options {
        settings: vec![("shared_buffers".into(), "nonsense".into())],
        ..Options::new(fresh.join("data"))
    };
    let error = PrivatePostgres::start(&options, quiet).await.unwrap_err().to_string();
    assert!(error.contains("shared_buffers") && error.contains("postgres.log"), "{error}");
}

/// The tests themselves may run as root; this one never does.
#[test]
fn an_ordinary_user_has_one_too() {
    if !rustix::process::geteuid().is_root() {
        return;
    }
    let (user, group) = (65534, 65534);
    let fresh = Fresh::new();
    // The program may be where only root can go.
    let program = fresh.join("invigil");
    fs::copy(env!("CARGO_BIN_EXE_invigil"), &program).unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    let home = fresh.join("home");
    fs::create_dir(&home).unwrap();
    chown(&home, Some(user), Some(group)).unwrap();
    let data = home.join("data");
    let migrate = |data: &Path| ends(prepared(&program, data).arg("migrate").uid(user).gid(group));
    for _ in 0..2 {
        let (code, text) = migrate(&data);
        assert_eq!(code, Some(0), "{text}");
    }
    assert_eq!(fs::metadata(data.join("postgres/cluster")).unwrap().uid(), user);

    // Root finds that user's data and leaves it theirs.
    let (code, text) = ends(prepared(&program, &data).arg("migrate"));
    assert_eq!(code, Some(0), "{text}");
    assert_eq!(fs::metadata(data.join("postgres/cluster/PG_VERSION")).unwrap().uid(), user);

    // An ordinary user is told about data that isn't theirs.
    let roots = fresh.join("roots");
    let (code, text) = ends(prepared(&program, &roots).arg("migrate"));
    assert_eq!(code, Some(0), "{text}");
    let (code, text) = migrate(&roots);
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains("INVIGIL_DATA"), "{text}");
}
