//! Whether what was written makes an exam: each fault beside its field, with figures.

use super::draft::{Draft, SectionDraft};
use crate::forms::unseen;
use crate::words;
use invigil_exam::{Certification, Section};
use invigil_store::{ExamPlan, Supply};
use std::collections::{BTreeMap, HashMap};

/// The most items of a form.
pub(super) const ITEMS: usize = 400;
/// The most items of a section.
const SECTION_ITEMS: u16 = 200;
/// The most characters of a title.
const TITLE: usize = 100;
/// The most characters of a description.
const DESCRIPTION: usize = 2000;

/// What is wrong, by the id of the field.
pub(super) type Faults = BTreeMap<String, String>;

/// The exam that a draft makes, as far as it can be read: what can't is left at its least, so that the rest can be looked at.
pub(super) fn plan(draft: &Draft, titles: BTreeMap<String, String>) -> ExamPlan {
    ExamPlan {
        title: draft.title.clone(),
        description: draft.description.clone(),
        minutes: number(&draft.minutes, 1, 600).unwrap_or(1),
        pass_percent: number(&draft.pass_percent, 1, 100).unwrap_or(1) as u8,
        sections: draft.sections.iter().enumerate().map(|(index, own)| section(index, own)).collect(),
        titles,
    }
}

fn section(index: usize, own: &SectionDraft) -> Section {
    let topics = own.topics();
    Section {
        id: format!("section-{}", index + 1),
        title: own.title.clone(),
        items: match own.fixed {
            true => topics.len().min(usize::from(SECTION_ITEMS)) as u16,
            false => number(&own.items, 1, SECTION_ITEMS).unwrap_or(1),
        },
        points: number(&own.points, 1, 1000),
        summary: String::new(),
        topics,
    }
}

fn number(text: &str, low: u16, high: u16) -> Option<u16> {
    text.parse().ok().filter(|number| (low..=high).contains(number))
}

/// Everything that is wrong with a draft, given what its sources hold.
pub(super) fn faults(draft: &Draft, plan: &ExamPlan, supply: &Supply) -> Faults {
    let mut faults = Faults::new();
    let mut fault = |field: String, text: String| _ = faults.entry(field).or_insert(text);
    if let Some(text) = title_fault(&draft.title, "Give the exam a title.") {
        fault("title".into(), text);
    }
    if draft.description.chars().count() > DESCRIPTION {
        fault("description".into(), format!("Use at most {DESCRIPTION} characters."));
    }
    if number(&draft.minutes, 1, 600).is_none() {
        fault("minutes".into(), "Enter a whole number of minutes from 1 to 600.".into());
    }
    if number(&draft.pass_percent, 1, 100).is_none() {
        fault("pass-percent".into(), "Enter a whole number from 1 to 100.".into());
    }
    if draft.sections.is_empty() {
        fault("add".into(), "An exam needs at least one section.".into());
    }
    let mut claimed: HashMap<&str, usize> = HashMap::new();
    for (index, (own, section)) in draft.sections.iter().zip(&plan.sections).enumerate() {
        let number_of = index + 1;
        let id = |field: &str| format!("s{number_of}-{field}");
        if let Some(text) = title_fault(&own.title, "Give the section a title.") {
            fault(id("title"), text);
        }
        if !own.points.is_empty() && number(&own.points, 1, 1000).is_none() {
            fault(id("points"), "Enter a whole number from 1 to 1000, or leave it empty.".into());
        }
        if !own.fixed && number(&own.items, 1, SECTION_ITEMS).is_none() {
            fault(id("items"), format!("Enter a whole number from 1 to {SECTION_ITEMS}."));
        }
        let sources = id(if own.fixed { "picked" } else { "source" });
        let title_of = |topic: &str| plan.titles.get(topic).map_or(topic, String::as_str).to_owned();
        match (own.fixed, section.topics.len()) {
            (true, 0) => fault(sources.clone(), "Pick at least one item.".into()),
            (false, 0) => fault(sources.clone(), "Choose at least one source.".into()),
            (true, many) if many > usize::from(SECTION_ITEMS) => fault(
                sources.clone(),
                format!("A section has at most {SECTION_ITEMS} items; {many} are picked."),
            ),
            _ => {}
        }
        for topic in &section.topics {
            if supply.is_gone(topic) {
                let text = format!("“{}” isn’t there for you any more. Take it out.", title_of(topic));
                fault(sources.clone(), text);
            }
            if let Some(other) = claimed.insert(topic, number_of) {
                let text = match other == number_of {
                    true => format!("“{}” is named twice.", title_of(topic)),
                    false => format!(
                        "“{}” feeds section {other} already; take it out of one of the two.",
                        title_of(topic)
                    ),
                };
                fault(sources.clone(), text);
            }
        }
        let has: usize = section.topics.iter().map(|topic| supply.items(topic)).sum();
        if own.fixed && has < section.topics.len() {
            let withdrawn = words::counted((section.topics.len() - has) as i64, "item is", "items are");
            fault(sources, format!("{withdrawn} withdrawn. Take out what is marked so."));
        } else if !own.fixed && !section.topics.is_empty() && has < usize::from(section.items) {
            let text = format!(
                "Section {number_of} asks for {}, its sources hold {has}.",
                words::counted(i64::from(section.items), "item", "items")
            );
            fault(id("items"), text);
        }
    }
    let all = plan.edition().items();
    if all > ITEMS {
        fault("add".into(), format!("An exam asks for at most {ITEMS} items; this one asks for {all}."));
    }
    faults
}

fn title_fault(title: &str, empty: &str) -> Option<String> {
    if title.is_empty() {
        Some(empty.to_owned())
    } else if title.chars().count() > TITLE {
        Some(format!("Use at most {TITLE} characters."))
    } else if title.chars().any(unseen) {
        Some("Use letters, digits and signs only.".to_owned())
    } else {
        None
    }
}

/// Whether a plan without faults keeps the rules that hold for every certification.
pub(super) fn keeps_the_rules(plan: &ExamPlan) -> bool {
    let mut exam = Certification::of_instructor("exam", &plan.title, &plan.description, plan.titles.clone());
    exam.editions.push(plan.edition());
    exam.problems().is_empty()
}
