//! The row of an attempt, and what the rules make of it.

use crate::StoreError;
use invigil_exam::{
    Attempt, Choices, ClosedAttempt, ClosedBy, Entry, Form, OpenAttempt, OptionOrder, Sitting, Slot,
};
use time::OffsetDateTime;
use uuid::Uuid;

/// As selected; `now` is the database's clock.
pub(crate) struct AttemptRow {
    pub(crate) id: Uuid,
    pub(crate) person_id: Uuid,
    pub(crate) certification: String,
    pub(crate) edition_id: i32,
    pub(crate) started_at: OffsetDateTime,
    pub(crate) deadline: OffsetDateTime,
    pub(crate) revisions: Vec<i32>,
    pub(crate) sections: Vec<i16>,
    pub(crate) choose: Vec<i16>,
    pub(crate) orders: Vec<i64>,
    pub(crate) chosen: Vec<i16>,
    pub(crate) struck: Vec<i16>,
    pub(crate) flagged: Vec<bool>,
    pub(crate) seqs: Vec<i32>,
    /// `None` for an attempt begun before seconds were counted.
    pub(crate) spent: Option<Vec<Option<i32>>>,
    pub(crate) epoch: i32,
    pub(crate) closed_at: Option<OffsetDateTime>,
    pub(crate) closed_by: Option<String>,
    pub(crate) now: OffsetDateTime,
}

impl AttemptRow {
    /// The attempt as stored (an overdue one is still open), with the clock's reading.
    pub(crate) fn into_attempt(self) -> Result<(Attempt, OffsetDateTime), StoreError> {
        let corrupt = |what: &str| StoreError::Corrupt(format!("attempt {}: {what}", self.id));
        let mut slots = Vec::with_capacity(self.revisions.len());
        for (index, &revision) in self.revisions.iter().enumerate() {
            slots.push(Slot {
                revision,
                section: self.sections[index] as u16,
                choose: self.choose[index] as u8,
                order: OptionOrder::unpack(self.orders[index])
                    .ok_or_else(|| corrupt("the order of options"))?,
            });
        }
        let entries = (0..slots.len())
            .map(|index| Entry {
                chosen: Choices(self.chosen[index] as u16),
                struck: Choices(self.struck[index] as u16),
                flagged: self.flagged[index],
                seq: self.seqs[index],
            })
            .collect();
        let closed = match (self.closed_at, self.closed_by.as_deref()) {
            (None, None) => None,
            (Some(at), Some("candidate")) => Some((at, ClosedBy::Candidate)),
            (Some(at), Some("time")) => Some((at, ClosedBy::Time)),
            _ => return Err(corrupt("how it was closed")),
        };
        let spent = self.spent.unwrap_or_else(|| vec![None; slots.len()]);
        let sitting = Sitting {
            id: self.id,
            person: self.person_id,
            certification: self.certification,
            edition: self.edition_id,
            form: Form { slots },
            entries,
            spent,
            started_at: self.started_at,
            deadline: self.deadline,
        };
        let attempt = match closed {
            Some((closed_at, closed_by)) => Attempt::Closed(ClosedAttempt { sitting, closed_at, closed_by }),
            None => Attempt::Open(OpenAttempt { sitting, epoch: self.epoch }),
        };
        Ok((attempt, self.now))
    }
}
