//! Packages with a manifest: which items are read, in which order, and what is missing.

use super::support::{archive, read, refusal};
use invigil_bank::import::{Format, Reading};
use std::io::Cursor;

fn item(id: &str) -> String {
    format!(
        "<assessmentItem xmlns=\"http://www.imsglobal.org/xsd/imsqti_v2p1\" identifier=\"{id}\"><responseDeclaration identifier=\"R\" cardinality=\"single\" baseType=\"identifier\">\
         <correctResponse><value>A</value></correctResponse></responseDeclaration><itemBody><p>About {id}</p><choiceInteraction responseIdentifier=\"R\" maxChoices=\"1\">\
         <simpleChoice identifier=\"A\">a</simpleChoice><simpleChoice identifier=\"B\">b</simpleChoice></choiceInteraction></itemBody>\
         <responseProcessing template=\"http://www.imsglobal.org/question/qti_v2p1/rptemplates/match_correct\"/></assessmentItem>"
    )
}

fn canvas_item(id: &str) -> String {
    format!(
        "<item ident=\"{id}\"><presentation><material><mattext>About {id}</mattext></material><response_lid ident=\"r\" rcardinality=\"Single\"><render_choice>\
         <response_label ident=\"1\"><material><mattext>a</mattext></material></response_label><response_label ident=\"2\"><material><mattext>b</mattext></material></response_label></render_choice></response_lid></presentation>\
         <resprocessing><respcondition><conditionvar><varequal respident=\"r\">1</varequal></conditionvar><setvar>100</setvar></respcondition></resprocessing></item>"
    )
}

/// One line a resource, from the second line on.
fn manifest(resources: &[&str]) -> String {
    format!(
        "<manifest xmlns=\"http://www.imsglobal.org/xsd/imscp_v1p1\"><organizations/><resources>\n{}\n</resources></manifest>",
        resources.join("\n")
    )
}

fn resource(id: &str, kind: &str, files: &[&str]) -> String {
    let listed: String = files.iter().map(|file| format!("<file href=\"{file}\"/>")).collect();
    format!(
        "<resource identifier=\"{id}\" type=\"{kind}\" href=\"{}\">{listed}</resource>",
        files.first().unwrap_or(&"")
    )
}

fn package(files: &[(&str, String)]) -> Reading {
    let files: Vec<(&str, &[u8])> = files.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
    read("package.zip", archive(&files))
}

fn ids(reading: &Reading) -> Vec<&str> {
    reading.items.iter().map(|one| one.item.id.as_str()).collect()
}

#[test]
fn items_stand_in_the_order_of_the_manifest() {
    let reading = package(&[
        (
            "imsmanifest.xml",
            manifest(&[
                &resource("R1", "imsqti_item_xmlv2p1", &["items/z.xml", "images/a.png"]),
                &resource("R2", "imsqti_item_xmlv2p1", &["items/a%20b.xml"]),
                &resource("R3", "webcontent", &["notes.txt"]),
            ]),
        ),
        ("items/a b.xml", item("second")),
        ("items/z.xml", item("first")),
        ("notes.txt", "x".into()),
    ]);
    assert_eq!(reading.format, Some(Format::Qti21));
    assert_eq!(ids(&reading), ["first", "second"]);
    assert_eq!(reading.items[1].place.file, "items/a b.xml");
    assert!(reading.notes.iter().any(|note| note.contains("`images/a.png`")), "{:?}", reading.notes);
}

