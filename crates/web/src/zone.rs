//! Time zones: moments as an instructor gives them and as people read them, with the zone's name.

use crate::words::When;
use jiff::civil::DateTime;
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{Timestamp, Zoned};
use std::fmt;
use std::sync::LazyLock;
use time::{Date, Month, OffsetDateTime};

/// The names that a form offers: those of places, and UTC.
static NAMES: LazyLock<Vec<String>> = LazyLock::new(|| {
    const REGIONS: [&str; 10] = [
        "Africa",
        "America",
        "Antarctica",
        "Arctic",
        "Asia",
        "Atlantic",
        "Australia",
        "Europe",
        "Indian",
        "Pacific",
    ];
    let mut names: Vec<String> = jiff::tz::db()
        .available()
        .map(|name| name.to_string())
        .filter(|name| name.split_once('/').is_some_and(|(region, _)| REGIONS.contains(&region)))
        .collect();
    names.sort_unstable();
    names.insert(0, "UTC".to_owned());
    names
});

/// A time zone with its IANA name.
#[derive(Clone, Debug)]
pub(crate) struct Zone {
    name: String,
    zone: TimeZone,
}

impl Zone {
    /// The zone of this name, as written in [`Zone::names`].
    pub(crate) fn named(name: &str) -> Option<Zone> {
        let known = NAMES.iter().any(|known| known == name);
        known.then(|| TimeZone::get(name).ok()).flatten().map(|zone| Zone { name: name.to_owned(), zone })
    }

    /// The zone of a stored name; UTC, by its own name, where this build doesn't know it.
    pub(crate) fn stored(name: &str) -> Zone {
        Zone::named(name).unwrap_or_else(|| Zone { name: "UTC".to_owned(), zone: TimeZone::UTC })
    }

    /// What a form offers.
    pub(crate) fn names() -> &'static [String] {
        &NAMES
    }

    /// Its name.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// The moment at which clocks in this zone show `local`, as a field of the type `datetime-local` sends it.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub(crate) fn moment(&self, local: &str) -> Result<OffsetDateTime, String> {
        let local = local.trim();
        if local.is_empty() {
            return Err("Choose date and time.".to_owned());
        }
        let shown: DateTime = local
            .parse()
            .map_err(|_| "This isn’t a date with a time; it should look like 2026-12-03T17:00.".to_owned())?;
        if !(2000..=2199).contains(&shown.year()) {
            return Err("Choose a year from 2000 to 2199.".to_owned());
        }
        let ambiguous = self.zone.to_ambiguous_timestamp(shown);
        let told = |put: &str, then: &str| {
            let (date, time, name) = (shown.strftime("%-d %b %Y"), shown.strftime("%H:%M"), &self.name);
            Err(format!(
                "On {date} clocks are put {put} in {name}, so {time} {then} on that day. Choose a time an hour earlier or later."
            ))
        };
        match ambiguous.offset() {
            AmbiguousOffset::Unambiguous { .. } => {}
            AmbiguousOffset::Gap { .. } => return told("forward", "doesn’t exist"),
            AmbiguousOffset::Fold { .. } => return told("back", "comes twice"),
        }
        let moment = ambiguous.compatible().map_err(|_| "Choose another date.".to_owned())?;
        OffsetDateTime::from_unix_timestamp(moment.as_second()).map_err(|_| "Choose another date.".to_owned())
    }

    /// What a field of the type `datetime-local` shows for a moment.
    pub(crate) fn field(&self, at: OffsetDateTime) -> String {
        self.zoned(at).strftime("%Y-%m-%dT%H:%M").to_string()
    }

    /// A moment as it is told with the zone's name.
    pub(crate) fn tell(&self, at: OffsetDateTime) -> Moment {
        Moment { text: self.short(at), zone: self.name.clone(), at }
    }

    /// A moment without the zone's name: `3 Dec 2026, 17:00`.
    pub(crate) fn short(&self, at: OffsetDateTime) -> String {
        self.zoned(at).strftime("%-d\u{a0}%b\u{a0}%Y, %H:%M").to_string()
    }

    /// The day that it is in this zone.
    pub(crate) fn day(&self, at: OffsetDateTime) -> Date {
        let date = self.zoned(at).date();
        let month = Month::try_from(date.month().unsigned_abs()).unwrap_or(Month::January);
        Date::from_calendar_date(date.year().into(), month, date.day().unsigned_abs()).unwrap_or(at.date())
    }

    /// When a day begins in this zone: at midnight, or where clocks are put forward then, at the first moment after it.
    pub(crate) fn midnight(&self, day: Date) -> OffsetDateTime {
        let utc = day.midnight().assume_utc();
        let civil = i16::try_from(day.year()).ok().and_then(|year| {
            let month = i8::try_from(u8::from(day.month())).ok()?;
            jiff::civil::Date::new(year, month, i8::try_from(day.day()).ok()?).ok()
        });
        let start = civil.and_then(|civil| civil.to_zoned(self.zone.clone()).ok());
        start
            .and_then(|start| OffsetDateTime::from_unix_timestamp(start.timestamp().as_second()).ok())
            .unwrap_or(utc)
    }

    fn zoned(&self, at: OffsetDateTime) -> Zoned {
        let moment = Timestamp::from_second(at.unix_timestamp()).unwrap_or(Timestamp::UNIX_EPOCH);
        moment.to_zoned(self.zone.clone())
    }
}

