//! When a missed item comes back: FSRS, version 6, with the parameters that fit people on average.
//!
//! The algorithm and its parameters: <https://github.com/open-spaced-repetition/fsrs4anki/wiki/The-Algorithm>. It is told "again"
//! for a miss, "hard" for a right guess and "good" for a right answer.

use fsrs::{FSRS, ItemState, MemoryState};
use invigil_exam::ItemMark;
use time::{Duration, OffsetDateTime};

/// The chance to remember at which an item comes back.
pub const DESIRED_RETENTION: f32 = 0.9;

/// The most days until an item comes back.
pub const LONGEST_INTERVAL: u16 = 365;

/// How much sooner than whole days after an answer an item is due: what was missed in the evening is there by the next noon,
/// in whatever time zone its reader lives.
pub const EARLIER: Duration = Duration::hours(8);

/// What a person remembers of an item that they missed once.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Card {
    /// Days until the chance to remember has fallen to nine in ten; more than 0.
    pub stability: f32,
    /// How hard the item is for this person, 1 to 10.
    pub difficulty: f32,
    /// The answer from which the days are counted.
    pub reviewed_at: OffsetDateTime,
    /// From when on it is asked again: whole days later, less [`EARLIER`].
    pub due_at: OffsetDateTime,
    /// On how many days an answer changed the card; at least 1.
    pub reviews: u32,
    /// How often it was missed since it has a card.
    pub lapses: u32,
}

impl Card {
    /// A moment of the day on which people expect it back: [`Card::due_at`] may lie on the evening before.
    pub fn comes_back(&self) -> OffsetDateTime {
        self.due_at + EARLIER
    }

    /// Whole days from the last answer to `at`; from 16 hours on it is the next day.
    fn days_until(&self, at: OffsetDateTime) -> u32 {
        u32::try_from((at - self.reviewed_at + EARLIER).whole_days()).unwrap_or(0)
    }

    /// Days from the last answer until it is due.
    fn interval(&self) -> u32 {
        self.days_until(self.due_at)
    }
}

/// The card of an item after an answer to it at `at`. An item gets one by the first miss or right guess.
///
/// A miss comes back on the next day. Of the answers of one day, only a miss counts: answering right twice doesn't show that it
/// will be remembered longer. An answer from before the card's last one changes nothing.
pub fn after(card: Option<Card>, mark: ItemMark, guessed: bool, at: OffsetDateTime) -> Option<Card> {
    let missed = mark != ItemMark::Right;
    let Some(card) = card else {
        let begins = missed || guessed;
        return begins.then(|| asked(None, missed, guessed, at)).flatten();
    };
    if at < card.reviewed_at {
        return Some(card);
    }
    if card.days_until(at) > 0 || (missed && card.interval() > 1) {
        return asked(Some(card), missed, guessed, at).or(Some(card));
    }
    // Once more on the same day, and due on the next one anyway.
    Some(if missed {
        Card { reviewed_at: at, due_at: due(at, 1), lapses: card.lapses + 1, ..card }
    } else {
        card
    })
}

/// A step of FSRS. `None` for a card whose numbers are none.
fn asked(card: Option<Card>, missed: bool, guessed: bool, at: OffsetDateTime) -> Option<Card> {
    let memory = card
        .map(|card| MemoryState { stability: card.stability, difficulty: card.difficulty.clamp(1.0, 10.0) });
    let days = card.map_or(0, |card| card.days_until(at));
    let next = FSRS::default().next_states(memory, DESIRED_RETENTION, days).ok()?;
    let ItemState { memory, interval } = match (missed, guessed) {
        (true, _) => next.again,
        (false, true) => next.hard,
        (false, false) => next.good,
    };
    let days = if missed { 1 } else { interval.round().clamp(1.0, f32::from(LONGEST_INTERVAL)) as u16 };
    let (reviews, lapses) = card.map_or((0, 0), |card| (card.reviews, card.lapses));
    Some(Card {
        stability: memory.stability,
        difficulty: memory.difficulty,
        reviewed_at: at,
        due_at: due(at, days),
        reviews: reviews.saturating_add(1),
        lapses: lapses.saturating_add(missed.into()),
    })
}

fn due(reviewed_at: OffsetDateTime, days: u16) -> OffsetDateTime {
    reviewed_at + Duration::days(days.into()) - EARLIER
}

#[cfg(test)]
mod tests {
    use super::*;
    use invigil_exam::ItemMark::{Omitted, Right, Wrong};
    use proptest::prelude::*;
    use time::macros::datetime;

    const START: OffsetDateTime = datetime!(2026-11-22 20:00 UTC);

    /// How an answer was given, and how many hours after the one before.
    type Step = (ItemMark, bool, u32);

    fn steps() -> impl Strategy<Value = Vec<Step>> {
        let mark = prop_oneof![Just(Right), Just(Right), Just(Wrong), Just(Omitted)];
        prop::collection::vec((mark, any::<bool>(), 0_u32..24 * 900), 0..40)
    }

    fn played(steps: &[Step]) -> (Option<Card>, OffsetDateTime) {
        steps.iter().fold((None, START), |(card, at), &(mark, guessed, hours)| {
            let at = at + Duration::hours(hours.into());
            (after(card, mark, guessed, at), at)
        })
    }

