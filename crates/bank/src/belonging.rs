//! Where the items of a file belong: certification, section, topics.

use crate::front_matter::{FrontMatter, Value};
use crate::ids::{is_id, one_of};
use crate::problem::Findings;
use crate::source::Spot;
use invigil_exam::Certification;
use std::collections::BTreeSet;

/// The certification in whose folder a file lies.
#[derive(Clone, Copy)]
pub(crate) enum Owner<'a> {
    /// There is none.
    None,
    /// There is a certification file, but it can't be used, which is reported there.
    Broken,
    /// This one.
    Certification(&'a Certification),
}

/// Where the items of a file belong, as far as that is known.
pub(crate) struct Belonging<'a> {
    pub(crate) certification: Option<String>,
    /// Whether it is wrong, and nothing should be held against it.
    foreign: bool,
    pub(crate) section: Option<String>,
    /// The topics of the section; none where they can't be known.
    pub(crate) topics: Option<BTreeSet<&'a str>>,
}

impl<'a> Belonging<'a> {
    /// Holds the front matter against the folder.
    pub(crate) fn new(
        front: &FrontMatter,
        owner: Owner<'a>,
        known: &[&str],
        findings: &mut Findings<'_>,
    ) -> Belonging<'a> {
        let filled = |value: &Option<Value>| value.clone().filter(|value| !value.text.is_empty());
        let (certification, section) = (filled(&front.certification), filled(&front.section));
        let mut topics = None;
        let mut foreign = false;
        if let Some(named) = &certification {
            let right = check_certification(named, owner, known, findings);
            foreign = right.is_none() && !matches!(owner, Owner::Broken);
            if let (Some(right), Some(section)) = (right, &section) {
                topics = section_topics(right, section, findings);
            }
        }
        let text = |value: Option<Value>| value.map(|value| value.text);
        Belonging { certification: text(certification), foreign, section: text(section), topics }
    }

    /// Reports what is wrong with an item's id.
    pub(crate) fn check_id(&self, id: &str, spot: Spot, findings: &mut Findings<'_>) {
        if id.is_empty() {
            let help = "write the item's id after the ##: `## pcap-some-id`";
            findings.error(spot, "a heading without an id", help);
        } else if !is_id(id) {
            findings.error(
                spot,
                format!("`{id}` isn't an id"),
                "an item's heading is its id alone: lower-case letters, digits and hyphens",
            );
        } else if !(3..=80).contains(&id.len()) {
            findings.error(
                spot,
                format!("the id has {} characters", id.len()),
                "an id has 3 to 80 characters",
            );
        } else if let Some(certification) = self.certification.as_ref().filter(|_| !self.foreign) {
            let rest = id.strip_prefix(certification.as_str()).and_then(|rest| rest.strip_prefix('-'));
            if rest.is_none_or(str::is_empty) {
                findings.error(
                    spot,
                    format!("the id `{id}` doesn't begin with its certification's id and a hyphen"),
                    format!("write `{certification}-` and the rest of the id"),
                );
            }
        }
    }
}

/// The certification that the front matter names, if it is the one in whose folder the file lies.
fn check_certification<'a>(
    named: &Value,
    owner: Owner<'a>,
    known: &[&str],
    findings: &mut Findings<'_>,
) -> Option<&'a Certification> {
    let name = &named.text;
    match owner {
        Owner::Broken => None,
        Owner::Certification(own) if own.id == *name => Some(own),
        Owner::Certification(own) => {
            findings.error(
                named.spot,
                format!("the front matter names the certification `{name}`, but the file lies in the folder of `{}`", own.id),
                match known.contains(&name.as_str()) {
                    true => format!("move the file into the folder of `{name}`, or write `{}`", own.id),
                    false => format!("write `{}`, or move the file into the folder of its certification", own.id),
                },
            );
            None
        }
        Owner::None => {
            match known.contains(&name.as_str()) {
                true => findings.error(
                    named.spot,
                    format!("the file lies outside of the folder of its certification `{name}`"),
                    format!("move it into the folder that holds the `certification.toml` of `{name}`"),
                ),
                false => findings.error(
                    named.spot,
                    format!("unknown certification `{name}`"),
                    match known {
                        [] => "no folder above the file holds a `certification.toml`; the items of a certification \
                               lie in its folder"
                            .to_owned(),
                        known => one_of(name, known.iter().copied()),
                    },
                ),
            }
            None
        }
    }
}

/// The topics of a section in any edition.
fn section_topics<'a>(
    certification: &'a Certification,
    section: &Value,
    findings: &mut Findings<'_>,
) -> Option<BTreeSet<&'a str>> {
    let sections = || certification.editions.iter().flat_map(|edition| &edition.sections);
    let own: Vec<_> = sections().filter(|known| known.id == section.text).collect();
    if own.is_empty() {
        let ids: BTreeSet<&str> = sections().map(|known| known.id.as_str()).collect();
        let help = match ids.is_empty() {
            true => format!("`{}` has no exam, so it has no items", certification.id),
            false => one_of(&section.text, ids.iter().copied()),
        };
        findings.error(section.spot, format!("unknown section `{}`", section.text), help);
        return None;
    }
    Some(own.iter().flat_map(|section| &section.topics).map(String::as_str).collect())
}
