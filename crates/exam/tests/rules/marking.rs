//! A score is bounded, exact, and the same however often it is computed.

use crate::{edition_of, editions_with_pools};
use invigil_exam::{
    Choices, Edition, Form, ItemMark, Key, OptionOrder, Ruling, RulingProblem, Score, Section, Shuffle, Slot,
    draw, mark,
};
use proptest::prelude::*;

/// A form with keys (as written) and answers (as shown).
fn sittings() -> impl Strategy<Value = (Edition, Form, Vec<Choices>, Vec<Choices>)> {
    (editions_with_pools(), any::<i64>())
        .prop_filter_map("the pool is short", |((edition, pool), seed)| {
            draw(&edition, &pool, seed, Shuffle::ALL).ok().map(|form| (edition, form))
        })
        .prop_flat_map(|(edition, form)| {
            let sets: Vec<_> =
                form.slots.iter().map(|slot| (1u16..1 << slot.order.options()).prop_map(Choices)).collect();
            let answers: Vec<_> =
                form.slots.iter().map(|slot| (0u16..1 << slot.order.options()).prop_map(Choices)).collect();
            (Just(edition), Just(form), sets, answers)
        })
}

proptest! {
    #[test]
    fn a_score_is_within_bounds_and_repeatable((edition, form, keys, chosen) in sittings()) {
        let marked = mark(&edition, &form, &exact(&keys), &chosen);
        prop_assert!((0..=marked.score.max).contains(&marked.score.points));
        prop_assert!(marked.score.tenths_of_percent() <= 1000);
        prop_assert_eq!(marked.passed, marked.score.passes(edition.pass_percent));
        prop_assert_eq!(&marked, &mark(&edition, &form, &exact(&keys), &chosen));

        let right = marked.items.iter().filter(|&&item| item == ItemMark::Right).count();
        let by_section: usize = marked.sections.iter().map(|section| usize::from(section.right)).sum();
        prop_assert_eq!(right, by_section);
    }

    #[test]
    fn all_keys_give_everything_and_nothing_gives_nothing((edition, form, keys, _) in sittings()) {
        let shown: Vec<Choices> =
            form.slots.iter().zip(&keys).map(|(slot, &key)| slot.order.to_shown(key)).collect();
        let best = mark(&edition, &form, &exact(&keys), &shown);
        prop_assert_eq!(best.score.points, best.score.max);
        prop_assert!(best.passed);

        let none = mark(&edition, &form, &exact(&keys), &vec![Choices::NONE; keys.len()]);
        prop_assert_eq!(none.score.points, 0);
        prop_assert!(none.items.iter().all(|&item| item == ItemMark::Omitted));
    }

    #[test]
    fn one_more_right_answer_never_lowers_the_score((edition, form, keys, chosen) in sittings(), at: prop::sample::Index) {
        let before = mark(&edition, &form, &exact(&keys), &chosen);
        let index = at.index(keys.len());
        let mut better = chosen;
        better[index] = form.slots[index].order.to_shown(keys[index]);
        let after = mark(&edition, &form, &exact(&keys), &better);
        prop_assert!(after.score.points >= before.score.points);
        prop_assert_eq!(after.score.max, before.score.max);
    }

    #[test]
    fn a_pass_is_never_shown_below_the_pass_mark(points in 0i64..=100_000, max in 1i64..=100_000, pass in 1u8..=100) {
        let score = Score { points: points.min(max), max };
        // What is shown is rounded down, so 70.0 % shown is 70 % reached, and less shown is less reached.
        prop_assert_eq!(score.passes(pass), score.tenths_of_percent() >= u16::from(pass) * 10);
    }
}

/// Keys as the solutions have them.
fn exact(keys: &[Choices]) -> Vec<Key<'static>> {
    keys.iter().map(|&keys| Key::from(keys)).collect()
}

fn section(id: &str, items: u16, points: Option<u16>) -> Section {
    Section {
        id: id.into(),
        title: id.into(),
        items,
        points,
        summary: String::new(),
        topics: vec![id.into()],
    }
}

fn plain_form(sections: &[u16]) -> Form {
    let slots = sections.iter().enumerate().map(|(index, &section)| Slot {
        revision: index as i32,
        section,
        choose: 1,
        order: OptionOrder::as_written(4),
    });
    Form { slots: slots.collect() }
}

