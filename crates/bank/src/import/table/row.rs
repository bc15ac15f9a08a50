//! One row of a table as an item.

use super::Row;
use super::columns::{Columns, Role};
use super::keys::Convention;
use crate::import::collector::Collector;
use crate::import::naming::letter;
use crate::import::raw::{RawItem, RawOption, Text};
use invigil_exam::Difficulty;
use std::borrow::Cow;

/// The longest text that is looked at, in bytes; more is no item of anybody.
const MAX_CELL: usize = 200_000;

/// What a row's own type says.
enum Kind {
    /// It has no type, or one that leaves open how many keys there are.
    Open,
    Single,
    Multiple,
    TrueFalse,
    Other,
}

/// The markup of a row's texts.
#[derive(Clone, Copy)]
enum Markup {
    Plain,
    Markdown,
    Html,
}

impl Markup {
    fn text(self, text: &str) -> Text {
        match self {
            Markup::Plain => Text::Plain(text.to_owned()),
            Markup::Markdown => Text::Markdown(text.to_owned()),
            Markup::Html => Text::Html(text.to_owned()),
        }
    }
}

/// What is wrong with a row, and in which column.
type Wrong = (Role, String);

/// The options of a row, empty ones included, so that their numbers are those of the columns.
pub(super) fn options<'a>(row: &Row<'a>, columns: &Columns) -> Vec<Cow<'a, str>> {
    let cell = columns.get(row, Role::Options);
    let mut options: Vec<Cow<'a, str>> = match cell.is_empty() {
        false => cell.split('|').take(27).map(|option| Cow::Owned(option.trim().to_owned())).collect(),
        true => (0..columns.option_columns()).map(|index| columns.get(row, Role::Option(index))).collect(),
    };
    if options.iter().all(|option| option.is_empty())
        && matches!(kind(&columns.get(row, Role::Kind)), Kind::TrueFalse)
    {
        options = vec![Cow::Borrowed("True"), Cow::Borrowed("False")];
    }
    options
}

/// Hands a row on as whatever it is.
pub(super) fn read(row: &Row<'_>, columns: &Columns, convention: &Convention, collector: &mut Collector<'_>) {
    let place = (row.place)(0);
    let (id, title) = (columns.get(row, Role::Id), columns.get(row, Role::Title));
    let name = if id.is_empty() { &title } else { &id };
    let kind_name = columns.get(row, Role::Kind);
    let called = if kind_name.is_empty() { "row" } else { &kind_name };
    let extra = row.cells.iter().skip(columns.count).position(|cell| !cell.trim().is_empty());
    if let Some(broken) = &row.broken {
        return collector.fail(place, "", "row", broken.clone());
    }
    if let Some(extra) = extra {
        let at = (row.place)(columns.count + extra);
        let reason = format!(
            "A value stands in column {}, but the header names {} columns.",
            columns.count + extra + 1,
            columns.count
        );
        return collector.fail(at, name, called, reason);
    }
    if let Some(long) = row.cells.iter().position(|cell| cell.len() > MAX_CELL) {
        let reason = format!("A cell has {} bytes; at most {MAX_CELL} are read.", row.cells[long].len());
        return collector.fail((row.place)(long), name, called, reason);
    }
    if matches!(kind(&kind_name), Kind::Other) {
        let reason = "Items here have options to choose from: single choice, multiple response, true/false.";
        return collector.skip(columns.place(row, Role::Kind), name, &kind_name, reason);
    }
    match item(row, columns, convention) {
        Ok(raw) => collector.item(RawItem { place, id: id.into_owned(), title: title.into_owned(), ..raw }),
        Err((role, reason)) => collector.fail(columns.place(row, role), name, called, reason),
    }
}

