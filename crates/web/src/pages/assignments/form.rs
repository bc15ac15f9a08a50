//! Making an assignment, and changing one.

use super::form_checks::{Faults, check};
use super::view::asked_first;
use crate::error::Error;
use crate::extract::{Form, Path, Query};
use crate::layout::Layout;
use crate::offer::lacks;
use crate::session::Instructor;
use crate::state::App;
use crate::words;
use crate::zone::Zone;
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use invigil_exam::{Allowance, CertificationKind, Release};
use invigil_store::{Assignment, AssignmentPlan, Catalogue, Change, KnownEdition};
use serde::Deserialize;
use std::sync::Arc;
use time::{Duration, OffsetDateTime, Time};
use uuid::Uuid;

#[derive(Template)]
#[template(path = "assignments/form.html")]
struct FormPage {
    layout: Layout,
    heading: &'static str,
    class: String,
    class_name: String,
    /// Where the form goes.
    action: String,
    /// Where giving up leads.
    back: String,
    form: AssignmentForm,
    faults: Faults,
    exams: Vec<Exam>,
    /// Whether attempts were started, so that the exam stays.
    exam_fixed: bool,
    /// Whether the form wasn't touched yet, so that the browser's zone may be filled in.
    fresh: bool,
    /// The two examples of what the closing does.
    cut: String,
    whole: String,
    /// What which exam asks for first: `PCPP 32-1 asks for PCAP`.
    asking: Vec<String>,
}

/// An exam that may be assigned.
struct Exam {
    edition: i32,
    label: String,
    minutes: u16,
    own: bool,
}

/// What the form sends.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct AssignmentForm {
    pub(super) edition: String,
    pub(super) title: String,
    pub(super) note: String,
    pub(super) opens: String,
    pub(super) closes: String,
    pub(super) time_zone: String,
    pub(super) attempts: String,
    pub(super) minutes: String,
    /// `cut` or `whole`.
    pub(super) closing: String,
    pub(super) results: String,
    pub(super) keys: String,
    pub(super) shuffle_items: Option<String>,
    pub(super) shuffle_options: Option<String>,
    pub(super) prerequisites: Option<String>,
}

impl AssignmentForm {
    /// What a new one starts with: tomorrow from 9 to 18 o'clock.
    fn fresh(now: OffsetDateTime) -> AssignmentForm {
        let tomorrow = now.replace_time(Time::MIDNIGHT) + Duration::DAY;
        let utc = Zone::stored("UTC");
        AssignmentForm {
            opens: utc.field(tomorrow + Duration::hours(9)),
            closes: utc.field(tomorrow + Duration::hours(18)),
            time_zone: "UTC".to_owned(),
            attempts: "1".to_owned(),
            closing: "cut".to_owned(),
            results: Release::AfterClosing.name().to_owned(),
            keys: Release::AfterClosing.name().to_owned(),
            shuffle_items: Some("on".to_owned()),
            shuffle_options: Some("on".to_owned()),
            ..AssignmentForm::default()
        }
    }

    fn of(plan: &AssignmentPlan) -> AssignmentForm {
        let zone = Zone::stored(&plan.time_zone);
        let on = |checked: bool| checked.then(|| "on".to_owned());
        AssignmentForm {
            edition: plan.edition.to_string(),
            title: plan.title.clone(),
            note: plan.note.clone(),
            opens: zone.field(plan.opens_at),
            closes: zone.field(plan.closes_at),
            time_zone: zone.name().to_owned(),
            attempts: plan.attempts.to_string(),
            minutes: plan.minutes.to_string(),
            closing: if plan.window_cuts { "cut" } else { "whole" }.to_owned(),
            results: plan.results.name().to_owned(),
            keys: plan.keys.name().to_owned(),
            shuffle_items: on(plan.shuffle_items),
            shuffle_options: on(plan.shuffle_options),
            prerequisites: on(plan.prerequisites),
        }
    }

