//! The room and its review page on a small exam.

use super::{ItemView, ReviewPage, RoomPage, clock};
use crate::layout::Layout;
use crate::markup::RenderedQuestion;
use askama::Template;
use invigil_exam::{Choices, Entry, Question};
use std::sync::Arc;
use time::Duration;
use uuid::Uuid;

fn item(position: usize, choose: u8, entry: Entry) -> ItemView {
    let question = Question {
        stem: "What?\n\n```python\nprint(1)\n```".into(),
        options: ["`first`", "second", "third"].map(str::to_owned).to_vec(),
        choose,
        shuffle: true,
    };
    let question = Arc::new(RenderedQuestion::from(&question));
    ItemView { position, choose, places: vec![2, 0, 1], entry, spent: 0, question }
}

fn items() -> Vec<ItemView> {
    vec![
        item(1, 1, Entry { chosen: Choices(0b001), flagged: true, seq: 4, ..Entry::default() }),
        item(2, 2, Entry { struck: Choices(0b100), seq: 1, ..Entry::default() }),
        item(3, 1, Entry::default()),
    ]
}

fn room(current: usize) -> String {
    let page = RoomPage {
        layout: Layout::default(),
        attempt: Uuid::nil(),
        exam: "PCAP".into(),
        edition: "Outline".into(),
        items: items(),
        current,
        epoch: 7,
        remaining: Duration::seconds(61),
        now: 0,
        message: String::new(),
    };
    page.render().unwrap()
}

#[test]
fn the_clock_counts_seconds_begun() {
    assert_eq!(clock(Duration::milliseconds(-5)), "00:00");
    assert_eq!(clock(Duration::milliseconds(1)), "00:01");
    assert_eq!(clock(Duration::seconds(48 * 60 + 7)), "48:07");
    assert_eq!(clock(Duration::minutes(65)), "1:05:00");
}

#[test]
fn the_room_opens_where_it_is_asked_to_or_at_the_first_gap() {
    assert_eq!(RoomPage::first(&items(), Some(3)), 3);
    for nonsense in [None, Some(0), Some(4)] {
        assert_eq!(RoomPage::first(&items(), nonsense), 2);
    }
}

#[test]
fn one_item_is_shown_and_all_are_there() {
    let html = room(2);
    assert_eq!(html.matches("<article").count(), 3);
    assert_eq!(html.matches(" hidden>\n<form").count(), 2);
    assert_eq!(html.matches("<h1").count(), 1);
    assert!(html.contains("name=\"epoch\" value=\"7\"") && html.contains("name=\"seq\" value=\"1\""));
    assert!(html.contains("form=\"form-2\" name=\"go\" value=\"next\""));
    assert!(html.contains("01:01"));
}

#[test]
fn options_stand_at_their_places_with_what_was_left_there() {
    let html = room(1);
    let first = html.split("<article").nth(1).unwrap();
    let (third, first_written) = (first.find("third").unwrap(), first.find("first</code>").unwrap());
    assert!(third < first_written && first_written < first.find("second").unwrap(), "{first}");
    assert!(first.contains("type=\"radio\" name=\"chosen\" value=\"0\" checked><b>A</b>"));
    assert!(first.contains("class=\"only-code\"><code>first</code>"));
    let second = html.split("<article").nth(2).unwrap();
    assert!(
        second.contains("Select two") && second.contains("0 of 2 chosen") && second.contains("option struck")
    );
    assert_eq!(second.matches("type=\"checkbox\"").count(), 3);
}

#[test]
fn the_palette_says_what_it_shows() {
    let html = room(3);
    for label in ["Item 1, answered, flagged", "Item 2, not answered", "Item 3, not answered"] {
        assert!(html.contains(&format!("aria-label=\"{label}\"")), "{label}");
    }
    assert!(html.contains("class=\"cell answered flagged\""));
    assert!(html.contains("value=\"next\">Review</button>"), "after the last item comes the review");
}

#[test]
fn nothing_in_the_room_needs_an_inline_style_or_script() {
    let html = room(1);
    assert!(!html.contains(" style=") && !html.contains("<style") && !html.contains(" onclick"));
    assert!(html.split("<script").skip(1).all(|script| script.contains("src=")));
}

#[test]
fn the_review_lists_what_needs_another_look() {
    let page = ReviewPage {
        layout: Layout::default(),
        attempt: Uuid::nil(),
        exam: "PCAP".into(),
        edition: "Outline".into(),
        items: items(),
        remaining: Duration::minutes(5),
    };
    let html = page.render().unwrap();
    assert!(html.contains("1 of 3\u{a0}items answered."), "{html}");
    assert!(html.find("Not answered</h2>") < html.find("Flagged</h2>"));
    assert_eq!(html.matches("class=\"cell").count(), 3);
}
