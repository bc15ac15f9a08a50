//! Reaching the database: the named one, or the private one of the data folder.

use crate::{
    private_postgres::{Holder, Options, PrivatePostgres, Reached, Search, connect_or_start},
    progress::Progress,
    settings::Settings,
};
use anyhow::{Context, bail};
use invigil_store::{Limits, Store, StoreError};
use sqlx::{Connection, PgConnection, postgres::PgConnectOptions};
use std::{
    str::FromStr,
    time::{Duration, Instant},
};

/// How long a database that is down may take to come up.
const PATIENCE: Duration = Duration::from_secs(30);

/// How long one attempt to connect may take.
const ATTEMPT: Duration = Duration::from_secs(5);

/// Connections beyond the setting's, for commands and for people with psql.
const SPARE_CONNECTIONS: u32 = 20;

/// A database with its schema up to date.
pub(crate) struct Database {
    pub(crate) store: Store,
    private: Option<Reached>,
}

impl Database {
    /// Reaches the database, starting the private one if need be, and brings its schema up to date.
    pub(crate) async fn open(
        settings: &Settings,
        holder: Holder,
        progress: &Progress,
    ) -> anyhow::Result<Database> {
        let private = match &settings.database_url {
            Some(url) => {
                wait_for(url, progress).await?;
                None
            }
            None => Some(private(settings, holder, progress).await?),
        };
        let url = private.as_ref().map(Reached::url).or(settings.database_url.as_deref()).unwrap_or_default();
        let writers = if settings.database_connections < 4 { 1 } else { 2 };
        let limits = Limits { connections: settings.database_connections - writers, writers };
        let store = Store::connect(url, limits).await.context("The database can't be used")?;
        progress.step("Bringing the database's schema up to date");
        store.migrate().await.context("The database can't be used")?;
        Ok(Database { store, private })
    }

    /// Finishes the saves under way, closes the connections and stops what was started.
    pub(crate) async fn close(self) {
        self.store.close().await;
        if let Some(private) = self.private {
            private.stop().await;
        }
    }
}

/// `invigil migrate`
pub(crate) async fn migrate(settings: &Settings) -> anyhow::Result<()> {
    let progress = Progress::new();
    let database = Database::open(settings, Holder::Command, &progress).await?;
    database.close().await;
    drop(progress);
    println!("The database's schema is up to date.");
    Ok(())
}

async fn private(settings: &Settings, holder: Holder, progress: &Progress) -> anyhow::Result<Reached> {
    let connections = (settings.database_connections + SPARE_CONNECTIONS).max(50);
    let options = Options {
        data: settings.data()?,
        holder,
        search: Search::of_this_machine(settings.postgres_bin.clone()),
        settings: vec![("max_connections".to_owned(), connections.to_string())],
    };
    let tell = |stage| progress.step(stage);
    match holder {
        Holder::Server => Ok(Reached::Started(Box::new(PrivatePostgres::start(&options, tell).await?))),
        Holder::Command => Ok(connect_or_start(&options, tell).await?),
    }
}

/// Waits until the named database takes connections.
async fn wait_for(url: &str, progress: &Progress) -> anyhow::Result<()> {
    let fits = url.starts_with("postgres://") || url.starts_with("postgresql://");
    let Some(options) = PgConnectOptions::from_str(url).ok().filter(|_| fits) else {
        // Only how it begins, since there may be a password in it.
        let begin =
            url.split_inclusive("://").next().filter(|begin| begin.ends_with("://")).unwrap_or_default();
        bail!(
            "DATABASE_URL ({begin}...) isn't the address of a PostgreSQL, as postgres://user:password@host/database."
        );
    };
    let whole = options.get_database().map(|name| format!(", database {name}")).unwrap_or_default();
    let place = match options.get_socket() {
        Some(socket) => format!("the socket in {}{whole}", socket.display()),
        None => format!("{}:{}{whole}", options.get_host(), options.get_port()),
    };
    progress.step(format_args!("Connecting to PostgreSQL at {place}"));
    let since = Instant::now();
    let mut told = false;
    loop {
        let problem = match tokio::time::timeout(ATTEMPT, PgConnection::connect_with(&options)).await {
            Ok(Ok(connection)) => {
                // It was only a trial.
                let _ = connection.close().await;
                return Ok(());
            }
            Ok(Err(error)) => match StoreError::from(error) {
                StoreError::Unavailable(error) => error.to_string(),
                other => bail!("The database in DATABASE_URL ({place}) can't be used: {other}"),
            },
            Err(_) => format!("no answer within {} seconds", ATTEMPT.as_secs()),
        };
        if since.elapsed() > PATIENCE {
            bail!(
                "The database in DATABASE_URL ({place}) can't be reached for {} seconds: {problem}. Start it or correct \
                 DATABASE_URL; without DATABASE_URL, Invigil starts a PostgreSQL of its own.",
                PATIENCE.as_secs()
            );
        }
        if !told {
            let seconds = PATIENCE.as_secs();
            progress.note(format_args!(
                "The database at {place} can't be reached yet ({problem}); trying for {seconds} seconds."
            ));
            told = true;
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
}
