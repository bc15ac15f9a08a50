//! Packages with a manifest: QTI of all versions, Canvas' exports, Common Cartridges.
//!
//! The manifest and the tests say in which order items are read and which section they stand in; what a file is, its own root
//! element says, since manifests call the same things by many names.

mod addresses;
mod manifest;
mod outline;

use super::collector::Collector;
use super::package::Package;
use super::reading::Format;
use super::xml::{Element, Malformed, Step, Xml};
use super::{marking, qti, qti12, xml_html};
use crate::source::Source;
use crate::{Place, Problem};
use manifest::Resource;
use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

const MANIFEST: &str = "imsmanifest.xml";
/// Where Canvas puts what a Common Cartridge has no words for.
const CANVAS: &str = "non_cc_assessments/";

/// A larger description of a quiz isn't looked at.
const META: usize = 100_000;

/// Reads everything that the manifest names, and the items that it forgot.
pub(crate) fn read(package: &Package, collector: &mut Collector<'_>) {
    let Some(bytes) = package.get(MANIFEST) else {
        return collector.refuse("The archive has no imsmanifest.xml, so it isn't a QTI package.");
    };
    let source = match Source::new(MANIFEST, bytes) {
        Ok(source) => source,
        Err(problem) => {
            return collector.refuse(format!("{MANIFEST}: {}; {}.", problem.message, problem.help));
        }
    };
    let resources = match manifest::read(&source) {
        Ok(resources) => resources,
        Err(malformed) => return malformed.report(&source, &[], 0, collector),
    };
    let mut reader = Reader {
        package,
        roots: roots(package),
        done: BTreeSet::new(),
        gone: BTreeSet::new(),
        read: 0,
        shared: 0,
    };
    reader.tests(&resources, collector);
    for resource in &resources {
        reader.resource(resource, collector);
    }
    reader.forgotten(collector);
    if reader.read == 0 && reader.gone.is_empty() {
        collector.refuse("The package holds no items of QTI 1.2, 2.1, 2.2 or 3.0: its manifest names none, and no file in it is one.");
    }
}

/// What a file is, by its root element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Root {
    Items12,
    Item,
    Test,
}

struct Reader<'p> {
    package: &'p Package,
    roots: BTreeMap<&'p str, Root>,
    /// The files that were read.
    done: BTreeSet<String>,
    /// The files that something names and that aren't there.
    gone: BTreeSet<String>,
    /// How many items there were.
    read: usize,
    /// How many bytes of shared texts were put before stems.
    shared: usize,
}

