//! The days of mock exams: one at first where there is none to measure by, about every second week from then on, and the last
//! about a week before the date.

use super::days::{Day, monday_of};
use super::{Standing, Terms};
use std::collections::{BTreeMap, BTreeSet};
use time::{Date, Duration};

/// How many days before the exam the last one should be, and how near or far it may be.
const LAST: i64 = 7;
const LAST_BETWEEN: std::ops::RangeInclusive<i64> = 4..=12;

/// The fewest days between two that stand near each other: time to work on what the first one showed.
const APART: i64 = 4;

/// Days from one to the next, where a week has several days with time, and where it has one.
const USUAL: i64 = 12;
const SPARSE: i64 = 26;

/// Chooses the days. Those that would leave too few weeks for practice are given up, the least important first: so that every
/// area can come up, a week with a single day isn't always a mock exam's. How long a day is plays no part.
pub(super) fn placed(days: &[Day], terms: &Terms, standing: &Standing<'_>) -> BTreeSet<Date> {
    let left = |on: Date| (terms.exam_on - on).whole_days();
    let worked: Vec<Date> = days.iter().filter(|day| !day.light).map(|day| day.on).collect();
    let fit: Vec<Date> = worked.iter().copied().filter(|&on| left(on) >= *LAST_BETWEEN.start()).collect();
    let first = match standing.last_exam {
        None if worked.len() > 1 => fit.first().copied(),
        _ => None,
    };
    let Some(mut before) = first.or(standing.last_exam) else { return BTreeSet::new() };
    let after = |before: Date, days: i64| before.saturating_add(Duration::days(days));
    let last = fit
        .iter()
        .copied()
        .filter(|&on| LAST_BETWEEN.contains(&left(on)) && on >= after(before, APART))
        .min_by_key(|&on| (left(on) - LAST).abs());
    let apart = if terms.weekdays.count_ones() > 1 { USUAL } else { SPARSE };
    let mut wanted: Vec<Date> = first.into_iter().chain(last).collect();
    for on in fit {
        let clear = last.is_none_or(|last| after(on, apart.min(LAST + 2)) <= last);
        if on >= after(before, apart) && clear {
            wanted.push(on);
            before = on;
        }
    }
    let mut mocks = BTreeSet::new();
    let sections = standing.areas.len();
    for on in wanted {
        mocks.insert(on);
        let (weeks, practised) = weeks_of(&worked, &mocks);
        if practised < sections.div_ceil(2).min(weeks.saturating_sub(1)).max(1) {
            mocks.remove(&on);
        }
    }
    mocks
}

/// How many weeks there are, and how many of them have a day without a mock exam.
fn weeks_of(worked: &[Date], mocks: &BTreeSet<Date>) -> (usize, usize) {
    let mut weeks: BTreeMap<Date, bool> = BTreeMap::new();
    for on in worked {
        *weeks.entry(monday_of(*on)).or_default() |= !mocks.contains(on);
    }
    (weeks.len(), weeks.values().filter(|practised| **practised).count())
}
