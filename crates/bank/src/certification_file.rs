//! One `certification.toml` read whole.

use crate::certification_places::{help, place, sections};
use crate::certification_shape;
use crate::landmarks::{CertificationLandmarks, Landmark};
use crate::problem::{Findings, Place, Problem, Severity};
use crate::source::{Source, Spot};
use invigil_exam::Certification;
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::Spanned;
use toml::de::{DeTable, DeValue, Deserializer};

/// What a file holds.
pub(crate) struct CertificationFile {
    /// The certification, if there is no error in it.
    pub(crate) certification: Option<Certification>,
    pub(crate) problems: Vec<Problem>,
    /// Ids that it names as required, each with what to say if there is no such certification.
    pub(crate) requires: Vec<(String, Problem)>,
    /// Where what is said.
    pub(crate) landmarks: CertificationLandmarks,
}

/// Reads a certification file and reports everything that is wrong with it. `seen` are the ids of those before it.
pub(crate) fn read(source: &Source, seen: &mut BTreeMap<String, Place>) -> CertificationFile {
    let mut findings = Findings::new(source);
    let (root, errors) = DeTable::parse_recoverable(source.text());
    for error in &errors {
        findings.error(
            spot(source, error),
            format!("not TOML: {}", error.message()),
            "correct the line; texts stand in double quotes, longer ones between triple quotes",
        );
    }
    for (id, spot) in texts(root.get_ref(), "id", source) {
        findings.claim(seen, &id, spot);
    }
    // What could be read of a broken file says too little about the keys that are missing.
    if errors.is_empty() {
        certification_shape::check(root.get_ref(), &mut findings);
    }
    let mut certification = None;
    if findings.errors() == 0 {
        match Certification::deserialize(Deserializer::from(root.clone())) {
            Ok(read) => {
                for problem in read.problems() {
                    findings.error(
                        place(&problem, root.get_ref(), source),
                        problem.to_string(),
                        help(&problem),
                    );
                }
                certification = Some(read);
            }
            Err(error) => findings.error(
                spot(source, &error),
                format!("not a certification: {}", error.message()),
                "see the certification files that come with the program for the shape of one",
            ),
        }
    }
    let certification = certification.filter(|_| findings.errors() == 0);
    let requires = texts(root.get_ref(), "requires", source).into_iter().map(|(id, spot)| {
        let problem = Problem {
            place: source.place(spot),
            severity: Severity::Warning,
            message: format!("the certification `{id}` that is required isn't in this bank"),
            help: "correct the id, or add the certification".to_owned(),
            excerpt: Some(source.excerpt(spot)),
        };
        (id, problem)
    });
    let id = texts(root.get_ref(), "id", source).first().map_or(Spot::START, |&(_, spot)| spot);
    let landmarks = CertificationLandmarks {
        id: Landmark::at(source, id),
        sections: sections(root.get_ref(), source)
            .map(|(edition, section, spot)| ((edition, section), Landmark::at(source, spot)))
            .collect(),
    };
    CertificationFile { certification, requires: requires.collect(), problems: findings.finish(), landmarks }
}

fn spot(source: &Source, error: &toml::de::Error) -> Spot {
    error.span().map_or(Spot::START, |span| source.spot_at(span.start))
}

/// The text or the list of texts that a key holds, each with its place.
fn texts(table: &DeTable<'_>, key: &str, source: &Source) -> Vec<(String, Spot)> {
    let text = |value: &Spanned<DeValue<'_>>| match value.get_ref() {
        DeValue::String(text) => Some((text.clone().into_owned(), source.spot_at(value.span().start))),
        _ => None,
    };
    let value = table.iter().find(|(name, _)| name.as_ref() == key).map(|(_, value)| value);
    match value.map(|value| (value, value.get_ref())) {
        Some((_, DeValue::Array(values))) => values.iter().filter_map(text).collect(),
        Some((value, _)) => text(value).into_iter().collect(),
        None => Vec::new(),
    }
}
