//! The chance that a fresh form is passed, from how somebody does in each section.
//!
//! Given a person's chance of a right answer in a section, the right answers of its items are binomial; since that chance is known
//! only as a beta distribution, they are beta-binomial (Gelman et al., "Bayesian Data Analysis", 3rd edition, section 2.4). The
//! score is their sum over the sections, each with its own points, so its distribution is their convolution. That is
//! computed exactly, in the whole units that marking counts in.

use crate::Rate;

/// How many sums of scores are gone through for a section; an exam that needs more isn't reckoned with.
const MOST_SUMS: u64 = 200_000;
/// How many persons that the answers leave possible are looked at for the interval of the chance.
const PERSONS: usize = 512;
/// How finely a section's chance is divided among them.
const STRATA: usize = 64;
/// How many bands the distribution of scores is told in, each as wide.
pub const BANDS: usize = 20;

/// What of an exam decides whether a form of it is passed.
#[derive(Clone, Debug)]
pub struct Blueprint {
    sections: Vec<Part>,
    /// Section by section but for the last.
    steps: Vec<Step>,
    /// The scores that the sections before the last add up to, in order.
    before_last: Vec<u64>,
    /// The most that can be reached.
    max: u64,
    /// The least that passes.
    pass: u64,
}

/// A section: its items, and how many units each is worth.
#[derive(Clone, Copy, Debug)]
struct Part {
    items: u16,
    unit: u64,
}

/// How scores go on through a section.
#[derive(Clone, Debug)]
struct Step {
    /// For every score before it and every number of right items, the place of their sum among the scores after it.
    places: Vec<u32>,
    /// How many scores there are after it.
    scores: usize,
}

/// The score that is to be expected, as a share of the points, 0 to 1.
#[derive(Clone, Debug, PartialEq)]
pub struct Scores {
    /// On average.
    pub mean: f64,
    /// In eight of ten forms from here
    pub low: f64,
    /// to here.
    pub high: f64,
    /// The chance of a score in each of [`BANDS`] bands, the lowest first; a score on the border counts to the upper one, and
    /// the full score to the last.
    pub bands: Vec<f64>,
}

impl Blueprint {
    /// An exam of these sections, each with its items and its points, both at least 1, passed with `pass_percent` of the points. `None`
    /// without sections, or where they add up to more scores than can be reckoned with.
    pub fn new(sections: &[(u16, u64)], pass_percent: u8) -> Option<Blueprint> {
        // As marking does: in units of which each item of each section is worth a whole number.
        let mut multiple: u64 = 1;
        for &(items, _) in sections {
            let items = u64::from(items.max(1));
            multiple = multiple.checked_mul(items / common(multiple, items))?;
        }
        let mut parts = Vec::with_capacity(sections.len());
        for &(items, points) in sections {
            let items = items.max(1);
            let unit = points.max(1).checked_mul(multiple / u64::from(items))?;
            parts.push(Part { items, unit });
        }
        let all = parts.iter().fold(0, |all, part| common(all, part.unit)).max(1);
        parts.iter_mut().for_each(|part| part.unit /= all);
        let mut max: u64 = 0;
        for part in &parts {
            max = max.checked_add(part.unit.checked_mul(part.items.into())?)?;
        }
        let pass = u64::try_from((u128::from(max) * u128::from(pass_percent)).div_ceil(100)).ok()?;

        let (_, first) = parts.split_last()?;
        let (mut before_last, mut steps) = (vec![0], Vec::with_capacity(first.len()));
        for part in first {
            let rights = u64::from(part.items) + 1;
            if before_last.len() as u64 * rights > MOST_SUMS {
                return None;
            }
            let all: Vec<u64> = before_last
                .iter()
                .flat_map(|&score| (0..rights).map(move |right| score + right * part.unit))
                .collect();
            let mut scores = all.clone();
            scores.sort_unstable();
            scores.dedup();
            let place = |score: &u64| scores.binary_search(score).unwrap_or_default() as u32;
            steps.push(Step { places: all.iter().map(place).collect(), scores: scores.len() });
            before_last = scores;
        }
        Some(Blueprint { sections: parts, steps, before_last, max, pass })
    }

    /// The chance to pass of somebody of whom these rates are known, 0 to 1: one rate a section.
    pub fn chance(&self, rates: &[Rate]) -> f64 {
        self.passing(&self.learning(rates))
    }

    /// The chance to pass of somebody who answers the items of each section right with exactly these chances, 0 to 1: one a section.
    pub fn chance_of(&self, abilities: &[f64]) -> f64 {
        let outcomes = |(part, &ability): (&Part, &f64)| outcomes(part.items, |_, _| ability);
        self.passing(&self.sections.iter().zip(abilities).map(outcomes).collect::<Vec<_>>())
    }

