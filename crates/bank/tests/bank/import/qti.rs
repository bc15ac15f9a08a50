//! QTI 2.1, 2.2 and 3.0: what items become, and what isn't taken.

use super::support::{failure, only, read, refusal};
use invigil_bank::import::{Format, Reading};

const MATCH: &str =
    "<responseProcessing template=\"http://www.imsglobal.org/question/qti_v2p2/rptemplates/match_correct\"/>";
const MAP: &str = "<responseProcessing template=\"http://www.imsglobal.org/question/qti_v2p1/rptemplates/map_response.xml\"/>";
const CHOICES: &str = "<simpleChoice identifier=\"A\">First</simpleChoice><simpleChoice identifier=\"B\">Second</simpleChoice><simpleChoice identifier=\"C\">Third</simpleChoice>";

/// An item from its parts.
struct Parts<'p> {
    cardinality: &'p str,
    declared: &'p str,
    interaction: &'p str,
    choices: &'p str,
    processing: &'p str,
    attributes: &'p str,
}

impl Default for Parts<'_> {
    fn default() -> Self {
        Parts {
            cardinality: "single",
            declared: "<correctResponse><value>B</value></correctResponse>",
            interaction: "shuffle=\"false\" maxChoices=\"1\"",
            choices: CHOICES,
            processing: MATCH,
            attributes: "",
        }
    }
}

impl Parts<'_> {
    fn text(&self) -> String {
        let Parts { cardinality, declared, interaction, choices, processing, attributes } = self;
        format!(
            "<?xml version=\"1.0\"?>\n<assessmentItem xmlns=\"http://www.imsglobal.org/xsd/imsqti_v2p2\" identifier=\"tree-1\" title=\"Trees\" {attributes}>\n\
             <responseDeclaration identifier=\"RESPONSE\" cardinality=\"{cardinality}\" baseType=\"identifier\">{declared}</responseDeclaration>\n\
             <outcomeDeclaration identifier=\"SCORE\" cardinality=\"single\" baseType=\"float\"/>\n\
             <outcomeDeclaration identifier=\"FEEDBACK\" cardinality=\"multiple\" baseType=\"identifier\"/>\n\
             <itemBody><p>Look at it.</p><choiceInteraction responseIdentifier=\"RESPONSE\" {interaction}><prompt>Which <em>one</em>?</prompt>{choices}</choiceInteraction></itemBody>\n\
             {processing}</assessmentItem>"
        )
    }

    fn read(&self) -> Reading {
        read("item.xml", self.text())
    }
}

fn keys(reading: &Reading) -> Vec<usize> {
    let item = &only(reading).item;
    (0..item.question.options.len()).filter(|&option| item.solution.keys.has(option)).collect()
}

fn notes(reading: &Reading) -> String {
    only(reading).notes.join("\n")
}

#[track_caller]
fn skipped(reading: &Reading, kind: &str, reason: &str) {
    assert_eq!((reading.skipped.len(), reading.read), (1, 1), "{:?} {:?}", reading.failed, reading.refusal);
    assert_eq!(reading.skipped[0].kind, kind);
    assert!(reading.skipped[0].reason.contains(reason), "{}", reading.skipped[0].reason);
}

#[test]
fn a_single_response() {
    let reading = Parts::default().read();
    assert_eq!(reading.format, Some(Format::Qti22));
    let one = only(&reading);
    assert_eq!((one.place.line, one.item.id.as_str()), (2, "tree-1"));
    assert_eq!(one.item.question.stem, "Look at it.\n\nWhich *one*?");
    assert_eq!(one.item.question.options, ["First", "Second", "Third"]);
    assert_eq!(keys(&reading), [1]);
    assert!(!one.item.question.shuffle);
    assert_eq!(notes(&reading), "");
}

