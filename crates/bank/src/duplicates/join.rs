//! All pairs of sets that are alike, without comparing each with each.

use super::NearDuplicate;
use std::collections::HashMap;

/// Every set that is alike to one before it, with the one it is most alike to: common elements by all elements of both
/// are at least `least`.
///
/// Two such sets also share one of their few rarest elements: with their elements in the order of rarity, one of the
/// first `n - ceil(least * n) + 1` of each. Only these are looked up, so nothing is missed and little is compared.
pub(crate) fn join(sets: Vec<Vec<u64>>, least: f64) -> Vec<NearDuplicate> {
    let sets = by_rarity(sets);
    let mut found = Vec::new();
    let mut same: HashMap<&[u32], usize> = HashMap::new();
    let mut holders: HashMap<u32, Vec<usize>> = HashMap::new();
    for (second, set) in sets.iter().enumerate().filter(|(_, set)| !set.is_empty()) {
        // Any number of equal sets is compared only once.
        if let Some(&first) = same.get(set.as_slice()) {
            found.push(NearDuplicate { first, second, similarity: 1.0 });
            continue;
        }
        same.insert(set, second);
        let rarest = &set[..=set.len() - (least * set.len() as f64).ceil() as usize];
        let mut candidates: Vec<usize> =
            rarest.iter().filter_map(|element| holders.get(element)).flatten().copied().collect();
        candidates.sort_unstable();
        candidates.dedup();
        let alike = candidates.into_iter().map(|first| (first, similarity(&sets[first], set)));
        // Of equals, the first.
        let best = alike
            .filter(|&(_, similarity)| similarity >= least)
            .reduce(|best, next| if next.1 > best.1 { next } else { best });
        found.extend(best.map(|(first, similarity)| NearDuplicate { first, second, similarity }));
        for &element in rarest {
            holders.entry(element).or_default().push(second);
        }
    }
    found
}

/// The sets with their elements numbered by rarity, rarest first, each set sorted.
fn by_rarity(sets: Vec<Vec<u64>>) -> Vec<Vec<u32>> {
    let mut counts: HashMap<u64, u32> = HashMap::new();
    for &element in sets.iter().flatten() {
        *counts.entry(element).or_default() += 1;
    }
    let mut order: Vec<(u32, u64)> = counts.iter().map(|(&element, &count)| (count, element)).collect();
    order.sort_unstable();
    let numbers: HashMap<u64, u32> =
        order.iter().zip(0..).map(|(&(_, element), number)| (element, number)).collect();
    let numbered = sets.into_iter().map(|set| {
        let mut set: Vec<u32> = set.iter().map(|element| numbers[element]).collect();
        set.sort_unstable();
        set
    });
    numbered.collect()
}

/// How many elements two sorted sets have in common, by how many they have together.
fn similarity(a: &[u32], b: &[u32]) -> f64 {
    let (mut i, mut j, mut common) = (0, 0, 0usize);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        common += usize::from(x == y);
        i += usize::from(x <= y);
        j += usize::from(y <= x);
    }
    common as f64 / (a.len() + b.len() - common) as f64
}

#[cfg(test)]
mod tests {
    use super::{join, similarity};
    use crate::duplicates::NearDuplicate;

    #[test]
    fn alike_sets_are_found_and_others_are_not() {
        let sets = vec![
            (0..10).collect(),
            (100..110).collect(),
            (1..10).chain([50]).collect(),
            (0..10).collect(),
            (3..15).collect(),
            Vec::new(),
            Vec::new(),
        ];
        let expected = [
            NearDuplicate { first: 0, second: 2, similarity: 9.0 / 11.0 },
            NearDuplicate { first: 0, second: 3, similarity: 1.0 },
        ];
        assert_eq!(join(sets, 0.7), expected);
    }

    #[test]
    fn none_is_missed_that_comparing_each_with_each_finds() {
        // Overlapping ranges of many lengths.
        let sets: Vec<Vec<u64>> =
            (0..300u64).map(|i| ((i * 37) % 211..(i * 37) % 211 + 5 + (i * 13) % 40).collect()).collect();
        let ranges: Vec<Vec<u32>> = sets.iter().map(|set| set.iter().map(|&x| x as u32).collect()).collect();
        let expected: Vec<usize> = (0..sets.len())
            .filter(|&second| (0..second).any(|first| similarity(&ranges[first], &ranges[second]) >= 0.7))
            .collect();
        let found: Vec<usize> = join(sets, 0.7).iter().map(|pair| pair.second).collect();
        assert!(expected.len() > 50);
        assert_eq!(found, expected);
    }
}
