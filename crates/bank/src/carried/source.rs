//! HTML that carries the Markdown it was made of: `<div data-invigil-markdown="…">…</div>`.
//!
//! The HTML is what everybody else reads. The Markdown counts only for as long as it still says what the HTML says, so that a text that
//! was changed in another system is taken as it was changed.

use crate::markdown::parse;
use comrak::{Arena, Options};

const OPENING: &str = "<div data-invigil-markdown=";

/// The text as HTML that is well-formed XML too. Raw HTML in it is shown as text.
pub(crate) fn render(markdown: &str) -> String {
    let mut options = Options::default();
    options.extension.table = true;
    options.render.escape = true;
    let arena = Arena::new();
    let mut html = String::new();
    comrak::format_html(parse(&arena, markdown), &options, &mut html)
        .expect("writing to a string doesn't fail");
    html.trim_end().to_owned()
}

/// The attribute in which a source is carried; `escaped` has no double quote.
pub(crate) fn wrap(html: &str, escaped: &str) -> String {
    format!("{OPENING}\"{escaped}\">{html}</div>")
}

/// A text that carries its Markdown.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Carried {
    /// The Markdown, which still says what the HTML says.
    Fresh(String),
    /// The HTML, which says something else by now.
    Changed(String),
}

/// What a text of HTML carries; none where it isn't one of ours.
pub(crate) fn of(html: &str) -> Option<Carried> {
    let rest = html.trim().strip_prefix(OPENING)?;
    let quote = rest.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    let (value, rest) = rest[1..].split_once(quote)?;
    let inner = rest.trim_start().strip_prefix('>')?.strip_suffix("</div>")?;
    let source = unescape(value);
    Some(match tokens(inner) == tokens(&render(&source)) {
        true => Carried::Fresh(source),
        false => Carried::Changed(inner.to_owned()),
    })
}

/// What of HTML is seen: the elements without their attributes but the pictures', and the text. White space runs together outside of code.
fn tokens(html: &str) -> Vec<String> {
    let mut tokens: Vec<String> = Vec::new();
    let mut text = String::new();
    let mut code = 0_usize;
    let mut rest = html;
    loop {
        let (before, after) =
            rest.split_once('<').map_or((rest, None), |(before, after)| (before, Some(after)));
        for character in unescape(before).chars() {
            match character.is_whitespace() && code == 0 {
                true if text.ends_with(' ') => {}
                true => text.push(' '),
                false => text.push(character),
            }
        }
        let Some(after) = after else { break };
        let (tag, after) = split_tag(after);
        rest = after;
        let name: String = tag.chars().take_while(|c| !c.is_whitespace() && *c != '>').collect();
        let name = name.strip_suffix('/').unwrap_or(&name).to_ascii_lowercase();
        // Parsers of HTML add or drop them.
        if matches!(name.as_str(), "tbody" | "/tbody" | "thead" | "/thead" | "/p" | "/li") {
            continue;
        }
        match name.as_str() {
            "pre" => code += 1,
            "/pre" => code = code.saturating_sub(1),
            _ => {}
        }
        push(&mut tokens, &mut text);
        if name == "img" || name == "a" {
            tokens.extend(["src", "alt", "href"].into_iter().filter_map(|key| attribute(tag, key)));
        }
        tokens.push(name);
    }
    push(&mut tokens, &mut text);
    tokens
}

fn push(tokens: &mut Vec<String>, text: &mut String) {
    let seen = std::mem::take(text);
    let seen = if seen.trim().is_empty() { "" } else { seen.trim_end_matches('\n') };
    if !seen.is_empty() {
        tokens.push(format!("={seen}"));
    }
}

/// What stands between `<` and the `>` that ends the tag, and what follows.
fn split_tag(text: &str) -> (&str, &str) {
    let mut quote = None;
    for (at, character) in text.char_indices() {
        match (quote, character) {
            (None, '>') => return (&text[..at], &text[at + 1..]),
            (None, '"' | '\'') => quote = Some(character),
            (Some(open), close) if open == close => quote = None,
            _ => {}
        }
    }
    (text, "")
}

fn attribute(tag: &str, key: &str) -> Option<String> {
    let at = tag.find(&format!(" {key}="))?;
    let rest = &tag[at + key.len() + 2..];
    let quote = rest.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    rest[1..].split_once(quote).map(|(value, _)| format!("{key}={}", unescape(value)))
}

/// The text with its character references resolved, as far as they are written by serialisers.
pub(super) fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let reference = after.split_once(';').filter(|(name, _)| name.len() <= 8);
        let character = reference.and_then(|(name, _)| match name {
            "amp" => Some('&'),
            "lt" => Some('<'),
            "gt" => Some('>'),
            "quot" => Some('"'),
            "apos" => Some('\''),
            "nbsp" => Some('\u{A0}'),
            _ => {
                let number = name.strip_prefix('#')?;
                let code = match number.strip_prefix(['x', 'X']) {
                    Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                    None => number.parse().ok()?,
                };
                char::from_u32(code)
            }
        });
        match (character, reference) {
            (Some(character), Some((_, after))) => {
                out.push(character);
                rest = after;
            }
            _ => {
                out.push('&');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::{Carried, of, render, wrap};

    const SOURCE: &str = "What *does* `a < b && \"c\"` print?\nOn\n\n```python\nif a:\n    b = \"<p>\"\n```\n\n- x\n- y & z\n\n\
                          | a | b |\n|--:|---|\n| 1 | 2 |\n\n![p](images/x.png)";

    fn carried() -> String {
        let escaped =
            SOURCE.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;").replace('\n', "&#10;");
        wrap(&render(SOURCE), &escaped)
    }

    /// With something else in the HTML, and the Markdown as it was.
    fn changed(from: &str, to: &str) -> String {
        let whole = carried();
        let (source, html) = whole.split_once("\">").unwrap();
        assert!(html.contains(from), "{from}");
        format!("{source}\">{}", html.replace(from, to))
    }

    #[test]
    fn the_source_comes_back() {
        assert_eq!(of(&carried()), Some(Carried::Fresh(SOURCE.into())));
        // As another system may write it again.
        for (from, to) in
            [("&quot;", "&#34;"), ("<tbody>\n", ""), ("On", " On"), (" />", ">"), ("<em>", "<em class='x'>")]
        {
            assert_eq!(of(&changed(from, to)), Some(Carried::Fresh(SOURCE.into())), "{from}");
        }
        assert_eq!(of(&carried().replace("&#10;", "\n")), Some(Carried::Fresh(SOURCE.into())));
    }

    #[test]
    fn a_text_that_was_changed_is_taken_as_it_is_now() {
        for (from, to) in [
            (">does<", ">did<"),
            ("    b =", "  b ="),
            ("<em>", "<strong>"),
            ("src=\"images/x.png\"", "src=\"images/y.png\""),
            ("</div>", "<p>More</p></div>"),
        ] {
            let changed = of(&changed(from, to));
            assert!(
                matches!(&changed, Some(Carried::Changed(html)) if html.starts_with("<p>")),
                "{from} {changed:?}"
            );
        }
        assert_eq!(of(&format!("{}<p>More</p>", carried())), None);
        for other in
            ["", "<p>x</p>", "<div data-invigil-markdown=>x</div>", "<div data-invigil-markdown=\"x", "&"]
        {
            assert_eq!(of(other), None);
        }
    }
}
