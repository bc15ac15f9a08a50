//! GIFT: what is imported as what, what is reported, and where.

use super::{accounted, failed, keys, plain, read, skipped};
use invigil_bank::import::{Imported, Reading};
use proptest::prelude::*;

fn gift(text: &str) -> Reading {
    read("bank.gift", text)
}

fn one(text: &str) -> Imported {
    let reading = gift(text);
    assert_eq!(reading.items.len(), 1, "{reading:#?}");
    reading.items.into_iter().next().unwrap()
}

#[test]
fn single_choice_has_one_key_and_the_feedback_of_each_option() {
    let item = one("::Colours:: What's between orange and green?\n{\n  ~red #wrong, too\n  =yellow # right\n  ~blue\n  ####It's yellow.\n}").item;
    assert_eq!(plain(&item.question.stem), "What's between orange and green?");
    assert_eq!(
        item.question.options.iter().map(|text| plain(text)).collect::<Vec<_>>(),
        ["red", "yellow", "blue"]
    );
    assert_eq!(keys(&item), [1]);
    assert_eq!(
        item.solution.reasons.iter().map(|text| plain(text)).collect::<Vec<_>>(),
        ["wrong, too", "right", ""]
    );
    assert_eq!(plain(&item.solution.explanation), "It's yellow.");
    assert!(item.question.shuffle);
}

#[test]
fn true_and_false_stand_in_this_order_with_the_feedback_of_each() {
    for (answer, key, reasons) in [
        ("T", 0, ["", ""]),
        ("FALSE", 1, ["", ""]),
        ("TRUE#wrong#right", 0, ["right", "wrong"]),
        ("F#wrong#right####general", 1, ["wrong", "right"]),
        ("F#wrong", 1, ["wrong", ""]),
    ] {
        let item = one(&format!("The sun rises.{{{answer}}}")).item;
        assert_eq!(item.question.options, ["True", "False"]);
        assert_eq!(keys(&item), [key], "{answer}");
        assert_eq!(item.solution.reasons, reasons, "{answer}");
        assert!(!item.question.shuffle);
        assert_eq!(item.solution.explanation, if answer.contains("####") { "general" } else { "" });
    }
}

#[test]
fn weights_that_add_up_make_multiple_response_and_are_named() {
    let imported = one("Who?{~%50%Grant ~%-50%nobody ~%50%his wife ~%-33.333%you}");
    assert_eq!(keys(&imported.item), [0, 2]);
    assert_eq!(imported.item.question.choose, 2);
    let note = imported.notes.join(" ");
    assert!(note.contains("option A 50 %, option B -50 %, option C 50 %, option D -33.333 %"), "{note}");
    assert_eq!(keys(&one("Which?{~%33.333%a ~%33.333%b ~%33.333%c ~d}").item), [0, 1, 2]);
}

#[test]
fn weights_that_dont_add_up_fail_with_their_sum() {
    for (answers, column, words) in [
        ("~%50%a ~%40%b ~c", 6, "add up to 90 %"),
        ("~c ~%33%a ~%33%b ~%33%d", 9, "add up to 99 %"),
        ("~a ~b", 6, "No option is right"),
        ("~%-50%a ~b", 6, "No option is right"),
        ("=a ~b =c", 12, "2 options are worth 100 %"),
        ("=a ~%100%b ~c", 9, "2 options are worth 100 %"),
        ("=%50%a ~%50%b", 6, "No option is worth 100 %"),
    ] {
        assert_eq!(failed(&gift(&format!("Why?{{{answers}}}")), words), [(1, column)], "{answers}");
    }
}

#[test]
fn part_of_the_points_in_single_choice_is_told() {
    let imported = one("Hard.{~wrong ~%50%half =%100%full}");
    assert_eq!(keys(&imported.item), [2]);
    assert!(imported.notes.join(" ").contains("option B 50 %, option C 100 %"), "{:?}", imported.notes);
}

