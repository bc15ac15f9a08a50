//! The trail of a class or an assignment, in words.

use crate::words::When;
use crate::zone::Zone;
use invigil_store::AuditEntry;
use serde_json::Value;
use std::collections::HashMap;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use uuid::Uuid;

/// How many lines a page shows.
pub(crate) const LINES: u16 = 100;

/// One line.
pub(crate) struct Line {
    /// When.
    pub(crate) when: When,
    /// Who.
    pub(crate) actor: String,
    /// What.
    pub(crate) action: String,
    /// To whom; may be empty.
    pub(crate) person: String,
    /// What it is about, where the page is about more: the title of an assignment; may be empty.
    pub(crate) about: String,
    /// What changed: `minutes: 65 → 70`.
    pub(crate) changes: Vec<String>,
}

impl Line {
    /// Tells an entry; times in its details are told in `zone`. `titles` are those of the assignments that the page is about.
    pub(crate) fn new(entry: AuditEntry, zone: &Zone, titles: &HashMap<Uuid, String>) -> Line {
        let changes = entry.details["changes"].as_array().map_or_else(Vec::new, |changes| {
            changes
                .iter()
                .map(|change| {
                    let what = change["what"].as_str().unwrap_or_default();
                    format!("{what}: {} → {}", told(&change["old"], zone), told(&change["new"], zone))
                })
                .collect()
        });
        // What people do to themselves names them once.
        let itself = matches!(entry.action.as_str(), "joined by the code" | "left the class");
        let title = entry.subject.assignment.and_then(|assignment| titles.get(&assignment));
        Line {
            about: title.cloned().unwrap_or_default(),
            when: When::new(entry.at),
            actor: entry.actor,
            action: entry.action,
            person: if itself { String::new() } else { entry.person },
            changes,
        }
    }
}

fn told(value: &Value, zone: &Zone) -> String {
    match value {
        Value::Null => "–".to_owned(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::String(text) if text.is_empty() => "–".to_owned(),
        Value::String(text) => match OffsetDateTime::parse(text, &Rfc3339) {
            Ok(at) => zone.tell(at).plain(),
            Err(_) => format!("“{text}”"),
        },
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::told;
    use crate::zone::Zone;
    use serde_json::json;

    #[test]
    fn values_are_told_in_words() {
        let berlin = Zone::named("Europe/Berlin").unwrap();
        let words = |value| told(&value, &berlin).replace('\u{a0}', " ");
        assert_eq!(words(json!("2026-12-03T16:00:00Z")), "3 Dec 2026, 17:00 Europe/Berlin");
        assert_eq!(words(json!("by hand")), "“by hand”");
        assert_eq!(
            (words(json!(true)), words(json!(65)), words(json!(null))),
            ("yes".into(), "65".into(), "–".into())
        );
    }
}