impl Reader<'_> {
    /// Reads the items of all tests, in the order of the manifest, then of the package.
    fn tests(&mut self, resources: &[Resource], collector: &mut Collector<'_>) {
        let named = resources.iter().flat_map(Resource::paths);
        let all = named.chain(self.roots.keys().copied());
        let mut paths: Vec<String> = Vec::new();
        for path in all {
            if self.roots.get(path) == Some(&Root::Test) && !paths.iter().any(|other| other == path) {
                paths.push(path.to_owned());
            }
        }
        let alone = paths.len() == 1;
        for path in paths {
            match outline::items(self.package, &path, alone) {
                Ok(items) => {
                    for item in items {
                        if self.package.get(&item.path).is_none() {
                            self.missing(item.place, &item.id, &item.path, collector);
                        } else {
                            self.other(&item.path, &item.section, collector);
                        }
                    }
                    let text = self.package.get(&path).map(String::from_utf8_lossy).unwrap_or_default();
                    if qti::BEGIN.iter().any(|begin| text.contains(begin)) {
                        self.open(&path, Root::Item, "", collector);
                    }
                }
                Err((malformed, source)) => self.broken(malformed, &source, collector),
            }
        }
    }

    fn resource(&mut self, resource: &Resource, collector: &mut Collector<'_>) {
        for path in resource.paths() {
            if self.package.get(path).is_some() {
                let whole =
                    resource.paths().find_map(canvas_whole).filter(|whole| self.package.get(whole).is_some());
                match whole {
                    Some(whole) if path.ends_with("/assessment_qti.xml") => {
                        self.done.insert(path.to_owned());
                        self.file(&whole, "", collector);
                        collector.note("Canvas keeps each quiz twice: in full, and as far as a Common Cartridge can hold it. The full ones are read.");
                    }
                    _ if resource.is_qti() && Some(path) == resource.paths().next() => {
                        self.other(path, "", collector)
                    }
                    _ => self.file(path, "", collector),
                }
            } else if resource.is_qti() && Some(path) == resource.paths().next() {
                self.missing(resource.place.clone(), &resource.id, path, collector);
            } else if self.gone.insert(path.to_owned()) {
                collector.note(format!("The manifest names `{path}`, which isn't in the package."));
            }
        }
        if resource.is_qti() && resource.paths().next().is_none() {
            self.read += 1;
            let reason = "The manifest names no file for it.";
            collector.fail(resource.place.clone(), &resource.id, "manifest entry", reason);
        }
    }

    /// Reads a file that has to hold items, whatever it looks like.
    fn other(&mut self, path: &str, section: &str, collector: &mut Collector<'_>) {
        if self.roots.contains_key(path) || !self.done.insert(path.to_owned()) {
            return self.file(path, section, collector);
        }
        let Some(bytes) = self.package.get(path) else { return };
        let source = match Source::new(path, bytes) {
            Ok(source) => source,
            Err(problem) => return self.not_utf8(*problem, collector),
        };
        match Xml::new(&source).step() {
            Ok(Step::Open(root)) => {
                self.read += 1;
                let place = source.place(source.spot_at(root.at));
                let reason = format!("It should hold items, but its root element is `<{}>`.", root.name);
                collector.fail(place, "", "XML", reason);
            }
            Ok(_) => {}
            Err(malformed) => self.broken(malformed, &source, collector),
        }
    }

    fn not_utf8(&mut self, problem: Problem, collector: &mut Collector<'_>) {
        self.read += 1;
        collector.fail(
            problem.place,
            "",
            "XML",
            "The file isn't UTF-8 from this place on. Save it in the encoding UTF-8.",
        );
    }

    /// What the manifest doesn't name.
    fn forgotten(&mut self, collector: &mut Collector<'_>) {
        let forgotten: Vec<String> = self
            .roots
            .iter()
            .filter(|(path, root)| **root != Root::Test && !self.done.contains(**path))
            .map(|(path, _)| (*path).to_owned())
            .collect();
        let Some(first) = forgotten.first() else { return };
        collector.note(match forgotten.len() {
            1 => format!("The manifest doesn't name `{first}`; its items are read all the same."),
            count => format!("The manifest doesn't name {count} files with items, such as `{first}`; they are read all the same."),
        });
        for path in forgotten {
            if let Some(whole) = canvas_whole(&path).filter(|whole| self.package.get(whole).is_some()) {
                self.done.insert(path);
                self.file(&whole, "", collector);
            } else {
                self.file(&path, "", collector);
            }
        }
    }

    fn missing(&mut self, place: Place, id: &str, path: &str, collector: &mut Collector<'_>) {
        if self.gone.insert(path.to_owned()) {
            self.read += 1;
            collector.fail(place, id, "manifest entry", format!("Its file `{path}` isn't in the package."));
        }
    }

    /// Reads the items of a file, if it has any and wasn't read before.
    fn file(&mut self, path: &str, section: &str, collector: &mut Collector<'_>) {
        let Some(&root) = self.roots.get(path) else { return };
        if root != Root::Test && !collector.full() && self.done.insert(path.to_owned()) {
            self.open(path, root, section, collector);
        }
    }

    fn open(&mut self, path: &str, root: Root, section: &str, collector: &mut Collector<'_>) {
        let Some(bytes) = self.package.get(path) else { return };
        let source = match Source::new(path, bytes) {
            Ok(source) => source,
            Err(problem) => return self.not_utf8(*problem, collector),
        };
        let (folder, _) = path.rsplit_once('/').unwrap_or(("", path));
        let folder = folder.to_owned();
        let done = match root {
            Root::Items12 => {
                collector.set_format(Format::Qti12);
                let mut document = qti12::Document::new(self.around(path, folder));
                document.shared = self.shared;
                let done = document.read(&source, collector);
                self.read += document.read;
                self.shared = document.shared;
                done
            }
            _ => {
                let package = self.package;
                let inside = folder.clone();
                let shared = Cell::new(self.shared);
                let stimulus = |address: &str| stimulus(package, &inside, address, &shared);
                let around =
                    qti::Surroundings { folder, section: section.to_owned(), stimulus: Some(&stimulus) };
                let mut document = qti::Document::new(around);
                let done = document.read(&source, collector);
                self.read += document.read;
                drop(document);
                self.shared = shared.get();
                done
            }
        };
        if let Err(malformed) = done {
            self.broken(malformed, &source, collector);
        }
    }

    fn broken(&mut self, malformed: Malformed, source: &Source, collector: &mut Collector<'_>) {
        self.read += 1;
        malformed.report(source, &[&qti12::BEGIN[..], &qti::BEGIN[..]].concat(), self.read, collector);
    }

    /// What Canvas says of a quiz beside its items.
    fn around(&self, path: &str, folder: String) -> qti12::Surroundings {
        let name = path.rsplit('/').next().unwrap_or(path);
        let id = name.strip_suffix(".xml.qti").unwrap_or(&folder);
        let mut around = qti12::Surroundings { folder: folder.clone(), ..qti12::Surroundings::default() };
        let meta = self.package.get(&format!("{id}/assessment_meta.xml")).filter(|bytes| bytes.len() < META);
        let source = meta.and_then(|bytes| Source::new("assessment_meta.xml", bytes).ok());
        if let Some(quiz) = source.as_ref().and_then(root) {
            around.shuffle = quiz.child("shuffle_answers").map(|shuffle| shuffle.trimmed() == "true");
            around.title = quiz.child("title").map(Element::trimmed).unwrap_or_default();
        }
        around
    }
}