    /// Where the chance to pass lies with 80 % for whoever these rates may belong to, from and to: some of them know more and
    /// some know less. The chances of [`PERSONS`] of them are looked at, spread evenly by an additive recurrence in place
    /// of random numbers (Roberts, "The unreasonable effectiveness of quasirandom sequences", 2018). It contains the chance itself.
    pub fn interval(&self, rates: &[Rate]) -> (f64, f64) {
        let quantiles: Vec<Vec<f64>> = rates
            .iter()
            .map(|rate| (0..STRATA).map(|at| rate.quantile((at as f64 + 0.5) / STRATA as f64)).collect())
            .collect();
        let steps = recurrence(rates.len());
        let mut chances: Vec<f64> = (1..=PERSONS)
            .map(|person| {
                let abilities: Vec<f64> = quantiles
                    .iter()
                    .zip(&steps)
                    .map(|(quantiles, step)| {
                        let place = (0.5 + person as f64 * step).fract();
                        quantiles[((place * STRATA as f64) as usize).min(STRATA - 1)]
                    })
                    .collect();
                self.chance_of(&abilities)
            })
            .collect();
        chances.sort_unstable_by(f64::total_cmp);
        let chance = self.chance(rates);
        (chances[PERSONS / 10].min(chance), chances[PERSONS - 1 - PERSONS / 10].max(chance))
    }

    /// The scores to be expected of somebody of whom these rates are known: one rate a section.
    pub fn scores(&self, rates: &[Rate]) -> Scores {
        let outcomes = self.learning(rates);
        let (Some(last), Some(part)) = (outcomes.last(), self.sections.last()) else {
            return Scores { mean: 0.0, low: 0.0, high: 0.0, bands: vec![0.0; BANDS] };
        };
        let mut all: Vec<(u64, f64)> = Vec::new();
        for (score, chance) in self.before_last.iter().zip(self.so_far(&outcomes)) {
            for (right, of_it) in (0_u64..).zip(last) {
                all.push((score + right * part.unit, chance * of_it));
            }
        }
        all.sort_unstable_by_key(|&(score, _)| score);
        let share = |score: u64| score as f64 / self.max as f64;
        let mut bands = vec![0.0; BANDS];
        for &(score, chance) in &all {
            let band = u128::from(score) * BANDS as u128 / u128::from(self.max);
            bands[(band as usize).min(BANDS - 1)] += chance;
        }
        let reached_by = |probability: f64| {
            let mut sum = 0.0;
            let found = all.iter().find(|(_, chance)| {
                sum += chance;
                sum >= probability
            });
            found.map_or(1.0, |&(score, _)| share(score))
        };
        let mean = all.iter().map(|&(score, chance)| share(score) * chance).sum();
        Scores { mean, low: reached_by(0.1).min(mean), high: reached_by(0.9).max(mean), bands }
    }

    /// By section, the chance of each number of right items.
    fn learning(&self, rates: &[Rate]) -> Vec<Vec<f64>> {
        let outcomes =
            |(part, rate): (&Part, &Rate)| outcomes(part.items, |asked, right| rate.next(asked, right));
        self.sections.iter().zip(rates).map(outcomes).collect()
    }

    /// The chance of each score before the last section.
    fn so_far(&self, outcomes: &[Vec<f64>]) -> Vec<f64> {
        let mut chances = vec![1.0];
        for (step, outcomes) in self.steps.iter().zip(outcomes) {
            let mut next = vec![0.0; step.scores];
            for (places, chance) in step.places.chunks_exact(outcomes.len()).zip(&chances) {
                for (&place, outcome) in places.iter().zip(outcomes) {
                    next[place as usize] += chance * outcome;
                }
            }
            chances = next;
        }
        chances
    }

    /// The chance to pass when these are the chances of each number of right items, by section.
    fn passing(&self, outcomes: &[Vec<f64>]) -> f64 {
        let (Some(last), Some(part)) = (outcomes.last(), self.sections.last()) else { return 0.0 };
        // The chance of at least so many right items of the last section.
        let mut at_least = last.clone();
        for right in (1..at_least.len()).rev() {
            at_least[right - 1] += at_least[right];
        }
        let chances = self.so_far(outcomes);
        let passing = self.before_last.iter().zip(chances).map(|(&score, chance)| {
            let needed = self.pass.saturating_sub(score).div_ceil(part.unit);
            usize::try_from(needed)
                .ok()
                .and_then(|needed| at_least.get(needed))
                .map_or(0.0, |rest| chance * rest)
        });
        passing.sum::<f64>().clamp(0.0, 1.0)
    }
}

/// The chance of each number of right items of so many, when the next one is right with the chance that `next` gives for how many
/// were asked before it, and how many of those were right.
fn outcomes(items: u16, next: impl Fn(u16, u16) -> f64) -> Vec<f64> {
    let mut chances = vec![0.0; usize::from(items) + 1];
    chances[0] = 1.0;
    for asked in 0..items {
        for right in (0..=asked).rev() {
            let chance = chances[usize::from(right)];
            let one_more = next(asked, right);
            chances[usize::from(right) + 1] += chance * one_more;
            chances[usize::from(right)] = chance * (1.0 - one_more);
        }
    }
    chances
}

/// The steps of Roberts's recurrence in so many dimensions: powers of the root of x^(d+1) = x + 1.
fn recurrence(dimensions: usize) -> Vec<f64> {
    let mut root: f64 = 2.0;
    for _ in 0..64 {
        root = (1.0 + root).powf(1.0 / (dimensions as f64 + 1.0));
    }
    (1..=dimensions).map(|power| root.powf(-(power as f64))).collect()
}

/// The greatest common divisor; of 0 and a number, that number.
fn common(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { common(b, a % b) }
}

#[cfg(test)]
mod tests;
