//! Plain text: nothing of it turns into markup, and its lines stay.

use super::inline::tidy;
use super::tree::{Block, Inline};

/// How many columns a tab at the start of a line counts.
const TAB: usize = 4;

/// The paragraphs of a text, which empty lines part. Indentation stays, as spaces that don't run together.
pub(super) fn blocks(text: &str) -> Vec<Block> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut blocks = Vec::new();
    let mut paragraph: Vec<Inline> = Vec::new();
    for line in text.split('\n').chain(std::iter::once("")) {
        if line.trim().is_empty() {
            if let Some(inlines) = tidy(std::mem::take(&mut paragraph)) {
                blocks.push(Block::Paragraph(inlines));
            }
            continue;
        }
        if !paragraph.is_empty() {
            paragraph.push(Inline::Break);
        }
        let bare = line.trim_start_matches([' ', '\t']);
        let indent: usize =
            line[..line.len() - bare.len()].chars().map(|c| if c == '\t' { TAB } else { 1 }).sum();
        let first = paragraph.is_empty();
        let indent = if first { String::new() } else { "\u{A0}".repeat(indent.min(80)) };
        paragraph.push(Inline::Text(format!("{indent}{}", bare.trim_end())));
    }
    blocks
}
