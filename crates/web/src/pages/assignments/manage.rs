//! An assignment as its instructor sees it: where it stands, who has done what, what is released, what was changed.

use super::view::{Stage, about, asked_first};
use crate::error::Error;
use crate::extract::{Form, Path, Query};
use crate::layout::Layout;
use crate::pages::classes::trail::{LINES, Line};
use crate::session::Instructor;
use crate::state::App;
use crate::words::{self, When};
use crate::zone::Zone;
use askama::Template;
use axum::extract::State;
use axum::response::{Html, Redirect};
use invigil_exam::{Allowance, Release, Terms};
use invigil_store::{Assignment, Released, SatAttempt, Sitter, Subject};
use serde::Deserialize;
use std::collections::HashMap;
use std::sync::Arc;
use time::OffsetDateTime;
use uuid::Uuid;

#[derive(Template)]
#[template(path = "assignments/manage.html")]
struct ManagePage {
    layout: Layout,
    assignment: Uuid,
    address: String,
    class: String,
    class_name: String,
    title: String,
    about: String,
    note: String,
    stage: Stage,
    cancelled: bool,
    archived: bool,
    /// Where candidates find it.
    link: String,
    opens: String,
    closes: String,
    zone: String,
    minutes: String,
    attempts: String,
    cuts: bool,
    /// The longest that anybody has, where the window doesn't leave it.
    too_short: Option<String>,
    order: &'static str,
    /// What must be passed first, in a sentence; empty where it isn't asked for.
    first: String,
    releases: [ReleaseView; 2],
    rows: Vec<Row>,
    counts: String,
    trail: Vec<Line>,
    done: Option<&'static str>,
}

/// What is or will be seen by candidates.
struct ReleaseView {
    /// `results` or `keys`.
    what: &'static str,
    label: &'static str,
    /// When, in words.
    state: String,
    /// Whether it is out for everybody.
    out: bool,
    /// What the button says; `None` where nothing is to be done by hand.
    button: Option<&'static str>,
    /// What to think of before; may be empty.
    warning: String,
}

/// Somebody whom it concerns.
struct Row {
    person: Uuid,
    who: String,
    /// Number and address.
    detail: String,
    gone: bool,
    /// What they were granted, in words; may be empty.
    granted: String,
    state: Standing,
    attempts: usize,
}

/// Where somebody stands.
enum Standing {
    NotStarted,
    Running { until: When, answered: usize, items: usize },
    Closed { at: When, score: String, passed: bool },
}

/// What was just done.
#[derive(Deserialize)]
pub(crate) struct Done {
    done: Option<String>,
}

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    Instructor(candidate): Instructor,
    Path(id): Path<Uuid>,
    Query(query): Query<Done>,
) -> Result<Html<String>, Error> {
    let done = match query.done.as_deref() {
        Some("changed") => Some("The assignment is changed. Attempts that run keep their time."),
        Some("cancelled") => {
            Some("The assignment is taken back: nobody can start it. Attempts that run go on.")
        }
        Some("restored") => Some("The assignment is given again."),
        Some("released") => Some("It is released: candidates see it from now on."),
        Some("allowed") => Some("What this person may do is changed."),
        _ => None,
    };
    let (owner, now) = (candidate.session.person.id, candidate.session.now);
    let assignment = app.store.assignment(owner, id).await?.ok_or(Error::NotFound)?;
    let sitters = app.store.sitters(owner, id).await?;
    let of = Subject { assignment: Some(id), ..Subject::default() };
    let zone = Zone::stored(&assignment.plan.time_zone);
    let trail = app.store.audit_trail(&of, LINES).await?;
    let trail = trail.into_iter().map(|entry| Line::new(entry, &zone, &HashMap::new())).collect();
    let link = format!("{}/assignments/{id}", app.settings.public_url);
    let page = ManagePage::new(candidate.layout, &assignment, &sitters, trail, link, now, done);
    let first = match assignment.plan.prerequisites {
        true => needs_first(&asked_first(&app.catalogue(), &assignment.certification)),
        false => String::new(),
    };
    Ok(Html(ManagePage { first, ..page }.render()?))
}