#[test]
fn the_same_item_in_the_names_of_3_0() {
    let reading = read(
        "item.xml",
        "<qti-assessment-item xmlns=\"http://www.imsglobal.org/xsd/imsqtiasi_v3p0\" identifier=\"t\" title=\"T\" adaptive=\"false\">\n\
         <qti-response-declaration identifier=\"RESPONSE\" cardinality=\"multiple\" base-type=\"identifier\"><qti-correct-response><qti-value>A</qti-value><qti-value>C</qti-value></qti-correct-response></qti-response-declaration>\n\
         <qti-outcome-declaration identifier=\"SCORE\" cardinality=\"single\" base-type=\"float\"/>\n\
         <qti-item-body><p>Look.</p><qti-choice-interaction response-identifier=\"RESPONSE\" shuffle=\"true\" max-choices=\"0\"><qti-prompt>Which?</qti-prompt>\
         <qti-simple-choice identifier=\"A\">First <qti-feedback-inline outcome-identifier=\"FEEDBACK\" identifier=\"A\" show-hide=\"show\">Yes, <b>it is</b>.</qti-feedback-inline></qti-simple-choice>\
         <qti-simple-choice identifier=\"B\">Second</qti-simple-choice><qti-simple-choice identifier=\"C\">Third</qti-simple-choice></qti-choice-interaction></qti-item-body>\n\
         <qti-response-processing template=\"https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/match_correct.xml\"/></qti-assessment-item>",
    );
    assert_eq!(reading.format, Some(Format::Qti30));
    assert_eq!(keys(&reading), [0, 2]);
    let item = &only(&reading).item;
    assert_eq!(item.question.options[0], "First");
    assert_eq!(item.solution.reasons[0], "Yes, **it is**.");
    assert!(item.question.shuffle);
}

#[test]
fn versions_are_told_by_their_namespace() {
    for (version, format) in [("v2p0", Format::Qti21), ("v2p1", Format::Qti21), ("v2p2", Format::Qti22)] {
        let text = Parts::default().text().replace("imsqti_v2p2\"", &format!("imsqti_{version}\""));
        assert_eq!(read("item.xml", text).format, Some(format));
    }
}

#[test]
fn cardinality_decides_not_max_choices() {
    let several = "<correctResponse><value>A</value><value>C</value></correctResponse>";
    for most in ["0", "2", "3"] {
        let interaction = format!("maxChoices=\"{most}\"");
        let reading = Parts {
            cardinality: "multiple",
            declared: several,
            interaction: &interaction,
            ..Parts::default()
        }
        .read();
        assert_eq!(keys(&reading), [0, 2], "{most}");
    }
    let reading = Parts { cardinality: "multiple", declared: several, ..Parts::default() }.read();
    assert!(failure(&reading).contains("maxChoices"), "{}", failure(&reading));
    assert_eq!(keys(&Parts { interaction: "maxChoices=\"0\"", ..Parts::default() }.read()), [1]);
    let reading = Parts { declared: several, ..Parts::default() }.read();
    assert!(failure(&reading).contains("cardinality `single`"), "{}", failure(&reading));
    skipped(&Parts { cardinality: "ordered", ..Parts::default() }.read(), "choiceInteraction", "`ordered`");
}

#[test]
fn a_key_that_names_no_choice_is_shown() {
    let declared = "<correctResponse><value>answer_004</value></correctResponse>";
    let reading = Parts { declared, ..Parts::default() }.read();
    assert_eq!(failure(&reading), "The key `answer_004` names no choice; the choices are `A`, `B`, `C`.");
    let declared = "<mapping><mapEntry mapKey=\"answer_004\" mappedValue=\"1\"/></mapping>";
    assert!(
        failure(&Parts { declared, processing: MAP, ..Parts::default() }.read()).contains("`answer_004`")
    );
    let processing = rules("answer_004", "1");
    assert!(
        failure(&Parts { declared: "", processing: &processing, ..Parts::default() }.read())
            .contains("`answer_004`")
    );
    for (declared, processing) in [("", MATCH), ("", MAP), ("", "")] {
        let reading = Parts { declared, processing, ..Parts::default() }.read();
        assert!(failure(&reading).contains("declared"), "{}", failure(&reading));
    }
    let text =
        Parts::default().text().replace("responseIdentifier=\"RESPONSE\"", "responseIdentifier=\"OTHER\"");
    assert!(failure(&read("item.xml", text)).contains("`OTHER` is declared nowhere"));
    let twice =
        "<simpleChoice identifier=\"B\">a</simpleChoice><simpleChoice identifier=\"B\">b</simpleChoice>";
    assert!(failure(&Parts { choices: twice, ..Parts::default() }.read()).contains("the identifier `B`"));
}

