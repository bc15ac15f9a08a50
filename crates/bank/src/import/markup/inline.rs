//! Inline text made even: white space, empty marks, marks within the same marks.

use super::tree::Inline;

/// Runs white space together, drops what is empty, and joins neighbours; none where nothing is left.
///
/// Emphasis never begins or ends with white space, which Markdown can't say; it's moved out.
pub(super) fn tidy(inlines: Vec<Inline>) -> Option<Vec<Inline>> {
    let mut even = join(flat(inlines, Marks::default()));
    trim(&mut even);
    (!even.is_empty()).then_some(even)
}

/// Which marks are open.
#[derive(Clone, Copy, Default)]
struct Marks {
    strong: bool,
    emphasis: bool,
    link: bool,
}

/// Opens marks that stand inside of the same mark, drops empty ones, moves white space out of them.
fn flat(inlines: Vec<Inline>, open: Marks) -> Vec<Inline> {
    let mut out = Vec::new();
    for inline in inlines {
        match inline {
            Inline::Strong(inner) if open.strong => out.extend(flat(inner, open)),
            Inline::Emphasis(inner) if open.emphasis => out.extend(flat(inner, open)),
            Inline::Link(_, inner) if open.link => out.extend(flat(inner, open)),
            Inline::Strong(inner) => {
                mark(flat(inner, Marks { strong: true, ..open }), Inline::Strong, &mut out)
            }
            Inline::Emphasis(inner) => {
                mark(flat(inner, Marks { emphasis: true, ..open }), Inline::Emphasis, &mut out);
            }
            Inline::Link(url, inner) => {
                let to = |inner| Inline::Link(url, inner);
                mark(flat(inner, Marks { link: true, ..open }), to, &mut out);
            }
            Inline::Text(text) if text.is_empty() => {}
            Inline::Code(text) if text.trim().is_empty() => {
                if !text.is_empty() {
                    out.push(Inline::Text(" ".into()));
                }
            }
            other => out.push(other),
        }
    }
    out
}

fn mark(inner: Vec<Inline>, make: impl FnOnce(Vec<Inline>) -> Inline, out: &mut Vec<Inline>) {
    let mut inner = join(inner);
    let (mut before, mut after) = (Vec::new(), Vec::new());
    while inner.first().is_some_and(is_space) {
        before.push(inner.remove(0));
    }
    while inner.last().is_some_and(is_space) {
        after.insert(0, inner.remove(inner.len() - 1));
    }
    if let Some(Inline::Text(text)) = inner.first_mut()
        && text.starts_with(char::is_whitespace)
    {
        *text = text.trim_start().to_owned();
        before.push(Inline::Text(" ".into()));
    }
    if let Some(Inline::Text(text)) = inner.last_mut()
        && text.ends_with(char::is_whitespace)
    {
        *text = text.trim_end().to_owned();
        after.insert(0, Inline::Text(" ".into()));
    }
    out.extend(before);
    if !inner.is_empty() {
        out.push(make(inner));
    }
    out.extend(after);
}

fn is_space(inline: &Inline) -> bool {
    match inline {
        Inline::Text(text) => text.trim().is_empty(),
        Inline::Break => true,
        _ => false,
    }
}

/// Joins neighbouring texts, and runs their white space together. What doesn't break (U+00A0) stays where several stand
/// together or at the start of a line, where they are indentation, and is a plain space elsewhere.
fn join(inlines: Vec<Inline>) -> Vec<Inline> {
    let mut out: Vec<Inline> = Vec::new();
    for inline in inlines {
        match (out.last_mut(), inline) {
            (Some(Inline::Text(before)), Inline::Text(text)) => before.push_str(&text),
            (Some(Inline::Strong(before)), Inline::Strong(more))
            | (Some(Inline::Emphasis(before)), Inline::Emphasis(more)) => {
                before.extend(more);
                *before = join(std::mem::take(before));
            }
            (_, inline) => out.push(inline),
        }
    }
    let mut previous_ends_line = true;
    for inline in &mut out {
        if let Inline::Text(text) = inline {
            *text = even(text, previous_ends_line);
        }
        previous_ends_line = matches!(inline, Inline::Break);
    }
    out.retain(|inline| !matches!(inline, Inline::Text(text) if text.is_empty()));
    out
}

fn even(text: &str, starts_line: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        if character == '\u{A0}' {
            let mut run = 1;
            while characters.next_if_eq(&'\u{A0}').is_some() {
                run += 1;
            }
            if run > 1 || (starts_line && out.is_empty()) {
                out.extend(std::iter::repeat_n('\u{A0}', run));
            } else if !out.ends_with([' ', '\n']) {
                out.push(' ');
            }
        } else if matches!(character, ' ' | '\t' | '\n' | '\r' | '\u{C}') {
            if !out.ends_with([' ', '\n']) {
                // A line feed stays one, so that Markdown keeps its lines.
                out.push(if character == '\n' { '\n' } else { ' ' });
            } else if character == '\n' && out.ends_with(' ') {
                out.pop();
                out.push('\n');
            }
        } else {
            out.push(character);
        }
    }
    out
}

/// No white space and no new line at the ends, and no white space around new lines.
fn trim(inlines: &mut Vec<Inline>) {
    let plain = |c: char| matches!(c, ' ' | '\n');
    let mut index = 0;
    while index < inlines.len() {
        let starts = index == 0 || matches!(inlines[index - 1], Inline::Break);
        let ends = index + 1 == inlines.len() || matches!(inlines[index + 1], Inline::Break);
        if let Inline::Text(text) = &mut inlines[index] {
            if starts {
                *text = text.trim_start_matches(plain).to_owned();
            }
            if ends {
                *text = text.trim_end_matches(|c: char| c == '\u{A0}' || plain(c)).to_owned();
            }
            if text.is_empty() {
                inlines.remove(index);
                index = index.saturating_sub(1);
                continue;
            }
        }
        index += 1;
    }
    while matches!(inlines.first(), Some(Inline::Break)) {
        inlines.remove(0);
    }
    while matches!(inlines.last(), Some(Inline::Break)) {
        inlines.pop();
    }
    // Two new lines together are a paragraph for Markdown; one stays.
    inlines.dedup_by(|later, earlier| matches!((later, earlier), (Inline::Break, Inline::Break)));
    if matches!(inlines.first(), Some(Inline::Text(text)) if text.starts_with(plain)) {
        trim(inlines);
    }
}
