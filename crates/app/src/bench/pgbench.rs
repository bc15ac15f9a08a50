//! What our figures stand beside: PostgreSQL's own pgbench, each client upserting one row at a time into a table that checks
//! nothing, over the same socket and cluster.

use super::place::Place;
use anyhow::{Context, bail};
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;
use tokio::process::Command;

const TABLE: &str = "DROP TABLE IF EXISTS response;
CREATE TABLE response (attempt_id uuid, position smallint, choices smallint[], saved_at timestamptz, PRIMARY KEY (attempt_id, position));
";

const UPSERT: &str = r"\set a random(1, 100000)
\set p random(1, 40)
\set c random(1, 4)
INSERT INTO response (attempt_id, position, choices, saved_at) VALUES (md5(:a::text)::uuid, :p::smallint, ARRAY[:c]::smallint[], now()) ON CONFLICT (attempt_id, position) DO UPDATE SET choices = excluded.choices, saved_at = excluded.saved_at;
";

/// Makes the table.
pub(super) async fn prepare(place: &Place) -> anyhow::Result<()> {
    run(place, "table", TABLE, &["-t", "1", "-c", "1", "-M", "simple"]).await?;
    Ok(())
}

/// Upserts per second with as many clients.
pub(super) async fn upserts(place: &Place, clients: u32, time: Duration) -> anyhow::Result<f64> {
    let (clients, seconds) = (clients.to_string(), time.as_secs().to_string());
    let threads = if clients == "1" { "1" } else { "2" };
    let printed =
        run(place, "upsert", UPSERT, &["-M", "prepared", "-c", &clients, "-j", threads, "-T", &seconds])
            .await?;
    printed
        .lines()
        .find_map(|line| line.strip_prefix("tps = ")?.split_whitespace().next()?.parse().ok())
        .with_context(|| format!("pgbench doesn't say how fast it was:\n{printed}"))
}

async fn run(place: &Place, name: &str, script: &str, options: &[&str]) -> anyhow::Result<String> {
    let file = place.folder.join(format!("{name}.sql"));
    std::fs::write(&file, script)?;
    let output = Command::new(program(place)?)
        .arg("-n")
        .args(options)
        .arg("-f")
        .arg(&file)
        .arg(place.postgres.url())
        .stdin(Stdio::null())
        .output()
        .await
        .context("pgbench can't be run")?;
    if !output.status.success() {
        bail!("pgbench failed: {}", String::from_utf8_lossy(&output.stderr));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// pgbench stands beside the programs of PostgreSQL, or on the search path.
fn program(place: &Place) -> anyhow::Result<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::iter::once(place.postgres.programs())
        .chain(std::env::split_paths(&path))
        .map(|folder| folder.join("pgbench"))
        .find(|program| program.is_file())
        .context("pgbench isn't installed; it comes with the system's PostgreSQL (Debian: apt-get install postgresql)")
}
