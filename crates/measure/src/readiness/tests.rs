use super::*;
use proptest::prelude::*;

/// PCAP-31-03: sections whose points aren't as their items.
const PCAP: [(u16, u64); 5] = [(6, 12), (5, 14), (8, 18), (12, 34), (9, 22)];

fn rates(list: &[(f64, f64)]) -> Vec<Rate> {
    list.iter().map(|&(right, wrong)| Rate::new(right, wrong)).collect()
}

/// The chance to pass by going through every sequence of right and wrong items, and asking of each by Pólya's urn.
fn by_brute_force(sections: &[(u16, u64)], pass_percent: u8, counts: &[(f64, f64)]) -> f64 {
    let items: u32 = sections.iter().map(|&(items, _)| u32::from(items)).sum();
    let points: u64 = sections.iter().map(|&(_, points)| points).sum();
    let mut passed = 0.0;
    for sequence in 0_u32..1 << items {
        let (mut chance, mut score, mut position) = (1.0, 0.0, 0);
        for (&(items, points), &(right, wrong)) in sections.iter().zip(counts) {
            let (mut right_now, mut wrong_now) = (right, wrong);
            for _ in 0..items {
                if sequence >> position & 1 == 1 {
                    chance *= right_now / (right_now + wrong_now);
                    right_now += 1.0;
                    score += points as f64 / f64::from(items);
                } else {
                    chance *= wrong_now / (right_now + wrong_now);
                    wrong_now += 1.0;
                }
                position += 1;
            }
        }
        if score >= points as f64 * f64::from(pass_percent) / 100.0 - 1e-9 {
            passed += chance;
        }
    }
    passed
}

/// Numbers from 0 to 1 by SplitMix64.
struct Draws(u64);

impl Draws {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }
}

#[test]
fn the_chance_is_that_of_going_through_every_form() {
    let sections = [(3, 5), (4, 4), (2, 6)];
    let counts = [(3.0, 2.0), (2.5, 0.7), (4.0, 6.0)];
    for pass_percent in [1, 40, 60, 70, 80, 100] {
        let blueprint = Blueprint::new(&sections, pass_percent).unwrap();
        let expected = by_brute_force(&sections, pass_percent, &counts);
        let found = blueprint.chance(&rates(&counts));
        assert!((found - expected).abs() < 1e-12, "{pass_percent}: {found}, not {expected}");
    }
}

#[test]
fn the_chance_and_its_interval_are_those_of_many_drawn_persons() {
    let blueprint = Blueprint::new(&PCAP, 70).unwrap();
    let rates = rates(&[(9.0, 3.0), (7.0, 4.0), (10.0, 4.0), (16.0, 6.0), (11.0, 5.0)]);
    let mut draws = Draws(7);
    let mut passed = 0;
    let mut chances = Vec::new();
    let persons = 2000;
    for _ in 0..persons {
        let abilities: Vec<f64> = rates.iter().map(|rate| rate.quantile(draws.next())).collect();
        let mut score = 0.0;
        for (&(items, points), ability) in PCAP.iter().zip(&abilities) {
            let right = (0..items).filter(|_| draws.next() < *ability).count();
            score += points as f64 * right as f64 / f64::from(items);
        }
        passed += u32::from(score >= 70.0 - 1e-9);
        chances.push(blueprint.chance_of(&abilities));
    }
    // The standard error of the share is about 0.01.
    let share = f64::from(passed) / f64::from(persons);
    let chance = blueprint.chance(&rates);
    assert!((chance - share).abs() < 0.03, "{chance}, not {share}");
    chances.sort_by(f64::total_cmp);
    let (low, high) = blueprint.interval(&rates);
    assert!((low - chances[200]).abs() < 0.04, "{low}, not {}", chances[200]);
    assert!((high - chances[1800]).abs() < 0.04, "{high}, not {}", chances[1800]);
}