/// Full marks for one choice, written out.
fn rules(choice: &str, score: &str) -> String {
    format!(
        "<responseProcessing><responseCondition><responseIf><match><variable identifier=\"RESPONSE\"/><baseValue baseType=\"identifier\">{choice}</baseValue></match>\
         <setOutcomeValue identifier=\"SCORE\"><baseValue baseType=\"float\">{score}</baseValue></setOutcomeValue></responseIf>\
         <responseElse><setOutcomeValue identifier=\"SCORE\"><baseValue baseType=\"float\">0</baseValue></setOutcomeValue></responseElse></responseCondition></responseProcessing>"
    )
}

fn mapping(bounds: &str, entries: &[(&str, &str)]) -> String {
    let entries: String = entries
        .iter()
        .map(|(key, value)| format!("<mapEntry mapKey=\"{key}\" mappedValue=\"{value}\"/>"))
        .collect();
    format!("<mapping {bounds}>{entries}</mapping>")
}

#[test]
fn mappings_are_carried_over_or_named() {
    let several = |declared: &str| {
        Parts {
            cardinality: "multiple",
            interaction: "maxChoices=\"0\"",
            declared,
            processing: MAP,
            ..Parts::default()
        }
        .read()
    };
    let reading = several(&mapping(
        "lowerBound=\"0\" upperBound=\"2\" defaultValue=\"-2\"",
        &[("A", "1"), ("B", "1"), ("C", "-1")],
    ));
    assert_eq!(keys(&reading), [0, 1]);
    assert!(notes(&reading).contains("1, 1, -1"), "{}", notes(&reading));
    let reading = several(&mapping("", &[("A", "1"), ("C", "0.5")]));
    assert_eq!(keys(&reading), [0, 2]);
    assert!(notes(&reading).contains("1, 0, 0.5") && notes(&reading).contains("costs nothing"));
    let reading = several(&mapping("upperBound=\"1\"", &[("A", "1"), ("B", "1")]));
    assert!(failure(&reading).contains("1, 1, 0"), "{}", failure(&reading));
    let reading = several(&mapping("", &[("A", "-1")]));
    assert!(failure(&reading).contains("no key"), "{}", failure(&reading));
    let reading = several(&mapping("", &[("A", "many")]));
    assert!(failure(&reading).contains("`many`"), "{}", failure(&reading));
    let both = format!(
        "<correctResponse><value>A</value></correctResponse>{}",
        mapping("", &[("A", "1"), ("B", "1")])
    );
    assert!(
        failure(&several(&both)).contains("declared as right is `A`, but full marks go to `A`, `B`")
            || failure(&several(&both)).contains("Declared as right is `A`, but full marks go to `A`, `B`")
    );

    let one = mapping("defaultValue=\"-1\"", &[("A", "0.5"), ("C", "2")]);
    let reading = Parts { declared: &one, processing: MAP, ..Parts::default() }.read();
    assert_eq!(keys(&reading), [2]);
    assert!(notes(&reading).contains("0.5, -1, 2"), "{}", notes(&reading));
    // A mapping that the processing doesn't look at says nothing.
    let unused = format!("<correctResponse><value>B</value></correctResponse>{}", mapping("", &[("A", "7")]));
    assert_eq!(keys(&Parts { declared: &unused, ..Parts::default() }.read()), [1]);
}

