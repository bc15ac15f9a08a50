//! Whether a save counts. The database decides the same in one statement; a test holds the two against each other.

use crate::{Attempt, Choices, Entry};
use serde::{Deserialize, Serialize};
use thiserror::Error;
use time::OffsetDateTime;

/// One change at one position, as a browser sends it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Save {
    /// From 1.
    pub position: i32,
    /// The attempt's epoch as the sender knows it.
    pub epoch: i32,
    /// The number of the change at this position: one more than the last that the sender knows of.
    pub seq: i32,
    /// The chosen options, as shown.
    pub chosen: Choices,
    /// The options struck out, as shown.
    pub struck: Choices,
    /// Whether the position is flagged.
    pub flagged: bool,
    /// Seconds spent at the position in all, as the page counted them; whatever it says, the rest of the save counts.
    pub spent: Option<i32>,
}

impl Save {
    fn entry(&self) -> Entry {
        Entry { chosen: self.chosen, struck: self.struck, flagged: self.flagged, seq: self.seq }
    }
}

/// What became of a save that counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Saved {
    /// It is to be stored.
    New(Entry),
    /// It is stored already; a repeat is harmless.
    Repeat,
}

/// Why a save doesn't count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[expect(missing_docs, reason = "the messages say it")]
pub enum Refusal {
    #[error("there is no item {position} in this exam; it has {positions}")]
    NoSuchPosition { position: i32, positions: usize },
    #[error("this exam is already submitted")]
    Submitted,
    #[error("time ran out before this answer arrived")]
    Late,
    #[error("this exam was continued in another tab or on another device")]
    TakenOver,
    #[error("a newer answer to this item is stored already")]
    Stale,
    #[error("the item has {options} options; the answer names one that doesn't exist")]
    NoSuchOption { options: usize },
    #[error("the item asks for {choose}; the answer has {chosen}")]
    TooMany { choose: u8, chosen: usize },
}

/// Judges a save against the attempt as it stands at `now`.
///
/// # Errors
/// The first reason, in the order of [`Refusal`], why it doesn't count.
pub fn judge(attempt: &Attempt, save: &Save, now: OffsetDateTime) -> Result<Saved, Refusal> {
    let sitting = attempt.sitting();
    let positions = sitting.form.slots.len();
    let no_such_position = Refusal::NoSuchPosition { position: save.position, positions };
    let position = usize::try_from(save.position).map_err(|_| no_such_position)?;
    let slot = sitting.form.slot(position).ok_or(no_such_position)?;
    let stored = sitting.entries[position - 1];

    if stored == save.entry() {
        return Ok(Saved::Repeat);
    }
    match attempt {
        Attempt::Closed(closed) => {
            return Err(match closed.closed_by {
                crate::ClosedBy::Candidate => Refusal::Submitted,
                crate::ClosedBy::Time => Refusal::Late,
            });
        }
        Attempt::Open(open) if now >= open.closes_at() => return Err(Refusal::Late),
        Attempt::Open(open) if save.epoch != open.epoch => return Err(Refusal::TakenOver),
        Attempt::Open(_) => {}
    }
    if save.seq <= stored.seq {
        return Err(Refusal::Stale);
    }
    let options = slot.order.options();
    if !save.chosen.within(options) || !save.struck.within(options) {
        return Err(Refusal::NoSuchOption { options });
    }
    if save.chosen.len() > usize::from(slot.choose) {
        return Err(Refusal::TooMany { choose: slot.choose, chosen: save.chosen.len() });
    }
    Ok(Saved::New(save.entry()))
}
