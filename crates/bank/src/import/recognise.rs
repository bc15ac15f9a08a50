//! Which format a file is in, by its content.

use super::package::Package;
use super::reading::Format;

/// The readers of texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    Gift,
    Aiken,
    Csv,
    Moodle,
    Qti12,
    /// One item or test of QTI 2 or 3.
    Qti,
    Native,
}

/// How much of a text is looked at, in bytes.
const LOOK: usize = 200_000;

/// The reader for a format that is told; none for one that isn't text.
pub(crate) fn shape_of(format: Format) -> Option<Shape> {
    Some(match format {
        Format::Native => Shape::Native,
        Format::MoodleXml => Shape::Moodle,
        Format::Gift => Shape::Gift,
        Format::Aiken => Shape::Aiken,
        Format::Qti12 => Shape::Qti12,
        Format::Qti21 | Format::Qti22 | Format::Qti30 => Shape::Qti,
        Format::Csv => Shape::Csv,
        Format::Xlsx => return None,
    })
}

/// A format that people might take for a bank, by the bytes that it begins with.
pub(crate) fn foreign(bytes: &[u8]) -> Option<&'static str> {
    let kinds: [(&[u8], &str); 10] = [
        (b"%PDF", "a PDF"),
        (b"%!PS", "PostScript"),
        (b"\xD0\xCF\x11\xE0", "an old Office document (.xls, .doc; save it as .xlsx or CSV)"),
        (b"\x1F\x8B", "compressed by gzip (Moodle's .mbz is; export the questions as Moodle XML instead)"),
        (b"\x89PNG", "a picture"),
        (b"\xFF\xD8\xFF", "a picture"),
        (b"GIF8", "a picture"),
        (b"7z\xBC\xAF", "a 7z archive (pack it as zip)"),
        (b"Rar!", "a RAR archive (pack it as zip)"),
        (b"{\\rtf", "rich text (save it as plain text)"),
    ];
    kinds.iter().find(|(magic, _)| bytes.starts_with(magic)).map(|(_, kind)| *kind)
}

/// The format of a text.
pub(crate) fn text(name: &str, text: &str) -> Option<Shape> {
    let text = text.trim_start_matches(['\u{FEFF}', ' ', '\t', '\n', '\r']);
    let look = &text[..text.floor_char_boundary(LOOK)];
    if look.starts_with('<')
        && let Some(root) = root(look)
    {
        return xml(root);
    }
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
    let lines: Vec<&str> = look.lines().collect();
    if is_native(&lines) {
        return Some(Shape::Native);
    }
    // A line of CSV may hold anything, so a header that names a stem and a key is looked for before signs within texts.
    if is_table(&lines) {
        return Some(Shape::Csv);
    }
    // Options of Aiken may hold braces, so what stands before the answer decides.
    let full: Vec<&str> = lines.iter().copied().filter(|line| !line.trim().is_empty()).collect();
    let aiken = full.windows(2).any(|pair| is_answer(pair[1]) && is_lettered(pair[0]));
    if aiken || (lines.iter().any(|line| is_answer(line)) && !has_gift_answer(look)) {
        return Some(Shape::Aiken);
    }
    if has_gift_answer(look)
        || lines.iter().any(|line| line.starts_with("$CATEGORY:") || line.starts_with("::"))
    {
        return Some(Shape::Gift);
    }
    match ending.as_str() {
        "gift" => Some(Shape::Gift),
        "csv" | "tsv" => Some(Shape::Csv),
        "md" => Some(Shape::Native),
        _ => None,
    }
}

/// Whether a text is what a package says of its files.
pub(crate) fn is_manifest(text: &str) -> bool {
    let text = text.trim_start_matches('\u{FEFF}');
    root(&text[..text.floor_char_boundary(LOOK)]) == Some("manifest")
}

/// The name of the first element, without its prefix.
fn root(text: &str) -> Option<&str> {
    let mut rest = text;
    loop {
        rest = rest.trim_start();
        rest = if let Some(comment) = rest.strip_prefix("<!--") {
            comment.split_once("-->")?.1
        } else if let Some(instruction) = rest.strip_prefix("<?") {
            instruction.split_once("?>")?.1
        } else if let Some(declaration) = rest.strip_prefix("<!") {
            after_declaration(declaration)?
        } else {
            let name = rest.strip_prefix('<')?;
            let name = name.split(|c: char| c.is_whitespace() || c == '>' || c == '/').next()?;
            return Some(name.rsplit(':').next().unwrap_or(name));
        };
    }
}

/// What follows a document type, whose own declarations stand in brackets.
fn after_declaration(text: &str) -> Option<&str> {
    let end = text.find('>')?;
    match text.find('[') {
        Some(open) if open < end => text[open..].split_once(']')?.1.split_once('>').map(|(_, rest)| rest),
        _ => Some(&text[end + 1..]),
    }
}

fn xml(root: &str) -> Option<Shape> {
    match root {
        "quiz" => Some(Shape::Moodle),
        "questestinterop" => Some(Shape::Qti12),
        "assessmentItem" | "assessmentTest" | "qti-assessment-item" | "qti-assessment-test" => {
            Some(Shape::Qti)
        }
        _ => None,
    }
}

