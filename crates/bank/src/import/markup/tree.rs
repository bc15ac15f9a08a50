//! The tree that every text becomes: what our Markdown can say, and nothing else.

use super::Notes;
use crate::source::invisible;

/// A block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Block {
    Paragraph(Vec<Inline>),
    /// Shown as a strong paragraph.
    Heading(Vec<Inline>),
    Code {
        /// The language and more; may be empty.
        info: String,
        /// Without a last line feed.
        text: String,
    },
    List {
        /// The first number; none for bullets.
        start: Option<u64>,
        items: Vec<Vec<Block>>,
    },
    Quote(Vec<Block>),
    /// The first row is the header; all rows have as many cells.
    Table(Vec<Vec<Vec<Inline>>>),
    Rule,
}

/// What stands in a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Inline {
    /// A line feed in it is a space that may be one.
    Text(String),
    Code(String),
    Emphasis(Vec<Inline>),
    Strong(Vec<Inline>),
    /// To a page of the web.
    Link(String, Vec<Inline>),
    Picture {
        address: String,
        alt: String,
    },
    /// A new line.
    Break,
}

impl Inline {
    /// What is inside of it.
    pub(super) fn children(&self) -> &[Inline] {
        match self {
            Inline::Emphasis(inner) | Inline::Strong(inner) | Inline::Link(_, inner) => inner,
            _ => &[],
        }
    }

    pub(super) fn children_mut(&mut self) -> Option<&mut Vec<Inline>> {
        match self {
            Inline::Emphasis(inner) | Inline::Strong(inner) | Inline::Link(_, inner) => Some(inner),
            _ => None,
        }
    }
}

impl Block {
    /// The rows of inline text that it holds itself.
    pub(super) fn rows_mut(&mut self) -> Vec<&mut Vec<Inline>> {
        match self {
            Block::Paragraph(inlines) | Block::Heading(inlines) => vec![inlines],
            Block::Table(rows) => rows.iter_mut().flatten().collect(),
            _ => Vec::new(),
        }
    }

    /// The lists of blocks that it holds itself.
    pub(super) fn inner_mut(&mut self) -> Vec<&mut Vec<Block>> {
        match self {
            Block::List { items, .. } => items.iter_mut().collect(),
            Block::Quote(blocks) => vec![blocks],
            _ => Vec::new(),
        }
    }
}

/// Does something to every inline of a tree, the outer ones first. The tree isn't deep by then.
pub(super) fn each_inline(blocks: &mut [Block], then: &mut dyn FnMut(&mut Inline)) {
    for block in blocks {
        for row in block.rows_mut() {
            each_of(row, then);
        }
        for inner in block.inner_mut() {
            each_inline(inner, then);
        }
    }
}

fn each_of(inlines: &mut [Inline], then: &mut dyn FnMut(&mut Inline)) {
    for inline in inlines {
        then(inline);
        if let Some(inner) = inline.children_mut() {
            each_of(inner, then);
        }
    }
}

/// How deep blocks and inlines nest. Measured step by step, because the tree may be too deep for anything else.
pub(super) fn depth(blocks: &[Block]) -> usize {
    let mut deepest = 0;
    let mut open: Vec<(&[Block], usize)> = vec![(blocks, 1)];
    let mut rows: Vec<(&[Inline], usize)> = Vec::new();
    while let Some((blocks, depth)) = open.pop() {
        deepest = deepest.max(depth);
        for block in blocks {
            match block {
                Block::Paragraph(inlines) | Block::Heading(inlines) => rows.push((inlines, depth + 1)),
                Block::Table(cells) => {
                    rows.extend(cells.iter().flatten().map(|cell| (cell.as_slice(), depth + 1)))
                }
                Block::List { items, .. } => {
                    open.extend(items.iter().map(|item| (item.as_slice(), depth + 1)))
                }
                Block::Quote(inner) => open.push((inner, depth + 1)),
                Block::Code { .. } | Block::Rule => {}
            }
        }
    }
    while let Some((inlines, depth)) = rows.pop() {
        deepest = deepest.max(depth);
        rows.extend(
            inlines
                .iter()
                .map(|inline| (inline.children(), depth + 1))
                .filter(|(inner, _)| !inner.is_empty()),
        );
    }
    deepest
}

/// Takes out the characters that no item may hold: they can't be seen, or make text look like other text.
pub(super) fn strip_invisible(blocks: &mut [Block], notes: &mut Notes) {
    let mut found = None;
    let mut strip = |text: &mut String| {
        if let Some(character) = text.chars().find(|c| invisible(*c)) {
            found = found.or(Some(character));
            text.retain(|c| !invisible(c));
        }
    };
    strip_code(blocks, &mut strip);
    each_inline(blocks, &mut |inline| match inline {
        Inline::Text(text) | Inline::Code(text) => strip(text),
        Inline::Picture { alt, .. } => strip(alt),
        _ => {}
    });
    if let Some(character) = found {
        notes.add(format!(
            "held characters that can't be seen (U+{:04X}); they are left out.",
            u32::from(character)
        ));
    }
}

fn strip_code(blocks: &mut [Block], strip: &mut dyn FnMut(&mut String)) {
    for block in blocks {
        if let Block::Code { info, text } = block {
            strip(info);
            strip(text);
        }
        for inner in block.inner_mut() {
            strip_code(inner, strip);
        }
    }
}

/// The text of inlines without their marks; pictures by their descriptions.
pub(super) fn text_of(inlines: &[Inline]) -> String {
    let mut text = String::new();
    add_text(inlines, &mut text);
    text
}

fn add_text(inlines: &[Inline], into: &mut String) {
    for inline in inlines {
        match inline {
            Inline::Text(text) | Inline::Code(text) => into.push_str(text),
            Inline::Picture { alt, .. } => into.push_str(alt),
            Inline::Break => into.push('\n'),
            other => add_text(other.children(), into),
        }
    }
}
