//! The crates may use each other only as ARCHITECTURE.md says.

use invigil_tests::project;
use std::collections::BTreeMap;
use std::process::Command;

/// Direct dependencies (normal ones only) of each crate of the workspace, by name.
fn dependencies() -> BTreeMap<String, Vec<String>> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline"])
        .current_dir(project())
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).expect("cargo prints JSON");
    let text = |value: &serde_json::Value| value.as_str().expect("a name").to_owned();
    let packages = metadata["packages"].as_array().expect("packages");
    packages
        .iter()
        .map(|package| {
            let dependencies = package["dependencies"].as_array().expect("dependencies");
            let normal = dependencies.iter().filter(|dependency| dependency["kind"].is_null());
            (text(&package["name"]), normal.map(|dependency| text(&dependency["name"])).collect())
        })
        .collect()
}

/// The rows of ARCHITECTURE.md's table of crates: crate, what of ours it may use, what it must never name.
fn table() -> Vec<(String, Vec<String>, Vec<String>)> {
    let document = std::fs::read_to_string(project().join("ARCHITECTURE.md")).expect("ARCHITECTURE.md");
    let names =
        |cell: &str| -> Vec<String> { cell.split('`').skip(1).step_by(2).map(str::to_owned).collect() };
    let rows = document.lines().filter(|line| line.starts_with("| `"));
    rows.filter_map(|line| {
        let cells: Vec<&str> = line.trim_matches('|').split('|').collect();
        (cells.len() == 4).then(|| (names(cells[0]).remove(0), names(cells[2]), names(cells[3])))
    })
    .collect()
}

#[test]
fn crates_use_each_other_as_the_architecture_says() {
    let (actual, table) = (dependencies(), table());
    assert_eq!(table.len(), actual.len(), "ARCHITECTURE.md has a row for each crate");
    for (name, may_use, never) in table {
        let uses = actual.get(&name).unwrap_or_else(|| panic!("ARCHITECTURE.md names {name}, Cargo doesn't"));
        for own in uses.iter().filter(|dependency| actual.contains_key(*dependency)) {
            assert!(may_use.contains(own), "{name} uses {own}, which ARCHITECTURE.md doesn't allow");
        }
        for banned in never {
            assert!(!uses.contains(&banned), "{name} names {banned}, which ARCHITECTURE.md forbids");
        }
    }
}

#[test]
fn no_template_prints_what_is_not_escaped() {
    let mut folders = vec![project().join("templates")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder of templates") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = std::fs::read_to_string(&path).expect("a template");
            let unescaped = text.replace("| ", "|").contains("|safe");
            // Types that escape for themselves say so by `HtmlSafe`, where a reader looks for it.
            assert!(!unescaped, "{}", path.display());
        }
    }
}
