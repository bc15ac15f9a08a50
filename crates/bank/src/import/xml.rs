//! XML as the readers of Moodle XML and QTI need it: a stream of elements, and the bounded tree of one of them.
//!
//! Namespace prefixes are dropped, names of QTI 3.0 (`qti-choice-interaction`) become those of 2.x (`choiceInteraction`).
//! A DOCTYPE is passed over; nothing that it declares is ever resolved, and nothing outside the text is ever read.

mod element;

pub(super) use element::{Element, Node};

use super::collector::Collector;
use crate::Place;
use crate::source::Source;
use quick_xml::Reader;
use quick_xml::escape::{resolve_html5_entity, unescape_with};
use quick_xml::events::{BytesDecl, BytesRef, BytesStart, Event};

/// How deep elements may nest.
const DEPTH: usize = 100;
/// How many elements and texts one item may hold.
const NODES: usize = 50_000;
/// How many attributes an element may have.
const ATTRIBUTES: usize = 100;

/// What keeps a text from being read as XML, and where.
#[derive(Debug)]
pub(super) struct Malformed {
    pub(super) place: Place,
    pub(super) reason: String,
    /// Where, in bytes of the text.
    at: usize,
}

impl Malformed {
    /// Says what is wrong: as a refusal where the file gave nothing before that place, else as something failed after what
    /// it gave. `begin` is what items of the format begin with, so that those which follow can at least be counted.
    pub(super) fn report(self, source: &Source, begin: &[&str], read: usize, collector: &mut Collector<'_>) {
        let Place { line, column, .. } = self.place;
        if read == 0 {
            collector.refuse(format!(
                "{}: the XML is broken at line {line}, column {column}: {}. Mend it there, or export the file anew.",
                self.place.file, self.reason
            ));
            return;
        }
        let rest = source.text().get(self.at..).unwrap_or("");
        let more: usize = begin.iter().map(|begin| rest.matches(begin).count()).sum();
        let more = match more {
            0 => "nothing after this place can be read".to_owned(),
            1 => "nothing after this place can be read, and one more item seems to begin there".to_owned(),
            more => {
                format!("nothing after this place can be read, and {more} more items seem to begin there")
            }
        };
        let reason = format!("The XML is broken at line {line}, column {column}: {}; {more}.", self.reason);
        collector.fail(self.place, "", "XML", reason);
    }
}

/// What comes next in a text.
pub(super) enum Step {
    /// An element begins; it has no children yet.
    Open(Element),
    /// The element that was opened last ends.
    Close,
    /// The text is over.
    End,
}

/// A text read element by element.
pub(super) struct Xml<'s> {
    source: &'s Source,
    reader: Reader<&'s [u8]>,
    /// Where the elements begin that are open.
    open: Vec<(String, usize)>,
    rooted: bool,
    /// Another encoding than UTF-8 that the text says it is in.
    encoding: Option<String>,
}

