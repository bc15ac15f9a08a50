//! QTI 1.2: what the items of Canvas, Respondus and Blackboard become, and what isn't taken.

use super::support::{failure, only, read, refusal};
use invigil_bank::import::{Format, Reading};

fn file(inside: &str) -> Reading {
    read(
        "quiz.xml",
        format!(
            "<?xml version=\"1.0\"?>\n<questestinterop xmlns=\"http://www.imsglobal.org/xsd/ims_qtiasiv1p2\">\n\
             <assessment title=\"Trees\"><section ident=\"root_section\">\n{inside}\n</section></assessment></questestinterop>"
        ),
    )
}

/// An item with the options a, b, c and d.
fn item(kind: &str, cardinality: &str, processing: &str, more: &str) -> String {
    let metadata = match kind {
        "" => String::new(),
        kind => format!(
            "<itemmetadata><qtimetadata>{}</qtimetadata></itemmetadata>",
            field("question_type", kind)
        ),
    };
    let labels: String = ["a", "b", "c", "d"]
        .iter()
        .map(|name| format!("<response_label ident=\"{name}\"><material><mattext texttype=\"text/plain\">Option {name}</mattext></material></response_label>"))
        .collect();
    format!(
        "<item ident=\"i1\" title=\"One\">{metadata}<presentation><material><mattext texttype=\"text/html\">&lt;p&gt;Which?&lt;/p&gt;</mattext></material>\
         <response_lid ident=\"response1\" rcardinality=\"{cardinality}\"><render_choice>{labels}</render_choice></response_lid></presentation>\
         <resprocessing><outcomes><decvar maxvalue=\"100\" minvalue=\"0\" varname=\"SCORE\" vartype=\"Decimal\"/></outcomes>{processing}</resprocessing>{more}</item>"
    )
}

fn field(label: &str, entry: &str) -> String {
    format!(
        "<qtimetadatafield><fieldlabel>{label}</fieldlabel><fieldentry>{entry}</fieldentry></qtimetadatafield>"
    )
}

fn equal(option: &str) -> String {
    format!("<varequal respident=\"response1\">{option}</varequal>")
}

fn when(condition: &str, then: &str) -> String {
    format!("<respcondition continue=\"No\"><conditionvar>{condition}</conditionvar>{then}</respcondition>")
}

fn set(action: &str, score: &str) -> String {
    format!("<setvar action=\"{action}\" varname=\"SCORE\">{score}</setvar>")
}

fn add(option: &str, score: &str) -> String {
    format!(
        "<respcondition><conditionvar>{}</conditionvar>{}</respcondition>",
        equal(option),
        set("Add", score)
    )
}

fn keys(reading: &Reading) -> Vec<usize> {
    let item = &only(reading).item;
    (0..item.question.options.len()).filter(|&option| item.solution.keys.has(option)).collect()
}

fn notes(reading: &Reading) -> String {
    only(reading).notes.join("\n")
}

#[test]
fn a_single_response_of_canvas() {
    let reading =
        file(&item("multiple_choice_question", "Single", &when(&equal("c"), &set("Set", "100")), ""));
    assert_eq!(reading.format, Some(Format::Qti12));
    let one = only(&reading);
    assert_eq!((one.place.line, one.place.column), (4, 1));
    assert_eq!((one.item.id.as_str(), one.item.section.as_str()), ("i1", "Trees"));
    assert_eq!(one.item.question.stem, "Which?");
    assert_eq!(one.item.question.options[1], "Option b");
    assert_eq!(keys(&reading), [2]);
    assert_eq!(notes(&reading), "");
}

#[test]
fn a_multiple_response_of_canvas() {
    let condition =
        format!("<and>{}<not>{}</not>{}<not>{}</not></and>", equal("a"), equal("b"), equal("c"), equal("d"));
    let reading =
        file(&item("multiple_answers_question", "Multiple", &when(&condition, &set("Set", "100")), ""));
    assert_eq!(keys(&reading), [0, 2]);
    assert_eq!(notes(&reading), "");
    // Without the nots further options cost nothing.
    let condition = format!("<and>{}{}</and>", equal("a"), equal("c"));
    let reading =
        file(&item("multiple_answers_question", "Multiple", &when(&condition, &set("Set", "100")), ""));
    assert_eq!(keys(&reading), [0, 2]);
    assert!(notes(&reading).contains("costs nothing"));
}

