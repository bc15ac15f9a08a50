//! Moodle XML: what its questions become, and what isn't taken.

use super::support::{base64, failure, only, read, refusal};
use image::{ImageFormat, RgbImage};
use invigil_bank::import::{Format, Reading};
use std::io::Cursor;

fn quiz(questions: &str) -> Reading {
    read("quiz.xml", format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<quiz>\n{questions}\n</quiz>\n"))
}

fn text(name: &str, text: &str) -> String {
    format!("<{name} format=\"html\"><text><![CDATA[{text}]]></text></{name}>")
}

fn answer(fraction: &str, text: &str) -> String {
    format!(
        "<answer fraction=\"{fraction}\" format=\"html\"><text>{text}</text><feedback><text></text></feedback></answer>"
    )
}

/// A multiple-choice question with these fractions, whose options are called a, b, c …
fn fractions(more: &str, fractions: &[&str]) -> Reading {
    let answers: String =
        fractions.iter().zip('a'..).map(|(fraction, name)| answer(fraction, &name.to_string())).collect();
    quiz(&format!(
        "<question type=\"multichoice\">{}{more}{answers}</question>",
        text("questiontext", "What?")
    ))
}

fn keys(reading: &Reading) -> Vec<usize> {
    let item = &only(reading).item;
    (0..item.question.options.len()).filter(|&option| item.solution.keys.has(option)).collect()
}

fn notes(reading: &Reading) -> String {
    only(reading).notes.join("\n")
}

fn picture(shade: u8) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    RgbImage::from_pixel(2, 2, image::Rgb([shade, 0, 0]))
        .write_to(&mut bytes, ImageFormat::Png)
        .expect("a picture can be written");
    bytes.into_inner()
}

#[test]
fn a_question_comes_with_all_that_it_says() {
    let reading = quiz(
        r#"<question type="category"><category><text>$course$/top/Trees // Woods/Oaks</text></category></question>
<question type="multichoice">
  <name><text>Leaves of oaks</text></name>
  <idnumber>oak-1</idnumber>
  <questiontext format="html"><text><![CDATA[<p>Which are <b>oaks</b>?</p>]]></text></questiontext>
  <generalfeedback format="html"><text>See &lt;i&gt;Quercus&lt;/i&gt;.</text></generalfeedback>
  <single>false</single>
  <shuffleanswers>1</shuffleanswers>
  <answer fraction="50" format="plain_text"><text>Q. robur *</text><feedback format="markdown"><text>*Yes*.</text></feedback></answer>
  <answer fraction="50" format="html"><text>Q. ilex</text><feedback format="html"><text></text></feedback></answer>
  <answer fraction="-50" format="moodle_auto_format"><text>Beech
and hornbeam</text><feedback format="html"><text>No.</text></feedback></answer>
</question>"#,
    );
    assert_eq!(reading.format, Some(Format::MoodleXml));
    let one = only(&reading);
    assert_eq!((one.place.line, one.place.column), (4, 1));
    assert_eq!(one.item.id, "oak-1");
    assert_eq!(one.item.section, "Trees / Woods / Oaks");
    assert_eq!(one.item.question.stem, "Which are **oaks**?");
    assert_eq!(one.item.question.options, ["Q. robur \\*", "Q. ilex", "Beech\\\nand hornbeam"]);
    assert_eq!(keys(&reading), [0, 1]);
    assert!(one.item.question.shuffle);
    assert_eq!(one.item.solution.reasons, ["*Yes*.", "", "No."]);
    assert_eq!(one.item.solution.explanation, "See *Quercus*.");
    assert!(notes(&reading).contains("50 %, 50 %, -50 %"), "{}", notes(&reading));
}

#[test]
fn a_question_is_single_unless_it_says_otherwise() {
    for single in ["", "<single>true</single>", "<single>1</single>", "<single/>"] {
        assert_eq!(keys(&fractions(single, &["0", "100", "0"])), [1], "{single}");
        assert!(
            failure(&fractions(single, &["50", "50", "0"])).contains("No option gives full marks"),
            "{single}"
        );
    }
    for single in ["<single>false</single>", "<single>0</single>"] {
        assert_eq!(keys(&fractions(single, &["50", "50", "0"])), [0, 1], "{single}");
    }
}

