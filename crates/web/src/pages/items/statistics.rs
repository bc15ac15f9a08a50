//! What an item's answers tell, in words.

use crate::pages::room::view::letter;
use invigil_exam::Choices;
use invigil_measure::{FEWEST, Finding, ItemStatistics};

/// The statistics of an item as its page shows them.
pub(super) struct StatisticsView {
    /// How many closed attempts had the item.
    pub(super) answers: usize,
    /// How many of them left it empty.
    pub(super) omitted: usize,
    /// The share that had it right; empty without answers.
    pub(super) facility: String,
    /// Empty where it can't be told.
    pub(super) discrimination: String,
    pub(super) options: Vec<OptionLine>,
    /// What deserves a second look, as sentences.
    pub(super) findings: Vec<String>,
    /// Whether there are too few answers for a judgement.
    pub(super) few: bool,
}

/// How an option was taken.
pub(super) struct OptionLine {
    pub(super) letter: char,
    pub(super) key: bool,
    pub(super) chosen: usize,
    /// In whole percent.
    pub(super) share: u8,
    /// Empty where it can't be told.
    pub(super) discrimination: String,
}

impl StatisticsView {
    /// The statistics of an item with these keys, as written.
    pub(super) fn new(statistics: &ItemStatistics, keys: Choices) -> StatisticsView {
        let options = statistics.options.iter().enumerate();
        StatisticsView {
            answers: statistics.answers,
            omitted: statistics.omitted,
            facility: statistics
                .facility
                .map_or_else(String::new, |share| format!("{}\u{a0}%", percent(share))),
            discrimination: figure(statistics.discrimination),
            options: options
                .map(|(index, option)| OptionLine {
                    letter: letter(index),
                    key: keys.has(index),
                    chosen: option.chosen,
                    share: percent(option.share),
                    discrimination: figure(option.discrimination),
                })
                .collect(),
            findings: statistics.findings.iter().map(sentence).collect(),
            few: statistics.answers < FEWEST,
        }
    }

    /// From how many answers on a judgement is given.
    pub(super) fn fewest(&self) -> usize {
        FEWEST
    }
}

/// A share of 0 to 1 in whole percent.
fn percent(share: f64) -> u8 {
    (share * 100.0).round().clamp(0.0, 100.0) as u8
}

/// A correlation with two digits; empty for none.
fn figure(correlation: Option<f64>) -> String {
    correlation.map_or_else(String::new, |value| format!("{value:.2}").replace('-', "\u{2212}"))
}

fn sentence(finding: &Finding) -> String {
    match *finding {
        Finding::Negative => {
            "Strong candidates miss it more often than weak ones: look whether the key is right.".to_owned()
        }
        Finding::Weak => "It hardly tells strong candidates from weak ones.".to_owned(),
        Finding::Hard => "It is answered right no more often than by guessing.".to_owned(),
        Finding::Easy => "Nearly everybody has it right.".to_owned(),
        Finding::Idle(index) => format!("Hardly anybody chooses {}.", letter(index)),
        Finding::Luring(index) => {
            format!("{} draws strong candidates more than weak ones: look whether it is right too.", letter(index))
        }
    }
}
