//! The texts of an item: stem, choices, feedback.

use super::super::marking::{is_empty, join};
use super::super::raw::Text;
use super::super::xml::Element;
use super::super::xml_html::{Shown, escaped, inner};

/// A feedback text and when it is shown.
pub(super) struct Feedback {
    /// What it is called while answers are marked; in the order of the file.
    pub(super) key: String,
    /// The outcome that decides.
    pub(super) outcome: String,
    /// The value of the outcome that shows it, or hides it.
    pub(super) identifier: String,
    pub(super) hides: bool,
    pub(super) text: Text,
}

/// Makes HTML of an item's elements, and remembers what couldn't become any.
#[derive(Default)]
pub(super) struct Body {
    /// A document that the question shows and that isn't part of it.
    pub(super) depends: Option<String>,
    rubric: bool,
    variable: bool,
}

impl Body {
    /// The stem: the body, with the prompt in the place of the interaction.
    pub(super) fn stem(&mut self, item: &Element, interaction: &Element) -> String {
        let Some(body) = item.child("itemBody") else { return String::new() };
        let prompt = interaction.child("prompt").map(|prompt| self.html(prompt)).unwrap_or_default();
        let mut prompt = Some(prompt);
        inner(body, &mut |element| match element.name.as_str() {
            "choiceInteraction" => match prompt.take() {
                Some(prompt) if !prompt.is_empty() => Shown::As(format!("<div>{prompt}</div>")),
                _ => Shown::Not,
            },
            _ => self.show(element),
        })
    }

    /// What stands in an element, without its feedback.
    pub(super) fn html(&mut self, element: &Element) -> String {
        inner(element, &mut |element| self.show(element))
    }

    fn show(&mut self, element: &Element) -> Shown {
        match element.name.as_str() {
            "feedbackInline" | "feedbackBlock" | "templateInline" | "templateBlock" | "stylesheet"
            | "prompt" => Shown::Not,
            "printedVariable" => {
                self.variable = true;
                Shown::Not
            }
            "rubricBlock"
                if !element.word("view").is_empty() && !element.word("view").contains("candidate") =>
            {
                self.rubric = true;
                Shown::Not
            }
            "rubricBlock" | "infoControl" | "contentBody" => Shown::Inside,
            "object" => self.object(element),
            _ => Shown::Whole,
        }
    }

    /// A picture becomes one; any other document is something the question can't be asked without.
    fn object(&mut self, element: &Element) -> Shown {
        let (kind, data) = (element.word("type"), element.word("data"));
        if kind.starts_with("image/") {
            let alt = escaped(element.trimmed().as_str());
            return Shown::As(format!("<img src=\"{}\" alt=\"{alt}\">", escaped(data)));
        }
        self.depends.get_or_insert(data.to_owned());
        Shown::Not
    }

    /// The feedback that stands within a choice: it is about that choice.
    pub(super) fn feedback_within(&mut self, choice: &Element) -> Text {
        let mut found = Vec::new();
        choice.collect(
            &mut |element| matches!(element.name.as_str(), "feedbackInline" | "feedbackBlock"),
            &mut found,
        );
        let texts = found.into_iter().filter(|feedback| feedback.word("showHide") != "hide");
        join(texts.map(|feedback| Text::Html(self.html(feedback))).collect())
    }

    /// The feedback of the whole item.
    pub(super) fn feedback(&mut self, item: &Element) -> Vec<Feedback> {
        let mut found = Vec::new();
        if let Some(body) = item.child("itemBody") {
            let taken =
                |element: &Element| matches!(element.name.as_str(), "feedbackInline" | "feedbackBlock");
            body.collect(&mut |element| taken(element) || element.name == "simpleChoice", &mut found);
            found.retain(|element| element.name != "simpleChoice");
        }
        found.extend(item.children("modalFeedback"));
        let texts = found.into_iter().enumerate().map(|(index, element)| {
            let html = self.html(element);
            let title = element.word("title");
            let html = if title.is_empty() {
                html
            } else {
                format!("<p><strong>{}</strong></p>{html}", escaped(title))
            };
            Feedback {
                key: format!("{index:06}"),
                outcome: element.word("outcomeIdentifier").to_owned(),
                identifier: element.word("identifier").to_owned(),
                hides: element.word("showHide") == "hide",
                text: Text::Html(html),
            }
        });
        texts.filter(|feedback| !is_empty(&feedback.text)).collect()
    }

    /// What was left out.
    pub(super) fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        if self.rubric {
            notes.push("Its instructions for those who mark it aren't carried over.".into());
        }
        if self.variable {
            notes
                .push("A number that its own system fills in while the exam runs isn't carried over.".into());
        }
        notes
    }
}
