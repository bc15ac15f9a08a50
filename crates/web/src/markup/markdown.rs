//! Markdown as HTML.

use super::code::{self, Info, Place};
use super::lacks::lacking;
use super::{Html, escape};
use crate::words;
use comrak::html::{ChildRendering, Context, format_document_with_formatter, format_node_default};
use comrak::nodes::NodeValue;
use comrak::options::Plugins;
use comrak::{Arena, Node, Options, parse_document};
use std::collections::HashSet;
use std::fmt::{self, Write};

/// Text of one or more blocks: a stem, an explanation.
pub(crate) fn block(markdown: &str) -> Html {
    with_document(markdown, |root, options| render(root, options, Place::Page))
}

/// Text that stands in a line where it is a single paragraph: a reason, a reference.
pub(crate) fn inline(markdown: &str) -> Html {
    with_document(markdown, |root, options| render_unwrapped(root, options, Place::Page))
}

/// An option, and whether it is nothing but code (one code span or one fenced block), to be set in the code font.
pub(crate) fn option(markdown: &str) -> (Html, bool) {
    with_document(markdown, |root, options| (render_unwrapped(root, options, Place::Label), is_code(root)))
}

/// The beginning of a text without its markup, in one line of about `most` characters: for lists, and for telling items apart.
pub(crate) fn excerpt(markdown: &str, most: usize) -> String {
    let text = with_document(markdown, |root, _| {
        let mut text = String::new();
        for node in root.descendants() {
            match &node.data().value {
                NodeValue::Text(literal) => text.push_str(literal),
                NodeValue::Code(code) => text.push_str(&code.literal),
                NodeValue::HtmlInline(literal) => text.push_str(literal),
                NodeValue::CodeBlock(block) => text.extend([" ", &block.literal]),
                NodeValue::HtmlBlock(block) => text.extend([" ", &block.literal]),
                NodeValue::SoftBreak | NodeValue::LineBreak => text.push(' '),
                value if value.block() => text.push(' '),
                _ => {}
            }
            if text.len() > 4 * most {
                break;
            }
        }
        text
    });
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", line[..end].trim_end()),
        None => line,
    }
}

fn with_document<R>(markdown: &str, then: impl FnOnce(Node<'_>, &Options<'_>) -> R) -> R {
    let mut options = Options::default();
    options.extension.table = true;
    options.render.escape = true;
    let arena = Arena::new();
    then(parse_document(&arena, markdown, &options), &options)
}

fn render(root: Node<'_>, options: &Options<'_>, place: Place) -> Html {
    let mut html = String::new();
    format_document_with_formatter(root, options, &mut html, &Plugins::default(), write_node, place)
        .expect("writing to a string doesn't fail");
    Html { text: html, lacks: lacks(root) }
}

/// A single paragraph without its `<p>`; anything else as it is.
fn render_unwrapped(root: Node<'_>, options: &Options<'_>, place: Place) -> Html {
    let html = render(root, options, place);
    let single = only_child(root).is_some_and(|child| matches!(child.data().value, NodeValue::Paragraph));
    match html.text.strip_prefix("<p>").and_then(|rest| rest.strip_suffix("</p>\n")) {
        Some(text) if single => Html { text: text.to_owned(), lacks: html.lacks },
        _ => html,
    }
}

/// What the Python programs of a text need and don't get in a browser, in words. The files of one text run together.
fn lacks(root: Node<'_>) -> String {
    let mut programs: Vec<(String, String)> = Vec::new();
    for node in root.descendants() {
        if let NodeValue::CodeBlock(block) = &node.data().value {
            programs.push((block.info.clone(), block.literal.clone()));
        }
    }
    let files = programs.iter().filter_map(|(info, _)| Info::of(info).file);
    let mut found: Vec<&str> = Vec::new();
    for (_, program) in programs.iter().filter(|(info, _)| Info::of(info).python) {
        found.extend(lacking(program, files.clone()));
    }
    let mut known = HashSet::new();
    found.retain(|what| known.insert(*what));
    words::listed(&found)
}

fn only_child<'a>(node: Node<'a>) -> Option<Node<'a>> {
    node.first_child().filter(|child| child.next_sibling().is_none())
}

fn is_code(root: Node<'_>) -> bool {
    only_child(root).is_some_and(|child| match child.data().value {
        NodeValue::CodeBlock(_) => true,
        NodeValue::Paragraph => {
            only_child(child).is_some_and(|leaf| matches!(leaf.data().value, NodeValue::Code(_)))
        }
        _ => false,
    })
}

/// Comrak's own rendering, but for what must look or behave otherwise here.
fn write_node(
    context: &mut Context<'_, '_, Place>,
    node: Node<'_>,
    entering: bool,
) -> Result<ChildRendering, fmt::Error> {
    match &node.data().value {
        NodeValue::CodeBlock(block) => {
            if entering {
                let mut html = String::new();
                code::write_block(&block.info, &block.literal, context.user, &mut html);
                context.cr()?;
                context.write_str(&html)?;
            }
        }
        // The page has its own outline; a heading inside an item is an emphasised line of it.
        NodeValue::Heading(_) => {
            context.write_str(if entering { "<p><strong>" } else { "</strong></p>\n" })?;
        }
        // No page asks another server for anything: a picture is one that we keep, or else what its author says that it shows.
        NodeValue::Image(link) => {
            let name = picture(&link.url);
            if entering {
                if let Some(name) = name {
                    write!(context, "<img src=\"/images/{name}\" alt=\"")?;
                }
                return Ok(ChildRendering::Plain);
            }
            if name.is_some() {
                context.write_str("\" loading=\"lazy\">")?;
            }
        }
        NodeValue::Link(link) => {
            if leads_to_the_web(&link.url) {
                if entering {
                    let mut url = String::new();
                    escape(&link.url, &mut url);
                    write!(context, "<a href=\"{url}\" rel=\"noopener noreferrer\">")?;
                } else {
                    context.write_str("</a>")?;
                }
            }
        }
        _ => return format_node_default(context, node, entering),
    }
    Ok(ChildRendering::HTML)
}

/// The name of a picture that we keep, of its address in Markdown: `images/`, 32 hexadecimal digits, `.png` or `.jpg`.
fn picture(url: &str) -> Option<&str> {
    url.strip_prefix("images/").filter(|name| is_picture_name(name))
}

/// Whether a picture that we keep could have this name.
pub(crate) fn is_picture_name(name: &str) -> bool {
    let digits = name.strip_suffix(".png").or_else(|| name.strip_suffix(".jpg")).unwrap_or_default();
    digits.len() == 32 && digits.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// Whether an address leads to a web page and to nothing else: no script, no file, no page of this server.
fn leads_to_the_web(url: &str) -> bool {
    let scheme = |name: &str| url.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name));
    (scheme("https://") || scheme("http://")) && !url.chars().any(|c| c.is_control() || c.is_whitespace())
}
