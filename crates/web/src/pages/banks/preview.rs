//! What an upload holds, entry by entry: what is left out and why, what changes how, what is new as candidates will see it.

use crate::difference::{Difference, Side};
use crate::error::Error;
use crate::markup::excerpt;
use crate::pages::items::preview::Solved;
use crate::state::App;
use invigil_bank::Place;
use invigil_bank::import::{Imported, LeftOut};
use invigil_exam::Item;
use invigil_store::{Fate, ImportPlan};
use std::sync::Arc;

/// Which entries are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Show {
    All,
    New,
    Changed,
    Unchanged,
    Skipped,
    Failed,
}

impl Show {
    const EACH: [Show; 6] =
        [Show::All, Show::New, Show::Changed, Show::Unchanged, Show::Skipped, Show::Failed];

    /// The one of this name; all of them otherwise.
    pub(super) fn named(name: &str) -> Show {
        Show::EACH.into_iter().find(|show| show.name() == name).unwrap_or(Show::All)
    }

    /// Its name in the address.
    pub(super) fn name(self) -> &'static str {
        match self {
            Show::All => "all",
            Show::New => "new",
            Show::Changed => "changed",
            Show::Unchanged => "unchanged",
            Show::Skipped => "skipped",
            Show::Failed => "failed",
        }
    }

    fn title(self) -> &'static str {
        match self {
            Show::All => "All",
            Show::New => "New",
            Show::Changed => "Changed",
            Show::Unchanged => "Unchanged",
            Show::Skipped => "Skipped",
            Show::Failed => "Failed",
        }
    }
}

/// A link to the entries of one kind.
pub(super) struct Tab {
    pub(super) title: &'static str,
    pub(super) count: usize,
    pub(super) address: String,
    pub(super) current: bool,
}

/// The links, with how many entries each leads to (in the order of [`Show`]). Once applied, only what was left out can be shown.
pub(super) fn tabs(address: &str, shown: Show, counts: [usize; 6], applied: bool) -> Vec<Tab> {
    Show::EACH
        .into_iter()
        .zip(counts)
        .filter(|(show, _)| !applied || matches!(show, Show::All | Show::Skipped | Show::Failed))
        .map(|(show, count)| Tab {
            title: show.title(),
            count,
            address: format!("{address}?show={}", show.name()),
            current: show == shown,
        })
        .collect()
}

/// An entry before it is rendered.
#[derive(Clone, Copy, Debug)]
pub(super) enum Line {
    /// An item, by its place in the reading.
    Item(usize),
    /// By its place among the skipped.
    Skipped(usize),
    /// By its place among the failed.
    Failed(usize),
}

/// The entries to show: first what asks for attention, then what changes; each kind in the order of the file.
pub(super) fn lines(plan: &ImportPlan, shown: Show) -> Vec<Line> {
    let mut lines = Vec::new();
    let wants = |show: Show| shown == Show::All || shown == show;
    if wants(Show::Failed) {
        lines.extend((0..plan.reading.failed.len()).map(Line::Failed));
    }
    if wants(Show::Skipped) {
        lines.extend((0..plan.reading.skipped.len()).map(Line::Skipped));
    }
    for (show, fate) in
        [(Show::Changed, Fate::Changed), (Show::New, Fate::New), (Show::Unchanged, Fate::Unchanged)]
    {
        if wants(show) {
            let items = plan.fates.iter().zip(&plan.reading.items).enumerate();
            lines.extend(items.filter(|(_, (known, _))| **known == fate).map(|(index, _)| Line::Item(index)));
        }
    }
    lines
}

/// An entry as it is shown.
pub(super) struct Entry {
    /// Its name in the bank, or what the file calls it.
    pub(super) name: String,
    /// Where it stands in the file.
    pub(super) place: String,
    pub(super) section: String,
    pub(super) notes: Vec<String>,
    pub(super) body: Body,
}

/// What there is to say about an entry.
pub(super) enum Body {
    /// The bank has none of its name.
    New(Box<ItemView>),
    /// What differs, and the item as it will be.
    Changed(Difference, Box<ItemView>),
    /// The beginning of its stem.
    Unchanged(String),
    /// Its kind in the words of its format, and why it is skipped.
    Skipped(String, String),
    /// Its kind in the words of its format, and what is wrong with it.
    Failed(String, String),
}

/// An item as candidates see it after an exam.
pub(super) struct ItemView {
    pub(super) choose: u8,
    pub(super) shuffle: bool,
    pub(super) solved: Solved,
}

impl ItemView {
    fn new(item: &Item) -> ItemView {
        let (question, solution) = (Arc::new((&item.question).into()), Arc::new((&item.solution).into()));
        ItemView {
            choose: item.question.choose,
            shuffle: item.question.shuffle,
            solved: Solved::new(item.solution.keys, question, solution),
        }
    }
}

/// Renders the entries of one page.
pub(super) async fn entries(app: &App, plan: &ImportPlan, lines: &[Line]) -> Result<Vec<Entry>, Error> {
    let changed = |line: &Line| match line {
        Line::Item(index) if plan.fates[*index] == Fate::Changed => {
            Some(plan.reading.items[*index].item.id.clone())
        }
        _ => None,
    };
    let names: Vec<String> = lines.iter().filter_map(changed).collect();
    let old = app.store.named_items(plan.import.bank, &names).await?;
    Ok(lines
        .iter()
        .map(|line| match line {
            Line::Item(index) => {
                let imported = &plan.reading.items[*index];
                let item = &imported.item;
                let body = match plan.fates[*index] {
                    Fate::Unchanged => Body::Unchanged(excerpt(&item.question.stem, 160)),
                    Fate::New => Body::New(Box::new(ItemView::new(item))),
                    Fate::Changed => {
                        let difference = old
                            .get(&item.id)
                            .map(|old| Difference::between(side(old), side(item)))
                            .unwrap_or_default();
                        Body::Changed(difference, Box::new(ItemView::new(item)))
                    }
                };
                entry_of(plan, imported, body)
            }
            Line::Skipped(index) => left_out(plan, &plan.reading.skipped[*index], Body::Skipped),
            Line::Failed(index) => left_out(plan, &plan.reading.failed[*index], Body::Failed),
        })
        .collect())
}

fn side(item: &Item) -> Side<'_> {
    Side { section: &item.section, question: &item.question, solution: &item.solution }
}

fn entry_of(plan: &ImportPlan, imported: &Imported, body: Body) -> Entry {
    Entry {
        name: imported.item.id.clone(),
        place: place(&plan.import.file_name, &imported.place),
        section: imported.item.section.clone(),
        notes: imported.notes.clone(),
        body,
    }
}

fn left_out(plan: &ImportPlan, entry: &LeftOut, body: fn(String, String) -> Body) -> Entry {
    Entry {
        name: entry.id.clone(),
        place: place(&plan.import.file_name, &entry.place),
        section: String::new(),
        notes: Vec::new(),
        body: body(entry.kind.clone(), entry.reason.clone()),
    }
}

/// A place in words: `line 12`, or with the file where the upload holds several.
fn place(upload: &str, place: &Place) -> String {
    let file = if place.file == upload { "" } else { place.file.as_str() };
    match (file, place.line) {
        ("", 0) => String::new(),
        (file, 0) => file.to_owned(),
        ("", line) => format!("line {line}"),
        (file, line) => format!("{file}, line {line}"),
    }
}
