//! One item of QTI 3.0.

use super::qti::{ASI, DECLARATION};
use super::xml::escape;
use super::{html, pictures};
use crate::carried::solution;
use invigil_exam::{Item, ItemKind};

const TEMPLATE: &str = "https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/match_correct.xml";

/// The item's file. Its title is the item's name; all feedback is shown once it is answered.
pub(super) fn write(item: &Item, identifier: &str) -> String {
    let (question, solution) = (&item.question, &item.solution);
    let cardinality = if question.kind() == ItemKind::Single { "single" } else { "multiple" };
    let keys: String =
        solution.keys.indices().map(|key| format!("<qti-value>{}</qti-value>", choice(key))).collect();
    let mut choices = String::new();
    let mut shown = String::new();
    let mut feedback = String::new();
    let mut add = |identifier: &str, markdown: &str| {
        if !markdown.is_empty() {
            shown.push_str(&format!("<qti-value>{identifier}</qti-value>"));
            feedback.push_str(&format!(
                "  <qti-modal-feedback outcome-identifier=\"FEEDBACK\" identifier=\"{identifier}\" show-hide=\"show\">\n    \
                 <qti-content-body>{}</qti-content-body>\n  </qti-modal-feedback>\n",
                xhtml(markdown)
            ));
        }
    };
    for (index, (option, reason)) in question.options.iter().zip(&solution.reasons).enumerate() {
        let identifier = choice(index);
        choices.push_str(&format!(
            "      <qti-simple-choice identifier=\"{identifier}\">{}</qti-simple-choice>\n",
            xhtml(option)
        ));
        add(&identifier, reason);
    }
    add("EXPLANATION", &solution::join(solution));
    let shown = match shown.is_empty() {
        true => String::new(),
        false => format!(
            "  <qti-outcome-declaration identifier=\"FEEDBACK\" cardinality=\"multiple\" base-type=\"identifier\">\n    \
             <qti-default-value>{shown}</qti-default-value>\n  </qti-outcome-declaration>\n"
        ),
    };
    format!(
        "{DECLARATION}<qti-assessment-item {ASI} identifier=\"{identifier}\" title=\"{}\" adaptive=\"false\" \
         time-dependent=\"false\" tool-name=\"Invigil\">\n  \
         <qti-response-declaration identifier=\"RESPONSE\" cardinality=\"{cardinality}\" base-type=\"identifier\">\n    \
         <qti-correct-response>{keys}</qti-correct-response>\n  </qti-response-declaration>\n  \
         <qti-outcome-declaration identifier=\"SCORE\" cardinality=\"single\" base-type=\"float\">\n    \
         <qti-default-value><qti-value>0</qti-value></qti-default-value>\n  </qti-outcome-declaration>\n{shown}  \
         <qti-item-body>\n    {}\n    <qti-choice-interaction response-identifier=\"RESPONSE\" shuffle=\"{}\" \
         max-choices=\"{}\">\n{choices}    </qti-choice-interaction>\n  </qti-item-body>\n  \
         <qti-response-processing template=\"{TEMPLATE}\"/>\n{feedback}</qti-assessment-item>\n",
        escape(&item.id),
        xhtml(&question.stem),
        question.shuffle,
        question.choose
    )
}

fn choice(index: usize) -> String {
    format!("choice_{}", index + 1)
}

/// The text for a file in the folder `items`. Tables lose what aligns their columns, which the schema has no attribute for.
fn xhtml(markdown: &str) -> String {
    let mut html = html::of(&pictures::readdress(markdown, |name| format!("../images/{name}")));
    for side in ["left", "center", "right"] {
        for cell in ["th", "td"] {
            html = html.replace(&format!("<{cell} align=\"{side}\">"), &format!("<{cell}>"));
        }
    }
    html
}