#[test]
fn marking_that_is_written_out_is_followed() {
    assert_eq!(keys(&Parts { declared: "", processing: &rules("C", "3"), ..Parts::default() }.read()), [2]);
    let wrong = Parts { processing: &rules("C", "3"), ..Parts::default() }.read();
    assert_eq!(failure(&wrong), "Declared as right is `B`, but full marks go to `C`.");
    let sum = "<responseProcessing><responseCondition><responseIf><not><isNull><variable identifier=\"RESPONSE\"/></isNull></not><setOutcomeValue identifier=\"SCORE\"><sum><variable identifier=\"SCORE\"/><mapResponse identifier=\"RESPONSE\"/></sum></setOutcomeValue></responseIf></responseCondition></responseProcessing>";
    let declared = mapping("", &[("A", "1"), ("B", "1"), ("C", "-1")]);
    assert_eq!(
        keys(
            &Parts {
                cardinality: "multiple",
                interaction: "",
                declared: &declared,
                processing: sum,
                ..Parts::default()
            }
            .read()
        ),
        [0, 1]
    );
    let random = "<responseProcessing><setOutcomeValue identifier=\"SCORE\"><randomInteger max=\"3\"/></setOutcomeValue></responseProcessing>";
    skipped(&Parts { processing: random, ..Parts::default() }.read(), "choiceInteraction", "`randomInteger`");
    skipped(
        &Parts {
            processing: "<responseProcessing template=\"https://x.example/my_own.xml\"/>",
            ..Parts::default()
        }
        .read(),
        "choiceInteraction",
        "`my_own`",
    );
    let unsaid = Parts { processing: "", ..Parts::default() }.read();
    assert_eq!(keys(&unsaid), [1]);
    assert!(notes(&unsaid).contains("doesn't say how answers are marked"));
}

#[test]
fn feedback_goes_to_its_choice_or_to_all() {
    let processing = "<responseProcessing><setOutcomeValue identifier=\"FEEDBACK\"><variable identifier=\"RESPONSE\"/></setOutcomeValue>\
        <responseCondition><responseIf><match><variable identifier=\"RESPONSE\"/><correct identifier=\"RESPONSE\"/></match><setOutcomeValue identifier=\"SCORE\"><baseValue baseType=\"float\">1</baseValue></setOutcomeValue></responseIf></responseCondition></responseProcessing>\
        <modalFeedback outcomeIdentifier=\"FEEDBACK\" identifier=\"A\" showHide=\"show\" title=\"No\">Not the first.</modalFeedback>\
        <modalFeedback outcomeIdentifier=\"FEEDBACK\" identifier=\"B\" showHide=\"hide\"><p>The second would be.</p></modalFeedback>\
        <modalFeedback outcomeIdentifier=\"FEEDBACK\" identifier=\"nothing\" showHide=\"hide\">In any case.</modalFeedback>\
        <modalFeedback outcomeIdentifier=\"FEEDBACK\" identifier=\"nothing\" showHide=\"show\">Never shown.</modalFeedback>";
    let reading = Parts { processing, ..Parts::default() }.read();
    let solution = &only(&reading).item.solution;
    assert_eq!(
        solution.reasons,
        ["**No**\n\nNot the first.\n\nThe second would be.", "", "The second would be."]
    );
    assert_eq!(solution.explanation, "In any case.");
    assert!(notes(&reading).contains("belongs to no single option"));
}

#[test]
fn choices_that_keep_their_place_keep_all_in_order() {
    let choices = |fixed: [bool; 2]| {
        format!(
            "<simpleChoice identifier=\"A\" fixed=\"{}\">a</simpleChoice><simpleChoice identifier=\"B\" fixed=\"{}\">b</simpleChoice>",
            fixed[0], fixed[1]
        )
    };
    let shuffled = |fixed| {
        Parts {
            interaction: "shuffle=\"true\" maxChoices=\"1\"",
            choices: &choices(fixed),
            ..Parts::default()
        }
        .read()
    };
    assert!(only(&shuffled([false, false])).item.question.shuffle);
    assert!(notes(&shuffled([false, true])).contains("keep their place"));
    assert!(
        !only(&shuffled([true, true])).item.question.shuffle && notes(&shuffled([true, true])).is_empty()
    );
}

