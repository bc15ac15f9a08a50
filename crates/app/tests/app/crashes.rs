//! kill -9 of Postgres, of its server, of both, of the watcher between them: the next start finds nothing in its way.

use crate::support::{Fresh, Server, eventually, get, invigil, kill, postgres_of, quiet, run, start, value};
use invigil::private_postgres::{Options, PrivatePostgres};
use rustix::process::{Pid, Signal, test_kill_process};
use std::{
    fs,
    os::unix::{fs::MetadataExt, process::CommandExt},
    path::Path,
    process::{Command, Stdio},
};

fn alive(pid: u32) -> bool {
    // A zombie is dead, whoever has yet to collect it.
    let zombie = fs::read_to_string(format!("/proc/{pid}/stat")).is_ok_and(|stat| stat.contains(") Z "));
    !zombie && test_kill_process(Pid::from_raw(pid.cast_signed()).unwrap()).is_ok()
}

#[tokio::test]
async fn a_killed_postgres_comes_back_by_itself() {
    let fresh = Fresh::new();
    let postgres = start(&fresh.join("data")).await;
    run(postgres.url(), "CREATE TABLE kept (word text); INSERT INTO kept VALUES ('yes')").await.unwrap();
    let first = postgres.pid().unwrap();
    kill(first, Signal::KILL);
    let second = eventually("another Postgres runs", || postgres.pid().filter(|pid| *pid != first));
    assert_eq!(value(postgres.url(), "SELECT word FROM kept").await.unwrap(), "yes");
    postgres.stop().await;
    assert!(!alive(second));
}

#[tokio::test]
async fn one_that_was_killed_at_the_end_starts_again() {
    let fresh = Fresh::new();
    let data = fresh.join("data");
    for _ in 0..3 {
        let postgres = start(&data).await;
        run(postgres.url(), "CREATE TABLE IF NOT EXISTS kept (word text)").await.unwrap();
        kill(postgres.pid().unwrap(), Signal::KILL);
        postgres.stop().await;
    }
}

#[test]
fn a_killed_server_takes_its_postgres_along_and_starts_again_at_once() {
    let fresh = Fresh::new();
    let data = fresh.join("data");
    let server = Server::start(&data);
    let postgres = postgres_of(&data).unwrap();
    assert!(alive(postgres));
    server.kill();
    let mut again = Server::start(&data);
    assert!(!alive(postgres), "its Postgres has ended");
    assert_eq!(get(&again.address(), "/readyz").unwrap().0, 200);
    let postgres = postgres_of(&data).unwrap();
    again.kill();
    eventually("its Postgres has ended without a next start", || (!alive(postgres)).then_some(()));
}

#[test]
fn a_server_outlives_its_postgres() {
    let fresh = Fresh::new();
    let data = fresh.join("data");
    let mut server = Server::start(&data);
    let address = server.address();
    kill(postgres_of(&data).unwrap(), Signal::KILL);
    eventually("the server is ready again", || {
        get(&address, "/readyz").ok().filter(|(status, _)| *status == 200)
    });
    assert!(server.stop().success());
}

#[test]
fn both_killed_in_the_same_moment() {
    let fresh = Fresh::new();
    let data = fresh.join("data");
    let server = Server::start(&data);
    kill(postgres_of(&data).unwrap(), Signal::KILL);
    server.kill();
    assert!(Server::start(&data).stop().success());
}

/// The watcher between a server and its Postgres, found by its command line.
fn watcher_of(data: &Path) -> Option<u32> {
    let cluster = data.join("postgres/cluster");
    fs::read_dir("/proc").ok()?.flatten().find_map(|entry| {
        let line = fs::read_to_string(entry.path().join("cmdline")).ok()?;
        let is_it = line.contains("invigil-leash\0") && line.contains(cluster.to_str()?);
        is_it.then(|| entry.file_name().to_str()?.parse().ok()).flatten()
    })
}

#[test]
fn a_postgres_that_lost_its_watcher_is_ended_by_the_next_start() {
    if !Path::new("/proc/self").exists() {
        return;
    }
    let fresh = Fresh::new();
    let data = fresh.join("data");
    let server = Server::start(&data);
    let orphan = postgres_of(&data).unwrap();
    kill(watcher_of(&data).unwrap(), Signal::KILL);
    server.kill();
    assert!(alive(orphan));
    let mut again = Server::start(&data);
    assert!(!alive(orphan));
    assert!(again.line("Waiting for the previous PostgreSQL").contains(&orphan.to_string()));
    assert!(again.stop().success());
}

#[tokio::test]
async fn a_stale_file_that_names_a_strangers_process_is_cleared_away() {
    let fresh = Fresh::new();
    let data = fresh.join("data");
    let postgres = start(&data).await;
    let file = data.join("postgres/cluster/postmaster.pid");
    let text = fs::read_to_string(&file).unwrap();
    let owner = fs::metadata(&file).unwrap();
    postgres.stop().await;
    // A stranger of the same user has the number by now, as after a reboot.
    let mut sleep = Command::new("sleep");
    if rustix::process::geteuid().is_root() {
        sleep.uid(owner.uid()).gid(owner.gid());
    }
    let mut stranger = sleep.arg("600").stdout(Stdio::null()).spawn().unwrap();
    let old = text.lines().next().unwrap();
    fs::write(&file, text.replacen(old, &stranger.id().to_string(), 1)).unwrap();
    let started = PrivatePostgres::start(&Options::new(&data), quiet).await;
    let unharmed = stranger.try_wait().unwrap().is_none();
    stranger.kill().unwrap();
    stranger.wait().unwrap();
    assert!(unharmed, "the stranger was left alone");
    started.unwrap();
}

#[test]
fn a_server_told_to_end_while_it_prepares_leaves_nothing_behind() {
    let fresh = Fresh::new();
    let data = fresh.join("data");
    let mut server = Server::spawn(&mut invigil(&data));
    server.line("Creating a PostgreSQL");
    assert!(server.stop().success());
    assert!(Server::start(&data).stop().success());
}
