//! A private MariaDB for the time of the command, in which each run has a database of its own.

use super::{
    cage::{Cage, Network},
    ending::Ending,
    runner::bounded,
    scratch::Scratch,
    tether::Tether,
    tools,
};
use rustix::process::geteuid;
use std::{
    ffi::OsString,
    fs,
    net::{Ipv4Addr, TcpListener},
    path::Path,
    sync::atomic::{AtomicUsize, Ordering},
    time::{Duration, Instant},
};
use tokio::{
    io::AsyncReadExt,
    net::UnixStream,
    time::{sleep, timeout},
};

/// The module that the programs reach their database by.
pub(super) const MODULE: &str = include_str!("proofdb.py");

const PATIENCE: Duration = Duration::from_secs(60);
const USER: &str = "prover";
/// Nothing that needs a secret: the server listens on loopback for as long as the command runs, with nothing in it.
const PASSWORD: &str = "prover";

/// A running server.
#[derive(Debug)]
pub(super) struct Database {
    server: Tether,
    /// Holds the network in which the server listens, where it isn't that of the machine.
    holder: Option<Tether>,
    port: u16,
    next: AtomicUsize,
}

impl Database {
    /// Starts a server with this many databases.
    ///
    /// # Errors
    /// What was wrong, in words.
    pub(super) async fn start(scratch: &Scratch, cage: &Cage, databases: usize) -> Result<Database, String> {
        let program = tools::find(&["mariadbd", "mysqld"]).ok_or("there is no mariadbd")?;
        let installer = tools::find(&["mariadb-install-db", "mysql_install_db"])
            .ok_or("there is no mariadb-install-db")?;
        let folder = scratch.folder(cage.owner()).map_err(|error| error.to_string())?;
        install(cage, &installer, &folder).await?;

        let mut accounts = format!("CREATE USER '{USER}'@'127.0.0.1' IDENTIFIED BY '{PASSWORD}';\n");
        accounts += &format!("GRANT ALL PRIVILEGES ON `proof\\_%`.* TO '{USER}'@'127.0.0.1';\n");
        for number in 0..databases {
            accounts += &format!("CREATE DATABASE proof_{number} CHARACTER SET utf8mb4;\n");
        }
        let init = folder.join("init.sql");
        fs::write(&init, accounts).map_err(|error| error.to_string())?;

        let holder = holder(cage, &folder).await?;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).map_err(|error| error.to_string())?;
        let port = listener.local_addr().map_err(|error| error.to_string())?.port();
        drop(listener);
        let socket = folder.join("socket");
        let network = holder.as_ref().and_then(Tether::pid);
        let mut command = Tether::command(cage, network, &program);
        let with_path = |name: &str, path: &Path| {
            let mut arg = OsString::from(format!("--{name}="));
            arg.push(path);
            arg
        };
        command.arg("--no-defaults");
        command.arg(with_path("datadir", &folder.join("data"))).arg(with_path("tmpdir", &folder));
        command.arg(with_path("socket", &socket)).arg(with_path("pid-file", &folder.join("pid")));
        command.arg(with_path("init-file", &init)).arg(format!("--port={port}"));
        // Nothing in it must last.
        command.args([
            "--innodb-flush-log-at-trx-commit=0",
            "--innodb-doublewrite=0",
            "--innodb-fast-shutdown=2",
        ]);
        command.args(["--innodb-buffer-pool-size=64M", "--innodb-log-file-size=16M"]);
        command.args(["--skip-networking=0", "--bind-address=127.0.0.1", "--skip-name-resolve"]);
        command.args(["--character-set-server=utf8mb4", "--max-connections=200", "--performance-schema=OFF"]);
        environment(&mut command, cage, &folder);
        let server = Tether::start(command, folder.join("log"))
            .map_err(|error| format!("{} can't be run: {error}", program.display()))?;
        let mut database = Database { server, holder, port, next: AtomicUsize::new(0) };
        database.wait_until_ready(&socket).await?;
        Ok(database)
    }

    /// The network in which the server is reached.
    pub(super) fn network(&self) -> Network {
        self.holder.as_ref().and_then(Tether::pid).map_or(Network::Own, Network::Of)
    }

    /// What tells a program an empty database of its own.
    pub(super) fn fresh(&self) -> Vec<(String, OsString)> {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let (port, name) = (self.port.to_string(), format!("proof_{number}"));
        let values = [
            ("HOST", "127.0.0.1"),
            ("PORT", &port),
            ("USER", USER),
            ("PASSWORD", PASSWORD),
            ("DATABASE", &name),
        ];
        values.map(|(key, value)| (format!("INVIGIL_PROOF_MYSQL_{key}"), value.into())).into()
    }

    pub(super) async fn stop(self) {
        self.server.stop().await;
        if let Some(holder) = self.holder {
            holder.stop().await;
        }
    }

    /// The socket is there before the databases are; the server greets when it serves.
    async fn wait_until_ready(&mut self, socket: &Path) -> Result<(), String> {
        let deadline = Instant::now() + PATIENCE;
        while Instant::now() < deadline {
            if self.server.ended() {
                return Err(format!("MariaDB doesn't start: {}", self.server.tail()));
            }
            if let Ok(mut stream) = UnixStream::connect(socket).await {
                let mut first = [0];
                let left = deadline.saturating_duration_since(Instant::now());
                if let Ok(Ok(1)) = timeout(left, stream.read(&mut first)).await {
                    return Ok(());
                }
            }
            sleep(Duration::from_millis(50)).await;
        }
        Err(format!("MariaDB isn't ready after {} s: {}", PATIENCE.as_secs(), self.server.tail()))
    }
}

/// Makes an empty data folder.
async fn install(cage: &Cage, installer: &Path, folder: &Path) -> Result<(), String> {
    let mut command = cage.server(None, &["/usr/bin/env"], installer);
    let mut data = OsString::from("--datadir=");
    data.push(folder.join("data"));
    command.args(["--no-defaults", "--skip-test-db", "--auth-root-authentication-method=normal"]).arg(data);
    environment(&mut command, cage, folder);
    command.process_group(0);
    let ran = bounded(cage, &mut command, "", PATIENCE).await;
    let ran = ran.map_err(|error| format!("{} can't be run: {error}", installer.display()))?;
    match ran.ending {
        Ending::AtItsEnd => Ok(()),
        _ => {
            let said = super::verdict::tail(&format!("{}\n{}", ran.stdout, ran.stderr));
            Err(format!("{} fails: {said}", installer.display()))
        }
    }
}

fn environment(command: &mut tokio::process::Command, cage: &Cage, folder: &Path) {
    if cage.owner().is_none() && geteuid().is_root() {
        command.arg("--user=root");
    }
    command.env("PATH", "/usr/bin:/bin:/usr/sbin:/sbin:/opt/homebrew/bin:/usr/local/bin");
    command.env("HOME", folder).env("TMPDIR", folder).env("LC_ALL", "C.UTF-8").env("TZ", "UTC");
    command.current_dir(folder);
}

async fn holder(cage: &Cage, folder: &Path) -> Result<Option<Tether>, String> {
    let Some(command) = cage.holder() else { return Ok(None) };
    let mut holder = Tether::start(command, folder.join("network")).map_err(|error| error.to_string())?;
    match holder.first_line(Duration::from_secs(10)).await.as_deref() {
        Some("up") => Ok(Some(holder)),
        _ => Err(format!("a network for MariaDB can't be made: {}", holder.tail())),
    }
}
