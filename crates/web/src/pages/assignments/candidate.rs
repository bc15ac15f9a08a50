//! An assignment as its candidate sees it: window, time, attempts, what comes out when; and the start.

use super::view::{Attempt, Due, Next, about, asked_first, firsts, next};
use crate::error::Error;
use crate::extract::Path;
use crate::first::First;
use crate::layout::Layout;
use crate::session::{Account, Candidate};
use crate::state::App;
use crate::words::{self, When};
use crate::zone::{Moment, Zone};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use invigil_exam::{GRACE, Holdings, Scoring, Turn, Visible};
use invigil_store::{Assigned, AssignedStart, Catalogue};
use std::sync::Arc;
use time::Duration;
use uuid::Uuid;

#[derive(Template)]
#[template(path = "assignments/candidate.html")]
struct AssignmentPage {
    layout: Layout,
    address: String,
    title: String,
    about: String,
    instructor: String,
    note: String,
    items: usize,
    minutes: u16,
    /// How many of these are granted beyond what others have.
    extra_minutes: u16,
    pass_percent: u8,
    opens: Moment,
    closes: Moment,
    cuts: bool,
    /// Where the closing cuts it: when the last to start with the whole time does so.
    latest_whole: Option<Moment>,
    attempts: String,
    results: Due,
    keys: Due,
    next: Next,
    /// Whether another attempt may be started after one that ended.
    again: bool,
    tried: Vec<Attempt>,
    all_or_nothing: bool,
    weighted: bool,
    shuffled: bool,
    grace: i64,
    /// What must be passed first, as a sentence lists it; empty where nobody asks for it.
    asked: String,
    /// What of it wasn't.
    missing: String,
    /// Whether the reader may start without.
    waived: bool,
    /// Why it couldn't be started just now; may be empty.
    refused: String,
}

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    Account(candidate): Account,
    Path(id): Path<Uuid>,
) -> Result<Html<String>, Error> {
    Ok(Html(page(&app, candidate, id, String::new()).await?.render()?))
}

/// Starts an attempt, or goes on with the one that is running.
pub(crate) async fn start(
    State(app): State<Arc<App>>,
    Account(candidate): Account,
    Path(id): Path<Uuid>,
) -> Result<Response, Error> {
    match app.store.start_assigned(candidate.session.person.id, id).await? {
        AssignedStart::Open(started) => {
            Ok(Redirect::to(&format!("/attempts/{}", started.attempt)).into_response())
        }
        AssignedStart::NotFound => Err(Error::NotFound),
        AssignedStart::Lacks(_) => {
            refuse(&app, candidate, id, "It can’t be started before what it asks for first is passed.").await
        }
        AssignedStart::Refused(turn) => refuse(&app, candidate, id, refusal(turn)).await,
        AssignedStart::Short(_) => {
            tracing::warn!(assignment = %id, "the banks can't fill a form of an assigned exam");
            let why = "The exam can’t be put together at the moment: its question bank has too few items. Tell your instructor.";
            refuse(&app, candidate, id, why).await
        }
    }
}

async fn refuse(app: &App, candidate: Candidate, id: Uuid, why: &str) -> Result<Response, Error> {
    let page = page(app, candidate, id, why.to_owned()).await?;
    Ok((StatusCode::CONFLICT, Html(page.render()?)).into_response())
}

async fn page(app: &App, candidate: Candidate, id: Uuid, refused: String) -> Result<AssignmentPage, Error> {
    let person = candidate.session.person.id;
    let assigned = app.store.assigned(person, id).await?.ok_or(Error::NotFound)?;
    let passes = match assigned.assignment.plan.prerequisites {
        true => app.store.passes(person).await?,
        false => Vec::new(),
    };
    let catalogue = app.catalogue();
    let passed = passes.iter().map(|pass| pass.certification.as_str());
    let held = Holdings::new(&catalogue.certifications, passed);
    Ok(AssignmentPage::new(candidate.layout, &assigned, &catalogue, &held, refused))
}

fn refusal(turn: Turn) -> &'static str {
    match turn {
        Turn::NotYet => "It isn’t open yet.",
        Turn::Closed => "The window is over, so it can’t be started any more.",
        Turn::NoneLeft => "You have no attempt left.",
        Turn::Cancelled => "Your instructor took this assignment back.",
        Turn::Start { .. } | Turn::Resume(_) => "It can’t be started at the moment. Try again.",
    }
}

impl AssignmentPage {
    fn new(
        layout: Layout,
        assigned: &Assigned,
        catalogue: &Catalogue,
        held: &Holdings<'_>,
        refused: String,
    ) -> AssignmentPage {
        let (assignment, own) = (&assigned.assignment, assigned.own());
        let (plan, edition) = (&assignment.plan, &assignment.edition);
        let zone = Zone::stored(&plan.time_zone);
        let address = format!("/assignments/{}", assignment.id);
        let latest_whole = own.closes_at - Duration::minutes(own.minutes.into());
        let visible = assigned.visible();
        AssignmentPage {
            layout: Layout { path: address.clone(), ..layout },
            address,
            title: plan.title.clone(),
            about: about(assignment),
            instructor: assigned.instructor.clone(),
            note: plan.note.clone(),
            items: edition.items(),
            minutes: own.minutes,
            extra_minutes: own.minutes - plan.minutes,
            pass_percent: edition.pass_percent,
            opens: zone.tell(own.opens_at),
            closes: zone.tell(own.closes_at),
            cuts: own.window_cuts,
            latest_whole: (own.window_cuts && latest_whole >= own.opens_at).then(|| zone.tell(latest_whole)),
            attempts: words::counted(own.attempts, "attempt", "attempts"),
            results: Due::of(assigned.results_await(), &zone),
            keys: Due::of(assigned.keys_await(), &zone),
            next: next(assigned, held),
            again: matches!(assigned.turn(), Turn::Start { .. }) && assigned.taken().closed > 0,
            tried: assigned
                .attempts
                .iter()
                .map(|attempt| Attempt {
                    address: match attempt.closed_at {
                        Some(_) => format!("/attempts/{}/result", attempt.id),
                        None => format!("/attempts/{}", attempt.id),
                    },
                    started: When::new(attempt.started_at),
                    state: match (attempt.closed_at, attempt.voided) {
                        (_, true) => "reset by your instructor",
                        (None, _) => "running",
                        (Some(_), _) if visible >= Visible::Score => "see the result",
                        (Some(_), _) => "handed in",
                    },
                })
                .collect(),
            all_or_nothing: match edition.scoring {
                Scoring::AllOrNothing => true,
            },
            weighted: edition.sections.iter().any(|section| section.weight() != u64::from(section.items)),
            shuffled: plan.shuffle_items,
            grace: GRACE.whole_seconds(),
            asked: match plan.prerequisites {
                true => asked_first(catalogue, &assignment.certification),
                false => String::new(),
            },
            missing: First::listed(&firsts(assigned, held)),
            waived: assigned.allowance.prerequisites_waived,
            refused,
        }
    }
}
