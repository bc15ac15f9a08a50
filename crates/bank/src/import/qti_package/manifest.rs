//! The manifest of a package: its resources in their order.

use super::super::xml::{Element, Malformed, Step, Xml};
use super::addresses::resolved;
use crate::Place;
use crate::source::Source;

/// Something that the manifest names.
#[derive(Debug)]
pub(super) struct Resource {
    pub(super) place: Place,
    pub(super) id: String,
    kind: String,
    /// Its own file first; from the top of the package.
    paths: Vec<String>,
}

impl Resource {
    pub(super) fn paths(&self) -> impl Iterator<Item = &str> {
        self.paths.iter().map(String::as_str)
    }

    /// Whether the manifest says that it holds items.
    pub(super) fn is_qti(&self) -> bool {
        let kind = self.kind.as_str();
        ["imsqti", "x-bb-qti"].iter().any(|qti| kind.contains(qti))
            && !kind.contains("stimulus")
            && !kind.contains("outcome")
    }
}

/// All resources, those of manifests within the manifest too.
///
/// # Errors
/// The XML is broken.
pub(super) fn read(source: &Source) -> Result<Vec<Resource>, Malformed> {
    let mut xml = Xml::new(source);
    let mut resources = Vec::new();
    // What `xml:base` of the elements that are open adds to addresses.
    let mut bases: Vec<String> = Vec::new();
    loop {
        match xml.step()? {
            Step::Open(element) if element.name == "resource" => {
                let element = xml.whole(element)?;
                let base = bases.last().map_or("", String::as_str);
                resources.push(resource(&element, base, xml.place(element.at)));
            }
            Step::Open(element) => {
                let before = bases.last().map_or("", String::as_str);
                bases.push(joined(before, element.word("base")));
            }
            Step::Close => drop(bases.pop()),
            Step::End => return Ok(resources),
        }
    }
}

fn resource(element: &Element, base: &str, place: Place) -> Resource {
    let base = joined(base, element.word("base"));
    let mut paths: Vec<String> = Vec::new();
    let mut add = |base: &str, address: &str| {
        if let Some(path) = resolved(base, address).filter(|_| !address.is_empty())
            && !paths.contains(&path)
        {
            paths.push(path);
        }
    };
    add(&base, element.word("href"));
    // Blackboard writes `bb:file`, from the top of the package.
    add("", element.word("file"));
    for file in element.children("file") {
        add(&base, file.word("href"));
    }
    Resource {
        place,
        id: element.word("identifier").to_owned(),
        kind: element.word("type").to_ascii_lowercase(),
        paths,
    }
}

fn joined(before: &str, base: &str) -> String {
    if base.is_empty() { before.to_owned() } else { resolved(before, base).unwrap_or_default() }
}
