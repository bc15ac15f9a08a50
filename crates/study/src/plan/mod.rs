//! A study plan: what to do on which day until a chosen exam date, as things stand. Worked out anew whenever results come in.
//!
//! Some days are set aside first: mock exams (`mocks`), and the last two days, which are for review only. What is left of each day
//! is practice, in weeks of one or two focus areas (`focus`). How much of a week was done is told by `done`.

mod days;
mod done;
mod focus;
mod mocks;

pub use done::{Done, TaskDone, Work, done};

use crate::AreaEstimate;
use days::{Day, monday_of};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use time::{Date, Weekday};

/// The most items of one practice set: about 50 minutes with reading the reasons.
const LARGEST_SET: u32 = 20;

/// From this many items on, a day or a week has room for two focus areas.
const ENOUGH_FOR_TWO: u32 = 10;

/// The most minutes a day for what comes back.
const LONGEST_REVIEW: u16 = 15;

/// Days shorter than this, in minutes, have no room for review beside practice.
const ROOM_FOR_REVIEW: u16 = 10;

/// Days with fewer minutes left have no room for practice beside a mock exam.
const ROOM_BESIDE_MOCK: u16 = 15;

/// What somebody asks of a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// The day of the exam; nothing is planned on it.
    pub exam_on: Date,
    /// Days of the week on which there is time: bit 0 is Monday.
    pub weekdays: u8,
    /// Minutes on each of these days.
    pub minutes: u16,
}

impl Terms {
    /// Whether there is time on this day of the week.
    pub fn has_time_on(&self, weekday: Weekday) -> bool {
        self.weekdays >> weekday.number_days_from_monday() & 1 == 1
    }
}

/// Where somebody stands when a plan is made.
#[derive(Clone, Copy, Debug)]
pub struct Standing<'a> {
    /// The first day that may be planned.
    pub today: Date,
    /// The sections of the exam's edition with what is known about each.
    pub areas: &'a [AreaEstimate],
    /// The least score that passes, in percent.
    pub pass_percent: u8,
    /// Items of a form.
    pub exam_items: u32,
    /// Minutes on the exam's clock.
    pub exam_minutes: u16,
    /// The day of the last mock exam; `None` before the first.
    pub last_exam: Option<Date>,
    /// The focus areas of the two weeks before this one, the later last; fewer where there were none.
    pub before: &'a [Vec<String>],
}

/// What is to be done until the exam.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// The weeks with something to do, in order.
    pub weeks: Vec<Week>,
    /// Items of all practice sets together.
    pub items: u32,
    /// Ids of the areas that never become a focus, because the time is too short.
    pub left_out: Vec<String>,
    /// Whether all practice together is less than one form of the exam, or leaves areas out.
    pub short: bool,
}

/// A week, from Monday.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Week {
    /// The day that it begins on.
    pub monday: Date,
    /// One or two areas; none in a week without practice.
    pub focus: Vec<Focus>,
    /// By day, in the order in which to do them.
    pub tasks: Vec<Task>,
}

/// An area to which a week is given, and why.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Focus {
    /// The area's id.
    pub area: String,
    /// Why it was chosen.
    pub why: Why,
    /// The estimate at that time, in percent.
    pub percent: u8,
    /// Answers that it rested on.
    pub asked: u32,
    /// The area's share of the score, in percent.
    pub share: u8,
}

/// Why an area is a focus.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Why {
    /// Nothing is known about it.
    Unmeasured,
    /// Too few answers to tell.
    Unsure,
    /// The estimate is below the pass mark.
    Weak,
    /// It would pass, with little to spare.
    Close,
    /// It is safe, and stays so by practice now and then.
    Fresh,
}

/// Something to do on a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    /// The day.
    pub on: Date,
    /// What.
    #[serde(flatten)]
    pub what: What,
    /// How long it takes, about.
    pub minutes: u16,
}

/// What a task asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "kebab-case")]
pub enum What {
    /// A practice set.
    Practice {
        /// The area's id.
        area: String,
        /// How many items.
        items: u32,
    },
    /// The missed items that come back.
    Review,
    /// A mock exam, in one piece: half an exam measures neither the pace nor the score. So it is planned on days that are too
    /// short for it as well, alone, and says that it takes longer.
    Mock {
        /// Whether it takes longer than there is time on a day.
        longer: bool,
    },
}

/// The minutes that a practice set takes: a minute and a half to answer an item, one to read the reasons. Rounded down,
/// so that two sets take no longer than one of as many items.
pub fn minutes_of(items: u32) -> u16 {
    u16::try_from(items * 5 / 2).unwrap_or(u16::MAX)
}

/// How many items of practice fit into this time.
fn items_in(minutes: u16) -> u32 {
    u32::from(minutes) * 2 / 5
}

impl Week {
    /// The minutes of all its tasks.
    pub fn minutes(&self) -> u32 {
        self.tasks.iter().map(|task| u32::from(task.minutes)).sum()
    }

    /// The items of all its practice sets.
    pub fn items(&self) -> u32 {
        self.tasks.iter().map(Task::items).sum()
    }

