//! Which keys a `certification.toml` has and what they hold, so that every wrong one is reported and not only the first.

use crate::ids::{is_id, one_of};
use crate::problem::Findings;
use crate::source::Spot;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// What a key holds.
enum Shape {
    /// A text; empty only where the key is optional.
    Text,
    /// An id.
    Id,
    /// A list of texts.
    Texts,
    /// A list of ids.
    Ids,
    /// A whole number of at most so much.
    Number(u64),
    /// `true` or `false`.
    Flag,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// A table from ids to texts.
    Titles,
    /// A list of tables.
    Tables(&'static [Key]),
}

struct Key {
    name: &'static str,
    required: bool,
    shape: Shape,
}

const fn required(name: &'static str, shape: Shape) -> Key {
    Key { name, required: true, shape }
}

const fn optional(name: &'static str, shape: Shape) -> Key {
    Key { name, required: false, shape }
}

const U8: u64 = u8::MAX as u64;
const U16: u64 = u16::MAX as u64;
const U32: u64 = u32::MAX as u64;

/// The keys of a certification; a test holds them against the type.
const CERTIFICATION: &[Key] = &[
    required("id", Shape::Id),
    required("kind", Shape::OneOf(&["exam", "recognition"])),
    required("short", Shape::Text),
    required("name", Shape::Text),
    required("level", Shape::OneOf(&["entry", "associate", "professional", "expert"])),
    required("pathway", Shape::Text),
    required("order", Shape::Number(U16)),
    optional("requires", Shape::Ids),
    optional("natural_before", Shape::Ids),
    optional("next", Shape::Ids),
    optional("fee_usd", Shape::Number(U32)),
    required("where_taken", Shape::Text),
    required("real_exam", Shape::Text),
    required("unofficial", Shape::Text),
    required("summary", Shape::Text),
    required("audience", Shape::Text),
    required("covers", Shape::Text),
    optional("roles", Shape::Texts),
    optional("pitfalls", Shape::Texts),
    optional("preparation", Shape::Texts),
    optional("topics", Shape::Titles),
    optional("editions", Shape::Tables(EDITION)),
];

const EDITION: &[Key] = &[
    required("id", Shape::Id),
    required("title", Shape::Text),
    optional("default", Shape::Flag),
    required("minutes", Shape::Number(U16)),
    optional("agreement_minutes", Shape::Number(U16)),
    required("pass_percent", Shape::Number(U8)),
    required("scoring", Shape::OneOf(&["all-or-nothing"])),
    optional("note", Shape::Text),
    required("sections", Shape::Tables(SECTION)),
];

const SECTION: &[Key] = &[
    required("id", Shape::Id),
    required("title", Shape::Text),
    required("items", Shape::Number(U16)),
    optional("points", Shape::Number(U16)),
    optional("summary", Shape::Text),
    required("topics", Shape::Ids),
];

/// Reports every key that is missing, unknown or doesn't hold what it should.
pub(crate) fn check(root: &DeTable<'_>, findings: &mut Findings<'_>) {
    check_table(root, Spot::START, CERTIFICATION, findings);
}

fn check_table(table: &DeTable<'_>, place: Spot, keys: &[Key], findings: &mut Findings<'_>) {
    for (name, value) in table.iter() {
        let known = keys.iter().find(|key| key.name == name.as_ref());
        match known {
            Some(key) => check_value(key, value, findings),
            None => {
                let spot = findings.source.spot_at(name.span().start);
                let help = one_of(name.as_ref(), keys.iter().map(|key| key.name));
                findings.error(spot, format!("unknown key `{}`", name.as_ref()), help);
            }
        }
    }
    for key in keys.iter().filter(|key| key.required) {
        if !table.iter().any(|(name, _)| name.as_ref() == key.name) {
            let help = format!("add `{} = ` and {}", key.name, describe(&key.shape));
            findings.error(place, format!("the key `{}` is missing", key.name), help);
        }
    }
}

fn check_value(key: &Key, value: &Spanned<DeValue<'_>>, findings: &mut Findings<'_>) {
    // Where the wrong values begin.
    let mut wrong: Vec<usize> = Vec::new();
    match (&key.shape, value.get_ref()) {
        (Shape::Text, DeValue::String(text)) if !key.required || !text.trim().is_empty() => {}
        (Shape::Id, DeValue::String(text)) if is_id(text) => {}
        (Shape::OneOf(words), DeValue::String(text)) if words.contains(&text.as_ref()) => {}
        (Shape::Flag, DeValue::Boolean(_)) => {}
        (Shape::Number(most), DeValue::Integer(number))
            if u64::from_str_radix(number.as_str(), number.radix()).is_ok_and(|number| number <= *most) => {}
        (Shape::Texts | Shape::Ids, DeValue::Array(values)) => {
            let fits = |value: &DeValue<'_>| match value {
                DeValue::String(text) if matches!(key.shape, Shape::Ids) => is_id(text),
                DeValue::String(text) => !text.trim().is_empty(),
                _ => false,
            };
            wrong
                .extend(values.iter().filter(|value| !fits(value.get_ref())).map(|value| value.span().start));
        }
        (Shape::Titles, DeValue::Table(titles)) => {
            let fits = |id: &str, title: &DeValue<'_>| {
                is_id(id) && matches!(title, DeValue::String(title) if !title.trim().is_empty())
            };
            let pairs = titles.iter().filter(|(id, title)| !fits(id.as_ref(), title.get_ref()));
            wrong.extend(pairs.map(|(id, _)| id.span().start));
        }
        (Shape::Tables(keys), DeValue::Array(tables)) => {
            for table in tables.iter() {
                let start = table.span().start;
                match table.get_ref() {
                    DeValue::Table(inner) => {
                        check_table(inner, findings.source.spot_at(start), keys, findings);
                    }
                    _ => wrong.push(start),
                }
            }
        }
        _ => wrong.push(value.span().start),
    }
    for start in wrong {
        findings.error(
            findings.source.spot_at(start),
            format!("`{}` doesn't hold what it should", key.name),
            format!("write {}", describe(&key.shape)),
        );
    }
}

