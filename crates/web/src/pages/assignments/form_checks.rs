//! What is wrong with a form about an assignment or an allowance, and what it says where nothing is.

use super::form::AssignmentForm;
use crate::forms::unseen;
use crate::zone::Zone;
use invigil_exam::Release;
use invigil_store::{Assignment, AssignmentPlan, KnownEdition};
use time::Duration;

/// The longest title, in characters.
const LONGEST_TITLE: usize = 100;
/// The longest note, in characters.
const LONGEST_NOTE: usize = 2000;
/// The longest window.
const LONGEST_WINDOW: Duration = Duration::days(366);

/// What is wrong, by field, in the order of the page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Faults(Vec<(&'static str, String)>);

impl Faults {
    /// A single one.
    pub(crate) fn one(field: &'static str, fault: impl Into<String>) -> Faults {
        Faults(vec![(field, fault.into())])
    }

    /// Adds one, if there is one.
    pub(crate) fn add(&mut self, field: &'static str, fault: Option<impl Into<String>>) {
        self.0.extend(fault.map(|fault| (field, fault.into())));
    }

    /// Notes what is wrong with a value and goes on without it.
    pub(crate) fn keep<T>(&mut self, field: &'static str, value: Result<T, impl Into<String>>) -> Option<T> {
        match value {
            Ok(value) => Some(value),
            Err(fault) => {
                self.0.push((field, fault.into()));
                None
            }
        }
    }

    /// What is wrong with a field.
    pub(crate) fn of(&self, field: &str) -> Option<&str> {
        self.0.iter().find(|(name, _)| *name == field).map(|(_, fault)| fault.as_str())
    }

    /// Whether a field is the first with a fault, and so gets the focus.
    pub(crate) fn first(&self, field: &str) -> bool {
        self.0.first().is_some_and(|(name, _)| *name == field)
    }

    /// Whether nothing is wrong.
    pub(crate) fn none(&self) -> bool {
        self.0.is_empty()
    }
}

/// A whole number in a range.
pub(crate) fn number(text: &str, least: u16, most: u16) -> Result<u16, String> {
    let parsed = text.trim().parse().ok().filter(|number| (least..=most).contains(number));
    parsed.ok_or_else(|| format!("Enter a whole number from {least} to {most}."))
}

/// Text of several lines, without what no line has.
pub(super) fn prose(text: &str, longest: usize) -> Result<String, String> {
    let text = text.replace("\r\n", "\n").trim().to_owned();
    if text.chars().count() > longest {
        Err(format!("Use at most {longest} characters."))
    } else if text.chars().any(|character| character.is_control() && !matches!(character, '\n' | '\t')) {
        Err("Use letters, digits and signs only.".to_owned())
    } else {
        Ok(text)
    }
}

/// The plan that a form tells; `assignable` is what may be assigned, `before` the assignment that it changes.
pub(super) fn check(
    form: &AssignmentForm,
    assignable: &[(String, KnownEdition)],
    before: Option<&Assignment>,
) -> Result<AssignmentPlan, Faults> {
    let mut faults = Faults::default();
    let edition: Option<i32> = form.edition.parse().ok();
    let chosen = assignable
        .iter()
        .find(|(_, known)| Some(known.id) == edition)
        .map(|(name, known)| (known.id, name.as_str(), known.edition.minutes))
        .or_else(|| {
            let kept = before.filter(|before| edition.is_none_or(|edition| edition == before.plan.edition));
            kept.map(|before| (before.plan.edition, before.exam.as_str(), before.edition.minutes))
        });
    let chosen = faults.keep("edition", chosen.ok_or("Choose an exam."));
    let title = form.title.trim();
    if title.chars().count() > LONGEST_TITLE || title.chars().any(unseen) {
        faults.add("title", Some(format!("Use at most {LONGEST_TITLE} letters, digits and signs.")));
    }
    let note = faults.keep("note", prose(&form.note, LONGEST_NOTE));
    let zone = faults.keep("time_zone", Zone::named(&form.time_zone).ok_or("Choose a time zone."));
    let moment = |text: &str| zone.as_ref().map(|zone| zone.moment(text)).transpose();
    let opens = faults.keep("opens", moment(&form.opens)).flatten();
    let closes = faults.keep("closes", moment(&form.closes)).flatten();
    if let (Some(opens), Some(closes)) = (opens, closes) {
        if closes <= opens {
            faults.add("closes", Some("It must close after it opens."));
        } else if closes - opens > LONGEST_WINDOW {
            faults.add("closes", Some("A window is open for at most a year."));
        }
    }
    let minutes = match (form.minutes.trim(), chosen) {
        ("", Some((_, _, minutes))) => Some(minutes),
        (text, _) => faults.keep("minutes", number(text, 1, 600)),
    };
    let attempts = faults.keep("attempts", number(&form.attempts, 1, 20));
    let closing = match form.closing.as_str() {
        "cut" => Ok(true),
        "whole" => Ok(false),
        _ => Err("Choose one."),
    };
    let window_cuts = faults.keep("closing", closing);
    let results = faults.keep("results", Release::named(&form.results).ok_or("Choose one."));
    let keys = faults.keep("keys", Release::named(&form.keys).ok_or("Choose one."));
    if !faults.none() {
        return Err(faults);
    }
    let plan = (|| {
        let (edition, exam, _) = chosen?;
        Some(AssignmentPlan {
            edition,
            title: if title.is_empty() {
                exam.chars().take(LONGEST_TITLE).collect()
            } else {
                title.to_owned()
            },
            note: note?,
            opens_at: opens?,
            closes_at: closes?,
            time_zone: zone?.name().to_owned(),
            attempts: attempts?,
            minutes: minutes?,
            window_cuts: window_cuts?,
            results: results?,
            keys: keys?,
            shuffle_items: form.shuffle_items.is_some(),
            shuffle_options: form.shuffle_options.is_some(),
            prerequisites: form.prerequisites.is_some(),
        })
    })();
    plan.ok_or(faults)
}
