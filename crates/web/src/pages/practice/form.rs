//! The page on which a set is put together.

use super::fields::{DIFFICULTIES, Source};
use super::proposal::Proposal;
use crate::layout::Layout;
use crate::words::{When, counted};
use askama::Template;
use invigil_exam::{Certification, CertificationKind};
use invigil_store::{Catalogue, PracticeSummary};
use invigil_study::{Criteria, Which};
use uuid::Uuid;

/// The form, what fits, and the sets that one has.
#[derive(Template)]
#[template(path = "practice/form.html")]
pub(super) struct PracticePage {
    layout: Layout,
    certifications: Vec<Choice>,
    areas: Vec<Area>,
    difficulties: Vec<Choice>,
    which: Vec<WhichView>,
    items: Number,
    minutes: Number,
    certification_error: Option<String>,
    /// The hidden field that names the only source, and what it is called.
    source: Option<(&'static str, Uuid, String)>,
    fits: Fits,
    /// Whether a set was asked for that has no item.
    refused: bool,
    sets: Vec<SetRow>,
}

/// A value to choose.
struct Choice {
    value: String,
    label: String,
    chosen: bool,
}

/// A section with its topics.
struct Area {
    id: String,
    title: String,
    chosen: bool,
    /// Whether its topics are in view from the start.
    open: bool,
    count: usize,
    topics: Vec<Topic>,
}

struct Topic {
    id: String,
    title: String,
    chosen: bool,
    count: usize,
}

/// Which items, with how many there are of the kind.
struct WhichView {
    value: &'static str,
    label: &'static str,
    detail: &'static str,
    count: usize,
    chosen: bool,
}

/// A number as typed, with what is wrong with it.
struct Number {
    value: String,
    error: Option<String>,
    focused: bool,
}

/// How many items fit as things stand, and what is kept back.
struct Fits {
    /// What would be asked, in words; empty where nothing fits.
    says: String,
    /// Why nothing fits.
    empty: &'static str,
    reserved: Option<String>,
    held: Option<String>,
    /// Whether items of a small bank may be used up.
    uses_up: bool,
}

/// A set as a line of the list.
struct SetRow {
    address: String,
    title: String,
    date: When,
    open: bool,
    says: String,
}

impl PracticePage {
    pub(super) fn new(
        layout: Layout,
        catalogue: &Catalogue,
        proposal: &Proposal,
        sets: &[PracticeSummary],
        refused: bool,
    ) -> PracticePage {
        let wanted = &proposal.wanted;
        let known = wanted.certification.as_deref().and_then(|id| catalogue.certification(id));
        let mut certifications = vec![Choice {
            value: String::new(),
            label: "All exams together".to_owned(),
            chosen: known.is_none(),
        }];
        let exams = catalogue.certifications.iter().filter(|own| own.kind == CertificationKind::Exam);
        certifications.extend(exams.map(|own| Choice {
            value: own.id.clone(),
            label: own.short.clone(),
            chosen: known.is_some_and(|known| known.id == own.id),
        }));
        let mut difficulties =
            vec![Choice { value: String::new(), label: "Any".into(), chosen: wanted.difficulty.is_none() }];
        difficulties.extend(DIFFICULTIES.map(|(difficulty, name)| Choice {
            value: name.into(),
            label: name[..1].to_uppercase() + &name[1..],
            chosen: wanted.difficulty == Some(difficulty),
        }));
        let source = proposal.source.as_ref().and_then(|title| match wanted.source {
            Source::Attempt(id) => Some(("attempt", id, title.clone())),
            Source::Practice(id) => Some(("practice", id, title.clone())),
            Source::Anywhere | Source::Nowhere => None,
        });
        let errors = &wanted.errors;
        let items = Number {
            value: wanted.typed_items.clone(),
            focused: errors.items.is_some() && errors.certification.is_none(),
            error: errors.items.clone(),
        };
        let minutes = Number {
            value: wanted.typed_minutes.clone(),
            focused: errors.minutes.is_some() && errors.certification.is_none() && errors.items.is_none(),
            error: errors.minutes.clone(),
        };
        PracticePage {
            layout,
            certifications,
            areas: known.map_or_else(Vec::new, |known| areas(known, proposal)),
            difficulties,
            which: Which::EVERY.into_iter().map(|which| WhichView::new(which, proposal)).collect(),
            items,
            minutes,
            certification_error: errors.certification.clone(),
            fits: Fits::new(proposal, source.is_some()),
            source,
            refused,
            sets: sets.iter().map(SetRow::new).collect(),
        }
    }
}

/// The sections that the exam asks, each with its topics and how many items there are of what is wanted otherwise.
fn areas(known: &Certification, proposal: &Proposal) -> Vec<Area> {
    let Some(edition) = known.default_edition() else { return Vec::new() };
    let wanted = &proposal.wanted;
    let count = |criteria: Criteria| proposal.select(Criteria { count: 0, ..criteria }).fits;
    edition
        .sections
        .iter()
        .map(|section| {
            let topics: Vec<Topic> = section
                .topics
                .iter()
                .map(|topic| Topic {
                    id: topic.clone(),
                    title: known.topic_title(topic).to_owned(),
                    chosen: wanted.topics.contains(topic),
                    count: count(Criteria {
                        sections: Default::default(),
                        topics: [topic.clone()].into(),
                        ..proposal.criteria()
                    }),
                })
                .collect();
            Area {
                id: section.id.clone(),
                title: section.title.clone(),
                chosen: wanted.sections.contains(&section.id),
                open: topics.iter().any(|topic| topic.chosen),
                count: topics.iter().map(|topic| topic.count).sum(),
                topics,
            }
        })
        .collect()
}

impl WhichView {
    fn new(which: Which, proposal: &Proposal) -> WhichView {
        let (label, detail) = match which {
            Which::All => ("All", "what you missed first, then what you haven’t met"),
            Which::Unseen => ("Unseen", "met in no exam and no practice"),
            Which::Missed => ("Missed", "your last answer wasn’t right, or was a guess"),
            Which::Flagged => ("Flagged", "those that you flagged"),
            Which::Due => ("Due", "missed before, and about to be forgotten"),
        };
        let criteria = Criteria { which, count: 0, ..proposal.criteria() };
        WhichView {
            value: which.name(),
            label,
            detail,
            count: proposal.select(criteria).fits,
            chosen: proposal.wanted.which == which,
        }
    }
}

impl Fits {
    fn new(proposal: &Proposal, from_source: bool) -> Fits {
        let selection = &proposal.selection;
        let asked = selection.revisions.len();
        let says = match (selection.fits, asked) {
            (0, _) => String::new(),
            (1, _) => "The one item that fits is asked.".to_owned(),
            (fits, asked) if asked < fits => format!("{asked} of the {fits} items that fit are asked."),
            (fits, _) => format!("All {fits} items that fit are asked."),
        };
        let none_of = |number: usize| (number > 0).then(|| counted(number as i64, "item", "items"));
        Fits {
            says,
            empty: if from_source { "Nothing is left to practise of it." } else { nothing(proposal) },
            reserved: none_of(selection.reserved),
            held: none_of(selection.held),
            uses_up: proposal.uses_up(),
        }
    }
}

/// Why nothing fits.
fn nothing(proposal: &Proposal) -> &'static str {
    let everywhere = Criteria { which: proposal.wanted.which, count: 0, ..Criteria::default() };
    let elsewhere = proposal.select(everywhere).fits > 0;
    match proposal.wanted.which {
        _ if elsewhere => "Nothing fits. Choose more sections or topics, other items, or any difficulty.",
        Which::All => "There is nothing to practise yet.",
        Which::Unseen => "You have met every item that there is to practise.",
        Which::Missed => {
            "You have missed nothing so far. What you get wrong, in an exam or in practice, is found here."
        }
        Which::Flagged => {
            "You have flagged nothing. What you flag in an exam, or afterwards on its result, is found here."
        }
        Which::Due => "Nothing is due now. What you missed comes back here after some days.",
    }
}

impl SetRow {
    fn new(set: &PracticeSummary) -> SetRow {
        let says = if set.open || set.answered < set.items {
            format!("{} of {} answered, {} right", set.answered, set.items, set.right)
        } else {
            format!("{} of {} right", set.right, set.items)
        };
        SetRow {
            address: format!("/practice/{}", set.id),
            title: set.title.clone(),
            date: When::date(set.started_at),
            open: set.open,
            says,
        }
    }
}
