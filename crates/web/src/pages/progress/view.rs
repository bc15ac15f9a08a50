//! What the page of one certification shows of its areas and of the scores to be expected.

use crate::readiness::{self, Range, percent_of_width, share};
use crate::words;
use invigil_exam::Edition;
use invigil_measure::{BANDS, Scores};
use invigil_study::{AreaEstimate, Estimate};

/// The height of the drawing of scores, in pixels; its floor, and the top of the highest bar.
pub(crate) const HEIGHT: f64 = 168.0;
pub(crate) const FLOOR: f64 = 144.0;
const TOP: f64 = 30.0;
/// Bands whose chance is lower than this aren't told.
const LEAST: f64 = 0.005;

/// A section or topic as a line of a table.
pub(crate) struct AreaRow {
    /// The section's or the topic's id.
    pub(crate) id: String,
    pub(crate) title: String,
    /// `12 of 20`; empty where nothing was asked.
    pub(crate) counted: String,
    /// As drawn; `None` where too little is known.
    pub(crate) range: Option<Range>,
    /// `between 45 % and 72 %`, or why it can't be said.
    pub(crate) likely: String,
    /// Whether the whole interval is below the pass mark.
    pub(crate) weak: bool,
}

impl AreaRow {
    pub(crate) fn new(area: &AreaEstimate, pass_percent: u8) -> AreaRow {
        let known = area.is_known();
        AreaRow {
            id: area.id.clone(),
            title: area.title.clone(),
            counted: if area.asked == 0 {
                String::new()
            } else {
                format!("{} of {}", area.right, area.asked)
            },
            range: known.then(|| Range::new(area.low, area.mean, area.high)),
            likely: if known {
                format!("between {} and {}", share(area.low), share(area.high))
            } else {
                too_few(area)
            },
            weak: known && area.high < f64::from(pass_percent) / 100.0,
        }
    }
}

/// Why nothing can be said of an area.
fn too_few(area: &AreaEstimate) -> String {
    match area.asked {
        0 => "nothing asked so far".to_owned(),
        asked if f64::from(asked) >= invigil_study::ENOUGH => {
            "old answers or repeats: too few to say".to_owned()
        }
        asked => format!("{} so far: too few to say", words::counted(asked, "answer", "answers")),
    }
}

/// The topics of an edition, by how much is known of them; each list begins with what needs practice most.
#[derive(Default)]
pub(crate) struct Topics {
    /// With an interval.
    pub(crate) known: Vec<AreaRow>,
    /// With too few answers.
    pub(crate) few: Vec<AreaRow>,
    /// Never asked, in the order of the syllabus.
    pub(crate) unasked: Vec<AreaRow>,
}

impl Topics {
    pub(crate) fn new(mut areas: Vec<AreaEstimate>, pass_percent: u8) -> Topics {
        let unasked = areas.extract_if(.., |area| area.asked == 0).collect::<Vec<_>>();
        weakest_first(&mut areas);
        let (known, few): (Vec<_>, Vec<_>) = areas.iter().partition(|area| area.is_known());
        let row = |area: &AreaEstimate| AreaRow::new(area, pass_percent);
        Topics {
            known: known.into_iter().map(row).collect(),
            few: few.into_iter().map(row).collect(),
            unasked: unasked.iter().map(row).collect(),
        }
    }
}

/// Sorts areas so that the one with the lowest expected rate comes first.
pub(crate) fn weakest_first(areas: &mut [AreaEstimate]) {
    areas.sort_by(|a, b| a.mean.total_cmp(&b.mean));
}

/// What a form that begins practice sends.
pub(crate) struct Practice {
    /// The section's id, as the edition that is offered first has it; empty where topics are named instead.
    pub(crate) section: String,
    /// The topics' ids.
    pub(crate) topics: Vec<String>,
}

