//! The lines between `---` at the top of an items file.

use crate::ids::one_of;
use crate::problem::Findings;
use crate::source::{Source, Spot};

const NAMES: [&str; 2] = ["certification", "section"];

/// A value and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Value {
    pub(crate) text: String,
    pub(crate) spot: Spot,
}

/// Where the items of a file belong.
#[derive(Debug, Default)]
pub(crate) struct FrontMatter {
    pub(crate) certification: Option<Value>,
    pub(crate) section: Option<Value>,
    /// The first line after it.
    pub(crate) body: usize,
}

/// Whether a file begins with front matter, closed or not.
pub(crate) fn present(source: &Source) -> bool {
    is_mark(source.line(1))
}

fn is_mark(line: &str) -> bool {
    line.trim_end() == "---"
}

/// Reads the front matter and reports what is wrong with it.
pub(crate) fn read(findings: &mut Findings<'_>) -> FrontMatter {
    let source = findings.source;
    if !present(source) {
        findings.demand(
            Spot::START,
            "no front matter",
            "begin the file with three lines of front matter and a closing one: `---`, `certification: ...`, \
             `section: ...`, `---`",
        );
        return FrontMatter { body: 1, ..FrontMatter::default() };
    }
    let end = match (2..=source.lines()).find(|&line| is_mark(source.line(line))) {
        // A line of dashes far below belongs to something else, so headings end the search.
        Some(end) if (2..end).all(|line| !source.line(line).starts_with('#')) => end,
        _ => {
            findings.error(
                Spot::START,
                "the front matter isn't closed",
                "add a line `---` after its last field",
            );
            let is_field =
                |line: &str| line.trim().is_empty() || line.contains(':') && !line.starts_with('#');
            let end = (2..=source.lines()).find(|&line| !is_field(source.line(line)));
            end.unwrap_or(source.lines() + 1) - 1
        }
    };
    let mut found = FrontMatter { body: end + 1, ..FrontMatter::default() };
    for number in 2..=end {
        let line = source.line(number);
        if !line.trim().is_empty() && !is_mark(line) {
            field(number, line, &mut found, findings);
        }
    }
    for (name, value) in [("certification", &found.certification), ("section", &found.section)] {
        if value.is_none() {
            findings.demand(
                Spot::START,
                format!("the front matter has no `{name}`"),
                format!("add a line `{name}: ...` between the `---`"),
            );
        }
    }
    found
}

fn field(number: usize, line: &str, found: &mut FrontMatter, findings: &mut Findings<'_>) {
    let start = findings.source.text_of_line(number);
    let Some((name, value)) = line.split_once(':') else {
        findings.error(
            start,
            "this line of the front matter isn't `name: value`",
            "the fields are `certification` and `section`",
        );
        return;
    };
    let spot = Spot { line: number, byte: line.len() - value.trim_start().len() };
    let name = name.trim();
    let place = match name {
        "certification" => &mut found.certification,
        "section" => &mut found.section,
        _ => {
            findings.demand(
                start,
                format!("unknown field `{name}` in the front matter"),
                one_of(name, NAMES),
            );
            return;
        }
    };
    if let Some(first) = place {
        findings.error(
            start,
            format!("the front matter has `{name}` twice"),
            format!("keep one of them; the first is in line {}", first.spot.line),
        );
        return;
    }
    let text = value.trim().to_owned();
    if text.is_empty() {
        findings.demand(
            start,
            format!("`{name}` is empty"),
            format!("write the {name}'s id after the colon"),
        );
    }
    *place = Some(Value { text, spot });
}
