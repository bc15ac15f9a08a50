//! Time per item: how long a section's items take, against the time that the exam gives for one.

use crate::words;
use invigil_exam::Edition;
use invigil_store::{AttemptSummary, Catalogue};
use time::Duration;

/// How many of the newest exams are looked at.
const MOST: usize = 10;

/// How many of the slowest items are named.
const SLOWEST: usize = 5;

/// The times of one certification's exams.
pub(super) struct Times {
    /// What the exam gives for one item, in words.
    pub(super) given: String,
    /// How many exams were measured.
    pub(super) exams: String,
    pub(super) rows: Vec<TimeRow>,
    /// The slowest items of the last exam that was measured.
    pub(super) slowest: Vec<Slow>,
}

/// The items of one section.
pub(super) struct TimeRow {
    pub(super) title: String,
    /// How many items were looked at.
    pub(super) items: usize,
    /// The median in words.
    pub(super) median: String,
    /// How it compares with what is given: `25 s less`.
    pub(super) compared: String,
    /// The median, and what is given, 0 to 100 of the drawing's width.
    pub(super) filled: f64,
    pub(super) mark: f64,
    /// Whether it takes longer than given.
    pub(super) over: bool,
}

/// A slow item.
pub(super) struct Slow {
    pub(super) address: String,
    pub(super) position: usize,
    pub(super) section: String,
    pub(super) time: String,
}

impl Times {
    /// Of attempts of one certification, the newest first; `None` where nothing was measured. Items that nobody looked at don't
    /// count.
    pub(super) fn new(
        catalogue: &Catalogue,
        edition: &Edition,
        attempts: &[&AttemptSummary],
    ) -> Option<Times> {
        let measured = |attempt: &&AttemptSummary| {
            attempt.outcome.is_some() && attempt.spent.iter().any(|spent| spent.seconds > Some(0))
        };
        let measured: Vec<&AttemptSummary> = attempts.iter().copied().filter(measured).take(MOST).collect();
        let last = measured.first()?;
        let section_id = |attempt: &AttemptSummary, index: usize| -> Option<String> {
            Some(catalogue.edition(attempt.edition)?.edition.sections.get(index)?.id.clone())
        };
        let items = u32::try_from(edition.items()).unwrap_or(u32::MAX).max(1);
        let given = u32::from(edition.minutes) * 60 / items;
        let medians: Vec<(String, usize, u32)> = edition
            .sections
            .iter()
            .filter_map(|section| {
                let mut seconds: Vec<u32> = measured
                    .iter()
                    .flat_map(|attempt| {
                        attempt.spent.iter().filter(|spent| {
                            section_id(attempt, spent.section).as_deref() == Some(section.id.as_str())
                        })
                    })
                    .filter_map(|spent| spent.seconds.filter(|&seconds| seconds > 0))
                    .collect();
                Some((section.title.clone(), seconds.len(), median(&mut seconds)?))
            })
            .collect();
        let widest = medians.iter().map(|row| row.2).max().unwrap_or(0).max(given * 2).max(1);
        let part = |seconds: u32| (f64::from(seconds) / f64::from(widest) * 1000.0).round() / 10.0;
        let rows = medians
            .into_iter()
            .map(|(title, items, median)| TimeRow {
                title,
                items,
                median: told(median),
                compared: match median.abs_diff(given) {
                    0 => "the same".to_owned(),
                    apart if median > given => format!("{} more", told(apart)),
                    apart => format!("{} less", told(apart)),
                },
                filled: part(median),
                mark: part(given),
                over: median > given,
            })
            .collect();
        Some(Times {
            given: told(given),
            exams: words::counted(measured.len() as i64, "exam", "exams"),
            rows,
            slowest: slowest(last, |index| {
                let known = catalogue.edition(last.edition)?;
                Some(known.edition.sections.get(index)?.title.clone())
            }),
        })
    }
}

fn slowest(attempt: &AttemptSummary, title: impl Fn(usize) -> Option<String>) -> Vec<Slow> {
    let mut items: Vec<(usize, usize, u32)> = attempt
        .spent
        .iter()
        .enumerate()
        .filter_map(|(index, spent)| {
            Some((index + 1, spent.section, spent.seconds.filter(|&seconds| seconds > 0)?))
        })
        .collect();
    items.sort_by_key(|&(position, _, seconds)| (std::cmp::Reverse(seconds), position));
    items
        .into_iter()
        .take(SLOWEST)
        .map(|(position, section, seconds)| Slow {
            address: format!("/attempts/{}/result?show=all#item-{position}", attempt.id),
            position,
            section: title(section).unwrap_or_default(),
            time: told(seconds),
        })
        .collect()
}

fn told(seconds: u32) -> String {
    words::duration(Duration::seconds(seconds.into()))
}

/// The one in the middle; of an even number the mean of the two, rounded down. `None` of nothing.
pub(super) fn median(values: &mut [u32]) -> Option<u32> {
    values.sort_unstable();
    let middle = values.len() / 2;
    match values.len() {
        0 => None,
        odd if odd % 2 == 1 => Some(values[middle]),
        _ => Some(values[middle - 1].midpoint(values[middle])),
    }
}

#[cfg(test)]
mod tests {
    use super::median;

    #[test]
    fn the_median_is_in_the_middle() {
        assert_eq!(median(&mut []), None);
        assert_eq!(median(&mut [9]), Some(9));
        assert_eq!(median(&mut [30, 10, 20]), Some(20));
        assert_eq!(median(&mut [40, 10, 20, 31]), Some(25));
    }
}
