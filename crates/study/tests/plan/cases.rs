//! Plans of people in all kinds of places.

use super::{area, standing, terms};
use invigil_study::AreaEstimate;
use invigil_study::plan::{Plan, Task, What, Why, plan};
use time::Date;
use time::macros::date;

/// A Monday.
const TODAY: Date = date!(2026 - 11 - 23);

fn five(right: [u32; 5], asked: u32) -> Vec<AreaEstimate> {
    ["a", "b", "c", "d", "e"].iter().zip(right).map(|(id, right)| area(id, 0.2, right, asked)).collect()
}

fn tasks(plan: &Plan) -> impl Iterator<Item = &Task> {
    plan.weeks.iter().flat_map(|week| &week.tasks)
}

fn mocks(plan: &Plan) -> Vec<Date> {
    tasks(plan).filter(|task| matches!(task.what, What::Mock { .. })).map(|task| task.on).collect()
}

#[test]
fn who_has_no_results_yet_begins_with_a_mock_exam() {
    let areas = five([0; 5], 0);
    let made = plan(&terms(date!(2027 - 01 - 11), "xxxxx", 45), &standing(TODAY, &areas, None));
    assert_eq!(made.weeks.len(), 7);
    assert_eq!(mocks(&made)[0], TODAY);
    // It takes longer than the 45 minutes of the day, and says so; nothing else is asked of that day.
    let first: Vec<_> = tasks(&made).filter(|task| task.on == TODAY).collect();
    assert_eq!(first.len(), 1);
    assert_eq!(first[0].what, What::Mock { longer: true });
    assert!(made.weeks[0].focus.iter().all(|focus| focus.why == Why::Unmeasured));
    assert!(!made.short);
}

#[test]
fn mock_exams_come_about_every_second_week_and_a_last_one_a_week_before() {
    let areas = five([5; 5], 8);
    let exam_on = date!(2027 - 01 - 18);
    let made = plan(&terms(exam_on, "xxxxx", 90), &standing(TODAY, &areas, Some(date!(2026 - 11 - 20))));
    let mocks = mocks(&made);
    assert!(!mocks.contains(&TODAY));
    assert_eq!((exam_on - *mocks.last().unwrap()).whole_days(), 7);
    assert_eq!(mocks.len(), 4, "{mocks:?}");
    for pair in mocks.windows(2) {
        assert!((9..=16).contains(&(pair[1] - pair[0]).whole_days()), "{mocks:?}");
    }
    // There is room beside it on a day of 90 minutes.
    assert!(tasks(&made).filter(|task| task.on == mocks[0]).count() > 1);
}

#[test]
fn the_last_days_are_for_review_only() {
    let areas = five([5; 5], 8);
    let exam_on = date!(2026 - 12 - 18);
    let made = plan(&terms(exam_on, "xxxxxxx", 60), &standing(TODAY, &areas, Some(TODAY)));
    let last: Vec<_> = tasks(&made).filter(|task| (exam_on - task.on).whole_days() <= 2).collect();
    assert_eq!(last.len(), 2);
    assert!(last.iter().all(|task| task.what == What::Review && task.minutes <= 15));
}

#[test]
fn an_exam_tomorrow_leaves_time_for_a_little_practice_of_the_weakest() {
    let areas = five([8, 8, 1, 8, 8], 10);
    let made = plan(&terms(date!(2026 - 11 - 24), "xxxxxxx", 60), &standing(TODAY, &areas, Some(TODAY)));
    assert!(made.short);
    assert_eq!(made.weeks.len(), 1);
    assert_eq!(made.weeks[0].focus[0].area, "c");
    assert_eq!(made.items, made.weeks[0].items());
    assert!((10..=20).contains(&made.items), "{}", made.items);
    assert!(mocks(&made).is_empty());
    assert_eq!(made.left_out.len(), 3);
}

#[test]
fn no_plan_is_made_for_an_exam_that_was_or_for_a_week_without_days() {
    let areas = five([0; 5], 0);
    for exam_on in [TODAY, date!(2026 - 11 - 01)] {
        let made = plan(&terms(exam_on, "xxxxxxx", 60), &standing(TODAY, &areas, None));
        assert!(made.weeks.is_empty() && made.items == 0 && made.short);
    }
    assert!(plan(&terms(date!(2027 - 01 - 18), "", 60), &standing(TODAY, &areas, None)).weeks.is_empty());
    let nothing = plan(&terms(date!(2027 - 01 - 18), "x", 60), &standing(TODAY, &[], None));
    assert_eq!(nothing.items, 0);
}

