//! Sanitised HTML as a tree.

use super::inline::tidy;
use super::scan::Scanned;
use super::tree::{Block, Inline};
use super::{Notes, Trouble, formula, table, too_deep};

/// Elements that begin and end a block.
const BLOCKS: &str = " address article aside blockquote caption center dd details div dl dt fieldset figcaption figure footer h1 h2 h3 \
    h4 h5 h6 header hgroup hr legend li main menu nav ol p pre section summary table tbody td tfoot th thead tr ul ";

/// An element or a text of sanitised HTML.
#[derive(Debug)]
pub(super) enum Node {
    Text(String),
    Element(Element),
}

/// An element of sanitised HTML.
#[derive(Debug, Default)]
pub(super) struct Element {
    pub(super) name: String,
    attributes: Vec<(String, String)>,
    pub(super) children: Vec<Node>,
}

impl Element {
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The elements right inside of it.
    pub(super) fn elements(&self) -> impl Iterator<Item = &Element> {
        self.children.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// All text inside of it, as it stands; a `br` is a line feed.
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        self.add_text(&mut text);
        text
    }

    fn add_text(&self, into: &mut String) {
        for child in &self.children {
            match child {
                Node::Text(text) => into.push_str(text),
                Node::Element(element) if element.name == "br" => into.push('\n'),
                Node::Element(element) => element.add_text(into),
            }
        }
    }
}

/// A text without any tag or entity: one paragraph.
pub(super) fn bare(text: &str) -> Vec<Block> {
    tidy(vec![Inline::Text(text.replace('\n', " "))])
        .map(|inlines| vec![Block::Paragraph(inlines)])
        .unwrap_or_default()
}

/// The blocks of sanitised HTML.
///
/// # Errors
/// It nests too deep, or holds something whose meaning would be lost.
pub(super) fn blocks(
    clean: &str,
    scanned: &Scanned,
    depth: usize,
    notes: &mut Notes,
) -> Result<Vec<Block>, Trouble> {
    let root = parse(clean, depth)?;
    let mut builder = Builder { scanned, notes };
    builder.blocks(&root.children)
}

/// Reads what the sanitiser's serialiser wrote: tags that match, attributes in double quotes, everything else escaped.
fn parse(clean: &str, depth: usize) -> Result<Element, Trouble> {
    let mut open = vec![Element::default()];
    let mut rest = clean;
    while !rest.is_empty() {
        let at = rest.find('<').unwrap_or(rest.len());
        let (text, tag) = rest.split_at(at);
        if let Some(parent) = open.last_mut().filter(|_| !text.is_empty()) {
            parent.children.push(Node::Text(unescape(text)));
        }
        if tag.is_empty() {
            break;
        }
        let mut quoted = false;
        let end = tag.bytes().position(|byte| {
            quoted ^= byte == b'"';
            byte == b'>' && !quoted
        });
        let end = end.unwrap_or(tag.len() - 1);
        let inside = &tag[1..end];
        rest = &tag[end + 1..];
        if let Some(name) = inside.strip_prefix('/') {
            if let Some(at) = open.iter().rposition(|element| element.name == name).filter(|at| *at > 0) {
                while open.len() > at {
                    close(&mut open);
                }
            }
        } else {
            let element = element(inside);
            let void = matches!(element.name.as_str(), "br" | "hr" | "img" | "wbr" | "col");
            open.push(element);
            if open.len() > depth {
                return Err(too_deep(depth));
            }
            if void {
                close(&mut open);
            }
        }
    }
    while open.len() > 1 {
        close(&mut open);
    }
    Ok(open.pop().unwrap_or_default())
}

fn close(open: &mut Vec<Element>) {
    if let Some(element) = open.pop()
        && let Some(parent) = open.last_mut()
    {
        parent.children.push(Node::Element(element));
    }
}

fn element(inside: &str) -> Element {
    let (name, mut rest) = inside.split_once(' ').unwrap_or((inside, ""));
    let mut attributes = Vec::new();
    while let Some((name, after)) = rest.split_once("=\"") {
        let (value, after) = after.split_once('"').unwrap_or((after, ""));
        attributes.push((name.trim().to_owned(), unescape(value)));
        rest = after;
    }
    Element { name: name.to_owned(), attributes, children: Vec::new() }
}

fn unescape(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    let names = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&nbsp;", "\u{A0}"), ("&amp;", "&")];
    names.iter().fold(text.to_owned(), |text, (entity, character)| text.replace(entity, character))
}

