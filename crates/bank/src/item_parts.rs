//! The row of blocks cut into items and their parts, before anything of them is understood.

use crate::document::Block;
use crate::ids::{closest, one_of};
use crate::problem::Findings;
use crate::source::{Source, Spot};
use comrak::Node;
use comrak::nodes::{ListType, NodeValue};
use std::ops::RangeInclusive;

/// The sections of an item in their order.
pub(crate) const SECTIONS: [&str; 3] = ["Explanation", "Reference", "Proof"];

/// An item: its heading, and what stands between it and the next.
pub(crate) struct Parts<'a> {
    /// The heading's text as written.
    pub(crate) id: String,
    pub(crate) id_spot: Spot,
    /// Everything up to the first section.
    pub(crate) body: Vec<Block<'a>>,
    /// By the index in [`SECTIONS`].
    pub(crate) sections: [Option<Section<'a>>; 3],
}

/// What stands under a third-level heading.
pub(crate) struct Section<'a> {
    pub(crate) heading: Spot,
    pub(crate) lines: RangeInclusive<usize>,
    pub(crate) blocks: Vec<Block<'a>>,
}

/// One bullet of a list.
pub(crate) struct Bullet {
    pub(crate) lines: RangeInclusive<usize>,
    /// Where its text begins.
    pub(crate) text: Spot,
    /// How many columns its further lines are indented.
    pub(crate) indent: usize,
}

/// Cuts the blocks of a file into items. Headings that the format doesn't know are reported.
pub(crate) fn items<'a>(blocks: &[Block<'a>], findings: &mut Findings<'_>) -> Vec<Parts<'a>> {
    let source = findings.source;
    let mut items: Vec<Parts<'a>> = Vec::new();
    // Where the next block belongs: to no section known, or to one of the item.
    let mut current: Option<usize> = None;
    let mut skip = false;
    for &block in blocks {
        let (text, spot) = heading_text(source, block.first);
        match (block.heading(), items.last_mut()) {
            (Some(2), _) => {
                items.push(Parts { id: text, id_spot: spot, body: Vec::new(), sections: [None, None, None] });
                (current, skip) = (None, false);
            }
            (Some(3), Some(item)) => {
                (current, skip) = open_section(item, &text, spot, block, findings);
            }
            (Some(3), None) if SECTIONS.contains(&text.as_str()) => findings.error(
                spot,
                format!("`### {text}` stands before the first item"),
                "an item begins with a second-level heading that holds its id: `## pcap-some-id`",
            ),
            (Some(1), Some(_)) => {
                findings.error(
                    spot,
                    "a first-level heading after the first item",
                    "it may stand once, before the items; make it a second-level heading (##) if it is an item's id, \
                     and begin another file for another topic",
                );
            }
            (_, Some(_)) if skip => {}
            (_, Some(item)) => match current.and_then(|index| item.sections[index].as_mut()) {
                Some(section) => {
                    section.lines = *section.lines.start()..=block.last;
                    section.blocks.push(block);
                }
                None => item.body.push(block),
            },
            (_, None) => {}
        }
    }
    items
}

/// Begins a section of the item: which it is now, and whether what follows isn't read.
fn open_section(
    item: &mut Parts<'_>,
    name: &str,
    spot: Spot,
    block: Block<'_>,
    findings: &mut Findings<'_>,
) -> (Option<usize>, bool) {
    let known = |name| SECTIONS.iter().position(|&section| section == name);
    let index = known(name).or_else(|| {
        findings.error(spot, format!("unknown heading `### {name}`"), one_of(name, SECTIONS));
        // Read as what was meant, it isn't reported as missing too.
        closest(name, SECTIONS).and_then(known).filter(|&index| item.sections[index].is_none())
    });
    let Some(index) = index else { return (None, true) };
    let name = SECTIONS[index];
    if let Some(first) = &item.sections[index] {
        findings.error(
            spot,
            format!("`### {name}` stands twice in this item"),
            format!("keep one of them; the first is in line {}", first.heading.line),
        );
        return (None, true);
    }
    if let Some(later) = (index + 1..SECTIONS.len()).find(|&later| item.sections[later].is_some()) {
        findings.error(
            spot,
            format!("`### {name}` stands after `### {}`", SECTIONS[later]),
            "the order is: stem, options, Explanation, Reference, Proof",
        );
    }
    // Lines after the heading; a further block extends them.
    let lines = block.first + 1..=block.last;
    item.sections[index] = Some(Section { heading: spot, lines, blocks: Vec::new() });
    (Some(index), false)
}

/// The text of a heading without its marks, and where it stands.
fn heading_text(source: &Source, line: usize) -> (String, Spot) {
    let whole = source.line(line);
    let text = whole.trim_start().trim_start_matches('#').trim_start();
    let spot = Spot { line, byte: whole.len() - text.len() };
    let text = text.trim_end();
    // Marks may follow as well, after a space.
    let bare = text.trim_end_matches('#');
    let bare = if bare.is_empty() || bare.ends_with([' ', '\t']) { bare.trim_end() } else { text };
    (bare.to_owned(), spot)
}

/// The bullets of a list, if this block is one. Numbered lists count as well.
pub(crate) fn bullets(source: &Source, block: Block<'_>) -> Option<Vec<Bullet>> {
    let NodeValue::List(_) = block.node.data().value else { return None };
    let items: Vec<Node<'_>> = block.node.children().collect();
    let first_line = |node: Node<'_>| node.data().sourcepos.start.line;
    let bullets = items.iter().enumerate().filter_map(|(index, &node)| {
        let NodeValue::Item(list) = node.data().value else { return None };
        let first = first_line(node);
        let last = items.get(index + 1).map_or(block.last, |&next| first_line(next) - 1).max(first);
        let line = source.line(first);
        let marker = line.trim_start();
        let text = match list.list_type {
            ListType::Bullet => marker.trim_start_matches(['-', '*', '+']),
            ListType::Ordered => marker
                .trim_start_matches(|c: char| c.is_ascii_digit())
                .strip_prefix(['.', ')'])
                .unwrap_or(marker),
        };
        let text = Spot { line: first, byte: line.len() - text.trim_start().len() };
        Some(Bullet { lines: first..=last, text, indent: list.marker_offset + list.padding })
    });
    Some(bullets.collect())
}
