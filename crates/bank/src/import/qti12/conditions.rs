//! How QTI 1.2 marks an answer: conditions in their order, each with what it sets and shows.

use super::super::marking::Outcome;
use super::super::xml::Element;
use std::collections::BTreeSet;

/// The conditions of one item with one response.
#[derive(Debug)]
pub(super) struct Conditions {
    conditions: Vec<Condition>,
    options: usize,
    start: f64,
    lowest: Option<f64>,
    highest: Option<f64>,
    unknown: Option<String>,
}

#[derive(Debug)]
struct Condition {
    test: Test,
    changes: Vec<Change>,
    shows: Vec<String>,
    goes_on: GoesOn,
}

/// Whether later conditions are looked at after one that holds.
#[derive(Debug, PartialEq)]
enum GoesOn {
    Yes,
    No,
    /// The file doesn't say. By the standard that is “no”, but exporters that add up marks leave it out too: so later ones are
    /// looked at, except those for all other cases.
    Unsaid,
}

#[derive(Debug)]
enum Test {
    All(Vec<Test>),
    Any(Vec<Test>),
    Not(Box<Test>),
    /// This option is chosen.
    Chosen(usize),
    /// Nothing is chosen.
    Nothing,
    /// No earlier condition held.
    Other,
    Never,
}

#[derive(Debug)]
enum Change {
    Set(f64),
    Add(f64),
    Times(f64),
}

impl Conditions {
    /// # Errors
    /// A condition that gives marks names an option that isn't there.
    pub(super) fn of(item: &Element, response: &str, idents: &[&str]) -> Result<Conditions, String> {
        let variables: Vec<&Element> = item.descendants("decvar");
        let settings: Vec<&Element> = item.descendants("setvar");
        let name_of = |element: &&Element| [element.word("varname"), element.word("variablename")].concat();
        let is_score = |name: &String| name.is_empty() || name == "SCORE";
        let score = match (variables.iter().map(name_of).find(is_score), variables.first(), settings.first())
        {
            (Some(_), ..) => String::new(),
            (None, Some(variable), _) => name_of(variable),
            (None, None, Some(setting)) => name_of(setting),
            (None, None, None) => String::new(),
        };
        let same_variable = |name: &String| *name == score || (is_score(name) && is_score(&score));
        let declared = variables.iter().find(|variable| same_variable(&name_of(variable)));
        let bound = |name: &str| declared.and_then(|variable| variable.word(name).parse::<f64>().ok());
        let mut made = Conditions {
            conditions: Vec::new(),
            options: idents.len(),
            start: bound("defaultval").unwrap_or(0.0),
            lowest: bound("minvalue"),
            highest: bound("maxvalue").filter(|&highest| highest > 0.0),
            unknown: None,
        };
        for condition in
            item.children("resprocessing").flat_map(|processing| processing.descendants("respcondition"))
        {
            let mut changes = Vec::new();
            for setting in condition.children("setvar").filter(|setting| same_variable(&name_of(setting))) {
                changes.extend(made.change(setting));
            }
            let gives =
                changes.iter().any(|change| matches!(change, Change::Set(by) | Change::Add(by) if *by > 0.0));
            let tests = condition
                .child("conditionvar")
                .map(|tests| made.tests(tests, response, idents, gives))
                .transpose()?;
            let shows = condition
                .children("displayfeedback")
                .map(|shown| shown.word("linkrefid").to_owned())
                .collect();
            let goes_on = match condition.word("continue").to_ascii_lowercase().as_str() {
                "yes" => GoesOn::Yes,
                "no" => GoesOn::No,
                _ => GoesOn::Unsaid,
            };
            made.conditions.push(Condition {
                test: Test::All(tests.unwrap_or_default()),
                changes,
                shows,
                goes_on,
            });
        }
        Ok(made)
    }

    fn change(&mut self, setting: &Element) -> Option<Change> {
        let written = setting.trimmed();
        let number = match written.strip_suffix(".max") {
            Some(_) => self.highest.unwrap_or(100.0),
            None => match written.parse::<f64>() {
                Ok(number) if number.is_finite() => number,
                _ => {
                    self.unknown.get_or_insert(format!("setvar {written}"));
                    return None;
                }
            },
        };
        match setting.word("action").to_ascii_lowercase().as_str() {
            "set" | "" => Some(Change::Set(number)),
            "add" => Some(Change::Add(number)),
            "subtract" => Some(Change::Add(-number)),
            "multiply" => Some(Change::Times(number)),
            "divide" if number != 0.0 => Some(Change::Times(1.0 / number)),
            other => {
                self.unknown.get_or_insert(format!("setvar {other}"));
                None
            }
        }
    }