fn item(row: &Row<'_>, columns: &Columns, convention: &Convention) -> Result<RawItem, Wrong> {
    let get = |role| columns.get(row, role);
    let markup = match get(Role::Format).to_lowercase().as_str() {
        "" | "plain" | "text" | "plain text" => Markup::Plain,
        "markdown" | "md" => Markup::Markdown,
        "html" => Markup::Html,
        other => {
            return Err((
                Role::Format,
                format!("The format “{other}” is unknown; write plain, markdown or html."),
            ));
        }
    };
    let stem = get(Role::Stem);
    if stem.is_empty() {
        return Err((Role::Stem, "The stem is empty.".to_owned()));
    }
    let options = options(row, columns);
    let count = options.iter().rposition(|option| !option.is_empty()).map_or(0, |last| last + 1);
    if let Some(gap) = options[..count].iter().position(|option| option.is_empty()) {
        let reason = format!("Option {} is empty, but option {} isn't.", letter(gap), letter(count - 1));
        let role = if get(Role::Options).is_empty() { Role::Option(gap) } else { Role::Options };
        return Err((role, reason));
    }
    let keys = convention.read(&get(Role::Key), &options).map_err(|reason| (Role::Key, reason))?;
    let kind = kind(&get(Role::Kind));
    if matches!(kind, Kind::Single | Kind::TrueFalse) && keys.len() > 1 {
        return Err((Role::Key, format!("Its type allows one key, and {} are named.", keys.len())));
    }
    let mut notes = Vec::new();
    let raw_options = options[..count].iter().enumerate().map(|(index, option)| RawOption {
        text: markup.text(option),
        key: keys.contains(&index),
        reason: markup.text(&get(Role::Reason(index))),
    });
    let raw_options = raw_options.collect();
    for index in (count..26).filter(|index| !get(Role::Reason(*index)).is_empty()) {
        notes.push(format!("The reason of option {} isn't kept, since that option is empty.", letter(index)));
    }
    let multiple = matches!(kind, Kind::Multiple) || keys.len() > 1;
    Ok(RawItem {
        kind: if multiple { "multiple response" } else { "single choice" }.to_owned(),
        section: get(Role::Section).into_owned(),
        stem: markup.text(&stem),
        options: raw_options,
        multiple,
        shuffle: shuffle(&get(Role::Shuffle), &kind)?,
        explanation: markup.text(&get(Role::Explanation)),
        reference: markup.text(&get(Role::Reference)),
        objective: get(Role::Objective).into_owned(),
        difficulty: difficulty(&get(Role::Difficulty), &mut notes),
        notes,
        ..RawItem::default()
    })
}

/// What a type says, loosely written.
fn kind(kind: &str) -> Kind {
    let words: String =
        kind.chars().filter(|char| char.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    match words.as_str() {
        "" | "mc" | "mcq" | "multiplechoice" | "choice" => Kind::Open,
        "single" | "singlechoice" | "singleanswer" | "singleresponse" | "singleselect" | "radio" | "sc" => {
            Kind::Single
        }
        "multiple" | "multipleresponse" | "multipleanswer" | "multipleanswers" | "multipleselect"
        | "multiselect" | "checkbox" | "checkboxes" | "mr" | "ma" => Kind::Multiple,
        "truefalse" | "tf" | "trueorfalse" | "boolean" | "yesno" => Kind::TrueFalse,
        _ => Kind::Other,
    }
}

fn shuffle(cell: &str, kind: &Kind) -> Result<bool, Wrong> {
    match cell.to_lowercase().as_str() {
        "" => Ok(!matches!(kind, Kind::TrueFalse)),
        "yes" | "y" | "true" | "1" | "on" => Ok(true),
        "no" | "n" | "false" | "0" | "off" => Ok(false),
        other => Err((Role::Shuffle, format!("“{other}” isn't clear for shuffle; write yes or no."))),
    }
}

fn difficulty(cell: &str, notes: &mut Vec<String>) -> Option<Difficulty> {
    match cell.to_lowercase().as_str() {
        "" => None,
        "easy" => Some(Difficulty::Easy),
        "medium" => Some(Difficulty::Medium),
        "hard" => Some(Difficulty::Hard),
        other => {
            notes.push(format!("Its difficulty “{other}” isn't kept; known are easy, medium and hard."));
            None
        }
    }
}
