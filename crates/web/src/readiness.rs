//! Readiness in words and as a small drawing, for every page that tells it: [`summaries`] for all certifications of a pathway, and
//! `parts/readiness.html` to write one of them down.

use crate::words;
use invigil_exam::{Certification, CertificationKind, Edition};
use invigil_store::Catalogue;
use invigil_study::{Answer, Estimate, NotEnough, Readiness, readiness};
use time::OffsetDateTime;

/// A range of shares as drawn, each in percent of the width: from, how wide, and the middle.
#[derive(Clone, Debug)]
pub(crate) struct Range {
    /// Where it begins.
    pub(crate) from: String,
    /// How wide it is.
    pub(crate) width: String,
    /// Where the estimate itself is.
    pub(crate) at: String,
}

impl Range {
    /// Of an estimate with its interval, all 0 to 1.
    pub(crate) fn new(low: f64, at: f64, high: f64) -> Range {
        Range { from: percent_of_width(low), width: percent_of_width(high - low), at: percent_of_width(at) }
    }
}

/// A place or length in percent of the width.
pub(crate) fn percent_of_width(share: f64) -> String {
    format!("{:.1}%", share.clamp(0.0, 1.0) * 100.0)
}

/// How ready somebody is.
#[derive(Clone, Debug)]
pub(crate) struct Standing {
    /// The chance as drawn; `None` where it isn't known.
    pub(crate) range: Option<Range>,
    /// The chance in words, `About 6 in 10`; or that there isn't enough data, or no exam.
    pub(crate) headline: String,
    /// Its interval, `between 4 and 8 in 10`; or what is missing.
    pub(crate) said: String,
}

impl Standing {
    /// Of somebody's readiness for an edition's exam.
    pub(crate) fn new(edition: &Edition, readiness: &Readiness) -> Standing {
        match readiness {
            Readiness::Known(estimate) => Standing::known(estimate),
            Readiness::NotEnough(lack) => Standing {
                range: None,
                headline: "Not enough data yet".to_owned(),
                said: what_lacks(edition, lack),
            },
            Readiness::NoExam => Standing {
                range: None,
                headline: "Can’t be told".to_owned(),
                said: "The scores of this exam can’t be reckoned with.".to_owned(),
            },
        }
    }

    fn known(estimate: &Estimate) -> Standing {
        Standing {
            range: Some(Range::new(estimate.low, estimate.chance, estimate.high)),
            headline: capitalised(&chance(estimate.chance)),
            said: between(estimate.low, estimate.high),
        }
    }

    /// Of a recognition, which follows from other exams.
    pub(crate) fn of_recognition(catalogue: &Catalogue, certification: &Certification) -> Standing {
        let shorts: Vec<&str> = certification
            .requires
            .iter()
            .filter_map(|id| catalogue.certification(id))
            .map(|known| known.short.as_str())
            .collect();
        Standing {
            range: None,
            headline: "No exam of its own".to_owned(),
            said: format!(
                "{} follows from passing {}, so there is nothing to be ready for but those.",
                certification.short,
                words::listed(&shorts)
            ),
        }
    }
}

/// How ready somebody is for one certification, by its edition that is offered first.
#[derive(Clone, Debug)]
pub(crate) struct Summary {
    /// The certification's id.
    pub(crate) id: String,
    /// What people call it.
    pub(crate) short: String,
    /// How ready they are.
    pub(crate) standing: Standing,
    /// Whether anything of it was answered.
    pub(crate) begun: bool,
}

/// How ready somebody is for each certification of the shipped bank, in the order of the pathway, from their answers to the items of
/// all of them.
pub(crate) fn summaries(catalogue: &Catalogue, answers: &[Answer], now: OffsetDateTime) -> Vec<Summary> {
    catalogue
        .certifications
        .iter()
        .filter_map(|known| {
            let standing = match known.kind {
                CertificationKind::Recognition => Standing::of_recognition(catalogue, known),
                CertificationKind::Exam => {
                    let edition = known.default_edition()?;
                    Standing::new(edition, &readiness(known, edition, answers, now))
                }
            };
            Some(Summary {
                id: known.id.clone(),
                short: known.short.clone(),
                standing,
                begun: answers.iter().any(|answer| answer.certification == known.id),
            })
        })
        .collect()
}

