//! What holds of every plan.

use super::standing;
use invigil_study::AreaEstimate;
use invigil_study::plan::{Plan, Standing, Task, Terms, What, plan};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use time::macros::date;
use time::{Date, Duration};

prop_compose! {
    fn estimate()(mean in 0.0..1.0_f64, half in 0.0..0.5_f64, weight in 1..5_u8, asked in 0..60_u32) -> AreaEstimate {
        AreaEstimate {
            id: String::new(),
            title: String::new(),
            section: 0,
            weight: f64::from(weight) / 10.0,
            right: 0,
            asked,
            evidence: f64::from(asked),
            mean,
            low: (mean - half).max(0.0),
            high: (mean + half).min(1.0),
        }
    }
}

fn areas() -> impl Strategy<Value = Vec<AreaEstimate>> {
    prop::collection::vec(estimate(), 1..9).prop_map(|mut areas| {
        for (number, area) in areas.iter_mut().enumerate() {
            area.id = number.to_string();
        }
        areas
    })
}

/// A day, how many days it is to the exam, the days with time, the minutes, and how many days ago the last exam was.
fn time() -> impl Strategy<Value = (Date, Terms, Option<Date>)> {
    (0..400_i64, -3..120_i64, 1..128_u8, 5..200_u16, prop::option::of(0..40_i64)).prop_map(
        |(start, ahead, weekdays, minutes, ago)| {
            let today = date!(2026 - 11 - 23) + Duration::days(start);
            let exam_on = today + Duration::days(ahead);
            (today, Terms { exam_on, weekdays, minutes }, ago.map(|ago| today - Duration::days(ago)))
        },
    )
}

fn tasks(plan: &Plan) -> impl Iterator<Item = &Task> {
    plan.weeks.iter().flat_map(|week| &week.tasks)
}

fn by_day(plan: &Plan) -> BTreeMap<Date, Vec<&Task>> {
    let mut days: BTreeMap<Date, Vec<&Task>> = BTreeMap::new();
    for task in tasks(plan) {
        days.entry(task.on).or_default().push(task);
    }
    days
}

fn is_mock(task: &Task) -> bool {
    matches!(task.what, What::Mock { .. })
}

fn monday(day: Date) -> Date {
    day - Duration::days(day.weekday().number_days_from_monday().into())
}

/// The items that each area gets in the whole plan.
fn items(plan: &Plan) -> BTreeMap<&str, u32> {
    let mut items = BTreeMap::new();
    for task in tasks(plan) {
        if let What::Practice { area, items: some } = &task.what {
            *items.entry(area.as_str()).or_default() += some;
        }
    }
    items
}

/// The weeks that have a day on which more than review may be planned.
fn working_weeks(today: Date, terms: &Terms) -> usize {
    (0..)
        .map(|ahead| today + Duration::days(ahead))
        .take_while(|on| *on + Duration::days(2) < terms.exam_on)
        .filter(|on| terms.has_time_on(on.weekday()))
        .map(monday)
        .collect::<BTreeSet<_>>()
        .len()
}

