//! What is raised, lowered or a formula, in characters.

use super::html::{Element, Node};
use super::tree::{Inline, text_of};
use super::{Notes, Trouble};

const RAISED: (&str, &str) = (
    "0123456789+-=()nixyabcdefghjklmoprstuvwzABDEGHIJKLMNOPRTUVW−",
    "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱˣʸᵃᵇᶜᵈᵉᶠᵍʰʲᵏˡᵐᵒᵖʳˢᵗᵘᵛʷᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂ⁻",
);
const LOWERED: (&str, &str) = ("0123456789+-=()aeoxhklmnpstijruv−", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₒₓₕₖₗₘₙₚₛₜᵢⱼᵣᵤᵥ₋");

/// Adds what is raised or lowered, by the characters for it where there are any.
pub(super) fn raised(up: bool, inner: Vec<Inline>, notes: &mut Notes, into: &mut Vec<Inline>) {
    let text = text_of(&inner);
    let only_text = inner.iter().all(|inline| matches!(inline, Inline::Text(_)));
    if let Some(characters) = small(text.trim(), up).filter(|_| only_text) {
        into.push(Inline::Text(characters));
        return;
    }
    let (sign, what) = if up { ("^", "raised") } else { ("_", "lowered") };
    notes.add(format!("held {what} text that there are no characters for; it's written with `{sign}( )`."));
    into.push(Inline::Text(format!("{sign}(")));
    into.extend(inner);
    into.push(Inline::Text(")".into()));
}

fn small(text: &str, up: bool) -> Option<String> {
    let (plain, small) = if up { RAISED } else { LOWERED };
    text.chars()
        .map(|c| plain.chars().position(|known| known == c).and_then(|at| small.chars().nth(at)))
        .collect()
}

/// Adds a formula in MathML: its TeX source or its alternative text where it has one, else its characters where they alone say
/// what it means.
///
/// # Errors
/// Its meaning is in how it's laid out.
pub(super) fn math(element: &Element, notes: &mut Notes, into: &mut Vec<Inline>) -> Result<(), Trouble> {
    if let Some(tex) = annotation(element) {
        notes.add("held a formula (MathML), which is shown as its TeX source.");
        into.push(Inline::Code(tex));
        return Ok(());
    }
    if let Some(alternative) = element.attribute("alttext").map(str::trim).filter(|text| !text.is_empty()) {
        notes.add("held a formula (MathML), which is shown as its alternative text.");
        into.push(Inline::Code(alternative.to_owned()));
        return Ok(());
    }
    let mut text = String::new();
    if !linear(element, &mut text) {
        return Err(Trouble::Text(
            "holds a formula (MathML) that can't be said in a line of text. Give it an `alttext`, or use a picture.".into(),
        ));
    }
    notes.add("held a formula (MathML), which is shown as plain text.");
    into.push(Inline::Text(text));
    Ok(())
}

fn annotation(element: &Element) -> Option<String> {
    element.elements().find_map(|inner| {
        let encoding = inner.attribute("encoding").unwrap_or("").to_ascii_lowercase();
        let text = inner.text().split_whitespace().collect::<Vec<_>>().join(" ");
        let tex = inner.name == "annotation" && encoding.contains("tex") && !text.is_empty();
        if tex { Some(text) } else { annotation(inner) }
    })
}

/// Writes a formula in a line; false where that would change it.
fn linear(element: &Element, into: &mut String) -> bool {
    for child in &element.children {
        let inner = match child {
            Node::Text(text) => {
                into.push_str(text.trim());
                continue;
            }
            Node::Element(inner) => inner,
        };
        let fits = match inner.name.as_str() {
            "mrow" | "mi" | "mn" | "mtext" | "semantics" | "mstyle" | "mpadded" => linear(inner, into),
            "mo" => {
                let sign = inner.text();
                let sign = sign.trim();
                let spaced = matches!(sign, "=" | "+" | "-" | "−" | "<" | ">" | "≤" | "≥" | "≠" | "×" | "→");
                into.push_str(&if spaced { format!(" {sign} ") } else { sign.to_owned() });
                true
            }
            "mspace" => {
                into.push(' ');
                true
            }
            "annotation" => true,
            "msup" | "msub" => {
                let parts: Vec<&Element> = inner.elements().collect();
                let [base, script] = parts.as_slice() else { return false };
                let mut small_text = String::new();
                let simple = matches!(base.name.as_str(), "mi" | "mn");
                let fits = simple
                    && linear(base, into)
                    && matches!(script.name.as_str(), "mi" | "mn" | "mrow")
                    && linear(script, &mut small_text);
                match small(small_text.trim(), inner.name == "msup").filter(|_| fits) {
                    Some(characters) => {
                        into.push_str(&characters);
                        true
                    }
                    None => false,
                }
            }
            _ => false,
        };
        if !fits {
            return false;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::{LOWERED, RAISED};

    #[test]
    fn each_character_has_its_small_one() {
        for (plain, small) in [RAISED, LOWERED] {
            assert_eq!(plain.chars().count(), small.chars().count());
        }
    }
}
