//! What every handler can reach.

use crate::markup::{LIMIT, RenderCache};
use crate::password::Passwords;
use crate::readers::Readers;
use invigil_store::{Catalogue, Store, StoreError};
use std::sync::{Arc, PoisonError, RwLock};

/// What the composition root decides.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where people reach the platform, without a slash at the end: `https://exams.example.org`.
    pub public_url: String,
    /// How many passwords are hashed at once; at least 1.
    pub hashing_threads: usize,
}

/// The state of the web server: nothing in it that another replica would need.
#[derive(Debug)]
pub struct App {
    pub(crate) store: Store,
    pub(crate) settings: Settings,
    pub(crate) passwords: Passwords,
    pub(crate) rendered: RenderCache,
    pub(crate) readers: Readers,
    catalogue: RwLock<Arc<Catalogue>>,
}

impl App {
    /// Reads the catalogue and makes the state.
    ///
    /// # Errors
    /// When the catalogue can't be read.
    pub async fn new(store: Store, settings: Settings) -> Result<Arc<App>, StoreError> {
        let catalogue = RwLock::new(Arc::new(store.catalogue().await?));
        let passwords = Passwords::new(settings.hashing_threads);
        let (rendered, readers) = (RenderCache::default(), Readers::default());
        Ok(Arc::new(App { store, settings, passwords, rendered, readers, catalogue }))
    }

    /// The catalogue as it was read last.
    pub(crate) fn catalogue(&self) -> Arc<Catalogue> {
        self.catalogue.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Reads the catalogue again, after a bank was loaded.
    ///
    /// # Errors
    /// When it can't be read; the old one stays.
    pub async fn refresh(&self) -> Result<(), StoreError> {
        let catalogue = Arc::new(self.store.catalogue().await?);
        *self.catalogue.write().unwrap_or_else(PoisonError::into_inner) = catalogue;
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
