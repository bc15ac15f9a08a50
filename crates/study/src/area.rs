//! Strong and weak areas: how often somebody answers the items of a section or of a topic right, with what isn't known told.
//!
//! The model is a simple one, so that it can be explained. Every answer counts with a [weight]: a first meeting of an item in full,
//! a repeat little, since its key was seen before; a guess half; and all of it fades with a half-life, since people learn and
//! forget. The chance of a right answer in an area is then a beta distribution (see [`Rate`]): the weighted answers, and a few
//! pseudo-answers in the middle of how the person does overall. So three answers move an estimate a little, and thirty decide it.
//! Pulling the estimates of small groups towards the mean of all is empirical Bayes (Efron and Morris, "Data analysis
//! using Stein's estimator and its generalizations", Journal of the American Statistical Association 70, 1975).

use crate::Answer;
use invigil_exam::{Certification, Edition, ItemMark};
use invigil_measure::Rate;
use time::OffsetDateTime;

/// After how many days an answer counts half.
pub const HALF_LIFE_DAYS: f64 = 30.0;
/// How much an answer to an item counts that was met before.
pub const REPEAT: f64 = 0.25;
/// How much an answer counts that was guessed, beside the same one that wasn't.
pub const GUESS: f64 = 0.5;
/// With how many answers' worth of trust an area starts at how the person does overall.
pub const PRIOR_ANSWERS: f64 = 4.0;
/// From how many answers' worth on an area's estimate says something of its own.
pub const ENOUGH: f64 = 5.0;
/// The least and the most that an area starts at, so that nobody is taken for perfect, or lost, where nothing was asked.
const PRIOR_RANGE: (f64, f64) = (0.1, 0.9);
/// Whoever is new starts in the middle, with this many answers' worth of trust.
const NEWCOMER: (f64, f64) = (2.0, 2.0);

/// How somebody does in a section or a topic.
#[derive(Clone, Debug, PartialEq)]
pub struct AreaEstimate {
    /// The section's or the topic's id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The index of the section in the edition: its own, or the one that the topic belongs to.
    pub section: usize,
    /// Its share of the score, 0 to 1; the topics of a section have equal shares of the section's.
    pub weight: f64,
    /// How many answers were right, repeats among them.
    pub right: u32,
    /// How many answers there are, repeats among them.
    pub asked: u32,
    /// How many answers' worth of evidence that is: repeats, guesses and old answers count for less than one.
    pub evidence: f64,
    /// The expected chance of a right answer, 0 to 1.
    pub mean: f64,
    /// Where the true chance lies with 80 %: from here, at most [`mean`](AreaEstimate::mean),
    pub low: f64,
    /// to here, at least the mean.
    pub high: f64,
}

impl AreaEstimate {
    /// Whether the answers say something about this very area: the equivalent of [`ENOUGH`] fresh ones.
    pub fn is_known(&self) -> bool {
        self.evidence >= ENOUGH
    }

    /// The distribution that mean and bounds are of.
    pub fn rate(&self) -> Rate {
        let strength = self.evidence + PRIOR_ANSWERS;
        Rate::new(strength * self.mean, strength * (1.0 - self.mean))
    }
}

/// How much an answer counts as evidence at the moment `now`, 0 to 1: in full when the item was met for the first time,
/// [`REPEAT`] of that otherwise; [`GUESS`] of that when it was guessed; half of that after each [`HALF_LIFE_DAYS`].
pub fn weight(answer: &Answer, now: OffsetDateTime) -> f64 {
    let days = ((now - answer.at).as_seconds_f64() / 86_400.0).max(0.0);
    let first = if answer.first { 1.0 } else { REPEAT };
    let known = if answer.guessed { GUESS } else { 1.0 };
    first * known * 0.5_f64.powf(days / HALF_LIFE_DAYS)
}

/// The sections of an edition, in its order, from the answers to its certification's items. Of an item that belongs to no section
/// of this edition nothing is used.
pub fn sections(edition: &Edition, answers: &[Answer], now: OffsetDateTime) -> Vec<AreaEstimate> {
    sections_from(edition, answers.iter(), now)
}

