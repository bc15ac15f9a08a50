//! Seconds at a position: they only grow, and whatever a page says, they stay within bounds.

use invigil_exam::{MOST_SECONDS, spent};
use proptest::prelude::*;
use time::Duration;

proptest! {
    #[test]
    fn seconds_only_grow_and_never_beyond_what_the_attempt_has_lasted(
        said in proptest::collection::vec((any::<Option<i32>>(), 0i64..60), 0..20),
    ) {
        let (mut stored, mut lasted) = (None, Duration::ZERO);
        for (said, later) in said {
            lasted += Duration::seconds(later);
            let next = spent(stored, said, lasted);
            prop_assert!(next >= stored);
            prop_assert!(next.is_none_or(|seconds| i64::from(seconds) <= lasted.whole_seconds()));
            prop_assert_eq!(spent(next, said, lasted), next, "a repeat changes nothing");
            stored = next;
        }
    }

    #[test]
    fn what_makes_no_sense_changes_nothing(stored in proptest::option::of(0i32..100), said in i32::MIN..0, lasted in -5i64..99) {
        prop_assert_eq!(spent(stored, Some(said), Duration::seconds(lasted)), stored);
        prop_assert_eq!(spent(stored, None, Duration::seconds(lasted)), stored);
    }
}

#[test]
fn an_attempt_without_end_has_an_end_for_its_items() {
    assert_eq!(spent(None, Some(i32::MAX), Duration::days(30)), Some(MOST_SECONDS));
    assert_eq!(spent(None, Some(5), Duration::seconds(-3)), Some(0));
}