#[test]
fn every_other_kind_is_skipped_under_its_own_name() {
    let reading = gift(
        "A description: no braces.\n\nEssay{}\n\nEssay too {####x}\n\nNumber{#3:2~#no}\n\nMatch{\n=a -> b\n=c -> d}\n\nShort{=a =b}\n\nShort{T or F}\n\nShort{true}",
    );
    accounted(&reading);
    let kinds: Vec<_> = reading.skipped.iter().map(|left| (left.kind.as_str(), left.place.line)).collect();
    assert_eq!(
        kinds,
        [
            ("description", 1),
            ("essay", 3),
            ("essay", 5),
            ("numerical", 7),
            ("matching", 9),
            ("short answer", 13),
            ("short answer", 15),
            ("short answer", 17)
        ]
    );
    assert!(reading.failed.is_empty() && reading.items.is_empty());
}

#[test]
fn categories_ids_titles_and_tags() {
    let reading = gift(
        "// [id:own-1] [tag:easy]\n::One::What?{=a ~b}\n\n$CATEGORY: $course$/top/Networks/Routing\n\n::Two\\: too::What now?{=a ~b}\n\n// [id:lost]\n\nWhy?{T}",
    );
    let found: Vec<_> = reading.items.iter().map(|one| (one.item.section.as_str(), one.place.line)).collect();
    assert_eq!(found, [("", 2), ("Networks / Routing", 6), ("Networks / Routing", 10)]);
    assert_eq!(reading.items[0].item.id, "own-1");
    assert!(reading.items[0].notes.join(" ").contains("easy"));
    assert!(reading.notes.iter().any(|note| note.contains("line 8")), "{:?}", reading.notes);
}

#[test]
fn an_item_right_below_a_category_isnt_swallowed() {
    let reading = gift("$CATEGORY: A/B\nWhat?{=a ~b}\n\nWhy?{T}");
    assert_eq!(failed(&reading, "empty line between"), [(2, 1)]);
    assert_eq!(reading.items[0].item.section, "A / B");
}

#[test]
fn text_after_the_answers_leaves_a_gap() {
    assert_eq!(
        plain(&one("Grant is {~buried =entombed} in his tomb.").item.question.stem),
        "Grant is _____ in his tomb."
    );
    assert_eq!(plain(&one("Grant is {~buried =entombed}\n// no text\n").item.question.stem), "Grant is");
    assert_eq!(plain(&one("[markdown]A {~b =c}.").item.question.stem), "A _____.");
}

#[test]
fn formats_are_named_once_and_inherited() {
    let item = one("[markdown]Is `a` *b*?{=**yes** ~[plain]*no* ~[html]<b>maybe</b>}").item;
    assert_eq!(item.question.stem, "Is `a` *b*?");
    assert_eq!(item.question.options[0], "**yes**");
    assert_eq!(plain(&item.question.options[1]), "*no*");
}

#[test]
fn escapes_and_comments_within_an_item() {
    let item =
        one("Which \\{is\\} it\\: \\#1?{\n// a = comment ~ {\n=\\=2 \\~ 3 // kept\n  // another\n~ \\\\n}")
            .item;
    assert_eq!(plain(&item.question.stem), "Which {is} it: #1?");
    assert_eq!(
        item.question.options.iter().map(|text| plain(text)).collect::<Vec<_>>(),
        ["=2 ~ 3 // kept", "\\n"]
    );
}

