//! An item: what it says, what happened to it, what candidates report about it.

use super::difference::between;
use super::inbox::ReportView;
use super::preview::Solved;
use super::statistics::{MOST, StatisticsView};
use super::{address, bank_address, seen};
use crate::difference::difficulty;
use crate::error::Error;
use crate::extract::{Path, Query};
use crate::layout::Layout;
use crate::pages::rulings;
use crate::session::Instructor;
use crate::state::App;
use crate::words::{self, When};
use askama::Template;
use axum::extract::State;
use axum::response::Html;
use invigil_exam::Key;
use invigil_store::{BankAccess, ItemChange, ItemSheet, KnownRuling, Revision, SHIPPED_BANK};
use serde::Deserialize;
use std::sync::Arc;

/// How many lines of its history the page shows.
const LINES: u16 = 200;

/// How many reports of a kind the page shows.
const REPORTS: u16 = 50;

#[derive(Template)]
#[template(path = "items/view.html")]
struct ItemPage {
    layout: Layout,
    sheet: ItemSheet,
    address: String,
    bank: String,
    /// The section, or in the shipped bank the topic.
    section: String,
    difficulty: &'static str,
    proven: String,
    solved: Solved,
    /// Whether it belongs to the bank that ships with the platform.
    shipped: bool,
    /// Whether the key may be corrected and reports answered.
    keeps: bool,
    done: Option<&'static str>,
    /// Whether a key was just changed that attempts were marked by.
    keys_changed: bool,
    history: Vec<HistoryLine>,
    /// The number of the revision that it has, from 1.
    revision: usize,
    open: Vec<ReportView>,
    answered: Vec<ReportView>,
    /// `None` where nobody has answered it yet.
    statistics: Option<StatisticsView>,
    /// Corrections of its key, for whoever may correct it.
    rulings: Vec<RulingLine>,
}

/// A correction of the key, on the page of its item.
struct RulingLine {
    id: i32,
    says: String,
    reason: String,
    author: String,
    at: When,
    /// How far it is: a word and its colour.
    state: (&'static str, &'static str),
}

impl From<KnownRuling> for RulingLine {
    fn from(ruling: KnownRuling) -> RulingLine {
        RulingLine {
            id: ruling.id,
            says: rulings::in_words(&ruling.rule),
            state: match (ruling.in_force_at, ruling.regrade, ruling.regraded_at) {
                (None, ..) => ("proposed", "accent"),
                (Some(_), false, _) => ("in force, past scores left", "good"),
                (Some(_), true, None) => ("regrade interrupted", "warn"),
                (Some(_), true, Some(_)) => ("in force, regraded", "good"),
            },
            reason: ruling.reason,
            author: ruling.author,
            at: When::new(ruling.in_force_at.unwrap_or(ruling.at)),
        }
    }
}

impl ItemPage {
    fn answered_count(&self) -> String {
        words::counted(self.answered.len() as i64, "answered report", "answered reports")
    }
}

struct HistoryLine {
    at: When,
    author: String,
    /// What happened: `Edited`.
    what: String,
    /// From 1; `None` once withdrawn.
    revision: Option<usize>,
    note: String,
    /// What changed, where something did.
    difference: Option<String>,
}

