//! An explanation with the reference, the objective and the difficulty below it, each under a heading of its own. Other systems have
//! one place for all of it, and show it there.

use super::source::unescape;
use crate::markdown::parse;
use comrak::Arena;
use comrak::nodes::NodeValue;
use invigil_exam::{Difficulty, Solution};

const HEADINGS: [&str; 3] = ["Reference", "Objective", "Difficulty"];

/// The parts of a text that [`join`] made. A text of somebody else is all explanation.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Parts {
    pub(crate) explanation: String,
    pub(crate) reference: String,
    pub(crate) objective: String,
    pub(crate) difficulty: Option<Difficulty>,
}

/// One text of all that is told about an item afterwards; empty where nothing is. The difficulty `medium` goes without saying.
pub(crate) fn join(solution: &Solution) -> String {
    let difficulty = match solution.difficulty {
        Difficulty::Easy => "easy",
        Difficulty::Medium => "",
        Difficulty::Hard => "hard",
    };
    let mut text = solution.explanation.clone();
    let parts = [solution.reference.as_str(), &solution.objective, difficulty];
    for (heading, part) in HEADINGS.into_iter().zip(parts).filter(|(_, part)| !part.is_empty()) {
        if !text.is_empty() {
            text.push_str("\n\n");
        }
        text.push_str(&format!("### {heading}\n\n{part}"));
    }
    text
}

/// Takes a text apart. Only headings of the third level at its end count, in their order and none of them twice.
pub(crate) fn split(markdown: &str) -> Parts {
    let whole = || Parts { explanation: markdown.to_owned(), ..Parts::default() };
    if !HEADINGS.iter().any(|heading| markdown.contains(heading)) {
        return whole();
    }
    let lines: Vec<&str> = markdown.split('\n').collect();
    let between =
        |from: usize, to: usize| lines[from..to].join("\n").trim_matches('\n').trim_end().to_owned();
    let mut parts = Parts::default();
    let mut end = lines.len();
    let mut order = HEADINGS.len();
    for (line, heading) in headings(markdown).into_iter().rev() {
        let text = between(line + 1, end);
        match heading.filter(|&heading| heading < order && !text.is_empty()) {
            Some(0) => parts.reference = text,
            Some(1) if !text.contains('\n') => parts.objective = text,
            Some(2) if text == "easy" => parts.difficulty = Some(Difficulty::Easy),
            Some(2) if text == "medium" => parts.difficulty = Some(Difficulty::Medium),
            Some(2) if text == "hard" => parts.difficulty = Some(Difficulty::Hard),
            _ => break,
        }
        order = heading.unwrap_or_default();
        end = line;
    }
    parts.explanation = if end == lines.len() { markdown.to_owned() } else { between(0, end) };
    parts
}

/// As [`split`], of a text that was changed as HTML after it had been joined.
pub(crate) fn split_html(html: &str) -> (String, String, String, Option<Difficulty>) {
    let mut rest = html;
    let mut take = |heading: &str| {
        let (before, after) = rest.rsplit_once(&format!("<h3>{heading}</h3>"))?;
        rest = before.trim_end();
        Some(after.trim().to_owned())
    };
    let word = |html: String| {
        let bare = html.strip_prefix("<p>").and_then(|rest| rest.strip_suffix("</p>")).unwrap_or(&html);
        unescape(bare)
    };
    let difficulty = take(HEADINGS[2]).map(word).and_then(|word| match word.trim() {
        "easy" => Some(Difficulty::Easy),
        "hard" => Some(Difficulty::Hard),
        _ => None,
    });
    let objective = take(HEADINGS[1]).map(word).unwrap_or_default();
    let reference = take(HEADINGS[0]).unwrap_or_default();
    (rest.to_owned(), reference, objective, difficulty)
}

/// The headings outside of everything else: the line (from 0), and which of ours it is.
fn headings(markdown: &str) -> Vec<(usize, Option<usize>)> {
    let arena = Arena::new();
    let lines: Vec<&str> = markdown.split('\n').collect();
    let headings = parse(&arena, markdown).children().filter_map(|node| {
        let data = node.data();
        let NodeValue::Heading(heading) = &data.value else { return None };
        let line = data.sourcepos.start.line.saturating_sub(1).min(lines.len() - 1);
        let name = lines[line].trim().strip_prefix("### ").map(str::trim);
        let ours =
            name.filter(|_| heading.level == 3).and_then(|name| HEADINGS.iter().position(|&own| own == name));
        Some((line, ours))
    });
    headings.collect()
}

#[cfg(test)]
mod tests {
    use super::{Parts, join, split};
    use invigil_exam::{Choices, Difficulty, Solution};

    fn solution(explanation: &str, reference: &str, objective: &str, difficulty: Difficulty) -> Solution {
        Solution {
            keys: Choices(1),
            reasons: vec![],
            explanation: explanation.into(),
            reference: reference.into(),
            objective: objective.into(),
            difficulty,
        }
    }

    #[test]
    fn what_is_joined_comes_apart_again() {
        for explanation in
            ["", "First.\n\nSecond.", "```text\n### Reference\n```", "# Reference\n\nx", "    code\n\ny"]
        {
            for reference in ["", "PEP 8\n\n- a\n- b"] {
                for objective in ["", "Know it: `x`"] {
                    for difficulty in [Difficulty::Easy, Difficulty::Medium, Difficulty::Hard] {
                        let whole = solution(explanation, reference, objective, difficulty);
                        let parts = split(&join(&whole));
                        assert_eq!(parts.difficulty.unwrap_or(Difficulty::Medium), difficulty);
                        assert_eq!(
                            (parts.explanation, parts.reference, parts.objective),
                            (explanation.into(), reference.into(), objective.into())
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn other_headings_stay_where_they_are() {
        for text in [
            "",
            "x",
            "### Reference",
            "### Reference\n\na\n\n### Other\n\nb",
            "### Difficulty\n\nsome",
            "## Reference\n\na",
        ] {
            assert_eq!(split(text), Parts { explanation: text.into(), ..Parts::default() });
        }
        let text = "### Objective\n\na\n\n### Reference\n\nb";
        let parts = split(text);
        assert_eq!((parts.explanation.as_str(), parts.reference.as_str()), ("### Objective\n\na", "b"));
    }
}
