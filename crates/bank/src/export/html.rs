//! Markdown as HTML for other systems.

use super::xml::escape;
use crate::carried::source::{render, wrap};

/// The text as well-formed HTML that carries its Markdown along; empty where the text is.
pub(super) fn of(markdown: &str) -> String {
    if markdown.is_empty() {
        return String::new();
    }
    wrap(&render(markdown), &escape(markdown))
}
