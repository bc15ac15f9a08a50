//! Excel workbooks, put together here part by part.

use super::{accounted, failed, keys, plain, read};
use invigil_bank::import::{Format, Reading};
use std::io::{Cursor, Write};

/// A workbook of sheets (name, rows as XML) and shared strings (XML).
fn workbook(sheets: &[(&str, &str)], strings: &str) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let mut add = |name: &str, content: &str| {
        archive.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(content.as_bytes()).unwrap();
    };
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let (mut entries, mut relations) = (String::new(), String::new());
    for (index, (name, rows)) in sheets.iter().enumerate() {
        let number = index + 1;
        entries += &format!("<sheet name=\"{name}\" sheetId=\"{number}\" r:id=\"r{number}\"/>");
        relations += &format!(
            "<Relationship Id=\"r{number}\" Type=\"{OFFICE}/worksheet\" Target=\"worksheets/sheet{number}.xml\"/>"
        );
        add(
            &format!("xl/worksheets/sheet{number}.xml"),
            &format!("<worksheet xmlns=\"{MAIN}\"><sheetData>{rows}</sheetData></worksheet>"),
        );
    }
    add(
        "[Content_Types].xml",
        "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>",
    );
    add(
        "xl/workbook.xml",
        &format!("<workbook xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}\"><sheets>{entries}</sheets></workbook>"),
    );
    add(
        "xl/_rels/workbook.xml.rels",
        &format!(
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{relations}</Relationships>"
        ),
    );
    add(
        "_rels/.rels",
        &format!(
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
             <Relationship Id=\"r1\" Type=\"{OFFICE}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
        ),
    );
    add("xl/sharedStrings.xml", strings);
    archive.finish().unwrap().into_inner()
}

const NO_STRINGS: &str = "<sst xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"/>";

/// A row of texts.
fn row(number: usize, cells: &[&str]) -> String {
    let cells: Vec<_> = cells
        .iter()
        .zip('A'..)
        .map(|(text, column)| match text.strip_prefix('<') {
            // A cell's own XML: attributes, then what is in it.
            Some(xml) => format!("<c r=\"{column}{number}\"{xml}</c>"),
            None => format!("<c r=\"{column}{number}\" t=\"inlineStr\"><is><t>{text}</t></is></c>"),
        })
        .collect();
    format!("<row r=\"{number}\">{}</row>", cells.concat())
}

fn open(sheets: &[(&str, &str)]) -> Reading {
    let reading = read("bank.xlsx", workbook(sheets, NO_STRINGS));
    accounted(&reading);
    reading
}

#[test]
fn the_first_sheet_with_a_header_is_read() {
    let table = [
        row(2, &["Question", "A", "B", "Key"]),
        row(4, &["How many?", "< ><v>1.0</v>", "< ><f>1+1</f><v>2</v>", "B"]),
        row(5, &["Is it?", "< t=\"b\"><v>1</v>", "< t=\"b\"><v>0</v>", "A"]),
        row(6, &["Broken?", "< t=\"e\"><v>#N/A</v>", "b", "A"]),
        row(7, &["None?", "a", "b", "E"]),
    ];
    let reading = open(&[("Notes", &row(1, &["Dear all"])), ("Items", &table.concat()), ("More", "")]);
    assert_eq!(reading.format, Some(Format::Xlsx), "{reading:?}");
    assert_eq!(reading.items.len(), 2, "{reading:#?}");
    let (first, second) = (&reading.items[0], &reading.items[1]);
    assert_eq!((first.place.file.as_str(), first.place.line), ("bank.xlsx[Items]", 4));
    assert_eq!(
        (first.item.question.options.clone(), keys(&first.item)),
        (vec!["1".into(), "2".into()], vec![1])
    );
    assert_eq!(
        second.item.question.options.iter().map(|text| plain(text)).collect::<Vec<_>>(),
        ["TRUE", "FALSE"]
    );
    assert_eq!(failed(&reading, "error #N/A"), [(6, 1)]);
    assert_eq!(failed(&reading, "names none"), [(7, 4)]);
    let notes = reading.notes.join(" ");
    assert!(
        notes.contains("“Items” is read; not read: “Notes”, “More”") && notes.contains("formulas, 1 in all"),
        "{notes}"
    );
}

#[test]
fn a_workbook_without_a_usable_sheet_is_refused_with_what_it_has() {
    let reading = open(&[("Notes", &row(1, &["Dear all", "Key"]))]);
    let refusal = reading.refusal.unwrap();
    assert!(
        refusal.contains("“Notes”") && refusal.contains("“Dear all”") && refusal.contains("the stem"),
        "{refusal}"
    );
}

#[test]
fn hostile_workbooks_are_bounded() {
    let header = row(1, &["Question", "A", "B", "Key"]);
    let corner = "<row r=\"1048576\"><c r=\"XFD1048576\" t=\"inlineStr\"><is><t>x</t></is></c></row>";
    let reading = open(&[("Wide", &format!("{header}{corner}"))]);
    assert_eq!(failed(&reading, "column 16384"), [(1_048_576, 1)]);

    let lying = NO_STRINGS.replace("/>", " uniqueCount=\"99999999999\"/>");
    let refusal = read("bank.xlsx", workbook(&[("A", &header)], &lying)).refusal.unwrap();
    assert!(refusal.contains("claims more strings"), "{refusal}");

    let bomb = format!("{header}{}", " ".repeat(60_000_000));
    let refusal = open(&[("Bomb", &bomb)]).refusal.unwrap();
    assert!(refusal.contains("MB") || refusal.contains("times"), "{refusal}");

    let long = row(2, &["x", &"y".repeat(40_000), "b", "A"]);
    assert_eq!(failed(&open(&[("Long", &format!("{header}{long}"))]), "more than 32767"), [(2, 1)]);
}