#[test]
fn weights_are_carried_over_or_named() {
    let several = "<single>false</single>";
    let thirds = fractions(several, &["33.33333", "33.33333", "33.33333", "-33.33333"]);
    assert_eq!(keys(&thirds), [0, 1, 2]);
    assert!(notes(&thirds).contains("-33.33333 %"));
    for (more, weights, expected) in [
        (several, ["50", "40", "0"], "add up to 90 %, not to 100 %"),
        (several, ["100", "100", "0"], "add up to 200 %"),
        (several, ["0", "0", "-100"], "No option is marked as right."),
        ("", ["100", "100", "0"], "2 options give full marks"),
        ("", ["90", "0", "0"], "90 %, 0 %, 0 %"),
        ("", ["100", "x", "0"], "`x` isn't a number"),
        ("", ["100", "NaN", "0"], "`NaN` isn't a number"),
    ] {
        let reading = fractions(more, &weights);
        assert!(failure(&reading).contains(expected), "{}", failure(&reading));
    }
    let half = fractions("", &["100", "50", "-10"]);
    assert_eq!(keys(&half), [0]);
    assert!(notes(&half).contains("100 %, 50 %, -10 %"));
    assert_eq!(notes(&fractions("", &["100", "0", "0"])), "");
}

#[test]
fn true_and_false_are_told_by_their_text() {
    let made = |answers: &str| {
        quiz(&format!("<question type=\"truefalse\">{}{answers}</question>", text("questiontext", "Is it?")))
    };
    for (answers, key) in [
        (answer("100", "true") + &answer("0", "false"), 0),
        (answer("100", "false") + &answer("0", "true"), 1),
        (answer("0", " FALSE ") + &answer("100", "True"), 0),
    ] {
        let reading = made(&answers);
        assert_eq!(only(&reading).item.question.options, ["True", "False"]);
        assert_eq!(keys(&reading), [key]);
        assert!(!only(&reading).item.question.shuffle);
    }
    for (answers, expected) in [
        (answer("100", "yes") + &answer("0", "no"), "The answer `yes` is neither"),
        (answer("100", "true") + &answer("0", "true"), "twice"),
        (answer("100", "true"), "missing"),
        (answer("100", "true") + &answer("100", "false"), "2 options give full marks"),
    ] {
        assert!(failure(&made(&answers)).contains(expected), "{}", failure(&made(&answers)));
    }
}

#[test]
fn what_has_no_kind_here_is_named_with_its_place() {
    let kinds = [
        "essay",
        "description",
        "shortanswer",
        "numerical",
        "matching",
        "cloze",
        "gapselect",
        "ddwtos",
        "ddimageortext",
        "ddmarker",
        "ordering",
        "calculated",
        "calculatedmulti",
        "random",
        "somebodysplugin",
    ];
    let questions: String = kinds
        .iter()
        .map(|kind| format!("<question type=\"{kind}\"><name><text>The {kind}</text></name></question>\n"))
        .collect();
    let reading = quiz(&questions);
    assert_eq!((reading.skipped.len(), reading.read), (kinds.len(), kinds.len()));
    for (index, (left_out, kind)) in reading.skipped.iter().zip(kinds).enumerate() {
        assert_eq!((left_out.kind.as_str(), left_out.place.line), (kind, 3 + index));
        assert_eq!(left_out.id, format!("The {kind}"));
        assert!(left_out.reason.ends_with('.') && left_out.reason.len() > 20, "{}", left_out.reason);
    }
}

#[test]
fn categories_name_sections_and_are_no_items() {
    let question = |name: &str| {
        let answers = answer("100", "true") + &answer("0", "false");
        format!(
            "<question type=\"truefalse\"><name><text>{name}</text></name>{}{answers}</question>",
            text("questiontext", name)
        )
    };
    let category = |path: &str, more: &str| {
        format!("<question type=\"category\"><category><text>{path}</text></category>{more}</question>")
    };
    let reading = quiz(&format!(
        "{}{}{}{}{}{}{}",
        question("one"),
        category("$course$/top", ""),
        question("two"),
        category("$module$/top/A/B//C", "<info format=\"html\"><text>About it</text></info>"),
        question("three"),
        category("Plain", ""),
        question("four"),
    ));
    let sections: Vec<&str> = reading.items.iter().map(|one| one.item.section.as_str()).collect();
    assert_eq!(sections, ["", "", "A / B/C", "Plain"]);
    assert_eq!(reading.read, 4);
    assert!(
        reading.notes.iter().any(|note| note.contains("description of one category")),
        "{:?}",
        reading.notes
    );
}

