//! A private PostgreSQL: found or fetched, with a data folder that lasts, reachable by a socket only.
//!
//! ```text
//! DATA/lock              held while somebody works on the data: process, purpose, address
//! DATA/postgres.log      everything PostgreSQL says
//! DATA/postgres/         belongs to the user who runs PostgreSQL (not root): the socket, and
//! DATA/postgres/cluster  the cluster
//! ```
//!
//! It ends with the process that started it, even by kill -9 ([`leash`]), and comes back when it dies by itself
//! ([`keeper`]). Durability is PostgreSQL's own default.

mod binaries;
mod bundle;
mod cluster;
mod error;
mod folder;
mod keeper;
mod leash;
mod lock;
mod previous;
mod process;
mod stage;
mod user;

pub use binaries::Search;
pub use error::StartError;
pub use lock::Holder;
pub use stage::Stage;

use folder::Folder;
use keeper::Keeper;
use lock::{Held, Lock};
use process::Plan;
use std::path::PathBuf;
use tokio::{sync::mpsc, task};
use user::RunAs;

/// How to start a private Postgres.
#[derive(Clone, Debug)]
pub struct Options {
    /// The data folder, made if need be.
    pub data: PathBuf,
    /// What for: a server is never stopped for another; a command is waited for.
    pub holder: Holder,
    /// Where the programs are looked for.
    pub search: Search,
    /// Settings of PostgreSQL beside the usual ones, as `("max_connections", "100")`.
    pub settings: Vec<(String, String)>,
}

impl Options {
    /// Options to serve from a data folder, with this machine's PostgreSQL.
    pub fn new(data: impl Into<PathBuf>) -> Options {
        let search = Search::of_this_machine(None);
        Options { data: data.into(), holder: Holder::Server, search, settings: Vec::new() }
    }
}

/// A running private Postgres. Dropping it stops it.
#[derive(Debug)]
pub struct PrivatePostgres {
    keeper: Keeper,
    plan: Plan,
    url: String,
    // Let go of last: whoever gets it finds Postgres ended.
    _lock: Lock,
}

/// A Postgres reached by [`connect_or_start`].
#[derive(Debug)]
pub enum Reached {
    /// That of a running server, by its address.
    Running(String),
    /// One that was started for now.
    Started(Box<PrivatePostgres>),
}

impl Reached {
    /// The address of the database.
    pub fn url(&self) -> &str {
        match self {
            Reached::Running(url) => url,
            Reached::Started(postgres) => postgres.url(),
        }
    }

    /// Stops what was started; leaves a running server's Postgres alone.
    pub async fn stop(self) {
        if let Reached::Started(postgres) = self {
            postgres.stop().await;
        }
    }
}

impl PrivatePostgres {
    /// Starts Postgres on a data folder and returns when it takes connections.
    ///
    /// Needs a Tokio runtime for the start only. `progress` hears what is under way.
    pub async fn start(
        options: &Options,
        progress: impl FnMut(Stage),
    ) -> Result<PrivatePostgres, StartError> {
        let options = options.clone();
        in_background(progress, move |progress| {
            let folder = Folder::prepare(&options.data)?;
            match Lock::wait_for(&folder.data, options.holder, false, progress)? {
                Ok(lock) => start_locked(&options, folder, lock, progress),
                Err(held) => Err(StartError::Held { data: folder.data, pid: held.pid }),
            }
        })
        .await
    }

    /// The address of the database, for sqlx and psql.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The address of another database of the same cluster. Plain letters, digits and underscores in its name.
    pub fn url_of(&self, database: &str) -> String {
        self.plan.url(database)
    }

    /// The process of Postgres; none for the moment in which it's started again after it died.
    pub fn pid(&self) -> Option<u32> {
        self.keeper.pid()
    }

    /// The folder of the programs in use.
    pub fn programs(&self) -> PathBuf {
        self.plan.binaries.folder.clone()
    }

    /// Stops Postgres (a fast shutdown: connections are cut, everything committed is kept) and waits for its end.
    pub async fn stop(self) {
        // Waiting for a blocking task only fails when it panics; Postgres then ends with this process.
        let _ = task::spawn_blocking(move || drop(self)).await;
    }
}

impl Drop for PrivatePostgres {
    fn drop(&mut self) {
        self.keeper.stop();
    }
}

/// Reaches the data's Postgres: that of a server that runs, else one started for the time of a command.
pub async fn connect_or_start(options: &Options, progress: impl FnMut(Stage)) -> Result<Reached, StartError> {
    let options = Options { holder: Holder::Command, ..options.clone() };
    in_background(progress, move |progress| {
        let folder = Folder::prepare(&options.data)?;
        match Lock::wait_for(&folder.data, options.holder, true, progress)? {
            Ok(lock) => start_locked(&options, folder, lock, progress)
                .map(|postgres| Reached::Started(Box::new(postgres))),
            Err(Held { url: Some(url), .. }) => Ok(Reached::Running(url)),
            Err(held) => Err(StartError::Held { data: folder.data, pid: held.pid }),
        }
    })
    .await
}

/// Runs blocking work beside the runtime and hands its stages over as they come.
async fn in_background<T: Send + 'static>(
    mut progress: impl FnMut(Stage),
    work: impl FnOnce(&mut dyn FnMut(Stage)) -> Result<T, StartError> + Send + 'static,
) -> Result<T, StartError> {
    let (sender, mut receiver) = mpsc::unbounded_channel();
    let working = task::spawn_blocking(move || {
        // Nobody listens any more when the caller gave up; the work then ends unheard.
        work(&mut |stage| drop(sender.send(stage)))
    });
    while let Some(stage) = receiver.recv().await {
        progress(stage);
    }
    match working.await {
        Ok(result) => result,
        Err(error) if error.is_panic() => std::panic::resume_unwind(error.into_panic()),
        Err(_) => Err(StartError::Stopped),
    }
}

/// Starts Postgres for whoever holds the lock.
fn start_locked(
    options: &Options,
    folder: Folder,
    mut lock: Lock,
    progress: &mut dyn FnMut(Stage),
) -> Result<PrivatePostgres, StartError> {
    let user = RunAs::choose(&folder.home)?;
    folder.prepare_home(&user)?;
    let wanted = folder.version()?;
    let binaries = binaries::find(&options.search, &user, &folder.cluster, wanted.as_deref(), progress)?;
    if wanted.is_none() {
        progress(Stage::Creating { major: binaries.major });
        cluster::create(&folder, &user, &binaries)?;
    }
    let socket = folder.socket(&user)?;
    previous::clear(&folder, &socket, progress)?;
    progress(Stage::Starting { major: binaries.major, folder: binaries.folder.clone() });
    let plan = Plan { folder, user, binaries, socket, settings: options.settings.clone() };
    let keeper = Keeper::start(plan.clone())?;
    let url = plan.url("postgres");
    lock.publish(options.holder, &url)?;
    Ok(PrivatePostgres { keeper, plan, url, _lock: lock })
}
