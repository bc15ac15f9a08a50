//! Weights of options, and whether they can be said by keys.

/// A weight in millionths of a percent, so that sums are exact.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Weight(i64);

const PERCENT: i64 = 1_000_000;

impl Weight {
    /// All points of the item.
    pub(super) const FULL: Weight = Weight(100 * PERCENT);

    /// Reads `%50%` or `%-33.333%` at the start of a text; with how many bytes it takes.
    pub(super) fn at_start(text: &str) -> Option<(Weight, usize)> {
        let body = text.strip_prefix('%')?;
        let digits = body.strip_prefix('-').unwrap_or(body);
        let whole = digits.bytes().take_while(u8::is_ascii_digit).count();
        if whole == 0 || whole > 9 {
            return None;
        }
        let mut weight = digits[..whole].parse::<i64>().ok()? * PERCENT;
        let mut rest = &digits[whole..];
        if let Some(fraction) = rest.strip_prefix('.') {
            let places = fraction.bytes().take_while(u8::is_ascii_digit).count();
            let mut unit = PERCENT;
            for digit in fraction.bytes().take(places.min(6)) {
                unit /= 10;
                weight += i64::from(digit - b'0') * unit;
            }
            rest = &fraction[places..];
        }
        let rest = rest.strip_prefix('%')?;
        let sign = if body.starts_with('-') { -1 } else { 1 };
        Some((Weight(sign * weight), text.len() - rest.len()))
    }

    /// Above nothing.
    pub(super) fn is_positive(self) -> bool {
        self.0 > 0
    }

    /// Neither a gain nor a loss.
    pub(super) fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// Whether it is all points, but for what rounding leaves of thirds and sevenths. Moodle allows the same.
    pub(super) fn is_whole(self) -> bool {
        (self.0 - Weight::FULL.0).abs() < PERCENT / 2
    }

    /// Together.
    pub(super) fn sum(weights: impl Iterator<Item = Weight>) -> Weight {
        Weight(weights.fold(0, |sum, weight| sum.saturating_add(weight.0)))
    }
}

impl std::fmt::Display for Weight {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (whole, fraction) = (self.0.abs() / PERCENT, self.0.abs() % PERCENT);
        let sign = if self.0 < 0 { "-" } else { "" };
        if fraction == 0 {
            write!(f, "{sign}{whole} %")
        } else {
            write!(f, "{sign}{whole}.{} %", format!("{fraction:06}").trim_end_matches('0'))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Weight;

    #[test]
    fn weights_are_read_exactly() {
        let read = |text| Weight::at_start(text).map(|(weight, length)| (weight.to_string(), length));
        assert_eq!(read("%50%x"), Some(("50 %".into(), 4)));
        assert_eq!(read("%-33.333%"), Some(("-33.333 %".into(), 9)));
        assert_eq!(read("%5.%x"), Some(("5 %".into(), 4)));
        assert_eq!(read("%0.00000000001%"), Some(("0 %".into(), 15)));
        for text in ["%%", "%d%", "%50", "50%", "%--5%", "% 5%", "%.5%", "%99999999999999999999%"] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn thirds_are_whole_and_less_is_not() {
        let three = |weight: &str| Weight::sum([Weight::at_start(weight).unwrap().0; 3].into_iter());
        assert!(three("%33.3%").is_whole());
        assert!(three("%33.33333%").is_whole());
        assert!(!three("%33%").is_whole());
    }
}
