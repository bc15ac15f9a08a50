//! Python for the browser: the package that `scripts/fetch-python` fetches, served under an address that changes with it.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

/// What a worker of the browser runs; ours, unlike the package.
pub(crate) const WORKER: &str = include_str!("../../../python/worker.mjs");

/// How a program is run; ours as well.
pub(crate) const RUN: &str = include_str!("../../../python/run.py");

/// The files of the package that a browser asks for, and what they are.
pub(crate) const FILES: [(&str, &str); 4] = [
    ("pyodide.mjs", SCRIPT),
    ("pyodide.asm.mjs", SCRIPT),
    ("pyodide.asm.wasm", "application/wasm"),
    ("python_stdlib.zip", "application/zip"),
];

/// The type of a script.
pub(crate) const SCRIPT: &str = "text/javascript; charset=utf-8";

/// The package's list of what else could be loaded, of which only the head is kept: nothing else is here.
const LOCK: &str = "pyodide-lock.json";

/// Python for the browser, as a folder has it.
#[derive(Clone, Debug)]
pub struct Python {
    folder: PathBuf,
    fingerprint: String,
    version: String,
    lock: String,
    transfer: u64,
    size: u64,
}

impl Python {
    /// Looks at a folder that `scripts/fetch-python` filled.
    ///
    /// # Errors
    /// When a file is missing or can't be read: which.
    pub fn open(folder: &Path) -> Result<Python, String> {
        let told = |name: &str, error: &dyn std::fmt::Display| {
            format!("{}: {error}. Run scripts/fetch-python to fetch it", folder.join(name).display())
        };
        let length = |name: &str| fs::metadata(folder.join(name)).map(|found| found.len());
        let (mut transfer, mut size) = (0, 0);
        for (name, _) in FILES {
            let whole = length(name).map_err(|error| told(name, &error))?;
            size += whole;
            transfer += length(&format!("{name}.br")).unwrap_or(whole);
        }
        // The loader names the build that it belongs to.
        let loader = FILES[0].0;
        let loader_text = fs::read(folder.join(loader)).map_err(|error| told(loader, &error))?;
        let mut hasher = DefaultHasher::new();
        (loader_text, WORKER, RUN).hash(&mut hasher);

        let lock = fs::read(folder.join(LOCK)).map_err(|error| told(LOCK, &error))?;
        let lock: serde_json::Value = serde_json::from_slice(&lock).map_err(|error| told(LOCK, &error))?;
        let info = &lock["info"];
        let version = info["python"].as_str().ok_or_else(|| told(LOCK, &"it names no version of Python"))?;
        Ok(Python {
            folder: folder.to_owned(),
            fingerprint: format!("{:016x}", hasher.finish()),
            version: version.to_owned(),
            lock: serde_json::json!({ "info": info, "packages": {} }).to_string(),
            transfer,
            size,
        })
    }

    /// The address of its files, with a slash at the end.
    pub(crate) fn address(&self) -> String {
        format!("/python/{}/", self.fingerprint)
    }

    /// Whether an address with this in it is about this package.
    pub(crate) fn is(&self, fingerprint: &str) -> bool {
        self.fingerprint == fingerprint
    }

    /// The path of one of [`FILES`].
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// The version of Python: `3.14.2`.
    pub(crate) fn version(&self) -> &str {
        &self.version
    }

    /// The head of the package's list, as JSON.
    pub(crate) fn lock(&self) -> &str {
        &self.lock
    }

    /// What a browser fetches before its first run, in whole megabytes.
    pub(crate) fn megabytes(&self) -> u64 {
        (self.transfer + 500_000) / 1_000_000
    }

    /// The files' size in bytes once they are unpacked.
    pub(crate) fn size(&self) -> u64 {
        self.size
    }
}

#[cfg(test)]
mod tests {
    use super::Python;
    use std::path::Path;

    #[test]
    fn a_folder_without_the_package_says_what_is_missing_and_how_to_get_it() {
        let problem = Python::open(Path::new("/nowhere")).unwrap_err();
        assert!(
            problem.contains("/nowhere/pyodide.mjs") && problem.contains("scripts/fetch-python"),
            "{problem}"
        );
    }
}