/// A switch as a form sends it.
#[derive(Deserialize)]
pub(crate) struct Switch {
    #[serde(default)]
    on: bool,
}

pub(crate) async fn cancel(
    State(app): State<Arc<App>>,
    Instructor(candidate): Instructor,
    Path(id): Path<Uuid>,
    Form(switch): Form<Switch>,
) -> Result<Redirect, Error> {
    let found = app.store.cancel_assignment(candidate.session.person.id, id, switch.on).await?;
    back(id, if switch.on { "cancelled" } else { "restored" }, found)
}

/// What to release.
#[derive(Deserialize)]
pub(crate) struct ReleaseForm {
    #[serde(default)]
    what: String,
}

pub(crate) async fn release_by_hand(
    State(app): State<Arc<App>>,
    Instructor(candidate): Instructor,
    Path(id): Path<Uuid>,
    Form(form): Form<ReleaseForm>,
) -> Result<Redirect, Error> {
    let owner = candidate.session.person.id;
    app.store.assignment(owner, id).await?.ok_or(Error::NotFound)?;
    let what = match form.what.as_str() {
        "results" => Released::Results,
        "keys" => Released::Keys,
        _ => return Err(Error::Unprocessable("Choose what to release: results or keys.".to_owned())),
    };
    back(id, "released", app.store.release(owner, id, what).await?)
}

pub(super) fn back(id: Uuid, done: &str, found: bool) -> Result<Redirect, Error> {
    if found {
        Ok(Redirect::to(&format!("/instructor/assignments/{id}?done={done}")))
    } else {
        Err(Error::NotFound)
    }
}

impl ManagePage {
    fn new(
        layout: Layout,
        assignment: &Assignment,
        sitters: &[Sitter],
        trail: Vec<Line>,
        link: String,
        now: OffsetDateTime,
        done: Option<&'static str>,
    ) -> ManagePage {
        let (plan, terms) = (&assignment.plan, assignment.terms());
        let zone = Zone::stored(&plan.time_zone);
        let address = format!("/instructor/assignments/{}", assignment.id);
        let window = (plan.closes_at - plan.opens_at).whole_minutes();
        let rows: Vec<Row> = sitters.iter().map(|sitter| Row::new(sitter, &zone)).collect();
        ManagePage {
            layout: Layout { path: address.clone(), ..layout },
            assignment: assignment.id,
            address,
            class: format!("/instructor/classes/{}", assignment.class),
            class_name: assignment.class_name.clone(),
            title: plan.title.clone(),
            about: about(assignment),
            note: plan.note.clone(),
            stage: Stage::of(assignment, now),
            cancelled: assignment.cancelled_at.is_some(),
            archived: assignment.archived,
            link,
            opens: zone.short(plan.opens_at),
            closes: zone.short(plan.closes_at),
            zone: zone.name().to_owned(),
            minutes: plan.minutes.to_string(),
            attempts: plan.attempts.to_string(),
            cuts: plan.window_cuts,
            too_short: (plan.window_cuts && window < i64::from(plan.minutes)).then(|| {
                format!(
                    "The window is open for {}, and the closing cuts the time: nobody has all {}.",
                    words::counted(window, "minute", "minutes"),
                    words::counted(plan.minutes, "minute", "minutes")
                )
            }),
            order: match (plan.shuffle_items, plan.shuffle_options) {
                (true, true) => "items and options in random order",
                (true, false) => "items in random order, options as written",
                (false, true) => "items in the exam’s order, options in random order",
                (false, false) => "items in the exam’s order, options as written",
            },
            first: String::new(),
            releases: releases(assignment, &terms, &zone, now),
            counts: counts(&rows),
            rows,
            trail,
            done,
        }
    }
}

fn needs_first(asked: &str) -> String {
    if asked.is_empty() {
        "Only who passed what the certification asks for first may start; this one asks for nothing."
            .to_owned()
    } else {
        format!("Only who passed a mock of {asked} may start, and who was let off.")
    }
}

fn counts(rows: &[Row]) -> String {
    let count = |wanted: fn(&Standing) -> bool| rows.iter().filter(|row| wanted(&row.state)).count();
    let all = words::counted(rows.len() as i64, "person", "people");
    let running = count(|state| matches!(state, Standing::Running { .. }));
    let closed = count(|state| matches!(state, Standing::Closed { .. }));
    format!("{all}: {closed} handed in, {running} sitting it, {} not started", rows.len() - running - closed)
}

