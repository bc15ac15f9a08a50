//! Fenced blocks: their language, their name, their text.

use crate::ids::{closest, one_of};
use crate::markdown::Frame;
use crate::problem::Findings;
use crate::source::Spot;
use comrak::Node;
use comrak::nodes::NodeValue;

/// Where a fenced block stands, which decides what it may be.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Home {
    /// The stem.
    Stem,
    /// An option, a reason, the explanation or the reference.
    Text,
    /// `### Proof`.
    Proof,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Language {
    Python,
    Text,
    Stdin,
}

/// A fenced block. What its first line says wrongly was reported and is guessed at.
#[derive(Clone, Debug)]
pub(crate) struct Code {
    pub(crate) language: Language,
    /// The name after `file=`.
    pub(crate) file: Option<String>,
    pub(crate) text: String,
    /// Its opening fence.
    pub(crate) spot: Spot,
}

pub(crate) fn report_unclosed(spot: Spot, findings: &mut Findings<'_>) {
    findings.error(
        spot,
        "this fenced block isn't closed",
        "end it with a line that holds the same fence (```) and nothing else, indented like the opening one",
    );
}

/// The fenced blocks in these nodes. Wrong languages and names and tabs are reported.
pub(crate) fn collect<'a>(
    nodes: impl IntoIterator<Item = Node<'a>>,
    home: Home,
    frame: &Frame,
    findings: &mut Findings<'_>,
) -> Vec<Code> {
    let mut found = Vec::new();
    if findings.own() {
        // No program is run there, and blocks may be of any language.
        return found;
    }
    for node in nodes.into_iter().flat_map(|node| node.descendants()) {
        let NodeValue::CodeBlock(block) = &node.data().value else { continue };
        if !block.fenced {
            continue;
        }
        let spot = frame.spot(node);
        if let Some(index) = block.literal.split('\n').position(|line| line.contains('\t')) {
            let line = spot.line + 1 + index;
            let byte = findings.source.line(line).find('\t').unwrap_or(0);
            findings.warning(
                Spot { line, byte },
                "a tab in code",
                "indent with spaces, and write `\\t` in a string: a tab can't be told from spaces on the page",
            );
        }
        let (language, file) = info(&block.info, home, spot, findings);
        found.push(Code { language, file, text: block.literal.clone(), spot });
    }
    found
}

/// What the words after the opening fence say, or probably should.
fn info(info: &str, home: Home, spot: Spot, findings: &mut Findings<'_>) -> (Language, Option<String>) {
    let mut words = info.split_whitespace();
    let language = language(words.next().unwrap_or(""), home, spot, findings);
    let mut file = None;
    for word in words {
        match word.strip_prefix("file=") {
            Some(_) if home == Home::Text || language == Language::Stdin => findings.error(
                spot,
                "this fenced block can't be a named file",
                "only programs and texts of the stem and of `### Proof` are files; leave `file=` out",
            ),
            Some(name) if file.is_none() => {
                if !is_file_name(name) {
                    findings.error(
                        spot,
                        format!("`{name}` isn't a name for a file"),
                        "use letters, digits, `_`, `-`, `.` and `/`; no part may be empty, `.` or `..`",
                    );
                }
                file = Some(name.to_owned());
            }
            _ => findings.error(
                spot,
                format!("`{word}` after the fence isn't understood"),
                "after the language only `file=NAME` may follow, once and without spaces",
            ),
        }
    }
    (language, file)
}

fn language(word: &str, home: Home, spot: Spot, findings: &mut Findings<'_>) -> Language {
    let known: &[&str] = if home == Home::Proof { &["python", "text", "stdin"] } else { &["python", "text"] };
    match word {
        "python" => return Language::Python,
        "text" => return Language::Text,
        "stdin" if home == Home::Proof => return Language::Stdin,
        "" => {
            findings.error(
                spot,
                "this fenced block doesn't name its language",
                "write ```python for Python, ```text for everything else",
            );
            return Language::Python;
        }
        _ => {}
    }
    findings.error(
        spot,
        format!("`{word}` isn't a language of fenced blocks here"),
        format!("{}; what isn't Python is `text`", one_of(word, known.iter().copied())),
    );
    match closest(word, known.iter().copied()) {
        Some("python") => Language::Python,
        _ => Language::Text,
    }
}

/// Names are written below a folder of the proof's own, and must stay there.
fn is_file_name(name: &str) -> bool {
    let fits = |part: &str| {
        !matches!(part, "" | "." | "..")
            && part.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.'))
    };
    name.len() <= 100 && name.split('/').all(fits)
}

#[cfg(test)]
mod tests {
    use super::is_file_name;

    #[test]
    fn names_stay_below_their_folder() {
        for good in ["a.py", "shop/__init__.py", "data-1.txt"] {
            assert!(is_file_name(good), "{good}");
        }
        for bad in ["", "/etc/passwd", "../a.py", "a/../b", "a//b", "a b", "C:\\a", "a/", "./a"] {
            assert!(!is_file_name(bad), "{bad}");
        }
    }
}