#[test]
fn a_section_counts_by_its_points_not_by_its_items() {
    // 6 items that weigh 12 %, 12 items that weigh 34 %: the published weights of an associate exam.
    let edition = edition_of(vec![section("modules", 6, Some(12)), section("objects", 12, Some(34))], 70);
    let form = plain_form(&[[0; 6].as_slice(), [1; 12].as_slice()].concat());
    let keys = vec![Choices::of([0]); 18];
    let modules_only: Vec<Choices> =
        (0..18).map(|index| if index < 6 { Choices::of([0]) } else { Choices::of([1]) }).collect();
    let marked = mark(&edition, &form, &exact(&keys), &modules_only);
    assert_eq!((marked.score.points * 46, marked.score.max % 46), (marked.score.max * 12, 0));
    assert_eq!(marked.score.tenths_of_percent(), 260);
}

#[test]
fn several_keys_count_all_or_nothing() {
    let edition = edition_of(vec![section("s", 4, None)], 50);
    let form = plain_form(&[0; 4]);
    let keys = vec![Choices::of([0, 2]); 4];
    let chosen = [Choices::of([0, 2]), Choices::of([0]), Choices::of([0, 1]), Choices::of([0, 1, 2])];
    let marked = mark(&edition, &form, &exact(&keys), &chosen);
    assert_eq!(marked.items, [ItemMark::Right, ItemMark::Wrong, ItemMark::Wrong, ItemMark::Wrong]);
    assert_eq!(marked.score.tenths_of_percent(), 250);
}

#[test]
fn twenty_eight_of_forty_pass_at_seventy_percent_and_twenty_seven_do_not() {
    let edition = edition_of(vec![section("s", 40, None)], 70);
    let form = plain_form(&[0; 40]);
    let keys = vec![Choices::of([3]); 40];
    let answers = |right: usize| -> Vec<Choices> {
        (0..40).map(|index| Choices::of([if index < right { 3 } else { 0 }])).collect()
    };
    assert!(mark(&edition, &form, &exact(&keys), &answers(28)).passed);
    assert!(!mark(&edition, &form, &exact(&keys), &answers(27)).passed);
}

#[test]
fn a_corrected_key_counts_instead_of_the_old_one() {
    let corrected = Ruling::AnyOf(vec![Choices::of([2])]);
    let key = Key::new(Choices::of([0]), Some(&corrected));
    assert_eq!(key.mark(Choices::of([2])), ItemMark::Right);
    assert_eq!(key.mark(Choices::of([0])), ItemMark::Wrong);
    assert_eq!(key.mark(Choices::NONE), ItemMark::Omitted);
    assert_eq!(key.options(), Choices::of([2]));
}

#[test]
fn of_several_right_answers_each_counts_and_a_mixture_does_not() {
    let either = Ruling::AnyOf(vec![Choices::of([0, 1]), Choices::of([0, 2])]);
    let key = Key::new(Choices::of([0, 1]), Some(&either));
    assert_eq!(key.mark(Choices::of([0, 2])), ItemMark::Right);
    assert_eq!(key.mark(Choices::of([1, 2])), ItemMark::Wrong);
}

#[test]
fn everybody_has_the_point_of_an_item_that_cannot_be_answered() {
    let key = Key::new(Choices::of([0]), Some(&Ruling::Everybody));
    assert_eq!(key.mark(Choices::of([3])), ItemMark::Right);
    assert_eq!(key.mark(Choices::NONE), ItemMark::Right);
}

#[test]
fn a_ruling_that_fits_no_answer_is_refused() {
    let keys = Choices::of([0]);
    let check = |sets: Vec<Choices>| Ruling::AnyOf(sets).check(4, 1, &[Ruling::AnyOf(vec![keys])]);
    assert_eq!(check(vec![]), Err(RulingProblem::Nothing));
    assert_eq!(check(vec![Choices::NONE]), Err(RulingProblem::Nothing));
    assert_eq!(check(vec![Choices::of([4])]), Err(RulingProblem::NoSuchOption));
    assert_eq!(check(vec![Choices::of([1, 2])]), Err(RulingProblem::Impossible { choose: 1, keys: 2 }));
    assert_eq!(check(vec![keys]), Err(RulingProblem::Unchanged));
    assert_eq!(check(vec![keys, Choices::of([1])]), Ok(()));
    let both = [vec![keys, Choices::of([1])], vec![Choices::of([1]), keys]].map(Ruling::AnyOf);
    assert_eq!(both[0].check(4, 1, &both[1..]), Err(RulingProblem::Unchanged), "the order says nothing");
    assert_eq!(both[0].check(4, 1, &[both[1].clone(), Ruling::Everybody]), Ok(()), "one revision changes");
    assert_eq!(Ruling::Everybody.check(4, 1, &[Ruling::Everybody]), Err(RulingProblem::Unchanged));
}
