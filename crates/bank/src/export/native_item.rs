//! One item in our own Markdown.

use crate::markdown::parse;
use comrak::nodes::{ListType, NodeValue};
use comrak::{Arena, Node};
use invigil_exam::{Difficulty, Item};

/// The marks of lists, the usual one first.
const BULLETS: [u8; 3] = *b"-*+";

pub(super) fn write(item: &Item) -> String {
    let (question, solution) = (&item.question, &item.solution);
    // Lists with the same mark would be one list, whatever stands between them in our eyes.
    let (first, last) = lists(&question.stem);
    let bullet = |taken: Option<u8>| BULLETS.into_iter().find(|&b| Some(b) != taken).map_or('-', char::from);
    let mut out = heading(&item.id);
    out.push_str(&fields(item, bullet(first)));
    out.push_str(&format!("\n{}\n\n", question.stem));
    for (index, (option, reason)) in question.options.iter().zip(&solution.reasons).enumerate() {
        write_option(&mut out, bullet(last), solution.keys.has(index), option, reason);
    }
    for (name, text) in [("Explanation", &solution.explanation), ("Reference", &solution.reference)] {
        if !text.is_empty() {
            out.push_str(&format!("\n### {name}\n\n{text}\n"));
        }
    }
    out
}

fn heading(name: &str) -> String {
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    // Marks at the end of a heading aren't part of it.
    let closing = if name.ends_with('#') { " ##" } else { "" };
    format!("## {name}{closing}\n\n")
}

fn fields(item: &Item, bullet: char) -> String {
    let difficulty = match item.solution.difficulty {
        Difficulty::Easy => "easy",
        Difficulty::Medium => "medium",
        Difficulty::Hard => "hard",
    };
    let fields = [
        ("objective", item.solution.objective.as_str()),
        ("topic", &item.topic),
        ("difficulty", difficulty),
        ("shuffle", if item.question.shuffle { "" } else { "no" }),
    ];
    let filled = fields.iter().filter(|(_, value)| !value.is_empty());
    filled.map(|(name, value)| format!("{bullet} {name}: {}\n", value.replace('\n', " "))).collect()
}

fn write_option(out: &mut String, bullet: char, key: bool, option: &str, reason: &str) {
    let arena = Arena::new();
    let blocks: Vec<Node<'_>> = parse(&arena, option).children().collect();
    let is =
        |node: Option<&Node<'_>>, kind: fn(&NodeValue) -> bool| node.is_some_and(|n| kind(&n.data().value));
    let paragraph = |value: &NodeValue| matches!(value, NodeValue::Paragraph);
    out.push_str(&format!("{bullet} [{}]", if key { 'x' } else { ' ' }));
    let beside = is(blocks.first(), paragraph);
    for (index, line) in option.split('\n').enumerate() {
        match (index == 0 && beside, line.is_empty()) {
            (true, _) => out.push_str(&format!(" {line}")),
            (false, true) => out.push('\n'),
            (false, false) => out.push_str(&format!("\n  {line}")),
        }
    }
    out.push('\n');
    // A quote at the end would be taken for the reason, so that it needs one below it, empty or not.
    let quoted = is(blocks.last(), |value| matches!(value, NodeValue::BlockQuote));
    if reason.is_empty() && !quoted {
        return;
    }
    let fence = |value: &NodeValue| matches!(value, NodeValue::CodeBlock(code) if code.fenced);
    if blocks.len() != 1 || !(beside || is(blocks.first(), fence)) {
        out.push('\n');
    }
    for line in reason.split('\n') {
        out.push_str(if line.is_empty() { "  >" } else { "  > " });
        out.push_str(line);
        out.push('\n');
    }
}

/// The marks of the list that a text begins with and of the one that it ends with.
fn lists(markdown: &str) -> (Option<u8>, Option<u8>) {
    let arena = Arena::new();
    let bullet = |node: Option<Node<'_>>| match node?.data().value {
        NodeValue::List(list) if list.list_type == ListType::Bullet => Some(list.bullet_char),
        _ => None,
    };
    let root = parse(&arena, markdown);
    (bullet(root.first_child()), bullet(root.last_child()))
}
