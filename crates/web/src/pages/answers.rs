//! One answer: from the room's script, or from its forms where there are no scripts.

use super::room;
use super::state::{AttemptState, milliseconds};
use crate::error::Error;
use crate::extract::{Form, Json, Path};
use crate::session::{Candidate, SessionToken};
use crate::state::App;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use invigil_exam::{Attempt, Choices, Entry, MAX_OPTIONS, Refusal, Save};
use invigil_store::SaveError;
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;
use time::OffsetDateTime;
use uuid::Uuid;

/// A change as the script sends it.
#[derive(Debug, Deserialize)]
pub(crate) struct Change {
    epoch: i32,
    seq: i32,
    chosen: Choices,
    struck: Choices,
    flagged: bool,
    /// Seconds at the position; anything but a number of seconds says that nobody counted.
    #[serde(default)]
    spent: Value,
}

pub(crate) async fn save(
    State(app): State<Arc<App>>,
    SessionToken(token): SessionToken,
    Path((attempt, position)): Path<(Uuid, i32)>,
    Json(change): Json<Change>,
) -> Result<Response, Error> {
    let token = token.ok_or(Error::SignInNeeded(None))?;
    let Change { epoch, seq, chosen, struck, flagged, spent } = change;
    let spent = seconds(&spent);
    // The session is checked by the statement that writes, so that a save is one round trip.
    match app.store.save(token, attempt, Save { position, epoch, seq, chosen, struck, flagged, spent }).await
    {
        Ok(receipt) => {
            let remaining = milliseconds(receipt.remaining);
            Ok(axum::Json(json!({ "seq": receipt.seq, "remaining_ms": remaining })).into_response())
        }
        Err(SaveError::Refused { refusal, attempt, now }) => {
            let (status, error) = told(&refusal);
            let body = json!({ "error": error, "message": sentence(&refusal), "state": AttemptState::new(*attempt, now) });
            Ok((status, axum::Json(body)).into_response())
        }
        Err(error) => Err(failure(error)),
    }
}

/// Seconds as a script sends them. What is no number of seconds counts as not said, so that it never costs the answer that it came
/// with.
pub(super) fn seconds(said: &Value) -> Option<i32> {
    said.as_u64().map(|seconds| i32::try_from(seconds).unwrap_or(i32::MAX))
}

/// An answer as a form sends it.
#[derive(Debug, Deserialize)]
pub(crate) struct Answer {
    epoch: i32,
    /// The number of the change that the page showed.
    seq: i32,
    /// The places of the chosen options.
    #[serde(default)]
    chosen: Vec<usize>,
    go: Go,
    /// When the server made the page, in seconds since 1970, and the seconds at the position until then.
    #[serde(default)]
    shown: String,
    #[serde(default)]
    spent: String,
}

impl Answer {
    /// Seconds at the position in all, if the form tells: those before, and those since the page was made.
    fn seconds(&self, now: OffsetDateTime) -> Option<i32> {
        let (shown, before): (i64, i64) = (self.shown.parse().ok()?, self.spent.parse().ok()?);
        let since = now.unix_timestamp().checked_sub(shown).filter(|since| *since >= 0)?;
        i32::try_from(before.checked_add(since)?).ok()
    }
}

/// The button that was pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Go {
    Stay,
    Previous,
    Next,
    Flag,
    Review,
}