    /// The examples of what the closing does to whoever starts late, with the figures of the form as far as they make sense:
    /// with the closing cutting, and without.
    fn examples(&self, exams: &[Exam]) -> (String, String) {
        let own_minutes =
            || exams.iter().find(|exam| exam.edition.to_string() == self.edition).map(|exam| exam.minutes);
        let minutes = self.minutes.trim().parse().ok().filter(|minutes| (1..=600).contains(minutes));
        let minutes: u16 = minutes.or_else(own_minutes).unwrap_or(60);
        let zone = Zone::stored(&self.time_zone);
        let Ok(closes) = zone.moment(&self.closes) else { return (String::new(), String::new()) };
        let clock = |at: OffsetDateTime| {
            zone.field(at).split_once('T').map_or(String::new(), |(_, time)| time.to_owned())
        };
        // A third of the time before the closing: early enough to be sensible, late enough to be cut.
        let left = (minutes / 3).max(1);
        let start = closes - Duration::minutes(left.into());
        let whole = words::counted(minutes, "minute", "minutes");
        (
            format!(
                "Who starts at {} has {}, until {}.",
                clock(start),
                words::counted(left, "minute", "minutes"),
                clock(closes)
            ),
            format!(
                "Who starts at {} has all {whole}, until {}.",
                clock(start),
                clock(start + Duration::minutes(minutes.into()))
            ),
        )
    }
}

/// What a link may say beforehand.
#[derive(Deserialize)]
pub(crate) struct Beforehand {
    /// The edition to assign.
    #[serde(default)]
    edition: String,
}

pub(crate) async fn new(
    State(app): State<Arc<App>>,
    Instructor(candidate): Instructor,
    Path(class): Path<Uuid>,
    Query(beforehand): Query<Beforehand>,
) -> Result<Html<String>, Error> {
    let owner = candidate.session.person.id;
    let class = app.store.class(owner, class).await?.ok_or(Error::NotFound)?;
    let fresh = AssignmentForm::fresh(candidate.session.now);
    let form = AssignmentForm { edition: beforehand.edition, ..fresh };
    let subject = Subject::Class { id: class.id, name: class.name };
    Ok(Html(page(&app, owner, candidate.layout, subject, form, Faults::default(), true).await?))
}

pub(crate) async fn create(
    State(app): State<Arc<App>>,
    Instructor(candidate): Instructor,
    Path(class): Path<Uuid>,
    Form(form): Form<AssignmentForm>,
) -> Result<Response, Error> {
    let owner = candidate.session.person.id;
    let class = app.store.class(owner, class).await?.ok_or(Error::NotFound)?;
    if class.archived_at.is_some() {
        return Err(Error::Conflict(
            "This class is put away. Take it out again before you assign an exam.".to_owned(),
        ));
    }
    let assignable = app.store.usable_editions(owner).await?;
    let faults = match check(&form, &assignable, None) {
        Ok(plan) if plan.closes_at <= candidate.session.now => Faults::one("closes", "This is past already."),
        Ok(plan) => match too_few(&app, &assignable, plan.edition).await? {
            Some(fault) => Faults::one("edition", fault),
            None => {
                let id = app.store.assign(owner, class.id, &plan).await?.ok_or(Error::NotFound)?;
                return Ok(Redirect::to(&format!("/instructor/assignments/{id}")).into_response());
            }
        },
        Err(faults) => faults,
    };
    let subject = Subject::Class { id: class.id, name: class.name };
    let page = page(&app, owner, candidate.layout, subject, form, faults, false).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response())
}

pub(crate) async fn edit(
    State(app): State<Arc<App>>,
    Instructor(candidate): Instructor,
    Path(id): Path<Uuid>,
) -> Result<Html<String>, Error> {
    let owner = candidate.session.person.id;
    let assignment = app.store.assignment(owner, id).await?.ok_or(Error::NotFound)?;
    let form = AssignmentForm::of(&assignment.plan);
    let subject = Subject::Assignment(Box::new(assignment));
    Ok(Html(page(&app, owner, candidate.layout, subject, form, Faults::default(), false).await?))
}

pub(crate) async fn change(
    State(app): State<Arc<App>>,
    Instructor(candidate): Instructor,
    Path(id): Path<Uuid>,
    Form(form): Form<AssignmentForm>,
) -> Result<Response, Error> {
    let owner = candidate.session.person.id;
    let assignment = app.store.assignment(owner, id).await?.ok_or(Error::NotFound)?;
    let assignable = app.store.usable_editions(owner).await?;
    let faults = match check(&form, &assignable, Some(&assignment)) {
        Ok(plan)
            if plan.edition != assignment.plan.edition
                && let Some(fault) = too_few(&app, &assignable, plan.edition).await? =>
        {
            Faults::one("edition", fault)
        }
        Ok(plan) => match app.store.change_assignment(owner, id, &plan).await? {
            Change::Done => {
                return Ok(
                    Redirect::to(&format!("/instructor/assignments/{id}?done=changed")).into_response()
                );
            }
            Change::NotFound => return Err(Error::NotFound),
            Change::ExamInUse => Faults::one(
                "edition",
                "Attempts were started, so the exam stays. Assign the other one beside it.",
            ),
        },
        Err(faults) => faults,
    };
    let subject = Subject::Assignment(Box::new(assignment));
    let page = page(&app, owner, candidate.layout, subject, form, faults, false).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response())
}

