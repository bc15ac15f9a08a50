//! How Markdown is read here, and what of it an item may hold.

use crate::code;
use crate::problem::Findings;
use crate::source::Spot;
use comrak::nodes::NodeValue;
use comrak::{Arena, Node, Options, parse_document};

/// Parses a text into blocks: CommonMark with tables and nothing else, as it is rendered. Task lists aren't among it:
/// boxes are the format's own, and an option's text stands without its box.
pub(crate) fn parse<'a>(arena: &'a Arena<'a>, text: &str) -> Node<'a> {
    let mut options = Options::default();
    options.extension.table = true;
    parse_document(arena, text, &options)
}

/// Where a parsed text stands in its source.
pub(crate) struct Frame {
    /// The source line of the text's first line, from 1.
    first: usize,
    /// How many bytes of each source line stand before the text's line. Lines beyond have none.
    offsets: Vec<usize>,
}

impl Frame {
    /// The text is the source, line by line.
    pub(crate) fn whole() -> Frame {
        Frame { first: 1, offsets: Vec::new() }
    }

    pub(crate) fn new(first: usize, offsets: Vec<usize>) -> Frame {
        Frame { first, offsets }
    }

    /// Where a node begins in the source.
    pub(crate) fn spot(&self, node: Node<'_>) -> Spot {
        let start = node.data().sourcepos.start;
        self.at(start.line, start.column.saturating_sub(1))
    }

    /// Where a line (from 1) and byte (from 0) of the text stand in the source.
    pub(crate) fn at(&self, line: usize, byte: usize) -> Spot {
        let index = line.saturating_sub(1);
        Spot { line: self.first + index, byte: self.offsets.get(index).copied().unwrap_or(0) + byte }
    }
}

/// Reports what no text of an item may hold.
pub(crate) fn check<'a>(
    nodes: impl IntoIterator<Item = Node<'a>>,
    frame: &Frame,
    findings: &mut Findings<'_>,
) {
    // Elsewhere all of Markdown may stand; what must not reach a page is kept out when items are made.
    let own = findings.own();
    for node in nodes {
        let mut opened = false;
        for inner in node.descendants() {
            let spot = frame.spot(inner);
            match &inner.data().value {
                NodeValue::CodeBlock(block) if block.fenced && !block.closed => {
                    code::report_unclosed(spot, findings);
                }
                _ if own => {}
                NodeValue::HtmlBlock(_) => html(spot, findings),
                // A closing tag says nothing new after its opening one.
                NodeValue::HtmlInline(tag) if !(opened && tag.starts_with("</")) => {
                    opened = true;
                    html(spot, findings);
                }
                NodeValue::Image(_) => findings.error(
                    spot,
                    "images aren't part of the format",
                    "say it in words, or draw it as text in a fenced block (```text)",
                ),
                NodeValue::Heading(heading) if heading.setext => findings.error(
                    spot,
                    "a line of `===` or `---` below a paragraph turns it into a heading",
                    "put an empty line between the paragraph and the line, or leave the line out",
                ),
                NodeValue::Heading(_) => findings.error(
                    spot,
                    "a heading inside of an item's text",
                    "only `### Explanation`, `### Reference` and `### Proof` stand below an item's heading; \
                     make it a paragraph, or fence it where it is code",
                ),
                NodeValue::CodeBlock(block) if !block.fenced => findings.error(
                    spot,
                    "indented text that Markdown takes for code",
                    "fence code with ```python or ```text; begin other text at the start of its line",
                ),
                _ => {}
            }
        }
    }
}

fn html(spot: Spot, findings: &mut Findings<'_>) {
    findings.error(
        spot,
        "raw HTML isn't allowed",
        "put code between backticks (`<b>`), write `&lt;` for a plain <, or use Markdown for the formatting",
    );
}
