//! What was acknowledged survives a kill -9 of the server in the middle of saving, again and again.

use crate::support::{Fresh, Server, get};
use std::{
    io::{Read, Write},
    net::TcpStream,
    sync::{
        Arc, Mutex,
        atomic::{AtomicI64, Ordering},
    },
    thread,
    time::Duration,
};

/// A browser's session: one cookie, one connection a request.
struct Session {
    address: String,
    cookie: String,
}

impl Session {
    fn ask(&self, method: &str, path: &str, body: &str) -> std::io::Result<String> {
        let mut stream = TcpStream::connect(&self.address)?;
        stream.set_read_timeout(Some(Duration::from_secs(20)))?;
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nCookie: {}\r\nContent-Type: application/json\r\n\
             Accept: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
            self.address,
            self.cookie,
            body.len()
        )?;
        let mut reply = String::new();
        stream.read_to_string(&mut reply)?;
        Ok(reply)
    }
}

fn header<'a>(reply: &'a str, name: &str) -> &'a str {
    let line = reply.lines().find(|line| line.to_ascii_lowercase().starts_with(&format!("{name}: ")));
    line.unwrap_or_else(|| panic!("no {name}: {reply}")).split_once(": ").unwrap().1
}

/// The number of the last stored change at the first position.
fn stored(state: &str) -> i64 {
    let (_, rest) = state.split_once("\"seq\":").unwrap_or_else(|| panic!("no state: {state}"));
    rest.chars().take_while(char::is_ascii_digit).collect::<String>().parse().unwrap()
}

#[test]
fn nothing_acknowledged_is_lost_by_killing_the_server() {
    let fresh = Fresh::new();
    let data = fresh.join("data");
    let mut server = Server::start(&data);
    let mut session = Session { address: server.address(), cookie: String::new() };
    let started = session.ask("POST", "/exams/tiny/only", "").unwrap();
    session.cookie = header(&started, "set-cookie").split(';').next().unwrap().to_owned();
    let attempt = header(&started, "location").to_owned();

    let acknowledged = AtomicI64::new(0);
    let mut sent = 0;
    for round in 0..12u64 {
        let server_at_work = Arc::new(Mutex::new(Some(server)));
        thread::scope(|scope| {
            let killer = scope.spawn({
                let server = server_at_work.clone();
                move || {
                    // A moment that differs from round to round; what is tested is that none of them matters.
                    thread::sleep(Duration::from_millis(5 + 37 * round % 120));
                    server.lock().unwrap().take().unwrap().kill();
                }
            });
            while !killer.is_finished() {
                sent += 1;
                let body = format!(
                    r#"{{"epoch":0,"seq":{sent},"chosen":{},"struck":0,"flagged":false}}"#,
                    1 << (sent % 2)
                );
                match session.ask("PUT", &format!("{attempt}/answers/1"), &body) {
                    Ok(reply) if reply.starts_with("HTTP/1.1 200") => {
                        acknowledged.store(sent, Ordering::Relaxed)
                    }
                    // Cut off: stored or not, nobody was told.
                    Ok(reply) => assert!(reply.is_empty() || reply.starts_with("HTTP/1.1 503"), "{reply}"),
                    Err(_) => {}
                }
            }
        });
        server = Server::start(&data);
        session.address = server.address();
        let state = session.ask("GET", &format!("{attempt}/state"), "").unwrap();
        let (stored, acknowledged) = (stored(&state), acknowledged.load(Ordering::Relaxed));
        assert!(
            (acknowledged..=sent).contains(&stored),
            "acknowledged {acknowledged}, sent {sent}, stored {stored}"
        );
    }
    assert!(acknowledged.load(Ordering::Relaxed) > 12, "hardly anything was saved at all");
    assert_eq!(get(&session.address, "/readyz").unwrap().0, 200);
    server.stop();
}
