//! What the result page shows.

#[cfg(test)]
mod tests;

use super::advice::{Advice, weakest};
use super::listed::{ItemParts, ListedItem};
use super::show::{Listed, Show};
use crate::layout::Layout;
use crate::markup::RenderCache;
use crate::section_row::SectionRow;
use crate::words::{self, When};
use askama::Template;
use invigil_exam::{Certification, ClosedBy, Edition, ItemMark, Report, Score};
use invigil_store::{AppliedRuling, Content, MAX_PRACTICE_ITEMS, OwnItem, OwnReport};
use std::cmp::Ordering;
use std::collections::HashMap;
use std::sync::Arc;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

/// A score that was changed afterwards.
pub(crate) struct ScoreNotice {
    at: When,
    old: String,
    old_passed: bool,
    reason: String,
}

/// What the page is made of.
pub(crate) struct Parts<'a> {
    pub(crate) layout: Layout,
    pub(crate) report: &'a Report<'a>,
    pub(crate) edition: &'a Edition,
    /// What people call the edition beside the exam; empty where the exam has but one name.
    pub(crate) edition_title: String,
    /// What people call the exam.
    pub(crate) exam: String,
    /// `None` where the bank doesn't have it any more, and for an instructor's exam.
    pub(crate) certification: Option<&'a Certification>,
    /// By position, what the items say.
    pub(crate) contents: &'a [Arc<Content>],
    /// By item, what the candidate left about it at other times.
    pub(crate) own_items: &'a HashMap<String, OwnItem>,
    /// The rulings that the attempt was marked by.
    pub(crate) rulings: &'a [AppliedRuling],
    /// When the closed attempt of the same certification before this one began, and its score.
    pub(crate) before: Option<(OffsetDateTime, Score)>,
    /// The address of the rules, where another form can be sat.
    pub(crate) again: Option<String>,
    /// What the candidate reported about items.
    pub(crate) reports: &'a [OwnReport],
    /// What the assignment is called that it was an attempt at.
    pub(crate) assigned: Option<String>,
    /// `None` shows what is wrong, or everything where nothing is.
    pub(super) show: Option<Show>,
    /// The id of the section whose items are shown; those of all where there is none such.
    pub(crate) section: &'a str,
}

/// The result of a closed attempt.
#[derive(Template)]
#[template(path = "result/result.html")]
pub(crate) struct ResultPage {
    layout: Layout,
    attempt: Uuid,
    exam: String,
    edition: String,
    /// The certification's own page.
    about: Option<String>,
    started: When,
    passed: bool,
    score: String,
    /// The score, 0 to 100.
    filled: f64,
    pass_percent: u8,
    right: usize,
    count: usize,
    time: String,
    minutes: i64,
    ending: String,
    since: Option<String>,
    sections: Vec<SectionRow>,
    advice: Option<Advice>,
    again: Option<String>,
    /// What the assignment is called that it was an attempt at.
    assigned: Option<String>,
    unofficial: String,
    /// The score's corrections, the last one last.
    corrected: Vec<ScoreNotice>,
    listed: Listed,
    /// How many missed items can be practised.
    missed: usize,
}

impl ResultPage {
    /// Whether it was an attempt at an assignment that is called as its exam.
    fn named_after_its_exam(&self) -> bool {
        self.assigned.as_ref() == Some(&self.exam)
    }

