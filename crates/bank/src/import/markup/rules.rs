//! What a text of an item may hold, made so where it isn't.

use super::inline::tidy;
use super::tree::{Block, Inline, each_inline};
use super::{Find, Kind, Notes, Trouble};

/// Holds a text to the rules: no headings; an option is inline text or one fenced block.
///
/// # Errors
/// It's an option, and can't be made one.
pub(super) fn hold(blocks: &mut Vec<Block>, kind: Kind, notes: &mut Notes) -> Result<(), Trouble> {
    no_headings(blocks);
    prune(blocks);
    let flat = matches!(
        blocks.as_slice(),
        [] | [Block::Paragraph(_) | Block::Code { .. } | Block::Table(_) | Block::Rule]
    );
    if kind == Kind::Option && !flat {
        let lines = lines(std::mem::take(blocks), notes)?;
        let mut row = Vec::new();
        for line in lines {
            if !row.is_empty() {
                row.push(Inline::Break);
            }
            row.extend(line);
        }
        *blocks = tidy(row).map(Block::Paragraph).into_iter().collect();
    }
    match (kind, blocks.as_slice()) {
        (Kind::Option, [Block::Table(_)]) => Err(whole("a table")),
        (Kind::Option, [Block::Rule]) => {
            blocks.clear();
            Ok(())
        }
        _ => Ok(()),
    }
}

fn whole(what: &str) -> Trouble {
    Trouble::Text(format!(
        "holds {what}; an option is lines of text, or one block of code and nothing else. Move it into the stem."
    ))
}

fn no_headings(blocks: &mut [Block]) {
    for block in blocks {
        if let Block::Heading(inlines) = block {
            let strong = tidy(vec![Inline::Strong(std::mem::take(inlines))]);
            *block = Block::Paragraph(strong.unwrap_or_default());
        }
        for inner in block.inner_mut() {
            no_headings(inner);
        }
    }
}

/// Takes out what shows nothing.
fn prune(blocks: &mut Vec<Block>) {
    for block in &mut *blocks {
        for row in block.rows_mut() {
            *row = tidy(std::mem::take(row)).unwrap_or_default();
        }
        for inner in block.inner_mut() {
            prune(inner);
        }
        if let Block::List { items, .. } = block {
            items.retain(|item| !item.is_empty());
        }
    }
    blocks.retain(|block| match block {
        Block::Paragraph(inlines) | Block::Heading(inlines) => !inlines.is_empty(),
        Block::List { items, .. } => !items.is_empty(),
        Block::Quote(inner) => !inner.is_empty(),
        Block::Table(_) | Block::Code { .. } | Block::Rule => true,
    });
}

/// Several blocks as lines.
fn lines(blocks: Vec<Block>, notes: &mut Notes) -> Result<Vec<Vec<Inline>>, Trouble> {
    let mut lines = Vec::new();
    for block in blocks {
        match block {
            Block::Paragraph(inlines) | Block::Heading(inlines) => {
                if !lines.is_empty() {
                    notes.add("had several paragraphs, which are lines now.");
                }
                lines.push(inlines);
            }
            Block::Quote(inner) => {
                notes.add("held a quotation, which is lines now.");
                lines.extend(self::lines(inner, notes)?);
            }
            Block::List { start, items } => {
                notes.add("held a list, which is lines now.");
                for (number, item) in items.into_iter().enumerate() {
                    let mark = match start {
                        Some(start) => format!("{}. ", start.saturating_add(number as u64)),
                        None => "• ".into(),
                    };
                    let mut inner = self::lines(item, notes)?;
                    if let Some(first) = inner.first_mut() {
                        first.insert(0, Inline::Text(mark));
                    }
                    lines.extend(inner);
                }
            }
            Block::Code { text, .. } if !text.contains('\n') => lines.push(vec![Inline::Code(text)]),
            Block::Code { .. } => return Err(whole("code of several lines beside other text")),
            Block::Table(_) => return Err(whole("a table")),
            Block::Rule => {}
        }
    }
    Ok(lines)
}

/// Gives every picture the address that it's stored at.
///
/// # Errors
/// One that can't be stored.
pub(super) fn pictures(blocks: &mut [Block], find: Find<'_>) -> Result<(), Trouble> {
    let mut trouble = None;
    each_inline(blocks, &mut |inline| {
        if let Inline::Picture { address, alt } = inline
            && trouble.is_none()
        {
            // They would end the description.
            alt.retain(|c| !matches!(c, '[' | ']'));
            match find(address) {
                Ok(name) => *address = format!("images/{name}"),
                Err(reason) => trouble = Some(Trouble::Picture(reason)),
            }
        }
    });
    trouble.map_or(Ok(()), Err)
}
