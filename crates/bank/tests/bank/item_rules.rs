//! What every item of an instructor's bank keeps to.

use invigil_bank::item_rules::{Fault, Part, faults};
use invigil_exam::{Choices, Difficulty, Item, Question, Solution};

fn item() -> Item {
    Item {
        id: "sums-1".into(),
        certification: String::new(),
        section: "Sums".into(),
        topic: String::new(),
        question: Question {
            stem: "What does `print(1 + 1)` print?\n\n```python\nprint(1 + 1)\n```".into(),
            options: vec!["`2`".into(), "`11`".into(), "Nothing".into()],
            choose: 1,
            shuffle: true,
        },
        solution: Solution {
            keys: Choices::of([0]),
            reasons: vec![String::new(); 3],
            explanation: String::new(),
            reference: String::new(),
            objective: String::new(),
            difficulty: Difficulty::Medium,
        },
    }
}

fn with(change: impl FnOnce(&mut Item)) -> Vec<Fault> {
    let mut item = item();
    change(&mut item);
    faults(&item)
}

#[track_caller]
fn only(found: &[Fault], part: Part, words: &str) {
    assert!(found.len() == 1 && found[0].part == part && found[0].message.contains(words), "{found:?}");
}

#[test]
fn an_item_needs_no_reasons_and_no_explanation() {
    assert_eq!(faults(&item()), []);
}

#[test]
fn options_are_two_to_ten_with_a_key_and_a_distractor() {
    let numbered = |count: usize| (0..count).map(|number| number.to_string()).collect::<Vec<_>>();
    for count in [2, 10] {
        assert_eq!(with(|item| item.question.options = numbered(count)).len(), usize::from(count < 3));
    }
    only(&with(|item| item.question.options = numbered(11)), Part::Options, "11 options");
    let one = with(|item| {
        item.question.options = numbered(1);
        item.solution.reasons.truncate(1);
    });
    only(&one, Part::Options, "only one option");
    only(&with(|item| item.solution.keys = Choices::NONE), Part::Options, "No option is a key");
    only(&with(|item| item.solution.keys = Choices::of([4])), Part::Options, "names no option");
    only(&with(|item| item.question.choose = 2), Part::Options, "have to be the same");
    let all = with(|item| {
        item.solution.keys = Choices::of([0, 1, 2]);
        item.question.choose = 3;
    });
    only(&all, Part::Options, "Every option is a key");
}

#[test]
fn empty_options_and_twins_are_told_at_their_place() {
    only(&with(|item| item.question.options[1] = " \n ".into()), Part::Option(1), "empty");
    only(&with(|item| item.question.options[2] = "`11`  ".into()), Part::Option(2), "same as option B");
    only(&with(|item| item.question.options[2] = "**`11`**".into()), Part::Option(2), "same as option B");
    // White space counts in code, and code isn't text.
    assert_eq!(with(|item| item.question.options[2] = "` 11`".into()), []);
    assert_eq!(with(|item| item.question.options[2] = "11".into()), []);
}

#[test]
fn raw_html_headings_and_foreign_pictures_are_refused_in_words() {
    only(&with(|item| item.question.stem = "a <b>c</b> d".into()), Part::Stem, "HTML (<b>)");
    only(&with(|item| item.question.stem = "a\n\n# b".into()), Part::Stem, "Line 3 is a heading");
    only(&with(|item| item.question.stem = "a\n===".into()), Part::Stem, "line of ===");
    only(&with(|item| item.solution.reasons[1] = "<br>".into()), Part::Reason(1), "HTML");
    only(&with(|item| item.solution.explanation = "## a".into()), Part::Explanation, "heading");
    only(&with(|item| item.question.stem = "![a](https://b.example/c.png)".into()), Part::Stem, "picture");
    let own = format!("![a](images/{}.png)", "0123456789abcdef".repeat(2));
    assert_eq!(with(|item| item.question.stem = own), []);
    // In code they are what is asked about.
    assert_eq!(with(|item| item.question.stem = "```html\n<b>\n# c\n```\n\n`<i>`".into()), []);
}

#[test]
fn lengths_are_told_with_their_figures() {
    only(&with(|item| item.question.stem = "ä".repeat(20_001)), Part::Stem, "at most 20000");
    assert_eq!(with(|item| item.question.stem = "ä".repeat(20_000)), []);
    only(&with(|item| item.question.options[0] = "a".repeat(4_001)), Part::Option(0), "at most 4000");
    only(&with(|item| item.id = "a".repeat(201)), Part::Name, "at most 200");
    only(&with(|item| item.id = " ".into()), Part::Name, "name");
    only(&with(|item| item.section = "a\nb".into()), Part::Section, "one line");
    only(&with(|item| item.question.stem = " \n".into()), Part::Stem, "empty");
}

#[test]
fn every_fault_is_told_at_once() {
    let found = with(|item| {
        item.question.stem.clear();
        item.question.options[0].clear();
        item.solution.keys = Choices::NONE;
    });
    let parts: Vec<Part> = found.iter().map(|fault| fault.part).collect();
    assert_eq!(parts, [Part::Stem, Part::Options, Part::Option(0)]);
}
