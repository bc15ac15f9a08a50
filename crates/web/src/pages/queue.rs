//! The missed items that come back: what is due now, how much of it the next days bring, and each item with a way out.

mod forecast;

use crate::error::Error;
use crate::extract::{Form, Path};
use crate::layout::Layout;
use crate::markup::excerpt;
use crate::session::{Candidate, Visitor};
use crate::state::App;
use crate::words::When;
use askama::Template;
use axum::extract::State;
use axum::response::{Html, Redirect};
use forecast::Forecast;
use invigil_store::{Catalogue, Due, MAX_PRACTICE_ITEMS, Queue, ReviewItem};
use serde::Deserialize;
use std::collections::HashMap;
use std::sync::Arc;
use time::OffsetDateTime;

/// How many items are listed at most, those that are due first.
const MOST: usize = 300;

/// How many characters of an item are listed.
const EXCERPT: usize = 90;

#[derive(Template)]
#[template(path = "queue.html")]
struct QueuePage {
    layout: Layout,
    due: Due,
    /// How many of them a set takes.
    asked: usize,
    /// The day of the next item that isn't due now.
    next: Option<When>,
    forecast: Forecast,
    rows: Vec<Row>,
    /// Those taken out.
    out: Vec<Row>,
    /// How many more there are than are listed.
    more: usize,
}

/// An item as a line of the list.
struct Row {
    item: String,
    /// Its topic, or what its instructor filed it under.
    topic: String,
    /// What people call the certification; empty for an instructor's item.
    exam: String,
    /// How its question begins; empty for an instructor's item, which may have been changed since it was met.
    question: String,
    due_now: bool,
    comes_back: When,
    lapses: u32,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct CardForm {
    /// Whether to take it out; else it is put back.
    out: bool,
}

pub(crate) async fn show(State(app): State<Arc<App>>, visitor: Visitor) -> Result<Html<String>, Error> {
    let queue = match visitor.person() {
        Some(person) => app.store.queue(person).await?,
        None => Queue { items: Vec::new(), now: OffsetDateTime::UNIX_EPOCH },
    };
    let (out, back): (Vec<&ReviewItem>, Vec<&ReviewItem>) =
        queue.items.iter().partition(|item| item.suspended);
    let more = (out.len() + back.len()).saturating_sub(MOST);
    let listed: Vec<&ReviewItem> = back.into_iter().chain(out).take(MOST).collect();
    let asked: Vec<i32> =
        listed.iter().filter(|item| !item.certification.is_empty()).map(|item| item.revision).collect();
    let stems: HashMap<i32, String> = app
        .contents(&asked)
        .await?
        .iter()
        .map(|content| (content.revision, excerpt(&content.question.stem, EXCERPT)))
        .collect();
    let catalogue = app.catalogue();
    let row = |item: &&ReviewItem| Row::new(item, &catalogue, &stems, queue.now);
    let due = queue.count();
    let page = QueuePage {
        layout: visitor.layout,
        due,
        asked: due.due_now.min(MAX_PRACTICE_ITEMS),
        next: due.next_at.map(|at| When::date(at + invigil_study::schedule::EARLIER)),
        forecast: Forecast::new(&queue),
        rows: listed.iter().filter(|item| !item.suspended).map(row).collect(),
        out: listed.iter().filter(|item| item.suspended).map(row).collect(),
        more,
    };
    Ok(Html(page.render()?))
}

/// Takes an item out, or puts it back.
pub(crate) async fn change(
    State(app): State<Arc<App>>,
    candidate: Candidate,
    Path(item): Path<String>,
    Form(form): Form<CardForm>,
) -> Result<Redirect, Error> {
    if !app.store.suspend_card(candidate.session.person.id, &item, form.out).await? {
        return Err(Error::NotFound);
    }
    Ok(Redirect::to(if form.out { "/review#out" } else { "/review#list" }))
}

impl Row {
    fn new(
        item: &ReviewItem,
        catalogue: &Catalogue,
        stems: &HashMap<i32, String>,
        now: OffsetDateTime,
    ) -> Row {
        let known = catalogue.certification(&item.certification);
        let topic = if item.topic.is_empty() { &item.section } else { &item.topic };
        Row {
            item: item.item.clone(),
            topic: known.map_or(topic.as_str(), |known| known.topic_title(topic)).to_owned(),
            exam: known.map_or(String::new(), |known| known.short.clone()),
            question: stems.get(&item.revision).cloned().unwrap_or_default(),
            due_now: item.card.due_at <= now,
            comes_back: When::date(item.card.comes_back()),
            lapses: item.card.lapses,
        }
    }
}
