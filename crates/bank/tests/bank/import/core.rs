//! What holds for every format: recognised by content, everything accounted for, one set of rules.

use super::support::{archive, failure, only, read, refusal};
use invigil_bank::import::{Format, Limits, Progress, import, import_as};
use invigil_exam::Choices;

#[test]
fn an_item_is_made_whole() {
    let reading = read(
        "bank.txt",
        "$CATEGORY: Lists\n\n// [id:list-1]\n::First item::Which are mutable? {~%50%list#Right ~%50%set ~%-100%tuple#No #### Look it up.}\n",
    );
    let one = only(&reading);
    assert_eq!(reading.format, Some(Format::Gift));
    let item = &one.item;
    assert_eq!((item.id.as_str(), item.section.as_str()), ("list-1", "Lists"));
    assert_eq!((item.certification.as_str(), item.topic.as_str()), ("", ""));
    assert_eq!(item.question.options, ["list", "set", "tuple"]);
    assert_eq!((item.question.choose, item.solution.keys), (2, Choices(0b011)));
    assert_eq!(item.solution.reasons, ["Right", "", "No"]);
    assert_eq!(item.solution.explanation, "Look it up.");
}

#[test]
fn names_come_from_titles_or_texts_and_no_two_are_the_same() {
    let text = "::What is it::A? {=a ~b}\n\n::What is it?::B? {=a ~b}\n\nC? {=a ~b}\n\nD? {=a ~b}\n";
    let names = |reading: &invigil_bank::import::Reading| {
        reading.items.iter().map(|one| one.item.id.clone()).collect::<Vec<_>>()
    };
    let first = names(&read("a.gift", text));
    assert_eq!(first[..2], ["what-is-it", "what-is-it-2"]);
    assert!(first[2].starts_with("q-") && first[2].len() == 14 && first[2] != first[3], "{first:?}");
    assert_eq!(first, names(&read("b.gift", text)), "the same whenever it's read");
}

#[test]
fn what_breaks_a_rule_fails_with_its_reason() {
    let many = (0..11).map(|n| format!("~{n} ")).collect::<String>();
    for (gift, reason) in [
        (format!("A? {{=a {many}}}"), "12 options"),
        ("A? {=a ~a}".into(), "same as option A"),
        ("A? {=a ~[html]<b></b>}".into(), "option is empty"),
        ("[html]<b></b>{=a ~b}".into(), "stem is empty"),
        (format!("{} {{=a ~b}}", "x".repeat(20_001)), "20001 characters"),
        (format!("A? {{=a ~{}}}", "x".repeat(4_001)), "4001 characters"),
    ] {
        let reading = read("a.gift", format!("::t::{gift}"));
        assert!(failure(&reading).contains(reason), "{gift:.60}: {}", failure(&reading));
        assert_eq!(reading.failed[0].place.line, 1);
    }
}

#[test]
fn what_is_no_bank_is_refused_by_name() {
    let utf16: Vec<u8> = "\u{FEFF}What? {=a ~b}".encode_utf16().flat_map(u16::to_le_bytes).collect();
    for (bytes, reason) in [
        (b"".to_vec(), "empty"),
        (b" \n\n".to_vec(), "empty"),
        (b"%PDF-1.7".to_vec(), "a PDF"),
        (b"\x1F\x8B\x08".to_vec(), "gzip"),
        (b"\xD0\xCF\x11\xE0".to_vec(), ".xls"),
        (utf16, "UTF-16 LE"),
        (b"Wei\xDFt du? {=a ~b}\n".to_vec(), "Windows-1252"),
        (b"Dear all, see you on Monday.".to_vec(), "no format that is known"),
        (b"<html><body>x</body></html>".to_vec(), "no format that is known"),
        (archive(&[("readme.txt", b"x")]), "readme.txt by itself"),
        (archive(&[("course/imsmanifest.xml", b"<manifest/>")]), "has to stand at the top"),
        (archive(&[]), "neither a QTI package"),
        (b"PK\x03\x04broken".to_vec(), "broken"),
    ] {
        let reading = read("file", &bytes);
        assert!(refusal(&reading).contains(reason), "{reason}: {}", refusal(&reading));
    }
}

