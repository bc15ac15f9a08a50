//! Statistics against values worked out by hand, and what holds for all answers.

use invigil_exam::{Choices, ItemMark};
use invigil_measure::{FEWEST, Finding, Response, correlation, distribution, item_statistics};
use proptest::prelude::*;

fn response(option: usize, key: usize, rest: f64) -> Response {
    let mark = if option == key { ItemMark::Right } else { ItemMark::Wrong };
    Response { chosen: Choices::of([option]), mark, rest }
}

#[test]
fn the_point_biserial_correlation_is_that_of_a_worked_example() {
    // Right: 0.9, 0.7; wrong: 0.4, 0.2. Means 0.8 and 0.3, deviation of all (by the count) sqrt(0.0725):
    // 0.5 / sqrt(0.0725) * sqrt(0.5 * 0.5) = 0.928.
    let value = correlation(&[(1.0, 0.9), (1.0, 0.7), (0.0, 0.4), (0.0, 0.2)]).unwrap();
    assert!((value - 0.5 / 0.0725_f64.sqrt() * 0.5).abs() < 1e-12, "{value}");
    assert_eq!(correlation(&[(1.0, 0.5)]), None);
    assert_eq!(correlation(&[(1.0, 0.5), (1.0, 0.6)]), None, "who all did alike tell nothing apart");
}

#[test]
fn an_item_whose_key_is_wrong_stands_out() {
    // Strong candidates choose the second option, weak ones the first, which is called the key.
    let responses: Vec<Response> =
        (0..FEWEST).map(|index| response(usize::from(index >= 10), 0, index as f64 / 20.0)).collect();
    let statistics = item_statistics(4, Choices::of([0]), &responses);
    assert_eq!(statistics.facility, Some(0.5));
    assert!(statistics.discrimination.unwrap() < -0.8);
    assert_eq!(
        statistics.findings,
        [Finding::Negative, Finding::Luring(1), Finding::Idle(2), Finding::Idle(3)]
    );
}

#[test]
fn few_answers_give_figures_but_no_judgement() {
    let responses: Vec<Response> = (0..FEWEST - 1).map(|index| response(1, 0, index as f64)).collect();
    let statistics = item_statistics(2, Choices::of([0]), &responses);
    assert_eq!((statistics.facility, statistics.answers), (Some(0.0), FEWEST - 1));
    assert!(statistics.findings.is_empty());
    assert_eq!(item_statistics(2, Choices::of([0]), &[]).facility, None);
}

#[test]
fn what_is_omitted_counts_as_not_right() {
    let mut responses = vec![response(0, 0, 0.5); 3];
    responses.push(Response { chosen: Choices::NONE, mark: ItemMark::Omitted, rest: 0.5 });
    let statistics = item_statistics(2, Choices::of([0]), &responses);
    assert_eq!((statistics.facility, statistics.omitted), (Some(0.75), 1));
}

#[test]
fn a_distribution_is_that_of_a_worked_example() {
    let five = distribution(&[40.0, 100.0, 70.0, 60.0]).unwrap();
    assert_eq!(five.mean, 67.5);
    assert_eq!(five.five, [40.0, 55.0, 65.0, 77.5, 100.0]);
    assert_eq!(five.tenths, [0, 0, 0, 0, 1, 0, 1, 1, 0, 1]);
    assert!((five.deviation - 21.650_635).abs() < 1e-5);
    assert_eq!(distribution(&[]), None);
}

proptest! {
    #[test]
    fn statistics_stay_within_their_bounds(
        answers in prop::collection::vec((0usize..5, 0.0f64..=1.0), 0..60), key in 0usize..5
    ) {
        let responses: Vec<Response> =
            answers.iter().map(|&(option, rest)| response(option, key, rest)).collect();
        let statistics = item_statistics(5, Choices::of([key]), &responses);
        prop_assert!(statistics.facility.is_none_or(|facility| (0.0..=1.0).contains(&facility)));
        prop_assert!(statistics.discrimination.is_none_or(|value| (-1.0..=1.0).contains(&value)));
        let chosen: usize = statistics.options.iter().map(|option| option.chosen).sum();
        prop_assert_eq!(chosen, responses.len());
        // Of a single response the key is chosen as often as it is right, and tells apart as well.
        prop_assert_eq!(statistics.options[key].discrimination, statistics.discrimination);
    }

    #[test]
    fn quartiles_are_in_order_and_every_score_is_in_a_tenth(scores in prop::collection::vec(0.0f64..=100.0, 1..80)) {
        let described = distribution(&scores).unwrap();
        prop_assert!(described.five.is_sorted());
        prop_assert_eq!(described.tenths.iter().sum::<usize>(), scores.len());
        prop_assert!(described.five[0] <= described.mean + 1e-9 && described.mean <= described.five[4] + 1e-9);
    }
}
