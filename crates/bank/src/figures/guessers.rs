//! Guessers: what those score who choose by a rule and don't read.

use super::features::odd_ones;
use super::options::{ItemView, OptionView};
use super::rounded;
use super::statistics::combinations;
use invigil_exam::Choices;
use serde::Serialize;

/// What one guesser scores on a certification's items.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct GuesserFigures {
    /// What it chooses, in a few words.
    pub name: &'static str,
    /// The share of items that it answers rightly, from 0 to 1.
    #[serde(serialize_with = "rounded")]
    pub score: f64,
    /// The share that blind chance answers rightly.
    #[serde(serialize_with = "rounded")]
    pub chance: f64,
    /// By how many standard deviations the score is above chance, were the keys of each item any of its options with the
    /// same probability; 0 where the guesser never prefers one option to another.
    #[serde(serialize_with = "rounded")]
    pub z: f64,
    /// Whether a good score is worth a warning.
    #[serde(skip)]
    pub(crate) warns: bool,
}

impl GuesserFigures {
    /// How much better than chance, in shares.
    pub fn beyond(&self) -> f64 {
        self.score - self.chance
    }
}

/// How much each option attracts the guesser; it chooses those that attract it most, as many as the stem says.
type Rule = fn(&ItemView) -> Vec<i64>;

/// Each guesser's name, whether its success is worth a warning, and its rule. Distractors are often too long or too short
/// for good reasons, and where options stand is judged by their places, so that some only give a figure.
const RULES: [(&str, bool, Rule); 6] = [
    ("longest option", true, lengths),
    ("shortest option", true, |item| lengths(item).iter().map(|length| -length).collect()),
    ("odd one out by format", true, odd_ones),
    ("neither longest nor shortest", false, middle),
    ("always the first", false, |item| (0..item.options.len() as i64).map(|index| -index).collect()),
    ("always the last", false, |item| (0..item.options.len() as i64).collect()),
];

/// All guessers on these items.
pub(crate) fn all(items: &[ItemView]) -> Vec<GuesserFigures> {
    RULES.iter().map(|&(name, warns, rule)| guesser(name, warns, rule, items)).collect()
}

fn guesser(name: &'static str, warns: bool, rule: Rule, items: &[ItemView]) -> GuesserFigures {
    let (mut score, mut chance, mut variance) = (0.0, 0.0, 0.0);
    for item in items {
        let guess = Guess::of(&rule(item), item.choose());
        let by_chance = 1.0 / combinations(item.options.len(), item.choose());
        score += guess.credit(item.keys);
        chance += by_chance;
        // Of all sets that the keys might be, as many as the guesser wavers between give it that share of the item.
        variance += by_chance / guess.ways() - by_chance * by_chance;
    }
    let number = (items.len() as f64).max(1.0);
    let z = if variance > 1e-9 { (score - chance) / variance.sqrt() } else { 0.0 };
    GuesserFigures { name, score: score / number, chance: chance / number, z, warns }
}

fn lengths(item: &ItemView) -> Vec<i64> {
    item.options.iter().map(|option| OptionView::length(option) as i64).collect()
}

/// Prefers what lies between the extremes, where there is anything.
fn middle(item: &ItemView) -> Vec<i64> {
    let lengths = lengths(item);
    let (least, most) = (lengths.iter().min().copied(), lengths.iter().max().copied());
    lengths.iter().map(|&length| i64::from(Some(length) != least && Some(length) != most)).collect()
}

/// What a guesser chooses: some options for certain, and some number among those that attract it equally.
struct Guess {
    certain: Choices,
    wavering: Choices,
    of_wavering: usize,
}

impl Guess {
    fn of(attraction: &[i64], choose: usize) -> Guess {
        let mut sorted = attraction.to_vec();
        sorted.sort_unstable_by(|a, b| b.cmp(a));
        let last = choose.checked_sub(1).and_then(|index| sorted.get(index)).copied();
        let those = |wanted: fn(i64, i64) -> bool| {
            let found = attraction
                .iter()
                .enumerate()
                .filter(|&(_, &value)| last.is_some_and(|last| wanted(value, last)));
            Choices::of(found.map(|(index, _)| index))
        };
        let certain = those(|value, last| value > last);
        let wavering = those(|value, last| value == last);
        Guess { certain, wavering, of_wavering: choose - certain.len().min(choose) }
    }

    /// Between how many sets of options it wavers.
    fn ways(&self) -> f64 {
        combinations(self.wavering.len(), self.of_wavering)
    }

    /// How probably it chooses just the keys. It chooses as many options as there are keys.
    fn credit(&self, keys: Choices) -> f64 {
        let all_certain_are_keys = self.certain.0 & !keys.0 == 0;
        let keys_among_wavering = Choices(self.wavering.0 & keys.0).len();
        if all_certain_are_keys && keys_among_wavering == self.of_wavering { 1.0 / self.ways() } else { 0.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::Guess;
    use invigil_exam::Choices;

    fn credit(attraction: &[i64], keys: &[usize]) -> f64 {
        Guess::of(attraction, keys.len()).credit(Choices::of(keys.iter().copied()))
    }

    #[test]
    fn the_most_attractive_are_chosen_and_ties_are_shared() {
        assert_eq!(credit(&[1, 9, 3, 2], &[1]), 1.0);
        assert_eq!(credit(&[1, 9, 3, 2], &[2]), 0.0);
        assert_eq!(credit(&[9, 9, 3, 2], &[1]), 0.5);
        assert_eq!(credit(&[5, 5, 5, 5], &[3]), 0.25);
        assert_eq!(credit(&[9, 8, 3, 2, 1], &[0, 1]), 1.0);
        assert_eq!(credit(&[9, 8, 8, 8, 1], &[0, 3]), 1.0 / 3.0);
        assert_eq!(credit(&[9, 8, 8, 8, 1], &[1, 3]), 0.0);
        assert_eq!(credit(&[9, 9, 9, 8, 1], &[0, 3]), 0.0);
        assert_eq!(credit(&[0, 0, 0, 0, 0], &[0, 3]), 0.1);
    }
}
