//! The report for programs.

use super::outcome::{Found, Outcome, Proved, Results};
use invigil_bank::Proof;
use serde_json::{Value, json};

/// The whole report.
pub(super) fn report(results: &Results) -> String {
    let pythons: Vec<Value> = results
        .benches
        .iter()
        .map(|bench| json!({ "python": bench.python.named, "version": bench.python.release }))
        .collect();
    let items: Vec<Value> = results.items.iter().map(|proved| item(proved, results)).collect();
    let report = json!({
        "pythons": pythons,
        "items": items,
        "errors": results.errors,
        "seconds": results.elapsed.as_secs_f64(),
    });
    format!("{report:#}\n")
}

fn item(proved: &Proved, results: &Results) -> Value {
    let item = &proved.item;
    let mut value = json!({
        "id": item.item.id,
        "certification": item.item.certification,
        "place": item.place.to_string(),
        "outcome": proved.outcome().name(),
        "proof": item.proof.name(),
        "versions": proved.versions(&results.benches),
    });
    if let Some(reason) = reason(proved) {
        value["reason"] = reason.into();
    }
    if proved.outcome() == Outcome::Failed {
        value["failures"] = failures(proved, results);
    }
    value
}

fn reason(proved: &Proved) -> Option<String> {
    if let Proof::Cited { because } = &proved.item.proof {
        return Some(because.clone());
    }
    let failed = proved.found.iter().find_map(|found| match found {
        Found::Failed(failures) => failures.first(),
        _ => None,
    });
    if let Some(failure) = failed {
        let number = failure.option + 1;
        return Some(format!("option {number}: expected {}, seen {}", failure.expected, failure.seen));
    }
    let lacking = proved.found.iter().find_map(|found| match found {
        Found::Lacking(needs) => Some(needs),
        _ => None,
    })?;
    let names: Vec<&str> = lacking.iter().map(|need| need.name()).collect();
    Some(format!("needs {}", names.join(", ")))
}

fn failures(proved: &Proved, results: &Results) -> Value {
    let mut values = Vec::new();
    for (found, bench) in proved.found.iter().zip(&results.benches) {
        let Found::Failed(failures) = found else { continue };
        values.extend(failures.iter().map(|failure| {
            json!({
                "version": bench.python.release,
                "option": failure.option + 1,
                "key": failure.key,
                "line": failure.line,
                "expected": failure.expected,
                "seen": failure.seen,
            })
        }));
    }
    values.into()
}