impl<'s> Xml<'s> {
    pub(super) fn new(source: &'s Source) -> Xml<'s> {
        let mut reader = Reader::from_str(source.text());
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        config.check_end_names = true;
        Xml { source, reader, open: Vec::new(), rooted: false, encoding: None }
    }

    pub(super) fn place(&self, at: usize) -> Place {
        self.source.place(self.source.spot_at(at))
    }

    fn malformed<T>(&self, at: usize, reason: impl Into<String>) -> Result<T, Malformed> {
        Err(Malformed { place: self.place(at), reason: reason.into(), at })
    }

    /// The next beginning or end of an element; text between them is passed over.
    pub(super) fn step(&mut self) -> Result<Step, Malformed> {
        loop {
            match self.node()? {
                Some(Piece::Open(element)) => return Ok(Step::Open(element)),
                Some(Piece::Close) => return Ok(Step::Close),
                Some(Piece::Text(_)) => {}
                None => return Ok(Step::End),
            }
        }
    }

    /// The whole of the element that was opened last.
    pub(super) fn whole(&mut self, element: Element) -> Result<Element, Malformed> {
        let begin = element.at;
        let mut nodes = 0;
        let mut stack = vec![element];
        loop {
            nodes += 1;
            if nodes > NODES {
                return self
                    .malformed(begin, format!("the element holds more than {NODES} elements and texts"));
            }
            match self.node()? {
                Some(Piece::Open(element)) => stack.push(element),
                Some(Piece::Text(text)) => {
                    if let Some(parent) = stack.last_mut() {
                        match parent.children.last_mut() {
                            Some(Node::Text(before)) => before.push_str(&text),
                            _ => parent.children.push(Node::Text(text)),
                        }
                    }
                }
                Some(Piece::Close) => match (stack.pop(), stack.last_mut()) {
                    (Some(done), Some(parent)) => parent.children.push(Node::Element(done)),
                    (Some(done), None) => return Ok(done),
                    (None, _) => return self.malformed(begin, "the element isn't closed"),
                },
                None => return self.malformed(begin, "the element isn't closed"),
            }
        }
    }

    fn node(&mut self) -> Result<Option<Piece>, Malformed> {
        loop {
            let at = usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX);
            let event = match self.reader.read_event() {
                Ok(event) => event,
                Err(error) => {
                    let at = usize::try_from(self.reader.error_position()).unwrap_or(at);
                    return self.malformed(at, plainly(&error));
                }
            };
            match event {
                Event::Start(start) | Event::Empty(start) => return self.begin(&start, at).map(Some),
                Event::End(_) => {
                    self.open.pop();
                    return Ok(Some(Piece::Close));
                }
                Event::Text(text) => {
                    let text = text.into_inner();
                    if self.open.is_empty() {
                        if !text.trim().is_empty() {
                            return self.malformed(at, "there is text outside the root element");
                        }
                    } else {
                        return Ok(Some(Piece::Text(text.into_owned())));
                    }
                }
                Event::CData(text) if !self.open.is_empty() => {
                    return Ok(Some(Piece::Text(text.into_inner().into_owned())));
                }
                Event::CData(_) => return self.malformed(at, "there is text outside the root element"),
                Event::GeneralRef(reference) => return self.resolve(&reference, at).map(Some),
                Event::Decl(declaration) => self.encoding(&declaration),
                Event::Comment(_) | Event::PI(_) | Event::DocType(_) => {}
                Event::Eof => {
                    return match self.open.last() {
                        Some((name, begin)) => self.malformed(*begin, format!("`<{name}>` is never closed")),
                        None if !self.rooted => self.malformed(0, "there is no element"),
                        None => Ok(None),
                    };
                }
            }
        }
    }

    fn begin(&mut self, start: &BytesStart<'_>, at: usize) -> Result<Piece, Malformed> {
        let name = element_name(local(start.name().into_inner()));
        if self.open.is_empty() && self.rooted {
            return self.malformed(at, format!("`<{name}>` stands after the end of the root element"));
        }
        self.rooted = true;
        if self.open.len() == DEPTH {
            return self.malformed(at, format!("elements nest deeper than {DEPTH}"));
        }
        let of_qti_3 = local(start.name().into_inner()).starts_with("qti-");
        let mut attributes: Vec<(String, String)> = Vec::new();
        for attribute in start.attributes().with_checks(false) {
            if attributes.len() == ATTRIBUTES {
                return self.malformed(at, format!("`<{name}>` has more than {ATTRIBUTES} attributes"));
            }
            let attribute = match attribute {
                Ok(attribute) => attribute,
                Err(error) => {
                    let error = error.to_string();
                    let error = error.split_once(": ").map_or(error.as_str(), |(_, what)| what);
                    return self.malformed(at, format!("in `<{name}>`, {error}"));
                }
            };
            let full = attribute.key.into_inner();
            let value = match unescape_with(&attribute.value, resolve_html5_entity) {
                Ok(value) => value.into_owned(),
                Err(error) => return self.malformed(at, format!("in an attribute of `<{name}>`: {error}")),
            };
            let key = if full.starts_with("xmlns") { full } else { local(full) };
            let key = if of_qti_3 && !key.starts_with("data-") && !key.starts_with("aria-") {
                fold(key)
            } else {
                key.to_owned()
            };
            if full == key && attributes.iter().any(|(own, _)| *own == key) {
                return self.malformed(at, format!("`<{name}>` has the attribute `{key}` twice"));
            }
            attributes.push((key, value));
        }
        self.open.push((name.clone(), at));
        Ok(Piece::Open(Element { name, attributes, children: Vec::new(), at }))
    }

