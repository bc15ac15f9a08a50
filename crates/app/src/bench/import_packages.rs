//! Large banks in packed formats.

use std::fmt::Write as _;
use std::io::{Cursor, Write};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// Items of each quiz of a Canvas export.
const OF_A_QUIZ: u32 = 500;

/// An Excel workbook of so many items, as Excel writes it: texts in a table of their own.
///
/// # Errors
/// It can't be packed.
pub(super) fn workbook(items: u32) -> anyhow::Result<Vec<u8>> {
    let mut strings = String::new();
    let mut rows = String::new();
    let mut known = 0;
    let mut row = |number: u32, cells: &[String]| {
        let _ = write!(rows, "<row r=\"{number}\">");
        for (column, cell) in ('A'..='Z').zip(cells) {
            let _ = write!(strings, "<si><t>{cell}</t></si>");
            let _ = write!(rows, "<c r=\"{column}{number}\" t=\"s\"><v>{known}</v></c>");
            known += 1;
        }
        rows.push_str("</row>");
    };
    let header =
        ["id", "section", "stem", "option a", "option b", "option c", "option d", "key", "explanation"];
    row(1, &header.map(str::to_owned));
    for number in 0..items {
        let cells = [
            format!("bench-{number}"),
            "Loops".to_owned(),
            format!("What does the program print, if n is {number}, and m isn't?"),
            format!("The number {number}"),
            format!("The number {}", number + 1),
            "Nothing".to_owned(),
            "An exception".to_owned(),
            "A".to_owned(),
            "A loop runs once for each number.".to_owned(),
        ];
        row(number + 2, &cells);
    }
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006";
    let types = "application/vnd.openxmlformats-officedocument.spreadsheetml";
    packed(&[
        (
            "[Content_Types].xml".to_owned(),
            format!(
                "<Types xmlns=\"{package}/content-types\"><Default Extension=\"xml\" ContentType=\"application/xml\"/><Default \
                 Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Override \
                 PartName=\"/xl/workbook.xml\" ContentType=\"{types}.sheet.main+xml\"/></Types>"
            ),
        ),
        (
            "_rels/.rels".to_owned(),
            format!(
                "<Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"a\" Type=\"{relations}/officeDocument\" \
                 Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels".to_owned(),
            format!(
                "<Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"a\" Type=\"{relations}/worksheet\" \
                 Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"b\" Type=\"{relations}/sharedStrings\" \
                 Target=\"sharedStrings.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml".to_owned(),
            format!(
                "<workbook xmlns=\"{main}\" xmlns:r=\"{relations}\"><sheets><sheet name=\"Bench\" sheetId=\"1\" r:id=\"a\"/></sheets>\
                 </workbook>"
            ),
        ),
        (
            "xl/worksheets/sheet1.xml".to_owned(),
            format!(
                "<worksheet xmlns=\"{main}\"><dimension ref=\"A1:I{}\"/><sheetData>{rows}</sheetData></worksheet>",
                items + 1
            ),
        ),
        (
            "xl/sharedStrings.xml".to_owned(),
            format!("<sst xmlns=\"{main}\" count=\"{known}\" uniqueCount=\"{known}\">{strings}</sst>"),
        ),
    ])
}

/// A Canvas export of so many items, in quizzes, each a file of QTI 1.2.
///
/// # Errors
/// It can't be packed.
pub(super) fn canvas(items: u32, item: fn(u32, &mut String)) -> anyhow::Result<Vec<u8>> {
    let mut files = Vec::new();
    let mut resources = String::new();
    for first in (0..items).step_by(OF_A_QUIZ as usize) {
        let path = format!("quiz{first}/quiz{first}.xml");
        let mut quiz = format!(
            "<questestinterop><assessment ident=\"q{first}\" title=\"Quiz {first}\"><section ident=\"root\">\n"
        );
        for number in first..items.min(first + OF_A_QUIZ) {
            item(number, &mut quiz);
        }
        quiz.push_str("</section></assessment></questestinterop>\n");
        let _ = write!(
            resources,
            "<resource identifier=\"q{first}\" type=\"imsqti_xmlv1p2\"><file href=\"{path}\"/></resource>"
        );
        files.push((path, quiz));
    }
    files.push(("imsmanifest.xml".to_owned(), manifest(&resources)));
    packed(&files)
}

/// A package of QTI 3.0 of so many items, each a file of its own.
///
/// # Errors
/// It can't be packed.
pub(super) fn qti(items: u32) -> anyhow::Result<Vec<u8>> {
    let mut files = Vec::new();
    let mut resources = String::new();
    for number in 0..items {
        let mut item = format!(
            "<qti-assessment-item xmlns=\"http://www.imsglobal.org/xsd/imsqtiasi_v3p0\" identifier=\"bench-{number}\" title=\"Item \
             {number}\" adaptive=\"false\" time-dependent=\"false\"><qti-response-declaration identifier=\"RESPONSE\" \
             cardinality=\"single\" base-type=\"identifier\"><qti-correct-response><qti-value>A</qti-value></qti-correct-response>\
             </qti-response-declaration><qti-outcome-declaration identifier=\"SCORE\" cardinality=\"single\" base-type=\"float\"/>\
             <qti-item-body><p>What does this <b>program</b> print, if <code>n</code> is {number}?</p><pre>for i in range(n):\n    \
             print(i)</pre><qti-choice-interaction response-identifier=\"RESPONSE\" shuffle=\"true\" max-choices=\"1\">"
        );
        for (index, name) in ('A'..='D').enumerate() {
            let _ = write!(
                item,
                "<qti-simple-choice identifier=\"{name}\"><p>The number {}</p></qti-simple-choice>",
                number as usize + index
            );
        }
        item.push_str(
            "</qti-choice-interaction></qti-item-body><qti-response-processing \
             template=\"https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/match_correct.xml\"/></qti-assessment-item>",
        );
        let path = format!("items/bench-{number}.xml");
        let _ = write!(
            resources,
            "<resource identifier=\"i{number}\" type=\"imsqti_item_xmlv3p0\" href=\"{path}\"><file href=\"{path}\"/></resource>"
        );
        files.push((path, item));
    }
    files.push(("imsmanifest.xml".to_owned(), manifest(&resources)));
    packed(&files)
}

fn manifest(resources: &str) -> String {
    format!(
        "<manifest identifier=\"bench\" xmlns=\"http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1\"><organizations/><resources>\
         {resources}</resources></manifest>"
    )
}

fn packed(files: &[(String, String)]) -> anyhow::Result<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        zip.start_file(name.as_str(), SimpleFileOptions::default())?;
        zip.write_all(content.as_bytes())?;
    }
    Ok(zip.finish()?.into_inner())
}
