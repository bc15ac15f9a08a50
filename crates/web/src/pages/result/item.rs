//! One item of a result, with everything that is known about it now.

use super::earlier::OtherView;
use crate::markup::RenderCache;
use crate::pages::own_items::OwnItemView;
use crate::pages::solved_item::{RulingView, SolvedItem};
use crate::words::{self, When};
use invigil_exam::{Difficulty, ItemReport, OptionOrder};
use invigil_store::{AppliedRuling, Content, OwnItem, OwnReport};

/// One item with everything that is known about it now.
pub(super) struct ItemView {
    pub(super) solved: SolvedItem,
    /// The index of its section.
    pub(super) section: usize,
    /// What the candidate reported about it.
    pub(super) report: Option<ReportView>,
    /// The candidate's note and flag.
    pub(super) own: OwnItemView,
    /// What they answered at other times, the newest first.
    pub(super) others: Vec<OtherView>,
    /// When it comes back, and whether it was taken out of what comes back.
    pub(super) comes_back: Option<(When, bool)>,
    /// Whether it can be practised now.
    pub(super) askable: bool,
}

/// What an item's view is made of.
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

/// A report of the candidate's, and its answer: what it says, when it was given, by whom.
pub(super) struct ReportView {
    pub(super) text: String,
    pub(super) at: When,
    pub(super) answer: Option<(String, When, String)>,
}

impl From<&OwnReport> for ReportView {
    fn from(report: &OwnReport) -> ReportView {
        let answer = report.answer.as_ref();
        ReportView {
            text: report.text.clone(),
            at: When::new(report.at),
            answer: answer.map(|answer| (answer.text.clone(), When::new(answer.at), answer.author.clone())),
        }
    }
}

impl ItemView {
    pub(super) fn new(parts: &ItemParts<'_>, rendered: &RenderCache) -> ItemView {
        let ItemParts { item, content, .. } = parts;
        let order = OptionOrder::new(item.places.iter().map(|&place| place as u8).collect());
        let own = parts.own.cloned().unwrap_or_default();
        ItemView {
            solved: SolvedItem {
                position: item.position,
                mark: item.mark,
                section: parts.section_title.clone(),
                topic: parts.topic.clone(),
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
                ruling: parts
                    .rulings
                    .iter()
                    .rfind(|ruling| ruling.revisions.contains(&item.revision))
                    .map(RulingView::from),
            },
            section: item.section,
            report: parts
                .reports
                .iter()
                .find(|report| report.position == item.position)
                .map(ReportView::from),
            others: match &order {
                Some(order) => own.others.iter().map(|other| OtherView::new(other, order)).collect(),
                None => Vec::new(),
            },
            comes_back: own.comes_back.map(|(at, out)| (When::date(at), out)),
            askable: own.askable,
            own: OwnItemView {
                item: content.item.clone(),
                name: format!("item {}", item.position),
                key: item.position.to_string(),
                note: own.note,
                flagged: own.flagged.unwrap_or(item.flagged),
                back: format!("{}#item-{}", parts.path, item.position),
            },
        }
    }
}
