//! One section's results over time as a small drawing. All of a page have the same scale, 0 to 100 %, so that they compare.
//!
//! Across, places are percentages of the width, as in [`crate::chart`]; down, they are pixels.

use crate::chart::Line;

/// The height of the drawing in pixels.
pub(crate) const HEIGHT: f64 = 72.0;
const TOP: f64 = 8.0;
const BOTTOM: f64 = 64.0;

/// A drawing of one section.
#[derive(Clone, Debug)]
pub(crate) struct SmallChart {
    /// What joins the points.
    pub(crate) lines: Vec<Line>,
    /// Where the points lie, across in percent and down in pixels, and whether each reached the pass mark; the oldest first.
    pub(crate) points: Vec<(String, f64, bool)>,
    /// How far down the pass mark lies.
    pub(crate) pass_mark: f64,
    /// The newest in words.
    pub(crate) last: String,
    /// Whether the newest reached the pass mark.
    pub(crate) reached: bool,
    /// For those who can't see it.
    pub(crate) description: String,
}

impl SmallChart {
    /// Draws shares in whole percent (rounded down), the oldest first; `None` without any.
    pub(crate) fn new(title: &str, shares: &[u8], pass_percent: u8) -> Option<SmallChart> {
        let (first, last) = (shares.first()?, shares.last()?);
        let place = |index: usize| (format!("{:.2}%", x(index, shares.len())), y(shares[index]));
        let description = match shares.len() {
            1 => format!("{title}: {last} % in one exam; pass mark {pass_percent} %"),
            count => {
                format!(
                    "{title}: from {first} % to {last} % in {count} exams; pass mark {pass_percent} %. The table below has all."
                )
            }
        };
        Some(SmallChart {
            lines: (1..shares.len())
                .map(|index| {
                    let ((x1, y1), (x2, y2)) = (place(index - 1), place(index));
                    Line { x1, y1, x2, y2 }
                })
                .collect(),
            points: (0..shares.len())
                .map(|index| {
                    let (x, y) = place(index);
                    (x, y, shares[index] >= pass_percent)
                })
                .collect(),
            pass_mark: y(pass_percent),
            last: format!("{last}\u{a0}%"),
            reached: *last >= pass_percent,
            description,
        })
    }
}

/// Percent of the width at which one of `count` points lies, kept off the edges.
fn x(index: usize, count: usize) -> f64 {
    match count {
        0 | 1 => 50.0,
        _ => 4.0 + 92.0 * index as f64 / (count - 1) as f64,
    }
}

/// Pixels from the top at which a share lies.
fn y(percent: u8) -> f64 {
    let share = f64::from(percent.min(100)) / 100.0;
    ((BOTTOM - (BOTTOM - TOP) * share) * 10.0).round() / 10.0
}

#[cfg(test)]
mod tests {
    use super::{BOTTOM, SmallChart, TOP};

    #[test]
    fn all_sections_have_one_scale() {
        let chart = SmallChart::new("Strings", &[0, 70, 100], 70).unwrap();
        let heights: Vec<f64> = chart.points.iter().map(|point| point.1).collect();
        assert_eq!(heights, [BOTTOM, chart.pass_mark, TOP]);
        assert_eq!(chart.points.iter().map(|point| point.2).collect::<Vec<_>>(), [false, true, true]);
        assert_eq!((chart.lines.len(), chart.last.as_str()), (2, "100\u{a0}%"));
        assert!(chart.description.contains("from 0 % to 100 % in 3 exams"), "{}", chart.description);
        assert!(SmallChart::new("Strings", &[], 70).is_none());
    }
}
