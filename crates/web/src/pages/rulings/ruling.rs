//! A ruling: what it would change, or has changed, and the buttons that apply it.

use super::in_words;
use crate::error::Error;
use crate::extract::{Form, Path};
use crate::layout::Layout;
use crate::pages::items::address;
use crate::session::Instructor;
use crate::state::App;
use crate::words::{self, When};
use askama::Template;
use axum::extract::State;
use axum::response::{Html, Redirect};
use invigil_store::{Future, KnownRuling, SHIPPED_BANK, ScoreChange};
use serde::Deserialize;
use std::sync::Arc;

/// How many changes are listed one by one.
const LISTED: usize = 500;

#[derive(Template)]
#[template(path = "rulings/ruling.html")]
struct RulingPage {
    layout: Layout,
    id: i32,
    /// The item's page.
    item: String,
    name: String,
    says: String,
    reason: String,
    author: String,
    at: When,
    future: &'static str,
    in_force: Option<When>,
    /// Whether a regrade is done, or was left out on purpose.
    stage: Stage,
    rows: Vec<Row>,
    /// In words.
    changed: String,
    unchanged: String,
    /// Whether there is none that keeps its score.
    none_unchanged: bool,
    open: i64,
    more: usize,
    /// How many pass now that didn't, and the other way round.
    passes: usize,
    fails: usize,
}

/// How far a ruling is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Proposed,
    LeftScores,
    Unfinished,
    Regraded,
}

struct Row {
    who: String,
    what: String,
    when: When,
    old: String,
    new: String,
    old_passed: bool,
    new_passed: bool,
}

impl From<&ScoreChange> for Row {
    fn from(change: &ScoreChange) -> Row {
        Row {
            who: change.candidate.clone().unwrap_or_default(),
            what: change.assignment.clone().unwrap_or_default(),
            when: When::new(change.closed_at),
            old: words::percent(change.old.0),
            new: words::percent(change.new.0),
            old_passed: change.old.1,
            new_passed: change.new.1,
        }
    }
}

fn stage(ruling: &KnownRuling) -> Stage {
    match (ruling.in_force_at, ruling.regrade, ruling.regraded_at) {
        (None, ..) => Stage::Proposed,
        (Some(_), false, _) => Stage::LeftScores,
        (Some(_), true, None) => Stage::Unfinished,
        (Some(_), true, Some(_)) => Stage::Regraded,
    }
}

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    Instructor(candidate): Instructor,
    Path(id): Path<i32>,
) -> Result<Html<String>, Error> {
    let person = candidate.session.person.id;
    let ruling = app.store.ruling(person, id).await?.ok_or(Error::NotFound)?;
    let stage = stage(&ruling);
    let (changes, unchanged, open) = match stage {
        Stage::Regraded => (app.store.score_changes(person, id).await?, 0, 0),
        Stage::Proposed | Stage::LeftScores | Stage::Unfinished => {
            let regrade = app.store.regrade_preview(person, id).await?.ok_or(Error::NotFound)?;
            (regrade.changes, regrade.unchanged, regrade.open)
        }
    };
    let page = RulingPage {
        layout: candidate.layout,
        id,
        says: in_words(&ruling.rule),
        reason: ruling.reason,
        author: ruling.author,
        at: When::new(ruling.at),
        future: match ruling.future {
            _ if ruling.bank == SHIPPED_BANK => "New forms keep the item until its file is mended.",
            Future::Correct => "New forms take the item with the corrected key.",
            Future::Withdraw => "New forms don’t take the item any more.",
            Future::Leave => "New forms take the item as it is.",
        },
        item: address(&ruling.item),
        name: ruling.name,
        in_force: ruling.in_force_at.map(When::new),
        stage,
        passes: changes.iter().filter(|change| change.new.1 && !change.old.1).count(),
        fails: changes.iter().filter(|change| !change.new.1 && change.old.1).count(),
        changed: words::counted(changes.len() as i64, "score", "scores"),
        none_unchanged: unchanged == 0 && !changes.is_empty(),
        unchanged: words::counted(unchanged as i64, "attempt", "attempts"),
        open: open as i64,
        more: changes.len().saturating_sub(LISTED),
        rows: changes.iter().take(LISTED).map(Row::from).collect(),
    };
    Ok(Html(page.render()?))
}

/// What to do with a ruling.
#[derive(Debug, Deserialize)]
pub(crate) struct Decision {
    /// `regrade`, `leave` or `drop`.
    decision: String,
}

pub(crate) async fn decide(
    State(app): State<Arc<App>>,
    Instructor(candidate): Instructor,
    Path(id): Path<i32>,
    Form(form): Form<Decision>,
) -> Result<Redirect, Error> {
    let person = candidate.session.person.id;
    let ruling = app.store.ruling(person, id).await?.ok_or(Error::NotFound)?;
    let here = format!("/instructor/rulings/{id}");
    match form.decision.as_str() {
        "regrade" => {
            app.store.put_in_force(person, id, true).await?;
            app.store.regrade(person, id).await?;
            Ok(Redirect::to(&here))
        }
        "leave" => {
            app.store.put_in_force(person, id, false).await?;
            Ok(Redirect::to(&here))
        }
        "drop" if app.store.drop_ruling(person, id).await? => Ok(Redirect::to(&address(&ruling.item))),
        "drop" => Err(Error::Conflict(
            "This ruling is in force, so it can’t be dropped. Correct the key again to change it.".into(),
        )),
        _ => Err(Error::Unprocessable(
            "Choose whether to regrade, to leave past scores, or to drop it.".into(),
        )),
    }
}
