//! Making a plan, and changing one.

use super::current::{Exam, Subject, focus_before, monday_of, to_write, week_of};
use super::view::whole_day;
use crate::error::Error;
use crate::extract::{Form, Path};
use crate::layout::Layout;
use crate::pages::assignments::form_checks::{Faults, number};
use crate::session::{Candidate, Visitor};
use crate::state::App;
use crate::zone::Zone;
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum_extra::extract::cookie::CookieJar;
use invigil_store::{NewPlan, StudyPlan};
use invigil_study::plan::Terms;
use serde::Deserialize;
use std::sync::Arc;
use time::format_description::well_known::Iso8601;
use time::{Date, Duration, OffsetDateTime};

/// The days of the week as the form sends them, and their names.
pub(super) const DAYS: [(&str, &str); 7] = [
    ("mon", "Monday"),
    ("tue", "Tuesday"),
    ("wed", "Wednesday"),
    ("thu", "Thursday"),
    ("fri", "Friday"),
    ("sat", "Saturday"),
    ("sun", "Sunday"),
];

/// How many days ahead an exam may be.
const FARTHEST: i64 = 366;
/// How many days ahead the form starts with: six weeks.
const USUAL: i64 = 42;
/// The fewest and the most minutes a day.
const MINUTES: (u16, u16) = (10, 600);

#[derive(Template)]
#[template(path = "plan/form.html")]
struct FormPage {
    layout: Layout,
    id: String,
    short: String,
    exam_minutes: u16,
    form: PlanForm,
    faults: Faults,
    kind: Kind,
}

/// Which form it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Of a plan that isn't made, untouched: the browser's zone may be filled in.
    Fresh,
    /// Of a plan that isn't made, sent back.
    Again,
    /// Of a plan that there is.
    Change,
}

/// What the form sends.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct PlanForm {
    exam_on: String,
    day: Vec<String>,
    minutes: String,
    time_zone: String,
}

impl PlanForm {
    /// What a new one starts with: six weeks, working days, 45 minutes.
    pub(super) fn fresh(now: OffsetDateTime) -> PlanForm {
        PlanForm {
            exam_on: written(now.date().saturating_add(Duration::days(USUAL))),
            day: DAYS[..5].iter().map(|(day, _)| (*day).to_owned()).collect(),
            minutes: "45".to_owned(),
            time_zone: "UTC".to_owned(),
        }
    }

    fn of(plan: &StudyPlan) -> PlanForm {
        let chosen = DAYS.iter().enumerate().filter(|(day, _)| plan.terms.weekdays >> day & 1 == 1);
        PlanForm {
            exam_on: written(plan.terms.exam_on),
            day: chosen.map(|(_, (day, _))| (*day).to_owned()).collect(),
            minutes: plan.terms.minutes.to_string(),
            time_zone: Zone::stored(&plan.time_zone).name().to_owned(),
        }
    }

    fn has(&self, day: &str) -> bool {
        self.day.iter().any(|chosen| chosen == day)
    }

    /// What the form asks for.
    fn check(&self, now: OffsetDateTime) -> Result<(Terms, Zone), Faults> {
        let mut faults = Faults::default();
        let zone = Zone::named(&self.time_zone);
        let today = zone.as_ref().map_or(now.date(), |zone| zone.day(now));
        let exam_on = faults.keep("exam_on", exam_day(&self.exam_on, today));
        let weekdays = DAYS.iter().enumerate().filter(|(_, (day, _))| self.has(day));
        let weekdays = weekdays.fold(0_u8, |bits, (day, _)| bits | 1 << day);
        faults.add("day", (weekdays == 0).then_some("Choose at least one day."));
        let minutes = faults.keep("minutes", number(&self.minutes, MINUTES.0, MINUTES.1));
        let zone = faults.keep("time_zone", zone.ok_or("Choose a time zone."));
        match (exam_on, minutes, zone) {
            (Some(exam_on), Some(minutes), Some(zone)) if faults.none() => {
                Ok((Terms { exam_on, weekdays, minutes }, zone))
            }
            _ => Err(faults),
        }
    }
}

fn written(day: Date) -> String {
    day.format(&Iso8601::DATE).unwrap_or_default()
}

