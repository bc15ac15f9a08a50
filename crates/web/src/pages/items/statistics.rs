//! What the answers to an item tell, in numbers and in words.

use crate::pages::room::view::letter;
use crate::words;
use invigil_exam::Choices;
use invigil_measure::{FEWEST, Finding, ItemStatistics};

/// How many answers an item's page looks at, the latest first.
pub(super) const MOST: u16 = 20_000;

/// How many answers the line beside a report looks at.
pub(super) const FEW: u16 = 500;

/// The statistics of an item that has answers.
pub(crate) struct StatisticsView {
    pub(super) answers: usize,
    pub(super) omitted: usize,
    pub(super) facility: String,
    pub(super) discrimination: String,
    pub(super) options: Vec<OptionLine>,
    /// What deserves a second look, as sentences.
    pub(super) findings: Vec<String>,
    /// Why the figures aren't judged, where they aren't.
    pub(super) few: Option<String>,
}

/// How an option was taken.
pub(crate) struct OptionLine {
    pub(super) letter: char,
    pub(super) key: bool,
    pub(super) chosen: usize,
    pub(super) share: String,
    /// 0 to 100.
    pub(super) filled: f64,
    pub(super) discrimination: String,
}

impl StatisticsView {
    /// `None` where nobody has answered yet. `keys` are what counts as right, as written.
    pub(super) fn new(statistics: &ItemStatistics, keys: Choices) -> Option<StatisticsView> {
        let facility = statistics.facility?;
        let options = statistics.options.iter().enumerate();
        Some(StatisticsView {
            answers: statistics.answers,
            omitted: statistics.omitted,
            facility: percent(facility),
            discrimination: correlation(statistics.discrimination),
            options: options
                .map(|(index, option)| OptionLine {
                    letter: letter(index),
                    key: keys.has(index),
                    chosen: option.chosen,
                    share: percent(option.share),
                    filled: (option.share * 1000.0).round() / 10.0,
                    discrimination: correlation(option.discrimination),
                })
                .collect(),
            findings: statistics.findings.iter().map(in_words).collect(),
            few: (statistics.answers < FEWEST).then(|| {
                format!("Too few answers to judge the item by ({}; from {FEWEST} on).", statistics.answers)
            }),
        })
    }
}

/// One line of it, for the list of reports.
pub(super) fn in_short(statistics: &ItemStatistics) -> String {
    match statistics.facility {
        None => "no answer that counts yet".to_owned(),
        Some(facility) => {
            let answers = words::counted(statistics.answers as i64, "answer", "answers");
            format!(
                "{answers}, {} right, discrimination {}",
                percent(facility),
                correlation(statistics.discrimination)
            )
        }
    }
}

fn in_words(finding: &Finding) -> String {
    match *finding {
        Finding::Negative => "Strong candidates miss it more often than weak ones: check the key.".to_owned(),
        Finding::Weak => "It hardly tells strong candidates from weak ones.".to_owned(),
        Finding::Hard => {
            "Hardly anybody has it right, no more than by guessing: check the key and the stem.".to_owned()
        }
        Finding::Easy => "Nearly everybody has it right, so it tells little.".to_owned(),
        Finding::Idle(index) => format!("Hardly anybody chooses {}: it distracts nobody.", letter(index)),
        Finding::Luring(index) => {
            format!("{} draws strong candidates more than weak ones: it may be right as well.", letter(index))
        }
    }
}

/// A share as whole percent.
fn percent(share: f64) -> String {
    format!("{:.0}\u{a0}%", share * 100.0)
}

/// A correlation with two decimals, and a minus that is one.
fn correlation(value: Option<f64>) -> String {
    match value {
        None => "–".to_owned(),
        Some(value) => format!("{value:.2}").replace("-0.00", "0.00").replace('-', "−"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_correlation_is_told_with_a_minus_and_never_as_less_than_nothing() {
        assert_eq!(correlation(Some(-0.257)), "−0.26");
        assert_eq!(correlation(Some(-0.004)), "0.00");
        assert_eq!(correlation(None), "–");
    }

    #[test]
    fn options_are_named_as_written() {
        assert!(in_words(&Finding::Luring(2)).starts_with("C draws"));
        assert!(in_words(&Finding::Idle(0)).contains("chooses A"));
    }
}
