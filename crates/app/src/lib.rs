//! The composition root of Invigil: the settings, the command line, the private PostgreSQL and the server.

mod bank_check;
mod bank_convert;
mod bank_folder;
mod bank_import;
mod bench;
mod beside;
pub mod cli;
mod database;
mod folder_package;
pub mod private_postgres;
mod progress;
mod prove;
mod python_folder;
mod serve;
pub mod settings;
mod signals;
mod sweeper;
mod users;
