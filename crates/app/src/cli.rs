//! The command line.

use crate::{
    bank_check, bank_convert, bank_import,
    bench::{self, BenchCommand},
    database, prove, serve,
    settings::Settings,
    users,
};
use clap::{Parser, Subcommand, ValueEnum};
use std::{path::PathBuf, process::ExitCode};

/// Invigil: a platform for timed mock exams. Without a command it serves.
#[derive(Debug, Parser)]
#[command(name = "invigil", version, max_term_width = 110)]
pub struct Cli {
    /// What to do; to serve when left out.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// The settings.
    #[command(flatten)]
    pub settings: Settings,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serves the platform (the default).
    Serve,
    /// Brings the database's schema up to date and ends.
    Migrate,
    /// Works on question banks; only storing an import needs a database.
    #[command(subcommand)]
    Bank(BankCommand),
    /// Works on accounts.
    #[command(subcommand)]
    User(UserCommand),
    /// Measures, beside something known measured in the same run.
    #[command(subcommand)]
    Bench(BenchCommand),
}

/// Work on question banks.
#[derive(Debug, Subcommand)]
pub enum BankCommand {
    /// Reads a bank and reports every problem; ends with 0 when there is no error, with 1 when there is one.
    Check {
        /// A folder or a single file.
        path: PathBuf,
        /// Print items, problems and figures as JSON.
        #[arg(long)]
        json: bool,
    },
    /// Converts a bank to another format, and reports on standard error what doesn't come over. Ends with 0 when everything is in the
    /// file, with 3 when something was left out or lost, with 1 when nothing was written.
    Convert(bank_convert::ConvertOptions),
    /// Reads a bank of another system, reports everything in it (imported, skipped or failed, each with its place), and stores what
    /// is good in a bank, all of it or nothing. Ends with 0 when nothing failed, with 1 when an item failed (the others are stored),
    /// the file was refused or nothing could be stored, with 2 when the command line is wrong.
    Import(bank_import::ImportOptions),
    /// Proves keys by running the items' code under CPython; ends with 0 when nothing failed, with 1 when something did.
    Prove(prove::ProveOptions),
}

/// Work on accounts.
#[derive(Debug, Subcommand)]
pub enum UserCommand {
    /// Creates an account and prints a one-time link to set its password.
    Create {
        /// E-mail address, with which the person signs in.
        #[arg(value_parser = users::email)]
        email: String,
        /// What the person is called.
        #[arg(long, value_parser = users::name)]
        name: String,
        /// What the account may do.
        #[arg(long)]
        role: Role,
    },
    /// Changes what an account may do.
    Role {
        /// E-mail address of the account.
        #[arg(value_parser = users::email)]
        email: String,
        /// What the account may do from now on.
        role: Role,
    },
    /// Prints a one-time link to set a new password; the old one works until the link is used.
    Reset {
        /// E-mail address of the account.
        #[arg(value_parser = users::email)]
        email: String,
    },
}

/// What an account may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Role {
    /// Sits exams.
    Candidate,
    /// Also sees banks with their keys.
    Instructor,
    /// Also gives roles.
    Administrator,
}

impl Cli {
    /// Does what the command line asks for.
    ///
    /// # Errors
    /// With words for the person at the terminal.
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        let settings = self.settings;
        match self.command.unwrap_or(Command::Serve) {
            Command::Serve => serve::serve(&settings).await?,
            Command::Migrate => database::migrate(&settings).await?,
            Command::Bank(BankCommand::Check { path, json }) => return bank_check::check(&path, json),
            Command::Bank(BankCommand::Convert(options)) => return bank_convert::convert(&options),
            Command::Bank(BankCommand::Import(options)) => {
                return bank_import::run(&options, &settings).await;
            }
            Command::Bank(BankCommand::Prove(options)) => return prove::run(options, &settings).await,
            Command::User(command) => users::run(command, &settings).await?,
            Command::Bench(command) => bench::run(&command, settings.postgres_bin).await?,
        }
        Ok(ExitCode::SUCCESS)
    }
}
