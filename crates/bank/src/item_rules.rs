//! The rules that every item of an instructor's bank keeps, wherever it comes from: a form in the browser, an uploaded file.
//!
//! The shipped bank's own format asks for more (`question-bank/FORMAT.md`): a reason for each option, a proof.

use crate::markdown::parse;
use comrak::nodes::NodeValue;
use comrak::{Arena, Node};
use invigil_exam::{Item, MAX_OPTIONS};

/// The most characters of an item's name.
pub const LONGEST_NAME: usize = 200;
/// The most characters of a section's label.
pub const LONGEST_SECTION: usize = 200;
/// The most characters of a stem, and of an explanation.
pub const LONGEST_TEXT: usize = 20_000;
/// The most characters of an option, and of its reason.
pub const LONGEST_OPTION: usize = 4_000;
/// The most characters of a reference, and of an objective.
pub const LONGEST_LINE: usize = 1_000;

/// The most characters of a note on why an item changed.
pub const LONGEST_NOTE: usize = 2_000;

/// The part of an item that a fault is in. Options count from 0, in the order of the author.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Part {
    Name,
    Section,
    Stem,
    /// The options together.
    Options,
    Option(usize),
    Reason(usize),
    Objective,
    Explanation,
    Reference,
}

/// Something that keeps an item out of a bank.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where.
    pub part: Part,
    /// What is wrong and how to mend it: whole sentences.
    pub message: String,
}

/// Everything that is wrong with an item, in the order of its parts; nothing where it may be stored. Its `id` is what its bank
/// calls it. `certification` and `topic` aren't looked at.
pub fn faults(item: &Item) -> Vec<Fault> {
    let mut faults = Faults::default();
    let (question, solution) = (&item.question, &item.solution);
    faults.label(Part::Name, &item.id, LONGEST_NAME);
    if item.id.trim().is_empty() {
        faults.add(Part::Name, "Give the item a name: it is what its bank calls it.");
    }
    faults.label(Part::Section, &item.section, LONGEST_SECTION);
    faults.text(Part::Stem, &question.stem, LONGEST_TEXT);
    if question.stem.trim().is_empty() {
        faults.add(Part::Stem, "The stem is empty. Write what is asked.");
    }
    options(item, &mut faults);
    for (index, reason) in solution.reasons.iter().enumerate().take(question.options.len()) {
        faults.text(Part::Reason(index), reason, LONGEST_OPTION);
    }
    faults.text(Part::Objective, &solution.objective, LONGEST_LINE);
    faults.text(Part::Explanation, &solution.explanation, LONGEST_TEXT);
    faults.text(Part::Reference, &solution.reference, LONGEST_LINE);
    faults.0
}

fn options(item: &Item, faults: &mut Faults) {
    let (options, keys) = (&item.question.options, item.solution.keys);
    let count = options.len();
    match count {
        0 => faults.add(Part::Options, "There are no options. An item has two to ten."),
        1 => faults.add(Part::Options, "There is only one option. An item has two to ten."),
        _ if count > MAX_OPTIONS => {
            faults.add(Part::Options, format!("There are {count} options. An item has two to ten."));
        }
        _ => {}
    }
    if keys.is_empty() {
        faults.add(Part::Options, "No option is a key. Mark each right one.");
    } else if !keys.within(count) {
        faults.add(Part::Options, "A key names no option.");
    } else if keys.len() == count && count > 1 {
        faults.add(Part::Options, "Every option is a key. At least one has to be wrong.");
    } else if usize::from(item.question.choose) != keys.len() {
        faults.add(
            Part::Options,
            format!(
                "Candidates are to choose {}, and the number of keys is {}. They have to be the same.",
                item.question.choose,
                keys.len()
            ),
        );
    }
    if item.solution.reasons.len() > count {
        faults.add(Part::Options, "There is a reason without an option.");
    }
    let mut seen: Vec<(usize, String)> = Vec::new();
    for (index, option) in options.iter().enumerate() {
        faults.text(Part::Option(index), option, LONGEST_OPTION);
        let text = as_seen(option);
        if text.is_empty() {
            faults.add(Part::Option(index), "This option is empty. Write its text, or remove it.");
        } else if let Some((twin, _)) = seen.iter().find(|(_, other)| *other == text) {
            let letter = ('A'..).nth(*twin).unwrap_or('?');
            faults.add(Part::Option(index), format!("This option says the same as option {letter}."));
        } else {
            seen.push((index, text));
        }
    }
}

