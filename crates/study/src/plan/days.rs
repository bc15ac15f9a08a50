//! The days on which there is time.

use super::Terms;
use time::{Date, Duration};

/// How many days ahead are planned at most.
const FARTHEST: i64 = 371;

/// The last days before the exam, which are for review only.
const LIGHT: i64 = 2;

/// A day with time.
#[derive(Clone, Copy, Debug)]
pub(super) struct Day {
    pub(super) on: Date,
    /// Whether it is for review only.
    pub(super) light: bool,
}

/// The Monday of a day's week.
pub(super) fn monday_of(day: Date) -> Date {
    day.saturating_sub(Duration::days(day.weekday().number_days_from_monday().into()))
}

/// The days with time from `today` until the eve of the exam. Where only the last days are left, they aren't light: a little
/// practice is worth more than none.
pub(super) fn until(terms: &Terms, today: Date) -> Vec<Day> {
    let mut days: Vec<Day> = (0..FARTHEST)
        .map(|ahead| today.saturating_add(Duration::days(ahead)))
        .take_while(|on| *on < terms.exam_on)
        .filter(|on| terms.has_time_on(on.weekday()))
        .map(|on| Day { on, light: (terms.exam_on - on).whole_days() <= LIGHT })
        .collect();
    if days.iter().all(|day| day.light) {
        for day in &mut days {
            day.light = false;
        }
    }
    days
}
