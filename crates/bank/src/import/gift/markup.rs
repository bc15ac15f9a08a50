//! The formats that GIFT names for its texts, and what they make of a text.

use super::span::Span;
use crate::import::markup::is_html;
use crate::import::raw::Text;
use std::collections::BTreeSet;

/// What a text is written in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Markup {
    /// Moodle's own: HTML in which line breaks count.
    #[default]
    Moodle,
    Html,
    Markdown,
    Plain,
}

const NAMES: [(&str, Markup); 4] = [
    ("[moodle]", Markup::Moodle),
    ("[html]", Markup::Html),
    ("[markdown]", Markup::Markdown),
    ("[plain]", Markup::Plain),
];

/// Makes texts, and remembers what in them looked like HTML and isn't.
#[derive(Default)]
pub(super) struct Texts {
    strange: BTreeSet<String>,
}

/// How many different things that aren't HTML are named for one item.
const MAX_STRANGE: usize = 5;

impl Texts {
    /// A part of the file as a text. Where it names no format of its own, it inherits one.
    pub(super) fn text(&mut self, span: Span<'_>, inherited: Markup) -> Text {
        self.joined(&span.string(), inherited).0
    }

    /// As [`Texts::text`], of characters that are resolved already; and the format they turned out to have.
    pub(super) fn joined(&mut self, text: &str, inherited: Markup) -> (Text, Markup) {
        let (text, markup) = split_format(text.trim(), inherited);
        let text = text.trim();
        let made = match markup {
            Markup::Moodle => Text::Html(self.auto_html(text)),
            Markup::Html => Text::Html(text.to_owned()),
            Markup::Markdown => Text::Markdown(text.to_owned()),
            Markup::Plain => Text::Plain(text.to_owned()),
        };
        (made, markup)
    }

    /// A sentence on what looked like HTML and isn't; none if there was nothing.
    pub(super) fn note(self) -> Option<String> {
        let named: Vec<_> = self.strange.iter().map(String::as_str).collect();
        (!named.is_empty()).then(|| format!("Kept as text, since HTML has no such tag: {}", named.join(" ")))
    }

    /// HTML of Moodle's own format: line breaks are breaks, except between two tags, and what HTML has no tag for is text.
    fn auto_html(&mut self, text: &str) -> String {
        let mut html = String::with_capacity(text.len() + 16);
        let mut after_tag = false;
        for (at, char) in text.char_indices() {
            match char {
                '<' => match tag_name(&text[at + 1..]) {
                    Some(name) if !is_html(&name.to_ascii_lowercase()) => {
                        html.push_str("&lt;");
                        if self.strange.len() < MAX_STRANGE {
                            self.strange.insert(format!("<{name}>"));
                        }
                    }
                    _ => html.push('<'),
                },
                '\n' => {
                    let between = after_tag && text[at..].trim_start().starts_with('<');
                    html.push_str(if between { "\n" } else { "<br />\n" });
                }
                other => html.push(other),
            }
            if !char.is_whitespace() {
                after_tag = char == '>';
            }
        }
        html
    }
}

/// The format that a text begins with, and the text after it.
pub(super) fn split_format(text: &str, inherited: Markup) -> (&str, Markup) {
    for (name, markup) in NAMES {
        if let Some(rest) = text.strip_prefix(name) {
            return (rest, markup);
        }
    }
    (text, inherited)
}

/// The name of the tag that a browser would see after `<`; none where it would see none.
fn tag_name(after: &str) -> Option<&str> {
    let after = after.strip_prefix('/').unwrap_or(after);
    let end = after.bytes().take(32).take_while(u8::is_ascii_alphanumeric).count();
    after.starts_with(|first: char| first.is_ascii_alphabetic()).then_some(&after[..end])
}

#[cfg(test)]
mod tests {
    use super::{Markup, Text, Texts};

    fn html(text: &str) -> String {
        match Texts::default().joined(text, Markup::Moodle).0 {
            Text::Html(html) => html,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn line_breaks_count_except_between_tags() {
        assert_eq!(html("one\ntwo"), "one<br />\ntwo");
        assert_eq!(html("<ul>\n <li>x\n y</li>\n</ul>"), "<ul>\n <li>x<br />\n y</li>\n</ul>");
    }

    #[test]
    fn what_html_has_no_tag_for_is_text() {
        assert_eq!(
            html("List<String> <b>x</b> a < b <class 'int'>"),
            "List&lt;String> <b>x</b> a < b &lt;class 'int'>"
        );
    }

    #[test]
    fn an_unknown_format_is_text() {
        let (text, markup) = Texts::default().joined("[tex] x", Markup::Plain);
        assert_eq!((text, markup), (Text::Plain("[tex] x".into()), Markup::Plain));
        assert_eq!(Texts::default().joined("[markdown] x", Markup::Plain).1, Markup::Markdown);
    }
}