fn describe(shape: &Shape) -> String {
    match shape {
        Shape::Text => "a text in quotes".to_owned(),
        Shape::Id => "an id in quotes: lower-case letters, digits and hyphens".to_owned(),
        Shape::Texts => "a list of texts: [\"...\", \"...\"]".to_owned(),
        Shape::Ids => "a list of ids (lower-case letters, digits and hyphens): [\"...\", \"...\"]".to_owned(),
        Shape::Number(most) => format!("a whole number from 0 to {most}, without quotes"),
        Shape::Flag => "`true` or `false`, without quotes".to_owned(),
        Shape::OneOf(words) => {
            format!(
                "one of {}",
                words.iter().map(|word| format!("\"{word}\"")).collect::<Vec<_>>().join(", ")
            )
        }
        Shape::Titles => {
            "a table of ids (lower-case letters, digits and hyphens) and titles: `some-id = \"...\"`"
                .to_owned()
        }
        Shape::Tables(_) => "tables, each begun by its own line in double brackets".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{CERTIFICATION, EDITION, Key, SECTION};
    use invigil_exam::{About, Certification, CertificationKind, Edition, Level, Scoring, Section};
    use std::collections::BTreeSet;

    fn names(keys: &[Key]) -> BTreeSet<String> {
        keys.iter().map(|key| key.name.to_owned()).collect()
    }

    fn fields(value: &impl serde::Serialize) -> BTreeSet<String> {
        serde_json::to_value(value).unwrap().as_object().unwrap().keys().cloned().collect()
    }

    #[test]
    fn the_keys_are_the_fields_of_the_types() {
        let section = Section {
            id: String::new(),
            title: String::new(),
            items: 1,
            points: None,
            summary: String::new(),
            topics: vec![],
        };
        let edition = Edition {
            id: String::new(),
            title: String::new(),
            default: true,
            minutes: 1,
            agreement_minutes: 0,
            pass_percent: 1,
            scoring: Scoring::AllOrNothing,
            note: String::new(),
            sections: vec![],
        };
        let certification = Certification {
            id: String::new(),
            kind: CertificationKind::Exam,
            short: String::new(),
            name: String::new(),
            level: Level::Entry,
            pathway: String::new(),
            order: 1,
            requires: vec![],
            natural_before: vec![],
            next: vec![],
            fee_usd: None,
            about: About::default(),
            topics: Default::default(),
            editions: vec![],
        };
        assert_eq!(names(SECTION), fields(&section));
        assert_eq!(names(EDITION), fields(&edition));
        assert_eq!(names(CERTIFICATION), fields(&certification));
    }
}
