//! Moodle XML.

use super::names::moodle_path;
use super::xml::{base64, cdata, escape};
use super::{Loss, Pictures, Written, by_section, fractions, html, pictures};
use crate::carried::solution;
use invigil_exam::{Item, ItemKind};
use std::collections::BTreeSet;

/// What Moodle's database holds of an id number.
const MAX_ID_NUMBER: usize = 100;

pub(super) fn write(items: &[Item], pictures: &Pictures<'_>) -> Written {
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<quiz>\n");
    let mut losses = Vec::new();
    for (section, items) in by_section(items) {
        if !section.is_empty() {
            let path = escape(&moodle_path(section));
            line(
                &mut xml,
                &format!(
                    "  <question type=\"category\">\n    <category><text>{path}</text></category>\n  </question>"
                ),
            );
        }
        for item in items {
            question(&mut xml, item, pictures, &mut losses);
        }
    }
    xml.push_str("</quiz>\n");
    Written { bytes: xml.into_bytes(), ending: "xml", media_type: "application/xml", losses }
}

fn question(xml: &mut String, item: &Item, pictures: &Pictures<'_>, losses: &mut Vec<Loss>) {
    let (question, solution) = (&item.question, &item.solution);
    let mut missing = BTreeSet::new();
    let mut text = |element: &str, markdown: &str| field(element, markdown, pictures, &mut missing);
    let name = escape(&item.id);
    line(xml, "  <question type=\"multichoice\">");
    line(xml, &format!("    <name><text>{name}</text></name>"));
    line(xml, &format!("    {}", text("questiontext", &question.stem)));
    line(xml, &format!("    {}", text("generalfeedback", &solution::join(solution))));
    line(
        xml,
        "    <defaultgrade>1.0000000</defaultgrade>\n    <penalty>0.0000000</penalty>\n    <hidden>0</hidden>",
    );
    if item.id.chars().count() <= MAX_ID_NUMBER {
        line(xml, &format!("    <idnumber>{name}</idnumber>"));
    }
    line(xml, &format!("    <single>{}</single>", question.kind() == ItemKind::Single));
    line(xml, &format!("    <shuffleanswers>{}</shuffleanswers>", question.shuffle));
    line(xml, "    <answernumbering>abc</answernumbering>");
    for element in ["correctfeedback", "partiallycorrectfeedback", "incorrectfeedback"] {
        line(xml, &format!("    <{element} format=\"html\"><text></text></{element}>"));
    }
    for (index, (option, reason)) in question.options.iter().zip(&solution.reasons).enumerate() {
        let fraction = match question.kind() {
            ItemKind::Multiple => fractions::percent(item, index),
            ItemKind::Single => if solution.keys.has(index) { "100" } else { "0" }.to_owned(),
        };
        let body = inner(option, pictures, &mut missing);
        let feedback = field("feedback", reason, pictures, &mut missing);
        line(
            xml,
            &format!(
                "    <answer fraction=\"{fraction}\" format=\"html\">{body}\n      {feedback}\n    </answer>"
            ),
        );
    }
    line(xml, "  </question>");
    losses.extend(
        missing.iter().map(|name| Loss::new(item, format!("The picture {name} isn't there any more."))),
    );
}

fn line(xml: &mut String, text: &str) {
    xml.push_str(text);
    xml.push('\n');
}

fn field(element: &str, markdown: &str, pictures: &Pictures<'_>, missing: &mut BTreeSet<String>) -> String {
    format!("<{element} format=\"html\">{}</{element}>", inner(markdown, pictures, missing))
}

/// The text and the files that it shows.
fn inner(markdown: &str, pictures: &Pictures<'_>, missing: &mut BTreeSet<String>) -> String {
    let shown = pictures::readdress(markdown, |name| format!("@@PLUGINFILE@@/{name}"));
    let mut out =
        format!("<text>{}</text>", if shown.is_empty() { String::new() } else { cdata(&html::of(&shown)) });
    for name in pictures::names(markdown) {
        match pictures(&name) {
            Some(bytes) => {
                let file =
                    format!("<file name=\"{name}\" path=\"/\" encoding=\"base64\">{}</file>", base64(&bytes));
                out.push_str(&file);
            }
            None => drop(missing.insert(name)),
        }
    }
    out
}
