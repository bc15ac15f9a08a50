//! What item revisions say, kept: a revision never changes. Only whether its key was proven may, so a bank that was loaded
//! empties it.

use crate::markup::LIMIT;
use crate::state::App;
use invigil_store::{Content, StoreError};
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

/// The contents of this server, shared by all requests.
#[derive(Debug, Default)]
pub(crate) struct Contents(RwLock<HashMap<i32, Arc<Content>>>);

impl Contents {
    /// Forgets everything.
    pub(crate) fn clear(&self) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

impl App {
    /// What these item revisions say, in their order. Those that don't exist are left out.
    ///
    /// # Errors
    /// When what isn't kept yet can't be read.
    pub(crate) async fn contents(&self, revisions: &[i32]) -> Result<Vec<Arc<Content>>, StoreError> {
        let mut found: HashMap<i32, Arc<Content>> = {
            let kept = self.contents.0.read().unwrap_or_else(PoisonError::into_inner);
            revisions
                .iter()
                .filter_map(|revision| Some((*revision, Arc::clone(kept.get(revision)?))))
                .collect()
        };
        let unknown: Vec<i32> =
            revisions.iter().copied().filter(|revision| !found.contains_key(revision)).collect();
        if !unknown.is_empty() {
            let read = self.store.contents(&unknown).await?;
            let mut kept = self.contents.0.write().unwrap_or_else(PoisonError::into_inner);
            if kept.len() + read.len() > LIMIT {
                kept.clear();
            }
            for content in read.into_iter().map(Arc::new) {
                kept.insert(content.revision, Arc::clone(&content));
                found.insert(content.revision, content);
            }
        }
        Ok(revisions.iter().filter_map(|revision| found.get(revision).cloned()).collect())
    }
}
