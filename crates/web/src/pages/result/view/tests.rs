//! The result page on a small closed attempt.

use super::super::advice::weakest;
use super::super::show::Show;
use super::{Parts, ResultPage, ending, since};
use crate::layout::Layout;
use crate::markup::RenderCache;
use crate::section_row::SectionRow;
use askama::Template;
use invigil_exam::{
    Choices, ClosedAttempt, ClosedBy, Difficulty, Edition, Entry, Form, OptionOrder, Question, Report, Score,
    Scoring, Section, SectionMark, Sitting, Slot, Solution,
};
use invigil_store::Content;
use std::collections::HashMap;
use std::sync::Arc;
use time::{Duration, macros::datetime};
use uuid::Uuid;

fn marks(marks: &[(u16, u16)]) -> Vec<SectionMark> {
    marks.iter().map(|&(right, items)| SectionMark { section: String::new(), right, items }).collect()
}

fn edition(items: u16) -> Edition {
    let section = Section {
        id: "a".into(),
        title: "Aggregates".into(),
        items,
        points: None,
        summary: String::new(),
        topics: vec!["t".into()],
    };
    Edition {
        id: "e".into(),
        title: "Outline".into(),
        default: true,
        minutes: 10,
        agreement_minutes: 0,
        pass_percent: 70,
        scoring: Scoring::AllOrNothing,
        note: String::new(),
        sections: vec![section],
    }
}

fn content() -> (Question, Solution) {
    let question = Question {
        stem: "What?".into(),
        options: vec!["`right`".into(), "`left`".into()],
        choose: 1,
        shuffle: true,
    };
    let solution = Solution {
        keys: Choices(0b01),
        reasons: vec!["Because of `this`.".into(), "Because <b>not</b>.".into()],
        explanation: "The principle.".into(),
        reference: "The Tutorial".into(),
        objective: "Tell right from left".into(),
        difficulty: Difficulty::Easy,
    };
    (question, solution)
}

/// Three items: right, wrong and flagged, not answered. Options are shown in reverse.
fn page(show: Option<Show>) -> String {
    let slot =
        |revision| Slot { revision, section: 0, choose: 1, order: OptionOrder::new(vec![1, 0]).unwrap() };
    let entry = |chosen, flagged| Entry { chosen: Choices(chosen), flagged, ..Entry::default() };
    let started_at = datetime!(2026-11-22 10:00 UTC);
    let attempt = ClosedAttempt {
        sitting: Sitting {
            id: Uuid::nil(),
            person: Uuid::nil(),
            certification: "pcap".into(),
            edition: 1,
            form: Form { slots: (1..=3).map(slot).collect() },
            entries: vec![entry(0b10, false), entry(0b01, true), entry(0, false)],
            spent: vec![None; 3],
            started_at,
            deadline: started_at + Duration::minutes(10),
        },
        closed_at: started_at + Duration::minutes(8),
        closed_by: ClosedBy::Candidate,
    };
    let (question, solution) = content();
    let edition = edition(3);
    let report = Report::new(&attempt, &edition, &[(&question, &solution, None); 3]);
    let content = |topic: &str| {
        Arc::new(Content {
            revision: 1,
            item: format!("pcap-{topic}"),
            section: "a".into(),
            topic: topic.into(),
            question: question.clone(),
            solution: solution.clone(),
            proven_on: Vec::new(),
        })
    };
    let parts = Parts {
        layout: Layout::default(),
        report: &report,
        edition: &edition,
        edition_title: "Outline".into(),
        exam: "PCAP".into(),
        certification: None,
        contents: &["slicing", "sorting", "sorting"].map(content),
        own_items: &HashMap::new(),
        rulings: &[],
        before: None,
        again: Some("/exams/pcap/e".into()),
        reports: &[],
        assigned: None,
        show,
        section: "",
    };
    ResultPage::new(parts, &RenderCache::default()).render().unwrap()
}

#[test]
fn the_verdict_comes_first() {
    let html = page(None);
    let main = html.split_once("<main").unwrap().1;
    assert!(main.find("Not passed: 33.3\u{a0}%") < main.find("the pass mark is 70"), "{main}");
    assert!(main.contains("1 of 3 items") && main.contains("Handed in, 2\u{a0}min 00\u{a0}s left"));
    assert!(main.contains("Missed: sorting."), "a topic missed twice is named once");
    assert!(!html.contains(" style="));
}

#[test]
fn items_are_filtered_and_counted() {
    let shown = |show| page(show).matches("<article").count();
    assert_eq!([None, Some(Show::Wrong), Some(Show::Flagged), Some(Show::All)].map(shown), [2, 2, 1, 3]);
    assert_eq!(Show::named("flagged"), Some(Show::Flagged));
    assert_eq!(Show::named("nonsense"), None);
}

#[test]
fn an_item_tells_choice_key_and_reasons_as_shown() {
    let html = page(Some(Show::Flagged));
    let item = html.split("<article").nth(1).unwrap();
    assert!(
        item.find("✗ Your choice") < item.find("✓ Right answer"),
        "the order is that of the room: {item}"
    );
    assert!(
        item.contains("Because of <code>this</code>.") && item.contains("Because &lt;b&gt;not&lt;/b&gt;."),
        "{item}"
    );
    assert!(page(Some(Show::All)).contains("✓ Right answer, your choice"));
}

#[test]
fn the_weakest_section_has_the_least_share() {
    assert_eq!(weakest(&marks(&[(5, 9), (3, 6), (7, 9)])), Some(1));
    assert_eq!(weakest(&marks(&[(2, 4), (4, 8)])), Some(1), "of equals, the one that costs more");
    assert_eq!(weakest(&marks(&[(4, 4), (8, 8)])), None);
    assert_eq!(weakest(&marks(&[(0, 0)])), None);
}

#[test]
fn a_section_reaches_the_pass_mark_exactly() {
    let row = |right| SectionRow::all(&edition(10), &marks(&[(right, 10)])).remove(0);
    assert!(row(7).reached && !row(6).reached);
    assert_eq!(row(7).share.replace('\u{a0}', " "), "70.0 %");
}

#[test]
fn the_change_since_last_time_is_told() {
    let before = (datetime!(2026-11-03 10:00 UTC), Score { points: 675, max: 1000 });
    let told = |tenths| since(tenths, before).replace('\u{a0}', " ");
    assert_eq!(told(750), "+7.5 points (67.5 % on 3 Nov 2026)");
    assert_eq!(told(675), "No change (67.5 % on 3 Nov 2026)");
    assert!(told(600).starts_with("−7.5 points"));
}

#[test]
fn an_ending_by_the_clock_is_told_as_such() {
    assert!(ending(ClosedBy::Candidate, Duration::seconds(61)).contains("1\u{a0}min 01\u{a0}s left"));
    assert!(ending(ClosedBy::Candidate, Duration::ZERO).starts_with("Time ran out"));
    assert!(ending(ClosedBy::Time, Duration::ZERO).starts_with("Time ran out"));
}
