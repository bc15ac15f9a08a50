//! Markdown as a tree, by the parser that renders it.

use super::inline::tidy;
use super::scan::is_html;
use super::tree::{Block, Inline};
use super::{Trouble, html::is_web, too_deep};
use comrak::nodes::{ListType, NodeValue};
use comrak::{Arena, Node, Options, markdown_to_html, parse_document};

/// What a text in Markdown is.
pub(super) enum Read {
    /// It may stay as it is written.
    Plain(Vec<Block>),
    /// It says something in a way that our texts don't: indented code, a link to no page of the web, what looks like a tag.
    Irregular(Vec<Block>),
    /// It holds HTML, and this is all of it as HTML.
    WithHtml(String),
}

/// Reads a text.
///
/// # Errors
/// It nests too deep.
pub(super) fn read(text: &str, depth: usize) -> Result<Read, Trouble> {
    let mut options = Options::default();
    options.extension.table = true;
    let arena = Arena::new();
    let root = parse_document(&arena, text, &options);
    let mut reader = Reader { regular: true, html: false };
    let blocks = reader.blocks(root, depth).ok_or_else(|| too_deep(depth))?;
    if reader.html {
        options.render.r#unsafe = true;
        return Ok(Read::WithHtml(markdown_to_html(text, &options)));
    }
    Ok(if reader.regular { Read::Plain(blocks) } else { Read::Irregular(blocks) })
}

struct Reader {
    regular: bool,
    html: bool,
}

impl Reader {
    /// The blocks in a node; none where they nest deeper than `left`.
    fn blocks(&mut self, parent: Node<'_>, left: usize) -> Option<Vec<Block>> {
        let left = left.checked_sub(1)?;
        let mut blocks = Vec::new();
        for node in parent.children() {
            match &node.data().value {
                NodeValue::Paragraph => blocks.extend(self.row(node, left)?.map(Block::Paragraph)),
                NodeValue::Heading(_) => blocks.extend(self.row(node, left)?.map(Block::Heading)),
                NodeValue::CodeBlock(code) => {
                    self.regular &= code.fenced && code.closed;
                    blocks.push(Block::Code {
                        info: code.info.clone(),
                        text: code.literal.strip_suffix('\n').unwrap_or(&code.literal).to_owned(),
                    });
                }
                NodeValue::BlockQuote => blocks.push(Block::Quote(self.blocks(node, left)?)),
                NodeValue::List(list) => {
                    let mut items = Vec::new();
                    for item in node.children() {
                        items.push(self.blocks(item, left)?);
                    }
                    let start = (list.list_type == ListType::Ordered).then_some(list.start as u64);
                    blocks.push(Block::List { start, items });
                }
                NodeValue::Table(_) => {
                    let mut rows = Vec::new();
                    for row in node.children() {
                        let mut cells = Vec::new();
                        for cell in row.children() {
                            cells.push(self.row(cell, left)?.unwrap_or_default());
                        }
                        rows.push(cells);
                    }
                    blocks.push(Block::Table(rows));
                }
                NodeValue::ThematicBreak => blocks.push(Block::Rule),
                NodeValue::HtmlBlock(html) => {
                    let inline = self.raw(&html.literal);
                    blocks.extend(tidy(vec![inline]).map(Block::Paragraph));
                }
                _ => {}
            }
        }
        Some(blocks)
    }

    /// The inline text of a node, even; the inner `None` where it's empty.
    fn row(&mut self, node: Node<'_>, left: usize) -> Option<Option<Vec<Inline>>> {
        Some(tidy(self.inlines(node, left)?))
    }

    fn inlines(&mut self, parent: Node<'_>, left: usize) -> Option<Vec<Inline>> {
        let left = left.checked_sub(1)?;
        let mut inlines = Vec::new();
        for node in parent.children() {
            match &node.data().value {
                NodeValue::Text(text) => inlines.push(Inline::Text(text.to_string())),
                NodeValue::SoftBreak => inlines.push(Inline::Text("\n".into())),
                NodeValue::LineBreak => inlines.push(Inline::Break),
                NodeValue::Code(code) => inlines.push(Inline::Code(code.literal.clone())),
                NodeValue::Emph => inlines.push(Inline::Emphasis(self.inlines(node, left)?)),
                NodeValue::Strong => inlines.push(Inline::Strong(self.inlines(node, left)?)),
                NodeValue::Link(link) if is_web(&link.url) => {
                    inlines.push(Inline::Link(link.url.clone(), self.inlines(node, left)?));
                }
                NodeValue::Link(_) => {
                    self.regular = false;
                    inlines.extend(self.inlines(node, left)?);
                }
                NodeValue::Image(link) => {
                    let alt = super::tree::text_of(&self.inlines(node, left)?);
                    let alt = alt.split_whitespace().collect::<Vec<_>>().join(" ");
                    inlines.push(Inline::Picture { address: link.url.clone(), alt });
                }
                NodeValue::HtmlInline(html) => inlines.push(self.raw(html)),
                _ => inlines.extend(self.inlines(node, left)?),
            }
        }
        Some(inlines)
    }

    /// What looks like a tag: where HTML knows it, the text is HTML; else it's text.
    fn raw(&mut self, html: &str) -> Inline {
        self.regular = false;
        let name = html.trim_start().trim_start_matches(['<', '/']);
        let name: String = name.chars().take_while(|c| c.is_alphanumeric() || *c == '-').collect();
        self.html |= name.is_empty() || is_html(&name.to_lowercase());
        Inline::Text(html.to_owned())
    }
}
