//! The part of an item before its sections: fields, stem, options.

use crate::boxes::has_box;
use crate::document::Block;
use crate::fields;
use crate::item_parts::{Bullet, Parts, bullets};
use crate::markdown::{Frame, check};
use crate::problem::Findings;
use crate::source::{Source, Spot};
use comrak::nodes::{ListType, NodeValue};
use std::ops::RangeInclusive;

/// The body of an item, cut into its three parts.
pub(crate) struct Body<'a> {
    pub(crate) fields: Vec<Bullet>,
    pub(crate) stem: Vec<Block<'a>>,
    pub(crate) stem_lines: RangeInclusive<usize>,
    pub(crate) options: Vec<Bullet>,
}

/// Cuts the body; what is missing or too much is reported.
pub(crate) fn cut<'a>(parts: &Parts<'a>, findings: &mut Findings<'_>) -> Body<'a> {
    let source = findings.source;
    let mut blocks = parts.body.as_slice();
    let mut body = Body {
        fields: Vec::new(),
        stem: Vec::new(),
        stem_lines: parts.id_spot.line + 1..=parts.body.last().map_or(parts.id_spot.line, |last| last.last),
        options: Vec::new(),
    };

    if let Some((first, rest)) = blocks.split_first()
        && let Some(mut list) = bullets(source, *first)
        && !list.first().is_some_and(|bullet| boxed(source, bullet))
        // Where fields may lack, a list may be what the stem begins with.
        && (!findings.own() || list.first().is_some_and(|bullet| is_field(source, bullet)))
    {
        // Without a stem between them, fields and options are one list for Markdown.
        if let Some(at) = list.iter().position(|bullet| boxed(source, bullet)) {
            body.options = list.split_off(at);
            body.stem_lines = first.last + 1..=first.last;
        } else {
            body.stem_lines = first.last + 1..=*body.stem_lines.end();
        }
        body.fields = list;
        blocks = rest;
    } else {
        findings.demand(
            parts.id_spot,
            "the list of fields is missing",
            "put the bullets `- objective: ...`, `- topic: ...`, `- difficulty: ...` and `- proof: ...` directly under \
             the heading",
        );
    }

    // A list whose bullets are of another kind (`*` after `-`) is another list for Markdown, but not for its author.
    while body.options.is_empty()
        && let Some((first, rest)) = blocks.split_first()
        && let Some(list) =
            bullets(source, *first).filter(|list| list.iter().all(|bullet| is_field(source, bullet)))
    {
        body.fields.extend(list);
        body.stem_lines = first.last + 1..=*body.stem_lines.end();
        blocks = rest;
    }
    split_options(&mut body, blocks, findings);
    if source.trimmed(body.stem_lines.clone()).is_empty() {
        findings.error(
            parts.id_spot,
            "the stem is missing",
            "write the question between the fields and the options",
        );
    }
    if body.options.is_empty() {
        report_no_options(parts, &body, findings);
    }
    body
}

/// Takes everything up to the first task list for the stem, and all task lists for the options.
fn split_options<'a>(body: &mut Body<'a>, blocks: &[Block<'a>], findings: &mut Findings<'_>) {
    let source = findings.source;
    // What interrupts the options is reported once, not again for the list after it.
    let mut interrupted = false;
    for &block in blocks {
        match task_list(source, block) {
            Some(list) => {
                if body.options.is_empty() {
                    body.stem_lines = *body.stem_lines.start()..=block.first - 1;
                    report_numbers(block, findings);
                } else if !interrupted {
                    findings.error(
                        source.text_of_line(block.first),
                        "a second list of options",
                        "an item has one task list; put its options together, all with the same kind of bullet (-)",
                    );
                }
                body.options.extend(list);
            }
            None if body.options.is_empty() => body.stem.push(block),
            None => {
                interrupted = true;
                check([block.node], &Frame::whole(), findings);
                let spot = source.text_of_line(block.first);
                match block.node.data().value {
                    NodeValue::BlockQuote => findings.error(
                        spot,
                        "a reason that isn't indented under its option",
                        "indent the line by two spaces: `  > ...`",
                    ),
                    _ => findings.error(
                        spot,
                        "text between the options and `### Explanation`",
                        "move it into the stem, or indent it by two spaces where it belongs to the option above",
                    ),
                }
            }
        }
    }
}

/// The bullets of a list of which at least one has a box.
fn task_list(source: &Source, block: Block<'_>) -> Option<Vec<Bullet>> {
    bullets(source, block).filter(|list| list.iter().any(|bullet| boxed(source, bullet)))
}

/// Whether the block is a list of which at least one bullet has a box.
pub(crate) fn is_task_list(source: &Source, block: Block<'_>) -> bool {
    task_list(source, block).is_some()
}

fn boxed(source: &Source, bullet: &Bullet) -> bool {
    has_box(text_of(source, bullet))
}

fn is_field(source: &Source, bullet: &Bullet) -> bool {
    fields::is_field(text_of(source, bullet))
}

fn text_of<'s>(source: &'s Source, bullet: &Bullet) -> &'s str {
    source.line(bullet.text.line).get(bullet.text.byte..).unwrap_or("")
}

fn report_numbers(block: Block<'_>, findings: &mut Findings<'_>) {
    if matches!(block.node.data().value, NodeValue::List(list) if list.list_type == ListType::Ordered) {
        findings.error(
            findings.source.text_of_line(block.first),
            "the options are numbered",
            "begin each with a bullet: `- [ ] ...`",
        );
    }
}

fn report_no_options(parts: &Parts<'_>, body: &Body<'_>, findings: &mut Findings<'_>) {
    let last_list =
        body.stem.iter().rev().find(|block| matches!(block.node.data().value, NodeValue::List(_)));
    let spot: Spot = last_list.map_or(parts.id_spot, |block| findings.source.text_of_line(block.first));
    let help = match last_list {
        Some(_) => {
            "if these bullets are the options, give each its box: `- [x]` for a key, `- [ ]` for a distractor"
        }
        None => "after the stem, write a task list: `- [x]` for a key, `- [ ]` for a distractor",
    };
    findings.error(spot, "the item has no options", help);
}