fn is_block(element: &Element) -> bool {
    BLOCKS.contains(&format!(" {} ", element.name)) || element.elements().any(is_block)
}

/// Makes the tree.
pub(super) struct Builder<'b> {
    scanned: &'b Scanned,
    pub(super) notes: &'b mut Notes,
}

impl Builder<'_> {
    /// Blocks, with what stands in a line between them as paragraphs.
    pub(super) fn blocks(&mut self, nodes: &[Node]) -> Result<Vec<Block>, Trouble> {
        let mut blocks = Vec::new();
        let mut line = Vec::new();
        for node in nodes {
            match node {
                Node::Element(element) if is_block(element) => {
                    end_line(&mut line, &mut blocks);
                    self.block(element, &mut blocks)?;
                }
                node => self.inline(node, &mut line)?,
            }
        }
        end_line(&mut line, &mut blocks);
        Ok(blocks)
    }

    fn block(&mut self, element: &Element, into: &mut Vec<Block>) -> Result<(), Trouble> {
        match element.name.as_str() {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "dt" | "summary" | "legend" => {
                let inner = self.blocks(&element.children)?;
                into.extend(inner.into_iter().map(|block| match block {
                    Block::Paragraph(inlines) => Block::Heading(inlines),
                    other => other,
                }));
            }
            "pre" => into.push(code_block(element)),
            "hr" => into.push(Block::Rule),
            "blockquote" => {
                let inner = self.blocks(&element.children)?;
                if !inner.is_empty() {
                    into.push(Block::Quote(inner));
                }
            }
            "ul" | "ol" | "menu" => self.list(element, into)?,
            "table" => table::add(self, element, into)?,
            "b" | "strong" => self.marked(element, Inline::Strong, into)?,
            "i" | "em" => self.marked(element, Inline::Emphasis, into)?,
            _ => into.extend(self.blocks(&element.children)?),
        }
        Ok(())
    }

    /// A mark around whole blocks goes into each of them.
    fn marked(
        &mut self,
        element: &Element,
        mark: fn(Vec<Inline>) -> Inline,
        into: &mut Vec<Block>,
    ) -> Result<(), Trouble> {
        for mut block in self.blocks(&element.children)? {
            if let Block::Paragraph(inlines) = &mut block {
                *inlines = tidy(vec![mark(std::mem::take(inlines))]).unwrap_or_default();
            }
            into.push(block);
        }
        Ok(())
    }

    fn list(&mut self, element: &Element, into: &mut Vec<Block>) -> Result<(), Trouble> {
        let mut items: Vec<Vec<Block>> = Vec::new();
        let mut stray: Vec<Block> = Vec::new();
        for child in &element.children {
            match child {
                Node::Element(item) if item.name == "li" => items.push(self.blocks(&item.children)?),
                // Lists right inside of lists belong to the item before.
                Node::Element(inner) if is_block(inner) => {
                    let target = items.last_mut().unwrap_or(&mut stray);
                    self.block(inner, target)?;
                }
                node => {
                    let mut line = Vec::new();
                    self.inline(node, &mut line)?;
                    end_line(&mut line, items.last_mut().unwrap_or(&mut stray));
                }
            }
        }
        into.extend(stray);
        items.retain(|item| !item.is_empty());
        if !items.is_empty() {
            let start =
                element.attribute("start").and_then(|start| start.parse().ok()).filter(|n| *n < 1_000_000);
            into.push(Block::List { start: (element.name == "ol").then(|| start.unwrap_or(1)), items });
        }
        Ok(())
    }

    /// What stands in a line.
    pub(super) fn inline(&mut self, node: &Node, into: &mut Vec<Inline>) -> Result<(), Trouble> {
        let element = match node {
            Node::Text(text) => {
                into.push(Inline::Text(text.replace(['\n', '\t', '\r'], " ")));
                return Ok(());
            }
            Node::Element(element) => element,
        };
        match element.name.as_str() {
            "br" => into.push(Inline::Break),
            "b" | "strong" => into.push(Inline::Strong(self.inlines(element)?)),
            "i" | "em" | "cite" | "dfn" | "var" => into.push(Inline::Emphasis(self.inlines(element)?)),
            "code" | "kbd" | "samp" | "tt" => self.code(element, into)?,
            "img" => into.push(Inline::Picture {
                address: self.scanned.address(element.attribute("src").unwrap_or("")),
                alt: element.attribute("alt").unwrap_or("").split_whitespace().collect::<Vec<_>>().join(" "),
            }),
            "a" => {
                let inner = self.inlines(element)?;
                match element.attribute("href").filter(|url| is_web(url)) {
                    Some(url) => into.push(Inline::Link(url.trim().to_owned(), inner)),
                    None => {
                        if element.attribute("href").is_some_and(|url| !url.starts_with('#')) {
                            self.notes.add("held a link that leads to no page of the web; its text stays.");
                        }
                        into.extend(inner);
                    }
                }
            }
            "q" => {
                into.push(Inline::Text("“".into()));
                into.extend(self.inlines(element)?);
                into.push(Inline::Text("”".into()));
            }
            "sub" | "sup" => {
                let inner = self.inlines(element)?;
                formula::raised(element.name == "sup", inner, self.notes, into);
            }
            "math" => formula::math(element, self.notes, into)?,
            "rt" => {
                into.push(Inline::Text(" (".into()));
                into.extend(self.inlines(element)?);
                into.push(Inline::Text(") ".into()));
            }
            "rp" | "wbr" | "col" | "colgroup" => {}
            _ => into.extend(self.inlines(element)?),
        }
        Ok(())
    }

    pub(super) fn inlines(&mut self, element: &Element) -> Result<Vec<Inline>, Trouble> {
        let mut inlines = Vec::new();
        for child in &element.children {
            self.inline(child, &mut inlines)?;
        }
        Ok(inlines)
    }

    /// Code in a line; of several lines each its own.
    fn code(&mut self, element: &Element, into: &mut Vec<Inline>) -> Result<(), Trouble> {
        if has_picture(element) {
            into.extend(self.inlines(element)?);
            return Ok(());
        }
        let text = element.text().replace('\u{A0}', " ");
        // Line feeds of the source are spaces; only a `br` begins a line.
        let broken = element_has(element, "br");
        let lines: Vec<&str> = if broken { text.split('\n').collect() } else { vec![text.as_str()] };
        for (index, line) in lines.iter().enumerate() {
            if index > 0 {
                into.push(Inline::Break);
            }
            let line = line.replace(['\n', '\t'], " ");
            let line = if broken { line.trim_end() } else { line.trim() };
            into.push(Inline::Code(line.to_owned()));
        }
        Ok(())
    }
}

