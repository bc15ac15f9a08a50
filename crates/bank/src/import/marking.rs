//! Finds the keys of an item by marking answers as its file does.
//!
//! QTI says how an answer is marked, not which options are keys: by conditions in many spellings. So the conditions are run on
//! answers: each option alone, the likely sets of keys, and their neighbours. What gets full marks and whose neighbours
//! don't is what our marking can carry: an item counts when exactly its keys are chosen.

use super::raw::{RawItem, Text};
use super::weights;
use super::xml_html::escaped;
use std::collections::{BTreeMap, BTreeSet};

/// More options than any item has that people can answer.
const OPTIONS: usize = 200;
/// How many sets of keys are tried that the file names somewhere.
const LIKELY: usize = 20;
/// How much work marking one item may be: parts of its rules, times answers to mark.
const WORK: usize = 500_000;

/// What an answer brings.
#[derive(Clone, Debug, Default)]
pub(super) struct Outcome {
    pub(super) score: f64,
    /// The same before it is held within bounds.
    pub(super) sum: f64,
    /// The feedback that is shown, by its identifiers.
    pub(super) shown: BTreeSet<String>,
}

/// What marking many answers told.
#[derive(Debug)]
pub(super) struct Marked {
    pub(super) keys: Vec<bool>,
    pub(super) notes: Vec<String>,
    /// What each option chosen alone brings.
    alone: Vec<Outcome>,
    /// What the keys bring.
    right: Outcome,
    /// What all options together bring, where several may be chosen.
    all: Option<Outcome>,
}

/// Marks answers. `likely` are sets of keys that the file names somewhere.
///
/// # Errors
/// Why no set of keys gets full marks alone.
pub(super) fn mark(
    options: usize,
    multiple: bool,
    likely: &[Vec<bool>],
    outcome: impl Fn(&[bool]) -> Result<Outcome, String>,
) -> Result<Marked, String> {
    let none = outcome(&vec![false; options])?.score;
    let alone: Vec<Outcome> =
        (0..options).map(|option| outcome(&only(options, option))).collect::<Result<_, _>>()?;
    if multiple { several(options, likely, none, alone, outcome) } else { single(none, alone) }
}

/// # Errors
/// There are more options than can be read.
pub(super) fn few(options: usize) -> Result<(), String> {
    if options > OPTIONS {
        Err(format!("it has {options} options; at most {OPTIONS} are read"))
    } else {
        Ok(())
    }
}

/// # Errors
/// Rules of so many parts, feedback included, are too much work.
pub(super) fn short(parts: usize, options: usize) -> Result<(), String> {
    if parts.saturating_mul(2 * options + LIKELY + 5) > WORK {
        return Err(format!("its marking has {parts} parts, which is more than can be followed"));
    }
    Ok(())
}

fn single(none: f64, alone: Vec<Outcome>) -> Result<Marked, String> {
    let gains: Vec<f64> = alone.iter().map(|outcome| outcome.score).collect();
    let best = gains.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if !gains.iter().any(|&gain| gain > none && gain > 0.0) {
        return Err("no option gives marks, so there is no key".into());
    }
    let keys: Vec<bool> = gains.iter().map(|&gain| same(gain, best)).collect();
    let count = keys.iter().filter(|&&key| key).count();
    if count > 1 {
        return Err(format!(
            "{count} options give full marks each by itself, though only one may be chosen{}",
            list(&alone)
        ));
    }
    let partial =
        alone.iter().any(|one| !same(one.score, best) && (!same(one.sum, none) && !same(one.sum, 0.0)));
    let notes = partial.then(|| weights::part_marks("only the key counts", &numbers(&alone)));
    let right = keys.iter().position(|&key| key).and_then(|key| alone.get(key)).cloned().unwrap_or_default();
    Ok(Marked { keys, notes: notes.into_iter().collect(), alone, right, all: None })
}

fn several(
    options: usize,
    likely: &[Vec<bool>],
    none: f64,
    alone: Vec<Outcome>,
    outcome: impl Fn(&[bool]) -> Result<Outcome, String>,
) -> Result<Marked, String> {
    let mut candidates: Vec<Vec<bool>> =
        vec![alone.iter().map(|one| one.sum > none && one.sum > 0.0).collect()];
    candidates.extend(likely.iter().take(LIKELY - 1).filter(|set| set.len() == options).cloned());
    candidates.retain(|set| set.contains(&true));
    candidates.sort();
    candidates.dedup();
    let mut scored = Vec::new();
    for set in candidates {
        let brings = outcome(&set)?;
        scored.push((set, brings));
    }
    let best = scored.iter().map(|(_, brings)| brings.score).fold(f64::NEG_INFINITY, f64::max);
    if best <= 0.0 || best <= none || scored.is_empty() {
        return Err("no choice of options gives marks, so there is no key".into());
    }
    scored.retain(|(_, brings)| same(brings.score, best));
    // The smallest one first: a set that contains it gets the same marks only by options that cost nothing.
    scored.sort_by_key(|(set, _)| set.iter().filter(|&&key| key).count());
    let (keys, right) = scored.swap_remove(0);
    if let Some((_, _)) =
        scored.iter().find(|(set, _)| keys.iter().zip(set).any(|(&key, &other)| key && !other))
    {
        return Err(format!("different choices give full marks ({}){}", weights::number(best), list(&alone)));
    }
    let mut free = false;
    for option in 0..options {
        let mut other = keys.clone();
        other[option] = !other[option];
        let score = outcome(&other)?.score;
        if score > best && !same(score, best) {
            return Err(format!("which choice gets full marks is unclear{}", list(&alone)));
        }
        if same(score, best) && keys[option] {
            return Err(format!(
                "full marks ({}) don't take all of the right options{}",
                weights::number(best),
                list(&alone)
            ));
        }
        free |= same(score, best);
    }
    let mut notes = Vec::new();
    if alone.iter().any(|one| !same(one.sum, none) && !same(one.sum, best)) {
        notes.push(weights::part_marks("choosing all keys and nothing else counts", &numbers(&alone)));
    }
    if free {
        notes.push("In the file a wrong option chosen beside all keys costs nothing; here it makes the answer wrong.".into());
    }
    let all = Some(outcome(&vec![true; options])?);
    Ok(Marked { keys, notes, alone, right, all })
}

