//! Puts the files under `static/` into the binary.

use std::path::PathBuf;
use std::{env, fs};

fn main() {
    let folder = fs::canonicalize("../../static").expect("the workspace has a folder `static`");
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("Cargo sets OUT_DIR"));
    // Embedded in debug builds too, so that tests see the bytes, names and headers that are shipped; and without the list of
    // files that `memory_serve::load_directory` prints as warnings.
    let assets = memory_serve::assets_to_code("static", &folder, &out, true, |_| ());
    fs::write(out.join("memory_serve_assets.rs"), format!("&[(\"default\", {assets})]"))
        .expect("OUT_DIR can be written");
    println!("cargo::rerun-if-changed={}", folder.display());
    // Askama tells Cargo of the templates that it reads, not of those that come.
    println!("cargo::rerun-if-changed=../../templates");
}