#[derive(Default)]
struct Faults(Vec<Fault>);

impl Faults {
    fn add(&mut self, part: Part, message: impl Into<String>) {
        self.0.push(Fault { part, message: message.into() });
    }

    /// Holds a line of plain text to its length and to signs that can be seen.
    fn label(&mut self, part: Part, text: &str, longest: usize) {
        self.length(part, text, longest);
        if text.chars().any(char::is_control) {
            self.add(part, "Use letters, digits and signs only, in one line.");
        }
    }

    fn length(&mut self, part: Part, text: &str, longest: usize) {
        let length = text.chars().count();
        if length > longest {
            self.add(part, format!("This has {length} characters; at most {longest} are allowed."));
        }
    }

    /// Holds Markdown to its length and to what may stand in an item. What is too long isn't parsed.
    fn text(&mut self, part: Part, markdown: &str, longest: usize) {
        if markdown.chars().count() > longest {
            return self.length(part, markdown, longest);
        }
        if markdown.contains('\0') {
            self.add(part, "A character with the code 0 isn't text. Remove it.");
        }
        let arena = Arena::new();
        let mut told = [false; 3];
        for node in parse(&arena, markdown).descendants() {
            let line = node.data().sourcepos.start.line;
            let (kind, message) = match &node.data().value {
                NodeValue::HtmlBlock(html) => (0, raw_html(line, &html.literal)),
                NodeValue::HtmlInline(tag) => (0, raw_html(line, tag)),
                NodeValue::Heading(heading) if heading.setext => (
                    1,
                    format!(
                        "Line {line} becomes a heading by the line of === or --- below it. Put an empty line between them."
                    ),
                ),
                NodeValue::Heading(_) => {
                    (1, format!("Line {line} is a heading, which an item hasn't. Remove the # at its start."))
                }
                NodeValue::Image(link) if !is_picture(&link.url) => (
                    2,
                    format!(
                        "Line {line} shows a picture from another address, which candidates wouldn't see. Pictures come \
                         with an import: `![what it shows](images/…)`."
                    ),
                ),
                _ => continue,
            };
            // One of a kind is enough to know what to do.
            if !std::mem::replace(&mut told[kind], true) {
                self.add(part, message);
            }
        }
    }
}

fn raw_html(line: usize, html: &str) -> String {
    let tag: String = html.trim().chars().take(30).take_while(|&c| c != '\n').collect();
    format!(
        "Line {line} holds HTML ({tag}), which is shown as it stands. Put code between backticks, and use Markdown for \
         the rest."
    )
}

/// Whether this is the address of a picture that came with an import: `images/`, 32 hexadecimal digits, `.png` or `.jpg`.
fn is_picture(url: &str) -> bool {
    url.strip_prefix("images/").and_then(|name| name.split_once('.')).is_some_and(|(digits, ending)| {
        digits.len() == 32
            && digits.bytes().all(|byte| byte.is_ascii_hexdigit() && !byte.is_ascii_uppercase())
            && matches!(ending, "png" | "jpg")
    })
}

/// A text as a reader sees it: white space runs together, but not in code.
fn as_seen(markdown: &str) -> String {
    let arena = Arena::new();
    let mut seen = String::new();
    for node in parse(&arena, markdown).descendants() {
        write_seen(node, &mut seen);
    }
    seen.trim().to_owned()
}

fn write_seen(node: Node<'_>, seen: &mut String) {
    match &node.data().value {
        NodeValue::Code(code) => seen.extend(["`", &code.literal, "`"]),
        NodeValue::CodeBlock(block) => {
            for line in block.literal.lines() {
                seen.push_str(line.trim_end());
                seen.push('\n');
            }
        }
        NodeValue::HtmlBlock(html) => seen.push_str(&html.literal),
        NodeValue::HtmlInline(html) => seen.push_str(html),
        NodeValue::Image(link) => seen.push_str(&link.url),
        NodeValue::Text(text) => {
            for character in text.chars() {
                match character.is_whitespace() {
                    true if seen.ends_with(' ') => {}
                    true => seen.push(' '),
                    false => seen.push(character),
                }
            }
        }
        NodeValue::SoftBreak | NodeValue::LineBreak | NodeValue::Paragraph if !seen.ends_with(' ') => {
            seen.push(' ');
        }
        _ => {}
    }
}