fn has_picture(element: &Element) -> bool {
    element_has(element, "img")
}

fn element_has(element: &Element, name: &str) -> bool {
    element.elements().any(|inner| inner.name == name || element_has(inner, name))
}

fn end_line(line: &mut Vec<Inline>, into: &mut Vec<Block>) {
    let Some(inlines) = tidy(std::mem::take(line)) else { return };
    // Editors write code of several lines as one code element with new lines in it.
    let code = inlines.iter().all(|inline| matches!(inline, Inline::Code(_) | Inline::Break));
    if code && inlines.contains(&Inline::Break) {
        let lines = inlines.iter().map(|inline| match inline {
            Inline::Code(text) => text.as_str(),
            _ => "\n",
        });
        into.push(Block::Code { info: String::new(), text: lines.collect() });
    } else {
        into.push(Block::Paragraph(inlines));
    }
}

/// Preformatted text: its white space is exact, its language is what a class says.
fn code_block(element: &Element) -> Block {
    let text = element.text().replace("\r\n", "\n").replace('\r', "\n").replace('\u{A0}', " ");
    let classes = element.elements().filter(|inner| inner.name == "code").chain([element]);
    let info = classes
        .filter_map(|element| {
            let class = element.attribute("class").unwrap_or("");
            let words = class.split([' ', ';']).map(str::trim);
            let named = words.clone().find_map(|word| {
                ["language-", "lang-", "brush:"]
                    .iter()
                    .find_map(|start| word.strip_prefix(start))
                    .map(str::trim)
            });
            let after_brush = words.skip_while(|word| *word != "brush:").nth(1);
            named
                .filter(|name| !name.is_empty())
                .or(after_brush)
                .or(element.attribute("lang"))
                .map(str::to_owned)
        })
        .find(|info| {
            !info.is_empty()
                && info.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '#' | '-' | '_'))
        })
        .unwrap_or_default();
    Block::Code { info: info.to_lowercase(), text: text.trim_end_matches('\n').to_owned() }
}

/// Whether an address leads to a page of the web.
pub(super) fn is_web(url: &str) -> bool {
    let url = url.trim();
    let scheme = |name: &str| url.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name));
    (scheme("https://") || scheme("http://")) && !url.chars().any(|c| c.is_control() || c.is_whitespace())
}
