//! The program `invigil`.

use clap::Parser;
use invigil::cli::Cli;
use std::{io::IsTerminal, process::ExitCode, time::Duration};
use tracing_subscriber::EnvFilter;

/// How long blocking work (a download that was given up, say) may hold up the end of the program.
const LAST_WORK: Duration = Duration::from_millis(100);

/// Heard only when INVIGIL_LOG asks for them by name: what the database remarks ("already exists, skipping") and a line or two
/// for every static file.
const QUIET: &str = "sqlx::postgres::notice=warn,memory_serve=warn";

fn main() -> ExitCode {
    let cli = Cli::parse();
    tracing_subscriber::fmt()
        // The setting is checked with the others.
        .with_env_filter(EnvFilter::new(format!("{QUIET},{}", cli.settings.log)))
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .init();
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("invigil: the threads to work with can't be started: {error}");
            return ExitCode::FAILURE;
        }
    };
    let outcome = runtime.block_on(cli.run());
    runtime.shutdown_timeout(LAST_WORK);
    outcome.unwrap_or_else(|error| {
        eprintln!("invigil: {error:#}");
        ExitCode::FAILURE
    })
}
