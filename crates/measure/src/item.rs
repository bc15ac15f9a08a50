//! What the answers to an item say about it.

use crate::correlation;
use invigil_exam::{Choices, ItemMark};

/// From how many answers on the figures are worth a judgement.
pub const FEWEST: usize = 20;

/// One candidate's answer to an item.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Response {
    /// What was chosen, as written.
    pub chosen: Choices,
    /// How it was marked.
    pub mark: ItemMark,
    /// The share of the form's other items that the candidate had right, 0 to 1.
    pub rest: f64,
}

/// What the answers to an item say about it.
#[derive(Clone, Debug, PartialEq)]
pub struct ItemStatistics {
    /// How many candidates had the item in a closed attempt.
    pub answers: usize,
    /// How many of them gave no answer.
    pub omitted: usize,
    /// The share that had it right, 0 to 1; omitted counts as wrong. `None` without answers.
    pub facility: Option<f64>,
    /// How well it tells strong candidates from weak ones: the correlation of right or wrong with the share of the other items
    /// right (the corrected item-total correlation, Henrysson 1963), -1 to 1. `None` where everybody did alike.
    pub discrimination: Option<f64>,
    /// By option, as written.
    pub options: Vec<OptionStatistics>,
    /// What deserves a second look; empty with fewer than [`FEWEST`] answers.
    pub findings: Vec<Finding>,
}

/// How an option was taken.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OptionStatistics {
    /// How many chose it.
    pub chosen: usize,
    /// Their share of all answers, 0 to 1.
    pub share: f64,
    /// The correlation of choosing it with the share of the other items right, -1 to 1; `None` where everybody did alike. Of a
    /// good distractor it is negative.
    pub discrimination: Option<f64>,
}

/// Something about an item that deserves a second look.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Finding {
    /// Strong candidates miss it more often than weak ones: the key may be wrong.
    Negative,
    /// It hardly tells strong from weak: a discrimination below 0.1.
    Weak,
    /// Hardly anybody has it right: no more than by guessing.
    Hard,
    /// Nearly everybody has it right: 95 % or more.
    Easy,
    /// Hardly anybody chooses this distractor: fewer than 2 %.
    Idle(usize),
    /// This distractor draws strong candidates more than weak ones.
    Luring(usize),
}

/// Computes the statistics of an item with so many `options`, of which `keys` are right.
pub fn item_statistics(options: usize, keys: Choices, responses: &[Response]) -> ItemStatistics {
    let answers = responses.len();
    let share = |count: usize| count as f64 / answers.max(1) as f64;
    let against_rest = |holds: &dyn Fn(&Response) -> bool| {
        let pairs: Vec<(f64, f64)> =
            responses.iter().map(|response| (f64::from(u8::from(holds(response))), response.rest)).collect();
        correlation(&pairs)
    };
    let count =
        |holds: &dyn Fn(&Response) -> bool| responses.iter().filter(|response| holds(response)).count();
    let right = |response: &Response| response.mark == ItemMark::Right;
    let options: Vec<OptionStatistics> = (0..options)
        .map(|option| {
            let chosen = count(&|response| response.chosen.has(option));
            OptionStatistics {
                chosen,
                share: share(chosen),
                discrimination: against_rest(&|response| response.chosen.has(option)),
            }
        })
        .collect();
    let facility = (answers > 0).then(|| share(count(&right)));
    let discrimination = against_rest(&right);
    let findings = match facility {
        Some(facility) if answers >= FEWEST => findings(facility, discrimination, keys, &options),
        _ => Vec::new(),
    };
    ItemStatistics {
        answers,
        omitted: count(&|response| response.chosen.is_empty()),
        facility,
        discrimination,
        options,
        findings,
    }
}

fn findings(
    facility: f64,
    discrimination: Option<f64>,
    keys: Choices,
    options: &[OptionStatistics],
) -> Vec<Finding> {
    let mut findings = Vec::new();
    match discrimination {
        Some(value) if value < 0.0 => findings.push(Finding::Negative),
        Some(value) if value < 0.1 => findings.push(Finding::Weak),
        _ => {}
    }
    if facility >= 0.95 {
        findings.push(Finding::Easy);
    } else if facility <= by_guessing(options.len(), keys.len()) {
        findings.push(Finding::Hard);
    }
    for (index, option) in options.iter().enumerate().filter(|(index, _)| !keys.has(*index)) {
        if option.share < 0.02 {
            findings.push(Finding::Idle(index));
        } else if option.discrimination.is_some_and(|value| value > 0.1) {
            findings.push(Finding::Luring(index));
        }
    }
    findings
}

/// The chance of choosing exactly the keys, choosing as many options at random.
fn by_guessing(options: usize, keys: usize) -> f64 {
    (0..keys).map(|taken| (keys - taken) as f64 / (options - taken) as f64).product()
}
