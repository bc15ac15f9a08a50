//! Warnings about what no item shows alone.

use crate::duplicates::NearDuplicate;
use crate::figures::{CertificationFigures, EditionFigures, Figures, GuesserFigures};
use crate::landmarks::{CertificationLandmarks, Landmarks};
use crate::problem::{Excerpt, Problem, Severity};
use crate::read::Bank;

/// By how much a guesser may be better than chance, in shares.
const BEYOND_CHANCE: f64 = 0.03;
/// And by how many standard deviations, since in a few items that much is nothing.
const DEVIATIONS: f64 = 2.0;

/// One for each item that is nearly the same as an earlier one.
pub(crate) fn near_duplicates(bank: &Bank, found: &[NearDuplicate]) -> Vec<Problem> {
    let warnings = found.iter().map(|pair| {
        let (first, second) = (&bank.items[pair.first], &bank.items[pair.second]);
        let before = second.place.column - 1;
        Problem {
            place: second.place.clone(),
            severity: Severity::Warning,
            message: format!(
                "nearly the same as `{}`: {:.0} % alike when names, numbers and strings are put aside",
                first.item.id,
                // Rounded down, so that only equal ones are wholly alike.
                (100.0 * pair.similarity).floor()
            ),
            help: format!(
                "keep one of them, or ask for something else here; the other is at {}",
                first.place
            ),
            excerpt: Some(Excerpt { text: format!("{:<before$}{}", "##", second.item.id), caret: before }),
        }
    });
    warnings.collect()
}

/// About certifications that don't fill a form, or whose keys give themselves away.
pub(crate) fn certifications(figures: &Figures, landmarks: &Landmarks) -> Vec<Problem> {
    let mut warnings = Vec::new();
    for own in &figures.certifications {
        let Some(places) = landmarks.certifications.get(&own.id) else { continue };
        if own.items == 0 {
            warnings.push(places.id.warning(
                format!("`{}` has no item without an error", own.id),
                "write items for it: files of Markdown in its folder",
            ));
            continue;
        }
        warnings.extend(own.editions.iter().flat_map(|edition| small_sections(edition, places)));
        warnings.extend(uneven_positions(own, places));
        let guessers = own.guessers.iter().filter(|guesser| guesser.warns);
        warnings.extend(guessers.filter_map(|guesser| good_guesser(own, guesser, places)));
    }
    warnings
}

fn small_sections<'a>(
    edition: &'a EditionFigures,
    places: &'a CertificationLandmarks,
) -> impl Iterator<Item = Problem> + 'a {
    edition.sections.iter().filter(|section| section.forms() == 0).map(move |section| {
        let key = (edition.id.clone(), section.id.clone());
        places.sections.get(&key).unwrap_or(&places.id).warning(
            format!(
                "no form of the edition `{}` can be drawn: its section `{}` has {} of the {} items of a form",
                edition.id, section.id, section.items, section.form
            ),
            format!("write {} more of its topics, or lower `items`", section.missing(1)),
        )
    })
}

fn uneven_positions(own: &CertificationFigures, places: &CertificationLandmarks) -> Option<Problem> {
    let positions = &own.key_positions;
    let limit = positions.limit.filter(|_| positions.uneven())?;
    let keys: Vec<String> = positions.keys.iter().map(usize::to_string).collect();
    Some(places.id.warning(
        format!(
            "the keys of `{}` favour some places: {} from the first to the last (chi-square {:.1}; chance exceeds {limit:.1} \
             once in a thousand times)",
            own.id,
            keys.join(", "),
            positions.chi_square
        ),
        "reorder the options of some items, so that each place has about as many keys",
    ))
}

fn good_guesser(
    own: &CertificationFigures,
    guesser: &GuesserFigures,
    places: &CertificationLandmarks,
) -> Option<Problem> {
    let (beyond, z) = (guesser.beyond(), guesser.z);
    (beyond > BEYOND_CHANCE && z > DEVIATIONS).then(|| {
        places.id.warning(
            format!(
                "who always chooses the {} answers {:.1} % of the items of `{}`, {:.1} points more than by chance (z = {z:.1})",
                guesser.name,
                100.0 * guesser.score,
                own.id,
                100.0 * beyond
            ),
            "make keys and distractors alike in length, grammar and format; where they differ, let it be a distractor as \
             often as a key",
        )
    })
}