/// A chance as people say it; it is never none, and never certain: `about 6 in 10`.
pub(crate) fn chance(chance: f64) -> String {
    if chance < 0.05 {
        "less than 1 in 20".to_owned()
    } else if chance > 0.95 {
        "more than 19 in 20".to_owned()
    } else {
        format!("about {} in 10", tenths(chance))
    }
}

/// A chance in tenths, 1 to 9.
pub(crate) fn tenths(chance: f64) -> u8 {
    (chance * 10.0).round().clamp(1.0, 9.0) as u8
}

/// Where a chance lies, rounded outwards: `between 4 and 8 in 10`.
fn between(low: f64, high: f64) -> String {
    match ((low * 10.0).floor() as u8, (high * 10.0).ceil() as u8) {
        (0, 10) => "it can’t be said more closely yet".to_owned(),
        (0, high) => format!("at most {high} in 10"),
        (low, 10) => format!("at least {low} in 10"),
        (low, high) => format!("between {low} and {high} in 10"),
    }
}

/// A share in whole percent; one that was estimated is never none, and never all: `45 %`.
pub(crate) fn share(share: f64) -> String {
    format!("{}\u{a0}%", (share * 100.0).round().clamp(1.0, 99.0))
}

fn capitalised(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or(String::new(), |first| first.to_uppercase().chain(characters).collect())
}

/// What an estimate needs and doesn't have.
fn what_lacks(edition: &Edition, lack: &NotEnough) -> String {
    if lack.answers == 0 {
        return format!(
            "Nothing is answered yet. It takes about {} answers, a few of each section: one mock exam.",
            lack.needed
        );
    }
    let mut said = format!("{} so far", words::counted(lack.answers as i64, "answer", "answers"));
    if (lack.count_like as usize) < lack.answers {
        said += &format!(
            ", which count like {}, as repeats and old answers tell less",
            words::counted(lack.count_like, "fresh one", "fresh ones")
        );
    }
    said += ".";
    if lack.count_like < lack.needed {
        said += &format!(" It takes {}.", lack.needed);
    }
    let thin: Vec<&str> = lack
        .thin
        .iter()
        .filter_map(|&index| edition.sections.get(index))
        .map(|section| section.title.as_str())
        .collect();
    if thin.len() == edition.sections.len() {
        said += " Every section needs some.";
    } else if !thin.is_empty() {
        let lacks = if thin.len() == 1 { "lacks" } else { "lack" };
        said += &format!(" {} {lacks} recent ones.", words::listed(&thin));
    }
    said
}

#[cfg(test)]
mod tests {
    use super::{between, capitalised, chance, share};

    #[test]
    fn a_chance_is_never_none_and_never_certain() {
        assert_eq!(chance(0.0), "less than 1 in 20");
        assert_eq!(chance(0.05), "about 1 in 10");
        assert_eq!(chance(0.62), "about 6 in 10");
        assert_eq!(chance(0.95), "about 9 in 10");
        assert_eq!(chance(1.0), "more than 19 in 20");
        assert_eq!((share(0.0).as_str(), share(1.0).as_str()), ("1\u{a0}%", "99\u{a0}%"));
        assert_eq!(capitalised("about 6"), "About 6");
    }

    #[test]
    fn an_interval_is_rounded_outwards() {
        assert_eq!(between(0.41, 0.78), "between 4 and 8 in 10");
        assert_eq!(between(0.0, 0.31), "at most 4 in 10");
        assert_eq!(between(0.85, 0.999), "at least 8 in 10");
        assert_eq!(between(0.04, 0.93), "it can’t be said more closely yet");
    }
}
