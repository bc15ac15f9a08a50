//! What the result page shows.

#[cfg(test)]
mod tests;

use super::item::{ItemView, ReportView, RulingView};
use super::sections::{Advice, SectionRow, rows, weakest};
use super::show::{Filter, Show};
use crate::layout::Layout;
use crate::markup::RenderCache;
use crate::words::{self, When};
use askama::Template;
use invigil_exam::{Certification, ClosedBy, Difficulty, Edition, ItemMark, Report};
use invigil_store::{AppliedRuling, Assigned, AttemptSummary, OwnReport};
use std::cmp::Ordering;
use time::Duration;
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
    /// By position, the topic's id.
    pub(crate) topics: Vec<&'a str>,
    /// By position, the versions of CPython that the key was proven on.
    pub(crate) proven_on: Vec<&'a [String]>,
    /// The rulings that the attempt was marked by.
    pub(crate) rulings: &'a [AppliedRuling],
    /// The closed attempt of the same certification before this one.
    pub(crate) before: Option<&'a AttemptSummary>,
    /// The address of the rules, where another form can be sat.
    pub(crate) again: Option<String>,
    /// What the candidate reported about items.
    pub(crate) reports: &'a [OwnReport],
    /// The assignment that it was an attempt at.
    pub(crate) assigned: Option<&'a Assigned>,
    /// `None` shows what is wrong, or everything where nothing is.
    pub(crate) show: Option<Show>,
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
    minutes: u16,
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
    show: Show,
    filters: Vec<Filter>,
    items: Vec<ItemView>,
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
            topics,
            proven_on,
            rulings,
            before,
            again,
            reports,
            show,
            exam,
            edition_title,
            assigned,
        } = parts;
        let (attempt, marked) = (report.attempt, &report.marked);
        let sitting = &attempt.sitting;
        let topic_title = |index: usize| {
            let id = topics.get(index).copied().unwrap_or_default();
            certification.map_or(id, |known| known.topic_title(id)).to_owned()
        };
        let section_title =
            |index: usize| edition.sections.get(index).map_or(String::new(), |section| section.title.clone());

        let wrong = report.items.iter().any(|item| Show::Wrong.includes(item));
        let show = show.unwrap_or(if wrong { Show::Wrong } else { Show::All });
        let filters = Show::EVERY
            .into_iter()
            .map(|filter| Filter {
                name: filter.name(),
                label: filter.label(),
                count: report.items.iter().filter(|item| filter.includes(item)).count(),
                current: filter == show,
            })
            .collect();
        let items = report
            .items
            .iter()
            .enumerate()
            .filter(|(_, item)| show.includes(item))
            .map(|(index, item)| ItemView {
                position: item.position,
                mark: item.mark,
                flagged: item.flagged,
                section: section_title(item.section),
                topic: topic_title(index),
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
                proven: proven_on
                    .get(index)
                    .map_or_else(String::new, |versions: &&[String]| words::listed(versions)),
                ruling: rulings
                    .iter()
                    .rfind(|ruling| ruling.revisions.contains(&item.revision))
                    .map(RulingView::from),
                report: reports.iter().find(|report| report.position == item.position).map(ReportView::from),
            })
            .collect();

        let advice = weakest(&marked.sections).map(|weak| Advice {
            title: section_title(weak),
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
            minutes: assigned.map_or(edition.minutes, |assigned| assigned.own().minutes),
            assigned: assigned.map(|assigned| assigned.assignment.plan.title.clone()),
            ending: ending(attempt.closed_by, sitting.deadline - attempt.closed_at),
            since: before.and_then(|before| since(marked.score.tenths_of_percent(), before)),
            sections: rows(edition, &marked.sections),
            advice,
            again,
            unofficial: certification.map_or(String::new(), |known| known.about.unofficial.clone()),
            corrected: rulings.iter().filter_map(ScoreNotice::new).collect(),
            show,
            filters,
            items,
        }
    }
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

/// The change since the attempt before; both in tenths of a percent.
fn since(tenths: u16, before: &AttemptSummary) -> Option<String> {
    let outcome = before.outcome.as_ref()?;
    let earlier = outcome.score.tenths_of_percent();
    let points = tenths.abs_diff(earlier);
    let points = format!("{}.{} points", points / 10, points % 10);
    let change = match tenths.cmp(&earlier) {
        Ordering::Greater => format!("+{points}"),
        Ordering::Less => format!("−{points}"),
        Ordering::Equal => "No change".to_owned(),
    };
    Some(format!("{change} ({} on {})", words::tenths(earlier), When::date(before.started_at).plain()))
}
