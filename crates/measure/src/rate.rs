//! How often somebody answers right, as far as the answers so far tell.

use statrs::distribution::{Beta, ContinuousCDF};

/// A person's chance of a right answer as a beta distribution: what is believed of it after so many right and wrong answers, the
/// pseudo-answers of the prior among them (the conjugate analysis of a binomial: Gelman et al., "Bayesian Data Analysis",
/// 3rd edition, section 2.4). The answers needn't be whole ones.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rate {
    right: f64,
    wrong: f64,
}

impl Rate {
    /// The least of either count: below it a beta distribution has nearly all its weight at its ends.
    const LEAST: f64 = 0.01;

    /// After `right` and `wrong` answers, both finite; less than 0.01 counts as 0.01.
    pub fn new(right: f64, wrong: f64) -> Rate {
        Rate { right: right.max(Rate::LEAST), wrong: wrong.max(Rate::LEAST) }
    }

    /// The expected chance of a right answer, 0 to 1.
    pub fn mean(self) -> f64 {
        self.right / self.strength()
    }

    /// How many answers it rests on, those of the prior among them.
    pub fn strength(self) -> f64 {
        self.right + self.wrong
    }

    /// The same trust in another mean, which is above 0 and below 1.
    pub fn moved_to(self, mean: f64) -> Rate {
        Rate::new(self.strength() * mean, self.strength() * (1.0 - mean))
    }

    /// The chance below which the true one lies with this probability (0 to 1).
    pub fn quantile(self, probability: f64) -> f64 {
        // Both counts are above 0, so there is such a distribution.
        Beta::new(self.right, self.wrong)
            .map_or(self.mean(), |beta| beta.inverse_cdf(probability.clamp(0.0, 1.0)).clamp(0.0, 1.0))
    }

    /// Where the true chance lies with 80 %, as much of the rest below as above; widened to the mean where that is so far to
    /// one side that it would lie without.
    pub fn interval(self) -> (f64, f64) {
        (self.quantile(0.1).min(self.mean()), self.quantile(0.9).max(self.mean()))
    }

    /// The chance that the next answer is right after `right` of `asked` more were: the mean, learnt from those (Pólya's urn).
    pub(crate) fn next(self, asked: u16, right: u16) -> f64 {
        (self.right + f64::from(right)) / (self.strength() + f64::from(asked))
    }
}

#[cfg(test)]
mod tests {
    use super::Rate;
    use proptest::prelude::*;
    use statrs::distribution::{Beta, ContinuousCDF};

    #[test]
    fn quantiles_are_those_of_tables() {
        // Of the uniform distribution, and of Beta(2, 1), whose distribution function is x².
        assert!((Rate::new(1.0, 1.0).quantile(0.3) - 0.3).abs() < 1e-9);
        assert!((Rate::new(2.0, 1.0).quantile(0.25) - 0.5).abs() < 1e-9);
    }

    proptest! {
        #[test]
        fn an_interval_holds_eighty_percent_around_the_mean(right in 0.4..400.0_f64, wrong in 0.4..400.0_f64) {
            let rate = Rate::new(right, wrong);
            let (low, high) = rate.interval();
            prop_assert!(0.0 <= low && low <= rate.mean() && rate.mean() <= high && high <= 1.0);
            let beta = Beta::new(right, wrong).unwrap();
            prop_assert!((beta.cdf(high) - beta.cdf(low) - 0.8).abs() < 1e-4);
        }

        #[test]
        fn any_counts_have_an_interval(right in 0.0..1e6_f64, wrong in 0.0..1e6_f64) {
            let rate = Rate::new(right, wrong);
            let (low, high) = rate.interval();
            prop_assert!(0.0 <= low && low <= rate.mean() && rate.mean() <= high && high <= 1.0);
        }

        #[test]
        fn another_mean_keeps_the_trust(right in 0.4..40.0_f64, wrong in 0.4..40.0_f64, mean in 0.05..0.95_f64) {
            let moved = Rate::new(right, wrong).moved_to(mean);
            prop_assert!((moved.mean() - mean).abs() < 1e-9);
            prop_assert!((moved.strength() - right - wrong).abs() < 1e-9);
        }
    }
}