/// What was just done.
#[derive(Deserialize)]
pub(crate) struct Done {
    done: Option<String>,
}

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    Instructor(candidate): Instructor,
    Path(item): Path<String>,
    Query(query): Query<Done>,
) -> Result<Html<String>, Error> {
    let person = candidate.session.person.id;
    let sheet = seen(&app, person, &item).await?;
    let revisions = app.store.item_revisions(person, &sheet.id).await?;
    let changes = app.store.item_history(person, &sheet.id, LINES).await?;
    let content = &sheet.content;
    let reports = async |answered| -> Result<Vec<ReportView>, Error> {
        let reports = app.store.report_inbox(person, answered, Some(&sheet.id), REPORTS).await?;
        Ok(reports.into_iter().map(|report| ReportView::new(&app, report, None)).collect())
    };
    let (open, answered) = (reports(false).await?, reports(true).await?);
    let now = app.store.counts_now(&sheet.id, content.revision).await?;
    let keys = Key::new(content.solution.keys, now.first()).options();
    let statistics = app.store.item_statistics(content.revision, MOST).await?;
    let rulings = app.store.rulings_of_item(person, &sheet.id).await?;
    let catalogue = app.catalogue();
    let shipped = sheet.bank == SHIPPED_BANK;
    let page = ItemPage {
        layout: candidate.layout,
        address: address(&sheet.id),
        bank: bank_address(&sheet),
        section: match catalogue.certification(&sheet.certification) {
            Some(known) => known.topic_title(&content.topic).to_owned(),
            None => content.section.clone(),
        },
        difficulty: difficulty(content.solution.difficulty),
        proven: words::listed(&content.proven_on),
        solved: Solved::new(
            content.solution.keys,
            app.rendered.question(content.revision, &content.question),
            app.rendered.solution(content.revision, &content.solution),
        ),
        shipped,
        keeps: sheet.access >= BankAccess::Edit,
        done: query.done.as_deref().and_then(told),
        keys_changed: query.done.as_deref() == Some("keys"),
        revision: number(&revisions, content.revision).unwrap_or_default(),
        history: history(&sheet.id, &revisions, &changes, shipped),
        open,
        answered,
        statistics: statistics.and_then(|statistics| StatisticsView::new(&statistics, keys)),
        rulings: rulings.into_iter().map(RulingLine::from).collect(),
        sheet,
    };
    Ok(Html(page.render()?))
}

fn told(done: &str) -> Option<&'static str> {
    Some(match done {
        "written" => "The item is written. Forms may take it from now on.",
        "saved" => "Saved as a new revision. Forms take it from now on; attempts keep the one they had.",
        "unchanged" => "Nothing was changed, so there is no new revision.",
        "withdrawn" => "Withdrawn: new forms don’t take it any more. Attempts that hold it keep it.",
        "restored" => "Restored: forms may take it again.",
        "answered" => "Your answer is sent.",
        _ => return None,
    })
}

/// How people count a revision.
fn number(revisions: &[Revision], id: i32) -> Option<usize> {
    revisions.iter().position(|revision| revision.id == id).map(|place| place + 1)
}

/// The newest first. What files made isn't among the changes by hand, so the shipped bank's revisions stand for themselves.
fn history(item: &str, revisions: &[Revision], changes: &[ItemChange], shipped: bool) -> Vec<HistoryLine> {
    let mut lines: Vec<(time::OffsetDateTime, HistoryLine)> = Vec::new();
    for (index, change) in changes.iter().enumerate() {
        let before = changes[index + 1..].iter().find_map(|earlier| earlier.revision);
        let difference = match (before, change.revision) {
            (Some(from), Some(to)) if from != to => Some(between(item, from, to)),
            _ => None,
        };
        let mut what = change.kind.clone();
        if let Some(initial) = what.get_mut(..1) {
            initial.make_ascii_uppercase();
        }
        let line = HistoryLine {
            at: When::new(change.at),
            author: change.author.clone(),
            what,
            revision: change.revision.and_then(|id| number(revisions, id)),
            note: change.note.clone(),
            difference,
        };
        lines.push((change.at, line));
    }
    if shipped {
        for (place, revision) in revisions.iter().enumerate() {
            let before = place.checked_sub(1).and_then(|before| revisions.get(before));
            let line = HistoryLine {
                at: When::new(revision.created_at),
                author: String::new(),
                what: "Loaded from its file".to_owned(),
                revision: Some(place + 1),
                note: String::new(),
                difference: before.map(|before| between(item, before.id, revision.id)),
            };
            lines.push((revision.created_at, line));
        }
        lines.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    }
    lines.into_iter().map(|(_, line)| line).collect()
}
