//! The sections of one certification over time: a small drawing of each, and the same numbers as a table.

use crate::small_chart::SmallChart;
use crate::words::When;
use invigil_exam::{Edition, SectionMark};
use invigil_store::AttemptSummary;

/// How many of the newest exams are drawn.
const MOST: usize = 12;

/// The sections of an edition.
pub(super) struct Sections {
    /// The exams that have any of them, the newest first.
    pub(super) exams: Vec<When>,
    pub(super) rows: Vec<SectionRow>,
}

/// One section.
pub(super) struct SectionRow {
    pub(super) title: String,
    pub(super) chart: SmallChart,
    /// By exam, the newest first: the share right; empty where an exam doesn't have the section.
    pub(super) shares: Vec<String>,
}

impl Sections {
    /// Of attempts of one certification, the newest first. What was sat by another edition counts where that has the same section.
    pub(super) fn new(edition: &Edition, attempts: &[&AttemptSummary]) -> Option<Sections> {
        let of = |attempt: &AttemptSummary, id: &str| -> Option<u8> {
            let outcome = attempt.outcome.as_ref()?;
            share(outcome.sections.iter().find(|mark| mark.section == id)?)
        };
        let has_any = |attempt: &&&AttemptSummary| {
            edition.sections.iter().any(|section| of(attempt, &section.id).is_some())
        };
        let drawn: Vec<&AttemptSummary> = attempts.iter().filter(has_any).take(MOST).copied().collect();
        let rows: Vec<SectionRow> = edition
            .sections
            .iter()
            .filter_map(|section| {
                let shares: Vec<Option<u8>> = drawn.iter().map(|attempt| of(attempt, &section.id)).collect();
                let oldest_first: Vec<u8> = shares.iter().rev().copied().flatten().collect();
                Some(SectionRow {
                    title: section.title.clone(),
                    chart: SmallChart::new(&section.title, &oldest_first, edition.pass_percent)?,
                    shares: shares
                        .into_iter()
                        .map(|share| share.map_or(String::new(), |share| format!("{share}\u{a0}%")))
                        .collect(),
                })
            })
            .collect();
        (!rows.is_empty()).then(|| Sections {
            exams: drawn.iter().map(|attempt| When::date(attempt.started_at)).collect(),
            rows,
        })
    }
}

/// The share right in whole percent, rounded down, so that what reaches the pass mark looks like it and nothing else does.
fn share(mark: &SectionMark) -> Option<u8> {
    let share = (u32::from(mark.right) * 100).checked_div(u32::from(mark.items))?;
    Some(u8::try_from(share).unwrap_or(100).min(100))
}
