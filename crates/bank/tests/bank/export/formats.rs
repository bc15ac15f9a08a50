//! Each format with items that hold what it has to escape.

use super::support::{back, bare, item, out, out_with, read, same, unpacked};
use invigil_bank::export::FORMATS;
use invigil_bank::import::{Format, Limits, import};
use invigil_exam::Item;

fn items() -> Vec<Item> {
    vec![
        item("with-all"),
        bare("second"),
        Item { section: "Über #1".into(), ..item("An item: its “name” [x]") },
    ]
}

#[test]
fn what_goes_out_comes_back() {
    for format in FORMATS {
        same(format, &items());
    }
}

#[test]
fn the_same_items_make_the_same_bytes() {
    for format in FORMATS {
        assert_eq!(out(format, &items()).bytes, out(format, &items()).bytes);
    }
}

#[test]
fn files_are_named_for_the_bank_and_the_format() {
    let names = FORMATS.map(|format| out(format, &items()).file_name);
    assert_eq!(names, ["my-bank.zip", "my-bank.xml", "my-bank.gift.txt", "my-bank.zip", "my-bank.csv"]);
    assert_eq!(out(Format::Native, &[item("a")]).file_name, "my-bank.md");
}

#[test]
fn a_bank_without_items_is_a_file_all_the_same() {
    for format in FORMATS {
        assert_eq!(out(format, &[]).losses, []);
    }
}

#[test]
fn an_order_that_gift_cant_keep_is_named() {
    let mut fixed = bare("fixed");
    fixed.question.shuffle = false;
    let items = [bare("free"), fixed];
    let export = out(Format::Gift, &items);
    let losses: Vec<_> = export.losses.iter().map(|loss| loss.item.as_str()).collect();
    assert_eq!(losses, ["fixed"]);
    for format in FORMATS.into_iter().filter(|format| *format != Format::Gift) {
        same(format, &items);
    }
}

#[test]
fn no_cell_is_a_formula() {
    let mut item = bare("=1+1");
    item.section = "@SUM(A1)".into();
    item.question.stem = "- a\n- b".into();
    item.question.options[0] = "+1".into();
    item.question.options[1] = "'=quoted".into();
    item.question.options[2] = "'quoted'".into();
    let export = out(Format::Csv, std::slice::from_ref(&item));
    let mut rows = csv::Reader::from_reader(export.bytes.as_slice());
    for row in rows.records() {
        for cell in &row.unwrap() {
            assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{cell}");
        }
    }
    assert_eq!(back(&export, std::slice::from_ref(&item)), [item]);
}

#[test]
fn weights_are_moodles_own() {
    let text = String::from_utf8(out(Format::Gift, &[bare("a")]).bytes).unwrap();
    assert_eq!(text.matches("~%33.33333%").count(), 3, "{text}");
    assert_eq!(text.matches("~%-25%").count(), 4);
    let text = String::from_utf8(out(Format::MoodleXml, &[bare("a")]).bytes).unwrap();
    assert_eq!(text.matches("fraction=\"33.33333\"").count(), 3, "{text}");
    assert_eq!(text.matches("fraction=\"-25\"").count(), 4);
}

#[test]
fn a_text_that_was_changed_in_another_system_is_read_as_changed() {
    let export = out(Format::MoodleXml, &[bare("a")]);
    let changed = String::from_utf8(export.bytes).unwrap().replace("<p>option 2</p>", "<p>option two</p>");
    let reading = import("a.xml", changed.as_bytes(), &Limits::default(), &mut |_| {});
    assert_eq!(reading.items[0].item.question.options[..3], ["option 1", "option two", "option 3"]);
}

/// A picture that an import made, and an item that shows it.
fn with_picture() -> (Item, std::collections::BTreeMap<String, invigil_bank::import::Picture>) {
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\0\0\0\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\0\x05\
                \0\x01\xff\x89\x99=\x1d\0\0\0\0IEND\xaeB`\x82";
    let text = "## a\n\n- difficulty: hard\n\nWhat is ![a dot](images/dot.png)?\n\n- [x] A ![dot](images/dot.png)\n- [ ] Not\n";
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in [("items.md", text.as_bytes()), ("images/dot.png", png.as_slice())] {
        archive
            .start_file(name, zip::write::SimpleFileOptions::default())
            .expect("archives in memory can be written");
        std::io::Write::write_all(&mut archive, bytes).expect("archives in memory can be written");
    }
    let bytes = archive.finish().expect("archives in memory can be written").into_inner();
    let mut reading = import("a.zip", &bytes, &Limits::default(), &mut |_| {});
    assert_eq!((reading.failed, reading.refusal), (vec![], None));
    assert_eq!(reading.pictures.len(), 1, "{:?}", reading.items);
    (reading.items.remove(0).item, reading.pictures)
}

#[test]
fn pictures_come_along_where_the_format_carries_them() {
    let (item, pictures) = with_picture();
    let name = pictures.keys().next().unwrap();
    assert!(item.question.stem.contains(&format!("](images/{name})")), "{}", item.question.stem);
    for format in [Format::Native, Format::MoodleXml, Format::Qti30] {
        let export = out_with(format, std::slice::from_ref(&item), &pictures);
        assert_eq!(export.losses, [], "{format:?}");
        assert_eq!(back(&export, std::slice::from_ref(&item)), std::slice::from_ref(&item), "{format:?}");
        assert_eq!(read(&export).pictures, pictures, "{format:?}");
    }
    for format in [Format::Gift, Format::Csv] {
        let export = out_with(format, std::slice::from_ref(&item), &pictures);
        assert_eq!(export.losses.len(), 1, "{:?}", export.losses);
        assert!(export.losses[0].what.contains("picture"), "{:?}", export.losses);
    }
}

#[test]
fn a_picture_that_is_gone_is_named_once() {
    let (item, _) = with_picture();
    for format in FORMATS {
        let export = out(format, std::slice::from_ref(&item));
        assert_eq!(export.losses.len(), 1, "{format:?} {:?}", export.losses);
    }
}

#[test]
fn a_package_is_whole() {
    let (shown, pictures) = with_picture();
    let items = [shown, item("pcap-a.1"), item("ä")];
    let files = unpacked(&out_with(Format::Qti30, &items, &pictures).bytes);
    let manifest = String::from_utf8(files["imsmanifest.xml"].clone()).unwrap();
    let test = String::from_utf8(files["test.xml"].clone()).unwrap();
    for path in files.keys().filter(|path| *path != "imsmanifest.xml") {
        assert_eq!(manifest.matches(&format!("<file href=\"{path}\"/>")).count(), 1, "{path}");
    }
    for path in files.keys().filter(|path| path.starts_with("items/")) {
        assert!(test.contains(&format!("href=\"{path}\"")), "{path}");
    }
    assert_eq!(files.keys().filter(|path| path.starts_with("items/")).count(), 3);
    assert!(files.contains_key("items/pcap-a.1.xml") && files.contains_key("items/item-3.xml"));
}
