//! The record of what was proven: `proven.json` beside the certifications, as `invigil bank prove --record` writes it.

use crate::content_hash::content_hash;
use crate::problem::Problem;
use crate::read::Bank;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;

/// The record's name in the bank's folder.
pub(crate) const RECORD: &str = "proven.json";

/// One item of the record.
#[derive(Deserialize)]
struct Proven {
    /// The content hash of the item as it was proven, in hexadecimal digits.
    content: String,
    /// The versions of CPython that it was proven on.
    pythons: Vec<String>,
}

/// Tells the bank's items what they were proven on. An item that was changed since then isn't proven any more.
pub(crate) fn apply(folder: &Path, bank: &mut Bank) {
    let path = folder.join(RECORD);
    let Ok(text) = std::fs::read_to_string(&path) else {
        // Most banks have no record.
        return;
    };
    let record: BTreeMap<String, Proven> = match serde_json::from_str(&text) {
        Ok(record) => record,
        Err(error) => {
            let mut problem = Problem::of_file(
                path.display().to_string(),
                format!("the record of proofs can't be read: {error}"),
                "delete it, or write it anew with `invigil bank prove --record`",
            );
            problem.place.line = error.line().max(1);
            problem.place.column = error.column().max(1);
            bank.problems.push(problem);
            return;
        }
    };
    for item in &mut bank.items {
        let Some(proven) = record.get(&item.item.id) else { continue };
        let hash: String = content_hash(&item.item).iter().map(|byte| format!("{byte:02x}")).collect();
        if proven.content == hash {
            item.proven_on.clone_from(&proven.pythons);
        }
    }
}
