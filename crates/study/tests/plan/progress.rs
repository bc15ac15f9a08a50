//! What is done of a week.

use invigil_study::plan::{Task, Week, What, Work, done};
use time::macros::date;

fn week() -> Week {
    let set = |on, area: &str, items| Task {
        on,
        what: What::Practice { area: area.to_owned(), items },
        minutes: 20,
    };
    let review = |on| Task { on, what: What::Review, minutes: 10 };
    Week {
        monday: date!(2026 - 11 - 23),
        focus: Vec::new(),
        tasks: vec![
            Task { on: date!(2026 - 11 - 23), what: What::Mock { longer: false }, minutes: 65 },
            review(date!(2026 - 11 - 24)),
            set(date!(2026 - 11 - 24), "a", 8),
            review(date!(2026 - 11 - 25)),
            set(date!(2026 - 11 - 25), "b", 8),
            set(date!(2026 - 11 - 26), "a", 8),
        ],
    }
}

#[test]
fn answers_fill_an_area_s_sets_in_their_order() {
    let mut work = Work::default();
    work.practised.insert("a".to_owned(), 11);
    let told = done(&week(), &work);
    let items: Vec<u32> = told.tasks.iter().map(|task| task.items).collect();
    assert_eq!(items, [0, 0, 8, 0, 0, 3]);
    assert_eq!(
        told.tasks.iter().map(|task| task.done).collect::<Vec<_>>(),
        [false, false, true, false, false, false]
    );
    assert_eq!(told.count(), 1);
}

#[test]
fn review_is_of_its_day_and_a_mock_of_the_week() {
    let mut work = Work { exams: 1, ..Work::default() };
    work.reviewed[2] = true;
    let told = done(&week(), &work);
    assert_eq!(
        told.tasks.iter().map(|task| task.done).collect::<Vec<_>>(),
        [true, false, false, true, false, false]
    );
}

#[test]
fn a_week_goes_into_json_and_back() {
    let week = week();
    let json = serde_json::to_value(&week).unwrap();
    assert_eq!(serde_json::from_value::<Week>(json).unwrap(), week);
}
