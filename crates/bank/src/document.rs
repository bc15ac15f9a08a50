//! An items file as a row of top-level blocks with their lines.

use crate::code;
use crate::markdown::{Frame, check, parse};
use crate::problem::Findings;
use crate::source::Source;
use comrak::nodes::NodeValue;
use comrak::{Arena, Node};

/// How often a file is parsed again after a block that swallowed headings. Each time costs as much as the rest is long.
const MAX_RECOVERIES: usize = 20;

/// A top-level block.
#[derive(Clone, Copy)]
pub(crate) struct Block<'a> {
    pub(crate) node: Node<'a>,
    /// Its first line.
    pub(crate) first: usize,
    /// The last line before the next block.
    pub(crate) last: usize,
}

impl Block<'_> {
    /// The level of a heading of the `##` kind; underlined text isn't one for this format.
    pub(crate) fn heading(&self) -> Option<u8> {
        match self.node.data().value {
            NodeValue::Heading(heading) if !heading.setext => Some(heading.level),
            _ => None,
        }
    }
}

/// The blocks from `first_line` on.
///
/// A fence that isn't closed, or is closed by that of another block, would swallow much of a file. A block that isn't
/// closed or holds a heading of this format is reported and ended there, or where options begin, so that the rest is
/// read all the same.
pub(crate) fn blocks<'a>(
    arena: &'a Arena<'a>,
    first_line: usize,
    findings: &mut Findings<'_>,
) -> Vec<Block<'a>> {
    let source = findings.source;
    let mut blocks: Vec<Block<'a>> = Vec::new();
    let mut from = first_line;
    for recovery in 0..=MAX_RECOVERIES {
        let nodes = nodes_from(arena, source, from);
        let mut again = None;
        for (index, &node) in nodes.iter().enumerate() {
            let first = node.data().sourcepos.start.line;
            let next = nodes.get(index + 1).map(|next| next.data().sourcepos.start.line);
            let last = next.map_or(source.lines(), |next| next - 1).max(first);
            blocks.push(Block { node, first, last });
            if recovery < MAX_RECOVERIES
                && let Some(heading) = end_of_broken(node, source, first, last)
            {
                report(node, findings);
                if let Some(block) = blocks.last_mut() {
                    block.last = heading - 1;
                }
                again = Some(heading);
                break;
            }
        }
        match again {
            Some(heading) => from = heading,
            None => break,
        }
    }
    blocks
}

fn nodes_from<'a>(arena: &'a Arena<'a>, source: &Source, from: usize) -> Vec<Node<'a>> {
    // Empty lines in place of what was read already keep the line numbers right.
    let text = format!("{}{}", "\n".repeat(from.saturating_sub(1)), source.slice(from..=source.lines()));
    parse(arena, &text).children().collect()
}

/// Where a block of code or HTML that isn't closed in its item should have ended: the first line that isn't its own.
fn end_of_broken(node: Node<'_>, source: &Source, first: usize, last: usize) -> Option<usize> {
    let closed = match &node.data().value {
        NodeValue::CodeBlock(block) if block.fenced => block.closed,
        NodeValue::HtmlBlock(_) => true,
        _ => return None,
    };
    let heading = (first + 1..=last).find(|&line| is_heading_of_format(source.line(line)));
    if closed && heading.is_none() {
        return None;
    }
    let is_option = |line: &str| {
        let after = line.strip_prefix("- [ ]").or_else(|| line.strip_prefix("- [x]"));
        after.is_some_and(|after| after.is_empty() || after.starts_with(' '))
    };
    (first + 1..=heading.unwrap_or(last)).find(|&line| Some(line) == heading || is_option(source.line(line)))
}

fn is_heading_of_format(line: &str) -> bool {
    let line = line.trim_end();
    if let Some(section) = line.strip_prefix("### ") {
        return matches!(section.trim(), "Explanation" | "Reference" | "Proof");
    }
    // An id has a hyphen, which a comment of one word in code hasn't.
    line.strip_prefix("## ").is_some_and(|id| crate::ids::is_id(id.trim()) && id.contains('-'))
}

/// The block may stand where nothing else looks at it, before the first item; [`Findings`] drops what is said twice.
fn report(node: Node<'_>, findings: &mut Findings<'_>) {
    let spot = Frame::whole().spot(node);
    match &node.data().value {
        NodeValue::CodeBlock(_) => code::report_unclosed(spot, findings),
        _ => check([node], &Frame::whole(), findings),
    }
}

#[cfg(test)]
mod tests {
    use super::is_heading_of_format;

    #[test]
    fn a_comment_in_code_is_no_heading_of_the_format() {
        assert!(is_heading_of_format("## pcap-a-b "));
        assert!(is_heading_of_format("### Proof"));
        assert!(!is_heading_of_format("## comment"));
        assert!(!is_heading_of_format("## a comment"));
        assert!(!is_heading_of_format("# pcap-a-b"));
        assert!(!is_heading_of_format("### proof of it"));
        assert!(!is_heading_of_format("  ## pcap-a-b"));
    }
}