pub(crate) async fn save_form(
    State(app): State<Arc<App>>,
    candidate: Candidate,
    Path((id, position)): Path<(Uuid, usize)>,
    Form(answer): Form<Answer>,
) -> Result<Response, Error> {
    let person = candidate.session.person.id;
    let (open, now) = match app.store.attempt(person, id).await? {
        None => return Err(Error::NotFound),
        Some((Attempt::Closed(_), _)) => return Ok(room::to_result(id)),
        Some((Attempt::Open(open), now)) => (open, now),
    };
    let entries = &open.sitting.entries;
    let stored = position.checked_sub(1).and_then(|index| entries.get(index)).ok_or(Error::NotFound)?;
    let onward = || Redirect::to(&address(id, position, entries.len(), answer.go)).into_response();
    let spent = answer.seconds(now);
    let changed = change(stored, position as i32, &answer)?;
    let changes = changed.is_some();
    // Where nothing changed, only the time is told.
    let Some(save) = changed.or_else(|| spent.map(|_| unchanged(stored, position as i32, &answer))) else {
        return Ok(onward());
    };
    let save = Save { spent, ..save };

    match app.store.save(candidate.session.token, id, save).await {
        Ok(_) => Ok(onward()),
        Err(SaveError::Refused { attempt, .. }) if !changes && matches!(*attempt, Attempt::Open(_)) => {
            Ok(onward())
        }
        Err(SaveError::Refused { refusal, attempt, now }) => match *attempt {
            Attempt::Closed(_) => Ok(room::to_result(id)),
            Attempt::Open(open) => {
                let (status, _) = told(&refusal);
                let message = format!("{} This is how the exam stands now.", sentence(&refusal));
                let page = room::page(&app, candidate.layout, &open, now, Some(position), message).await?;
                Ok((status, page).into_response())
            }
        },
        Err(error) => Err(failure(error)),
    }
}

/// What a form changes of what is stored; `None` when nothing.
fn change(stored: &Entry, position: i32, answer: &Answer) -> Result<Option<Save>, Error> {
    if answer.chosen.iter().any(|&place| place >= MAX_OPTIONS) {
        return Err(Error::Unprocessable("The answer names an option that doesn’t exist.".to_owned()));
    }
    let chosen = Choices::of(answer.chosen.iter().copied());
    let toggles_flag = answer.go == Go::Flag;
    if chosen == stored.chosen && !toggles_flag {
        return Ok(None);
    }
    Ok(Some(Save {
        position,
        epoch: answer.epoch,
        seq: answer.seq.saturating_add(1),
        chosen,
        struck: Choices(stored.struck.0 & !chosen.0),
        flagged: stored.flagged != toggles_flag,
        spent: None,
    }))
}

/// What is stored, once more.
fn unchanged(stored: &Entry, position: i32, answer: &Answer) -> Save {
    Save {
        position,
        epoch: answer.epoch,
        seq: answer.seq.saturating_add(1),
        chosen: stored.chosen,
        struck: stored.struck,
        flagged: stored.flagged,
        spent: None,
    }
}

/// Where a button leads; after the last item comes the review.
fn address(id: Uuid, position: usize, positions: usize, go: Go) -> String {
    let item = match go {
        Go::Stay | Go::Flag => position,
        Go::Previous => position.saturating_sub(1).max(1),
        Go::Next => position + 1,
        Go::Review => positions + 1,
    };
    if item > positions { format!("/attempts/{id}/review") } else { format!("/attempts/{id}?item={item}") }
}

/// The status of a refusal, and its name for the script.
fn told(refusal: &Refusal) -> (StatusCode, &'static str) {
    match refusal {
        Refusal::NoSuchPosition { .. } => (StatusCode::NOT_FOUND, "no_such_position"),
        Refusal::Submitted => (StatusCode::GONE, "closed"),
        Refusal::Late => (StatusCode::GONE, "late"),
        Refusal::TakenOver => (StatusCode::CONFLICT, "taken_over"),
        Refusal::Stale => (StatusCode::CONFLICT, "stale"),
        Refusal::NoSuchOption { .. } => (StatusCode::UNPROCESSABLE_ENTITY, "no_such_option"),
        Refusal::TooMany { .. } => (StatusCode::UNPROCESSABLE_ENTITY, "too_many"),
    }
}

/// A refusal as a sentence.
fn sentence(refusal: &Refusal) -> String {
    let text = refusal.to_string();
    let mut characters = text.chars();
    match characters.next() {
        Some(first) => format!("{}{}.", first.to_uppercase(), characters.as_str()),
        None => text,
    }
}

