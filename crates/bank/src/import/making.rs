//! An item in the words of its file, made into one of ours, and the rules that hold for every format.

use super::limits::{Limits, grouped};
use super::markup::{Converter, Kind, Made, Trouble};
use super::naming::wanted;
use super::package::Package;
use super::pictures::{Album, Pictures};
use super::raw::{RawItem, Text};
use super::reading::Picture;
use crate::Place;
use invigil_exam::{Choices, Difficulty, Item, MAX_OPTIONS, Question, Solution};
use std::collections::BTreeMap;

/// The longest section and objective, in characters.
const MAX_LINE: usize = 500;

/// Makes items; what several items share (pictures, the converter's set-up) is kept.
pub(crate) struct Maker<'a> {
    limits: &'a Limits,
    converter: Converter,
    pictures: Pictures<'a>,
}

/// An item and what was changed or is lost.
pub(crate) struct Whole {
    /// With the name that is wanted for it as its id.
    pub(crate) item: Item,
    pub(crate) notes: Vec<String>,
}

impl<'a> Maker<'a> {
    pub(crate) fn new(limits: &'a Limits, package: Option<&'a Package>) -> Maker<'a> {
        Maker { limits, converter: Converter::new(limits), pictures: Pictures::new(limits, package) }
    }

    pub(crate) fn into_pictures(self) -> BTreeMap<String, Picture> {
        self.pictures.into_made()
    }

    /// Makes an item.
    ///
    /// # Errors
    /// Which rule it breaks, in a sentence.
    pub(crate) fn make(&mut self, raw: RawItem) -> Result<Whole, String> {
        let raw = crate::carried::taken(raw);
        let mut notes = raw.notes;
        let album = Album { embedded: &raw.embedded, folder: &raw.folder };
        let count = raw.options.len();
        if count > MAX_OPTIONS {
            return Err(format!("It has {count} options; at most {MAX_OPTIONS} can be shown."));
        }
        let mut one = OneItem { maker: self, album, notes: &mut notes };
        let stem = one.text(&raw.stem, Kind::Block, "the stem", one.maker.limits.stem)?;
        let (mut options, mut reasons) = (Vec::with_capacity(count), Vec::with_capacity(count));
        for (index, option) in raw.options.iter().enumerate() {
            let number = index + 1;
            let limit = one.maker.limits.option;
            options.push(one.text(&option.text, Kind::Option, &format!("option {number}"), limit)?);
            let limit = one.maker.limits.text;
            reasons.push(one.text(
                &option.reason,
                Kind::Block,
                &format!("the reason of option {number}"),
                limit,
            )?);
        }
        let limit = one.maker.limits.text;
        let explanation = one.text(&raw.explanation, Kind::Block, "the explanation", limit)?;
        let reference = one.text(&raw.reference, Kind::Block, "the reference", limit)?;
        let keys = (0..count).filter(|&index| raw.options[index].key).collect::<Vec<_>>();
        if raw.multiple && keys.len() == 1 {
            notes.push("It allows several answers but has one key, so candidates choose one.".into());
        }
        if !raw.multiple && keys.len() > 1 {
            return Err(format!("It allows one answer, but {} options are keys.", keys.len()));
        }
        let texts = std::iter::once(stem.as_str()).chain(options.iter().map(String::as_str));
        let item = Item {
            id: wanted(&line(&raw.id), &line(&raw.title), texts),
            certification: String::new(),
            topic: String::new(),
            section: short(&raw.section, "section", &mut notes),
            question: Question {
                stem,
                options,
                choose: u8::try_from(keys.len()).unwrap_or(u8::MAX),
                shuffle: raw.shuffle,
            },
            solution: Solution {
                keys: Choices::of(keys),
                reasons,
                explanation,
                reference,
                objective: short(&raw.objective, "objective", &mut notes),
                difficulty: raw.difficulty.unwrap_or(Difficulty::Medium),
            },
        };
        rules(&item)?;
        notes.dedup();
        Ok(Whole { item, notes })
    }

    /// Holds an item that is whole already to the same rules; its texts are Markdown.
    ///
    /// # Errors
    /// Which rule it breaks, in a sentence.
    pub(crate) fn check(&mut self, place: &Place, item: Item, notes: Vec<String>) -> Result<Whole, String> {
        let Item { id, certification: _, section, topic: _, question, solution } = item;
        let options = question.options.into_iter().enumerate().map(|(index, text)| super::raw::RawOption {
            text: Text::Markdown(text),
            key: solution.keys.has(index),
            reason: Text::Markdown(solution.reasons.get(index).cloned().unwrap_or_default()),
        });
        let raw = RawItem {
            place: place.clone(),
            id,
            section,
            stem: Text::Markdown(question.stem),
            options: options.collect(),
            multiple: solution.keys.len() > 1,
            shuffle: question.shuffle,
            explanation: Text::Markdown(solution.explanation),
            reference: Text::Markdown(solution.reference),
            objective: solution.objective,
            difficulty: Some(solution.difficulty),
            notes,
            folder: place.file.rsplit_once('/').map(|(folder, _)| folder.to_owned()).unwrap_or_default(),
            ..RawItem::default()
        };
        self.make(raw)
    }
}

