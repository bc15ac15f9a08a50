//! What stands in an XML element, as HTML.

use super::xml::{Element, Node};

/// What becomes of an element on its way to HTML.
pub(super) enum Shown {
    /// As it is, and what stands in it.
    Whole,
    /// Without its tags.
    Inside,
    /// Not at all.
    Not,
    /// As this HTML instead.
    As(String),
}

/// Elements of HTML that have no end tag.
const VOID: [&str; 13] =
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "param", "source", "track", "wbr"];

/// What stands in an element, as HTML. The function says of each element below it what becomes of it.
pub(super) fn inner(element: &Element, show: &mut impl FnMut(&Element) -> Shown) -> String {
    let mut html = String::new();
    write_children(element, show, &mut html);
    html.trim().to_owned()
}

/// What stands in an element, as HTML, with all of its elements.
pub(super) fn all(element: &Element) -> String {
    inner(element, &mut |_| Shown::Whole)
}

/// Text as HTML shows it.
pub(super) fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    escape(text, &mut html);
    html
}

fn write_children(element: &Element, show: &mut impl FnMut(&Element) -> Shown, html: &mut String) {
    for node in &element.children {
        match node {
            Node::Text(text) => escape(text, html),
            Node::Element(child) => match show(child) {
                Shown::Whole => write(child, show, html),
                Shown::Inside => write_children(child, show, html),
                Shown::Not => {}
                Shown::As(other) => html.push_str(&other),
            },
        }
    }
}

fn write(element: &Element, show: &mut impl FnMut(&Element) -> Shown, html: &mut String) {
    html.push('<');
    html.push_str(&element.name);
    for (name, value) in element.attributes.iter().filter(|(name, _)| !name.starts_with("xmlns")) {
        html.push(' ');
        html.push_str(name);
        html.push_str("=\"");
        escape(value, html);
        html.push('"');
    }
    html.push('>');
    if !VOID.contains(&element.name.as_str()) {
        write_children(element, show, html);
        html.push_str("</");
        html.push_str(&element.name);
        html.push('>');
    }
}

fn escape(text: &str, html: &mut String) {
    for character in text.chars() {
        match character {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            other => html.push(other),
        }
    }
}
