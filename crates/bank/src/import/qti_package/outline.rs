//! Tests of QTI 2 and 3: which items they hold, in which order and in which section.

use super::super::package::Package;
use super::super::xml::{Malformed, Step, Xml, path as section};
use super::addresses::resolved;
use crate::Place;
use crate::source::Source;
use std::collections::BTreeSet;

/// How many files a test may be spread over.
const SECTIONS: usize = 50;

/// An item that a test names.
#[derive(Debug)]
pub(super) struct Named {
    pub(super) place: Place,
    pub(super) id: String,
    /// From the top of the package.
    pub(super) path: String,
    pub(super) section: String,
}

/// The items of a test in their order. The test's own title begins their sections unless it stands alone.
///
/// # Errors
/// The XML of a file is broken.
pub(super) fn items(
    package: &Package,
    path: &str,
    alone: bool,
) -> Result<Vec<Named>, (Malformed, Box<Source>)> {
    let mut items = Vec::new();
    let mut seen = BTreeSet::new();
    collect(package, path, alone, &mut Vec::new(), &mut seen, &mut items)?;
    Ok(items)
}

/// Sections may stand in files of their own; each is read once.
fn collect(
    package: &Package,
    path: &str,
    alone: bool,
    titles: &mut Vec<String>,
    seen: &mut BTreeSet<String>,
    items: &mut Vec<Named>,
) -> Result<(), (Malformed, Box<Source>)> {
    let Some(source) = package.get(path).and_then(|bytes| Source::new(path, bytes).ok()) else {
        return Ok(());
    };
    if !seen.insert(path.to_owned()) {
        return Ok(());
    }
    let (folder, _) = path.rsplit_once('/').unwrap_or(("", path));
    let outer = titles.len();
    let mut xml = Xml::new(&source);
    loop {
        match xml.step() {
            Ok(Step::Open(element)) => {
                let target = resolved(folder, element.word("href"));
                match (element.name.as_str(), target) {
                    ("assessmentItemRef", Some(target)) => {
                        let section = section(titles.iter().map(String::as_str));
                        let (place, id) = (xml.place(element.at), element.word("identifier").to_owned());
                        items.push(Named { place, id, path: target, section });
                    }
                    ("assessmentSectionRef", Some(target)) if seen.len() < SECTIONS => {
                        collect(package, &target, false, titles, seen, items)?;
                    }
                    _ => {}
                }
                let named =
                    element.name == "assessmentSection" || (element.name == "assessmentTest" && !alone);
                titles.push(if named { element.word("title").to_owned() } else { String::new() });
            }
            Ok(Step::Close) => drop(titles.pop()),
            Ok(Step::End) => {
                titles.truncate(outer);
                return Ok(());
            }
            Err(malformed) => return Err((malformed, Box::new(source))),
        }
    }
}
