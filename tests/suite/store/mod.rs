//! The store against a real Postgres.

mod attempts;
mod bank;
mod banks;
mod imports;
mod item_reports;
mod items;
mod people;
mod queries;
mod saving;
