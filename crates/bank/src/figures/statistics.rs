//! The little statistics that the figures need.

/// How many sets of `chosen` there are among `all`; 0 if there are fewer.
pub(crate) fn combinations(all: usize, chosen: usize) -> f64 {
    (0..chosen).map(|index| (all as f64 - index as f64) / (index as f64 + 1.0)).product()
}

/// What a chi-square statistic of this many degrees of freedom exceeds with a probability of one in a thousand; none
/// where options can't give as many.
pub(crate) fn chi_square_limit(degrees: usize) -> Option<f64> {
    const LIMITS: [f64; 15] = [
        10.828, 13.816, 16.266, 18.467, 20.515, 22.458, 24.322, 26.124, 27.877, 29.588, 31.264, 32.909,
        34.528, 36.123, 37.697,
    ];
    LIMITS.get(degrees.checked_sub(1)?).copied()
}

#[cfg(test)]
mod tests {
    use super::{chi_square_limit, combinations};

    #[test]
    fn sets_are_counted() {
        assert_eq!(combinations(5, 2), 10.0);
        assert_eq!(combinations(6, 3), 20.0);
        assert_eq!(combinations(4, 0), 1.0);
        assert_eq!(combinations(2, 3), 0.0);
    }

    #[test]
    fn only_some_degrees_of_freedom_occur() {
        assert_eq!(chi_square_limit(0), None);
        assert_eq!(chi_square_limit(3), Some(16.266));
        assert_eq!(chi_square_limit(16), None);
    }
}
