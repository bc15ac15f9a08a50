//! The words of a block without its code, and where each stands.

use crate::markdown::Frame;
use crate::source::Spot;
use comrak::Node;
use comrak::nodes::NodeValue;

/// What stands for a code span: not a letter, not white space.
const CODE: char = '\u{FFFC}';

/// The running text of one block.
pub(crate) struct Prose {
    pub(crate) text: String,
    /// Where pieces of the text begin in the source.
    pieces: Vec<(usize, Spot)>,
}

impl Prose {
    pub(crate) fn of(block: Node<'_>, frame: &Frame) -> Prose {
        let mut prose = Prose { text: String::new(), pieces: vec![(0, frame.spot(block))] };
        for node in block.descendants() {
            let mut piece = |text: &str| {
                prose.pieces.push((prose.text.len(), frame.spot(node)));
                prose.text.push_str(text);
            };
            match &node.data().value {
                NodeValue::Text(text) => piece(text),
                NodeValue::SoftBreak | NodeValue::LineBreak => piece(" "),
                NodeValue::Code(_) | NodeValue::HtmlInline(_) => piece(CODE.encode_utf8(&mut [0; 4])),
                _ => {}
            }
        }
        prose
    }

    /// One for every paragraph and table cell in these nodes.
    pub(crate) fn all<'a>(nodes: impl IntoIterator<Item = Node<'a>>, frame: &Frame) -> Vec<Prose> {
        let descendants = nodes.into_iter().flat_map(|node| node.descendants());
        let blocks = descendants
            .filter(|node| matches!(node.data().value, NodeValue::Paragraph | NodeValue::TableCell));
        blocks.map(|block| Prose::of(block, frame)).collect()
    }

    /// Where a byte of the text stands in the source; off by a little after an escaped character.
    pub(crate) fn spot(&self, at: usize) -> Spot {
        let index = self.pieces.partition_point(|&(start, _)| start <= at).saturating_sub(1);
        let (start, spot) = self.pieces[index];
        Spot { line: spot.line, byte: spot.byte + (at - start) }
    }

    /// The words, each with where it begins in the text.
    pub(crate) fn words(&self) -> impl Iterator<Item = (usize, &str)> {
        let inside = |c: char| c.is_alphanumeric() || matches!(c, '\'' | '’' | '_' | '-');
        self.text
            .split(move |c| !inside(c))
            .filter(|word| !word.is_empty())
            .map(|word| (word.as_ptr() as usize - self.text.as_ptr() as usize, word))
    }
}