/// The day of the exam that a field tells.
fn exam_day(text: &str, today: Date) -> Result<Date, String> {
    let text = text.trim();
    if text.is_empty() {
        return Err("Choose the day of your exam.".to_owned());
    }
    let plain = text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    let day = plain.then(|| Date::parse(text, &Iso8601::DATE).ok()).flatten();
    let day = day.ok_or("This isn’t a date; it should look like 2026-12-03.")?;
    let last = today.saturating_add(Duration::days(FARTHEST));
    if day <= today {
        Err(format!("Choose a day after today, {}.", whole_day(today)))
    } else if day > last {
        Err(format!("Plans reach a year ahead: choose a day until {}.", whole_day(last)))
    } else {
        Ok(day)
    }
}

/// The page with the form.
pub(super) fn page(
    layout: Layout,
    exam: &Exam,
    form: PlanForm,
    faults: Faults,
    kind: Kind,
) -> Result<String, Error> {
    let path = match kind {
        Kind::Change => format!("/plan/{}/edit", exam.id),
        Kind::Fresh | Kind::Again => format!("/plan/{}", exam.id),
    };
    Ok(FormPage {
        layout: Layout { path, ..layout },
        id: exam.id.clone(),
        short: exam.short.clone(),
        exam_minutes: exam.edition.minutes,
        form,
        faults,
        kind,
    }
    .render()?)
}

pub(crate) async fn edit(
    State(app): State<Arc<App>>,
    candidate: Candidate,
    Path(certification): Path<String>,
) -> Result<Html<String>, Error> {
    let exam = Exam::find(&app, &certification)?;
    let plans = app.store.study_plans(candidate.session.person.id, Some(&exam.id), true).await?;
    let plan = plans.first().ok_or(Error::NotFound)?;
    Ok(Html(page(candidate.layout, &exam, PlanForm::of(plan), Faults::default(), Kind::Change)?))
}

/// Makes the plan, or changes it. Who isn't known yet becomes a guest.
pub(crate) async fn save(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    mut jar: CookieJar,
    Path(certification): Path<String>,
    Form(form): Form<PlanForm>,
) -> Result<Response, Error> {
    let exam = match Subject::find(&app, &certification)? {
        Subject::Exam(exam) => *exam,
        Subject::Recognition(short) => {
            return Err(Error::Conflict(format!(
                "{short} has no exam of its own, so there is nothing to plan for. Plan for the exams that it follows from."
            )));
        }
    };
    let before = match visitor.person() {
        Some(person) => app.store.study_plans(person, Some(&exam.id), false).await?.pop(),
        None => None,
    };
    let now = match (&visitor.session, &before) {
        (_, Some(plan)) => plan.now,
        (Some(session), None) => session.now,
        (None, None) => app.store.now().await?,
    };
    let (terms, zone) = match form.check(now) {
        Ok(checked) => checked,
        Err(faults) => {
            let kind = if before.is_some() { Kind::Change } else { Kind::Again };
            let page = page(visitor.layout, &exam, form, faults, kind)?;
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response());
        }
    };
    let person = match visitor.person() {
        Some(person) => person,
        None => {
            let (token, guest) = app.store.open_guest_session().await?;
            jar = app.with_session(jar, &token);
            guest
        }
    };
    let today = zone.day(now);
    let monday = monday_of(today);
    let areas = exam.areas(&app, person, now).await?;
    let weeks = before.as_ref().map_or(&[][..], |plan| &plan.weeks);
    let last_exam = before.as_ref().and_then(|plan| plan.last_exam).map(|at| zone.day(at));
    let last_exam = match before {
        Some(_) => last_exam,
        None => app.store.last_exam(person, &exam.id).await?.map(|at| zone.day(at)),
    };
    let planned = exam.plan(&terms, today, &areas, last_exam, &focus_before(weeks, monday));
    let mut week = week_of(planned, monday);
    if let Some(stood) = weeks.iter().find(|written| written.week.monday == monday) {
        week = stood.week.changed(Some(&week), today);
    }
    let new = NewPlan { certification: &exam.id, terms, time_zone: zone.name() };
    app.store.set_study_plan(person, &new, &to_write(&zone, week)).await?;
    Ok((jar, Redirect::to(&format!("/plan/{}", exam.id))).into_response())
}
