//! All plans of somebody, and the exams that have none yet.

use super::current::{Exam, Subject, monday_of};
use super::show::left;
use super::view::whole_day;
use crate::error::Error;
use crate::layout::Layout;
use crate::session::Visitor;
use crate::state::App;
use crate::words;
use crate::zone::Zone;
use askama::Template;
use axum::extract::State;
use axum::response::Html;
use invigil_store::StudyPlan;
use std::sync::Arc;

#[derive(Template)]
#[template(path = "plan/list.html")]
struct ListPage {
    layout: Layout,
    plans: Vec<Card>,
    /// Exams without a plan: id, short name, full name.
    others: Vec<(String, String, String)>,
    /// Recognitions: id, short name.
    recognitions: Vec<(String, String)>,
}

/// A plan in short.
struct Card {
    id: String,
    short: String,
    exam_day: String,
    left: String,
    /// How much of this week is done; empty where it wasn't looked at yet.
    week: String,
}

pub(crate) async fn show(State(app): State<Arc<App>>, visitor: Visitor) -> Result<Html<String>, Error> {
    let plans = match visitor.person() {
        Some(person) => app.store.study_plans(person, None, true).await?,
        None => Vec::new(),
    };
    let catalogue = app.catalogue();
    let mut page =
        ListPage { layout: visitor.layout, plans: Vec::new(), others: Vec::new(), recognitions: Vec::new() };
    for certification in catalogue.certifications.iter() {
        match Subject::of(certification) {
            Some(Subject::Recognition(short)) => page.recognitions.push((certification.id.clone(), short)),
            Some(Subject::Exam(exam)) if !plans.iter().any(|plan| plan.certification == exam.id) => {
                page.others.push((exam.id, exam.short, certification.name.clone()));
            }
            _ => {}
        }
    }
    for plan in &plans {
        let known = catalogue.certification(&plan.certification).and_then(Subject::of);
        if let Some(Subject::Exam(exam)) = known {
            page.plans.push(Card::new(&exam, plan));
        }
    }
    Ok(Html(page.render()?))
}

impl Card {
    fn new(exam: &Exam, plan: &StudyPlan) -> Card {
        let today = Zone::stored(&plan.time_zone).day(plan.now);
        let week = plan.weeks.iter().find(|written| written.week.monday == monday_of(today));
        let week = week.map(|written| exam.written(written)).filter(|week| !week.week.tasks.is_empty());
        Card {
            id: exam.id.clone(),
            short: exam.short.clone(),
            exam_day: whole_day(plan.terms.exam_on),
            left: left((plan.terms.exam_on - today).whole_days()),
            week: week.map_or(String::new(), |week| {
                let tasks = words::counted(week.week.tasks.len() as i64, "task", "tasks");
                format!("This week: {} of {tasks} done", week.done.count())
            }),
        }
    }
}
