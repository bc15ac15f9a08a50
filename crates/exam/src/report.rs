//! What a candidate is told about a closed attempt.

use crate::{Choices, ClosedAttempt, Edition, ItemMark, Key, Marked, Question, Ruling, Solution, mark};

/// One item of a report. Options are in the order in which they were shown.
#[derive(Clone, Debug)]
pub struct ItemReport<'a> {
    /// From 1.
    pub position: usize,
    /// The item revision's id.
    pub revision: i32,
    /// The index of its section.
    pub section: usize,
    /// How it was answered.
    pub mark: ItemMark,
    /// Whether the candidate had flagged it.
    pub flagged: bool,
    /// For each place as shown, the option's index as written.
    pub places: Vec<usize>,
    /// What was chosen, as shown.
    pub chosen: Choices,
    /// What would have been right, as shown.
    pub keys: Choices,
    /// That it was marked otherwise than the solution says.
    pub ruling: Option<&'a Ruling>,
    /// What was asked.
    pub question: &'a Question,
    /// Why.
    pub solution: &'a Solution,
}

/// The report on a closed attempt. It can't be made of an open one.
#[derive(Clone, Debug)]
pub struct Report<'a> {
    /// The attempt.
    pub attempt: &'a ClosedAttempt,
    /// Score, verdict and sections.
    pub marked: Marked,
    /// By position.
    pub items: Vec<ItemReport<'a>>,
}

impl<'a> Report<'a> {
    /// Reports on `attempt`, taken under `edition`. `contents` are question and solution of each position's item revision, and
    /// the ruling that it was marked by, if any.
    pub fn new(
        attempt: &'a ClosedAttempt,
        edition: &Edition,
        contents: &[(&'a Question, &'a Solution, Option<&'a Ruling>)],
    ) -> Report<'a> {
        let sitting = &attempt.sitting;
        let keys: Vec<Key<'a>> =
            contents.iter().map(|(_, solution, ruling)| Key::new(solution.keys, *ruling)).collect();
        let chosen: Vec<Choices> = sitting.entries.iter().map(|entry| entry.chosen).collect();
        let marked = mark(edition, &sitting.form, &keys, &chosen);
        let items = contents
            .iter()
            .zip(&sitting.form.slots)
            .zip(&sitting.entries)
            .enumerate()
            .map(|(index, ((&(question, solution, ruling), slot), entry))| ItemReport {
                position: index + 1,
                revision: slot.revision,
                section: slot.section.into(),
                mark: marked.items[index],
                flagged: entry.flagged,
                places: slot.order.places().collect(),
                chosen: entry.chosen,
                keys: slot.order.to_shown(keys[index].options()),
                ruling,
                question,
                solution,
            })
            .collect();
        Report { attempt, marked, items }
    }
}