/// Front matter, or an item's heading with a task list somewhere below it.
fn is_native(lines: &[&str]) -> bool {
    let front = lines.first().is_some_and(|line| line.trim_end() == "---")
        && lines.iter().skip(1).take(20).any(|line| line.trim_end() == "---");
    let heading = lines.iter().any(|line| line.starts_with("## "));
    let task = lines.iter().any(|line| {
        let bare = line.trim_start();
        ["- [ ]", "- [x]", "- [X]", "* [ ]", "* [x]", "* [X]"].iter().any(|task| bare.starts_with(task))
    });
    heading && (front || task)
}

/// `ANSWER: B`.
fn is_answer(line: &str) -> bool {
    let Some((word, letters)) = line.split_once(':') else { return false };
    let letters = letters.trim();
    word.trim().eq_ignore_ascii_case("answer")
        && !letters.is_empty()
        && letters.chars().all(|c| c.is_ascii_alphabetic() || matches!(c, ',' | ' ' | ')' | '.'))
        && letters.len() <= 30
}

/// `B. text` or `B) text`.
fn is_lettered(line: &str) -> bool {
    let mut characters = line.trim_start().chars();
    characters.next().is_some_and(|c| c.is_ascii_alphabetic()) && matches!(characters.next(), Some('.' | ')'))
}

/// A brace that opens an answer of GIFT: unescaped, and closed later.
fn has_gift_answer(text: &str) -> bool {
    let bytes = text.as_bytes();
    let open = text.match_indices('{').find(|(at, _)| *at == 0 || bytes[at - 1] != b'\\');
    open.is_some_and(|(at, _)| text[at..].contains('}'))
}

/// Whether the first line that isn't empty is a header: several names of columns, with one that is asked and one that is right.
fn is_table(lines: &[&str]) -> bool {
    const ASKED: [&str; 5] = ["stem", "question", "prompt", "text", "item"];
    const RIGHT: [&str; 6] = ["key", "correct", "answer", "solution", "right", "option"];
    let Some(header) = lines.iter().find(|line| !line.trim().is_empty()) else { return false };
    [',', ';', '\t'].iter().any(|&separator| {
        let names: Vec<String> =
            header.split(separator).map(|name| name.trim().trim_matches('"').to_lowercase()).collect();
        let has = |words: &[&str]| names.iter().any(|name| words.iter().any(|word| name.contains(word)));
        names.len() >= 3 && names.iter().all(|name| name.chars().count() <= 40) && has(&ASKED) && has(&RIGHT)
    })
}

/// Why a text can't be read.
pub(crate) fn unknown(format: Option<Format>) -> String {
    match format {
        Some(format) => format!("The file isn't {}: that is no text.", format.title()),
        None => "The file is in no format that is known here: GIFT, Aiken, Moodle XML, QTI 1.2 to 3.0, CSV with a header row, an \
                 Excel workbook, or Invigil Markdown. Export it in one of these, or name the format."
            .into(),
    }
}

/// Why an archive can't be read.
pub(crate) fn unknown_package(package: &Package) -> String {
    let ends = |ending: &str| package.names().find(|name| name.to_ascii_lowercase().ends_with(ending));
    if let Some(name) = ends("imsmanifest.xml") {
        return format!(
            "The archive's manifest is at {name}; it has to stand at the top. Pack what is inside of that folder."
        );
    }
    if let Some(name) = [".zip", ".imscc", ".xlsx"].iter().find_map(|ending| ends(ending)) {
        return format!("The archive holds another one, {name}. Unpack it and upload that.");
    }
    if let Some(name) = [".xml", ".txt", ".gift", ".csv"].iter().find_map(|ending| ends(ending)) {
        return format!(
            "The archive is neither a QTI package (it has no imsmanifest.xml) nor an Excel workbook nor a bank in Markdown. \
             Unpack it and upload {name} by itself."
        );
    }
    "The archive is neither a QTI package (it has no imsmanifest.xml) nor an Excel workbook nor a bank in Markdown.".into()
}

#[cfg(test)]
mod tests {
    use super::{Shape, text};

    #[test]
    fn formats_are_told_apart_by_what_they_hold() {
        for (content, shape) in [
            ("<?xml version=\"1.0\"?>\n<!-- a > b -->\n<quiz>", Shape::Moodle),
            (
                "<!DOCTYPE questestinterop SYSTEM \"x.dtd\" [<!ENTITY a \"<b>\">]>\n<questestinterop>",
                Shape::Qti12,
            ),
            ("<ims:assessmentItem xmlns:ims=\"x\">", Shape::Qti),
            ("<qti-assessment-item identifier=\"a\">", Shape::Qti),
            ("---\nsection: a\n---\n\n## a\n\nWhat?\n", Shape::Native),
            ("## a\n\nWhat {x}?\n\n- [ ] b\n- [x] c\n", Shape::Native),
            ("What?\nA) b\nB) c\nanswer: B\n", Shape::Aiken),
            ("What?\nA. {b}\nB. c\nANSWER:B", Shape::Aiken),
            ("What {~a =b}\n\nANSWER: B", Shape::Gift),
            ("::a:: What? {=b ~c}", Shape::Gift),
            ("A \\{ b\n\nWhat?{T}", Shape::Gift),
            ("Stem;Option A;Option B;Key\nWhat {=x}?;b;c;A", Shape::Csv),
            ("\"Question\",\"Answers\",\"Correct\"\n", Shape::Csv),
        ] {
            assert_eq!(text("file.txt", content), Some(shape), "{content}");
        }
        assert_eq!(text("file.txt", "Dear all, see you on Monday."), None);
        assert_eq!(text("file.xml", "<html><body>"), None);
        assert_eq!(text("file.gift", "// nothing but a comment"), Some(Shape::Gift));
    }
}
