//! Numbers that follow from a seed, the same on every machine and in every version.
//!
//! A stored seed must draw the same form years later, so the generator is written out here and not taken from a library
//! whose streams may change between versions. It is SplitMix64 (Steele, Lea and Flood, "Fast Splittable Pseudorandom Number
//! Generators", OOPSLA 2014). It is not for secrets.

/// A stream of pseudorandom numbers.
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// The stream that follows from a seed.
    pub fn from_seed(seed: i64) -> Random {
        Random(seed.cast_unsigned())
    }

    /// The next number, each equally likely.
    pub fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number from 0 to `bound` - 1, each equally likely (numbers that would favour the low ones are drawn again).
    fn below(&mut self, bound: usize) -> usize {
        let bound = bound as u64;
        let unfair = (u64::MAX % bound + 1) % bound;
        loop {
            let number = self.number();
            if number <= u64::MAX - unfair {
                return (number % bound) as usize;
            }
        }
    }

    /// Puts `values` in random order (Fisher and Yates).
    pub fn shuffle<T>(&mut self, values: &mut [T]) {
        for last in (1..values.len()).rev() {
            values.swap(last, self.below(last + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Random;

    #[test]
    fn a_seed_keeps_its_stream() {
        // The reference values of SplitMix64 for the seed 1234567.
        let mut random = Random::from_seed(1_234_567);
        assert_eq!(random.number(), 6_457_827_717_110_365_317);
        assert_eq!(random.number(), 3_203_168_211_198_807_973);
    }

    #[test]
    fn every_place_is_equally_likely_after_a_shuffle() {
        let mut random = Random::from_seed(1);
        let mut first = [0usize; 4];
        for _ in 0..40_000 {
            let mut values = [0, 1, 2, 3];
            random.shuffle(&mut values);
            first[values[0]] += 1;
        }
        assert!(first.iter().all(|&count| (9_600..10_400).contains(&count)), "{first:?}");
    }
}
