//! The load: as many keep-alive connections as asked for, each a candidate who saves one answer after the other and waits for
//! each acknowledgement.
//!
//! The client shares the machine with the server and PostgreSQL, so it writes requests by hand and reads of replies only what
//! it needs; a full HTTP client would measure itself.

use super::place::{Candidate, POSITIONS, Place};
use anyhow::{Context, bail};
use std::io::Write as _;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::Barrier;
use tokio::task::JoinSet;

/// What came of it.
pub(super) struct Load {
    pub(super) per_second: f64,
    pub(super) p50: Duration,
    pub(super) p99: Duration,
}

/// Saves for `time` over as many connections.
pub(super) async fn saves(place: &Place, connections: u32, time: Duration) -> anyhow::Result<Load> {
    let together = Arc::new(Barrier::new(connections as usize));
    let mut running = JoinSet::new();
    for candidate in place.candidates.iter().take(connections as usize) {
        let together = together.clone();
        let request = Requests::new(place.server, candidate);
        running.spawn(async move { request.run(&together, time).await });
    }
    let (mut latencies, mut longest) = (Vec::new(), Duration::ZERO);
    while let Some(one) = running.join_next().await {
        let (own, elapsed) = one??;
        latencies.extend(own);
        longest = longest.max(elapsed);
    }
    latencies.sort_unstable();
    let at =
        |share: f64| latencies.get((latencies.len() as f64 * share) as usize).copied().unwrap_or_default();
    Ok(Load { per_second: latencies.len() as f64 / longest.as_secs_f64(), p50: at(0.5), p99: at(0.99) })
}

struct Requests {
    server: SocketAddr,
    path: String,
    headers: String,
}

impl Requests {
    fn new(server: SocketAddr, candidate: &Candidate) -> Requests {
        Requests {
            server,
            path: format!("/attempts/{}/answers", candidate.attempt),
            headers: format!(
                "Host: {server}\r\nCookie: __Host-invigil={}\r\nContent-Type: application/json\r\n\
                 Accept: application/json\r\nSec-Fetch-Site: same-origin\r\n",
                candidate.token
            ),
        }
    }

    /// The latency of each acknowledged save, and the time that all took.
    async fn run(self, together: &Barrier, time: Duration) -> anyhow::Result<(Vec<Duration>, Duration)> {
        let mut stream = TcpStream::connect(self.server).await?;
        stream.set_nodelay(true)?;
        let first = self.first_free_number(&mut stream).await?;
        let mut latencies = Vec::new();
        let mut request = Vec::with_capacity(512);
        together.wait().await;
        let start = Instant::now();
        for number in first.. {
            let asked = Instant::now();
            if asked - start >= time {
                break;
            }
            let (position, choice) = (number % POSITIONS + 1, 1 << (number % 4));
            let seq = number / POSITIONS + 1;
            let body = format!(r#"{{"epoch":0,"seq":{seq},"chosen":{choice},"struck":0,"flagged":false}}"#);
            request.clear();
            write!(
                request,
                "PUT {}/{position} HTTP/1.1\r\n{}Content-Length: {}\r\n\r\n{body}",
                self.path,
                self.headers,
                body.len()
            )?;
            stream.write_all(&request).await?;
            let reply = reply(&mut stream).await?;
            if !reply.starts_with("HTTP/1.1 200") {
                bail!("a save was refused: {reply}");
            }
            latencies.push(asked.elapsed());
        }
        Ok((latencies, start.elapsed()))
    }

    /// Where an earlier round left off, from the attempt's present state.
    async fn first_free_number(&self, stream: &mut TcpStream) -> anyhow::Result<u32> {
        let path = self.path.trim_end_matches("/answers");
        stream.write_all(format!("GET {path}/state HTTP/1.1\r\n{}\r\n", self.headers).as_bytes()).await?;
        let reply = reply(stream).await?;
        let body = reply.split("\r\n\r\n").nth(1).context("a reply without a body")?;
        let state: serde_json::Value =
            serde_json::from_str(body).with_context(|| format!("no state: {reply}"))?;
        let entries = state["entries"].as_array().context("a state without entries")?;
        let most = entries.iter().filter_map(|entry| entry["seq"].as_u64()).max().unwrap_or(0);
        Ok(u32::try_from(most)? * POSITIONS)
    }
}

/// Reads one reply whose length is told by `Content-Length`.
async fn reply(stream: &mut TcpStream) -> anyhow::Result<String> {
    let mut bytes = Vec::with_capacity(1024);
    loop {
        if stream.read_buf(&mut bytes).await? == 0 {
            bail!("the server closed the connection: {}", String::from_utf8_lossy(&bytes));
        }
        let Some(head) = bytes.windows(4).position(|window| window == b"\r\n\r\n") else { continue };
        let text = std::str::from_utf8(&bytes[..head])?;
        let length = text
            .lines()
            .find_map(|line| {
                line.split_once(':').filter(|(name, _)| name.eq_ignore_ascii_case("content-length"))
            })
            .map(|(_, value)| value.trim().parse::<usize>())
            .transpose()?
            .with_context(|| format!("a reply without a length: {text}"))?;
        if bytes.len() >= head + 4 + length {
            return Ok(String::from_utf8(bytes)?);
        }
    }
}
