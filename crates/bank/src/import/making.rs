//! An item in the words of its file, made into one of ours, and the rules that hold for every format.

use super::limits::Limits;
use super::markup::{Converter, Kind, Made, Trouble};
use super::naming::{letter, wanted};
use super::package::Package;
use super::pictures::{Album, Pictures};
use super::raw::{RawItem, Text};
use super::reading::Picture;
use crate::item_rules::{LONGEST_LINE, LONGEST_SECTION, Part, faults};
use invigil_exam::{Choices, Difficulty, Item, MAX_OPTIONS, Question, Solution};
use std::collections::BTreeMap;

/// Makes items; what several items share (pictures, the converter's set-up) is kept.
pub(crate) struct Maker<'a> {
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
        Maker { converter: Converter::new(limits), pictures: Pictures::new(limits, package) }
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
        let stem = one.text(&raw.stem, Kind::Block, "the stem")?;
        let (mut options, mut reasons) = (Vec::with_capacity(count), Vec::with_capacity(count));
        for (index, option) in raw.options.iter().enumerate() {
            let letter = letter(index);
            options.push(one.text(&option.text, Kind::Option, &format!("option {letter}"))?);
            reasons.push(one.text(&option.reason, Kind::Block, &format!("the reason of option {letter}"))?);
        }
        let explanation = one.text(&raw.explanation, Kind::Block, "the explanation")?;
        let reference = one.text(&raw.reference, Kind::Block, "the reference")?;
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
            section: short(&raw.section, LONGEST_SECTION, "section", &mut notes),
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
                objective: short(&raw.objective, LONGEST_LINE, "objective", &mut notes),
                difficulty: raw.difficulty.unwrap_or(Difficulty::Medium),
            },
        };
        rules(&item)?;
        notes.dedup();
        Ok(Whole { item, notes })
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
    fn text(&mut self, text: &Text, kind: Kind, what: &str) -> Result<String, String> {
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
        Ok(markdown)
    }
}

/// What holds for every item, whatever it came from.
fn rules(item: &Item) -> Result<(), String> {
    let Some(fault) = faults(item).into_iter().next() else { return Ok(()) };
    let part = match fault.part {
        Part::Name => "Its name: ".into(),
        Part::Section => "Its section: ".into(),
        Part::Stem | Part::Options => String::new(),
        Part::Option(index) => format!("Option {}: ", letter(index)),
        Part::Reason(index) => format!("The reason of option {}: ", letter(index)),
        Part::Objective => "Its objective: ".into(),
        Part::Explanation => "The explanation: ".into(),
        Part::Reference => "The reference: ".into(),
    };
    Err(format!("{part}{}", fault.message))
}

/// One line of plain text.
fn line(text: &str) -> String {
    let shown: String = text.chars().map(|c| if crate::source::invisible(c) { ' ' } else { c }).collect();
    shown.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn short(text: &str, most: usize, what: &str, notes: &mut Vec<String>) -> String {
    let whole = line(text);
    let cut = super::naming::cut(&whole, most);
    if cut.len() < whole.len() {
        notes.push(format!("Its {what} is cut to {most} characters."));
    }
    cut.to_owned()
}

/// With a capital letter.
fn begin(what: &str) -> String {
    let mut characters = what.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}