/// One item on its way.
struct OneItem<'m, 'a, 'i> {
    maker: &'m mut Maker<'a>,
    album: Album<'i>,
    notes: &'m mut Vec<String>,
}

impl OneItem<'_, '_, '_> {
    /// A text as Markdown, with its pictures stored.
    fn text(&mut self, text: &Text, kind: Kind, what: &str, limit: usize) -> Result<String, String> {
        let Maker { converter, pictures, .. } = &mut *self.maker;
        let album = &self.album;
        let Made { markdown, notes } = converter
            .markdown(text, kind, &mut |address| pictures.name(address, album))
            .map_err(|trouble| match trouble {
                Trouble::Text(reason) => format!("{} {reason}", begin(what)),
                Trouble::Picture(reason) => format!("{reason} (In {what}.)"),
            })?;
        for note in notes {
            let note = format!("{} {note}", begin(what));
            if !self.notes.contains(&note) {
                self.notes.push(note);
            }
        }
        let length = markdown.chars().count();
        if length > limit {
            return Err(format!(
                "{} has {} characters; at most {} are stored.",
                begin(what),
                grouped(length),
                grouped(limit)
            ));
        }
        Ok(markdown)
    }
}

/// What holds for every item, whatever it came from.
fn rules(item: &Item) -> Result<(), String> {
    let (question, solution) = (&item.question, &item.solution);
    if question.stem.is_empty() {
        return Err("Its stem is empty.".into());
    }
    let count = question.options.len();
    if count < 2 {
        return Err(format!(
            "It has {}; at least two are needed.",
            if count == 0 { "no options" } else { "one option" }
        ));
    }
    if let Some(index) = question.options.iter().position(String::is_empty) {
        return Err(format!("Option {} is empty.", index + 1));
    }
    if solution.keys.is_empty() {
        return Err("No option is a key.".into());
    }
    if solution.keys.len() == count {
        return Err("Every option is a key, so there is nothing to choose. Add a distractor.".into());
    }
    let seen: Vec<String> = question.options.iter().map(|option| looks(option)).collect();
    for (index, one) in seen.iter().enumerate() {
        if let Some(first) = seen[..index].iter().position(|other| other == one) {
            return Err(format!("Options {} and {} are the same.", first + 1, index + 1));
        }
    }
    Ok(())
}

/// An option as it is told from others: white space at its ends and of no width counts for nothing.
fn looks(option: &str) -> String {
    let shown = option.chars().filter(|c| !matches!(c, '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{AD}'));
    shown.collect::<String>().trim().to_owned()
}

/// One line of plain text.
fn line(text: &str) -> String {
    let shown: String = text.chars().map(|c| if crate::source::invisible(c) { ' ' } else { c }).collect();
    shown.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn short(text: &str, what: &str, notes: &mut Vec<String>) -> String {
    let whole = line(text);
    let cut = super::naming::cut(&whole, MAX_LINE);
    if cut.len() < whole.len() {
        notes.push(format!("Its {what} is cut to {MAX_LINE} characters."));
    }
    cut.to_owned()
}

/// With a capital letter.
fn begin(what: &str) -> String {
    let mut characters = what.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}
