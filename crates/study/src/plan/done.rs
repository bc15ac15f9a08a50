//! What was done of a week, told by answers and exams; nobody ticks anything.

use super::{Task, Week, What};
use std::collections::BTreeMap;

/// What somebody did in a week.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Work {
    /// Items practised, by area.
    pub practised: BTreeMap<String, u32>,
    /// Whether items that came back were answered, by day from Monday.
    pub reviewed: [bool; 7],
    /// Mock exams that were handed in.
    pub exams: u32,
}

/// How far a task is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TaskDone {
    /// Whether it is done.
    pub done: bool,
    /// Items answered of a practice set, at most as many as it has.
    pub items: u32,
}

/// How much of a week is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done {
    /// In the order of the week's tasks.
    pub tasks: Vec<TaskDone>,
}

impl Done {
    /// How many tasks are done.
    pub fn count(&self) -> usize {
        self.tasks.iter().filter(|task| task.done).count()
    }
}

/// Tells how far the tasks of a week are. The day doesn't matter but for review: what is practised of an area goes to its sets
/// in their order, so that Thursday's can be done on Wednesday, and Monday's made up for.
pub fn done(week: &Week, work: &Work) -> Done {
    let mut practised = work.practised.clone();
    let mut exams = work.exams;
    let tasks = week
        .tasks
        .iter()
        .map(|Task { on, what, .. }| match what {
            What::Practice { area, items } => {
                let left = practised.entry(area.clone()).or_default();
                let of_this = (*left).min(*items);
                *left -= of_this;
                TaskDone { done: of_this == *items, items: of_this }
            }
            What::Review => {
                let day = usize::try_from((*on - week.monday).whole_days()).ok();
                let done = day.and_then(|day| work.reviewed.get(day)).copied().unwrap_or(false);
                TaskDone { done, items: 0 }
            }
            What::Mock { .. } => {
                let done = exams > 0;
                exams = exams.saturating_sub(1);
                TaskDone { done, items: 0 }
            }
        })
        .collect();
    Done { tasks }
}