#[test]
fn what_is_broken_is_named_where_it_stands() {
    for (text, place, words) in [
        ("fine{T}\n\n é What?{=a ~b", (3, 9), "aren't closed"),
        ("What} is?{T}", (1, 5), "without a {"),
        ("f(x) = {1} is {=a ~b}", (1, 15), "second {"),
        ("What?{=a ~{b} ~c}", (1, 11), "second {"),
        ("What?{=a ~b} or } so", (1, 17), "second }"),
        ("::Title What?{=a ~b}", (1, 1), "isn't closed"),
        ("What?{a ~b =c}", (1, 7), "before the first option"),
        ("What?{=a\n~ #b\n~c}", (2, 1), "Option B is empty"),
        ("What?{~%100%a}", (1, 7), "only one option"),
        ("::T::{=a ~b}", (1, 6), "No question"),
        ("What?{=0~1~2~3~4~5~6~7~8~9~10}", (1, 7), "11 options"),
    ] {
        assert_eq!(failed(&gift(text), words), [place], "{text}");
    }
}

#[test]
fn what_only_looks_like_a_weight_is_kept_and_told() {
    let imported = one("Which prints a number?{=%d ~%s%}");
    assert_eq!(
        imported.item.question.options.iter().map(|text| plain(text)).collect::<Vec<_>>(),
        ["%d", "%s%"]
    );
    assert_eq!(imported.notes.iter().filter(|note| note.contains("begins with %")).count(), 2);
}

#[test]
fn hostile_files_take_linear_time() {
    let start = std::time::Instant::now();
    for text in [
        "a".repeat(4_000_000),
        format!("q{{=a {}}}", "~b".repeat(2_000_000)),
        "::".repeat(2_000_000),
        format!("q{{{}}}", "#".repeat(4_000_000)),
        "{".repeat(4_000_000),
        "\\".repeat(4_000_000),
        "//[id:\n".repeat(600_000),
        format!("//{}\nx{{T}}", "[id:".repeat(1_000_000)),
        "q{T}\n\n".repeat(600_000),
    ] {
        let reading = gift(&text);
        accounted(&reading);
    }
    assert!(start.elapsed().as_secs() < 60, "{:?}", start.elapsed());
}

/// A text as an exporter would write it.
fn escaped(text: &str) -> String {
    let mut escaped = String::from("[plain]");
    for char in text.chars() {
        match char {
            '\\' | ':' | '#' | '=' | '{' | '}' | '~' => escaped.extend(['\\', char]),
            '\n' => escaped.push_str("\\n"),
            other => escaped.push(other),
        }
    }
    escaped
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_that_is_escaped_comes_back(
        stem in "[A-Za-z0-9:#={}~\\\\/%<>\\[\\]-]{1,40}x",
        right in "[A-Z:#={}~\\\\/%<>\\[\\]-]{1,20}x",
        wrong in "[a-z:#={}~\\\\/%<>\\[\\]-]{1,20}y",
    ) {
        let text = format!("::{}::{}{{={}#{} ~{}}}", "t", escaped(&stem), escaped(&right), escaped(&wrong), escaped(&wrong));
        let item = one(&text).item;
        prop_assert_eq!(plain(&item.question.stem), stem);
        prop_assert_eq!(plain(&item.question.options[0]), right);
        prop_assert_eq!(plain(&item.question.options[1]), &wrong[..]);
        prop_assert_eq!(plain(&item.solution.reasons[0]), wrong);
    }

    #[test]
    fn whatever_stands_in_a_file_is_accounted_for(text in "([ -~é]|\n|[:#={}~%\\\\T/]|\n\n|::|####|->|~%50%|//|\\$CATEGORY:){0,120}") {
        let reading = gift(&format!("$CATEGORY: x\n\n{text}"));
        accounted(&reading);
        let lines = text.lines().count() + 3;
        for left in reading.failed.iter().chain(&reading.skipped) {
            prop_assert!(left.place.line >= 1 && left.place.line <= lines && left.place.column >= 1);
            prop_assert!(!left.reason.is_empty() && !left.kind.is_empty());
        }
    }
}

#[test]
fn skipped_items_carry_their_title() {
    let reading = gift("::Q8:: How are you? {}");
    assert_eq!(skipped(&reading), [("essay", "Q8", 1)]);
}
