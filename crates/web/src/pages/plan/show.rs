//! One plan: this week with what is to be done, the weeks to come, and what became of those before.

use super::current::{Current, Exam, Subject};
use super::form::{self, PlanForm};
use super::view::{ComingView, DayView, FocusView, PastView, days, whole_day};
use crate::error::Error;
use crate::extract::Path;
use crate::layout::Layout;
use crate::pages::assignments::form_checks::Faults;
use crate::session::{Candidate, Visitor};
use crate::state::App;
use crate::words;
use askama::Template;
use axum::extract::State;
use axum::response::{Html, Redirect};
use std::sync::Arc;

#[derive(Template)]
#[template(path = "plan/show.html")]
struct PlanPage {
    layout: Layout,
    id: String,
    short: String,
    exam_day: String,
    /// How far the exam is: `in 12 days`, `today`, `over`.
    left: String,
    over: bool,
    weekdays: String,
    minutes: String,
    zone: String,
    /// What there is too little time for, in words; empty where there is enough.
    too_short: String,
    focus: Vec<FocusView>,
    days: Vec<DayView>,
    /// How much of this week is done: `3 of 9 tasks`.
    done: String,
    coming: Vec<ComingView>,
    past: Vec<PastView>,
}

#[derive(Template)]
#[template(path = "plan/recognition.html")]
struct RecognitionPage {
    layout: Layout,
    id: String,
    short: String,
    /// What it needs: id and short name.
    needs: Vec<(String, String)>,
}

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(certification): Path<String>,
) -> Result<Html<String>, Error> {
    let exam = match Subject::find(&app, &certification)? {
        Subject::Exam(exam) => *exam,
        Subject::Recognition(short) => return recognition(&app, visitor.layout, certification, short),
    };
    let plan = match visitor.person() {
        Some(person) => {
            let mut plans = app.store.study_plans(person, Some(&exam.id), false).await?;
            plans.pop().map(|plan| (person, plan))
        }
        None => None,
    };
    let Some((person, plan)) = plan else {
        let now = match &visitor.session {
            Some(session) => session.now,
            None => app.store.now().await?,
        };
        let page =
            form::page(visitor.layout, &exam, PlanForm::fresh(now), Faults::default(), form::Kind::Fresh);
        return Ok(Html(page?));
    };
    let current = Current::of(&app, person, &exam, plan).await?;
    Ok(Html(PlanPage::new(visitor.layout, &exam, &current).render()?))
}

fn recognition(app: &App, layout: Layout, id: String, short: String) -> Result<Html<String>, Error> {
    let catalogue = app.catalogue();
    let certification = catalogue.certification(&id).ok_or(Error::NotFound)?;
    let needs = certification
        .requires
        .iter()
        .filter_map(|needed| catalogue.certification(needed))
        .map(|needed| (needed.id.clone(), needed.short.clone()))
        .collect();
    Ok(Html(RecognitionPage { layout, id, short, needs }.render()?))
}

/// Deletes the plan. Once it is gone, doing it again is the same as there having been none.
pub(crate) async fn delete(
    State(app): State<Arc<App>>,
    candidate: Candidate,
    Path(certification): Path<String>,
) -> Result<Redirect, Error> {
    match app.store.delete_study_plan(candidate.session.person.id, &certification).await? {
        true => Ok(Redirect::to("/plan")),
        false => Err(Error::NotFound),
    }
}

impl PlanPage {
    fn new(layout: Layout, exam: &Exam, current: &Current) -> PlanPage {
        let terms = &current.plan.terms;
        let week = current.this_week.as_ref();
        let names = form::DAYS.iter().enumerate().filter(|(day, _)| terms.weekdays >> day & 1 == 1);
        PlanPage {
            layout,
            id: exam.id.clone(),
            short: exam.short.clone(),
            exam_day: whole_day(terms.exam_on),
            left: left((terms.exam_on - current.today).whole_days()),
            over: current.today > terms.exam_on,
            weekdays: words::listed(&names.map(|(_, (_, name))| &name[..3]).collect::<Vec<_>>()),
            minutes: words::counted(terms.minutes, "minute", "minutes"),
            zone: current.zone.name().to_owned(),
            too_short: too_short(current),
            focus: week
                .map(|week| week.week.focus.iter().map(|focus| FocusView::new(exam, focus)).collect())
                .unwrap_or_default(),
            days: week.map(|week| days(exam, week, current)).unwrap_or_default(),
            done: week.map_or(String::new(), |week| {
                format!(
                    "{} of {} done",
                    week.done.count(),
                    words::counted(week.week.tasks.len() as i64, "task", "tasks")
                )
            }),
            coming: current.coming.iter().map(|week| ComingView::new(exam, week, terms.exam_on)).collect(),
            past: current.past.iter().map(|week| PastView::new(exam, week)).collect(),
        }
    }
}

/// How far a day is.
pub(super) fn left(days: i64) -> String {
    match days {
        ..0 => "over".to_owned(),
        0 => "today".to_owned(),
        1 => "tomorrow".to_owned(),
        more => format!("in {}", words::counted(more, "day", "days")),
    }
}

/// What there is too little time for.
fn too_short(current: &Current) -> String {
    let items = match current.items_left {
        0 => "There is no time left for practice before the exam".to_owned(),
        items => format!(
            "There is time for about {} before the exam",
            words::counted(items, "item of practice", "items of practice")
        ),
    };
    match (current.short, current.left_out.is_empty()) {
        (_, false) => format!("{items}, none of them for {}.", words::listed(&current.left_out)),
        (true, true) => format!("{items}."),
        (false, true) => String::new(),
    }
}
