//! What the exam room and its review page show.

#[cfg(test)]
mod tests;

use crate::layout::Layout;
use crate::markup::{Html, RenderedQuestion};
use crate::words::counted;
use askama::Template;
use invigil_exam::{Entry, GRACE};
use std::sync::Arc;
use time::Duration;
use uuid::Uuid;

/// One item of a running exam.
#[derive(Clone, Debug)]
pub(crate) struct ItemView {
    /// From 1.
    pub(crate) position: usize,
    /// How many options to choose.
    pub(crate) choose: u8,
    /// For each place as shown, the option's index as written.
    pub(crate) places: Vec<usize>,
    /// What the candidate left here.
    pub(crate) entry: Entry,
    /// Seconds spent here, as far as they are known.
    pub(crate) spent: i32,
    /// What is asked.
    pub(crate) question: Arc<RenderedQuestion>,
}

/// One option, at its place.
pub(crate) struct OptionView<'a> {
    pub(crate) place: usize,
    pub(crate) letter: char,
    pub(crate) text: &'a Html,
    pub(crate) is_code: bool,
    pub(crate) chosen: bool,
    pub(crate) struck: bool,
}

/// The letter of a place: A for 0.
pub(crate) fn letter(place: usize) -> char {
    (b'A'..=b'Z').nth(place).map_or('?', char::from)
}

impl ItemView {
    /// The options as shown.
    pub(crate) fn options(&self) -> Vec<OptionView<'_>> {
        self.places
            .iter()
            .enumerate()
            .filter_map(|(place, &written)| {
                let option = self.question.options.get(written)?;
                Some(OptionView {
                    place,
                    letter: letter(place),
                    text: &option.text,
                    is_code: option.is_code,
                    chosen: self.entry.chosen.has(place),
                    struck: self.entry.struck.has(place),
                })
            })
            .collect()
    }

    fn answered(&self) -> bool {
        !self.entry.chosen.is_empty()
    }

    /// Its cell in the palette, for those who hear it.
    pub(crate) fn label(&self) -> String {
        let answered = if self.answered() { "answered" } else { "not answered" };
        let flagged = if self.entry.flagged { ", flagged" } else { "" };
        format!("Item {}, {answered}{flagged}", self.position)
    }

    /// The classes of its cell in the palette.
    pub(crate) fn classes(&self) -> &'static str {
        match (self.answered(), self.entry.flagged) {
            (false, false) => "",
            (true, false) => " answered",
            (false, true) => " flagged",
            (true, true) => " answered flagged",
        }
    }

    /// How many to choose, in words.
    pub(crate) fn asked(&self) -> String {
        const WORDS: [&str; 7] = ["none", "one", "two", "three", "four", "five", "six"];
        match WORDS.get(usize::from(self.choose)) {
            Some(word) => format!("Select {word}"),
            None => format!("Select {}", self.choose),
        }
    }
}

/// Time left as the room's clock shows it: `48:07`, from an hour on `1:05:00`. Seconds begun count.
pub(crate) fn clock(left: Duration) -> String {
    let seconds = (left.whole_milliseconds().max(0) + 999) / 1000;
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 {
        format!("{hours}:{minutes:02}:{seconds:02}")
    } else {
        format!("{minutes:02}:{seconds:02}")
    }
}

/// The exam room.
#[derive(Template)]
#[template(path = "room/room.html")]
pub(crate) struct RoomPage {
    pub(crate) layout: Layout,
    pub(crate) attempt: Uuid,
    /// What people call the certification.
    pub(crate) exam: String,
    /// The edition's title.
    pub(crate) edition: String,
    /// All of them, in order; at least one.
    pub(crate) items: Vec<ItemView>,
    /// The position that is shown; one of `items`.
    pub(crate) current: usize,
    /// The attempt's epoch, for the forms of a browser without scripts.
    pub(crate) epoch: i32,
    /// Time left on the clock.
    pub(crate) remaining: Duration,
    /// When the page was made, in seconds since 1970, for the forms of a browser without scripts.
    pub(crate) now: i64,
    /// What to tell about the form that was just sent; empty when nothing.
    pub(crate) message: String,
}

impl RoomPage {
    /// The position to show first: the one asked for if it exists, else the first without an answer.
    pub(crate) fn first(items: &[ItemView], asked: Option<usize>) -> usize {
        asked
            .filter(|asked| (1..=items.len()).contains(asked))
            .or_else(|| items.iter().find(|item| !item.answered()).map(|item| item.position))
            .unwrap_or(1)
    }

    fn current_item(&self) -> &ItemView {
        &self.items[self.current - 1]
    }

    fn clock(&self) -> String {
        clock(self.remaining)
    }

    fn answered(&self) -> usize {
        self.items.iter().filter(|item| item.answered()).count()
    }

    /// When a browser without scripts should look for the result.
    fn ends_in_seconds(&self) -> i64 {
        (self.remaining + GRACE).whole_seconds() + 1
    }
}

/// The page before handing in.
#[derive(Template)]
#[template(path = "room/review.html")]
pub(crate) struct ReviewPage {
    pub(crate) layout: Layout,
    pub(crate) attempt: Uuid,
    /// What people call the certification.
    pub(crate) exam: String,
    /// The edition's title.
    pub(crate) edition: String,
    /// All of them, in order.
    pub(crate) items: Vec<ItemView>,
    /// Time left on the clock.
    pub(crate) remaining: Duration,
}

impl ReviewPage {
    fn clock(&self) -> String {
        clock(self.remaining)
    }

    fn counts(&self) -> String {
        let answered = self.items.iter().filter(|item| item.answered()).count();
        format!("{answered} of {} answered.", counted(self.items.len() as i64, "item", "items"))
    }

    /// What may need another look; lists without an item are left out.
    fn lists(&self) -> Vec<(&'static str, Vec<&ItemView>)> {
        let open = self.items.iter().filter(|item| !item.answered()).collect::<Vec<_>>();
        let flagged = self.items.iter().filter(|item| item.entry.flagged).collect::<Vec<_>>();
        [("Not answered", open), ("Flagged", flagged)]
            .into_iter()
            .filter(|(_, items)| !items.is_empty())
            .collect()
    }
}
