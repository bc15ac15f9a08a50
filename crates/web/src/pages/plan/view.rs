//! A plan in words: days, tasks, reasons.

use super::current::{Current, Exam, Written, monday_of};
use crate::words;
use invigil_study::plan::{Focus, Task, TaskDone, Week, What, Why};
use time::format_description::StaticFormatDescription;
use time::macros::format_description;
use time::{Date, Duration};

const DAY: StaticFormatDescription =
    format_description!("[weekday repr:short]\u{a0}[day padding:none]\u{a0}[month repr:short]");
const WHOLE: StaticFormatDescription =
    format_description!("[weekday]\u{a0}[day padding:none]\u{a0}[month repr:long]\u{a0}[year]");
const SHORT: StaticFormatDescription = format_description!("[day padding:none]\u{a0}[month repr:short]");

/// A day as lists tell it: `Mon 23 Nov`.
pub(super) fn day(on: Date) -> String {
    on.format(DAY).unwrap_or_default()
}

/// A day in full: `Monday 23 November 2026`.
pub(super) fn whole_day(on: Date) -> String {
    on.format(WHOLE).unwrap_or_default()
}

/// A week: `23 Nov – 29 Nov`.
fn week_title(monday: Date) -> String {
    let short = |on: Date| on.format(SHORT).unwrap_or_default();
    format!("{} – {}", short(monday), short(monday.saturating_add(Duration::days(6))))
}

/// What can be done about a task.
#[derive(Clone, Debug)]
pub(crate) enum Action {
    /// It is done.
    Done,
    /// A practice set to begin.
    Practise {
        /// The section's id.
        section: String,
        /// Items that are left of it.
        items: u32,
    },
    /// A mock exam: where it begins.
    Sit(String),
    /// The queue of what comes back.
    Review,
    /// Nothing at the moment, and why.
    Nothing(&'static str),
}

/// A task of the present week.
#[derive(Clone, Debug)]
pub(crate) struct TaskView {
    /// The certification's id.
    pub(crate) certification: String,
    /// What is to be done: `8 items of Functions`.
    pub(crate) label: String,
    /// How long it takes, and how far it is.
    pub(crate) detail: String,
    /// What can be done about it.
    pub(crate) action: Action,
}

impl TaskView {
    pub(super) fn new(exam: &Exam, task: &Task, done: TaskDone, today: Date, due: usize) -> TaskView {
        let about = format!("about {}\u{a0}min", task.minutes);
        let (detail, action) = match &task.what {
            What::Practice { area, items } => {
                let left = items - done.items;
                let detail = match done.items {
                    0 => about,
                    some if left > 0 => format!("{some} of {items} answered"),
                    _ => about,
                };
                (detail, Action::Practise { section: area.clone(), items: left })
            }
            What::Review if task.on != today => (about, Action::Nothing("")),
            What::Review if due == 0 => (about, Action::Nothing("nothing waits")),
            What::Review => {
                (format!("{} now", words::counted(due as i64, "item waits", "items wait")), Action::Review)
            }
            What::Mock { longer } => {
                let clock = format!("{}\u{a0}min on the clock", task.minutes);
                let detail = if *longer {
                    format!("{clock}: longer than you have on a day, in one piece")
                } else {
                    clock
                };
                (detail, Action::Sit(exam.address()))
            }
        };
        TaskView {
            certification: exam.id.clone(),
            label: label(exam, &task.what),
            detail,
            action: if done.done { Action::Done } else { action },
        }
    }

