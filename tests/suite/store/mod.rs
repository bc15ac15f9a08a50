//! The store against a real Postgres.

mod attempts;
mod bank;
mod people;
mod queries;
mod rulings;
mod saving;
