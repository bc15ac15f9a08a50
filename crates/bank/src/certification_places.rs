//! Where in a `certification.toml` a problem of the certification's data stands.

use crate::source::{Source, Spot};
use invigil_exam::CertificationProblem;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

type Value<'i> = Spanned<DeValue<'i>>;

/// Where the problem stands; the file's start if it can't be found.
pub(crate) fn place(problem: &CertificationProblem, root: &DeTable<'_>, source: &Source) -> Spot {
    find(problem, root).map_or(Spot::START, |byte| source.spot_at(byte))
}

/// The first byte of the value that the problem is about.
fn find(problem: &CertificationProblem, root: &DeTable<'_>) -> Option<usize> {
    let editions = || tables(root, "editions");
    let edition_of =
        |id: &str| editions().find(|(_, table)| text(table, "id") == Some(id)).map(|(_, table)| table);
    let section_of = |edition: &str, id: &str| {
        let sections = tables(edition_of(edition)?, "sections");
        sections.map(|(_, table)| table).find(|table| text(table, "id") == Some(id))
    };
    match problem {
        CertificationProblem::NoEdition => start(get(root, "kind")?),
        CertificationProblem::EditionsOfRecognition => editions().next().map(|(at, _)| at),
        CertificationProblem::Defaults(_) => {
            let is_default = |table: &DeTable<'_>| {
                get(table, "default")
                    .filter(|value| matches!(value.get_ref(), DeValue::Boolean(true)))
                    .and_then(start)
            };
            let second = editions().filter_map(|(_, table)| is_default(table)).nth(1);
            second.or_else(|| editions().next().map(|(at, _)| at))
        }
        CertificationProblem::EditionTwice(id) => {
            let second = editions().filter(|(_, table)| text(table, "id") == Some(id)).nth(1);
            second.and_then(|(_, table)| start(get(table, "id")?))
        }
        CertificationProblem::OutOfRange { edition, field, value, .. } => {
            let table = edition_of(edition)?;
            if let Some(found) = get(table, field) {
                return start(found);
            }
            // The other fields are described in words: the sections themselves, or a number in one of them.
            let key = ["items", "points"].into_iter().find(|key| field.starts_with(key));
            let Some(key) = key else { return start(get(table, "sections")?) };
            tables(table, "sections").find_map(|(_, section)| {
                let number = get(section, key).or_else(|| get(section, "items"))?;
                (integer(number)? == *value).then(|| number.span().start)
            })
        }
        CertificationProblem::SectionTwice { edition, section } => {
            let mut same = tables(edition_of(edition)?, "sections")
                .filter(|(_, table)| text(table, "id") == Some(section.as_str()));
            same.nth(1).and_then(|(_, table)| start(get(table, "id")?))
        }
        CertificationProblem::UnknownTopic { edition, section, topic } => {
            topics(section_of(edition, section)?).find(|(_, name)| name == topic).map(|(at, _)| at)
        }
        CertificationProblem::TopicTwice { edition, topic } => {
            let all = tables(edition_of(edition)?, "sections").flat_map(|(_, section)| topics(section));
            all.filter(|(_, name)| name == topic).nth(1).map(|(at, _)| at)
        }
        CertificationProblem::NoTopic { edition, section } => {
            start(get(section_of(edition, section)?, "topics")?)
        }
    }
}

/// The sections of all editions: the edition's id, its own id, and where this stands.
pub(crate) fn sections<'t>(
    root: &'t DeTable<'_>,
    source: &'t Source,
) -> impl Iterator<Item = (String, String, Spot)> + 't {
    tables(root, "editions").flat_map(move |(_, edition)| {
        tables(edition, "sections").filter_map(move |(_, section)| {
            let spot = source.spot_at(get(section, "id")?.span().start);
            Some((text(edition, "id")?.to_owned(), text(section, "id")?.to_owned(), spot))
        })
    })
}

/// How to mend it.
pub(crate) fn help(problem: &CertificationProblem) -> &'static str {
    match problem {
        CertificationProblem::NoEdition => {
            "add an outline, begun by [[editions]], or write `kind = \"recognition\"`"
        }
        CertificationProblem::EditionsOfRecognition => "delete [[editions]], or write `kind = \"exam\"`",
        CertificationProblem::Defaults(_) => {
            "write `default = true` in the edition that is offered first, and only there"
        }
        CertificationProblem::EditionTwice(_) | CertificationProblem::SectionTwice { .. } => {
            "give each its own id"
        }
        CertificationProblem::OutOfRange { .. } => "write a number in this range",
        CertificationProblem::UnknownTopic { .. } => {
            "add a line `id = \"Title\"` under [topics], or correct the topic's id"
        }
        CertificationProblem::TopicTwice { .. } => {
            "in one edition a topic belongs to one section: take it out of the other"
        }
        CertificationProblem::NoTopic { .. } => "list the topics whose items may fill the section",
    }
}

fn get<'t, 'i>(table: &'t DeTable<'i>, key: &str) -> Option<&'t Value<'i>> {
    table.iter().find(|(name, _)| name.as_ref() == key).map(|(_, value)| value)
}

fn start(value: &Value<'_>) -> Option<usize> {
    Some(value.span().start)
}

fn text<'t>(table: &'t DeTable<'_>, key: &str) -> Option<&'t str> {
    match get(table, key)?.get_ref() {
        DeValue::String(text) => Some(text),
        _ => None,
    }
}

fn integer(value: &Value<'_>) -> Option<usize> {
    match value.get_ref() {
        DeValue::Integer(number) => usize::from_str_radix(number.as_str(), number.radix()).ok(),
        _ => None,
    }
}

/// The values of a list.
fn list<'t, 'i>(table: &'t DeTable<'i>, key: &str) -> impl Iterator<Item = &'t Value<'i>> {
    let array = match get(table, key).map(|value| value.get_ref()) {
        Some(DeValue::Array(array)) => Some(array),
        _ => None,
    };
    array.into_iter().flat_map(|array| array.iter())
}

/// The tables of a list, each with where it begins.
fn tables<'t, 'i>(table: &'t DeTable<'i>, key: &str) -> impl Iterator<Item = (usize, &'t DeTable<'i>)> {
    list(table, key).filter_map(|value| match value.get_ref() {
        DeValue::Table(inner) => Some((value.span().start, inner)),
        _ => None,
    })
}

/// The topics of a section, each with where it stands.
fn topics<'t>(section: &'t DeTable<'_>) -> impl Iterator<Item = (usize, &'t str)> {
    list(section, "topics").filter_map(|value| match value.get_ref() {
        DeValue::String(text) => Some((value.span().start, text.as_ref())),
        _ => None,
    })
}