    /// Whether something is left to do.
    pub(crate) fn is_open(&self) -> bool {
        matches!(self.action, Action::Practise { .. } | Action::Sit(_) | Action::Review)
    }
}

/// What a task asks for: `8 items of Functions`.
pub(super) fn label(exam: &Exam, what: &What) -> String {
    match what {
        What::Practice { area, items } => {
            format!("{} of {}", words::counted(*items, "item", "items"), exam.area(area))
        }
        What::Review => "Review what comes back".to_owned(),
        What::Mock { .. } => format!("Mock exam {}", exam.short),
    }
}

/// A day of the present week.
pub(super) struct DayView {
    pub(super) name: String,
    pub(super) today: bool,
    pub(super) tasks: Vec<TaskView>,
}

/// The days of the present week that have tasks.
pub(super) fn days(exam: &Exam, written: &Written, current: &Current) -> Vec<DayView> {
    let mut days: Vec<(Date, DayView)> = Vec::new();
    for (task, done) in written.week.tasks.iter().zip(&written.done.tasks) {
        if days.last().is_none_or(|(on, _)| *on != task.on) {
            let today = task.on == current.today;
            days.push((task.on, DayView { name: day(task.on), today, tasks: Vec::new() }));
        }
        if let Some((_, day)) = days.last_mut() {
            day.tasks.push(TaskView::new(exam, task, *done, current.today, current.plan.due));
        }
    }
    days.into_iter().map(|(_, day)| day).collect()
}

/// A focus area and why.
pub(super) struct FocusView {
    pub(super) title: String,
    pub(super) why: String,
}

impl FocusView {
    pub(super) fn new(exam: &Exam, focus: &Focus) -> FocusView {
        let percent = format!("{}\u{a0}% so far", focus.percent);
        let known = match focus.why {
            Why::Unmeasured => "not measured yet".to_owned(),
            Why::Unsure => {
                format!("only {} so far, too few to tell", words::counted(focus.asked, "answer", "answers"))
            }
            Why::Weak => format!("{percent}, below the pass mark"),
            Why::Close => format!("{percent}, not yet safe"),
            Why::Fresh => format!("{percent}, kept fresh"),
        };
        FocusView {
            title: exam.area(&focus.area).to_owned(),
            why: format!("{known}; {}\u{a0}% of the score", focus.share),
        }
    }
}

/// A week to come.
pub(super) struct ComingView {
    pub(super) title: String,
    pub(super) focus: Vec<FocusView>,
    /// Each day with its tasks in a line.
    pub(super) days: Vec<(String, String)>,
    /// Its minutes together.
    pub(super) minutes: String,
}

impl ComingView {
    pub(super) fn new(exam: &Exam, week: &Week, exam_on: Date) -> ComingView {
        let tasks = |on: Date| {
            let labels: Vec<String> =
                week.tasks.iter().filter(|task| task.on == on).map(|task| brief(exam, &task.what)).collect();
            labels.join(", ")
        };
        let mut days: Vec<Date> = week.tasks.iter().map(|task| task.on).collect();
        days.dedup();
        let mut days: Vec<(String, String)> = days.into_iter().map(|on| (day(on), tasks(on))).collect();
        if monday_of(exam_on) == week.monday {
            days.push((day(exam_on), "the exam".to_owned()));
        }
        ComingView {
            title: week_title(week.monday),
            focus: week.focus.iter().map(|focus| FocusView::new(exam, focus)).collect(),
            days,
            minutes: words::duration(Duration::minutes(week.minutes().into())),
        }
    }
}

/// A task within a line.
pub(super) fn brief(exam: &Exam, what: &What) -> String {
    match what {
        What::Review => "review".to_owned(),
        What::Mock { .. } => "mock exam".to_owned(),
        What::Practice { .. } => label(exam, what),
    }
}

/// A week that is over, planned and done.
pub(super) struct PastView {
    pub(super) title: String,
    pub(super) focus: String,
    pub(super) planned: u32,
    pub(super) practised: u32,
    pub(super) exams: String,
    pub(super) tasks: String,
}

impl PastView {
    pub(super) fn new(exam: &Exam, written: &Written) -> PastView {
        let week = &written.week;
        let focus: Vec<&str> = week.focus.iter().map(|focus| exam.area(&focus.area)).collect();
        let mocks = week.tasks.iter().filter(|task| matches!(task.what, What::Mock { .. })).count();
        PastView {
            title: week_title(week.monday),
            focus: focus.join(", "),
            planned: week.items(),
            practised: written.practised,
            exams: format!("{} of {mocks}", written.exams),
            tasks: format!("{} of {}", written.done.count(), week.tasks.len()),
        }
    }
}