/// Why an edition can't be sat, if the banks have too few items for it.
async fn too_few(
    app: &App,
    assignable: &[(String, KnownEdition)],
    edition: i32,
) -> Result<Option<String>, Error> {
    let Some((_, known)) = assignable.iter().find(|(_, known)| known.id == edition) else { return Ok(None) };
    let shortages = match known.owner {
        Some(owner) => app.store.supply(owner, &known.edition).await?.shortages(&known.edition),
        None => app.catalogue().shortages(&known.certification, &known.edition),
    };
    let lacks = lacks(shortages);
    Ok((!lacks.is_empty()).then(|| format!("The banks have too few items for it: {}.", lacks.join("; "))))
}

/// What the form is about.
enum Subject {
    /// A new assignment of a class.
    Class { id: Uuid, name: String },
    /// One that exists.
    Assignment(Box<Assignment>),
}

async fn page(
    app: &App,
    owner: Uuid,
    layout: Layout,
    subject: Subject,
    form: AssignmentForm,
    faults: Faults,
    fresh: bool,
) -> Result<String, Error> {
    let mut exams: Vec<Exam> = app.store.usable_editions(owner).await?.iter().map(Exam::new).collect();
    let (heading, class, class_name, action, back, exam_fixed) = match subject {
        Subject::Class { id, name } => {
            let class = format!("/instructor/classes/{id}");
            ("Assign an exam", class.clone(), name, format!("{class}/assignments/new"), class, false)
        }
        Subject::Assignment(assignment) => {
            // The edition may be an old one by now.
            if !exams.iter().any(|exam| exam.edition == assignment.plan.edition) {
                exams.insert(0, Exam::assigned(&assignment));
            }
            let own = format!("/instructor/assignments/{}", assignment.id);
            let class = format!("/instructor/classes/{}", assignment.class);
            let started = assignment.started > 0;
            ("Change the assignment", class, assignment.class_name, format!("{own}/edit"), own, started)
        }
    };
    let mut form = form;
    if form.edition.is_empty() {
        form.edition = exams.first().map_or_else(String::new, |first| first.edition.to_string());
    }
    let (cut, whole) = form.examples(&exams);
    let layout = Layout { path: action.clone(), ..layout };
    Ok(FormPage {
        layout,
        heading,
        class,
        class_name,
        action,
        back,
        form,
        faults,
        exams,
        exam_fixed,
        fresh,
        cut,
        whole,
        asking: asking(&app.catalogue()),
    }
    .render()?)
}

/// What each exam of the pathway asks for first, where it asks for something.
fn asking(catalogue: &Catalogue) -> Vec<String> {
    let exams = catalogue.certifications.iter().filter(|known| known.kind == CertificationKind::Exam);
    exams
        .map(|known| (known.short.as_str(), asked_first(catalogue, &known.id)))
        .filter(|(_, asked)| !asked.is_empty())
        .map(|(short, asked)| format!("{} asks for {asked}", short.replace(' ', "\u{a0}")))
        .collect()
}

impl Exam {
    fn new((name, known): &(String, KnownEdition)) -> Exam {
        let edition = &known.edition;
        Exam {
            edition: known.id,
            label: label(name, &edition.title, edition.items(), edition.minutes),
            minutes: edition.minutes,
            own: known.owner.is_some(),
        }
    }

    fn assigned(assignment: &Assignment) -> Exam {
        let edition = &assignment.edition;
        Exam {
            edition: assignment.plan.edition,
            label: label(&assignment.exam, &edition.title, edition.items(), edition.minutes),
            minutes: edition.minutes,
            own: assignment.exam_owner.is_some(),
        }
    }
}

fn label(exam: &str, title: &str, items: usize, minutes: u16) -> String {
    let items = words::counted(items as i64, "item", "items");
    if exam == title {
        format!("{exam} ({items}, {minutes} min)")
    } else {
        format!("{exam}: {title} ({items}, {minutes} min)")
    }
}

/// The minutes that a person with this allowance has, for pages that say so.
pub(super) fn minutes_of(assignment: &Assignment, allowance: &Allowance) -> u16 {
    assignment.terms().of(allowance).minutes
}
