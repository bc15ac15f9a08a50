//! Scores over time as a drawing: where everything goes, so that the template only writes it down.
//!
//! Across, places are percentages of the width, so that the drawing fits any screen without its text being scaled; down,
//! they are pixels.

use crate::words::{self, When};
use invigil_exam::Score;
use time::OffsetDateTime;

/// The height of the drawing in pixels.
pub(crate) const HEIGHT: f64 = 216.0;
const TOP: f64 = 30.0;
const BOTTOM: f64 = 182.0;
/// How many of the newest attempts are drawn.
const MOST: usize = 40;
/// Up to this many points, each carries its score.
const MOST_LABELS: usize = 6;
/// Scores nearer than this many percent to the pass mark would be written over its number.
const APART: u8 = 10;

/// One attempt, as the chart needs it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sample {
    /// When it began.
    pub(crate) at: OffsetDateTime,
    /// Its score.
    pub(crate) score: Score,
    /// Whether it passed.
    pub(crate) passed: bool,
    /// The pass mark that held, in percent.
    pub(crate) pass_percent: u8,
}

/// A straight line.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Line {
    /// Percent of the width.
    pub(crate) x1: String,
    /// Pixels.
    pub(crate) y1: f64,
    /// Percent of the width.
    pub(crate) x2: String,
    /// Pixels.
    pub(crate) y2: f64,
}

/// A number beside the drawing.
#[derive(Clone, Debug)]
pub(crate) struct Tick {
    /// Pixels.
    pub(crate) y: f64,
    /// In percent.
    pub(crate) percent: u8,
    /// Whether it is the pass mark.
    pub(crate) pass: bool,
}

/// One attempt as drawn.
#[derive(Clone, Debug)]
pub(crate) struct Point {
    /// Percent of the width.
    pub(crate) x: String,
    /// Pixels.
    pub(crate) y: f64,
    /// Its score where there is room for it.
    pub(crate) label: Option<String>,
    /// Whether it passed.
    pub(crate) passed: bool,
}

/// The scores of one certification's attempts.
#[derive(Clone, Debug)]
pub(crate) struct Chart {
    /// For those who can't see it.
    pub(crate) description: String,
    /// What joins the points.
    pub(crate) lines: Vec<Line>,
    /// The pass mark that held for each attempt.
    pub(crate) pass_marks: Vec<Line>,
    /// The newest attempt's pass mark in words.
    pub(crate) pass_label: String,
    /// The numbers beside the drawing.
    pub(crate) axis: Vec<Tick>,
    /// The attempts, the oldest first.
    pub(crate) points: Vec<Point>,
    /// The date of the oldest; empty where there is only one.
    pub(crate) from: String,
    /// The date of the newest.
    pub(crate) to: String,
}

impl Chart {
    /// Draws `samples`, the oldest first; `None` without any.
    pub(crate) fn new(name: &str, samples: &[Sample]) -> Option<Chart> {
        let samples = &samples[samples.len().saturating_sub(MOST)..];
        let (first, last) = (samples.first()?, samples.last()?);
        let count = samples.len();
        let y_of = |sample: &Sample| y(f64::from(sample.score.tenths_of_percent()) / 10.0);

        let points = samples
            .iter()
            .enumerate()
            .map(|(index, sample)| Point {
                x: percent(x(index, count)),
                y: y_of(sample),
                label: (count <= MOST_LABELS || index + 1 == count).then(|| {
                    let tenths = sample.score.tenths_of_percent();
                    format!("{}.{}", tenths / 10, tenths % 10)
                }),
                passed: sample.passed,
            })
            .collect();
        let lines = samples
            .windows(2)
            .enumerate()
            .map(|(index, pair)| Line {
                x1: percent(x(index, count)),
                y1: y_of(&pair[0]),
                x2: percent(x(index + 1, count)),
                y2: y_of(&pair[1]),
            })
            .collect();

        let tenths = samples.iter().map(|sample| sample.score.tenths_of_percent());
        let (low, high) = (tenths.clone().min()?, tenths.max()?);
        let pass_label = format!("pass mark {}\u{a0}%", last.pass_percent);
        let scores = if count == 1 {
            format!("One {name} exam: {}", words::tenths(high))
        } else {
            format!(
                "{count} {name} exams: from {} to {}, the last {}",
                words::tenths(low),
                words::tenths(high),
                words::percent(last.score)
            )
        };
        Some(Chart {
            description: format!("{scores}; {pass_label}. The table below has every score."),
            lines,
            pass_marks: pass_marks(samples),
            pass_label,
            axis: axis(last.pass_percent),
            points,
            from: if count == 1 { String::new() } else { When::date(first.at).plain() },
            to: When::date(last.at).plain(),
        })
    }
}

