//! Exams that were assigned: who may start when, until when an attempt runs, and when its result is out.
//!
//! Everything is decided from three things: the terms of the assignment, what one person was granted beyond them, and `now`.

use crate::GRACE;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

/// When candidates see something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Release {
    /// As soon as the attempt is closed.
    AtOnce,
    /// When the window is over.
    AfterClosing,
    /// When the instructor says so.
    ByHand,
}

impl Release {
    /// All of them.
    pub const ALL: [Release; 3] = [Release::AtOnce, Release::AfterClosing, Release::ByHand];

    /// Its name, as stored and as forms send it.
    pub fn name(self) -> &'static str {
        match self {
            Release::AtOnce => "at once",
            Release::AfterClosing => "after closing",
            Release::ByHand => "by hand",
        }
    }

    /// The one of this name.
    pub fn named(name: &str) -> Option<Release> {
        Release::ALL.into_iter().find(|release| release.name() == name)
    }
}

/// What an assignment says to everybody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    /// From when on an attempt may be started.
    pub opens_at: OffsetDateTime,
    /// Until when one may be started; later than `opens_at`.
    pub closes_at: OffsetDateTime,
    /// How many attempts each person has; 1 to 20.
    pub attempts: u16,
    /// Minutes on the clock; 1 to 600.
    pub minutes: u16,
    /// Whether an attempt ends when the window closes, though its minutes aren't over.
    pub window_cuts: bool,
    /// When the score is seen.
    pub results: Release,
    /// When the keys are seen, with all reasons; never before the score.
    pub keys: Release,
    /// When the score was released by hand. It counts where `results` is by hand.
    pub results_at: Option<OffsetDateTime>,
    /// When the keys were released by hand. It counts where `keys` is by hand.
    pub keys_at: Option<OffsetDateTime>,
    /// Whether it was taken back: no attempt may be started any more. Those that run go on.
    pub cancelled: bool,
    /// Whether only those may start who passed mocks of what the certification asks for first ([`crate::Holdings::missing`]).
    pub prerequisites: bool,
}

/// What one person was granted beyond the terms.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Allowance {
    /// Minutes more on the clock; 0 to 600.
    pub extra_minutes: u16,
    /// Percent of the assignment's minutes more on the clock, minutes begun rounded up; 0 to 300.
    pub extra_percent: u16,
    /// Another opening.
    pub opens_at: Option<OffsetDateTime>,
    /// Another closing.
    pub closes_at: Option<OffsetDateTime>,
    /// Attempts more; 0 to 20.
    pub extra_attempts: u16,
    /// Whether they may start without what must be passed first.
    pub prerequisites_waived: bool,
}

impl Allowance {
    /// Whether it grants nothing.
    pub fn is_empty(&self) -> bool {
        *self == Allowance::default()
    }
}

/// What holds for one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OwnTerms {
    /// From when on they may start.
    pub opens_at: OffsetDateTime,
    /// Until when they may start.
    pub closes_at: OffsetDateTime,
    /// How many attempts they have in all.
    pub attempts: u16,
    /// Minutes on their clock.
    pub minutes: u16,
    /// Whether the closing ends an attempt.
    pub window_cuts: bool,
    /// Whether the assignment was taken back.
    pub cancelled: bool,
    /// Whether they may start only once they passed mocks of what the certification asks for first.
    pub prerequisites: bool,
}

/// What a person has done of an assignment. Attempts that were reset are left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    /// The attempt whose clock runs, if one does.
    pub open: Option<Uuid>,
    /// How many are closed.
    pub closed: u16,
}

/// What a person may do now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// Go on with the attempt whose clock runs.
    Resume(Uuid),
    /// Start one; so many are left, this one counted.
    Start {
        /// At least 1.
        left: u16,
    },
    /// Nothing until it opens.
    NotYet,
    /// Nothing any more: the window is over.
    Closed,
    /// Nothing any more: no attempt is left.
    NoneLeft,
    /// Nothing any more: it was taken back.
    Cancelled,
}

/// What something that isn't seen yet waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Awaits {
    /// Nothing but the end of the attempt.
    End,
    /// A moment.
    Moment(OffsetDateTime),
    /// The instructor.
    Hand,
}

impl Awaits {
    fn is_over(self, now: OffsetDateTime) -> bool {
        match self {
            Awaits::End => true,
            Awaits::Moment(at) => now >= at,
            Awaits::Hand => false,
        }
    }

