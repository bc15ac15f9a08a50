//! A file that says which items are proven on which versions, for the pages that show it.

use super::outcome::{Outcome, Results};
use anyhow::Context;
use invigil_bank::content_hash;
use std::{collections::BTreeMap, fs, path::Path};

/// Writes the file: an item a line, by id; its content's hash, since a changed item isn't proven any more; its versions.
///
/// # Errors
/// When it can't be written.
pub(super) fn write(results: &Results, path: &Path) -> anyhow::Result<()> {
    // Beside it and then moved, so that nobody ever reads half of it.
    let fresh = path.with_extension("new");
    let written = fs::write(&fresh, text(results)).and_then(|()| fs::rename(&fresh, path));
    written.with_context(|| {
        format!("The record can't be written to {}. Name another file with --record", path.display())
    })
}

fn text(results: &Results) -> String {
    let proven = results.items.iter().filter(|proved| proved.outcome() == Outcome::Proven);
    let lines: BTreeMap<&str, String> = proven
        .map(|proved| {
            let item = &proved.item.item;
            let hash: String = content_hash(item).iter().map(|byte| format!("{byte:02x}")).collect();
            let value = serde_json::json!({ "content": hash, "pythons": proved.versions(&results.benches) });
            (item.id.as_str(), value.to_string())
        })
        .collect();
    let lines: Vec<String> =
        lines.into_iter().map(|(id, value)| format!("{}:{value}", serde_json::Value::from(id))).collect();
    format!("{{\n{}\n}}\n", lines.join(",\n"))
}
