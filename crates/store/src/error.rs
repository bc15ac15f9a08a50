//! What can go wrong between us and the database.

use thiserror::Error;

/// An error of the store.
#[derive(Debug, Error)]
pub enum StoreError {
    /// The database can't be reached, or has no connection to spare. Trying again later helps.
    #[error("the database can't be reached: {0}")]
    Unavailable(#[source] sqlx::Error),
    /// The address of the database can't be read.
    #[error("the address of the database can't be read: {0}")]
    Address(String),
    /// The schema couldn't be brought up to date.
    #[error("the database's schema couldn't be brought up to date: {0}")]
    Migration(#[source] sqlx::migrate::MigrateError),
    /// What is stored contradicts itself.
    #[error("stored data contradicts itself: {0}")]
    Corrupt(String),
    /// A text has a character that the database keeps in none: the one with the code 0.
    #[error("a text has a character that can't be stored: {0}")]
    Unstorable(#[source] sqlx::Error),
    /// The database refused a statement.
    #[error("the database refused a statement: {0}")]
    Sql(#[source] sqlx::Error),
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        // 22021: not a character of the encoding; 22P05: not one of a text within JSON.
        if let sqlx::Error::Database(refusal) = &error
            && refusal.code().is_some_and(|code| ["22021", "22P05"].contains(&code.as_ref()))
        {
            return StoreError::Unstorable(error);
        }
        let passing = match &error {
            sqlx::Error::Io(_)
            | sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::WorkerCrashed
            | sqlx::Error::Tls(_)
            | sqlx::Error::Protocol(_) => true,
            // 57P: the server is shutting down or starting; 08: connection; 53: out of resources; 25006: a standby that
            // is about to be promoted; 40: asked to try again.
            sqlx::Error::Database(refusal) => refusal.code().is_some_and(|code| {
                ["57P", "08", "53", "40"].iter().any(|class| code.starts_with(class)) || code == "25006"
            }),
            _ => false,
        };
        if passing { StoreError::Unavailable(error) } else { StoreError::Sql(error) }
    }
}