#[test]
fn tests_give_the_order_and_the_sections() {
    let test = "<assessmentTest xmlns=\"http://www.imsglobal.org/xsd/imsqti_v2p1\" title=\"Exam\"><testPart><assessmentSection title=\"Trees\">\n\
        <assessmentItemRef identifier=\"b\" href=\"../items/b.xml\"/><assessmentSection title=\"Oaks\"><assessmentItemRef identifier=\"a\" href=\"../items/a.xml\"/></assessmentSection>\n\
        <assessmentItemRef identifier=\"gone\" href=\"../items/gone.xml\"/></assessmentSection><assessmentSectionRef href=\"rest.xml\"/></testPart></assessmentTest>";
    let rest = "<assessmentSection title=\"Rest\"><assessmentItemRef identifier=\"c\" href=\"../items/c.xml\"/><assessmentSectionRef href=\"rest.xml\"/></assessmentSection>";
    let reading = package(&[
        (
            "imsmanifest.xml",
            manifest(&[
                &resource("I1", "imsqti_item_xmlv2p1", &["items/a.xml"]),
                &resource("I2", "imsqti_item_xmlv2p1", &["items/b.xml"]),
                &resource("I3", "imsqti_item_xmlv2p1", &["items/gone.xml"]),
                &resource("I4", "imsqti_item_xmlv2p1", &["items/d.xml"]),
                &resource("T", "imsqti_test_xmlv2p1", &["tests/exam.xml"]),
            ]),
        ),
        ("tests/exam.xml", test.into()),
        ("tests/rest.xml", rest.into()),
        ("items/a.xml", item("a")),
        ("items/b.xml", item("b")),
        ("items/c.xml", item("c")),
        ("items/d.xml", item("d")),
    ]);
    assert_eq!(ids(&reading), ["b", "a", "c", "d"]);
    let sections: Vec<&str> = reading.items.iter().map(|one| one.item.section.as_str()).collect();
    assert_eq!(sections, ["Trees", "Trees / Oaks", "Rest", ""]);
    assert_eq!(reading.failed.len(), 1, "named twice, missing once");
    let gone = &reading.failed[0];
    assert_eq!((gone.place.file.as_str(), gone.place.line, gone.id.as_str()), ("tests/exam.xml", 3, "gone"));
    assert!(gone.reason.contains("`items/gone.xml`"));
}

#[test]
fn entries_without_their_file_fail_and_files_without_an_entry_are_read() {
    let reading = package(&[
        (
            "imsmanifest.xml",
            manifest(&[
                &resource("R1", "imsqti_item_xmlv2p1", &["gone.xml"]),
                "<resource identifier=\"R2\" type=\"imsqti_item_xmlv2p1\"/>",
                &resource("R3", "imsqti_item_xmlv2p1", &["page.xml"]),
                &resource("R4", "imsqti_item_xmlv2p1", &["broken.xml"]),
            ]),
        ),
        ("forgotten.xml", item("forgotten")),
        ("page.xml", "<html/>".into()),
        ("broken.xml", "<assessmentItem identifier=\"x\"><itemBody>".into()),
        ("other.xml", "no XML at all".into()),
    ]);
    assert_eq!(ids(&reading), ["forgotten"]);
    let failed: Vec<(&str, usize, &str)> =
        reading.failed.iter().map(|one| (one.place.file.as_str(), one.place.line, one.id.as_str())).collect();
    assert_eq!(
        failed,
        [
            ("imsmanifest.xml", 2, "R1"),
            ("imsmanifest.xml", 3, "R2"),
            ("page.xml", 1, ""),
            ("broken.xml", 1, "")
        ]
    );
    assert!(reading.failed[2].reason.contains("`<html>`"));
    assert!(reading.failed[3].reason.contains("never closed"), "{}", reading.failed[3].reason);
    assert!(
        reading.notes.iter().any(|note| note.contains("doesn't name `forgotten.xml`")),
        "{:?}",
        reading.notes
    );
}

#[test]
fn canvas_says_things_twice_and_beside() {
    let quiz = |items: &str| {
        format!("<questestinterop><assessment><section>{items}</section></assessment></questestinterop>")
    };
    let reading = package(&[
        (
            "imsmanifest.xml",
            manifest(&[
                &resource("g1", "imsqti_xmlv1p2/imscc_xmlv1p1/assessment", &["g1/assessment_qti.xml"]),
                &resource(
                    "m1",
                    "associatedcontent/imscc_xmlv1p1/learning-application-resource",
                    &["g1/assessment_meta.xml", "non_cc_assessments/g1.xml.qti"],
                ),
                &resource(
                    "b1",
                    "associatedcontent/imscc_xmlv1p1/learning-application-resource",
                    &["non_cc_assessments/b1.xml.qti"],
                ),
            ]),
        ),
        ("g1/assessment_qti.xml", quiz(&canvas_item("reduced"))),
        (
            "g1/assessment_meta.xml",
            "<quiz><title>Week 1</title><shuffle_answers>true</shuffle_answers></quiz>".into(),
        ),
        ("non_cc_assessments/g1.xml.qti", quiz(&canvas_item("full"))),
        (
            "non_cc_assessments/b1.xml.qti",
            format!(
                "<questestinterop><objectbank><qtimetadata><qtimetadatafield><fieldlabel>bank_title</fieldlabel><fieldentry>My bank</fieldentry></qtimetadatafield></qtimetadata>{}</objectbank></questestinterop>",
                canvas_item("banked")
            ),
        ),
    ]);
    assert_eq!(reading.format, Some(Format::Qti12));
    assert_eq!(ids(&reading), ["full", "banked"]);
    assert_eq!(
        (reading.items[0].item.section.as_str(), reading.items[0].item.question.shuffle),
        ("Week 1", true)
    );
    assert_eq!(
        (reading.items[1].item.section.as_str(), reading.items[1].item.question.shuffle),
        ("My bank", false)
    );
}