#[test]
fn a_byte_order_mark_and_other_line_ends_change_nothing() {
    let plain = read("a.gift", "::a::A? {=a ~b}\n\n::b::B? {=a ~a}\n");
    let other = read("a.gift", "\u{FEFF}::a::A? {=a ~b}\r\n\r\n::b::B? {=a ~a}\r\n");
    assert_eq!(plain, other);
    assert_eq!(plain.failed[0].place.line, 3);
}

#[test]
fn limits_refuse_with_their_figures() {
    let limits = Limits { items: 2, file_bytes: 1_000, ..Limits::default() };
    let progress = &mut |_| {};
    let three = import("a.gift", b"A? {=a ~b}\n\nB? {=a ~b}\n\nC? {=a ~b}\n", &limits, progress);
    assert!(refusal(&three).contains("more than 2 items"), "{}", refusal(&three));
    assert!(three.items.is_empty() && three.read == 0);
    let large = import("a.gift", &[b'x'; 1_001], &limits, progress);
    assert!(refusal(&large).contains("1.1 kB; at most 1 kB"), "{}", refusal(&large));
}

#[test]
fn progress_goes_from_nothing_to_everything() {
    let text = (0..300).map(|n| format!("::{n}::A{n}? {{=a ~b}}\n\n")).collect::<String>();
    let mut told: Vec<Progress> = Vec::new();
    import("a.gift", text.as_bytes(), &Limits::default(), &mut |progress| told.push(progress));
    assert!(told.len() > 4, "{told:?}");
    assert!(told.windows(2).all(|pair| pair[0].done <= pair[1].done && pair[0].items <= pair[1].items));
    assert_eq!(told.first().map(|first| first.items), Some(0));
    assert!(told.last().is_some_and(|last| last.done == last.total && last.items == 300));
}

#[test]
fn the_progress_of_a_package_is_told_in_bytes() {
    let items = |from: u32| {
        (from..from + 60).map(|n| format!("## item-{n}\n\nA{n}?\n\n- [x] a\n- [ ] b\n\n")).collect::<String>()
    };
    let (one, two) = (items(0), items(60));
    let bytes = archive(&[("a.md", one.as_bytes()), ("b/b.md", two.as_bytes()), ("b/c.png", &[0; 500])]);
    let mut told: Vec<Progress> = Vec::new();
    import("a.zip", &bytes, &Limits::default(), &mut |progress| told.push(progress));
    assert!(told.iter().all(|progress| progress.total == one.len() + two.len()), "{told:?}");
    assert!(told.windows(2).all(|pair| pair[0].done <= pair[1].done));
    // After 100 of 120 items of the same length.
    assert!(
        told.iter().any(|progress| progress.items == 100 && progress.done * 5 > progress.total * 4),
        "{told:?}"
    );
    assert!(told.last().is_some_and(|last| last.done == last.total && last.items == 120));
}

#[test]
fn a_manifest_without_its_package_is_told_apart() {
    let xml = "<?xml version=\"1.0\"?>\n<!-- c -->\n<manifest identifier=\"m\"><resources/></manifest>";
    assert!(refusal(&read("imsmanifest.xml", xml)).contains("Upload the package itself"));
    assert!(refusal(&read("bank.xml", "<html/>")).contains("no format that is known"));
}

#[test]
fn a_told_format_goes_before_the_content() {
    let limits = Limits::default();
    let text = b"What {is} it?\nA. a\nB. b\nANSWER: A\n";
    let gift = import_as(Format::Gift, "a.txt", text, &limits, &mut |_| {});
    assert_eq!(gift.format, Some(Format::Gift));
    let workbook = import_as(Format::Xlsx, "a.txt", text, &limits, &mut |_| {});
    assert!(refusal(&workbook).contains("Excel"));
}
