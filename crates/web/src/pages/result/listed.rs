//! One item of a result with what its candidate left about it at other times: note, flag, other answers, when it comes back.

use super::earlier::OtherView;
use super::item::{ItemView, ReportView, RulingView};
use crate::markup::RenderCache;
use crate::pages::own_items::OwnItemView;
use crate::words::{self, When};
use invigil_exam::{Difficulty, ItemReport, OptionOrder};
use invigil_store::{AppliedRuling, Content, OwnItem, OwnReport};

/// An item as the page of a result lists it.
pub(super) struct ListedItem {
    pub(super) item: ItemView,
    /// The index of its section.
    pub(super) section: usize,
    /// The candidate's note and flag.
    pub(super) own: OwnItemView,
    /// What they answered at other times, the newest first.
    pub(super) others: Vec<OtherView>,
    /// When it comes back, and whether it was taken out of what comes back.
    pub(super) comes_back: Option<(When, bool)>,
    /// Whether it can be practised now.
    pub(super) askable: bool,
    /// Whether its key must not be seen now.
    pub(super) held: bool,
}

/// What it is made of.
pub(super) struct ItemParts<'a> {
    pub(super) item: &'a ItemReport<'a>,
    pub(super) content: &'a Content,
    pub(super) section_title: String,
    pub(super) topic: String,
    /// The rulings that the attempt was marked by.
    pub(super) rulings: &'a [AppliedRuling],
    /// What was reported about the attempt's items.
    pub(super) reports: &'a [OwnReport],
    /// What the candidate left about the item at other times.
    pub(super) own: Option<&'a OwnItem>,
    /// The page's path and query.
    pub(super) path: &'a str,
}

impl ListedItem {
    pub(super) fn new(parts: ItemParts<'_>, rendered: &RenderCache) -> ListedItem {
        let ItemParts { item, content, section_title, topic, rulings, reports, own, path } = parts;
        let order = OptionOrder::new(item.places.iter().map(|&place| place as u8).collect());
        let own = own.cloned().unwrap_or_default();
        let flagged = own.flagged.unwrap_or(item.flagged);
        ListedItem {
            section: item.section,
            others: match &order {
                Some(order) => own.others.iter().map(|other| OtherView::new(other, order)).collect(),
                None => Vec::new(),
            },
            comes_back: own.comes_back.map(|(at, out)| (When::date(at), out)),
            askable: own.askable,
            held: own.held,
            own: OwnItemView {
                item: content.item.clone(),
                name: format!("item {}", item.position),
                key: item.position.to_string(),
                note: own.note,
                flagged,
                back: format!("{path}#item-{}", item.position),
            },
            item: ItemView {
                position: item.position,
                mark: item.mark,
                flagged,
                section: section_title,
                topic,
                difficulty: match item.solution.difficulty {
                    Difficulty::Easy => "easy",
                    Difficulty::Medium => "medium",
                    Difficulty::Hard => "hard",
                },
                places: item.places.clone(),
                chosen: item.chosen,
                keys: item.keys,
                question: rendered.question(item.revision, item.question),
                solution: rendered.solution(item.revision, item.solution),
                proven: words::listed(&content.proven_on),
                ruling: rulings
                    .iter()
                    .rfind(|ruling| ruling.revisions.contains(&item.revision))
                    .map(RulingView::from),
                report: reports.iter().find(|report| report.position == item.position).map(ReportView::from),
            },
        }
    }
}