    pub(crate) fn new(parts: Parts<'_>, rendered: &RenderCache) -> ResultPage {
        let Parts {
            layout,
            report,
            edition,
            certification,
            contents,
            own_items,
            rulings,
            before,
            again,
            reports,
            show,
            exam,
            edition_title,
            assigned,
            section,
        } = parts;
        let (attempt, marked) = (report.attempt, &report.marked);
        let sitting = &attempt.sitting;
        let topic_title = |index: usize| {
            let id = contents.get(index).map_or("", |content| topic_of(content));
            certification.map_or(id, |known| known.topic_title(id)).to_owned()
        };
        let section_title =
            |index: usize| edition.sections.get(index).map_or(String::new(), |section| section.title.clone());

        let items: Vec<ListedItem> = report
            .items
            .iter()
            .zip(contents)
            .enumerate()
            .map(|(index, (item, content))| {
                let parts = ItemParts {
                    item,
                    content,
                    section_title: section_title(item.section),
                    topic: topic_title(index),
                    rulings,
                    reports,
                    own: own_items.get(&content.item),
                    path: &layout.path,
                };
                ListedItem::new(parts, rendered)
            })
            .collect();
        let missed = items.iter().filter(|item| item.item.mark != ItemMark::Right && item.askable).count();
        let missed = missed.min(MAX_PRACTICE_ITEMS);
        let sections: Vec<(&str, &str)> =
            edition.sections.iter().map(|section| (section.id.as_str(), section.title.as_str())).collect();
        let section = sections.iter().position(|(id, _)| *id == section);
        let listed = Listed::new(items, show, section, &sections);

        let advice = weakest(&marked.sections).map(|weak| Advice {
            title: section_title(weak),
            address: certification
                .zip(edition.sections.get(weak))
                .map(|(known, section)| (known.id.clone(), section.id.clone())),
            right: marked.sections[weak].right,
            items: marked.sections[weak].items,
            missed: {
                let mut missed: Vec<String> = Vec::new();
                for (index, item) in report.items.iter().enumerate() {
                    let topic = topic_title(index);
                    let known = topic.is_empty() || missed.contains(&topic);
                    if item.section == weak && item.mark != ItemMark::Right && !known {
                        missed.push(topic);
                    }
                }
                missed.join(", ")
            },
        });

        ResultPage {
            layout,
            attempt: sitting.id,
            exam,
            edition: edition_title,
            about: certification.map(|known| format!("/certifications/{}", known.id)),
            started: When::new(sitting.started_at),
            passed: marked.passed,
            score: words::percent(marked.score),
            filled: f64::from(marked.score.tenths_of_percent()) / 10.0,
            pass_percent: edition.pass_percent,
            right: report.items.iter().filter(|item| item.mark == ItemMark::Right).count(),
            count: report.items.len(),
            time: words::duration(attempt.duration()),
            // What was granted beyond the exam's own minutes is in it.
            minutes: (sitting.deadline - sitting.started_at).whole_minutes(),
            assigned,
            ending: ending(attempt.closed_by, sitting.deadline - attempt.closed_at),
            since: before.map(|before| since(marked.score.tenths_of_percent(), before)),
            sections: SectionRow::all(edition, &marked.sections),
            advice,
            again,
            unofficial: certification.map_or(String::new(), |known| known.about.unofficial.clone()),
            corrected: rulings.iter().filter_map(ScoreNotice::new).collect(),
            listed,
            missed,
        }
    }
}

/// What an item is about: its topic, or what it is filed under in an instructor's bank.
fn topic_of(content: &Content) -> &str {
    if content.topic.is_empty() { &content.section } else { &content.topic }
}

impl ScoreNotice {
    fn new(ruling: &AppliedRuling) -> Option<ScoreNotice> {
        let (at, old, old_passed) = ruling.changed?;
        Some(ScoreNotice {
            at: When::date(at),
            old: words::percent(old),
            old_passed,
            reason: ruling.reason.clone(),
        })
    }
}

/// How it ended; `left` is what was on the clock then.
fn ending(by: ClosedBy, left: Duration) -> String {
    if by == ClosedBy::Candidate && left.is_positive() {
        format!("Handed in, {} left", words::duration(left))
    } else {
        "Time ran out".to_owned()
    }
}

/// The change since the attempt before, in tenths of a percent.
fn since(tenths: u16, (began, score): (OffsetDateTime, Score)) -> String {
    let earlier = score.tenths_of_percent();
    let points = tenths.abs_diff(earlier);
    let points = format!("{}.{} points", points / 10, points % 10);
    let change = match tenths.cmp(&earlier) {
        Ordering::Greater => format!("+{points}"),
        Ordering::Less => format!("−{points}"),
        Ordering::Equal => "No change".to_owned(),
    };
    format!("{change} ({} on {})", words::tenths(earlier), When::date(began).plain())
}
