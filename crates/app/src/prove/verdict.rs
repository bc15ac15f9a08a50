//! Whether the runs of an item prove its key.

use super::{
    ending::Ending,
    plan::Plan,
    runner::{OUTPUT, Ran, TIME},
};
use invigil_bank::{BankItem, Proof};
use invigil_exam::Choices;

/// Why an item isn't proven.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Failure {
    /// The option, from 0.
    pub(super) option: usize,
    /// Whether it is a key.
    pub(super) key: bool,
    /// Where the program stands in the items file.
    pub(super) line: usize,
    /// What should have been.
    pub(super) expected: String,
    /// What was.
    pub(super) seen: String,
}

/// Judges an item by its runs, which are those of its plan's programs in their order.
pub(super) fn judge(item: &BankItem, plan: &Plan, runs: &[Ran]) -> Vec<Failure> {
    let keys = item.item.solution.keys;
    let found: Vec<Option<(String, String)>> = match &item.proof {
        Proof::Cited { .. } => Vec::new(),
        Proof::Output { texts, .. } => runs.first().map_or(Vec::new(), |ran| output(texts, keys, ran)),
        Proof::Raises { types, .. } => runs.first().map_or(Vec::new(), |ran| raises(types, keys, ran)),
        Proof::Options { .. } => {
            runs.iter().enumerate().map(|(index, ran)| option(keys.has(index), ran)).collect()
        }
        Proof::Claims { .. } => {
            runs.iter().enumerate().map(|(index, ran)| claim(keys.has(index), ran)).collect()
        }
    };
    let wrong = found.into_iter().enumerate().filter_map(|(option, found)| Some((option, found?)));
    wrong
        .map(|(option, (expected, seen))| Failure {
            option,
            key: keys.has(option),
            line: plan.programs.get(option).or(plan.programs.first()).map_or(0, |program| program.line),
            expected,
            seen,
        })
        .collect()
}

/// What was expected and seen of each option; none where they agree.
fn output(texts: &[String], keys: Choices, ran: &Ran) -> Vec<Option<(String, String)>> {
    let seen = match &ran.ending {
        Ending::AtItsEnd | Ending::Early => Some(trimmed(&ran.stdout)),
        Ending::Raised(name) => Some(name.clone()),
        Ending::Killed(_) | Ending::TooLong | Ending::TooMuch => None,
    };
    let texts: Vec<String> = texts.iter().map(|text| trimmed(text)).collect();
    let printed = tell(ran, &words(&trimmed(&ran.stdout)));
    let judge = |(index, text): (usize, &String)| {
        let same = seen.as_ref() == Some(text);
        if keys.has(index) {
            return (!same).then(|| (words(text), printed.clone()));
        }
        if same {
            return Some(("anything else, since this is a distractor".to_owned(), printed.clone()));
        }
        let twin = texts.iter().take(index).position(|other| other == text)?;
        let seen = format!("the same text as option {}", twin + 1);
        Some(("a text of its own".to_owned(), seen))
    };
    texts.iter().enumerate().map(judge).collect()
}

fn raises(types: &[Option<String>], keys: Choices, ran: &Ran) -> Vec<Option<(String, String)>> {
    let seen = match &ran.ending {
        Ending::Raised(name) => Some(name.as_str()),
        _ => None,
    };
    let judge = |(index, name): (usize, &Option<String>)| {
        let bare = name.as_deref().map(|name| name.rsplit('.').next().unwrap_or(name).trim());
        let same = seen.is_some() && seen == bare;
        match keys.has(index) {
            true if !same => {
                Some((format!("the exception {}", bare.unwrap_or("of the key")), tell(ran, "no exception")))
            }
            false if same => {
                Some(("another exception, since this is a distractor".to_owned(), tell(ran, "")))
            }
            _ => None,
        }
    };
    types.iter().enumerate().map(judge).collect()
}

fn option(key: bool, ran: &Ran) -> Option<(String, String)> {
    match &ran.ending {
        Ending::AtItsEnd if key => None,
        _ if key => Some(("no exception".to_owned(), tell(ran, "no exception"))),
        // It may be due to this command's own bound.
        Ending::Raised(name) if name != "MemoryError" => None,
        _ => Some((
            "an exception of its own, since this is a distractor".to_owned(),
            tell(ran, "no exception"),
        )),
    }
}

fn claim(key: bool, ran: &Ran) -> Option<(String, String)> {
    match &ran.ending {
        Ending::AtItsEnd if key => None,
        _ if key => Some(("no exception".to_owned(), tell(ran, "no exception"))),
        Ending::Raised(name) if name == "AssertionError" => None,
        _ => Some(("AssertionError, since this is a distractor".to_owned(), tell(ran, "no exception"))),
    }
}

/// Blanks at the ends of lines and empty last lines aren't visible on the page.
fn trimmed(text: &str) -> String {
    let lines: Vec<&str> = text.trim_end_matches('\n').split('\n').map(str::trim_end).collect();
    lines.join("\n").trim_end_matches('\n').to_owned()
}

fn words(text: &str) -> String {
    if text.is_empty() { "nothing printed".to_owned() } else { text.to_owned() }
}

/// What a run did, in words; `calm` when it came to its end.
fn tell(ran: &Ran, calm: &str) -> String {
    let text = match &ran.ending {
        Ending::AtItsEnd => return calm.to_owned(),
        Ending::Early => "it left before its end (sys.exit?)".to_owned(),
        Ending::Raised(name) => name.clone(),
        Ending::Killed(signal) => format!("ended by signal {signal}"),
        Ending::TooLong => format!("no end within {} s", TIME.as_secs()),
        Ending::TooMuch => format!("more than {} KiB written", OUTPUT >> 10),
    };
    let tail = tail(&ran.stderr);
    if tail.is_empty() { text } else { format!("{text}\n{tail}") }
}

/// The last lines of what a program wrote to its errors, without those that only point at the line above.
pub(super) fn tail(stderr: &str) -> String {
    let tells = |line: &&str| line.chars().any(|character| !" ^~".contains(character));
    let lines: Vec<&str> = stderr.lines().filter(tells).collect();
    lines[lines.len().saturating_sub(3)..].join("\n")
}
