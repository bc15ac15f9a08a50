//! How many items come back on each of the next days, as bars and as a table.

use crate::words;
use invigil_store::Queue;
use time::{Duration, OffsetDateTime};

/// How many days are drawn, today counted.
const DAYS: usize = 14;

/// The height of the drawing in pixels.
pub(crate) const HEIGHT: f64 = 150.0;

/// Where bars begin and how high they are at most.
const GROUND: f64 = 122.0;
const HIGHEST: f64 = 96.0;

/// One day.
#[derive(Clone, Debug)]
pub(super) struct Day {
    /// `Today`, `Mon 23 Nov`.
    pub(super) name: String,
    /// What stands below its bar: `23`.
    pub(super) short: String,
    pub(super) items: usize,
    /// Percent of the width at which the bar begins, and where its middle is.
    pub(super) x: String,
    pub(super) middle: String,
    /// Pixels.
    pub(super) y: f64,
    pub(super) height: f64,
}

/// The next days.
#[derive(Clone, Debug)]
pub(super) struct Forecast {
    pub(super) days: Vec<Day>,
    /// For those who can't see the drawing.
    pub(super) description: String,
    /// The width of a bar, in percent.
    pub(super) width: String,
}

impl Forecast {
    /// Counts what isn't taken out. What is overdue is today's.
    pub(super) fn new(queue: &Queue) -> Forecast {
        let today = queue.now.date();
        let mut counts = [0_usize; DAYS];
        for item in queue.items.iter().filter(|item| !item.suspended) {
            let day = (item.card.comes_back().date() - today).whole_days();
            let day = if item.card.due_at <= queue.now { 0 } else { day.max(0) };
            if let Some(count) = usize::try_from(day).ok().and_then(|day| counts.get_mut(day)) {
                *count += 1;
            }
        }
        let most = counts.iter().copied().max().unwrap_or(0).max(1);
        let step = 100.0 / DAYS as f64;
        let days = counts
            .iter()
            .enumerate()
            .map(|(index, &items)| {
                let at = queue.now + Duration::days(index as i64);
                let height = (HIGHEST * items as f64 / most as f64).round();
                Day {
                    name: name(at, index),
                    short: at.day().to_string(),
                    items,
                    x: format!("{:.2}%", step * (index as f64 + 0.15)),
                    middle: format!("{:.2}%", step * (index as f64 + 0.5)),
                    y: GROUND - height,
                    height,
                }
            })
            .collect();
        let total: usize = counts.iter().sum();
        Forecast {
            days,
            description: format!(
                "{} in the next {DAYS} days, {} of them today. The table has every day.",
                words::counted(total as i64, "item comes back", "items come back"),
                counts[0]
            ),
            width: format!("{:.2}%", step * 0.7),
        }
    }
}

fn name(at: OffsetDateTime, index: usize) -> String {
    if index == 0 {
        return "Today".to_owned();
    }
    let (weekday, month) = (at.weekday().to_string(), at.month().to_string());
    format!("{} {} {}", &weekday[..3], at.day(), &month[..3])
}

#[cfg(test)]
mod tests {
    use super::{DAYS, Forecast, GROUND, HIGHEST};
    use invigil_exam::ItemMark;
    use invigil_store::{Queue, ReviewItem};
    use invigil_study::schedule;
    use time::macros::datetime;
    use time::{Duration, OffsetDateTime};

    const NOW: OffsetDateTime = datetime!(2026-11-29 09:00 UTC);

    fn item(missed_at: OffsetDateTime, suspended: bool) -> ReviewItem {
        ReviewItem {
            item: "pcep-a".into(),
            revision: 1,
            certification: "pcep".into(),
            section: "a".into(),
            topic: "t".into(),
            card: schedule::after(None, ItemMark::Wrong, false, missed_at).unwrap(),
            suspended,
        }
    }

    #[test]
    fn each_item_counts_on_the_day_on_which_it_comes_back() {
        let items = vec![
            item(NOW - Duration::days(30), false),
            item(NOW - Duration::days(1), false),
            item(NOW, false),
            item(NOW - Duration::days(1), true),
        ];
        let forecast = Forecast::new(&Queue { items, now: NOW });
        let counts: Vec<usize> = forecast.days.iter().map(|day| day.items).collect();
        assert_eq!(counts.len(), DAYS);
        assert_eq!(counts[..3], [2, 1, 0]);
        assert_eq!((forecast.days[0].height, forecast.days[0].y), (HIGHEST, GROUND - HIGHEST));
        assert_eq!((forecast.days[0].name.as_str(), forecast.days[2].name.as_str()), ("Today", "Tue 1 Dec"));
        assert!(forecast.description.contains("2 of them today"), "{}", forecast.description);
    }
}