#[test]
fn shared_texts_and_pictures_are_found_from_where_they_are_named() {
    let mut png = Cursor::new(Vec::new());
    image::RgbImage::from_pixel(2, 2, image::Rgb([1, 2, 3]))
        .write_to(&mut png, image::ImageFormat::Png)
        .unwrap();
    let stimulus = "<assessmentStimulus identifier=\"s\"><stimulusBody><p>Read <img src=\"pictures/tree.png\" alt=\"a tree\"/></p></stimulusBody></assessmentStimulus>";
    let one = item("one")
        .replace(
            "<itemBody><p>",
            "<assessmentStimulusRef identifier=\"s\" href=\"../texts/s.xml\"/><itemBody><p>",
        )
        .replace(
            "About one",
            "About <object data=\"../texts/pictures/tree.png\" type=\"image/png\">it</object>",
        );
    let manifest = manifest(&[&resource("R1", "imsqti_item_xmlv3p0", &["items/one.xml"])]);
    let files: [(&str, &[u8]); 4] = [
        ("imsmanifest.xml", manifest.as_bytes()),
        ("items/one.xml", one.as_bytes()),
        ("texts/s.xml", stimulus.as_bytes()),
        ("texts/pictures/tree.png", png.get_ref()),
    ];
    let reading = read("package.zip", archive(&files));
    assert_eq!(reading.items.len(), 1, "{:?}", reading.failed);
    let stem = &reading.items[0].item.question.stem;
    assert!(stem.starts_with("Read ![a tree](images/") && stem.contains("About ![it](images/"), "{stem}");
    assert_eq!(reading.pictures.len(), 1);
}

#[test]
fn blackboard_calls_its_files_otherwise() {
    let reading = package(&[
        (
            "imsmanifest.xml",
            manifest(&[
                "<resource bb:file=\"res00001.dat\" bb:title=\"Pool\" identifier=\"res00001\" type=\"assessment/x-bb-qti-pool\" xml:base=\"res00001\"/>",
                "<resource bb:file=\"res00002.dat\" identifier=\"res00002\" type=\"assessment/x-bb-qti-pool\" xml:base=\"res00002\"/>",
            ]),
        ),
        (
            "res00001.dat",
            format!(
                "<questestinterop><assessment title=\"Pool\"><section>{}</section></assessment></questestinterop>",
                canvas_item("one")
            ),
        ),
        ("res00002.dat", "<POOL/>".into()),
    ]);
    assert_eq!(ids(&reading), ["one"]);
    assert!(reading.failed[0].reason.contains("`<POOL>`"), "{:?}", reading.failed);
}

#[test]
fn a_text_that_is_shared_too_often_is_too_much() {
    let long = format!("<p>{}</p>", (0..400_000).map(|number| format!("{number} ")).collect::<String>());
    let stimulus = format!(
        "<assessmentStimulus identifier=\"s\"><stimulusBody>{long}</stimulusBody></assessmentStimulus>"
    );
    let items: String = (0..3)
        .map(|number| {
            item(&format!("i{number}"))
                .replace("<itemBody>", "<assessmentStimulusRef identifier=\"s\" href=\"s.xml\"/><itemBody>")
        })
        .collect();
    let reading = package(&[
        ("imsmanifest.xml", manifest(&[&resource("R1", "imsqti_item_xmlv2p1", &["items.xml"])])),
        ("items.xml", format!("<assessmentTest>{items}</assessmentTest>")),
        ("s.xml", stimulus),
    ]);
    assert_eq!(reading.failed.len(), 3);
    assert!(
        reading.failed.last().is_some_and(|one| one.reason.contains("more than 5 MB")),
        "{:?}",
        reading.failed.last()
    );
}

#[test]
fn a_package_without_items_is_refused() {
    let reading = package(&[
        ("imsmanifest.xml", manifest(&[&resource("R", "webcontent", &["a.html"])])),
        ("a.html", "x".into()),
    ]);
    assert!(refusal(&reading).contains("holds no items"), "{}", refusal(&reading));
    let reading = package(&[("imsmanifest.xml", "<manifest><resources></manifest>".into())]);
    assert!(refusal(&reading).contains("expected `</resources>`"), "{}", refusal(&reading));
}
