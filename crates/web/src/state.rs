//! What every handler can reach.

use crate::contents::Contents;
use crate::live::Watched;
use crate::markup::{LIMIT, RenderCache};
use crate::password::Passwords;
use crate::python::Python;
use crate::readers::Readers;
use invigil_store::{Catalogue, KnownEdition, Store, StoreError};
use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, PoisonError, RwLock};

/// What the composition root decides.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where people reach the platform, without a slash at the end: `https://exams.example.org`.
    pub public_url: String,
    /// How many passwords are hashed at once; at least 1.
    pub hashing_threads: usize,
    /// Whether a mock of a certification may be started only by who passed mocks of what it asks for first; else that is advice.
    pub enforce_prerequisites: bool,
    /// Python for the browser; without it, nobody is offered to run an item's code.
    pub python: Option<Arc<Python>>,
}

/// The state of the web server: nothing in it that another replica would need.
#[derive(Debug)]
pub struct App {
    pub(crate) store: Store,
    pub(crate) settings: Settings,
    pub(crate) passwords: Passwords,
    pub(crate) rendered: RenderCache,
    pub(crate) contents: Contents,
    pub(crate) watched: Watched,
    pub(crate) readers: Readers,
    catalogue: RwLock<Arc<Catalogue>>,
    /// Editions of instructors' exams that were shown lately. What an edition says never changes.
    editions: RwLock<HashMap<i32, Arc<KnownEdition>>>,
}

/// How many editions of instructors' exams are kept at most.
const EDITIONS: usize = 2000;

impl App {
    /// Reads the catalogue and makes the state.
    ///
    /// # Errors
    /// When the catalogue can't be read.
    pub async fn new(store: Store, settings: Settings) -> Result<Arc<App>, StoreError> {
        let catalogue = RwLock::new(Arc::new(store.catalogue().await?));
        let passwords = Passwords::new(settings.hashing_threads);
        Ok(Arc::new(App {
            store,
            settings,
            passwords,
            rendered: RenderCache::default(),
            contents: Contents::default(),
            watched: Watched::default(),
            readers: Readers::default(),
            catalogue,
            editions: RwLock::default(),
        }))
    }

    /// The catalogue as it was read last.
    pub(crate) fn catalogue(&self) -> Arc<Catalogue> {
        self.catalogue.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The catalogue with these editions in it, which attempts pin: those of instructors' exams are looked up, and so is what
    /// another server loaded since this one read the catalogue. Editions that don't exist are left out.
    ///
    /// # Errors
    /// When they can't be looked up.
    pub(crate) async fn catalogue_with(
        &self,
        editions: impl IntoIterator<Item = i32>,
    ) -> Result<Arc<Catalogue>, StoreError> {
        let catalogue = self.catalogue();
        let mut given: Vec<Arc<KnownEdition>> = Vec::new();
        let mut unknown: Vec<i32> = Vec::new();
        {
            let kept = self.editions.read().unwrap_or_else(PoisonError::into_inner);
            let wanted: BTreeSet<i32> = editions.into_iter().collect();
            for id in wanted.into_iter().filter(|&id| catalogue.edition(id).is_none()) {
                match kept.get(&id) {
                    Some(known) => given.push(Arc::clone(known)),
                    None => unknown.push(id),
                }
            }
        }
        if unknown.is_empty() {
            return Ok(if given.is_empty() { catalogue } else { Arc::new(catalogue.with(given)) });
        }
        let mut stale = false;
        {
            let found = self.store.editions(&unknown).await?;
            let mut kept = self.editions.write().unwrap_or_else(PoisonError::into_inner);
            if kept.len() + found.len() > EDITIONS {
                kept.clear();
            }
            for known in found.into_iter().map(Arc::new) {
                if known.owner.is_some() {
                    kept.insert(known.id, Arc::clone(&known));
                } else {
                    stale = true;
                }
                given.push(known);
            }
        }
        if stale {
            self.refresh().await?;
        }
        Ok(Arc::new(self.catalogue().with(given)))
    }

    /// Reads the catalogue again, after a bank was loaded.
    ///
    /// # Errors
    /// When it can't be read; the old one stays.
    pub async fn refresh(&self) -> Result<(), StoreError> {
        let catalogue = Arc::new(self.store.catalogue().await?);
        *self.catalogue.write().unwrap_or_else(PoisonError::into_inner) = catalogue;
        self.contents.clear();
        Ok(())
    }

    /// Renders every question that a form may take, beside everything else, so that the first exam after a start opens as fast
    /// as any later one.
    ///
    /// # Errors
    /// When the questions can't be read; they are rendered as they are needed then.
    pub async fn warm(self: Arc<App>) -> Result<(), StoreError> {
        let mut revisions = self.store.all_current_revisions().await?;
        revisions.truncate(LIMIT);
        let questions = self.store.questions(&revisions).await?;
        let rendering = tokio::task::spawn_blocking(move || {
            for (revision, question) in &questions {
                self.rendered.question(*revision, question);
            }
        });
        if rendering.await.is_err() {
            tracing::error!("a question can't be rendered");
        }
        Ok(())
    }

    /// Ends the streams of pages that update by themselves: they would keep a server that ends waiting.
    pub fn end_streams(&self) {
        self.watched.end();
    }

    /// Whether browsers reach the platform over TLS or on this very machine, where they treat plain HTTP alike.
    pub(crate) fn secure(&self) -> bool {
        let url = &self.settings.public_url;
        let host = url.split("://").nth(1).unwrap_or_default();
        url.starts_with("https://")
            || ["localhost", "127.0.0.1", "[::1]"].iter().any(|local| {
                host.strip_prefix(local).is_some_and(|rest| rest.is_empty() || rest.starts_with([':', '/']))
            })
    }
}