impl Marked {
    /// Gives the item its keys, and the feedback that belongs to one option or to all answers.
    pub(super) fn give(self, feedback: &BTreeMap<String, Text>, item: &mut RawItem) {
        for (option, &key) in item.options.iter_mut().zip(&self.keys) {
            option.key = key;
        }
        item.notes.extend(self.notes.iter().cloned());
        let mut left = 0;
        let mut explanation = vec![std::mem::take(&mut item.explanation)];
        let mut reasons: Vec<Vec<Text>> =
            item.options.iter_mut().map(|option| vec![std::mem::take(&mut option.reason)]).collect();
        for (id, text) in feedback.iter().filter(|(_, text)| !is_empty(text)) {
            match self.belongs(id) {
                Belongs::ToAll => explanation.push(text.clone()),
                Belongs::To(options) => {
                    for option in options {
                        reasons[option].push(text.clone());
                    }
                }
                Belongs::ToNone => left += 1,
            }
        }
        item.explanation = join(explanation);
        for (option, reasons) in item.options.iter_mut().zip(reasons) {
            option.reason = join(reasons);
        }
        match left {
            0 => {}
            1 => {
                item.notes.push("A feedback text that belongs to no single option isn't carried over.".into())
            }
            more => item
                .notes
                .push(format!("{more} feedback texts that belong to no single option aren't carried over.")),
        }
    }
}

impl Marked {
    /// To which options a feedback belongs, by the answers that show it.
    fn belongs(&self, id: &String) -> Belongs {
        let shown = |outcome: &Outcome| outcome.shown.contains(id);
        let (with, without): (Vec<usize>, Vec<usize>) =
            (0..self.alone.len()).partition(|&option| shown(&self.alone[option]));
        match &self.all {
            _ if without.is_empty() && shown(&self.right) => Belongs::ToAll,
            _ if with.is_empty() || without.is_empty() => Belongs::ToNone,
            // Shown by whatever leaves this one option out: it says why the option should have been chosen.
            Some(all) if !shown(all) && without.len() == 1 => Belongs::To(without),
            Some(all) if !shown(all) => Belongs::ToNone,
            _ => Belongs::To(with),
        }
    }
}

enum Belongs {
    ToAll,
    To(Vec<usize>),
    ToNone,
}

/// Texts one after the other.
pub(super) fn join(texts: Vec<Text>) -> Text {
    let mut texts: Vec<Text> = texts.into_iter().filter(|text| !is_empty(text)).collect();
    texts.dedup();
    if texts.len() < 2 {
        return texts.pop().unwrap_or_default();
    }
    Text::Html(texts.iter().map(as_html).collect())
}

/// How many bytes of shared texts are put before the stems of a whole upload, at most.
pub(super) const SHARED: usize = 5_000_000;

pub(super) fn too_much_shared() -> String {
    format!(
        "the texts that items share come to more than {} MB once each item has its own",
        SHARED / 1_000_000
    )
}

/// A text as HTML, in a block of its own.
pub(super) fn as_html(text: &Text) -> String {
    match text {
        Text::Plain(text) | Text::Markdown(text) => format!("<p>{}</p>", escaped(text).replace('\n', "<br>")),
        Text::Html(html) => format!("<div>{html}</div>"),
    }
}

pub(super) fn is_empty(text: &Text) -> bool {
    match text {
        Text::Plain(text) | Text::Markdown(text) | Text::Html(text) => text.trim().is_empty(),
    }
}

fn only(options: usize, option: usize) -> Vec<bool> {
    (0..options).map(|other| other == option).collect()
}

fn same(a: f64, b: f64) -> bool {
    (a - b).abs() < 1e-6
}

/// What each option chosen alone brings, as the end of a sentence; nothing where that says nothing.
fn list(alone: &[Outcome]) -> String {
    match alone.iter().any(|one| !same(one.sum, 0.0)) {
        true => format!("; the marks in the order of the options are {}", numbers(alone)),
        false => String::new(),
    }
}

fn numbers(alone: &[Outcome]) -> String {
    alone.iter().map(|one| weights::number(one.sum)).collect::<Vec<_>>().join(", ")
}
