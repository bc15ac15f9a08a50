//! One person and an assignment: what they are granted beyond the terms, their attempts, resetting one.

use super::form::minutes_of;
use super::form_checks::{Faults, number, prose};
use super::manage::back;
use super::view::asked_first;
use crate::error::Error;
use crate::extract::{Form, Path};
use crate::layout::Layout;
use crate::session::Instructor;
use crate::state::App;
use crate::words::{self, When};
use crate::zone::Zone;
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use invigil_exam::{Allowance, Release};
use invigil_store::{Assignment, Catalogue, Reset, SatAttempt, Sitter};
use serde::Deserialize;
use std::sync::Arc;
use time::OffsetDateTime;
use uuid::Uuid;

/// The longest note, in characters.
const LONGEST_NOTE: usize = 500;

#[derive(Template)]
#[template(path = "assignments/person.html")]
struct PersonPage {
    layout: Layout,
    /// The assignment's page.
    assignment: String,
    title: String,
    who: String,
    email: String,
    form: AllowanceForm,
    faults: Faults,
    zone: String,
    opens: String,
    closes: String,
    minutes: u16,
    /// The minutes that they have now.
    own_minutes: u16,
    attempts_allowed: u16,
    /// Whether an attempt of theirs is running, which keeps its deadline.
    running: bool,
    /// Whether keys are out, so that a later window would be sat with them known.
    keys_out: bool,
    attempts: Vec<AttemptRow>,
    /// Where their attempts are reset.
    reset: String,
    /// What everybody must pass first, as a sentence lists it; empty where the assignment asks for nothing.
    asked: String,
}

struct AttemptRow {
    id: Uuid,
    number: usize,
    started: When,
    state: String,
    score: Option<(String, bool)>,
    voided: Option<When>,
    running: bool,
}

/// What the form sends.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct AllowanceForm {
    extra_minutes: String,
    extra_percent: String,
    opens: String,
    closes: String,
    extra_attempts: String,
    prerequisites_waived: Option<String>,
    note: String,
}

impl AllowanceForm {
    fn of(sitter: &Sitter, zone: &Zone) -> AllowanceForm {
        let allowance = &sitter.allowance;
        let field = |at: Option<OffsetDateTime>| at.map_or(String::new(), |at| zone.field(at));
        AllowanceForm {
            extra_minutes: allowance.extra_minutes.to_string(),
            extra_percent: allowance.extra_percent.to_string(),
            opens: field(allowance.opens_at),
            closes: field(allowance.closes_at),
            extra_attempts: allowance.extra_attempts.to_string(),
            prerequisites_waived: allowance.prerequisites_waived.then(|| "on".to_owned()),
            note: sitter.note.clone(),
        }
    }

    fn check(&self, assignment: &Assignment) -> Result<(Allowance, String), Faults> {
        let mut faults = Faults::default();
        let zone = Zone::stored(&assignment.plan.time_zone);
        let count = |text: &str, most| if text.trim().is_empty() { Ok(0) } else { number(text, 0, most) };
        let moment = |text: &str| match text.trim() {
            "" => Ok(None),
            text => zone.moment(text).map(Some),
        };
        let extra_minutes = faults.keep("extra_minutes", count(&self.extra_minutes, 600));
        let extra_percent = faults.keep("extra_percent", count(&self.extra_percent, 300));
        let opens_at = faults.keep("opens", moment(&self.opens));
        let closes_at = faults.keep("closes", moment(&self.closes));
        let extra_attempts = faults.keep("extra_attempts", count(&self.extra_attempts, 20));
        let note = faults.keep("note", prose(&self.note, LONGEST_NOTE));
        if let (Some(opens), Some(closes)) = (opens_at, closes_at) {
            let (opens, closes) =
                (opens.unwrap_or(assignment.plan.opens_at), closes.unwrap_or(assignment.plan.closes_at));
            if closes <= opens {
                faults.add("closes", Some("Their window must close after it opens."));
            }
        }
        match (extra_minutes, extra_percent, opens_at, closes_at, extra_attempts, note) {
            (
                Some(extra_minutes),
                Some(extra_percent),
                Some(opens_at),
                Some(closes_at),
                Some(extra_attempts),
                Some(note),
            ) if faults.none() => {
                let prerequisites_waived = self.prerequisites_waived.is_some();
                let allowance = Allowance {
                    extra_minutes,
                    extra_percent,
                    opens_at,
                    closes_at,
                    extra_attempts,
                    prerequisites_waived,
                };
                Ok((allowance, note))
            }
            _ => Err(faults),
        }
    }
}

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    Instructor(candidate): Instructor,
    Path((id, person)): Path<(Uuid, Uuid)>,
) -> Result<Html<String>, Error> {
    let (assignment, sitter) = find(&app, candidate.session.person.id, id, person).await?;
    let form = AllowanceForm::of(&sitter, &Zone::stored(&assignment.plan.time_zone));
    let now = candidate.session.now;
    Ok(Html(
        page(&app.catalogue(), candidate.layout, &assignment, &sitter, form, Faults::default(), now)
            .render()?,
    ))
}

