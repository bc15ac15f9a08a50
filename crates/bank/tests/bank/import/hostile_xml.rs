//! XML that is made to read other files, or to cost too much.

use super::support::{read, refusal};
use std::time::{Duration, Instant};

const QUESTION: &str = "<question type=\"truefalse\"><questiontext format=\"html\"><text>A &x; B</text></questiontext>\
    <answer fraction=\"100\"><text>true</text></answer><answer fraction=\"0\"><text>false</text></answer></question>";

#[track_caller]
fn refused(file: &str, expected: &str) {
    let begin = Instant::now();
    let reading = read("quiz.xml", file);
    assert!(refusal(&reading).contains(expected), "{}", refusal(&reading));
    assert!(begin.elapsed() < Duration::from_secs(20), "it takes too long");
}

#[test]
fn what_a_document_type_declares_is_never_resolved() {
    for declared in [
        "<!DOCTYPE quiz [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>",
        "<!DOCTYPE quiz [<!ENTITY x SYSTEM \"http://127.0.0.1:9/x\">]>",
        "<!DOCTYPE quiz [<!ENTITY x \"text\">]>",
        "<!DOCTYPE quiz [<!ENTITY % p SYSTEM \"file:///etc/passwd\"> %p; <!ENTITY x \"%p;\">]>",
        "<!DOCTYPE quiz PUBLIC \"-//X//EN\" \"http://127.0.0.1:9/x.dtd\">",
    ] {
        refused(&format!("{declared}\n<quiz>{QUESTION}</quiz>"), "the entity `&x;`");
    }
}

#[test]
fn a_billion_laughs_are_no_laugh() {
    let mut declared = String::from("<!ENTITY x0 \"ha\">");
    for level in 1..30 {
        let before = format!("&x{};", level - 1).repeat(10);
        declared.push_str(&format!("<!ENTITY x{level} \"{before}\">"));
    }
    refused(
        &format!("<!DOCTYPE quiz [{declared}]>\n<quiz><question type=\"essay\">&x29;</question></quiz>"),
        "`&x29;`",
    );
    refused(&format!("<!DOCTYPE quiz [{declared}]>\n<quiz a=\"&x29;\"></quiz>"), "attribute of `<quiz>`");
}

#[test]
fn elements_nest_only_so_deep() {
    refused(&format!("<quiz>{}", "<a>".repeat(1_000_000)), "nest deeper than 100");
}

#[test]
fn an_item_holds_only_so_much() {
    refused(
        &format!("<quiz><question type=\"essay\">{}</question></quiz>", "<a/>".repeat(1_000_000)),
        "more than 50000",
    );
    let attributes: String = (0..200_000).map(|number| format!(" a{number}=\"\"")).collect();
    refused(&format!("<quiz{attributes}></quiz>"), "more than 100 attributes");
}

#[test]
fn following_the_marking_of_an_item_costs_only_so_much() {
    let choices: String = (0..200)
        .map(|number| format!("<simpleChoice identifier=\"c{number}\">{number}</simpleChoice>"))
        .collect();
    let rule = "<responseCondition><responseIf><match><variable identifier=\"R\"/><baseValue baseType=\"identifier\">c1</baseValue></match><setOutcomeValue identifier=\"SCORE\"><baseValue baseType=\"float\">1</baseValue></setOutcomeValue></responseIf></responseCondition>";
    let item = |choices: &str| {
        format!(
            "<assessmentItem identifier=\"i\"><responseDeclaration identifier=\"R\" cardinality=\"multiple\" baseType=\"identifier\"/><itemBody><choiceInteraction responseIdentifier=\"R\">{choices}</choiceInteraction></itemBody>\
         <responseProcessing>{}</responseProcessing></assessmentItem>",
            rule.repeat(1_000)
        )
    };
    let begin = Instant::now();
    let reading = read("item.xml", item(&choices));
    assert!(reading.skipped[0].reason.contains("more than can be followed"), "{}", reading.skipped[0].reason);
    let reading = read("item.xml", item(&choices.repeat(40).replace("c1", "d1")));
    assert!(reading.failed[0].reason.contains("8000 options"), "{}", reading.failed[0].reason);
    assert!(begin.elapsed() < Duration::from_secs(20), "it takes too long");
}

#[test]
fn a_line_of_megabytes_is_read_like_any_other() {
    let long = "x".repeat(8_000_000);
    let reading = read(
        "quiz.xml",
        format!("<quiz><question type=\"essay\"><name><text>{long}</text></name></question></quiz>"),
    );
    assert_eq!(reading.skipped.len(), 1);
    assert!(reading.skipped[0].id.len() < 1_000);
}

#[test]
fn ten_thousand_places_in_one_line_are_found_in_one_go() {
    let one = format!("<question type=\"essay\"><name><text>{}</text></name></question>", "x".repeat(500));
    let reading = read("quiz.xml", format!("<quiz>{}</quiz>", one.repeat(10_000)));
    assert_eq!(reading.skipped.len(), 10_000);
    assert_eq!(reading.skipped[9_999].place.column, 7 + 9_999 * one.len());
}

#[test]
fn broken_markup_never_panics() {
    let whole = format!(
        "<?xml version=\"1.0\"?><!DOCTYPE quiz [<!ENTITY x \"]>\">]><quiz><!-- c --><?p q?>{}<![CDATA[]]></quiz>",
        QUESTION.replace("&x;", "&amp;")
    );
    for end in (0..whole.len()).filter(|&end| whole.is_char_boundary(end)) {
        let _ = read("quiz.xml", &whole[..end]);
    }
    for file in [
        "<",
        "<quiz",
        "<quiz><![CDATA[",
        "<quiz><!--",
        "<quiz>&#xFFFFFFFF;</quiz>",
        "<quiz>&#0;</quiz>",
        "<quiz>&;</quiz>",
        "<quiz>& </quiz>",
    ] {
        let _ = read("quiz.xml", file);
    }
}
