//! Markdown of the bank as HTML, with coloured Python, and the memory of what was rendered.
//!
//! Banks come from people we don't know. So HTML is only ever written here, element by element, from a parsed document:
//! raw HTML is shown as text, a link leads to http or https or is no link, a picture is one that we keep or else its
//! description.

mod cache;
mod code;
mod lacks;
mod markdown;
mod python;

pub(crate) use cache::{LIMIT, RenderCache, RenderedQuestion, RenderedSolution};
pub(crate) use markdown::{block, excerpt, inline, is_picture_name, option};

#[cfg(test)]
mod tests;

use std::fmt;

/// HTML that may stand in a page as it is. Only this module and its children make it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Html {
    text: String,
    lacks: String,
}

impl Html {
    /// What its Python programs need and don't get in a browser, in words; empty where they can run there. Only pages with solved
    /// items tell it.
    pub(crate) fn lacks(&self) -> &str {
        &self.lacks
    }

    /// Whether there is nothing to be seen.
    pub(crate) fn is_empty(&self) -> bool {
        self.text.trim().is_empty()
    }
}

impl fmt::Display for Html {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

/// Templates print it unescaped without being told to, so that no template needs `|safe`.
impl askama::filters::HtmlSafe for Html {}

/// Writes `text` so that it means itself, between tags as well as in a quoted attribute.
fn escape(text: &str, into: &mut String) {
    for character in text.chars() {
        match character {
            '&' => into.push_str("&amp;"),
            '<' => into.push_str("&lt;"),
            '>' => into.push_str("&gt;"),
            '"' => into.push_str("&quot;"),
            '\'' => into.push_str("&#39;"),
            '\0' => into.push('\u{fffd}'),
            other => into.push(other),
        }
    }
}
