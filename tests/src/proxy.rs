//! A bad network between a browser and the server: a proxy whose connection can be cut, also after a request was handled and
//! before its reply came through.

use std::sync::Arc;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// What the network does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Network {
    /// Everything goes through.
    Up,
    /// Requests arrive, replies are lost: the connection ends where the reply would begin.
    RepliesLost,
    /// Nothing goes through, and what is connected is cut.
    Down,
}

/// The proxy.
#[derive(Debug)]
pub struct Proxy {
    /// Its address, without a slash at the end.
    pub url: String,
    network: Arc<watch::Sender<Network>>,
}

impl Proxy {
    /// Starts one before the server at `upstream` (`http://host:port`).
    ///
    /// # Panics
    /// If there is no free port.
    pub async fn before(upstream: &str) -> Proxy {
        let upstream = upstream.trim_start_matches("http://").to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("it is bound"));
        let (network, state) = watch::channel(Network::Up);
        tokio::spawn(async move {
            while let Ok((browser, _)) = listener.accept().await {
                tokio::spawn(carry(browser, upstream.clone(), state.clone()));
            }
        });
        Proxy { url, network: Arc::new(network) }
    }

    /// Changes what the network does, at once and for connections that exist.
    pub fn set(&self, network: Network) {
        self.network.send_replace(network);
    }
}

async fn carry(browser: TcpStream, upstream: String, mut state: watch::Receiver<Network>) {
    if *state.borrow() == Network::Down {
        return;
    }
    let Ok(server) = TcpStream::connect(&upstream).await else { return };
    let (mut from_browser, mut to_browser) = browser.into_split();
    let (mut from_server, mut to_server) = server.into_split();
    let replies = state.clone();
    let requests = async move {
        let mut buffer = vec![0; 16 * 1024];
        while let Ok(read @ 1..) = from_browser.read(&mut buffer).await {
            if to_server.write_all(&buffer[..read]).await.is_err() {
                break;
            }
        }
    };
    let replies = async move {
        let mut buffer = vec![0; 16 * 1024];
        while let Ok(read @ 1..) = from_server.read(&mut buffer).await {
            if *replies.borrow() != Network::Up || to_browser.write_all(&buffer[..read]).await.is_err() {
                break;
            }
        }
    };
    tokio::select! {
        () = requests => {}
        () = replies => {}
        // The sender lives as long as the proxy.
        _ = state.wait_for(|network| *network == Network::Down) => {}
    }
}
