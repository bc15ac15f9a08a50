//! Texts of QTI 1.2: `<material>` with its pieces.

use super::super::marking::join;
use super::super::raw::Text;
use super::super::xml::Element;
use super::super::xml_html::{self, escaped};

/// The text of all material in an element, in its order, not looking into elements of these names.
pub(super) fn text(element: &Element, without: &[&str]) -> Text {
    let mut pieces = Vec::new();
    collect(element, without, &mut pieces);
    match pieces.len() {
        0 => Text::default(),
        1 => pieces.remove(0),
        _ => join(pieces),
    }
}

fn collect(element: &Element, without: &[&str], pieces: &mut Vec<Text>) {
    for child in element.elements().filter(|child| !without.contains(&child.name.as_str())) {
        let piece = match child.name.as_str() {
            "mattext" => by_type(child, child.word("texttype")),
            "matemtext" => Text::Html(format!("<em>{}</em>", escaped(&child.trimmed()))),
            "mat_formattedtext" => by_type(child, child.word("type")),
            "matbreak" => Text::Html("<br>".into()),
            "matimage" => picture(child),
            "mataudio" | "matvideo" | "matapplet" | "matapplication" => media(child),
            "altmaterial" | "hint" => continue,
            _ => {
                collect(child, without, pieces);
                continue;
            }
        };
        if !super::super::marking::is_empty(&piece) {
            pieces.push(piece);
        }
    }
}

fn by_type(element: &Element, kind: &str) -> Text {
    if element.elements().next().is_some() {
        return Text::Html(xml_html::all(element));
    }
    let text = element.trimmed();
    match kind.to_ascii_lowercase().trim_start_matches("text/") {
        "html" | "xhtml" => Text::Html(text),
        _ => Text::Plain(text),
    }
}

fn picture(element: &Element) -> Text {
    let alt = escaped(element.word("label"));
    let address = match element.word("uri") {
        "" if element.word("embedded").eq_ignore_ascii_case("base64") => {
            let data: String = element.text().split_whitespace().collect();
            format!("data:{};base64,{data}", element.word("imagtype"))
        }
        address => address.to_owned(),
    };
    if address.is_empty() {
        Text::default()
    } else {
        Text::Html(format!("<img src=\"{}\" alt=\"{alt}\">", escaped(&address)))
    }
}

/// Sound, film and programs: the sanitiser takes them out and says so.
fn media(element: &Element) -> Text {
    let name = if element.name == "mataudio" { "audio" } else { "video" };
    Text::Html(format!("<{name} src=\"{}\"></{name}>", escaped(element.word("uri"))))
}