proptest! {
    #[test]
    fn tasks_are_on_days_with_time_between_today_and_the_exam((today, terms, last) in time(), areas in areas()) {
        let made = plan(&terms, &standing(today, &areas, last));
        for task in tasks(&made) {
            prop_assert!(terms.has_time_on(task.on.weekday()));
            prop_assert!(today <= task.on && task.on < terms.exam_on);
            prop_assert!(!is_mock(task) || task.on + Duration::DAY < terms.exam_on, "a mock on the eve");
            prop_assert!(task.minutes > 0);
        }
        for week in &made.weeks {
            prop_assert!(week.tasks.iter().all(|task| monday(task.on) == week.monday));
            prop_assert!(week.tasks.is_sorted_by_key(|task| task.on));
            prop_assert!(week.focus.len() <= 2);
        }
    }

    #[test]
    fn a_day_takes_no_longer_than_there_is_time_but_for_a_mock_that_says_so(
        (today, terms, last) in time(), areas in areas(),
    ) {
        let made = plan(&terms, &standing(today, &areas, last));
        for (day, tasks) in by_day(&made) {
            let minutes: u32 = tasks.iter().map(|task| u32::from(task.minutes)).sum();
            let longer = tasks.iter().any(|task| task.what == What::Mock { longer: true });
            prop_assert!(minutes <= u32::from(terms.minutes) || (longer && tasks.len() == 1), "{day}: {tasks:?}");
            prop_assert_eq!(longer, tasks.iter().any(|task| is_mock(task)) && terms.minutes < 65);
        }
    }

    #[test]
    fn every_area_comes_up_when_there_are_as_many_weeks((today, terms, last) in time(), areas in areas()) {
        let made = plan(&terms, &standing(today, &areas, last));
        if working_weeks(today, &terms) >= areas.len() {
            prop_assert!(made.left_out.is_empty(), "{:?}", made);
            prop_assert_eq!(items(&made).len(), areas.len());
        }
    }

    #[test]
    fn the_same_gives_the_same((today, terms, last) in time(), areas in areas()) {
        let standing = standing(today, &areas, last);
        prop_assert_eq!(plan(&terms, &standing), plan(&terms, &standing));
    }

    #[test]
    fn a_weaker_area_gets_no_fewer_items_than_a_stronger_one_of_equal_weight(
        (today, terms, last) in time(), areas in areas(), half in 0.0..0.4_f64,
    ) {
        let areas: Vec<AreaEstimate> = areas
            .into_iter()
            .map(|area| AreaEstimate { low: area.mean - half, high: area.mean + half, ..area })
            .collect();
        let made = plan(&terms, &standing(today, &areas, last));
        let items = items(&made);
        for weak in &areas {
            for strong in areas.iter().filter(|strong| strong.weight == weak.weight && strong.mean > weak.mean) {
                prop_assert!(items.get(weak.id.as_str()) >= items.get(strong.id.as_str()), "{weak:?} {strong:?} {items:?}");
            }
        }
    }

    #[test]
    fn more_minutes_take_nothing_away((today, terms, last) in time(), areas in areas(), more in 1..120_u16) {
        let standing = standing(today, &areas, last);
        let fewer = plan(&terms, &standing);
        let longer = plan(&Terms { minutes: terms.minutes + more, ..terms }, &standing);
        let days = by_day(&longer);
        for (day, before) in by_day(&fewer) {
            let after = days.get(&day).cloned().unwrap_or_default();
            let has = |tasks: &[&Task], kind: fn(&Task) -> bool| tasks.iter().any(|task| kind(task));
            for kind in [is_mock, |task: &Task| task.what == What::Review, |task: &Task| task.items() > 0] {
                prop_assert!(!has(&before, kind) || has(&after, kind), "{day}: {before:?} became {after:?}");
            }
            prop_assert!(after.len() >= before.len());
            let sum = |tasks: &[&Task]| tasks.iter().map(|task| task.items()).sum::<u32>();
            prop_assert!(sum(&after) >= sum(&before), "{day}: {before:?} became {after:?}");
        }
        prop_assert!(longer.items >= fewer.items);
    }

    #[test]
    fn no_area_is_the_focus_of_three_weeks_in_a_row_while_another_waits(
        (today, terms, last) in time(), areas in areas(), before in prop::collection::vec(0..9_usize, 0..3),
    ) {
        let before: Vec<Vec<String>> = before.into_iter().map(|area| vec![area.to_string()]).collect();
        let standing = Standing { before: &before, ..standing(today, &areas, last) };
        let made = plan(&terms, &standing);
        let mut focus: Vec<Vec<String>> = before.clone();
        focus.extend(
            made.weeks
                .iter()
                .filter(|week| !week.focus.is_empty())
                .map(|week| week.focus.iter().map(|focus| focus.area.clone()).collect::<Vec<_>>()),
        );
        for three in focus.windows(3) {
            for area in &three[2] {
                let again = three.iter().all(|week| week.contains(area));
                // Whoever isn't a focus of the third week waits, unless all had the two weeks before as well.
                let waiting = areas.iter().any(|other| {
                    !three[2].contains(&other.id) && !three[..2].iter().all(|week| week.contains(&other.id))
                });
                prop_assert!(!(again && waiting), "{three:?}");
            }
        }
    }
}