#[test]
fn a_person_who_is_known_exactly_has_a_binomial_chance() {
    // One section of ten items, seven needed, each right with 0.6: the tail of a binomial distribution.
    let blueprint = Blueprint::new(&[(10, 10)], 70).unwrap();
    let tail = 0.382_280_601_6;
    assert!((blueprint.chance_of(&[0.6]) - tail).abs() < 1e-9);
    assert!((blueprint.chance(&[Rate::new(6e8, 4e8)]) - tail).abs() < 1e-6);
    let (low, high) = blueprint.interval(&[Rate::new(6e8, 4e8)]);
    assert!(high - low < 1e-3, "{low} to {high}");
}

#[test]
fn a_uniform_belief_makes_every_number_of_right_items_equally_likely() {
    let blueprint = Blueprint::new(&[(10, 10)], 70).unwrap();
    let rate = [Rate::new(1.0, 1.0)];
    assert!((blueprint.chance(&rate) - 4.0 / 11.0).abs() < 1e-12);
    let scores = blueprint.scores(&rate);
    assert!((scores.mean - 0.5).abs() < 1e-12);
    assert_eq!((scores.low, scores.high), (0.1, 0.9));
    assert!((scores.bands.iter().sum::<f64>() - 1.0).abs() < 1e-12);
    assert!((scores.bands[14] - 1.0 / 11.0).abs() < 1e-12, "{scores:?}");
}

#[test]
fn the_bands_from_the_pass_mark_on_are_the_chance() {
    let blueprint = Blueprint::new(&PCAP, 70).unwrap();
    let rates = rates(&[(9.0, 3.0), (7.0, 4.0), (10.0, 4.0), (16.0, 6.0), (11.0, 5.0)]);
    let passing: f64 = blueprint.scores(&rates).bands[14..].iter().sum();
    assert!((passing - blueprint.chance(&rates)).abs() < 1e-9);
}

#[test]
fn an_exam_without_sections_or_with_too_many_scores_has_no_blueprint() {
    assert!(Blueprint::new(&[], 70).is_none());
    let primes = [199, 197, 193, 191, 181, 179, 173, 167, 163, 157];
    let manifold: Vec<(u16, u64)> = primes.iter().map(|&items| (items, 1000)).collect();
    assert!(Blueprint::new(&manifold, 70).is_none());
    // Fifty sections whose items are all worth the same are no harder than one.
    assert!(Blueprint::new(&[(20, 20); 50], 70).is_some());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn chances_are_between_their_bounds_and_rise_with_right_answers_and_a_lower_pass_mark(
        counts in proptest::collection::vec((0.4..30.0_f64, 0.4..30.0_f64), 5),
        which in 0_usize..5,
        pass_percent in 1_u8..100,
    ) {
        let blueprint = Blueprint::new(&PCAP, pass_percent).unwrap();
        let before = rates(&counts);
        let chance = blueprint.chance(&before);
        prop_assert!((0.0..=1.0).contains(&chance));
        let mut more = counts;
        more[which].0 += 1.0;
        prop_assert!(blueprint.chance(&rates(&more)) >= chance - 1e-12);
        let harder = Blueprint::new(&PCAP, pass_percent + 1).unwrap();
        prop_assert!(harder.chance(&before) <= chance + 1e-12);
        prop_assert!((blueprint.scores(&before).bands.iter().sum::<f64>() - 1.0).abs() < 1e-9);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]
    #[test]
    fn an_interval_holds_the_chance(counts in proptest::collection::vec((0.4..30.0_f64, 0.4..30.0_f64), 3)) {
        let blueprint = Blueprint::new(&[(5, 5), (4, 8), (6, 6)], 70).unwrap();
        let rates = rates(&counts);
        let (low, high) = blueprint.interval(&rates);
        prop_assert!(0.0 <= low && low <= blueprint.chance(&rates) && blueprint.chance(&rates) <= high && high <= 1.0);
    }
}
