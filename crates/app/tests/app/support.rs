//! Fresh folders, servers as processes, and waiting with a deadline.

use invigil::private_postgres::{Options, PrivatePostgres, Stage};
use rustix::process::{Pid, Signal, kill_process};
use sqlx::{Connection, PgConnection};
use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, Ordering},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// A fresh folder that everybody may pass (root's Postgres runs as another user), removed at the end.
pub(crate) struct Fresh(pub(crate) PathBuf);

impl Fresh {
    pub(crate) fn new() -> Fresh {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let path = Path::new("/tmp").join(format!("invigil-app-test-{}-{number}", std::process::id()));
        fs::create_dir(&path).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        Fresh(path.canonicalize().unwrap())
    }

    pub(crate) fn join(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Fresh {
    fn drop(&mut self) {
        // A killed server's Postgres may still be writing.
        let deadline = Instant::now() + PATIENCE;
        while fs::remove_dir_all(&self.0).is_err() && self.0.exists() && Instant::now() < deadline {
            thread::sleep(Duration::from_millis(20));
        }
    }
}

/// Asks until it is so.
pub(crate) fn eventually<T>(what: &str, mut ask: impl FnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + PATIENCE;
    loop {
        if let Some(answer) = ask() {
            return answer;
        }
        assert!(Instant::now() < deadline, "still not so: {what}");
        thread::sleep(Duration::from_millis(20));
    }
}

pub(crate) fn quiet(_: Stage) {}

pub(crate) async fn start(data: &Path) -> PrivatePostgres {
    PrivatePostgres::start(&Options::new(data), quiet).await.unwrap()
}

/// Runs a statement on a connection of its own.
pub(crate) async fn run(url: &str, statement: &'static str) -> Result<(), sqlx::Error> {
    let mut connection = PgConnection::connect(url).await?;
    sqlx::raw_sql(statement).execute(&mut connection).await?;
    connection.close().await
}

/// The single value of a query.
pub(crate) async fn value(url: &str, query: &'static str) -> Result<String, sqlx::Error> {
    let mut connection = PgConnection::connect(url).await?;
    let value = sqlx::query_scalar(query).fetch_one(&mut connection).await?;
    connection.close().await?;
    Ok(value)
}

pub(crate) fn kill(pid: u32, signal: Signal) {
    kill_process(Pid::from_raw(pid.cast_signed()).unwrap(), signal).unwrap();
}

/// The Postgres that works on a data folder, as its own file says.
pub(crate) fn postgres_of(data: &Path) -> Option<u32> {
    let text = fs::read_to_string(data.join("postgres/cluster/postmaster.pid")).ok()?;
    text.lines().next()?.trim().parse().ok()
}

/// The program with nothing of this machine's settings.
pub(crate) fn invigil(data: &Path) -> Command {
    prepared(Path::new(env!("CARGO_BIN_EXE_invigil")), data)
}

pub(crate) fn prepared(program: &Path, data: &Path) -> Command {
    let mut command = Command::new(program);
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("INVIGIL_") || text == "DATABASE_URL" {
            command.env_remove(name);
        }
    }
    command.env("INVIGIL_DATA", data).env("INVIGIL_LISTEN", "127.0.0.1:0").env("INVIGIL_BANK", bank());
    command.current_dir("/").stdin(Stdio::null());
    command
}

/// A bank with one item.
pub(crate) fn bank() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/app/bank")
}

/// Runs a program to its end: its exit code and all that it says.
pub(crate) fn ends(command: &mut Command) -> (Option<i32>, String) {
    let mut program = Server::spawn(command);
    let status = program.ended();
    (status.code(), program.said())
}

/// A server as a process of its own.
pub(crate) struct Server {
    child: Child,
    said: Arc<Mutex<String>>,
    readers: Vec<JoinHandle<()>>,
}

impl Server {
    pub(crate) fn spawn(command: &mut Command) -> Server {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let said = Arc::new(Mutex::new(String::new()));
        let (out, err) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
        let streams = [Box::new(out) as Box<dyn Read + Send>, Box::new(err)];
        let readers = streams.map(|stream| {
            let said = Arc::clone(&said);
            thread::spawn(move || {
                for line in BufReader::new(stream).lines().map_while(Result::ok) {
                    let mut said = said.lock().unwrap();
                    said.push_str(&line);
                    said.push('\n');
                }
            })
        });
        Server { child, said, readers: readers.into() }
    }

    /// Starts one and waits until it serves.
    pub(crate) fn start(data: &Path) -> Server {
        let mut server = Server::spawn(&mut invigil(data));
        server.address();
        server
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    pub(crate) fn said(&self) -> String {
        self.said.lock().unwrap().clone()
    }

    /// Waits until it says where it serves: host and port.
    pub(crate) fn address(&mut self) -> String {
        let line = self.line("Invigil is ready at http://");
        line.trim_start_matches("Invigil is ready at http://").to_owned()
    }

    /// Waits for a whole line with this in it.
    pub(crate) fn line(&mut self, part: &str) -> String {
        eventually(part, || {
            let said = self.said();
            let complete = said.rfind('\n').map_or("", |end| &said[..end]);
            let found = complete.lines().find(|line| line.contains(part)).map(str::to_owned);
            if found.is_none() && self.child.try_wait().unwrap().is_some() {
                let status = self.ended();
                panic!("ended ({status}) without saying {part:?}:\n{}", self.said());
            }
            found
        })
    }

    pub(crate) fn ended(&mut self) -> ExitStatus {
        let status = eventually("the program has ended", || self.child.try_wait().unwrap());
        for reader in self.readers.drain(..) {
            reader.join().unwrap();
        }
        status
    }

    /// Asks it to end and waits for that.
    pub(crate) fn stop(mut self) -> ExitStatus {
        kill(self.pid(), Signal::TERM);
        self.ended()
    }

    /// kill -9
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if self.child.try_wait().is_ok_and(|status| status.is_none()) {
            kill(self.pid(), Signal::TERM);
            let _ = self.child.wait();
        }
    }
}

/// The status and everything else that a server answers to a GET.
pub(crate) fn get(address: &str, path: &str) -> std::io::Result<(u16, String)> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(Duration::from_secs(20)))?;
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")?;
    let mut text = String::new();
    stream.read_to_string(&mut text)?;
    let status = text.split(' ').nth(1).and_then(|status| status.parse().ok());
    Ok((status.ok_or(std::io::ErrorKind::InvalidData)?, text))
}
