//! Study plans, by the public interface.

mod cases;
mod progress;
mod properties;

use invigil_study::AreaEstimate;
use invigil_study::plan::{Standing, Terms};
use time::Date;

/// An area of which so many of so many answers were right.
fn area(id: &str, weight: f64, right: u32, asked: u32) -> AreaEstimate {
    let mean = (f64::from(right) + 1.0) / (f64::from(asked) + 2.0);
    let half = 0.9 / f64::from(asked + 1).sqrt();
    let title = id.to_uppercase();
    let (low, high) = ((mean - half).max(0.0), (mean + half).min(1.0));
    let evidence = f64::from(asked);
    AreaEstimate { id: id.to_owned(), title, section: 0, weight, right, asked, evidence, mean, low, high }
}

/// Somebody who stands so, on a day, before an exam of 40 items and 65 minutes that passes at 70 %.
fn standing(today: Date, areas: &[AreaEstimate], last_exam: Option<Date>) -> Standing<'_> {
    Standing { today, areas, pass_percent: 70, exam_items: 40, exam_minutes: 65, last_exam, before: &[] }
}

/// Time on these days of the week, the first being Monday: `x` for each with time.
fn terms(exam_on: Date, days: &str, minutes: u16) -> Terms {
    let weekdays =
        days.chars().enumerate().filter(|(_, day)| *day == 'x').fold(0, |bits, (day, _)| bits | 1 << day);
    Terms { exam_on, weekdays, minutes }
}
