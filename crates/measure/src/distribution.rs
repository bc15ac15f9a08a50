//! How the scores of a group lie.

/// How the scores of a group lie. Scores are in percent, 0 to 100.
#[derive(Clone, Debug, PartialEq)]
pub struct Distribution {
    /// How many scores.
    pub count: usize,
    /// The arithmetic mean.
    pub mean: f64,
    /// The standard deviation of the group as it is (divided by the count).
    pub deviation: f64,
    /// The least score, the lower quartile, the median, the upper quartile and the greatest score. Quartiles are
    /// interpolated between neighbours (Hyndman and Fan 1996, type 7).
    pub five: [f64; 5],
    /// How many scores lie in each tenth: 0 to below 10, …, 90 to 100.
    pub tenths: [usize; 10],
}

/// Describes scores in percent; `None` where there are none.
pub fn distribution(scores: &[f64]) -> Option<Distribution> {
    if scores.is_empty() {
        return None;
    }
    let mut sorted = scores.to_vec();
    sorted.sort_by(f64::total_cmp);
    let count = sorted.len();
    let mean = sorted.iter().sum::<f64>() / count as f64;
    let variance = sorted.iter().map(|score| (score - mean).powi(2)).sum::<f64>() / count as f64;
    let quantile = |share: f64| {
        let at = share * (count - 1) as f64;
        let (low, high) = (at.floor() as usize, at.ceil() as usize);
        sorted[low] + (sorted[high] - sorted[low]) * (at - low as f64)
    };
    let mut tenths = [0; 10];
    for score in &sorted {
        tenths[((score / 10.0).max(0.0) as usize).min(9)] += 1;
    }
    Some(Distribution {
        count,
        mean,
        deviation: variance.sqrt(),
        five: [0.0, 0.25, 0.5, 0.75, 1.0].map(quantile),
        tenths,
    })
}
