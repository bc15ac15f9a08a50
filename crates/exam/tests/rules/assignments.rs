//! Assigned exams: who may start, until when, and what is seen when.

use super::noon;
use invigil_exam::{Allowance, Awaits, GRACE, Release, Taken, Terms, Turn, Visible};
use proptest::prelude::*;
use time::Duration;
use uuid::Uuid;

/// Open for a day from noon on, an hour each, one attempt.
fn terms() -> Terms {
    Terms {
        opens_at: noon(),
        closes_at: noon() + Duration::DAY,
        attempts: 1,
        minutes: 60,
        window_cuts: true,
        results: Release::AfterClosing,
        keys: Release::AfterClosing,
        results_at: None,
        keys_at: None,
        cancelled: false,
        prerequisites: false,
    }
}

const NOTHING: Taken = Taken { open: None, closed: 0 };

#[test]
fn an_attempt_may_start_from_the_opening_until_the_closing() {
    let own = terms().of(&Allowance::default());
    let turn = |after: Duration| own.turn(NOTHING, noon() + after);
    assert_eq!(turn(-Duration::NANOSECOND), Turn::NotYet);
    assert_eq!(turn(Duration::ZERO), Turn::Start { left: 1 });
    assert_eq!(turn(Duration::DAY - Duration::NANOSECOND), Turn::Start { left: 1 });
    assert_eq!(turn(Duration::DAY), Turn::Closed);
}

#[test]
fn who_has_no_attempt_left_is_told_so_even_when_the_window_is_over() {
    let own = terms().of(&Allowance { extra_attempts: 1, ..Allowance::default() });
    let turn = |closed, after| own.turn(Taken { open: None, closed }, noon() + after);
    assert_eq!(turn(1, Duration::HOUR), Turn::Start { left: 1 });
    assert_eq!(turn(2, Duration::HOUR), Turn::NoneLeft);
    assert_eq!(turn(2, Duration::DAY), Turn::NoneLeft);
    assert_eq!(turn(1, Duration::DAY), Turn::Closed);
}

#[test]
fn what_must_be_passed_first_holds_for_all_but_those_who_were_let_off() {
    let asking = Terms { prerequisites: true, ..terms() };
    assert!(asking.of(&Allowance::default()).prerequisites);
    let let_off = Allowance { prerequisites_waived: true, ..Allowance::default() };
    assert!(!asking.of(&let_off).prerequisites && !let_off.is_empty());
    assert!(!terms().of(&Allowance::default()).prerequisites);
}

#[test]
fn a_running_attempt_goes_on_whatever_becomes_of_the_assignment() {
    let cancelled = Terms { cancelled: true, ..terms() }.of(&Allowance::default());
    let attempt = Uuid::from_u128(7);
    let running = Taken { open: Some(attempt), closed: 3 };
    assert_eq!(cancelled.turn(running, noon() + Duration::WEEK), Turn::Resume(attempt));
    assert_eq!(cancelled.turn(NOTHING, noon()), Turn::Cancelled);
}

#[test]
fn extra_time_is_minutes_and_percent_rounded_up() {
    let minutes = |minutes, extra_minutes, extra_percent| {
        let allowance = Allowance { extra_minutes, extra_percent, ..Allowance::default() };
        Terms { minutes, ..terms() }.of(&allowance).minutes
    };
    assert_eq!(minutes(65, 0, 25), 82, "16.25 minutes are 17");
    assert_eq!(minutes(65, 10, 25), 92, "percent are of the assignment's minutes");
    assert_eq!(minutes(60, 0, 50), 90);
    assert_eq!(minutes(600, 600, 300), 3000);
}

#[test]
fn the_window_cuts_only_where_it_is_said_to() {
    let late = noon() + Duration::DAY - 20 * Duration::MINUTE;
    let own = |window_cuts| Terms { window_cuts, ..terms() }.of(&Allowance::default());
    assert_eq!(own(true).deadline(late), noon() + Duration::DAY);
    assert_eq!(own(false).deadline(late), late + Duration::HOUR);
    assert_eq!(own(true).deadline(noon()), noon() + Duration::HOUR);
}

#[test]
fn keys_after_closing_wait_for_the_last_who_may_sit() {
    let terms = terms();
    let later = Allowance { closes_at: Some(noon() + 3 * Duration::DAY), ..Allowance::default() };
    let last_end = terms.last_end([&later], None);
    let own = terms.of(&Allowance::default());
    let seen = |days| terms.visible(&own, last_end, noon() + days * Duration::DAY);
    assert_eq!(seen(0), Visible::Nothing);
    assert_eq!(seen(1), Visible::Score, "the score comes with one's own closing");
    assert_eq!(seen(2), Visible::Score);
    assert_eq!(seen(3), Visible::Score, "what they sent in time may still arrive");
    assert_eq!(terms.visible(&own, last_end, last_end + GRACE), Visible::Keys);
    let their = terms.of(&later);
    assert_eq!(terms.visible(&their, last_end, noon() + 2 * Duration::DAY), Visible::Nothing);
}

#[test]
fn where_the_window_does_not_cut_keys_wait_for_the_minutes_of_who_starts_last() {
    let terms = Terms { window_cuts: false, ..terms() };
    let slow = Allowance { extra_percent: 50, ..Allowance::default() };
    assert_eq!(terms.last_end([&slow], None), noon() + Duration::DAY + 90 * Duration::MINUTE);
    let running = noon() + 2 * Duration::DAY;
    assert_eq!(terms.last_end([&slow], Some(running)), running, "started under other terms");
}

