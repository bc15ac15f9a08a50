//! Aiken: what is imported, and everything that Moodle would take silently.

use super::{accounted, failed, keys, plain, read};
use invigil_bank::import::{Format, Limits, Reading, import_as};
use proptest::prelude::*;

fn aiken(text: &str) -> Reading {
    let reading = import_as(Format::Aiken, "bank.txt", text.as_bytes(), &Limits::default(), &mut |_| {});
    accounted(&reading);
    reading
}

#[test]
fn dots_brackets_and_small_letters_are_options() {
    for text in [
        "What {is} <b>?\nA) one\nB) two\nC) three\nANSWER: B\n",
        "What {is} <b>?\r\nA. one\r\nB. two\r\nC. three\r\nANSWER:B",
        "\u{FEFF}What {is} <b>?\n\na) one\nb)two\n\nc) three\nanswer: b\n",
    ] {
        let reading = read("bank.txt", text);
        assert_eq!(reading.format, Some(Format::Aiken));
        let item = &reading.items[0].item;
        assert_eq!(plain(&item.question.stem), "What {is} <b>?");
        assert_eq!(
            item.question.options.iter().map(|text| plain(text)).collect::<Vec<_>>(),
            ["one", "two", "three"]
        );
        assert_eq!(keys(item), [1]);
    }
}

#[test]
fn what_moodle_takes_silently_is_an_error_with_its_line() {
    for (text, line, words) in [
        ("Why?\nA) a\nB) b\nANSWER: C", 4, "names C, but the options are A to B"),
        ("Why?\nA) a\nB) b\nANSWER: A, B", 4, "one option by its letter"),
        ("Why?\nA) a\nB) b\nANSWER:", 4, "names no option"),
        ("Why?\nor how?\nA) a\nB) b\nANSWER: A", 2, "goes on in line 2"),
        ("Why?\nA) a\nand so on\nB) b\nANSWER: A", 3, "goes on in line 3"),
        ("Why?\nA) a\nC) b\nANSWER: A", 3, "where option B is due"),
        ("Why?\nA) a\nA) b\nANSWER: A", 3, "second option A"),
        ("Why?\nA) a\nB)\nANSWER: A", 3, "Option B is empty"),
        ("Why?\nA) a\nANSWER: A", 2, "only one option"),
        ("Why?\nANSWER: A", 2, "no options"),
        ("ANSWER: A", 1, "without a question"),
        ("A) a\nB) b\nANSWER: A", 1, "without a question"),
        ("Why?\nA) a\nB) b", 1, "no ANSWER line"),
        ("Why?", 1, "no options and no ANSWER"),
    ] {
        let reading = aiken(text);
        assert_eq!(failed(&reading, words).iter().map(|place| place.0).collect::<Vec<_>>(), [line], "{text}");
        assert_eq!(reading.read, 1, "{text}");
    }
}

#[test]
fn one_mistake_doesnt_spoil_the_next_item() {
    let reading = aiken(
        "Why?\nA) a\nB) b\n\nU.S. history?\nA)c\nB)d\nANSWER: A\n\nx\ny\n\nWho?\nA. e\nB. f\nANSWER: B\n",
    );
    assert_eq!(reading.failed.iter().map(|left| left.place.line).collect::<Vec<_>>(), [1, 11]);
    assert_eq!(reading.items.iter().map(|one| one.place.line).collect::<Vec<_>>(), [5, 13]);
    assert_eq!(plain(&reading.items[0].item.question.stem), "U.S. history?");

    let reading = aiken("B) lost\nWhy?\nA) a\nB) b\nWhen?\nA) c\nB) d\nANSWER: A\n");
    assert_eq!(reading.failed.iter().map(|left| left.place.line).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(reading.items.iter().map(|one| one.place.line).collect::<Vec<_>>(), [5]);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_stands_in_a_file_is_accounted_for(lines in proptest::collection::vec("|[a-c]x|[A-D][.)] ?[a-z]{0,3}|ANSWER: ?[A-E]{0,2}|[ -~é]{0,20}", 0..30)) {
        let text = format!("Why?\n{}", lines.join("\n"));
        let reading = aiken(&text);
        let most = lines.len() + 1;
        for place in reading.failed.iter().map(|left| &left.place).chain(reading.items.iter().map(|one| &one.place)) {
            prop_assert!(place.line >= 1 && place.line <= most);
        }
    }
}
