//! `invigil bench`: figures that anyone can measure again, each beside something measured in the same run.

mod import;
mod import_files;
mod import_packages;
mod load;
mod pgbench;
mod place;

use anyhow::bail;
use clap::{Args, Subcommand};
use place::Place;
use std::path::PathBuf;
use std::time::Duration;

/// What is measured.
#[derive(Clone, Debug, Subcommand)]
pub enum BenchCommand {
    /// Acknowledged saves per second over HTTP, beside pgbench's single-row upsert on the same PostgreSQL.
    Saves(SavesOptions),
    /// How long a large bank takes to be read in each format, and how much memory, beside hashing it.
    Import(import::ImportOptions),
}

/// How it is measured.
#[derive(Args, Clone, Debug)]
pub struct SavesOptions {
    /// Seconds of each measurement.
    #[arg(long, default_value = "5", value_parser = clap::value_parser!(u64).range(1..=600))]
    seconds: u64,
    /// Rounds; of each figure the median counts.
    #[arg(long, default_value = "3", value_parser = clap::value_parser!(u8).range(1..=50))]
    rounds: u8,
    /// Connections at the same time, separated by commas; 1 to 2000 each.
    #[arg(long, default_value = "1,64,1000", value_delimiter = ',',
          value_parser = clap::value_parser!(u32).range(1..=2000))]
    connections: Vec<u32>,
    /// Writers that save, one connection to the database each.
    #[arg(long, default_value = "2", value_parser = clap::value_parser!(u32).range(1..=16))]
    writers: u32,
}

/// Measures; saves on a private PostgreSQL in a folder of its own that is removed afterwards.
pub(crate) async fn run(command: &BenchCommand, postgres_bin: Option<PathBuf>) -> anyhow::Result<()> {
    let options = match command {
        BenchCommand::Saves(options) => options,
        BenchCommand::Import(options) => return import::run(options),
    };
    let Some(&most) = options.connections.iter().max() else { bail!("--connections names no number") };
    eprintln!("Preparing a PostgreSQL with default durability, and {most} attempts");
    let place = Place::prepare(most, options.writers, postgres_bin).await?;
    let outcome = measure(options, &place).await;
    place.remove().await;
    outcome
}

async fn measure(options: &SavesOptions, place: &Place) -> anyhow::Result<()> {
    let time = Duration::from_secs(options.seconds);
    pgbench::prepare(place).await?;
    println!(
        "{:>11}  {:>14}  {:>15}  {:>5}  {:>9}  {:>9}",
        "connections", "saves/s", "pgbench upserts/s", "ratio", "p50", "p99"
    );
    for &connections in &options.connections {
        let (mut saves, mut upserts, mut halves, mut tails) =
            (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for _ in 0..options.rounds {
            // In turn, so that a machine that changes its speed changes both.
            upserts.push(pgbench::upserts(place, connections, time).await?);
            let load = load::saves(place, connections, time).await?;
            saves.push(load.per_second);
            halves.push(load.p50.as_secs_f64() * 1000.0);
            tails.push(load.p99.as_secs_f64() * 1000.0);
        }
        let (saves, upserts) = (median(saves), median(upserts));
        println!(
            "{connections:>11}  {saves:>14.0}  {upserts:>17.0}  {:>5.2}  {:>6.1} ms  {:>6.1} ms",
            saves / upserts,
            median(halves),
            median(tails)
        );
    }
    Ok(())
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