#[test]
fn what_is_released_by_hand_waits_for_the_hand() {
    let own = terms().of(&Allowance::default());
    let now = noon() + Duration::WEEK;
    let held = Terms { results: Release::ByHand, keys: Release::AtOnce, ..terms() };
    assert_eq!(held.visible(&own, noon(), now), Visible::Nothing, "keys wait for the score");
    assert_eq!(held.keys_await(&own, noon()), Awaits::Hand);
    let released = Terms { results_at: Some(now), ..held };
    assert_eq!(released.visible(&own, noon(), now), Visible::Keys);
    let keys_only = Terms { keys: Release::ByHand, keys_at: Some(noon()), ..terms() };
    assert_eq!(keys_only.visible(&own, noon(), noon() + Duration::HOUR), Visible::Nothing);
    // A moment left over from when it was released by hand doesn't count once the setting is another.
    let changed = Terms { results_at: Some(noon()), ..terms() };
    assert_eq!(changed.visible(&own, noon(), noon() + Duration::HOUR), Visible::Nothing);
}

#[test]
fn what_is_released_at_once_is_seen_at_once() {
    let at_once = Terms { results: Release::AtOnce, keys: Release::AtOnce, ..terms() };
    let own = at_once.of(&Allowance::default());
    assert_eq!(at_once.visible(&own, noon() + Duration::WEEK, noon()), Visible::Keys);
}

#[test]
fn a_release_is_found_by_its_name() {
    for release in Release::ALL {
        assert_eq!(Release::named(release.name()), Some(release));
    }
    assert_eq!(Release::named("never"), None);
}

fn releases() -> impl Strategy<Value = Release> {
    proptest::sample::select(Release::ALL.to_vec())
}

fn moments() -> impl Strategy<Value = Option<i64>> {
    proptest::option::of(-200i64..2000)
}

prop_compose! {
    fn any_terms()(opens in 0i64..500, length in 1i64..500, attempts in 1u16..=5, minutes in 1u16..=600,
                   window_cuts: bool, results in releases(), keys in releases(),
                   results_at in moments(), keys_at in moments(), cancelled: bool, prerequisites: bool) -> Terms {
        let at = |minute: i64| noon() + Duration::minutes(minute);
        Terms {
            opens_at: at(opens), closes_at: at(opens + length), attempts, minutes, window_cuts, results, keys,
            results_at: results_at.map(at), keys_at: keys_at.map(at), cancelled, prerequisites,
        }
    }
}

prop_compose! {
    fn allowances()(extra_minutes in 0u16..=600, extra_percent in 0u16..=300, extra_attempts in 0u16..=20,
                    opens in moments(), closes in moments(), prerequisites_waived: bool) -> Allowance {
        let at = |minute: i64| noon() + Duration::minutes(minute);
        Allowance { extra_minutes, extra_percent, extra_attempts, opens_at: opens.map(at), closes_at: closes.map(at), prerequisites_waived }
    }
}

proptest! {
    #[test]
    fn whoever_may_start_has_time_and_an_attempt_left(
        terms in any_terms(), allowance in allowances(), closed in 0u16..30, minute in -300i64..2500,
    ) {
        let (own, now) = (terms.of(&allowance), noon() + Duration::minutes(minute));
        if let Turn::Start { left } = own.turn(Taken { open: None, closed }, now) {
            prop_assert!(left >= 1 && closed < own.attempts);
            prop_assert!(own.deadline(now) > now, "there is time on the clock");
            prop_assert!(own.deadline(now) <= now + Duration::minutes(own.minutes.into()));
            prop_assert!(!own.window_cuts || own.deadline(now) <= own.closes_at);
            prop_assert!(own.deadline(now) <= own.last_end());
            prop_assert!(own.deadline(now) <= terms.last_end([&allowance], None));
        }
    }

    #[test]
    fn an_allowance_never_takes_time_or_attempts(terms in any_terms(), allowance in allowances()) {
        let (own, others) = (terms.of(&allowance), terms.of(&Allowance::default()));
        prop_assert!(own.minutes >= others.minutes && own.attempts >= others.attempts);
    }

    #[test]
    fn what_is_seen_stays_seen(
        terms in any_terms(), allowance in allowances(), minute in -300i64..2500, later in 0i64..2000,
    ) {
        let own = terms.of(&allowance);
        let last_end = terms.last_end([&allowance], None);
        let now = noon() + Duration::minutes(minute);
        let then = now + Duration::minutes(later);
        prop_assert!(terms.visible(&own, last_end, now) <= terms.visible(&own, last_end, then));
    }

    #[test]
    fn keys_that_come_after_closing_are_seen_by_nobody_while_anybody_may_sit(
        terms in any_terms(), granted in proptest::collection::vec(allowances(), 0..5), minute in -300i64..2500,
    ) {
        let terms = Terms { keys: Release::AfterClosing, ..terms };
        let last_end = terms.last_end(&granted, None);
        let now = noon() + Duration::minutes(minute);
        for reader in granted.iter().chain([&Allowance::default()]) {
            if terms.visible(&terms.of(reader), last_end, now) == Visible::Keys {
                for sitter in &granted {
                    let own = terms.of(sitter);
                    let starts = matches!(own.turn(Taken::default(), now), Turn::Start { .. });
                    prop_assert!(!starts);
                    prop_assert!(own.last_end() + GRACE <= now);
                }
            }
        }
    }
}