    fn resolve(&self, reference: &BytesRef<'_>, at: usize) -> Result<Piece, Malformed> {
        match reference.resolve_char_ref() {
            Ok(Some(character)) => return Ok(Piece::Text(character.to_string())),
            Ok(None) => {}
            Err(_) => return self.malformed(at, format!("`&{};` is no character", shortened(reference))),
        }
        match resolve_html5_entity(reference) {
            Some(text) => Ok(Piece::Text(text.to_owned())),
            None => self.malformed(
                at,
                format!(
                    "the entity `&{};` is neither one of XML's nor of HTML's, and those that a DOCTYPE declares are never resolved",
                    shortened(reference)
                ),
            ),
        }
    }

    /// What it says of its encoding. Bytes that are UTF-8 are UTF-8, whatever it says.
    fn encoding(&mut self, declaration: &BytesDecl<'_>) {
        if let Some(Ok(encoding)) = declaration.encoding()
            && !matches!(encoding.to_ascii_lowercase().as_str(), "utf-8" | "utf8" | "us-ascii" | "ascii")
            && !self.source.text().is_ascii()
        {
            self.encoding = Some(encoding.chars().take(40).collect());
        }
    }

    /// Tells what was noticed on the way.
    pub(super) fn finish(&self, collector: &mut Collector<'_>) {
        if let Some(encoding) = &self.encoding {
            collector.note(format!(
                "`{}` says that it is {encoding}, but it is UTF-8 and was read as that.",
                self.source.file
            ));
        }
    }
}

enum Piece {
    Open(Element),
    Text(String),
    Close,
}

fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

/// A name of an element; one of QTI 3.0 as 2.x writes it.
fn element_name(name: &str) -> String {
    name.strip_prefix("qti-").map_or_else(|| name.to_owned(), fold)
}

/// `response-identifier` as `responseIdentifier`.
fn fold(name: &str) -> String {
    let mut folded = String::with_capacity(name.len());
    for (index, part) in name.split('-').enumerate() {
        let mut characters = part.chars();
        match characters.next() {
            Some(first) if index > 0 => folded.extend(first.to_uppercase()),
            Some(first) => folded.push(first),
            None => {}
        }
        folded.push_str(characters.as_str());
    }
    folded
}

/// Titles from the outside in as the path of a section; longer than what is stored, but bounded.
pub(super) fn path<'t>(titles: impl Iterator<Item = &'t str>) -> String {
    let mut titles: Vec<&str> = titles.map(str::trim).filter(|title| !title.is_empty()).collect();
    titles.dedup();
    let mut path = String::new();
    for title in titles {
        if !path.is_empty() {
            path.push_str(" / ");
        }
        path.push_str(&title[..title.floor_char_boundary(1_000)]);
        if path.len() > 1_000 {
            break;
        }
    }
    path
}

/// A reason as a sentence of its own.
pub(super) fn sentence(reason: &str) -> String {
    let mut characters = reason.chars();
    let mut sentence: String =
        characters.next().map(|first| first.to_uppercase().chain(characters).collect()).unwrap_or_default();
    if !sentence.ends_with('.') {
        sentence.push('.');
    }
    sentence
}

fn shortened(reference: &str) -> String {
    reference.chars().take(40).collect()
}

fn plainly(error: &quick_xml::Error) -> String {
    use quick_xml::Error;
    match error {
        Error::Syntax(error) => error.to_string(),
        Error::IllFormed(error) => error.to_string(),
        error => error.to_string(),
    }
}
