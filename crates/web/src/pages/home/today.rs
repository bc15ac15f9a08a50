//! What somebody finds on the first page for today: what comes back, what their plans hold, how ready they are.

use crate::pages::plan::home::HomePlan;
use crate::readiness::{Summary, summaries};
use crate::words::{self, When};
use invigil_store::{Catalogue, Home};
use time::OffsetDateTime;

/// The most items that the button for what is due begins a set of.
const MOST_AT_ONCE: usize = 20;

/// Today.
pub(super) struct Today {
    /// What comes back; `None` where nothing does.
    pub(super) back: Option<Back>,
    /// Their plans, the next exam first.
    pub(super) plans: Vec<HomePlan>,
    /// How ready they are, for what they have begun.
    pub(super) ready: Vec<Summary>,
}

/// Missed items that come back.
pub(super) struct Back {
    /// How many are due now.
    pub(super) due: usize,
    /// That in words.
    pub(super) said: String,
    /// How many of them a set asks.
    pub(super) items: usize,
    /// How many more are due by the end of the day.
    pub(super) later: usize,
    /// When the next one is, of those that aren't due now.
    pub(super) next: Option<When>,
}

impl Today {
    pub(super) fn new(
        catalogue: &Catalogue,
        home: &Home,
        plans: Vec<HomePlan>,
        now: OffsetDateTime,
    ) -> Today {
        let due = home.due;
        let ready = summaries(catalogue, &home.evidence, now);
        Today {
            back: (due.items > 0).then(|| Back {
                due: due.due_now,
                said: words::counted(
                    due.due_now as i64,
                    "item that you missed is",
                    "items that you missed are",
                ),
                items: due.due_now.min(MOST_AT_ONCE),
                later: due.due_today.saturating_sub(due.due_now),
                next: due.next_at.map(When::date),
            }),
            plans,
            ready: ready.into_iter().filter(|summary| summary.begun).collect(),
        }
    }

    /// Whether there is nothing to show.
    pub(super) fn is_empty(&self) -> bool {
        self.back.is_none() && self.plans.is_empty() && self.ready.is_empty()
    }
}
