//! One way to write a statement.

use crate::support::{exam, recognition, statement};
use invigil_report::{About, Statement, StatementProblem};
use proptest::prelude::*;
use serde_json::Value;
use time::macros::datetime;

/// The same value with the fields of every object in alphabetical order.
fn sorted(value: &Value) -> Value {
    match value {
        Value::Object(fields) => {
            let mut fields: Vec<_> = fields.iter().collect();
            fields.sort_by_key(|(name, _)| name.as_str());
            Value::Object(fields.into_iter().map(|(name, value)| (name.clone(), sorted(value))).collect())
        }
        Value::Array(values) => Value::Array(values.iter().map(sorted).collect()),
        other => other.clone(),
    }
}

proptest! {
    #[test]
    fn what_is_written_is_read_again(
        holder in proptest::option::of(".{0,60}"), title in ".{0,60}", sections in 1..9_u16, right in 0..=10_u16,
    ) {
        let mut exam = exam(sections, right);
        exam.sections[0].title = title;
        let statement = statement(About::Exam(exam), holder.as_deref());
        let text = statement.write().unwrap();
        prop_assert_eq!(Statement::read(&text).unwrap(), statement);
        prop_assert!(!text.contains('\n'));
        // The fields are in order, and nothing but the canonical form is written.
        let value: Value = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(serde_json::to_string(&sorted(&value)).unwrap(), text);
    }
}

#[test]
fn a_recognition_is_written_in_the_same_manner() {
    let statement = statement(About::Recognition(recognition()), None);
    let text = statement.write().unwrap();
    assert!(text.starts_with(r#"{"about":{"recognition":{"certification":"cepp","full_name":"#), "{text}");
    assert!(text.ends_with(r#""signed_at":"2026-11-22T15:00:00Z","version":1}"#), "{text}");
    assert_eq!(Statement::read(&text).unwrap(), statement);
}

#[test]
fn another_spelling_of_the_same_is_refused() {
    let text = statement(About::Exam(exam(2, 7)), Some("Ada")).write().unwrap();
    assert!(matches!(Statement::read(&text.replacen(',', ", ", 1)), Err(StatementProblem::NotCanonical)));
    assert!(matches!(
        Statement::read(&text.replace("Ada", r"\u0041da")),
        Err(StatementProblem::NotCanonical)
    ));
    let later = text.replace(r#""version":1}"#, r#""version":2}"#);
    assert!(matches!(Statement::read(&later), Err(StatementProblem::Version(2))));
    let more = text.replace(r#""version":1}"#, r#""version":1,"x":1}"#);
    assert!(matches!(Statement::read(&more), Err(StatementProblem::Unreadable(_))));
}

#[test]
fn moments_are_told_in_utc_to_the_second() {
    let at = datetime!(2026-11-22 15:03:09.75 +01:00);
    assert_eq!(Statement::moment(at), "2026-11-22T14:03:09Z");
    assert_eq!(Statement::parse_moment("2026-11-22T14:03:09Z"), Some(datetime!(2026-11-22 14:03:09 UTC)));
    assert_eq!(Statement::parse_moment("yesterday"), None);
}
