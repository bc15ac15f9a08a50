//! The states of an attempt: repeats and late arrivals are harmless, and closed stays closed.

use crate::noon;
use invigil_exam::{
    Attempt, Choices, ClosedBy, Entry, Form, GRACE, OpenAttempt, OptionOrder, Refusal, Save, Saved, Sitting,
    Slot, judge,
};
use proptest::prelude::*;
use time::Duration;
use uuid::Uuid;

fn open() -> OpenAttempt {
    let slots: Vec<Slot> = (0..5)
        .map(|index| Slot {
            revision: index,
            section: 0,
            choose: if index == 4 { 2 } else { 1 },
            order: OptionOrder::as_written(4),
        })
        .collect();
    OpenAttempt {
        sitting: Sitting {
            id: Uuid::nil(),
            person: Uuid::nil(),
            certification: "c".into(),
            edition: 1,
            entries: vec![Entry::default(); slots.len()],
            spent: vec![None; slots.len()],
            form: Form { slots },
            started_at: noon(),
            deadline: noon() + Duration::minutes(65),
        },
        epoch: 3,
    }
}

fn save(position: i32, seq: i32, chosen: u16) -> Save {
    Save {
        position,
        epoch: 3,
        seq,
        chosen: Choices(chosen),
        struck: Choices::NONE,
        flagged: false,
        spent: None,
    }
}

/// Stores what counts, as the database does.
fn apply(attempt: &mut OpenAttempt, save: &Save) -> Result<Saved, Refusal> {
    let verdict = judge(&Attempt::Open(attempt.clone()), save, noon());
    if let Ok(Saved::New(entry)) = verdict {
        attempt.sitting.entries[save.position as usize - 1] = entry;
    }
    verdict
}

fn saves() -> impl Strategy<Value = Vec<Save>> {
    proptest::collection::vec((1i32..=5, 1i32..=6, 0u16..16).prop_map(|(p, s, c)| save(p, s, c)), 0..40)
}

proptest! {
    #[test]
    fn a_repeat_changes_nothing(saves in saves()) {
        let mut attempt = open();
        for save in &saves {
            let first = apply(&mut attempt, save);
            let stored = attempt.clone();
            let second = apply(&mut attempt, save);
            prop_assert_eq!(&attempt, &stored);
            if first.is_ok() {
                prop_assert_eq!(second, Ok(Saved::Repeat));
            }
        }
    }

    #[test]
    fn what_is_stored_never_goes_back(saves in saves()) {
        let mut attempt = open();
        for save in &saves {
            let before: Vec<i32> = attempt.sitting.entries.iter().map(|entry| entry.seq).collect();
            let _ = apply(&mut attempt, save);
            let after: Vec<i32> = attempt.sitting.entries.iter().map(|entry| entry.seq).collect();
            prop_assert!(before.iter().zip(&after).all(|(before, after)| before <= after));
        }
    }

    #[test]
    fn what_is_stored_always_fits_the_form(saves in proptest::collection::vec(
        (any::<i32>(), any::<i32>(), any::<i32>(), any::<u16>(), any::<u16>(), any::<bool>()), 0..40))
    {
        let mut attempt = open();
        for (position, epoch, seq, chosen, struck, flagged) in saves {
            let save = Save {
                position: position % 8, epoch: epoch % 5, seq: seq % 9, chosen: Choices(chosen), struck: Choices(struck), flagged, spent: None,
            };
            let _ = apply(&mut attempt, &save);
        }
        for (slot, entry) in attempt.sitting.form.slots.iter().zip(&attempt.sitting.entries) {
            prop_assert!(entry.chosen.within(slot.order.options()) && entry.struck.within(slot.order.options()));
            prop_assert!(entry.chosen.len() <= usize::from(slot.choose));
        }
    }

    #[test]
    fn nothing_new_counts_once_it_is_closed(seconds in 0i64..10_000, by_time: bool, save in (1i32..=5, 1i32..99, 1u16..9)) {
        let now = noon() + Duration::seconds(seconds);
        let by = if by_time { ClosedBy::Time } else { ClosedBy::Candidate };
        let closed = Attempt::Closed(open().close(by, now));
        let verdict = judge(&closed, &self::save(save.0, save.1, save.2), now);
        prop_assert_eq!(verdict, Err(if by_time { Refusal::Late } else { Refusal::Submitted }));
        // However much later it is read, it is the same.
        prop_assert_eq!(closed.clone().at(now + Duration::days(999)), closed);
    }

    #[test]
    fn it_is_open_until_deadline_and_grace_and_closed_at_the_deadline_from_then_on(seconds in 0i64..8_000) {
        let attempt = open();
        let (deadline, now) = (attempt.sitting.deadline, noon() + Duration::seconds(seconds));
        let verdict = judge(&Attempt::Open(attempt.clone()), &save(1, 1, 1), now);
        match Attempt::Open(attempt).at(now) {
            Attempt::Open(open) => {
                prop_assert!(now < deadline + GRACE);
                prop_assert!(verdict.is_ok());
                prop_assert_eq!(open.remaining(now), (deadline - now).max(Duration::ZERO));
            }
            Attempt::Closed(closed) => {
                prop_assert!(now >= deadline + GRACE);
                prop_assert_eq!(verdict, Err(Refusal::Late));
                prop_assert_eq!((closed.closed_at, closed.closed_by), (deadline, ClosedBy::Time));
            }
        }
    }
}

#[test]
fn each_refusal_has_its_own_reason() {
    let attempt = Attempt::Open(open());
    let refused = |save: Save| judge(&attempt, &save, noon()).unwrap_err();
    assert_eq!(refused(save(0, 1, 1)), Refusal::NoSuchPosition { position: 0, positions: 5 });
    assert_eq!(refused(save(6, 1, 1)), Refusal::NoSuchPosition { position: 6, positions: 5 });
    assert_eq!(refused(save(-1, 1, 1)), Refusal::NoSuchPosition { position: -1, positions: 5 });
    assert_eq!(refused(Save { epoch: 2, ..save(1, 1, 1) }), Refusal::TakenOver);
    assert_eq!(refused(save(1, 0, 1)), Refusal::Stale);
    assert_eq!(refused(save(1, 1, 0b10000)), Refusal::NoSuchOption { options: 4 });
    assert_eq!(
        refused(Save { struck: Choices(0b10000), ..save(1, 1, 1) }),
        Refusal::NoSuchOption { options: 4 }
    );
    assert_eq!(refused(save(1, 1, 0b11)), Refusal::TooMany { choose: 1, chosen: 2 });
    assert_eq!(refused(save(5, 1, 0b111)), Refusal::TooMany { choose: 2, chosen: 3 });
}

#[test]
fn handing_in_late_is_dated_to_the_deadline() {
    let attempt = open();
    let deadline = attempt.sitting.deadline;
    assert_eq!(attempt.clone().close(ClosedBy::Candidate, noon()).closed_at, noon());
    assert_eq!(attempt.close(ClosedBy::Candidate, deadline + Duration::seconds(5)).closed_at, deadline);
}