/// The pass mark, and of 0, 50 and 100 % what keeps clear of it.
fn axis(pass_percent: u8) -> Vec<Tick> {
    let tick = |percent, pass| Tick { y: y(f64::from(percent)), percent, pass };
    let mut ticks: Vec<Tick> = [0, 50, 100]
        .into_iter()
        .filter(|percent: &u8| percent.abs_diff(pass_percent) >= APART)
        .map(|percent| tick(percent, false))
        .collect();
    ticks.push(tick(pass_percent, true));
    ticks
}

/// The pass mark's line: a step where it changed between two attempts, so one line as long as it never did.
fn pass_marks(samples: &[Sample]) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let mut from = 0.0;
    for (index, sample) in samples.iter().enumerate() {
        let next = samples.get(index + 1);
        if next.is_some_and(|next| next.pass_percent == sample.pass_percent) {
            continue;
        }
        let to = match next {
            Some(_) => f64::midpoint(x(index, samples.len()), x(index + 1, samples.len())),
            None => 100.0,
        };
        let height = y(f64::from(sample.pass_percent));
        lines.push(Line { x1: percent(from), y1: height, x2: percent(to), y2: height });
        from = to;
    }
    lines
}

/// Percent of the width at which one of `count` points lies, kept off the edges.
fn x(index: usize, count: usize) -> f64 {
    match count {
        0 | 1 => 50.0,
        _ => 6.0 + 88.0 * index as f64 / (count - 1) as f64,
    }
}

/// Pixels from the top at which a score lies.
fn y(percent: f64) -> f64 {
    ((BOTTOM - (BOTTOM - TOP) * percent.clamp(0.0, 100.0) / 100.0) * 10.0).round() / 10.0
}

fn percent(value: f64) -> String {
    format!("{:.2}%", value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::Duration;
    use time::macros::datetime;

    fn samples(scores: &[(i64, u8)]) -> Vec<Sample> {
        scores
            .iter()
            .enumerate()
            .map(|(index, &(points, pass_percent))| {
                let score = Score { points, max: 100 };
                Sample {
                    at: datetime!(2026-11-01 12:00 UTC) + Duration::days(index as i64),
                    score,
                    passed: score.passes(pass_percent),
                    pass_percent,
                }
            })
            .collect()
    }

    #[test]
    fn nothing_gives_no_chart() {
        assert!(Chart::new("PCAP", &[]).is_none());
    }

    #[test]
    fn scores_lie_between_the_outer_lines() {
        let chart = Chart::new("PCAP", &samples(&[(0, 70), (70, 70), (100, 70)])).unwrap();
        let heights: Vec<f64> = chart.points.iter().map(|point| point.y).collect();
        assert_eq!(heights[0], BOTTOM);
        assert_eq!(heights[2], TOP);
        assert_eq!(heights[1], chart.pass_marks[0].y1, "a score at the pass mark lies on its line");
        assert_eq!(chart.lines.len(), 2);
        assert_eq!((chart.points[0].x.as_str(), chart.points[2].x.as_str()), ("6.00%", "94.00%"));
        assert_eq!((chart.from.as_str(), chart.to.as_str()), ("1 Nov 2026", "3 Nov 2026"));
    }

    #[test]
    fn one_attempt_is_a_point_in_the_middle() {
        let chart = Chart::new("PCAP", &samples(&[(55, 70)])).unwrap();
        assert!(chart.lines.is_empty() && chart.from.is_empty());
        assert_eq!(chart.points[0].x, "50.00%");
        assert!(chart.description.starts_with("One PCAP exam: 55.0"), "{}", chart.description);
    }

    #[test]
    fn the_pass_mark_steps_only_where_it_changed() {
        let same = Chart::new("PCAP", &samples(&[(50, 70), (60, 70), (70, 70)])).unwrap();
        assert_eq!(same.pass_marks.len(), 1);
        let changed = Chart::new("PCAP", &samples(&[(50, 70), (60, 80), (70, 80)])).unwrap();
        assert_eq!(changed.pass_marks.len(), 2);
        assert_eq!(changed.pass_marks[0].x2, changed.pass_marks[1].x1);
        assert_eq!(changed.pass_marks[1].x2, "100.00%");
    }

    #[test]
    fn no_number_is_written_over_the_pass_mark() {
        let percents = |pass| axis(pass).iter().map(|tick| tick.percent).collect::<Vec<_>>();
        assert_eq!(percents(70), [0, 50, 100, 70]);
        assert_eq!(percents(55), [0, 100, 55]);
        assert_eq!(percents(100), [0, 50, 100]);
    }

    #[test]
    fn only_the_newest_are_drawn_and_labels_keep_apart() {
        let chart = Chart::new("PCAP", &samples(&[(50, 70); 60])).unwrap();
        assert_eq!(chart.points.len(), MOST);
        assert_eq!(chart.points.iter().filter(|point| point.label.is_some()).count(), 1);
    }
}