#[test]
fn weights_of_options_are_carried_over_or_named() {
    let four = |weights: [&str; 4]| -> String {
        ["a", "b", "c", "d"].iter().zip(weights).map(|(option, weight)| add(option, weight)).collect()
    };
    let reading = file(&item("", "Multiple", &four(["50", "-50", "50", "0"]), ""));
    assert_eq!(keys(&reading), [0, 2]);
    assert!(notes(&reading).contains("50, -50, 50, 0"), "{}", notes(&reading));
    // At most 100: two of three are enough.
    let reading = file(&item("", "Multiple", &four(["50", "50", "50", "0"]), ""));
    assert!(failure(&reading).contains("50, 50, 50, 0"), "{}", failure(&reading));

    let reading = file(&item("", "Single", &four(["100", "40", "0", "0"]), ""));
    assert_eq!(keys(&reading), [0]);
    assert!(notes(&reading).contains("100, 40, 0, 0"));
    let reading = file(&item("", "Single", &four(["100", "100", "0", "0"]), ""));
    assert!(failure(&reading).starts_with("2 options give full marks"), "{}", failure(&reading));
    let reading = file(&item("", "Single", &four(["0", "0", "0", "0"]), ""));
    assert!(failure(&reading).starts_with("No option gives marks"), "{}", failure(&reading));
}

#[test]
fn a_key_that_names_no_option_is_shown() {
    let reading = file(&item(
        "multiple_choice_question",
        "Single",
        &when(&equal("answer_004"), &set("Set", "100")),
        "",
    ));
    assert_eq!(
        failure(&reading),
        "The key `answer_004` names no option; the options are `a`, `b`, `c`, `d`."
    );
    let other = when("<varequal respident=\"response2\">a</varequal>", &set("Set", "100"));
    let reading = file(&item("multiple_choice_question", "Single", &other, ""));
    assert!(failure(&reading).contains("`response2`"), "{}", failure(&reading));
}

#[test]
fn conditions_are_read_as_other_systems_write_them() {
    // Blackboard: all but the right answer by <other/>, nothing said on going on.
    let blackboard = format!(
        "<respcondition><conditionvar>{}</conditionvar>{}</respcondition><respcondition><conditionvar><other/></conditionvar>{}</respcondition>",
        equal("b"),
        set("Set", "SCORE.max"),
        set("Set", "0")
    );
    assert_eq!(keys(&file(&item("", "Single", &blackboard, ""))), [1]);
    // Wrong answers are taken off from a start of full marks.
    let off = format!(
        "{}<respcondition continue=\"Yes\"><conditionvar><not>{}</not></conditionvar>{}</respcondition>",
        "<respcondition continue=\"Yes\"><conditionvar><other/></conditionvar><setvar action=\"Set\" varname=\"SCORE\">100</setvar></respcondition>",
        equal("d"),
        set("Subtract", "100")
    );
    assert_eq!(keys(&file(&item("", "Single", &off, ""))), [3]);
    let either = when(&format!("<or>{}{}</or>", equal("a"), equal("b")), &set("Set", "100"));
    assert!(failure(&file(&item("", "Single", &either, ""))).starts_with("2 options"));
    let custom = when("<vargt respident=\"response1\">3</vargt>", &set("Set", "100"));
    let reading = file(&item("", "Single", &custom, ""));
    assert!(reading.skipped[0].reason.contains("`vargt`"), "{}", reading.skipped[0].reason);
}