#[test]
fn what_has_no_kind_here_is_named() {
    let of = |body: &str| {
        read(
            "item.xml",
            format!(
                "<assessmentItem xmlns=\"http://www.imsglobal.org/xsd/imsqti_v2p1\" identifier=\"i\"><itemBody>{body}</itemBody></assessmentItem>"
            ),
        )
    };
    for kind in [
        "textEntry",
        "extendedText",
        "order",
        "graphicOrder",
        "match",
        "associate",
        "graphicAssociate",
        "gapMatch",
        "graphicGapMatch",
        "inlineChoice",
        "hottext",
        "hotspot",
        "selectPoint",
        "positionObject",
        "upload",
        "drawing",
        "slider",
        "custom",
        "media",
    ] {
        skipped(
            &of(&format!("<div><{kind}Interaction responseIdentifier=\"R\"/></div>")),
            &format!("{kind}Interaction"),
            ".",
        );
    }
    skipped(&of("<p>Only a text.</p>"), "no interaction", "no answer");
    skipped(&of("<include href=\"body.xml\"/>"), "no interaction", "`body.xml`");
    skipped(
        &of("<choiceInteraction/><p><textEntryInteraction/> <textEntryInteraction/></p>"),
        "composite (choiceInteraction, textEntryInteraction)",
        "3 answers",
    );
    skipped(
        &Parts { attributes: "adaptive=\"true\"", ..Parts::default() }.read(),
        "adaptive choiceInteraction",
        "each try",
    );
    let template =
        Parts::default().text().replace("<itemBody>", "<templateDeclaration identifier=\"n\"/><itemBody>");
    skipped(&read("item.xml", template), "choiceInteraction with a template", "drawn anew");
    let document = Parts::default()
        .text()
        .replace("<p>Look at it.</p>", "<object type=\"text/html\" data=\"text.html\"/>");
    skipped(&read("item.xml", document), "choiceInteraction", "`text.html`");
}

#[test]
fn only_what_candidates_see_stands_in_the_stem() {
    let body = "<rubricBlock view=\"scorer\"><p>For markers.</p></rubricBlock><rubricBlock view=\"candidate tutor\"><p>For all.</p></rubricBlock>\
        <feedbackBlock outcomeIdentifier=\"FEEDBACK\" identifier=\"x\" showHide=\"show\"><p>Later.</p></feedbackBlock><p>1 &lt; 2 <br/>&#169;</p><p/>";
    let reading = read("item.xml", Parts::default().text().replace("<p>Look at it.</p>", body));
    let stem = &only(&reading).item.question.stem;
    assert!(stem.starts_with("For all.\n\n1"), "{stem}");
    assert!(!stem.contains("markers") && !stem.contains("Later") && stem.contains('©'), "{stem}");
    assert!(notes(&reading).contains("for those who mark it"));
}

#[test]
fn several_items_in_one_file_are_all_read() {
    let item = Parts::default().text().replace("<?xml version=\"1.0\"?>\n", "");
    let reading = read(
        "item.xml",
        format!(
            "<assessmentTest xmlns=\"http://www.imsglobal.org/xsd/imsqti_v2p2\">\n{item}\n{}\n</assessmentTest>",
            item.replace("tree-1", "tree-2")
        ),
    );
    let places: Vec<usize> = reading.items.iter().map(|one| one.place.line).collect();
    assert_eq!(places, [2, 8]);
}

#[test]
fn a_test_alone_asks_for_its_package() {
    let reading = read(
        "test.xml",
        "<assessmentTest><testPart><assessmentSection><assessmentItemRef href=\"a.xml\"/></assessmentSection></testPart></assessmentTest>",
    );
    assert!(
        refusal(&reading).contains("refers to 1 item") && refusal(&reading).contains("package"),
        "{}",
        refusal(&reading)
    );
    assert!(
        refusal(&read("item.xml", "<assessmentItem identifier=\"a\"><itemBody></assessmentItem>"))
            .contains("expected `</itemBody>`")
    );
}

#[test]
fn a_text_of_several_items_has_to_be_there() {
    let text = Parts::default()
        .text()
        .replace("<itemBody>", "<assessmentStimulusRef identifier=\"s\" href=\"stimulus.xml\"/><itemBody>");
    assert!(failure(&read("item.xml", text)).contains("`stimulus.xml`"));
}