fn failure(error: SaveError) -> Error {
    match error {
        SaveError::SignedOut => Error::SignInNeeded(None),
        SaveError::NotFound => Error::NotFound,
        SaveError::Unavailable => Error::Unavailable,
        SaveError::Store(error) => error.into(),
        // Handled where the attempt is at hand.
        SaveError::Refused { refusal, .. } => Error::Conflict(sentence(&refusal)),
    }
}

#[cfg(test)]
mod tests {
    use super::{Answer, Go, address, change, seconds, sentence};
    use invigil_exam::{Choices, Entry, Refusal};
    use serde_json::json;
    use time::macros::datetime;
    use uuid::Uuid;

    fn answer(chosen: &[usize], go: Go) -> Answer {
        Answer { epoch: 3, seq: 5, chosen: chosen.to_vec(), go, shown: String::new(), spent: String::new() }
    }

    #[test]
    fn a_form_that_changes_nothing_saves_nothing() {
        let stored = Entry { chosen: Choices(0b10), flagged: true, ..Entry::default() };
        assert!(change(&stored, 1, &answer(&[1], Go::Next)).unwrap().is_none());
        let flagged = change(&stored, 1, &answer(&[1], Go::Flag)).unwrap().unwrap();
        assert!(!flagged.flagged && flagged.chosen == stored.chosen);
    }

    #[test]
    fn a_form_keeps_what_it_does_not_show() {
        let stored = Entry { struck: Choices(0b110), flagged: true, ..Entry::default() };
        let save = change(&stored, 4, &answer(&[1], Go::Next)).unwrap().unwrap();
        assert_eq!((save.position, save.epoch, save.seq), (4, 3, 6));
        assert_eq!((save.chosen, save.struck, save.flagged), (Choices(0b10), Choices(0b100), true));
    }

    #[test]
    fn an_option_beyond_all_bounds_is_refused() {
        assert!(change(&Entry::default(), 1, &answer(&[usize::MAX], Go::Next)).is_err());
    }

    #[test]
    fn a_form_tells_the_time_since_its_page_was_made() {
        let now = datetime!(2026-11-22 10:00 UTC);
        let at = |shown: &str, spent: &str| {
            Answer { shown: shown.into(), spent: spent.into(), ..answer(&[], Go::Next) }.seconds(now)
        };
        let made = (now.unix_timestamp() - 40).to_string();
        assert_eq!(at(&made, "20"), Some(60));
        for (shown, spent) in
            [("", ""), (made.as_str(), "x"), ("99999999999", "0"), ("-9223372036854775808", "1")]
        {
            assert_eq!(at(shown, spent), None, "{shown} {spent}");
        }
    }

    #[test]
    fn junk_for_seconds_counts_as_not_said() {
        for junk in [json!(null), json!(-1), json!("9"), json!(1.5), json!([1]), json!({}), json!(1e300)] {
            assert_eq!(seconds(&junk), None, "{junk}");
        }
        assert_eq!(seconds(&json!(61)), Some(61));
        assert_eq!(seconds(&json!(u64::MAX)), Some(i32::MAX));
    }

    #[test]
    fn buttons_lead_where_they_say() {
        let id = Uuid::nil();
        let to = |position, go| address(id, position, 3, go).replace(&format!("/attempts/{id}"), "");
        assert_eq!(to(1, Go::Previous), "?item=1");
        assert_eq!(to(2, Go::Flag), "?item=2");
        assert_eq!(to(2, Go::Next), "?item=3");
        assert_eq!(to(3, Go::Next), "/review");
        assert_eq!(to(1, Go::Review), "/review");
    }

    #[test]
    fn a_refusal_is_told_in_a_sentence() {
        assert_eq!(sentence(&Refusal::Stale), "A newer answer to this item is stored already.");
    }
}
