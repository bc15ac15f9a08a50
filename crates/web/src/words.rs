//! Times, durations, scores and counts as people read them.

use invigil_exam::{Level, Score};
use std::fmt;
use time::format_description::StaticFormatDescription;
use time::format_description::well_known::Rfc3339;
use time::macros::format_description;
use time::{Duration, OffsetDateTime, UtcOffset};

const DATE: StaticFormatDescription = format_description!("[day padding:none] [month repr:short] [year]");
const DATE_AND_TIME: StaticFormatDescription =
    format_description!("[day padding:none] [month repr:short] [year], [hour]:[minute] UTC");
const TIME: StaticFormatDescription = format_description!("[hour]:[minute] UTC");

/// A space that no line breaks at.
const NO_BREAK: char = '\u{a0}';

/// A moment as a `<time>` element: in UTC as the server writes it, in the reader's own time zone once base.js ran.
#[derive(Clone, Copy, Debug)]
pub(crate) struct When {
    at: OffsetDateTime,
    /// What of it is told, as base.js knows it.
    kind: &'static str,
    format: StaticFormatDescription,
}

impl When {
    /// Date and time of day.
    pub(crate) fn new(at: OffsetDateTime) -> When {
        When { at, kind: "moment", format: DATE_AND_TIME }
    }

    /// Only the date.
    pub(crate) fn date(at: OffsetDateTime) -> When {
        When { at, kind: "date", format: DATE }
    }

    /// Only the time of day, of something that is near.
    pub(crate) fn time(at: OffsetDateTime) -> When {
        When { at, kind: "time", format: TIME }
    }

    /// Without an element, for the text of a drawing: `22 Nov 2026`.
    pub(crate) fn plain(self) -> String {
        self.at.to_offset(UtcOffset::UTC).format(DATE).unwrap_or_default()
    }
}

impl fmt::Display for When {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = self.at.to_offset(UtcOffset::UTC).truncate_to_second();
        let machine = at.format(&Rfc3339).map_err(|_| fmt::Error)?;
        let human = at.format(self.format).map_err(|_| fmt::Error)?;
        write!(formatter, r#"<time datetime="{machine}" data-local="{}">{human}</time>"#, self.kind)
    }
}

/// It is made of digits and names of months only.
impl askama::filters::HtmlSafe for When {}

/// A length of time, to the minute from an hour on, else to the second: `1 h 05 min`, `48 min 07 s`, `9 s`.
pub(crate) fn duration(length: Duration) -> String {
    let seconds = length.whole_seconds().max(0);
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    match (hours, minutes) {
        (0, 0) => format!("{seconds}{NO_BREAK}s"),
        (0, _) => format!("{minutes}{NO_BREAK}min {seconds:02}{NO_BREAK}s"),
        _ => format!("{hours}{NO_BREAK}h {minutes:02}{NO_BREAK}min"),
    }
}

/// Time left, in whole minutes begun: `34 minutes left`, `less than a minute left`.
pub(crate) fn time_left(left: Duration) -> String {
    let seconds = left.whole_seconds().max(0);
    if seconds < 60 {
        "less than a minute left".to_owned()
    } else {
        format!("{} left", counted(seconds / 60, "minute", "minutes"))
    }
}

/// A score in percent with one decimal, as [`Score::tenths_of_percent`] rounds it: `72.5 %`.
pub(crate) fn percent(score: Score) -> String {
    tenths(score.tenths_of_percent())
}

/// Tenths of a percent: `72.5 %`.
pub(crate) fn tenths(tenths: u16) -> String {
    format!("{}.{}{NO_BREAK}%", tenths / 10, tenths % 10)
}

/// A number with its noun: `1 item`, `40 items`.
pub(crate) fn counted(number: impl Into<i64>, one: &str, many: &str) -> String {
    let number = number.into();
    format!("{number}{NO_BREAK}{}", if number == 1 { one } else { many })
}

/// A size of something large, in millions of bytes with at most one decimal, rounded up: `25 MB`, `25.1 MB`.
pub(crate) fn megabytes(bytes: usize) -> String {
    let tenths = bytes.div_ceil(100_000);
    match tenths % 10 {
        0 => format!("{}{NO_BREAK}MB", tenths / 10),
        rest => format!("{}.{rest}{NO_BREAK}MB", tenths / 10),
    }
}

/// Names as a sentence lists them: `PCAP`, `PCAP and PCPP 32-1`, `PCAP, PCPP 32-1 and PCPP 32-2`. No line breaks within one.
pub(crate) fn listed(names: &[impl AsRef<str>]) -> String {
    let names: Vec<String> = names.iter().map(|name| name.as_ref().replace(' ', "\u{a0}")).collect();
    match names.as_slice() {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// A level as a word.
pub(crate) fn level(level: Level) -> &'static str {
    match level {
        Level::Entry => "Entry",
        Level::Associate => "Associate",
        Level::Professional => "Professional",
        Level::Expert => "Expert",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn a_moment_is_told_in_utc() {
        let at = datetime!(2026-11-02 01:05:09.25 +02:00);
        assert_eq!(
            When::new(at).to_string(),
            r#"<time datetime="2026-11-01T23:05:09Z" data-local="moment">1 Nov 2026, 23:05 UTC</time>"#
        );
        assert_eq!(When::date(at).plain(), "1 Nov 2026");
        assert!(When::time(at).to_string().contains(">23:05 UTC<"));
    }

    #[test]
    fn durations_are_as_exact_as_they_are_short() {
        let told = |seconds| duration(Duration::seconds(seconds)).replace(NO_BREAK, " ");
        assert_eq!(told(-1), "0 s");
        assert_eq!(told(9), "9 s");
        assert_eq!(told(48 * 60 + 7), "48 min 07 s");
        assert_eq!(told(3600), "1 h 00 min");
        assert_eq!(told(65 * 60 + 59), "1 h 05 min");
    }

    #[test]
    fn time_left_never_promises_too_much() {
        let told = |seconds| time_left(Duration::seconds(seconds)).replace(NO_BREAK, " ");
        assert_eq!(told(59), "less than a minute left");
        assert_eq!(told(119), "1 minute left");
        assert_eq!(told(34 * 60 + 59), "34 minutes left");
    }

    #[test]
    fn a_score_is_shown_rounded_down() {
        assert_eq!(percent(Score { points: 2, max: 3 }).replace(NO_BREAK, " "), "66.6 %");
    }

    #[test]
    fn a_size_is_never_told_too_small() {
        assert_eq!(megabytes(25_000_000).replace(NO_BREAK, " "), "25 MB");
        assert_eq!(megabytes(25_000_001).replace(NO_BREAK, " "), "25.1 MB");
    }

    #[test]
    fn names_are_listed_as_in_a_sentence() {
        assert_eq!(listed(&[] as &[&str]), "");
        assert_eq!(listed(&["A"]), "A");
        assert_eq!(listed(&["A", "B", "C"]), "A, B and C");
    }
}