    /// The week as it goes on after a change of plan on `today`: what stood before that day stays, what comes is `new`.
    pub fn changed(&self, new: Option<&Week>, today: Date) -> Week {
        let before = self.tasks.iter().filter(|task| task.on < today).cloned();
        let after = new.map_or(&[][..], |new| &new.tasks).iter().cloned();
        Week {
            monday: self.monday,
            focus: new.map_or_else(|| self.focus.clone(), |new| new.focus.clone()),
            tasks: before.chain(after).collect(),
        }
    }
}

impl Task {
    /// The items of a practice set; 0 for other tasks.
    pub fn items(&self) -> u32 {
        match self.what {
            What::Practice { items, .. } => items,
            What::Review | What::Mock { .. } => 0,
        }
    }
}

/// A day with what is left of it for practice once everything else has its place.
struct Filled {
    day: Day,
    mock: bool,
    /// Minutes of review; 0 for none.
    review: u16,
    /// Minutes for practice.
    practice: u16,
}

/// Works a plan out. The same arguments give the same plan. It is empty when the exam's day has come, and when no day of the week
/// has time.
pub fn plan(terms: &Terms, standing: &Standing<'_>) -> Plan {
    let days = days::until(terms, standing.today);
    let mocks = mocks::placed(&days, terms, standing);
    // Nothing can come back on the first day of somebody who hasn't answered anything.
    let begun = standing.last_exam.is_some() || standing.areas.iter().any(|area| area.asked > 0);
    let filled: Vec<Filled> = days
        .iter()
        .enumerate()
        .map(|(number, &day)| fill(day, mocks.contains(&day.on), begun || number > 0, terms, standing))
        .collect();
    let weeks: Vec<&[Filled]> =
        filled.chunk_by(|one, next| monday_of(one.day.on) == monday_of(next.day.on)).collect();
    let practised: Vec<Vec<u32>> = weeks.iter().map(|week| room(week)).collect();
    let shares = focus::shares(&practised, standing);
    let weeks: Vec<Week> = weeks
        .iter()
        .zip(&shares)
        .map(|(week, areas)| written(week, areas, terms, standing))
        .filter(|week| !week.tasks.is_empty())
        .collect();
    let items = weeks.iter().map(Week::items).sum();
    let seen: BTreeSet<&str> =
        weeks.iter().flat_map(|week| &week.focus).map(|focus| focus.area.as_str()).collect();
    let left_out: Vec<String> = standing
        .areas
        .iter()
        .filter(|area| !seen.contains(area.id.as_str()))
        .map(|area| area.id.clone())
        .collect();
    Plan { short: items < standing.exam_items || !left_out.is_empty(), weeks, items, left_out }
}

fn fill(day: Day, mock: bool, returning: bool, terms: &Terms, standing: &Standing<'_>) -> Filled {
    if day.light {
        return Filled { day, mock, review: terms.minutes.min(LONGEST_REVIEW), practice: 0 };
    }
    if mock {
        let left = terms.minutes.saturating_sub(standing.exam_minutes);
        return Filled { day, mock, review: 0, practice: if left < ROOM_BESIDE_MOCK { 0 } else { left } };
    }
    let usual = if terms.minutes < ROOM_FOR_REVIEW { 0 } else { (terms.minutes / 4).min(LONGEST_REVIEW) };
    let review = if returning { usual } else { 0 };
    Filled { day, mock, review, practice: terms.minutes - review }
}

/// How many items of practice the days of a week have room for.
fn room(week: &[Filled]) -> Vec<u32> {
    week.iter().map(|filled| items_in(filled.practice)).collect()
}

/// The sets of a week: the day's place in the week, the place of the area among the week's, and how many items.
fn sets(room: &[u32], areas: usize) -> Vec<(usize, usize, u32)> {
    let days: Vec<(usize, u32)> = room.iter().copied().enumerate().filter(|(_, items)| *items > 0).collect();
    let mut sets = Vec::new();
    for (turn, &(day, items)) in days.iter().enumerate() {
        match areas {
            0 => {}
            1 => sets.push((day, 0, items.min(LARGEST_SET))),
            // Both on a day with room for both, and where there is no other day.
            _ if items >= ENOUGH_FOR_TWO || (days.len() == 1 && items > 1) => {
                let items = items.min(2 * LARGEST_SET);
                sets.push((day, 0, items.div_ceil(2)));
                sets.push((day, 1, items / 2));
            }
            _ => sets.push((day, turn % 2, items)),
        }
    }
    sets
}

fn written(week: &[Filled], areas: &[usize], terms: &Terms, standing: &Standing<'_>) -> Week {
    let sets = sets(&room(week), areas.len());
    let mut tasks = Vec::new();
    for (number, filled) in week.iter().enumerate() {
        let on = filled.day.on;
        if filled.review > 0 {
            tasks.push(Task { on, what: What::Review, minutes: filled.review });
        }
        if filled.mock {
            let longer = standing.exam_minutes > terms.minutes;
            tasks.push(Task { on, what: What::Mock { longer }, minutes: standing.exam_minutes });
        }
        for &(_, place, items) in sets.iter().filter(|(day, ..)| *day == number) {
            let area = standing.areas[areas[place]].id.clone();
            tasks.push(Task { on, what: What::Practice { area, items }, minutes: minutes_of(items) });
        }
    }
    let focus = areas.iter().map(|&area| focus::told(&standing.areas[area], standing.pass_percent)).collect();
    Week { monday: week.first().map_or(standing.today, |first| monday_of(first.day.on)), focus, tasks }
}
