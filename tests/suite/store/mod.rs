//! The store against a real Postgres.

mod attempts;
mod bank;
mod exams;
mod people;
mod queries;
mod saving;
