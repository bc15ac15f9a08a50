//! One private Postgres for all tests of a process, and a database each, copied from one that is migrated and has the bank.

use crate::project;
use invigil::private_postgres::{Options, PrivatePostgres, StartError};
use invigil_bank::Bank;
use invigil_store::{Limits, Store};
use sqlx::{Connection, PgConnection};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use tokio::sync::OnceCell;

/// A fresh database with the project's question bank.
#[derive(Clone, Debug)]
pub struct Database {
    /// Its address.
    pub url: String,
}

const TEMPLATE: &str = "prepared";

/// Makes a fresh database.
pub async fn database() -> Database {
    static CLUSTER: OnceCell<PrivatePostgres> = OnceCell::const_new();
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let cluster = CLUSTER.get_or_init(start).await;
    let name = format!("test_{}", NUMBER.fetch_add(1, Ordering::Relaxed));
    run(cluster.url(), &[format!("CREATE DATABASE {name} TEMPLATE {TEMPLATE}")]).await;
    Database { url: cluster.url_of(&name) }
}

/// Starts the cluster in a folder that is kept between runs (making one takes a second) and belongs to one process at a time.
async fn start() -> PrivatePostgres {
    let mut number = 0;
    let cluster = loop {
        let mut options = Options::new(std::env::temp_dir().join(format!("invigil-tests-{number}")));
        // Tests connect from many pools at once, and none of them outlives its process.
        options.settings = vec![("max_connections".into(), "400".into()), ("fsync".into(), "off".into())];
        match PrivatePostgres::start(&options, |_| ()).await {
            Ok(cluster) => break cluster,
            Err(StartError::Held { .. }) if number < 20 => number += 1,
            Err(error) => panic!("the tests need PostgreSQL: {error}"),
        }
    };
    let mut connection = PgConnection::connect(cluster.url()).await.expect("the cluster takes connections");
    let left: Vec<String> =
        sqlx::query_scalar("SELECT datname FROM pg_database WHERE datname ~ '^(test_|prepared)'")
            .fetch_all(&mut connection)
            .await
            .expect("databases are listed");
    run(cluster.url(), &left.iter().map(|name| format!("DROP DATABASE {name}")).collect::<Vec<_>>()).await;
    run(cluster.url(), &[format!("CREATE DATABASE {TEMPLATE}")]).await;

    let store = Store::connect(&cluster.url_of(TEMPLATE), Limits::default())
        .await
        .expect("the new database is reached");
    store.migrate().await.expect("the migrations run");
    store.load_bank(&bank()).await.expect("the bank is loaded");
    store.close().await;
    cluster
}

/// The project's question bank, or the one that `INVIGIL_BANK` names.
///
/// # Panics
/// If it has errors.
pub fn bank() -> Bank {
    let folder =
        std::env::var_os("INVIGIL_BANK").map_or_else(|| project().join("question-bank"), PathBuf::from);
    let bank = invigil_bank::read(&folder);
    assert_eq!(bank.errors(), 0, "{}", invigil_bank::report::to_text(&bank));
    bank
}

async fn run(url: &str, statements: &[String]) {
    let mut connection = PgConnection::connect(url).await.expect("the cluster takes connections");
    for statement in statements {
        sqlx::query(sqlx::AssertSqlSafe(statement.as_str()))
            .execute(&mut connection)
            .await
            .unwrap_or_else(|error| panic!("{statement}: {error}"));
    }
}
