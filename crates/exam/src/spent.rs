//! Seconds spent at the positions of an attempt. A page counts them, so they are believed within bounds only.

use time::Duration;

/// The most seconds that one position is said to have taken.
pub const MOST_SECONDS: i32 = 36_000;

/// What is stored of the seconds at a position when a page says `said`, `lasted` after the clock started (at the deadline at the
/// latest): never less than before, never more than the attempt has lasted. What makes no sense changes nothing; `None` says that
/// nobody counted.
pub fn spent(stored: Option<i32>, said: Option<i32>, lasted: Duration) -> Option<i32> {
    let most = lasted.whole_seconds().clamp(0, MOST_SECONDS.into()) as i32;
    stored.max(said.filter(|&said| said >= 0).map(|said| said.min(most)))
}