#[test]
fn feedback_goes_to_its_option_or_to_all() {
    let shows = |condition: &str, feedback: &str| {
        format!(
            "<respcondition continue=\"Yes\"><conditionvar>{condition}</conditionvar><displayfeedback linkrefid=\"{feedback}\"/></respcondition>"
        )
    };
    let processing = format!(
        "{}{}{}{}",
        shows("<other/>", "general_fb"),
        shows(&equal("a"), "a_fb"),
        when(&equal("b"), &format!("{}<displayfeedback linkrefid=\"correct_fb\"/>", set("Set", "100"))),
        shows("<other/>", "wrong_fb"),
    );
    let text = |ident: &str, text: &str| {
        format!(
            "<itemfeedback ident=\"{ident}\"><flow_mat><material><mattext>{text}</mattext></material></flow_mat></itemfeedback>"
        )
    };
    let texts = text("general_fb", "General.")
        + &text("a_fb", "About a.")
        + &text("correct_fb", "Right.")
        + &text("wrong_fb", "Wrong.")
        + &text("unused", "Nobody sees it.");
    let reading = file(&item("multiple_choice_question", "Single", &processing, &texts));
    let solution = &only(&reading).item.solution;
    assert_eq!(solution.explanation, "General.");
    assert_eq!(solution.reasons, ["About a.\n\nWrong.", "Right.", "Wrong.", "Wrong."]);
    assert!(notes(&reading).contains("belongs to no single option"));
}

#[test]
fn texts_are_html_or_plain_as_they_say() {
    let reading = file(
        "<item ident=\"i\"><presentation><flow><material><mattext texttype=\"text/html\"><![CDATA[<b>2 &lt; 3</b>]]></mattext></material>\
         <material><mattext>a * b * c</mattext><matbreak/><matemtext>so</matemtext></material></flow>\
         <response_lid ident=\"r\"><render_choice><response_label ident=\"1\"><material><mattext texttype=\"text/plain\">a &amp; *b*</mattext></material></response_label>\
         <response_label ident=\"2\"><flow_mat><material><mattext texttype=\"text/html\">a &amp;amp; &lt;i&gt;b&lt;/i&gt;</mattext></material></flow_mat></response_label></render_choice></response_lid></presentation>\
         <resprocessing><respcondition><conditionvar><varequal>1</varequal></conditionvar><setvar>1</setvar></respcondition></resprocessing></item>",
    );
    let question = &only(&reading).item.question;
    assert!(
        question.stem.starts_with("**2 \\< 3**\n\na * b * c")
            || question.stem.starts_with("**2 < 3**\n\na * b * c"),
        "{}",
        question.stem
    );
    assert!(question.stem.ends_with("*so*"), "{}", question.stem);
    assert_eq!(question.options, ["a & \\*b\\*", "a & *b*"]);
    let picture = "<item ident=\"i\"><presentation><material><matimage uri=\"https://x.example/a.png\"/></material><response_lid ident=\"r\"><render_choice>\
        <response_label ident=\"1\"><material><mattext>a</mattext></material></response_label><response_label ident=\"2\"><material><mattext>b</mattext></material></response_label></render_choice></response_lid></presentation>\
        <resprocessing><respcondition><conditionvar><varequal>1</varequal></conditionvar><setvar>1</setvar></respcondition></resprocessing></item>";
    assert!(failure(&file(picture)).contains("https://x.example/a.png"), "pictures aren't fetched");
}

#[test]
fn options_that_keep_their_place_keep_all_in_order() {
    let labels = |fixed: [&str; 2]| {
        let label = |ident: &str, fixed: &str| {
            format!(
                "<response_label ident=\"{ident}\" {fixed}><material><mattext>{ident}</mattext></material></response_label>"
            )
        };
        file(&format!(
            "<item ident=\"i\"><presentation><material><mattext>What?</mattext></material><response_lid ident=\"r\" rcardinality=\"Single\"><render_choice shuffle=\"Yes\">{}{}</render_choice></response_lid></presentation>\
             <resprocessing><respcondition><conditionvar><varequal respident=\"r\">x</varequal></conditionvar><setvar>1</setvar></respcondition></resprocessing></item>",
            label("x", fixed[0]),
            label("y", fixed[1])
        ))
    };
    assert!(only(&labels(["", ""])).item.question.shuffle);
    let some = labels(["", "rshuffle=\"No\""]);
    assert!(!only(&some).item.question.shuffle && notes(&some).contains("keep their place"));
    let all = labels(["rshuffle=\"No\"", "rshuffle=\"No\""]);
    assert!(!only(&all).item.question.shuffle && notes(&all).is_empty());
}

