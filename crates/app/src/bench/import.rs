//! How long a large bank takes to be read, and how much memory, beside hashing the same bytes.

use super::import_files::{FORMATS, file};
use anyhow::bail;
use clap::Args;
use invigil_bank::import::{Limits, import};
use sha2::{Digest, Sha256};
use std::fs;
use std::hint::black_box;
use std::time::{Duration, Instant};

/// What is read.
#[derive(Args, Clone, Debug)]
pub struct ImportOptions {
    /// Items of each file.
    #[arg(long, default_value = "10000", value_parser = clap::value_parser!(u32).range(1..=20_000))]
    items: u32,
    /// Rounds; the fastest of each counts.
    #[arg(long, default_value = "3", value_parser = clap::value_parser!(u8).range(1..=50))]
    rounds: u8,
}

/// Measures each format. The figures of a build without optimisation say nothing.
pub(super) fn run(options: &ImportOptions) -> anyhow::Result<()> {
    if cfg!(debug_assertions) {
        eprintln!("This build isn't optimised; measure with `cargo run --release`.");
    }
    println!(
        "{:<10}  {:>8}  {:>9}  {:>10}  {:>9}  {:>13}",
        "format", "size", "reading", "hashing", "ratio", "peak memory"
    );
    for format in FORMATS {
        let bytes = file(format, options.items)?;
        let (mut reading, mut hashing) = (Duration::MAX, Duration::MAX);
        let mut peak = None;
        for _ in 0..options.rounds {
            hashing = hashing.min(timed(|| {
                black_box(Sha256::digest(&bytes));
            }));
            forget_peak();
            let mut read = 0;
            reading = reading.min(timed(|| {
                let got = import(&format!("bench.{format}"), &bytes, &Limits::default(), &mut |_| {});
                read = got.items.len();
                peak = peak.max(peak_bytes());
            }));
            if read != options.items as usize {
                bail!("of {} items of {format}, {read} were read", options.items);
            }
        }
        let megabytes = |bytes: usize| bytes as f64 / 1e6;
        println!(
            "{format:<10}  {:>5.1} MB  {:>7.2} s  {:>7.1} ms  {:>8.0}x  {:>13}",
            megabytes(bytes.len()),
            reading.as_secs_f64(),
            hashing.as_secs_f64() * 1e3,
            reading.as_secs_f64() / hashing.as_secs_f64(),
            peak.map_or_else(|| "unknown".to_owned(), |peak| format!("{:.0} MB", megabytes(peak)))
        );
    }
    Ok(())
}

fn timed(work: impl FnOnce()) -> Duration {
    let start = Instant::now();
    work();
    start.elapsed()
}

/// Lets the peak of this process's memory begin anew, where the system can.
fn forget_peak() {
    let _ = fs::write("/proc/self/clear_refs", "5");
}

/// The most memory that was in use since; none where the system doesn't say.
fn peak_bytes() -> Option<usize> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kilobytes: usize = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kilobytes * 1024)
}
