//! Where the keys stand among the options.

use super::options::ItemView;
use super::statistics::chi_square_limit;
use super::{all_rounded, rounded};
use serde::Serialize;
use std::collections::BTreeMap;

/// The least sum of weights with which items of one number of options enter the statistic: as many as five keys at each
/// place would have.
const LEAST_WEIGHT: f64 = 5.0;

/// How many keys stand at which place, as the author wrote the options.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct KeyPositions {
    /// By the place, the first one first. An item with several keys counts at several places.
    pub keys: Vec<usize>,
    /// How many there would be were every place as probable.
    #[serde(serialize_with = "all_rounded")]
    pub expected: Vec<f64>,
    /// How far the two are from each other.
    #[serde(serialize_with = "rounded")]
    pub chi_square: f64,
    /// What chance exceeds once in a thousand times; none where there are too few items to say.
    pub limit: Option<f64>,
}

/// The keys of items with the same number of options.
#[derive(Default)]
struct Group {
    keys: Vec<usize>,
    weight: f64,
}

impl KeyPositions {
    /// The statistic is the sum of those of the items with two options, with three, and so on. A set of `k` keys out of
    /// `n` options, each set as probable, has the covariance of a multinomial draw times `k (n - k) / (n - 1)`; the
    /// statistic is divided by this weight, so that it is one of chi-square with `n - 1` degrees of freedom for any `k`.
    pub(crate) fn of(items: &[ItemView]) -> KeyPositions {
        let mut groups: BTreeMap<usize, Group> = BTreeMap::new();
        for item in items.iter().filter(|item| item.options.len() > 1) {
            let (options, keys) = (item.options.len(), item.choose());
            let group = groups.entry(options).or_default();
            group.keys.resize(options, 0);
            for index in item.keys.indices().filter(|&index| index < options) {
                group.keys[index] += 1;
            }
            group.weight +=
                (keys * (options - keys.min(options))) as f64 / (options - 1) as f64 / options as f64;
        }
        let most = groups.keys().last().copied().unwrap_or(0);
        let mut positions =
            KeyPositions { keys: vec![0; most], expected: vec![0.0; most], ..KeyPositions::default() };
        let mut degrees = 0;
        for (options, group) in groups {
            let expected = group.keys.iter().sum::<usize>() as f64 / options as f64;
            let mut distance = 0.0;
            for (index, &keys) in group.keys.iter().enumerate() {
                positions.keys[index] += keys;
                positions.expected[index] += expected;
                distance += (keys as f64 - expected).powi(2);
            }
            if group.weight >= LEAST_WEIGHT {
                degrees += options - 1;
                positions.chi_square += distance / group.weight;
            }
        }
        positions.limit = chi_square_limit(degrees);
        positions
    }

    /// Whether the keys are too far from uniform to have come by chance.
    pub fn uneven(&self) -> bool {
        self.limit.is_some_and(|limit| self.chi_square > limit)
    }
}

#[cfg(test)]
mod tests {
    use super::super::options::{ItemView, OptionView};
    use super::KeyPositions;
    use invigil_exam::Choices;

    fn items(options: usize, keys: &[u16]) -> Vec<ItemView> {
        let options = vec![OptionView::of("a"); options];
        keys.iter().map(|&keys| ItemView { options: options.clone(), keys: Choices(keys) }).collect()
    }

    #[test]
    fn for_single_response_it_is_the_plain_statistic() {
        // 15, 5, 5 and 15 of 40 at four places: four times 25 / 10.
        let keys = [vec![1; 15], vec![2; 5], vec![4; 5], vec![8; 15]].concat();
        let positions = KeyPositions::of(&items(4, &keys));
        assert_eq!(positions.keys, [15, 5, 5, 15]);
        assert_eq!(positions.expected, [10.0; 4]);
        assert!((positions.chi_square - 10.0).abs() < 1e-9, "{}", positions.chi_square);
        assert_eq!(positions.limit, Some(16.266));
        assert!(!positions.uneven());
    }

    #[test]
    fn all_keys_at_one_place_are_uneven() {
        assert!(KeyPositions::of(&items(4, &[2; 24])).uneven());
        // Too few to say.
        assert_eq!(KeyPositions::of(&items(4, &[2; 19])).limit, None);
    }

    #[test]
    fn several_keys_count_at_several_places() {
        // Every pair of four as often as the others.
        let pairs = [0b0011, 0b0101, 0b1001, 0b0110, 0b1010, 0b1100].repeat(5);
        let even = KeyPositions::of(&[items(4, &pairs), items(2, &[1, 2])].concat());
        assert_eq!(even.keys, [16, 16, 15, 15]);
        assert_eq!((even.chi_square, even.limit), (0.0, Some(16.266)));
        // The first two always: 30, 30, 0, 0 instead of 15 each, weighted by 30 * 1/3.
        let uneven = KeyPositions::of(&items(4, &[0b0011; 30]));
        assert!((uneven.chi_square - 90.0).abs() < 1e-9, "{}", uneven.chi_square);
        assert!(uneven.uneven());
    }
}
