//! Starting to serve and ending.

use crate::support::{Fresh, Server, ends, get, invigil, postgres_of, run, start};
use std::{
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    time::{Duration, Instant},
};

#[test]
fn a_taken_port_is_named_and_nothing_is_changed() {
    let fresh = Fresh::new();
    let data = fresh.join("data");
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let (code, text) = ends(invigil(&data).env("INVIGIL_LISTEN", &address));
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains(&address) && text.contains("INVIGIL_LISTEN"), "{text}");
    assert!(!data.exists());
}

#[test]
fn it_serves_and_ends_when_asked() {
    let fresh = Fresh::new();
    let data = fresh.join("data");
    let mut server = Server::start(&data);
    let address = server.address();
    assert_eq!(get(&address, "/healthz").unwrap().0, 200);
    assert_eq!(get(&address, "/readyz").unwrap().0, 200);
    assert!(server.stop().success());
    assert_eq!(postgres_of(&data), None, "its Postgres has ended");
}

#[test]
fn the_first_administrator_gets_a_link_that_is_fresh_each_time() {
    let fresh = Fresh::new();
    let data = fresh.join("data");
    let mut links: Vec<String> = Vec::new();
    for _ in 0..2 {
        let mut server = Server::start(&data);
        let address = server.address();
        let link = server.line("/welcome/");
        let path = link.strip_prefix(&format!("http://{address}")).unwrap().to_owned();
        assert_eq!(get(&address, &path).unwrap().0, 200);
        if let Some(old) = links.last() {
            assert_ne!(get(&address, old).unwrap().0, 200, "an older link is void");
        }
        links.push(path);
        assert!(server.stop().success());
    }
    assert_ne!(links[0], links[1]);
}

#[test]
fn a_connection_that_asks_nothing_does_not_hold_up_the_end() {
    let fresh = Fresh::new();
    let mut server = Server::start(&fresh.join("data"));
    let mut silent = TcpStream::connect(server.address()).unwrap();
    let mut kept = TcpStream::connect(server.address()).unwrap();
    write!(kept, "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
    let mut first = [0; 12];
    kept.read_exact(&mut first).unwrap();
    assert_eq!(&first, b"HTTP/1.1 200");
    let asked = Instant::now();
    assert!(server.stop().success());
    assert!(asked.elapsed() < Duration::from_secs(8), "it took {:?}", asked.elapsed());
    assert_eq!(silent.read(&mut first).unwrap_or(0), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_is_down_is_waited_for() {
    let fresh = Fresh::new();
    let database = fresh.join("database");
    let postgres = start(&database).await;
    let url = postgres.url().to_owned();
    postgres.stop().await;
    let data = fresh.join("data");
    let mut server = Server::spawn(invigil(&data).env("DATABASE_URL", &url));
    server.line("can't be reached yet");
    let postgres = start(&database).await;
    assert_eq!(get(&server.address(), "/readyz").unwrap().0, 200);
    assert!(!data.exists(), "there is no private one beside it");
    run(&url, "SELECT 1 FROM attempt").await.unwrap();
    assert!(server.stop().success());
    postgres.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_refuses_is_not_waited_for() {
    let fresh = Fresh::new();
    let postgres = start(&fresh.join("database")).await;
    let url = postgres.url_of("nowhere");
    let (code, text) = ends(invigil(&fresh.join("data")).arg("migrate").env("DATABASE_URL", url));
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains("\"nowhere\" does not exist"), "{text}");
}