#[test]
fn pictures_inside_of_questions_come_along() {
    let file = |name: &str, bytes: &[u8]| {
        format!("<file name=\"{name}\" path=\"/\" encoding=\"base64\">{}</file>", base64(bytes))
    };
    let one = picture(10);
    let reading = quiz(&format!(
        "<question type=\"multichoice\"><questiontext format=\"html\"><text><![CDATA[<img src=\"@@PLUGINFILE@@/my%20tree.png?time=1\" alt=\"a tree\">What?]]></text>{}</questiontext>\
         <answer fraction=\"100\" format=\"html\"><text><![CDATA[<img src=\"@@PLUGINFILE@@/x.png\" alt=\"one\">]]></text>{}<feedback><text/></feedback></answer>\
         <answer fraction=\"0\" format=\"html\"><text><![CDATA[<img src=\"@@PLUGINFILE@@/x.png\" alt=\"other\">]]></text>{}<feedback><text/></feedback></answer></question>",
        file("my tree.png", &one),
        file("x.png", &picture(20)),
        file("x.png", &picture(30)),
    ));
    let item = &only(&reading).item;
    assert_eq!(reading.pictures.len(), 3);
    assert!(item.question.stem.starts_with("![a tree](images/"), "{}", item.question.stem);
    let address = |text: &str| text.split(['(', ')']).nth(1).unwrap_or_default().to_owned();
    assert_ne!(
        address(&item.question.options[0]),
        address(&item.question.options[1]),
        "files of one name stay apart"
    );
}

#[test]
fn other_files_are_named_and_broken_ones_fail() {
    let with = |file: &str| {
        let answers = answer("100", "true") + &answer("0", "false");
        quiz(&format!(
            "<question type=\"truefalse\"><questiontext format=\"html\"><text>Is it?</text>{file}</questiontext>{answers}</question>"
        ))
    };
    let sound = with("<file name=\"a.mp3\" encoding=\"base64\">AAAA</file>");
    assert!(notes(&sound).contains("a.mp3"), "{}", notes(&sound));
    assert!(
        failure(&with("<file name=\"a.png\" encoding=\"base64\">!!</file>"))
            .contains("`a.png` isn't written in base64")
    );
    assert!(failure(&with("<file name=\"a.png\" encoding=\"hex\">00</file>")).contains("encoded as `hex`"));
}

#[test]
fn pictures_of_old_files_stand_below_the_stem() {
    let answers = answer("100", "true") + &answer("0", "false");
    let reading = quiz(&format!(
        "<question type=\"truefalse\"><questiontext format=\"plain_text\"><text>1 &lt; 2?</text></questiontext>\
         <image>tree.png</image><image_base64>\n{}\n</image_base64>{answers}</question>",
        base64(&picture(1))
    ));
    let stem = &only(&reading).item.question.stem;
    assert!(
        stem.starts_with("1 \\< 2?\n\n![](images/") || stem.starts_with("1 < 2?\n\n![](images/"),
        "{stem}"
    );
}

#[test]
fn what_a_question_also_says_is_noted() {
    let reading = fractions(
        "<hidden>1</hidden><hint><text>One</text></hint><hint><text>Two</text></hint><tags><tag><text>red</text></tag><tag><text>blue</text></tag></tags>\
         <penalty>0.3333333</penalty><defaultgrade>2.0000000</defaultgrade><correctfeedback><text>Well done</text></correctfeedback>",
        &["100", "0"],
    );
    for expected in ["2 hints", "red, blue", "hidden"] {
        assert!(notes(&reading).contains(expected), "{expected}: {}", notes(&reading));
    }
    for expected in ["marks for further tries", "other than 1 point", "right and wrong answers as a whole"] {
        assert!(reading.notes.iter().any(|note| note.contains(expected)), "{expected}: {:?}", reading.notes);
    }
    let plain = fractions(
        "<penalty>0</penalty><defaultgrade>1</defaultgrade><correctfeedback><text>Your answer is correct.</text></correctfeedback>",
        &["100", "0"],
    );
    assert_eq!((notes(&plain).as_str(), plain.notes.len()), ("", 0));
}