    /// What waits for both.
    fn and(self, other: Awaits) -> Awaits {
        match (self, other) {
            (Awaits::Hand, _) | (_, Awaits::Hand) => Awaits::Hand,
            (Awaits::Moment(one), Awaits::Moment(another)) => Awaits::Moment(one.max(another)),
            (Awaits::End, other) | (other, Awaits::End) => other,
        }
    }
}

/// What a person sees of their attempt. Each holds what comes before it, so keys are never seen before the score.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Visible {
    /// That it was handed in.
    Nothing,
    /// Score, verdict and sections.
    Score,
    /// Every item with its key and the reasons.
    Keys,
}

impl Terms {
    /// What holds for a person who was granted `allowance`.
    pub fn of(&self, allowance: &Allowance) -> OwnTerms {
        let percent = u32::from(self.minutes) * u32::from(allowance.extra_percent);
        let extra = u32::from(allowance.extra_minutes) + percent.div_ceil(100);
        OwnTerms {
            opens_at: allowance.opens_at.unwrap_or(self.opens_at),
            closes_at: allowance.closes_at.unwrap_or(self.closes_at),
            attempts: self.attempts.saturating_add(allowance.extra_attempts),
            minutes: u16::try_from(u32::from(self.minutes) + extra).unwrap_or(u16::MAX),
            window_cuts: self.window_cuts,
            cancelled: self.cancelled,
            prerequisites: self.prerequisites && !allowance.prerequisites_waived,
        }
    }

    /// The last moment at which anybody may be sitting it: `allowances` are those of the people that it was assigned to,
    /// `running` the latest deadline of an attempt whose clock runs (the terms may have changed since it was started).
    pub fn last_end<'a>(
        &self,
        allowances: impl IntoIterator<Item = &'a Allowance>,
        running: Option<OffsetDateTime>,
    ) -> OffsetDateTime {
        let everybody = self.of(&Allowance::default()).last_end();
        let granted = allowances.into_iter().map(|allowance| self.of(allowance).last_end());
        granted.chain(running).fold(everybody, OffsetDateTime::max)
    }

    /// What the score waits for.
    pub fn results_await(&self, own: &OwnTerms) -> Awaits {
        match self.results {
            Release::AtOnce => Awaits::End,
            Release::AfterClosing => Awaits::Moment(own.closes_at),
            Release::ByHand => self.results_at.map_or(Awaits::Hand, Awaits::Moment),
        }
    }

    /// What the keys wait for. `last_end` is [`Terms::last_end`]: keys that come after the closing come when nobody can be
    /// sitting it any more, whoever asks.
    pub fn keys_await(&self, own: &OwnTerms, last_end: OffsetDateTime) -> Awaits {
        let keys = match self.keys {
            Release::AtOnce => Awaits::End,
            Release::AfterClosing => Awaits::Moment(last_end),
            Release::ByHand => self.keys_at.map_or(Awaits::Hand, Awaits::Moment),
        };
        keys.and(self.results_await(own))
    }

    /// What a person sees at `now` of an attempt that is closed. Keys that come after the closing come a [`GRACE`] later than
    /// [`Terms::keys_await`] says: until then, what somebody else sent before the end may still arrive.
    pub fn visible(&self, own: &OwnTerms, last_end: OffsetDateTime, now: OffsetDateTime) -> Visible {
        if !self.results_await(own).is_over(now) {
            Visible::Nothing
        } else if !self.keys_await(own, last_end + GRACE).is_over(now) {
            Visible::Score
        } else {
            Visible::Keys
        }
    }
}

impl OwnTerms {
    /// What the person may do at `now`.
    pub fn turn(&self, taken: Taken, now: OffsetDateTime) -> Turn {
        let left = self.attempts.saturating_sub(taken.closed);
        if let Some(open) = taken.open {
            Turn::Resume(open)
        } else if self.cancelled {
            Turn::Cancelled
        } else if left == 0 {
            Turn::NoneLeft
        } else if now >= self.closes_at {
            Turn::Closed
        } else if now < self.opens_at {
            Turn::NotYet
        } else {
            Turn::Start { left }
        }
    }

    /// The deadline of an attempt that is started at `now`.
    pub fn deadline(&self, now: OffsetDateTime) -> OffsetDateTime {
        let whole = now + Duration::minutes(self.minutes.into());
        if self.window_cuts { whole.min(self.closes_at) } else { whole }
    }

    /// The last moment at which an attempt that keeps to these terms may end.
    pub fn last_end(&self) -> OffsetDateTime {
        self.deadline(self.closes_at)
    }
}
