//! What our exports carry beyond what their formats have a place for, such that other systems show it or pass over it and our
//! readers take it back.

pub(crate) mod solution;
pub(crate) mod source;

use crate::import::raw::{RawItem, Text};
use source::Carried;

/// The item with what its texts carry in its place. Items that aren't of our making stay as they are.
pub(crate) fn taken(mut raw: RawItem) -> RawItem {
    let changed = take(&mut raw.explanation);
    let options = raw.options.iter_mut().flat_map(|option| [&mut option.text, &mut option.reason]);
    for text in options.chain([&mut raw.stem, &mut raw.reference]) {
        take(text);
    }
    let (explanation, reference, objective, difficulty) = match std::mem::take(&mut raw.explanation) {
        Text::Markdown(text) => {
            let parts = solution::split(&text);
            let (explanation, reference) =
                (Text::Markdown(parts.explanation), Text::Markdown(parts.reference));
            (explanation, reference, parts.objective, parts.difficulty)
        }
        Text::Html(html) if changed => {
            let (explanation, reference, objective, difficulty) = solution::split_html(&html);
            (Text::Html(explanation), Text::Html(reference), objective, difficulty)
        }
        other => (other, Text::default(), String::new(), None),
    };
    raw.explanation = explanation;
    if raw.reference.is_empty() {
        raw.reference = reference;
    }
    if raw.objective.is_empty() {
        raw.objective = objective;
    }
    raw.difficulty = raw.difficulty.or(difficulty);
    raw
}

/// Replaces a text by what it carries; true where that was changed since.
fn take(text: &mut Text) -> bool {
    let Text::Html(html) = &*text else { return false };
    match source::of(html) {
        Some(Carried::Fresh(markdown)) => *text = Text::Markdown(markdown),
        Some(Carried::Changed(html)) => {
            *text = Text::Html(html);
            return true;
        }
        None => {}
    }
    false
}
