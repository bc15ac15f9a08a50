//! Aiken: a stem in one line, options `A.` or `A)`, then `ANSWER: B`.
//!
//! Empty lines mean nothing. A line that is neither an option nor an answer begins an item. Lower-case letters and a lower-case
//! `answer:` are taken too. Where Moodle would take an item silently that isn't as its author meant it (an answer that names no
//! option, two answers, a stem or an option that goes on in another line), the item fails at the line that is wrong.

use super::collector::Collector;
use super::raw::{RawItem, RawOption, Text};
use super::reading::Format;
use crate::source::{Source, Spot};
use invigil_exam::MAX_OPTIONS;

const KIND: &str = "single choice";

/// What a line is.
enum Line<'a> {
    Blank,
    /// Its letter from 0, what follows it, and whether white space stands between.
    Option {
        letter: usize,
        text: &'a str,
        apart: bool,
    },
    /// What follows `ANSWER:`.
    Answer(&'a str),
    Text(&'a str),
}

/// An item of which not all lines are read.
struct Open<'a> {
    start: Spot,
    stem: &'a str,
    options: Vec<(Spot, &'a str)>,
    /// What is wrong with it, first of all.
    trouble: Option<(Spot, String)>,
    /// Whether the line before this one was empty.
    after_blank: bool,
    /// A line directly below an option: the option goes on, or the next question begins, as an option A after it tells.
    doubtful: Option<(Spot, &'a str)>,
}

impl Open<'_> {
    fn wrong(&mut self, at: Spot, reason: impl Into<String>) {
        self.trouble.get_or_insert_with(|| (at, reason.into()));
    }
}

/// Reads an Aiken file.
pub(crate) fn read(source: &Source, collector: &mut Collector<'_>) {
    collector.set_format(Format::Aiken);
    let mut open: Option<Open<'_>> = None;
    for number in 1..=source.lines() {
        if collector.full() {
            return;
        }
        let spot = source.text_of_line(number);
        let next = open.as_ref().map(|item| item.options.len());
        match line(source.line(number).trim(), next) {
            Line::Blank => {
                if let Some(item) = &mut open {
                    item.after_blank = true;
                }
            }
            Line::Answer(answer) => close(source, collector, open.take(), spot, answer),
            Line::Option { letter, text, .. } => {
                open = Some(option_line(source, collector, open.take(), spot, letter, text));
            }
            Line::Text(text) => open = Some(text_line(source, collector, open.take(), spot, text)),
        }
    }
    if let Some(item) = open {
        unfinished(source, collector, item, "the file ends");
    }
}

fn begin(start: Spot, stem: &str) -> Open<'_> {
    Open { start, stem, options: Vec::new(), trouble: None, after_blank: false, doubtful: None }
}

/// Tells what a trimmed line is; `next` is the letter that the next option of an open item would have.
fn line(text: &str, next: Option<usize>) -> Line<'_> {
    if text.is_empty() {
        return Line::Blank;
    }
    if let Some((word, answer)) = text.split_once(':')
        && word.eq_ignore_ascii_case("answer")
    {
        return Line::Answer(answer);
    }
    match labelled(text) {
        // “U.S. history” is a text, and “a) x” at the start of a question too, unless such an option is due.
        Some(Line::Option { letter, text: rest, apart })
            if next == Some(letter)
                || (apart && text.starts_with(|first: char| first.is_ascii_uppercase())) =>
        {
            Line::Option { letter, text: rest, apart }
        }
        _ => Line::Text(text),
    }
}

fn labelled(text: &str) -> Option<Line<'_>> {
    let letter = text.chars().next().filter(char::is_ascii_alphabetic)?.to_ascii_uppercase();
    let rest = text[1..].strip_prefix(['.', ')'])?;
    let apart = rest.is_empty() || rest.starts_with([' ', '\t']);
    Some(Line::Option { letter: usize::from(letter as u8 - b'A'), text: rest.trim(), apart })
}

fn option_line<'a>(
    source: &Source,
    collector: &mut Collector<'_>,
    open: Option<Open<'a>>,
    spot: Spot,
    letter: usize,
    text: &'a str,
) -> Open<'a> {
    let Some(mut item) = open else {
        let reason =
            "An option without a question before it. The question stands in one line above its options.";
        collector.fail(source.place(spot), "", KIND, reason);
        // The options after it belong to the same lost question.
        let mut lost = begin(spot, "");
        lost.options.push((spot, text));
        return lost;
    };
    if let (0, Some((start, stem))) = (letter, item.doubtful) {
        item.trouble = None;
        unfinished(source, collector, item, &format!("another question begins in line {}", start.line));
        item = begin(start, stem);
    }
    option(&mut item, spot, letter, text);
    item
}

