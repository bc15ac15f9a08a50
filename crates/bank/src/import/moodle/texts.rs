//! Texts of Moodle XML, each in the format that it names.

use super::super::raw::Text;
use super::super::xml::{Element, Node};
use super::super::xml_html;
use super::files::Files;

/// The text of an element, whatever its format, without the white space around it.
pub(super) fn bare(element: &Element) -> String {
    match element.child("text") {
        Some(text) => text.trimmed(),
        None => own(element).trim().to_owned(),
    }
}

/// The name of an element's text format.
pub(super) fn format<'e>(element: &'e Element, default: &'e str) -> &'e str {
    match element.word("format") {
        "" => default,
        named => named,
    }
}

/// The text of an element and the files that it brings along.
pub(super) fn text(element: &Element, default: &str, files: &mut Files) -> Result<Text, String> {
    let inside = element.child("text");
    let tagged = inside.is_some_and(|text| text.elements().next().is_some());
    let content = match inside {
        // Written by hand: tags that are neither escaped nor in CDATA.
        Some(text) if tagged => xml_html::all(text),
        Some(text) => text.trimmed(),
        None => own(element).trim().to_owned(),
    };
    let content = files.take(element, content)?;
    if content.is_empty() {
        return Ok(Text::default());
    }
    match format(element, default) {
        "html" | "1" => Ok(Text::Html(content)),
        _ if tagged => Ok(Text::Html(content)),
        "moodle_auto_format" | "0" => Ok(auto(content)),
        "plain_text" | "2" => Ok(Text::Plain(content)),
        "markdown" | "4" => Ok(Text::Markdown(content)),
        other => Err(format!("the text format `{}` isn't known", other.chars().take(40).collect::<String>())),
    }
}

/// Moodle's own format: HTML in which line breaks count.
fn auto(content: String) -> Text {
    if content.contains(['<', '&']) {
        Text::Html(content.replace('\n', "<br>\n"))
    } else {
        Text::Plain(content)
    }
}

/// The text that stands in the element itself.
fn own(element: &Element) -> String {
    let texts = element.children.iter().filter_map(|node| match node {
        Node::Text(text) => Some(text.as_str()),
        Node::Element(_) => None,
    });
    texts.collect()
}