    fn tests(
        &mut self,
        parent: &Element,
        response: &str,
        idents: &[&str],
        gives: bool,
    ) -> Result<Vec<Test>, String> {
        parent.elements().map(|test| self.test(test, response, idents, gives)).collect()
    }

    fn test(&mut self, test: &Element, response: &str, idents: &[&str], gives: bool) -> Result<Test, String> {
        Ok(match test.name.as_str() {
            "and" => Test::All(self.tests(test, response, idents, gives)?),
            "or" => Test::Any(self.tests(test, response, idents, gives)?),
            "not" => Test::Not(Box::new(Test::All(self.tests(test, response, idents, false)?))),
            "other" => Test::Other,
            "unanswered" => Test::Nothing,
            "varequal" => {
                let (asked, value) = (test.word("respident"), test.trimmed());
                if !asked.is_empty() && asked != response {
                    if gives {
                        return Err(format!(
                            "the key is of the response `{asked}`, but the item asks `{response}`"
                        ));
                    }
                    return Ok(Test::Never);
                }
                match idents.iter().position(|ident| *ident == value) {
                    Some(option) => Test::Chosen(option),
                    None if gives => {
                        return Err(format!(
                            "the key `{value}` names no option; the options are {}",
                            named(idents)
                        ));
                    }
                    None => Test::Never,
                }
            }
            other => {
                self.unknown.get_or_insert(other.to_owned());
                Test::Never
            }
        })
    }

    /// What of the marking we can't do.
    pub(super) fn unknown(&self) -> Option<&str> {
        self.unknown.as_deref()
    }

    /// Whether a condition shows this feedback.
    pub(super) fn shows(&self, feedback: &str) -> bool {
        self.conditions.iter().any(|condition| condition.shows.iter().any(|shown| shown == feedback))
    }

    /// For each condition that gives marks, the options that it wants chosen.
    pub(super) fn likely(&self) -> Vec<Vec<bool>> {
        let mut likely = Vec::new();
        for condition in self.conditions.iter().filter(|condition| !condition.changes.is_empty()) {
            let mut set = vec![false; self.options];
            condition.test.wanted(&mut set);
            likely.push(set);
        }
        likely
    }

    /// Marks an answer.
    pub(super) fn outcome(&self, chosen: &[bool]) -> Outcome {
        let mut score = self.start;
        let mut shown = BTreeSet::new();
        let mut held = false;
        for condition in &self.conditions {
            if !condition.test.holds(chosen, held) {
                continue;
            }
            for change in &condition.changes {
                score = match change {
                    Change::Set(number) => *number,
                    Change::Add(number) => score + number,
                    Change::Times(number) => score * number,
                };
            }
            shown.extend(condition.shows.iter().cloned());
            match condition.goes_on {
                GoesOn::Yes => {}
                GoesOn::Unsaid => held = true,
                GoesOn::No => break,
            }
        }
        let sum = score;
        let score = self.lowest.map_or(score, |lowest| score.max(lowest));
        Outcome { score: self.highest.map_or(score, |highest| score.min(highest)), sum, shown }
    }
}

impl Test {
    fn holds(&self, chosen: &[bool], held: bool) -> bool {
        match self {
            Test::All(tests) => tests.iter().all(|test| test.holds(chosen, held)),
            Test::Any(tests) => tests.iter().any(|test| test.holds(chosen, held)),
            Test::Not(test) => !test.holds(chosen, held),
            Test::Chosen(option) => chosen.get(*option).copied().unwrap_or(false),
            Test::Nothing => !chosen.contains(&true),
            Test::Other => !held,
            Test::Never => false,
        }
    }

    fn wanted(&self, set: &mut [bool]) {
        match self {
            Test::All(tests) | Test::Any(tests) => tests.iter().for_each(|test| test.wanted(set)),
            Test::Chosen(option) => set[*option] = true,
            Test::Not(_) | Test::Nothing | Test::Other | Test::Never => {}
        }
    }
}

/// Identifiers for people: all where they are few.
pub(in super::super) fn named(idents: &[&str]) -> String {
    let shown: Vec<String> = idents.iter().take(12).map(|ident| format!("`{ident}`")).collect();
    let more = idents.len().saturating_sub(12);
    if more == 0 { shown.join(", ") } else { format!("{} and {more} more", shown.join(", ")) }
}
