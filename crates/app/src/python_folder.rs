//! Where Python for the browser is, if it was fetched.

use crate::{beside, settings::Settings};
use anyhow::anyhow;
use invigil_web::Python;
use std::{path::Path, sync::Arc};

/// Python for the browser: what the setting names, else the first of the usual places that has it, else none, and nobody misses it.
///
/// # Errors
/// When the setting names a folder that hasn't got it.
pub(crate) fn open(settings: &Settings) -> anyhow::Result<Option<Arc<Python>>> {
    let opened = |folder: &Path| Python::open(folder).map(Arc::new);
    if let Some(named) = &settings.python_folder {
        return opened(named).map(Some).map_err(|problem| {
            anyhow!("INVIGIL_PYTHON names a folder without Python for browsers: {problem}.")
        });
    }
    let found = beside::places("python/fetched", "python").into_iter().find(|folder| folder.is_dir());
    Ok(found.and_then(|folder| {
        opened(&folder).inspect_err(|problem| tracing::warn!(problem, "code can't be run in the page")).ok()
    }))
}