/// A moment in a zone. It is told in that zone with its name, and in the reader's own time, which `zones.js` takes away where
/// the reader's zone is that very one.
#[derive(Clone, Debug)]
pub(crate) struct Moment {
    text: String,
    zone: String,
    at: OffsetDateTime,
}

impl Moment {
    /// Without the reader's own time: `3 Dec 2026, 17:00 Europe/Berlin`.
    pub(crate) fn plain(&self) -> String {
        format!("{} {}", self.text, self.zone)
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Moment { text, zone, at } = self;
        write!(
            formatter,
            r#"<span class="zoned">{text} <span class="zone">{zone}</span><span class="own-time" data-zone="{zone}"> (for you {})</span></span>"#,
            When::new(*at)
        )
    }
}

/// It is made of digits, names of months and the names of zones, which are ours.
impl askama::filters::HtmlSafe for Moment {}

#[cfg(test)]
mod tests {
    use super::Zone;
    use time::macros::{date, datetime};

    #[test]
    fn a_moment_goes_into_the_zone_and_back() {
        let berlin = Zone::named("Europe/Berlin").unwrap();
        let winter = berlin.moment("2026-12-03T17:00").unwrap();
        assert_eq!(winter, datetime!(2026-12-03 16:00 UTC));
        assert_eq!(berlin.moment("2026-07-03T17:00").unwrap(), datetime!(2026-07-03 15:00 UTC));
        assert_eq!(berlin.field(winter), "2026-12-03T17:00");
        assert_eq!(berlin.tell(winter).plain().replace('\u{a0}', " "), "3 Dec 2026, 17:00 Europe/Berlin");
        let kathmandu = Zone::named("Asia/Kathmandu").unwrap();
        assert_eq!(kathmandu.moment("2026-12-03T17:00").unwrap(), datetime!(2026-12-03 11:15 UTC));
    }

    #[test]
    fn what_a_change_of_clocks_makes_of_a_time_is_told() {
        let berlin = Zone::named("Europe/Berlin").unwrap();
        let gap = berlin.moment("2026-03-29T02:30").unwrap_err();
        assert!(
            gap.contains("On 29 Mar 2026 clocks are put forward in Europe/Berlin, so 02:30 doesn’t exist"),
            "{gap}"
        );
        let fold = berlin.moment("2026-10-25T02:30").unwrap_err();
        assert!(fold.contains("put back") && fold.contains("02:30 comes twice"), "{fold}");
        assert!(berlin.moment("2026-03-29T03:00").is_ok() && berlin.moment("2026-10-25T03:00").is_ok());
    }

    #[test]
    fn days_are_those_of_the_zone() {
        let auckland = Zone::named("Pacific/Auckland").unwrap();
        let late = datetime!(2026-12-03 16:00 UTC);
        assert_eq!(auckland.day(late), date!(2026 - 12 - 04));
        assert_eq!(Zone::stored("UTC").day(late), date!(2026 - 12 - 03));
        assert_eq!(auckland.midnight(date!(2026 - 12 - 04)), datetime!(2026-12-03 11:00 UTC));
        // Clocks are put forward at midnight, so the day begins at one.
        let beirut = Zone::named("Asia/Beirut").unwrap();
        assert_eq!(beirut.midnight(date!(2026 - 03 - 29)), datetime!(2026-03-28 22:00 UTC));
        assert_eq!(beirut.midnight(date!(2026 - 03 - 30)), datetime!(2026-03-29 21:00 UTC));
    }

    #[test]
    fn nonsense_is_told() {
        let utc = Zone::named("UTC").unwrap();
        for nonsense in ["", "tomorrow", "2026-13-01T00:00", "9999-01-01T00:00", "2026-02-30T10:00", "10:00"]
        {
            assert!(utc.moment(nonsense).is_err(), "{nonsense}");
        }
        assert!(Zone::named("Mars/Olympus").is_none() && Zone::named("").is_none());
        assert_eq!(Zone::stored("Mars/Olympus").name(), "UTC");
    }

    #[test]
    fn every_zone_that_is_offered_is_known() {
        assert!(Zone::names().len() > 300);
        for name in Zone::names() {
            assert!(Zone::named(name).is_some(), "{name}");
        }
    }
}