impl Practice {
    /// Of a section of `edition`: by its id where practice knows it, else by its topics.
    pub(crate) fn of_section(edition: &Edition, index: usize) -> Practice {
        match edition.sections.get(index) {
            Some(section) if edition.default => Practice { section: section.id.clone(), topics: Vec::new() },
            Some(section) => Practice { section: String::new(), topics: section.topics.clone() },
            None => Practice { section: String::new(), topics: Vec::new() },
        }
    }
}

/// What a better section would do.
pub(crate) struct RaiseRow {
    pub(crate) title: String,
    /// Its rate now, and the better one.
    pub(crate) from: String,
    pub(crate) to: String,
    /// `about 8 in 10`, or that it would be a little more.
    pub(crate) chance: String,
    pub(crate) practice: Practice,
}

impl RaiseRow {
    pub(crate) fn all(edition: &Edition, estimate: &Estimate) -> Vec<RaiseRow> {
        estimate
            .raises
            .iter()
            .filter_map(|raise| {
                let section = edition.sections.get(raise.section)?;
                let (now, then) = (readiness::chance(estimate.chance), readiness::chance(raise.chance));
                Some(RaiseRow {
                    title: section.title.clone(),
                    from: share(raise.from),
                    to: share(raise.to),
                    chance: if now == then {
                        "a little more than now".to_owned()
                    } else {
                        format!("{then} instead of {now}")
                    },
                    practice: Practice::of_section(edition, raise.section),
                })
            })
            .collect()
    }
}

/// A bar of the drawing: the chance of scores in its band.
pub(crate) struct Bar {
    /// Percent of the width.
    pub(crate) x: String,
    /// Percent of the width.
    pub(crate) width: String,
    /// Pixels.
    pub(crate) y: f64,
    /// Pixels.
    pub(crate) height: f64,
    /// Whether these scores pass.
    pub(crate) passes: bool,
}

/// The scores to be expected, against the pass mark.
pub(crate) struct Outlook {
    /// For those who can't see it.
    pub(crate) description: String,
    pub(crate) bars: Vec<Bar>,
    /// The pass mark in percent of the width.
    pub(crate) pass: String,
    /// Where its label is anchored.
    pub(crate) pass_anchor: &'static str,
    /// In eight of ten forms, from and to.
    pub(crate) low: String,
    pub(crate) high: String,
    /// The same numbers as a table: scores, and in how many of a hundred forms.
    pub(crate) bands: Vec<(String, String)>,
}

impl Outlook {
    pub(crate) fn new(scores: &Scores, pass_percent: u8) -> Outlook {
        let width = 1.0 / BANDS as f64;
        let most = scores.bands.iter().copied().fold(f64::EPSILON, f64::max);
        let (low, high) = (share(scores.low), share(scores.high));
        let bars = scores
            .bands
            .iter()
            .enumerate()
            .filter(|&(_, &chance)| chance >= LEAST)
            .map(|(band, chance)| {
                let height = ((FLOOR - TOP) * chance / most).max(1.0).round();
                Bar {
                    x: percent_of_width((band as f64 + 0.08) * width),
                    width: percent_of_width(0.84 * width),
                    y: FLOOR - height,
                    height,
                    passes: band * 100 / BANDS >= usize::from(pass_percent),
                }
            })
            .collect();
        let bands = scores
            .bands
            .iter()
            .enumerate()
            .filter(|&(_, &chance)| chance >= LEAST)
            .map(|(band, chance)| {
                let from = band * 100 / BANDS;
                (
                    format!("{from} to {}\u{a0}%", from + 100 / BANDS),
                    format!("{} in 100", (chance * 100.0).round()),
                )
            })
            .collect();
        Outlook {
            description: format!(
                "Scores to be expected of fresh forms: {low} to {high} in eight of ten, {} on average. \
                 The pass mark is {pass_percent}\u{a0}%.",
                share(scores.mean)
            ),
            bars,
            pass: percent_of_width(f64::from(pass_percent) / 100.0),
            pass_anchor: match pass_percent {
                0..20 => "start",
                20..80 => "middle",
                _ => "end",
            },
            low,
            high,
            bands,
        }
    }
}
