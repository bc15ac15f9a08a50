//! An item's options as a candidate sees them who doesn't read them.

use crate::markdown::parse;
use comrak::Arena;
use comrak::nodes::NodeValue;
use invigil_exam::{Choices, Item};

/// What an option is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// A number, in code or not.
    Number,
    /// One code span.
    Code,
    /// A fenced block.
    Fenced,
    /// Words with code among them.
    Mixed,
    /// Words.
    Prose,
}

/// An option as it is rendered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OptionView {
    /// Without marks of Markdown.
    pub(crate) text: String,
    pub(crate) shape: Shape,
}

/// An item's options and which of them are keys.
#[derive(Clone, Debug)]
pub(crate) struct ItemView {
    pub(crate) options: Vec<OptionView>,
    pub(crate) keys: Choices,
}

impl ItemView {
    pub(crate) fn of(item: &Item) -> ItemView {
        let options = item.question.options.iter().map(|text| OptionView::of(text));
        ItemView { options: options.collect(), keys: item.solution.keys }
    }

    /// How many options a candidate chooses.
    pub(crate) fn choose(&self) -> usize {
        self.keys.len()
    }
}

impl OptionView {
    pub(crate) fn of(markdown: &str) -> OptionView {
        let arena = Arena::new();
        let (mut text, mut code, mut prose, mut fenced) = (String::new(), 0, false, false);
        for node in parse(&arena, markdown).descendants() {
            match &node.data().value {
                NodeValue::Text(words) => {
                    prose |= !words.trim().is_empty();
                    text.push_str(words);
                }
                NodeValue::Code(span) => {
                    code += 1;
                    text.push_str(&span.literal);
                }
                NodeValue::CodeBlock(block) => {
                    fenced = true;
                    text.push_str(block.literal.trim_end());
                }
                NodeValue::SoftBreak | NodeValue::LineBreak => text.push(' '),
                _ => {}
            }
        }
        let text = text.trim().to_owned();
        let shape = match (fenced, code, prose) {
            _ if is_number(&text) => Shape::Number,
            (true, ..) => Shape::Fenced,
            (_, 1, false) => Shape::Code,
            (_, 0, _) => Shape::Prose,
            _ => Shape::Mixed,
        };
        OptionView { text, shape }
    }

    /// In characters.
    pub(crate) fn length(&self) -> usize {
        self.text.chars().count()
    }
}

fn is_number(text: &str) -> bool {
    let text = text.strip_prefix(['-', '−']).unwrap_or(text);
    text.starts_with(|c: char| c.is_ascii_digit())
        && text.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ','))
}

#[cfg(test)]
mod tests {
    use super::{OptionView, Shape};

    #[test]
    fn options_are_seen_without_their_marks() {
        let cases = [
            ("`-1.5`", "-1.5", Shape::Number),
            ("12", "12", Shape::Number),
            ("`a.b`", "a.b", Shape::Code),
            ("```text\n1\n2\n```", "1\n2", Shape::Fenced),
            ("It raises\n`KeyError`.", "It raises KeyError.", Shape::Mixed),
            ("`a` `b`", "a b", Shape::Mixed),
            ("*No* output &amp; no error", "No output & no error", Shape::Prose),
        ];
        for (markdown, text, shape) in cases {
            assert_eq!(OptionView::of(markdown), OptionView { text: text.to_owned(), shape }, "{markdown}");
        }
    }
}