fn releases(assignment: &Assignment, terms: &Terms, zone: &Zone, now: OffsetDateTime) -> [ReleaseView; 2] {
    let plan = &assignment.plan;
    let own = terms.of(&Allowance::default());
    let one =
        |what, label, setting: Release, at: Option<OffsetDateTime>, closing: OffsetDateTime, note: &str| {
            let (state, out) = match (setting, at) {
                (Release::AtOnce, _) => ("They come out at once, when an attempt ends".to_owned(), true),
                (Release::AfterClosing, _) if now >= closing => {
                    (format!("Out since {}", zone.tell(closing).plain()), true)
                }
                (Release::AfterClosing, _) => (format!("{note} {}", zone.tell(closing).plain()), false),
                (Release::ByHand, Some(at)) => (format!("Released {}", zone.tell(at).plain()), true),
                (Release::ByHand, None) => ("Held back until you release them".to_owned(), false),
            };
            ReleaseView { what, label, state, out, button: None, warning: String::new() }
        };
    let mut results = one(
        "results",
        "Results",
        plan.results,
        assignment.results_at,
        own.closes_at,
        "They come out with each one’s own closing, for most",
    );
    let mut keys = one(
        "keys",
        "Keys and reasons",
        plan.keys,
        assignment.keys_at,
        assignment.last_end.max(own.closes_at),
        "They come out when nobody can be sitting it any more:",
    );
    if plan.results == Release::ByHand && assignment.results_at.is_none() {
        results.button = Some("Release the results");
        if keys.out {
            keys.state.push_str(", but never before the results");
            keys.out = false;
        }
    }
    if plan.keys == Release::ByHand && assignment.keys_at.is_none() {
        keys.button = Some("Release the keys");
        if now < assignment.last_end {
            keys.warning =
                format!("Somebody may be sitting it until {}.", zone.tell(assignment.last_end).plain());
        }
    }
    [results, keys]
}

impl Row {
    fn new(sitter: &Sitter, zone: &Zone) -> Row {
        let counted: Vec<&SatAttempt> =
            sitter.attempts.iter().filter(|attempt| attempt.voided_at.is_none()).collect();
        let state = match counted.last() {
            None => Standing::NotStarted,
            Some(last) => match (last.closed_at, last.outcome) {
                (Some(at), Some((score, passed))) => {
                    Standing::Closed { at: When::new(at), score: words::percent(score), passed }
                }
                // One whose time is over is marked within seconds; until then it is still being sat.
                _ => Standing::Running {
                    until: When::time(last.deadline),
                    answered: last.answered,
                    items: last.items,
                },
            },
        };
        let named = !sitter.name.is_empty();
        let detail = [sitter.number.as_str(), if named { sitter.email.as_str() } else { "" }];
        Row {
            person: sitter.person,
            who: if named { sitter.name.clone() } else { sitter.email.clone() },
            detail: detail.iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join(" · "),
            gone: !sitter.member,
            granted: granted(&sitter.allowance, zone).join(", "),
            state,
            attempts: counted.len(),
        }
    }
}

/// What an allowance grants, in words.
pub(super) fn granted(allowance: &Allowance, zone: &Zone) -> Vec<String> {
    let mut parts = Vec::new();
    if allowance.extra_minutes > 0 {
        parts.push(format!("+{}", words::counted(allowance.extra_minutes, "minute", "minutes")));
    }
    if allowance.extra_percent > 0 {
        parts.push(format!("+{}\u{a0}% time", allowance.extra_percent));
    }
    if allowance.extra_attempts > 0 {
        parts.push(format!("+{}", words::counted(allowance.extra_attempts, "attempt", "attempts")));
    }
    if allowance.prerequisites_waived {
        parts.push("may start without what comes first".to_owned());
    }
    if let Some(opens) = allowance.opens_at {
        parts.push(format!("opens {}", zone.short(opens)));
    }
    if let Some(closes) = allowance.closes_at {
        parts.push(format!("closes {}", zone.short(closes)));
    }
    parts
}
