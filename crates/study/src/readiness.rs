//! Readiness: how likely somebody passes a fresh form of an edition, and what would raise that most.
//!
//! Each section's rate is that of [`crate::sections`], where what isn't known widens the interval; what follows from them is reckoned
//! exactly by [`Blueprint`]. The sections count as independent of one another, and the items of a fresh form as new to the
//! person. How often such a chance comes true hasn't been measured yet, so it is told as an estimate.

use crate::area::sections_from;
use crate::{Answer, AreaEstimate};
use invigil_exam::{Certification, Edition};
use invigil_measure::{Blueprint, Rate, Scores};
use time::OffsetDateTime;

/// How many answers' worth of evidence an estimate needs.
pub const NEEDED: f64 = 20.0;
/// How many of them in each section.
pub const NEEDED_EACH: f64 = 2.0;
/// The rate of somebody who masters a section: what would raise the chance is told for going half of the way there.
pub const MASTERY: f64 = 0.95;
/// How much of an answer's worth may have faded before it's told as one fewer.
const MOMENTS: f64 = 0.05;
/// A section whose practice would raise the chance by less isn't worth naming.
const LEAST_GAIN: f64 = 0.005;

/// How ready somebody is for an edition's exam.
#[derive(Clone, Debug, PartialEq)]
pub enum Readiness {
    /// There is no exam to pass, as of a recognition; or one made of so many different sections that its scores can't be reckoned.
    NoExam,
    /// The answers say too little.
    NotEnough(NotEnough),
    /// What they say.
    Known(Estimate),
}

/// What an estimate lacks.
#[derive(Clone, Debug, PartialEq)]
pub struct NotEnough {
    /// How many answers there are.
    pub answers: usize,
    /// How many fresh ones they count like, rounded down.
    pub count_like: u32,
    /// How many of those are needed.
    pub needed: u32,
    /// The indexes of the sections that hardly anything was answered of.
    pub thin: Vec<usize>,
}

/// The chance to pass a fresh form.
#[derive(Clone, Debug, PartialEq)]
pub struct Estimate {
    /// 0 to 1, both excluded by what can't be known.
    pub chance: f64,
    /// Where the chance lies with 80 %, given how little is known: from here
    pub low: f64,
    /// to here. It contains the chance.
    pub high: f64,
    /// The scores to be expected.
    pub scores: Scores,
    /// How many answers it rests on.
    pub answers: usize,
    /// How many fresh ones they count like, rounded down.
    pub count_like: u32,
    /// What would raise the chance, the most first; at most one a section.
    pub raises: Vec<Raise>,
}

/// What a better section would do.
#[derive(Clone, Debug, PartialEq)]
pub struct Raise {
    /// The section's index.
    pub section: usize,
    /// Its rate now, 0 to 1.
    pub from: f64,
    /// The better one: half of the way from there to [`MASTERY`].
    pub to: f64,
    /// The chance to pass with it.
    pub chance: f64,
}

/// How ready somebody is for a form of this edition, from their answers; those to other certifications' items are passed over.
pub fn readiness(
    certification: &Certification,
    edition: &Edition,
    answers: &[Answer],
    now: OffsetDateTime,
) -> Readiness {
    let own = answers.iter().filter(|answer| answer.certification == certification.id);
    of_sections(edition, &sections_from(edition, own, now))
}

/// The same from the estimates of the edition's sections, in its order.
pub fn of_sections(edition: &Edition, areas: &[AreaEstimate]) -> Readiness {
    let parts: Vec<(u16, u64)> =
        edition.sections.iter().map(|section| (section.items, section.weight())).collect();
    let Some(blueprint) = Blueprint::new(&parts, edition.pass_percent) else { return Readiness::NoExam };
    let evidence: f64 = areas.iter().map(|area| area.evidence).sum();
    let answers = areas.iter().map(|area| area.asked as usize).sum();
    // What was answered an hour ago counts as fresh.
    let count_like = (evidence + MOMENTS) as u32;
    let thin: Vec<usize> = (0..areas.len()).filter(|&index| areas[index].evidence < NEEDED_EACH).collect();
    if evidence < NEEDED || !thin.is_empty() {
        return Readiness::NotEnough(NotEnough { answers, count_like, needed: NEEDED as u32, thin });
    }
    let rates: Vec<Rate> = areas.iter().map(AreaEstimate::rate).collect();
    let chance = blueprint.chance(&rates);
    let (low, high) = blueprint.interval(&rates);
    Readiness::Known(Estimate {
        chance,
        low,
        high,
        scores: blueprint.scores(&rates),
        answers,
        count_like,
        raises: raises(&blueprint, &rates, chance),
    })
}

