//! `invigil serve`: prepares, serves, and ends without losing what is under way.

use crate::{
    bank_folder,
    database::Database,
    private_postgres::Holder,
    progress::Progress,
    python_folder,
    settings::{Prerequisites, Settings},
    signals::Signals,
    sweeper, users,
};
use anyhow::{Context, anyhow};
use axum::{Router, serve::ListenerExt};
use invigil_web::App;
use std::{
    io::{self, ErrorKind, Write},
    net::SocketAddr,
    sync::Arc,
    time::Duration,
};
use tokio::{net::TcpListener, sync::oneshot, time::timeout};

/// How long requests under way may take once the server is told to end.
const LAST_REQUESTS: Duration = Duration::from_secs(10);

/// Serves until a signal asks to end.
pub(crate) async fn serve(settings: &Settings) -> anyhow::Result<()> {
    let mut signals = Signals::listen()?;
    // First of all, so that a taken port changes nothing.
    let listener = listen(settings).await?;
    let address = listener.local_addr()?;
    let public_url = settings.public_url(address);
    let progress = Progress::new();
    let prepared = tokio::select! {
        prepared = prepare(settings, &public_url, &progress) => prepared?,
        // Whatever was started ends with what started it.
        () = signals.next() => return Ok(()),
    };
    drop(progress);
    let Prepared { database, app, router, welcome } = prepared;
    announce(&public_url, welcome.as_deref());
    let sweeper = sweeper::start(database.store.clone());
    let served = run(listener, &app, router, &mut signals).await;
    sweeper.abort();
    database.close().await;
    tracing::info!("ended");
    served
}

/// Says where it serves. Whoever started it may have stopped reading; it serves all the same.
fn announce(public_url: &str, welcome: Option<&str>) {
    let mut text = format!("Invigil is ready at {public_url}\n");
    if let Some(link) = welcome {
        text += &format!(
            "To become the first administrator, open this link (good once, for a day, until the next start):\n{link}\n"
        );
    }
    let _ = io::stdout().lock().write_all(text.as_bytes());
}

struct Prepared {
    database: Database,
    app: Arc<App>,
    router: Router,
    /// The one-time link to become the first administrator, when there is none.
    welcome: Option<String>,
}

async fn prepare(settings: &Settings, public_url: &str, progress: &Progress) -> anyhow::Result<Prepared> {
    let database = Database::open(settings, Holder::Server, progress).await?;
    let made = async {
        bank_folder::load(settings, &database.store, progress).await?;
        progress.step("Starting to serve");
        let web = invigil_web::Settings {
            public_url: public_url.to_owned(),
            hashing_threads: settings.hashing_threads(),
            enforce_prerequisites: settings.prerequisites == Prerequisites::Enforced,
            python: python_folder::open(settings)?,
        };
        let app = App::new(database.store.clone(), web).await?;
        let warming = App::warm(app.clone());
        tokio::spawn(async move {
            if let Err(error) = warming.await {
                tracing::warn!(%error, "questions couldn't be rendered ahead");
            }
        });
        let welcome = match database.store.has_administrator().await? {
            true => None,
            false => Some(users::link(public_url, &database.store.first_administrator_link().await?)),
        };
        anyhow::Ok((app, welcome))
    };
    match made.await {
        Ok((app, welcome)) => {
            Ok(Prepared { database, router: invigil_web::router(app.clone()), app, welcome })
        }
        Err(error) => {
            database.close().await;
            Err(error)
        }
    }
}

async fn listen(settings: &Settings) -> anyhow::Result<TcpListener> {
    let address = settings.listen;
    TcpListener::bind(address).await.map_err(|error| {
        let help = match error.kind() {
            ErrorKind::AddrInUse => "another program listens there. Stop it, or choose another port",
            ErrorKind::PermissionDenied => "this user may not listen there. Choose a port from 1024 up",
            ErrorKind::AddrNotAvailable => "this machine doesn't have that address. Choose one that it has",
            _ => "choose another address",
        };
        let other =
            SocketAddr::from(([127, 0, 0, 1], address.port().max(1024).checked_add(1).unwrap_or(8080)));
        anyhow!("INVIGIL_LISTEN is {address}: {error}; {help}, as INVIGIL_LISTEN={other}.")
    })
}

async fn run(listener: TcpListener, app: &App, router: Router, signals: &mut Signals) -> anyhow::Result<()> {
    let listener = listener.tap_io(|stream| {
        // A small answer waits for nothing. Where that can't be set it's only slower.
        let _ = stream.set_nodelay(true);
    });
    let (tell, told) = oneshot::channel::<()>();
    let serving = axum::serve(listener, router).with_graceful_shutdown(async {
        // Told, or nobody is left to tell.
        let _ = told.await;
    });
    let mut serving = tokio::spawn(serving.into_future());
    tokio::select! {
        ended = &mut serving => return ended?.context("The server ended by itself"),
        () = signals.next() => {}
    }
    tracing::info!("asked to end, finishing the requests under way");
    app.end_streams();
    // The receiver is there as long as the server runs.
    let _ = tell.send(());
    match timeout(LAST_REQUESTS, &mut serving).await {
        Ok(ended) => ended?.context("The server ended with an error"),
        Err(_) => {
            serving.abort();
            tracing::warn!(
                "some requests took longer than {} seconds and were cut off",
                LAST_REQUESTS.as_secs()
            );
            Ok(())
        }
    }
}