#[test]
fn a_year_ahead_is_planned_and_no_further() {
    let areas = five([3, 4, 5, 6, 7], 10);
    let made = plan(&terms(date!(2027 - 11 - 22), "x.x.x", 30), &standing(TODAY, &areas, None));
    assert_eq!(made.weeks.len(), 52);
    assert!((20..=30).contains(&mocks(&made).len()));
    let farther = plan(&terms(date!(2036 - 01 - 01), "x.x.x", 30), &standing(TODAY, &areas, None));
    assert!(farther.weeks.len() <= 54);
}

#[test]
fn one_day_a_week_is_not_used_up_by_mock_exams() {
    let areas = five([0; 5], 0);
    let made = plan(&terms(date!(2027 - 01 - 10), ".....x.", 60), &standing(TODAY, &areas, None));
    // Seven Saturdays, the last of them on the eve.
    assert_eq!(made.weeks.len(), 7);
    assert!((2..=3).contains(&mocks(&made).len()));
    assert!(made.left_out.is_empty());
}

#[test]
fn what_is_mastered_is_kept_fresh() {
    let areas = five([60; 5], 60);
    let made = plan(&terms(date!(2027 - 01 - 18), "x.x.x", 30), &standing(TODAY, &areas, Some(TODAY)));
    assert!(made.weeks.iter().flat_map(|week| &week.focus).all(|focus| focus.why == Why::Fresh));
    assert!(made.left_out.is_empty());
}

#[test]
fn the_reason_tells_what_is_known() {
    let areas = [
        area("none", 0.2, 0, 0),
        area("few", 0.2, 2, 3),
        area("weak", 0.2, 10, 30),
        area("close", 0.2, 31, 40),
        area("safe", 0.2, 59, 60),
    ];
    let made = plan(&terms(date!(2027 - 01 - 18), "xxxxx", 30), &standing(TODAY, &areas, Some(TODAY)));
    let why = |id| {
        made.weeks
            .iter()
            .flat_map(|week| &week.focus)
            .find(|focus| focus.area == id)
            .expect("it comes up")
            .why
    };
    assert_eq!(why("none"), Why::Unmeasured);
    assert_eq!(why("few"), Why::Unsure);
    assert_eq!(why("weak"), Why::Weak);
    assert_eq!(why("close"), Why::Close);
    assert_eq!(why("safe"), Why::Fresh);
    // What isn't known comes first, then what is weak.
    assert_eq!(made.weeks[0].focus[0].area, "none");
}

#[test]
fn an_area_that_was_the_focus_of_two_weeks_rests() {
    let areas = [area("a", 0.2, 1, 20), area("b", 0.4, 15, 20), area("c", 0.4, 15, 20)];
    let before = [vec!["a".to_owned()], vec!["a".to_owned()]];
    let now = super::Standing { before: &before, ..standing(TODAY, &areas, Some(TODAY)) };
    let made = plan(&terms(date!(2027 - 01 - 18), "x....", 15), &now);
    assert!(made.weeks[0].focus.iter().all(|focus| focus.area != "a"), "{:?}", made.weeks[0]);
}

#[test]
fn a_change_keeps_what_stood_before_today() {
    let areas = five([3; 5], 10);
    let old = plan(&terms(date!(2027 - 01 - 18), "xxxxx", 30), &standing(TODAY, &areas, Some(TODAY)));
    let today = date!(2026 - 11 - 26);
    let new = plan(&terms(date!(2027 - 01 - 18), "...xxxx", 60), &standing(today, &areas, Some(TODAY)));
    let week = old.weeks[0].changed(Some(&new.weeks[0]), today);
    let (before, after): (Vec<_>, Vec<_>) = week.tasks.iter().partition(|task| task.on < today);
    assert!(before.iter().all(|task| old.weeks[0].tasks.contains(task)) && !before.is_empty());
    assert_eq!(after.len(), new.weeks[0].tasks.len());
    assert!(old.weeks[0].changed(None, today).tasks.iter().all(|task| task.on < today));
}