#[test]
fn what_has_no_kind_here_is_named() {
    for kind in [
        "essay_question",
        "short_answer_question",
        "fill_in_multiple_blanks_question",
        "numerical_question",
        "matching_question",
        "multiple_dropdowns_question",
        "calculated_question",
        "file_upload_question",
        "text_only_question",
        "hot_spot_question",
        "categorization_question",
        "ordering_question",
        "somebodys_question",
    ] {
        let reading = file(&item(kind, "Single", "", ""));
        assert_eq!((reading.skipped.len(), reading.read), (1, 1), "{kind}");
        assert_eq!((reading.skipped[0].kind.as_str(), reading.skipped[0].id.as_str()), (kind, "i1"));
        assert!(reading.skipped[0].reason.len() > 10);
    }
    let shaped = |response: &str| {
        let reading = file(&format!(
            "<item ident=\"i\" title=\"t\"><presentation><material><mattext>What?</mattext></material>{response}</presentation></item>"
        ));
        assert_eq!(reading.skipped.len(), 1, "{response} {:?}", reading.failed);
        reading.skipped[0].kind.clone()
    };
    assert_eq!(shaped(""), "text");
    assert_eq!(shaped("<response_str ident=\"r\"><render_fib/></response_str>"), "typed answer");
    assert_eq!(shaped("<response_num ident=\"r\"/>"), "number");
    assert_eq!(shaped("<response_xy ident=\"r\"/>"), "point in a picture");
    assert_eq!(
        shaped("<response_lid ident=\"r\" rcardinality=\"Ordered\"><render_choice/></response_lid>"),
        "ordering"
    );
    assert_eq!(shaped("<response_lid ident=\"r\"/><response_lid ident=\"s\"/>"), "2 responses");
}

#[test]
fn references_groups_and_shared_texts_are_accounted_for() {
    let child = item("multiple_choice_question", "Single", &when(&equal("a"), &set("Set", "100")), "")
        .replace("</qtimetadata>", &format!("{}</qtimetadata>", field("parent_stimulus_item_ident", "s1")));
    let stimulus = "<item ident=\"s1\"><presentation><material><mattext>Read this.</mattext></material></presentation></item>";
    let reading = file(&format!(
        "<section title=\"Group\"><selection_ordering><selection><selection_number>1</selection_number></selection></selection_ordering>{stimulus}{child}</section>\
         <bankentry_item item_ref=\"x\" sourcebank_ref=\"y\"/>"
    ));
    assert_eq!((reading.items.len(), reading.skipped.len(), reading.read), (1, 2, 3));
    assert_eq!(reading.items[0].item.question.stem, "Read this.\n\nWhich?");
    assert_eq!(reading.items[0].item.section, "Trees / Group");
    assert_eq!(reading.skipped[1].kind, "bankentry_item");
    assert!(reading.notes.iter().any(|note| note.contains("`Group` draws 1")), "{:?}", reading.notes);
    let reading = file(&child);
    assert!(failure(&reading).contains("`s1`"), "{}", failure(&reading));
}

#[test]
fn a_broken_file_tells_what_stands_before_the_break() {
    let good = item("multiple_choice_question", "Single", &when(&equal("a"), &set("Set", "100")), "");
    let reading = file(&format!("{good}\n<item ident=\"two\">\n</section>\n{good}"));
    assert_eq!((reading.items.len(), reading.failed.len()), (1, 1));
    assert_eq!(reading.failed[0].place.line, 6);
    assert!(reading.failed[0].reason.contains("one more item seems"), "{}", reading.failed[0].reason);
    assert!(
        refusal(&read("x.xml", "<questestinterop><item></questestinterop>")).contains("line 1, column 24")
    );
    assert!(refusal(&read("x.xml", "<questestinterop/>")).contains("holds no items"));
}
