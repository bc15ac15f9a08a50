//! Options of a GIFT item, their weights, and the keys that say the same.

use super::Trouble;
use super::answers::until_hash;
use super::markup::{Markup, Texts};
use super::span::Span;
use super::weights::Weight;
use crate::import::naming::letter;
use crate::import::raw::{RawItem, RawOption};
use invigil_exam::MAX_OPTIONS;

const SINGLE: &str = "single choice";
const MULTIPLE: &str = "multiple response";

struct Choice<'a> {
    /// The byte of its `=` or `~`.
    at: usize,
    equals: bool,
    weight: Option<Weight>,
    text: Span<'a>,
    feedback: Span<'a>,
    /// It begins as a weight does and isn't one.
    almost_weighted: bool,
}

impl Choice<'_> {
    /// What Moodle gives for it.
    fn worth(&self) -> Weight {
        self.weight.unwrap_or(if self.equals { Weight::FULL } else { Weight::default() })
    }
}

/// The item of options that begin with `=` and `~`, at least one of them with `~`.
pub(super) fn read(inner: Span<'_>, markup: Markup, texts: &mut Texts) -> Result<RawItem, Trouble> {
    let choices = split(inner)?;
    let single = choices.iter().any(|choice| choice.equals);
    let (keys, weights) = if single { single_keys(&choices)? } else { multiple_keys(&choices)? };
    let mut notes = Vec::from_iter(weights);
    for (index, choice) in choices.iter().enumerate() {
        if choice.almost_weighted {
            notes.push(format!(
                "Option {} begins with %, but not with a weight as %50% is; it is kept as text.",
                letter(index)
            ));
        }
    }
    let options = choices.iter().zip(keys).map(|(choice, key)| RawOption {
        text: texts.text(choice.text, markup),
        key,
        reason: texts.text(choice.feedback, markup),
    });
    Ok(RawItem {
        kind: if single { SINGLE } else { MULTIPLE }.to_owned(),
        options: options.collect(),
        multiple: !single,
        shuffle: true,
        notes,
        ..RawItem::default()
    })
}

fn split(inner: Span<'_>) -> Result<Vec<Choice<'_>>, Trouble> {
    let separators = || inner.controls().filter(|glyph| matches!(glyph.char, '=' | '~'));
    let kind = if separators().any(|glyph| glyph.char == '=') { SINGLE } else { MULTIPLE };
    let count = separators().count();
    if count > MAX_OPTIONS {
        let reason = format!("It has {count} options; at most {MAX_OPTIONS} are possible.");
        return Err(Trouble::broken(inner.start, kind, reason));
    }
    if separators().next().is_some_and(|first| first.at > inner.start) {
        let reason = "A text stands before the first option. Begin each option with = (right) or ~ (wrong).";
        return Err(Trouble::broken(inner.start, kind, reason));
    }
    let starts: Vec<_> = separators().map(|glyph| (glyph.at, glyph.char == '=')).collect();
    let ends = starts.iter().skip(1).map(|start| start.0).chain([inner.end]);
    let mut choices = Vec::with_capacity(count);
    for (index, (&(at, equals), end)) in starts.iter().zip(ends).enumerate() {
        let content = inner.between(at + 1, end).trim_start();
        let weighted = Weight::at_start(content.raw());
        let (weight, content) = match weighted {
            Some((weight, length)) => (Some(weight), content.from(content.start + length)),
            None => (None, content),
        };
        let almost_weighted = weight.is_none() && content.raw().starts_with('%');
        let (text, feedback) = until_hash(content);
        if text.is_blank() {
            return Err(Trouble::broken(at, kind, format!("Option {} is empty.", letter(index))));
        }
        choices.push(Choice { at, equals, weight, text, feedback, almost_weighted });
    }
    match choices.len() {
        1 => Err(Trouble::broken(inner.start, kind, "It has only one option.")),
        _ => Ok(choices),
    }
}

/// Which options are keys, and a sentence on what their weights said besides.
type Keys = (Vec<bool>, Option<String>);

fn single_keys(choices: &[Choice<'_>]) -> Result<Keys, Trouble> {
    let keys: Vec<_> = choices.iter().map(|choice| choice.worth() == Weight::FULL).collect();
    let mut full = choices.iter().zip(&keys).filter(|(_, key)| **key).map(|(choice, _)| choice);
    let (Some(_), second) = (full.next(), full.next()) else {
        let at = choices.iter().find(|choice| choice.equals).map_or(choices[0].at, |choice| choice.at);
        return Err(Trouble::broken(at, SINGLE, format!("No option is worth 100 %: {}.", listed(choices))));
    };
    if let Some(second) = second {
        let right = keys.iter().filter(|key| **key).count();
        let reason = format!(
            "{right} options are worth 100 %, and only one may be chosen. Leave one key, or share 100 % among the keys by weights: {}.",
            listed(choices)
        );
        return Err(Trouble::broken(second.at, SINGLE, reason));
    }
    let partial = choices.iter().zip(&keys).any(|(choice, key)| !key && !choice.worth().is_zero());
    let note = partial
        .then(|| format!("Only the key gives points; the file's weights aren't kept: {}.", listed(choices)));
    Ok((keys, note))
}

fn multiple_keys(choices: &[Choice<'_>]) -> Result<Keys, Trouble> {
    let keys: Vec<_> = choices.iter().map(|choice| choice.worth().is_positive()).collect();
    if !keys.contains(&true) {
        let reason = "No option is right. Begin the key with =, or several keys with weights such as ~%50%.";
        return Err(Trouble::broken(choices[0].at, MULTIPLE, reason));
    }
    let sum = Weight::sum(choices.iter().map(Choice::worth).filter(|weight| weight.is_positive()));
    if !sum.is_whole() {
        let first =
            choices.iter().zip(&keys).find(|(_, key)| **key).map_or(choices[0].at, |(choice, _)| choice.at);
        let reason =
            format!("The weights of the right options add up to {sum}, not 100 %: {}.", listed(choices));
        return Err(Trouble::broken(first, MULTIPLE, reason));
    }
    let note = "All points are given for exactly the right options, and none otherwise; the file's weights aren't kept";
    Ok((keys, Some(format!("{note}: {}.", listed(choices)))))
}

/// “option A 50 %, option C -25 %”: every option that is worth something.
fn listed(choices: &[Choice<'_>]) -> String {
    let worth = choices.iter().enumerate().filter(|(_, choice)| !choice.worth().is_zero());
    worth
        .map(|(index, choice)| format!("option {} {}", letter(index), choice.worth()))
        .collect::<Vec<_>>()
        .join(", ")
}