/// As [`sections`], from some of many answers.
pub(crate) fn sections_from<'a>(
    edition: &Edition,
    answers: impl Iterator<Item = &'a Answer>,
    now: OffsetDateTime,
) -> Vec<AreaEstimate> {
    let tallies = tallies(edition, answers, now);
    let centre = centre(&tallies);
    let all = score_of(edition);
    edition
        .sections
        .iter()
        .enumerate()
        .map(|(index, section)| {
            let own = tallies.iter().filter(|(at, ..)| *at == index).map(|(.., tally)| tally);
            let share = section.weight() as f64 / all;
            own.sum::<Tally>().estimate(&section.id, &section.title, index, share, centre)
        })
        .collect()
}

/// The topics of an edition, section by section, from the answers to its certification's items.
pub fn topics(
    certification: &Certification,
    edition: &Edition,
    answers: &[Answer],
    now: OffsetDateTime,
) -> Vec<AreaEstimate> {
    let tallies = tallies(edition, answers.iter(), now);
    let centre = centre(&tallies);
    let all = score_of(edition);
    let mut topics = Vec::new();
    for (index, section) in edition.sections.iter().enumerate() {
        let share = section.weight() as f64 / all / section.topics.len().max(1) as f64;
        for topic in &section.topics {
            let own =
                tallies.iter().filter(|(at, of, _)| *at == index && of == topic).map(|(.., tally)| tally);
            let title = certification.topic_title(topic);
            topics.push(own.sum::<Tally>().estimate(topic, title, index, share, centre));
        }
    }
    topics
}

/// The weight of the whole score.
fn score_of(edition: &Edition) -> f64 {
    edition.sections.iter().map(|section| section.weight()).sum::<u64>().max(1) as f64
}

/// Answers counted, plainly and by weight.
#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    right: u32,
    asked: u32,
    right_weight: f64,
    weight: f64,
}

impl<'a> std::iter::Sum<&'a Tally> for Tally {
    fn sum<I: Iterator<Item = &'a Tally>>(all: I) -> Tally {
        all.fold(Tally::default(), |sum, one| Tally {
            right: sum.right + one.right,
            asked: sum.asked + one.asked,
            right_weight: sum.right_weight + one.right_weight,
            weight: sum.weight + one.weight,
        })
    }
}

impl Tally {
    fn of(answer: &Answer, now: OffsetDateTime) -> Tally {
        let (right, weight) = (answer.mark == ItemMark::Right, weight(answer, now));
        Tally { right: u32::from(right), asked: 1, right_weight: if right { weight } else { 0.0 }, weight }
    }

    fn estimate(self, id: &str, title: &str, section: usize, weight: f64, centre: f64) -> AreaEstimate {
        let rate = Rate::new(
            self.right_weight + PRIOR_ANSWERS * centre,
            self.weight - self.right_weight + PRIOR_ANSWERS * (1.0 - centre),
        );
        let (low, high) = rate.interval();
        AreaEstimate {
            id: id.to_owned(),
            title: title.to_owned(),
            section,
            weight,
            right: self.right,
            asked: self.asked,
            evidence: self.weight,
            mean: rate.mean(),
            low,
            high,
        }
    }
}

/// The answers that belong to a section: its index, the topic, and how much each counts.
fn tallies<'a>(
    edition: &Edition,
    answers: impl Iterator<Item = &'a Answer>,
    now: OffsetDateTime,
) -> Vec<(usize, &'a str, Tally)> {
    answers
        .filter_map(|answer| {
            Some((edition.section_of(&answer.topic)?, answer.topic.as_str(), Tally::of(answer, now)))
        })
        .collect()
}

/// How the person does overall: where every area starts.
fn centre(tallies: &[(usize, &str, Tally)]) -> f64 {
    let all: Tally = tallies.iter().map(|(.., tally)| tally).sum();
    let (right, wrong) = NEWCOMER;
    let overall = (all.right_weight + right) / (all.weight + right + wrong);
    overall.clamp(PRIOR_RANGE.0, PRIOR_RANGE.1)
}

#[cfg(test)]
mod tests;