/// What each file is that may hold items or name them.
fn roots(package: &Package) -> BTreeMap<&str, Root> {
    let mut roots = BTreeMap::new();
    for path in package.names().filter(|path| *path != MANIFEST) {
        let ending = path.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
        if !matches!(ending.as_str(), "xml" | "qti" | "dat") {
            continue;
        }
        let text = package.get(path).map(String::from_utf8_lossy).unwrap_or_default();
        let Ok(source) = Source::new(path, text.as_bytes()) else { continue };
        if let Ok(Step::Open(element)) = Xml::new(&source).step() {
            let root = match element.name.as_str() {
                "questestinterop" => Root::Items12,
                "assessmentItem" => Root::Item,
                "assessmentTest" => Root::Test,
                _ => continue,
            };
            roots.insert(path, root);
        }
    }
    roots
}

/// The root element of a text, whole.
fn root(source: &Source) -> Option<Element> {
    let mut xml = Xml::new(source);
    match xml.step() {
        Ok(Step::Open(element)) => xml.whole(element).ok(),
        _ => None,
    }
}

/// Where Canvas keeps the whole of an assessment that stands here as far as a Common Cartridge can hold it.
fn canvas_whole(path: &str) -> Option<String> {
    let id = path.strip_suffix("/assessment_qti.xml")?;
    Some(format!("{CANVAS}{id}.xml.qti"))
}

/// The text that several items share, with its addresses as they hold in the folder of the item.
///
/// # Errors
/// Why there is none. What is read counts before it is read, whatever comes of it.
fn stimulus(package: &Package, folder: &str, address: &str, shared: &Cell<usize>) -> Result<String, String> {
    let found = addresses::resolved(folder, address);
    let Some((path, bytes)) = found.and_then(|path| package.get(&path).map(|bytes| (path, bytes))) else {
        return Err(format!("it belongs to the text `{address}`, which the package doesn't hold"));
    };
    shared.set(shared.get() + bytes.len());
    if shared.get() > marking::SHARED {
        return Err(marking::too_much_shared());
    }
    let source = Source::new(path.as_str(), bytes).ok();
    let stimulus = source.as_ref().and_then(root).filter(|root| root.name == "assessmentStimulus");
    let Some(mut body) = stimulus.as_ref().and_then(|stimulus| stimulus.child("stimulusBody")).cloned()
    else {
        return Err(format!("it belongs to the text `{address}`, which can't be read"));
    };
    let (own, _) = path.rsplit_once('/').unwrap_or(("", &path));
    addresses::rebase(&mut body, own, folder);
    Ok(xml_html::all(&body))
}