    proptest! {
        #[test]
        fn whatever_the_history_the_card_stays_in_range(steps in steps()) {
            let (card, at) = played(&steps);
            if let Some(card) = card {
                prop_assert!(card.stability.is_finite() && card.stability > 0.0, "{card:?}");
                prop_assert!((1.0..=10.0).contains(&card.difficulty), "{card:?}");
                prop_assert!(card.reviewed_at <= at && card.due_at > card.reviewed_at);
                prop_assert!((1..=u32::from(LONGEST_INTERVAL)).contains(&card.interval()));
                prop_assert!(card.reviews >= 1 && card.lapses as usize <= steps.len());
            }
        }

        #[test]
        fn a_miss_comes_back_tomorrow_and_never_later_than_what_was_right(
            steps in steps(), hours in 0_u32..24 * 900, guessed: bool,
        ) {
            let (card, last) = played(&steps);
            let at = last + Duration::hours(hours.into());
            let missed = after(card, Wrong, false, at).unwrap();
            prop_assert_eq!(missed.due_at, due(at, 1));
            if let Some(right) = after(card, Right, guessed, at)
                // What is right on a day that had an answer changes nothing, so it may have been due before.
                && right.reviewed_at == at
            {
                prop_assert!(missed.due_at <= right.due_at);
            }
        }

        #[test]
        fn right_answers_in_a_row_never_shorten_the_interval(
            steps in steps(), row in prop::collection::vec((any::<bool>(), 0_u32..24 * 400), 1..30),
        ) {
            let (mut card, mut at) = played(&steps);
            for (guessed, hours) in row {
                at += Duration::hours(hours.into());
                let next = after(card, Right, guessed, at);
                if let (Some(before), Some(next)) = (card, next) {
                    prop_assert!(next.interval() >= before.interval(), "{before:?} {next:?}");
                }
                card = next;
            }
        }

        #[test]
        fn only_days_count_not_hours(steps in steps(), minutes in 0_i64..6 * 60) {
            // An answer a few hours later on the same day gives the same card, those hours later.
            let (card, at) = played(&steps);
            let day = at + Duration::days(3);
            for mark in [Right, Wrong] {
                let (one, two) = (after(card, mark, false, day), after(card, mark, false, day + Duration::minutes(minutes)));
                prop_assert_eq!(
                    one.map(|card| (card.stability, card.difficulty, card.interval())),
                    two.map(|card| (card.stability, card.difficulty, card.interval()))
                );
            }
        }

        #[test]
        fn a_day_of_right_answers_counts_once(steps in steps(), hours in prop::collection::vec(0_i64..15, 1..10)) {
            let (card, at) = played(&steps);
            let day = at + Duration::days(2);
            let once = after(card, Right, false, day);
            let often = hours.iter().fold(once, |card, hours| after(card, Right, false, day + Duration::hours(*hours)));
            prop_assert_eq!(once, often);
        }
    }

    #[test]
    fn what_was_never_missed_has_no_card() {
        assert_eq!(after(None, Right, false, START), None);
        assert!(after(None, Omitted, false, START).is_some());
        let guessed = after(None, Right, true, START).unwrap();
        assert_eq!((guessed.reviews, guessed.lapses), (1, 0));
    }

    #[test]
    fn a_missed_item_that_is_then_known_comes_back_ever_later() {
        let mut card = after(None, Wrong, false, START).unwrap();
        assert_eq!(card.interval(), 1);
        let mut intervals = Vec::new();
        for _ in 0..5 {
            card = after(Some(card), Right, false, card.due_at).unwrap();
            intervals.push(card.interval());
        }
        assert!(intervals.windows(2).all(|pair| pair[0] < pair[1]), "{intervals:?}");
        assert!(intervals[0] <= 3 && intervals[4] >= 20, "{intervals:?}");
        let lapsed = after(Some(card), Omitted, false, card.due_at).unwrap();
        assert_eq!((lapsed.interval(), lapsed.lapses), (1, 2));
        assert!(lapsed.stability < card.stability);
    }

    #[test]
    fn what_was_missed_in_the_evening_is_due_by_the_next_noon() {
        let card = after(None, Wrong, false, START).unwrap();
        assert_eq!(card.due_at, datetime!(2026-11-23 12:00 UTC));
        assert_eq!(card.comes_back().date(), START.date().next_day().unwrap());
        // An hour later it was known; it comes back all the same.
        assert_eq!(after(Some(card), Right, false, START + Duration::HOUR), Some(card));
        let again = after(Some(card), Wrong, false, START + Duration::HOUR).unwrap();
        assert_eq!((again.lapses, again.stability), (2, card.stability));
    }

    #[test]
    fn an_answer_from_before_changes_nothing() {
        let card = after(None, Wrong, false, START);
        assert_eq!(after(card, Wrong, false, START - Duration::HOUR), card);
    }

    #[test]
    fn numbers_that_are_none_are_left_alone() {
        let card = Card { stability: f32::NAN, ..after(None, Wrong, false, START).unwrap() };
        let next = after(Some(card), Right, false, START + Duration::days(3)).unwrap();
        assert_eq!(next.reviewed_at, START);
    }
}
