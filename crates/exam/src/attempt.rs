//! An attempt and its two states.

use crate::{Choices, Form};
use serde::{Deserialize, Serialize};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

/// How long after the deadline an answer that was given before it may still arrive. Published to candidates.
pub const GRACE: Duration = Duration::seconds(10);

/// What a candidate left at one position. Options count as shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The chosen options.
    pub chosen: Choices,
    /// The options struck out; they don't bear on the score.
    pub struck: Choices,
    /// Whether the candidate flagged the position to come back to.
    pub flagged: bool,
    /// The number of the last change that is stored; 0 when nothing was.
    pub seq: i32,
}

/// What an open and a closed attempt have in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sitting {
    /// Its id.
    pub id: Uuid,
    /// Whose it is.
    pub person: Uuid,
    /// The certification's id.
    pub certification: String,
    /// The id of the edition's revision that it was started under.
    pub edition: i32,
    /// The assembled exam.
    pub form: Form,
    /// What was left at each position, in order; as long as the form.
    pub entries: Vec<Entry>,
    /// Seconds spent at each position, where a page counted them; as long as the form.
    pub spent: Vec<Option<i32>>,
    /// When the clock started.
    pub started_at: OffsetDateTime,
    /// When it runs out.
    pub deadline: OffsetDateTime,
}

impl Sitting {
    /// How long it has lasted at `now`, the deadline at the latest.
    pub fn lasted(&self, now: OffsetDateTime) -> Duration {
        now.min(self.deadline) - self.started_at
    }

    /// How many positions are answered.
    pub fn answered(&self) -> usize {
        self.entries.iter().filter(|entry| !entry.chosen.is_empty()).count()
    }
}

/// An attempt whose clock runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenAttempt {
    /// The attempt.
    pub sitting: Sitting,
    /// Which tab or device has the attempt: it counts up each time that another takes over.
    pub epoch: i32,
}

impl OpenAttempt {
    /// The last moment at which an answer may arrive.
    pub fn closes_at(&self) -> OffsetDateTime {
        self.sitting.deadline + GRACE
    }

    /// Time left for the candidate at `now`; never negative.
    pub fn remaining(&self, now: OffsetDateTime) -> Duration {
        (self.sitting.deadline - now).max(Duration::ZERO)
    }

    /// Closes it. By time, it closes at its deadline, whenever that is noticed; by hand, at `now`, but not after the deadline.
    pub fn close(self, by: ClosedBy, now: OffsetDateTime) -> ClosedAttempt {
        let closed_at = match by {
            ClosedBy::Time => self.sitting.deadline,
            ClosedBy::Candidate => now.min(self.sitting.deadline),
        };
        ClosedAttempt { sitting: self.sitting, closed_at, closed_by: by }
    }
}

/// What ended an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ClosedBy {
    /// The candidate submitted it.
    Candidate,
    /// The clock ran out.
    Time,
}

/// An attempt that is over. It never opens again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClosedAttempt {
    /// The attempt.
    pub sitting: Sitting,
    /// When it ended.
    pub closed_at: OffsetDateTime,
    /// What ended it.
    pub closed_by: ClosedBy,
}

impl ClosedAttempt {
    /// The time that it took.
    pub fn duration(&self) -> Duration {
        self.closed_at - self.sitting.started_at
    }
}

/// An attempt in either state.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Attempt {
    Open(OpenAttempt),
    Closed(ClosedAttempt),
}

impl Attempt {
    /// The attempt as it stands at `now`: one whose deadline and grace have passed is closed, stored as such or not.
    pub fn at(self, now: OffsetDateTime) -> Attempt {
        match self {
            Attempt::Open(open) if now >= open.closes_at() => {
                Attempt::Closed(open.close(ClosedBy::Time, now))
            }
            other => other,
        }
    }

    /// What both states have.
    pub fn sitting(&self) -> &Sitting {
        match self {
            Attempt::Open(open) => &open.sitting,
            Attempt::Closed(closed) => &closed.sitting,
        }
    }
}
