//! GIFT.

use super::names::moodle_path;
use super::{Loss, Written, by_section, fractions, pictures};
use crate::carried::solution;
use invigil_exam::{Item, ItemKind};

pub(super) fn write(items: &[Item]) -> Written {
    let mut gift = String::new();
    let mut losses = Vec::new();
    for (section, items) in by_section(items) {
        if !section.is_empty() {
            gift.push_str(&format!("$CATEGORY: {}\n\n", escape(&moodle_path(section))));
        }
        for item in items {
            gift.push_str(&question(item));
            if !item.question.shuffle {
                losses.push(Loss::new(
                    item,
                    "GIFT has no word for options that keep their order: they are shuffled.",
                ));
            }
            losses.extend(pictures::lost(item, "GIFT"));
        }
    }
    Written { bytes: gift.into_bytes(), ending: "gift.txt", media_type: "text/plain; charset=utf-8", losses }
}

fn question(item: &Item) -> String {
    let (question, solution) = (&item.question, &item.solution);
    let multiple = question.kind() == ItemKind::Multiple;
    // A backslash before the bracket would keep it from closing.
    let space = if item.id.ends_with('\\') { " " } else { "" };
    let id = format!("{}{space}", one_line(&item.id).replace(']', "\\]"));
    let mut gift =
        format!("// [id:{id}]\n::{}::[markdown]{} {{\n", escape(&one_line(&item.id)), escape(&question.stem));
    for (index, (option, reason)) in question.options.iter().zip(&solution.reasons).enumerate() {
        gift.push('\t');
        match (multiple, solution.keys.has(index)) {
            (true, _) => gift.push_str(&format!("~%{}%", fractions::percent(item, index))),
            (false, true) => gift.push('='),
            (false, false) => gift.push('~'),
        }
        // What looks like a weight or a format would be taken for it.
        if option.starts_with(['%', '[']) {
            gift.push_str("[markdown]");
        }
        gift.push_str(&escape(option));
        if !reason.is_empty() {
            let format = if reason.starts_with('[') { "[markdown]" } else { "" };
            gift.push_str(&format!("\n\t\t#{format}{}", escape(reason)));
        }
        gift.push('\n');
    }
    let after = solution::join(solution);
    if !after.is_empty() {
        gift.push_str(&format!("\t####[markdown]{}\n", escape(&after)));
    }
    gift.push_str("}\n\n");
    gift
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The text as GIFT reads it back: on one line, since an empty one would end the item.
fn escape(text: &str) -> String {
    let text = pictures::described(text);
    let mut out = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        match character {
            '\n' => out.push_str("\\n"),
            '\\' | '~' | '=' | '#' | '{' | '}' | ':' => out.extend(['\\', character]),
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn everything_that_means_something_is_escaped() {
        assert_eq!(escape("a = {1: '~#'}\n\\n"), "a \\= \\{1\\: '\\~\\#'\\}\\n\\\\n");
    }
}
