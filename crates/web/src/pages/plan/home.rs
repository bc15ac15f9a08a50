//! What the first page shows of plans: what is open this week up to today. One query.

use super::current::{Subject, monday_of};
use super::show::left;
use super::view::TaskView;
use crate::error::Error;
use crate::state::App;
use crate::zone::Zone;
use uuid::Uuid;

/// A plan as the first page shows it, by `plan/home.html`.
#[derive(Clone, Debug)]
pub(crate) struct HomePlan {
    /// What people call the certification.
    pub(crate) short: String,
    /// Where the plan is.
    pub(crate) address: String,
    /// How far the exam is: `in 12 days`.
    pub(crate) left: String,
    /// Whether the week was looked at, so that its tasks are known.
    pub(crate) begun: bool,
    /// What is open, of today and the days before it in this week.
    pub(crate) tasks: Vec<TaskView>,
    /// How many tasks are left on the days after today in this week.
    pub(crate) later: usize,
}

/// A person's plans whose exam is still to come, the one that comes first first.
pub(crate) async fn this_week(app: &App, person: Uuid) -> Result<Vec<HomePlan>, Error> {
    let plans = app.store.study_plans(person, None, true).await?;
    let catalogue = app.catalogue();
    let shown = plans.into_iter().filter_map(|plan| {
        let Some(Subject::Exam(exam)) = catalogue.certification(&plan.certification).and_then(Subject::of)
        else {
            return None;
        };
        let today = Zone::stored(&plan.time_zone).day(plan.now);
        if plan.terms.exam_on < today {
            return None;
        }
        let mut weeks = plan.weeks.iter().filter(|_| plan.terms.exam_on > today);
        let week = weeks.find(|written| written.week.monday == monday_of(today));
        let week = week.map(|written| exam.written(written));
        let tasks = || week.iter().flat_map(|week| week.week.tasks.iter().zip(&week.done.tasks));
        Some(HomePlan {
            address: format!("/plan/{}", exam.id),
            left: left((plan.terms.exam_on - today).whole_days()),
            begun: week.is_some() || plan.terms.exam_on == today,
            tasks: tasks()
                .filter(|(task, _)| task.on <= today)
                .map(|(task, done)| TaskView::new(&exam, task, *done, today, plan.due))
                .filter(TaskView::is_open)
                .collect(),
            later: tasks().filter(|(task, done)| task.on > today && !done.done).count(),
            short: exam.short,
        })
    });
    Ok(shown.collect())
}
