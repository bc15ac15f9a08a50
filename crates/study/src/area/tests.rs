use super::*;
use crate::sample::{NOW, answer, answers, certification};
use proptest::prelude::*;
use time::Duration;

fn of(list: &[Answer]) -> Vec<AreaEstimate> {
    let certification = certification();
    sections(certification.default_edition().unwrap(), list, NOW)
}

/// Answers to the topics of both sections, in a mix of circumstances.
fn some_answers() -> impl Strategy<Value = Vec<Answer>> {
    let one = ("[abc]", any::<bool>(), 0_i64..200, any::<bool>(), any::<bool>());
    proptest::collection::vec(one, 0..60).prop_map(|list| {
        list.into_iter()
            .map(|(topic, right, days, first, guessed)| Answer {
                at: NOW - Duration::days(days),
                first,
                guessed,
                ..answer(&topic, right)
            })
            .collect()
    })
}

#[test]
fn a_first_answer_counts_in_full_and_the_others_less() {
    let fresh = answer("a", true);
    assert_eq!(weight(&fresh, NOW), 1.0);
    assert_eq!(weight(&Answer { first: false, ..fresh.clone() }, NOW), REPEAT);
    assert_eq!(weight(&Answer { guessed: true, ..fresh.clone() }, NOW), GUESS);
    let old = Answer { at: NOW - Duration::days(60), ..fresh.clone() };
    assert!((weight(&old, NOW) - 0.25).abs() < 1e-12);
    // A clock that was set back makes nothing weigh more than in full.
    assert_eq!(weight(&Answer { at: NOW + Duration::DAY, ..fresh }, NOW), 1.0);
}

#[test]
fn without_answers_nothing_is_known() {
    for area in of(&[]) {
        assert!(!area.is_known());
        assert_eq!((area.right, area.asked, area.mean), (0, 0, 0.5));
        assert!(area.high - area.low > 0.5, "{area:?}");
    }
}

#[test]
fn three_answers_are_no_trend_and_twenty_are() {
    let three = &of(&answers(&[("a", 0, 3)]))[0];
    assert!(!three.is_known());
    assert!(three.mean > 0.15, "{three:?}");
    let twenty = &of(&answers(&[("a", 0, 20)]))[0];
    assert!(twenty.is_known());
    assert!(twenty.high < 0.15, "{twenty:?}");
}

#[test]
fn an_area_without_answers_starts_where_the_person_is_overall() {
    let strong = of(&answers(&[("a", 30, 30)]));
    assert!(strong[1].mean > 0.8, "{strong:?}");
    assert!(strong[1].high - strong[1].low > 2.0 * (strong[0].high - strong[0].low), "{strong:?}");
    let weak = of(&answers(&[("a", 3, 30)]));
    assert!(weak[1].mean < 0.3, "{weak:?}");
}

#[test]
fn sections_share_the_score_by_their_points_and_topics_their_sections() {
    let certification = certification();
    let edition = certification.default_edition().unwrap();
    let weights: Vec<f64> = of(&[]).iter().map(|area| area.weight).collect();
    assert_eq!(weights, [0.25, 0.75]);
    let topics = topics(&certification, edition, &answers(&[("b", 1, 2)]), NOW);
    let told: Vec<_> = topics
        .iter()
        .map(|area| (area.id.as_str(), area.section, area.weight, area.right, area.asked))
        .collect();
    assert_eq!(told, [("a", 0, 0.25, 0, 0), ("b", 1, 0.375, 1, 2), ("c", 1, 0.375, 0, 0)]);
    assert_eq!(topics[1].title, "Topic B");
}

#[test]
fn what_belongs_to_no_section_is_left_out() {
    let list = answers(&[("a", 3, 9)]);
    let more: Vec<Answer> = list.iter().cloned().chain(answers(&[("elsewhere", 9, 9)])).collect();
    assert_eq!(of(&list), of(&more));
}

proptest! {
    #[test]
    fn estimates_are_between_their_bounds(list in some_answers()) {
        for area in of(&list) {
            prop_assert!(0.0 <= area.low && area.low <= area.mean && area.mean <= area.high && area.high <= 1.0);
            prop_assert!(area.right <= area.asked && area.evidence <= f64::from(area.asked));
        }
    }

    #[test]
    fn a_right_answer_more_lowers_nothing(list in some_answers(), topic in "[abc]", first in any::<bool>()) {
        let before = of(&list);
        let mut more = list;
        more.push(Answer { first, ..answer(&topic, true) });
        for (before, after) in before.iter().zip(&of(&more)) {
            prop_assert!(after.mean >= before.mean - 1e-12);
            prop_assert!(after.low >= before.low - 1e-6);
        }
    }

    #[test]
    fn a_wrong_answer_set_right_lowers_nothing(list in some_answers(), which in any::<prop::sample::Index>()) {
        prop_assume!(!list.is_empty());
        let before = of(&list);
        let mut mended = list;
        let which = which.index(mended.len());
        mended[which].mark = ItemMark::Right;
        for (before, after) in before.iter().zip(&of(&mended)) {
            prop_assert!(after.mean >= before.mean - 1e-12);
        }
    }

    #[test]
    fn more_of_the_same_narrows_the_interval(right in 0_u32..=10, wrong in 0_u32..=10) {
        prop_assume!(right + wrong >= 5);
        let few = &of(&answers(&[("a", right, right + wrong)]))[0];
        let many = &of(&answers(&[("a", 4 * right, 4 * (right + wrong))]))[0];
        prop_assert!(many.high - many.low < few.high - few.low);
    }

    #[test]
    fn the_order_of_answers_does_not_matter(list in some_answers(), turn in 0_usize..60) {
        let before = of(&list);
        let mut turned = list;
        if !turned.is_empty() {
            let turn = turn % turned.len();
            turned.rotate_left(turn);
            turned.reverse();
        }
        for (one, other) in before.iter().zip(&of(&turned)) {
            prop_assert!((one.mean - other.mean).abs() < 1e-9 && (one.low - other.low).abs() < 1e-6);
            prop_assert_eq!((one.right, one.asked), (other.right, other.asked));
        }
    }
}