#[test]
fn formats_of_texts_are_kept_apart() {
    let stem = |format: &str, text: &str| {
        let answers = answer("100", "true") + &answer("0", "false");
        quiz(&format!(
            "<question type=\"truefalse\"><questiontext format=\"{format}\"><text>{text}</text></questiontext>{answers}</question>"
        ))
    };
    for (format, text, markdown) in [
        ("html", "a &amp;lt; b&lt;br&gt;c", "a \\< b\\\nc"),
        ("plain_text", "*a*\nb", "\\*a\\*\\\nb"),
        ("markdown", "*a*", "*a*"),
        ("moodle_auto_format", "&lt;b&gt;a&lt;/b&gt;\nb", "**a**\\\nb"),
        ("html", "<p>Tags <em>of its own</em></p>", "Tags *of its own*"),
        ("html", "caf&eacute;&nbsp;&#x2713;", "café ✓"),
    ] {
        let reading = stem(format, text);
        let found = only(&reading).item.question.stem.replace('\u{A0}', " ");
        assert!(found == markdown || found == markdown.replace("\\<", "<"), "{format} {text}: {found}");
    }
    assert!(failure(&stem("wiki_like", "a")).contains("`wiki_like` isn't known"));
}

#[test]
fn a_broken_file_tells_what_stands_before_the_break() {
    let good = format!(
        "<question type=\"truefalse\">{}{}{}</question>\n",
        text("questiontext", "Is it?"),
        answer("100", "true"),
        answer("0", "false")
    );
    let reading =
        quiz(&format!("{good}<question type=\"truefalse\"><questiontext></question>\n{good}{good}"));
    assert_eq!((reading.items.len(), reading.failed.len(), reading.read), (1, 1, 2));
    let failed = &reading.failed[0];
    assert_eq!(failed.place.line, 4);
    assert!(
        failed.reason.contains("expected `</questiontext>`, but `</question>` was found"),
        "{}",
        failed.reason
    );
    assert!(failed.reason.contains("2 more items seem to begin there"), "{}", failed.reason);

    let first = read("quiz.xml", "<quiz>\n <question type=\"truefalse\"><name>\n</question></quiz>");
    assert!(refusal(&first).contains("line 3, column 1"), "{}", refusal(&first));
    for (file, expected) in [
        ("<quiz><question type=\"a\">", "`<question>` is never closed"),
        ("<quiz></quiz><quiz></quiz>", "after the end of the root"),
        ("<quiz>&nothere;</quiz>", "`&nothere;`"),
        ("<quiz a=\"1\" a=\"2\"></quiz>", "the attribute `a` twice"),
        ("<quiz></quiz>", "holds no questions"),
        (
            "<quiz xmlns=\"http://canvas.instructure.com/xsd/cccv1p0\"><title>A</title></quiz>",
            "Upload the whole package",
        ),
        ("<quiz><question type=\"category\"></question></quiz>", "holds no questions"),
    ] {
        let reading = read("quiz.xml", file);
        assert!(refusal(&reading).contains(expected), "{file}: {}", refusal(&reading));
    }
}

#[test]
fn places_hold_whatever_the_line_ends_and_the_document_type() {
    let file = "\u{FEFF}<?xml version=\"1.0\"?>\r\n<!DOCTYPE quiz SYSTEM \"https://x.example/quiz.dtd\" [\r\n<!ELEMENT a (b)>]>\r\n<quiz>\r\n  é<question type=\"essay\"></question></quiz>";
    let reading = read("quiz.xml", file);
    assert_eq!((reading.skipped[0].place.line, reading.skipped[0].place.column), (5, 4));
}

#[test]
fn an_encoding_that_only_the_first_line_names_is_noted() {
    let question = "<question type=\"essay\"><name><text>é</text></name></question>";
    let reading =
        read("quiz.xml", format!("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><quiz>{question}</quiz>"));
    assert_eq!(reading.read, 1);
    assert!(reading.notes[0].contains("ISO-8859-1"), "{:?}", reading.notes);
}
