//! The first page: what this is, where one stands, what runs, what can be sat.

mod teaching;
mod today;

use self::teaching::Teaching;
use self::today::Today;
use super::assignments::view::{Card as AssignmentCard, Next};
use super::history::Row;
use super::plan::home::{HomePlan, this_week};
use crate::error::Error;
use crate::first::held;
use crate::layout::Layout;
use crate::offer::Offer;
use crate::pathway::{Pathway, Step};
use crate::session::Visitor;
use crate::state::App;
use crate::words::{self, When};
use askama::Template;
use axum::extract::State;
use axum::response::Html;
use invigil_exam::CertificationKind;
use invigil_store::{Catalogue, Home};
use std::sync::Arc;
use time::OffsetDateTime;
use uuid::Uuid;

/// How many results the page shows; the history has all.
const LAST: usize = 3;

#[derive(Template)]
#[template(path = "home.html")]
struct HomePage {
    layout: Layout,
    /// Whether the visitor sat anything before, or teaches.
    returning: bool,
    /// Whether they sat anything, or have something to sit.
    attempted: bool,
    /// What an instructor has and does next.
    teaching: Option<Teaching>,
    /// What the exams are called, as a sentence lists them.
    exams: String,
    /// What is assigned to the visitor, what is to be done first.
    assignments: Vec<AssignmentCard>,
    /// What there is to do today.
    today: Option<Today>,
    /// The classes of somebody to whom nothing is assigned, as a sentence lists them; empty for none.
    joined: String,
    /// Reports of theirs that were answered.
    answers: Vec<NewAnswer>,
    running: Vec<Running>,
    pathways: Vec<Pathway>,
    last: Vec<Row>,
    more: bool,
    cards: Vec<Card>,
    /// Whether the button for what is due is the first thing to press, and whether that of the exam to sit now is: a page has one.
    review_leads: bool,
    exam_leads: bool,
    /// Whether what comes first must be passed before a mock is started.
    enforced: bool,
}

/// A report that was answered and not looked at since.
struct NewAnswer {
    attempt: Uuid,
    position: usize,
    started: When,
}

/// An attempt whose clock runs.
struct Running {
    address: String,
    short: String,
    answered: usize,
    items: usize,
    left: String,
    until: When,
}

/// A certification and its default edition.
struct Card {
    id: String,
    name: String,
    level: &'static str,
    summary: String,
    offer: Offer,
    /// Whether it is the one to sit now.
    first: bool,
}

pub(crate) async fn show(State(app): State<Arc<App>>, visitor: Visitor) -> Result<Html<String>, Error> {
    let now = visitor.session.as_ref().map(|session| session.now);
    let home = match visitor.person() {
        Some(person) => app.store.home(person, super::history::MOST).await?,
        None => Home::default(),
    };
    let teaching = match visitor.person() {
        Some(person) if visitor.layout.may_teach() => Some(app.store.teaching(person).await?),
        _ => None,
    };
    let catalogue = super::history::catalogue_of(&app, &home.attempts).await?;
    let enforced = app.settings.enforce_prerequisites;
    let plans = match visitor.person() {
        Some(person) => this_week(&app, person).await?,
        None => Vec::new(),
    };
    let page = HomePage::new(visitor.layout, &catalogue, &home, plans, teaching.as_ref(), enforced, now);
    Ok(Html(page.render()?))
}

impl HomePage {
    fn new(
        layout: Layout,
        catalogue: &Catalogue,
        home: &Home,
        plans: Vec<HomePlan>,
        teaching: Option<&invigil_store::Teaching>,
        enforced: bool,
        now: Option<OffsetDateTime>,
    ) -> HomePage {
        let attempts = home.attempts.as_slice();
        let running: Vec<Running> = attempts
            .iter()
            .filter(|attempt| attempt.closed_at.is_none() && attempt.assignment.is_none())
            .map(|attempt| Running {
                address: format!("/attempts/{}", attempt.id),
                short: catalogue.exam_name(&attempt.certification, attempt.edition).to_owned(),
                answered: attempt.answered,
                items: attempt.items,
                left: words::time_left(now.map_or(time::Duration::ZERO, |now| attempt.deadline - now)),
                until: When::time(attempt.deadline),
            })
            .collect();
        let closed: Vec<Row> = attempts.iter().filter_map(|attempt| Row::new(catalogue, attempt)).collect();
        let pathways = Pathway::all(&catalogue.certifications, attempts);
        let mut cards: Vec<Card> = catalogue
            .certifications
            .iter()
            .filter(|known| known.kind == CertificationKind::Exam)
            .filter_map(|known| {
                Some(Card {
                    id: known.id.clone(),
                    name: known.name.clone(),
                    level: words::level(known.level),
                    summary: known.about.summary.clone(),
                    offer: Offer::new(catalogue, known, known.default_edition()?, attempts),
                    first: false,
                })
            })
            .collect();
        if let Some(first) = first(&cards, &pathways, enforced) {
            cards[first].first = true;
        }
        let attempted = !attempts.is_empty() || !home.assigned.is_empty();
        let joined = match home.assigned.is_empty() {
            true => words::listed(&home.classes),
            false => String::new(),
        };
        let today = now.map(|now| Today::new(catalogue, home, plans, now)).filter(|today| !today.is_empty());
        let held = held(&catalogue.certifications, attempts);
        let assignments = AssignmentCard::all(&home.assigned, &held);
        let teaching = teaching.map(Teaching::of);
        let returning = attempted || teaching.is_some() || !joined.is_empty() || today.is_some();
        let urgent = !running.is_empty()
            || teaching.as_ref().is_some_and(Teaching::leads)
            || assignments.iter().any(|card| matches!(card.next, Next::Resume(..) | Next::Start(..)));
        let due = home.due.due_now > 0;
        HomePage {
            layout,
            review_leads: due && !urgent,
            exam_leads: returning && !due && !urgent,
            returning,
            attempted: attempted || today.is_some(),
            today,
            exams: words::listed(&cards.iter().map(|card| card.offer.short.as_str()).collect::<Vec<_>>()),
            teaching,
            answers: home
                .answers
                .iter()
                .map(|answer| NewAnswer {
                    attempt: answer.attempt,
                    position: answer.position,
                    started: When::date(answer.started_at),
                })
                .collect(),
            joined,
            assignments,
            running,
            pathways,
            more: closed.len() > LAST,
            last: closed.into_iter().take(LAST).collect(),
            enforced,
            cards,
        }
    }
}

/// The card to sit now: the pathway's next step; where that isn't offered, the first that is and wasn't passed. None while an
/// exam is running: that one comes first.
fn first(cards: &[Card], pathways: &[Pathway], enforced: bool) -> Option<usize> {
    if cards.iter().any(|card| card.offer.running.is_some()) {
        return None;
    }
    let step_of =
        |card: &Card| pathways.iter().flat_map(|pathway| &pathway.steps).find(|step| step.id == card.id);
    let offered = |card: &Card| card.offer.is_open() && (!enforced || card.offer.first.is_empty());
    cards.iter().position(|card| offered(card) && step_of(card).is_some_and(Step::is_next)).or_else(|| {
        cards.iter().position(|card| offered(card) && !step_of(card).is_some_and(Step::is_passed))
    })
}