fn raises(blueprint: &Blueprint, rates: &[Rate], chance: f64) -> Vec<Raise> {
    let mut raises: Vec<Raise> = rates
        .iter()
        .enumerate()
        .filter(|(_, rate)| rate.mean() < MASTERY)
        .map(|(section, rate)| {
            let to = f64::midpoint(rate.mean(), MASTERY);
            let mut better = rates.to_vec();
            better[section] = rate.moved_to(to);
            Raise { section, from: rate.mean(), to, chance: blueprint.chance(&better) }
        })
        .filter(|raise| raise.chance - chance >= LEAST_GAIN)
        .collect();
    raises.sort_by(|a, b| b.chance.total_cmp(&a.chance));
    raises
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{NOW, answer, answers, certification};
    use proptest::prelude::*;
    use time::Duration;

    fn of(list: &[Answer]) -> Readiness {
        let certification = certification();
        readiness(&certification, certification.default_edition().unwrap(), list, NOW)
    }

    fn known(list: &[Answer]) -> Estimate {
        match of(list) {
            Readiness::Known(estimate) => estimate,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn too_few_answers_say_what_is_missing() {
        let Readiness::NotEnough(lack) = of(&answers(&[("a", 1, 1), ("b", 4, 8)])) else { panic!("known") };
        assert_eq!((lack.answers, lack.count_like, lack.needed), (9, 9, 20));
        assert_eq!(lack.thin, [0]);
        // Enough altogether, but one section says nothing.
        let Readiness::NotEnough(lack) = of(&answers(&[("b", 20, 30)])) else { panic!("known") };
        assert_eq!((lack.count_like, lack.thin), (30, vec![0]));
    }

    #[test]
    fn old_answers_and_repeats_are_not_enough() {
        let list = answers(&[("a", 8, 12), ("b", 8, 12)]);
        assert!(matches!(of(&list), Readiness::Known(_)));
        let old: Vec<Answer> =
            list.iter().map(|one| Answer { at: NOW - Duration::days(60), ..one.clone() }).collect();
        let Readiness::NotEnough(lack) = of(&old) else { panic!("known") };
        assert_eq!((lack.answers, lack.count_like), (24, 6));
        let repeats: Vec<Answer> = list.iter().map(|one| Answer { first: false, ..one.clone() }).collect();
        assert!(matches!(of(&repeats), Readiness::NotEnough(_)));
    }

    #[test]
    fn answers_to_another_certification_do_not_count() {
        let mut list = answers(&[("a", 8, 12), ("b", 8, 12)]);
        let before = known(&list);
        let other = Answer { certification: "other".to_owned(), ..answer("a", false) };
        list.extend(vec![other; 30]);
        assert_eq!(before, known(&list));
    }

    #[test]
    fn a_recognition_has_no_exam() {
        let certification = certification();
        let mut edition = certification.default_edition().unwrap().clone();
        edition.sections.clear();
        assert_eq!(readiness(&certification, &edition, &[], NOW), Readiness::NoExam);
    }

    #[test]
    fn what_weighs_more_raises_the_chance_more() {
        // Equal in both sections; the second has three quarters of the score.
        let estimate = known(&answers(&[("a", 12, 20), ("b", 6, 10), ("c", 6, 10)]));
        assert_eq!(estimate.raises[0].section, 1);
        assert!(estimate.raises[0].chance > estimate.chance + 0.2, "{estimate:?}");
        let first = &estimate.raises[0];
        assert!((first.to - (first.from + 0.95) / 2.0).abs() < 1e-12);
    }

    #[test]
    fn where_everything_is_known_nothing_raises_the_chance() {
        assert!(known(&answers(&[("a", 200, 200), ("b", 200, 200)])).raises.is_empty());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]
        #[test]
        fn the_chance_is_between_its_bounds_and_rises_with_right_answers(
            first in 0_u32..=15,
            second in 0_u32..=25,
            topic in "[abc]",
        ) {
            let mut list = answers(&[("a", first, 15), ("b", second, 25)]);
            let before = known(&list);
            prop_assert!(0.0 <= before.low && before.low <= before.chance);
            prop_assert!(before.chance <= before.high && before.high <= 1.0);
            prop_assert!(before.raises.is_sorted_by(|a, b| a.chance >= b.chance));
            list.push(answer(&topic, true));
            prop_assert!(known(&list).chance >= before.chance - 1e-12);
        }
    }
}
