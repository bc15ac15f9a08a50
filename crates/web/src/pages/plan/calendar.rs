//! A plan as an iCalendar file (RFC 5545): an all-day event for each day with something to do, and one for the exam.

use super::current::{Current, Exam};
use super::view::{brief, label};
use crate::error::Error;
use crate::extract::Path;
use crate::session::Candidate;
use crate::state::App;
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use icalendar::{Calendar, Component, Event, Property};
use invigil_study::plan::Task;
use std::sync::Arc;
use time::format_description::StaticFormatDescription;
use time::macros::format_description;
use time::{Date, OffsetDateTime, UtcOffset};
use uuid::Uuid;

const DATE: StaticFormatDescription = format_description!("[year][month][day]");
const MOMENT: StaticFormatDescription = format_description!("[year][month][day]T[hour][minute][second]Z");

/// The most octets of a line, without its end (section 3.1).
const LONGEST_LINE: usize = 75;

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    candidate: Candidate,
    Path(certification): Path<String>,
) -> Result<Response, Error> {
    let exam = Exam::find(&app, &certification)?;
    let person = candidate.session.person.id;
    let plan = app.store.study_plans(person, Some(&exam.id), false).await?.pop().ok_or(Error::NotFound)?;
    let current = Current::of(&app, person, &exam, plan).await?;
    let address = format!("{}/plan/{}", app.settings.public_url, exam.id);
    let headers = [
        (CONTENT_TYPE, "text/calendar; charset=utf-8".to_owned()),
        (CONTENT_DISPOSITION, format!("attachment; filename=\"study-plan-{}.ics\"", exam.id)),
        (CACHE_CONTROL, "private, no-store".to_owned()),
    ];
    Ok((headers, written(&exam, person, &current, &address)).into_response())
}

fn written(exam: &Exam, person: Uuid, current: &Current, address: &str) -> String {
    let days = Days { exam, person, now: current.plan.now, address };
    let mut calendar = Calendar::empty();
    calendar
        .append_property(Property::new("VERSION", "2.0"))
        .append_property(Property::new("PRODID", "-//Invigil//Study plan//EN"))
        .append_property(Property::new("CALSCALE", "GREGORIAN"))
        .append_property(Property::new("METHOD", "PUBLISH"))
        .name(&format!("Study plan {}", exam.short));
    let this_week = current.this_week.iter().map(|written| &written.week);
    for week in this_week.chain(&current.coming) {
        for tasks in week.tasks.chunk_by(|one, next| one.on == next.on) {
            calendar.push(days.event(tasks));
        }
    }
    calendar.push(days.exam_day(current.plan.terms.exam_on));
    folded(&calendar.to_string())
}

/// What the events of a plan have in common.
struct Days<'a> {
    exam: &'a Exam,
    person: Uuid,
    now: OffsetDateTime,
    address: &'a str,
}

impl Days<'_> {
    fn event(&self, tasks: &[Task]) -> Event {
        let Some(first) = tasks.first() else { return Event::new() };
        let brief: Vec<String> = tasks.iter().map(|task| brief(self.exam, &task.what)).collect();
        let lines: Vec<String> = tasks
            .iter()
            .map(|task| format!("{}: about {} minutes", label(self.exam, &task.what), task.minutes))
            .collect();
        let summary = format!("{}: {}", self.exam.short, brief.join(", "));
        self.on(first.on, &first.on.format(DATE).unwrap_or_default(), &summary, &lines.join("\n"))
    }

    fn exam_day(&self, on: Date) -> Event {
        self.on(on, "exam", &format!("{} exam", self.exam.short), "The day of the exam. Good luck.")
    }

    /// An event of a whole day that leaves the day free. Its identity stays when what is planned on it changes, so that a file
    /// that is brought in again replaces what was.
    fn on(&self, on: Date, name: &str, summary: &str, description: &str) -> Event {
        let date = |day: Date| day.format(DATE).unwrap_or_default();
        let day = |property: &str, day: Date| {
            Property::new(property, date(day)).add_parameter("VALUE", "DATE").done()
        };
        let plain = |text: &str| text.replace('\u{a0}', " ");
        Event::new()
            .uid(&format!("plan-{}-{}-{name}@invigil", self.person, self.exam.id))
            .add_property("DTSTAMP", self.now.to_offset(UtcOffset::UTC).format(MOMENT).unwrap_or_default())
            .append_property(day("DTSTART", on))
            .append_property(day("DTEND", on.next_day().unwrap_or(on)))
            .summary(&plain(summary))
            .description(&plain(description))
            .add_property("URL", self.address)
            .add_property("TRANSP", "TRANSPARENT")
            .done()
    }
}

/// Folds lines anew: the crate lets the last part of a folded line be an octet too long.
fn folded(calendar: &str) -> String {
    let mut lines = String::with_capacity(calendar.len());
    for line in calendar.replace("\r\n ", "").split_terminator("\r\n") {
        let mut length = 0;
        for character in line.chars() {
            if length + character.len_utf8() > LONGEST_LINE {
                lines.push_str("\r\n ");
                length = 1;
            }
            lines.push(character);
            length += character.len_utf8();
        }
        lines.push_str("\r\n");
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::{LONGEST_LINE, folded};

    #[test]
    fn lines_are_folded_between_characters_and_come_back_whole() {
        for length in [74, 75, 76, 149, 150, 151, 300] {
            let line = "ä".repeat(length);
            let text = folded(&format!("A:{line}\r\nB:b\r\n"));
            assert!(text.split("\r\n").all(|line| line.len() <= LONGEST_LINE), "{text}");
            assert_eq!(text.replace("\r\n ", ""), format!("A:{line}\r\nB:b\r\n"));
        }
    }
}