pub(crate) async fn allow(
    State(app): State<Arc<App>>,
    Instructor(candidate): Instructor,
    Path((id, person)): Path<(Uuid, Uuid)>,
    Form(form): Form<AllowanceForm>,
) -> Result<Response, Error> {
    let owner = candidate.session.person.id;
    let (assignment, sitter) = find(&app, owner, id, person).await?;
    match form.check(&assignment) {
        Ok((allowance, note)) => {
            let found = app.store.allow(owner, id, person, &allowance, &note).await?;
            Ok(back(id, "allowed", found)?.into_response())
        }
        Err(faults) => {
            let (layout, now) = (candidate.layout, candidate.session.now);
            let page = page(&app.catalogue(), layout, &assignment, &sitter, form, faults, now);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page.render()?)).into_response())
        }
    }
}

/// Which attempt to reset.
#[derive(Deserialize)]
pub(crate) struct ResetForm {
    #[serde(default)]
    sitting: Uuid,
}

pub(crate) async fn reset(
    State(app): State<Arc<App>>,
    Instructor(candidate): Instructor,
    Path((id, person)): Path<(Uuid, Uuid)>,
    Form(form): Form<ResetForm>,
) -> Result<Redirect, Error> {
    let owner = candidate.session.person.id;
    let (_, sitter) = find(&app, owner, id, person).await?;
    if !sitter.attempts.iter().any(|attempt| attempt.id == form.sitting) {
        return Err(Error::NotFound);
    }
    match app.store.reset_attempt(owner, id, form.sitting).await? {
        Reset::Done | Reset::Already => {
            Ok(Redirect::to(&format!("/instructor/assignments/{id}/overrides/{person}")))
        }
        Reset::NotFound => Err(Error::NotFound),
    }
}

async fn find(app: &App, owner: Uuid, id: Uuid, person: Uuid) -> Result<(Assignment, Sitter), Error> {
    let assignment = app.store.assignment(owner, id).await?.ok_or(Error::NotFound)?;
    let sitters = app.store.sitters(owner, id).await?;
    let sitter = sitters.into_iter().find(|sitter| sitter.person == person).ok_or(Error::NotFound)?;
    Ok((assignment, sitter))
}

fn page(
    catalogue: &Catalogue,
    layout: Layout,
    assignment: &Assignment,
    sitter: &Sitter,
    form: AllowanceForm,
    faults: Faults,
    now: OffsetDateTime,
) -> PersonPage {
    let plan = &assignment.plan;
    let zone = Zone::stored(&plan.time_zone);
    let address = format!("/instructor/assignments/{}", assignment.id);
    let person = format!("{address}/overrides/{}", sitter.person);
    let named = !sitter.name.is_empty();
    PersonPage {
        layout: Layout { path: person.clone(), ..layout },
        title: plan.title.clone(),
        who: if named { sitter.name.clone() } else { sitter.email.clone() },
        email: if named { sitter.email.clone() } else { String::new() },
        form,
        faults,
        opens: zone.short(plan.opens_at),
        closes: zone.short(plan.closes_at),
        zone: zone.name().to_owned(),
        minutes: plan.minutes,
        own_minutes: minutes_of(assignment, &sitter.allowance),
        attempts_allowed: plan.attempts,
        running: sitter.attempts.iter().any(|attempt| attempt.closed_at.is_none()),
        keys_out: match plan.keys {
            Release::AtOnce => assignment.started > 0,
            Release::AfterClosing => now >= assignment.last_end,
            Release::ByHand => assignment.keys_at.is_some(),
        },
        attempts: sitter
            .attempts
            .iter()
            .enumerate()
            .map(|(index, attempt)| AttemptRow::new(index + 1, attempt))
            .collect(),
        reset: format!("{person}/reset"),
        asked: if plan.prerequisites {
            asked_first(catalogue, &assignment.certification)
        } else {
            String::new()
        },
        assignment: address,
    }
}

impl AttemptRow {
    fn new(number: usize, attempt: &SatAttempt) -> AttemptRow {
        let answered = format!("{} of {} answered", attempt.answered, attempt.items);
        AttemptRow {
            id: attempt.id,
            number,
            started: When::new(attempt.started_at),
            state: match attempt.closed_at {
                Some(closed_at) => {
                    format!("{answered}, after {}", words::duration(closed_at - attempt.started_at))
                }
                None => answered,
            },
            score: attempt.outcome.map(|(score, passed)| (words::percent(score), passed)),
            voided: attempt.voided_at.map(When::new),
            running: attempt.closed_at.is_none(),
        }
    }
}