fn option<'a>(item: &mut Open<'a>, spot: Spot, letter: usize, text: &'a str) {
    let due = item.options.len();
    if letter != due {
        let reason = match letter < due {
            true => format!("A second option {}.", label(letter)),
            false => format!("Option {} stands where option {} is due.", label(letter), label(due)),
        };
        item.wrong(spot, reason);
    } else if text.is_empty() {
        item.wrong(spot, format!("Option {} is empty.", label(letter)));
    } else if due == MAX_OPTIONS {
        item.wrong(spot, format!("It has more than {MAX_OPTIONS} options."));
    }
    // After a wrong letter the count goes on, so that one mistake is one report.
    if item.options.len() < 26 {
        item.options.push((spot, text));
    }
    item.after_blank = false;
}

/// A line of text begins an item, or goes on where nothing may.
fn text_line<'a>(
    source: &Source,
    collector: &mut Collector<'_>,
    open: Option<Open<'a>>,
    spot: Spot,
    text: &'a str,
) -> Open<'a> {
    match open {
        Some(mut item) if !item.after_blank && !item.stem.is_empty() => {
            let what = if item.options.is_empty() { "The question goes" } else { "An option goes" };
            let reason = format!("{what} on in line {}; in Aiken it stands in one line.", spot.line);
            item.wrong(spot, reason);
            if !item.options.is_empty() {
                item.doubtful = Some((spot, text));
            }
            item
        }
        Some(item) => {
            unfinished(source, collector, item, &format!("another question begins in line {}", spot.line));
            begin(spot, text)
        }
        None => begin(spot, text),
    }
}

/// Reports an item that has no answer; one that was reported when it began isn't again.
fn unfinished(source: &Source, collector: &mut Collector<'_>, item: Open<'_>, then: &str) {
    if item.stem.is_empty() {
        return;
    }
    let (at, reason) = item.trouble.unwrap_or_else(|| {
        let lacks = if item.options.is_empty() { "options and no ANSWER line" } else { "ANSWER line" };
        (item.start, format!("It has no {lacks}: {then}."))
    });
    collector.fail(source.place(at), "", KIND, reason);
}

fn close(source: &Source, collector: &mut Collector<'_>, open: Option<Open<'_>>, spot: Spot, answer: &str) {
    let Some(item) = open else {
        collector.fail(
            source.place(spot),
            "",
            KIND,
            "An ANSWER line without a question and options before it.",
        );
        return;
    };
    if item.stem.is_empty() {
        return;
    }
    let checked = match (item.trouble, item.options.len()) {
        (Some(trouble), _) => Err(trouble),
        (None, 0) => Err((spot, "It has no options.".to_owned())),
        (None, 1) => Err((item.options[0].0, "It has only one option.".to_owned())),
        (None, count) => key(answer, count).map_err(|reason| (spot, reason)),
    };
    match checked {
        Err((at, reason)) => collector.fail(source.place(at), "", KIND, reason),
        Ok(key) => {
            let options = item.options.iter().enumerate().map(|(index, (_, text))| RawOption {
                text: Text::Plain((*text).to_owned()),
                key: index == key,
                reason: Text::default(),
            });
            collector.item(RawItem {
                place: source.place(item.start),
                kind: KIND.to_owned(),
                stem: Text::Plain(item.stem.to_owned()),
                options: options.collect(),
                shuffle: true,
                ..RawItem::default()
            });
        }
    }
}

/// The option that the answer names.
fn key(answer: &str, count: usize) -> Result<usize, String> {
    let answer = answer.trim();
    let mut letters = answer.strip_suffix(['.', ')']).unwrap_or(answer).chars();
    let (Some(letter), None) = (letters.next(), letters.next()) else {
        return Err(match answer {
            "" => "ANSWER names no option.".to_owned(),
            _ => format!("ANSWER has to name one option by its letter, not “{}”.", shortened(answer)),
        });
    };
    let index = u32::from(letter.to_ascii_uppercase()).wrapping_sub(u32::from('A')) as usize;
    if index < count {
        return Ok(index);
    }
    Err(format!("ANSWER names {letter}, but the options are A to {}.", label(count - 1)))
}

fn label(index: usize) -> char {
    char::from(b'A' + u8::try_from(index.min(25)).unwrap_or(25))
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(40) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
