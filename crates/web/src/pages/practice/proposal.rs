//! What a set would be made of as things stand.

use super::fields::{Source, Wanted, difficulty_name};
use crate::error::Error;
use crate::state::App;
use crate::words::When;
use invigil_exam::ItemMark;
use invigil_store::Catalogue;
use invigil_study::{Criteria, Practisable, Selection, Which, reserve, select};
use std::collections::BTreeSet;
use uuid::Uuid;

/// What a set would be made of.
pub(super) struct Proposal {
    /// What is wanted.
    pub(super) wanted: Wanted,
    /// Everything that the person can practise; sections are those of the editions offered first.
    pub(super) pool: Vec<Practisable>,
    /// The items that are kept for exams.
    kept: BTreeSet<String>,
    /// The certifications and sections of which nothing is kept, because their bank is small.
    small: BTreeSet<(String, String)>,
    /// What is chosen of it.
    pub(super) selection: Selection,
    /// What the source is called; none where there is no particular one.
    pub(super) source: Option<String>,
    /// The only items that the source has.
    only: Option<BTreeSet<String>>,
}

impl Proposal {
    /// On a `first_look` the certification is the one that the person met last.
    pub(super) async fn new(
        app: &App,
        person: Option<Uuid>,
        mut wanted: Wanted,
        first_look: bool,
    ) -> Result<Proposal, Error> {
        let catalogue = app.catalogue();
        let (source, only) = match (wanted.source, person) {
            (Source::Anywhere, _) => (None, None),
            (Source::Nowhere, _) | (_, None) => return Err(Error::NotFound),
            (Source::Attempt(attempt), Some(person)) => {
                let missed = app.store.missed_in_attempt(person, attempt).await?.ok_or(Error::NotFound)?;
                wanted.certification = Some(missed.certification.clone())
                    .filter(|certification| catalogue.certification(certification).is_some());
                let catalogue = app.catalogue_with([missed.edition]).await?;
                let exam = catalogue.exam_name(&missed.certification, missed.edition);
                let date = When::date(missed.started_at).plain();
                (Some(format!("Missed in {exam} on {date}")), Some(missed.items))
            }
            (Source::Practice(practice), Some(person)) => {
                let set = app.store.practice(person, practice).await?.ok_or(Error::NotFound)?;
                let missed = set.slots.iter().filter(|slot| {
                    slot.answer.is_some_and(|answer| answer.mark != ItemMark::Right || answer.guessed)
                });
                let items = missed.map(|slot| slot.item.clone()).collect();
                wanted.certification = set.certification;
                let title = set.title.strip_prefix("Missed: ").unwrap_or(&set.title);
                (Some(format!("Missed: {title}")), Some(items))
            }
        };
        if only.is_some() {
            (wanted.sections, wanted.topics, wanted.difficulty) = (Vec::new(), Vec::new(), None);
            wanted.which = Which::All;
        }
        let mut pool = app.store.practisable(person, None).await?;
        for item in &mut pool {
            let edition =
                catalogue.certification(&item.certification).and_then(|known| known.default_edition());
            if let Some(edition) = edition
                && let Some(section) = edition.section_of(&item.topic)
            {
                item.section.clone_from(&edition.sections[section].id);
            }
        }
        if first_look {
            wanted.certification = usual(&catalogue, &pool);
        }
        let (kept, small) = kept(&catalogue, &pool, person);
        let mut proposal =
            Proposal { wanted, pool, kept, small, selection: Selection::default(), source, only };
        proposal.selection = proposal.select(proposal.criteria());
        Ok(proposal)
    }

    /// What is wanted, as choosing takes it.
    pub(super) fn criteria(&self) -> Criteria {
        let wanted = &self.wanted;
        Criteria {
            // The items of one attempt may be of several certifications.
            certification: wanted.certification.clone().filter(|_| self.only.is_none()),
            sections: wanted.sections.iter().cloned().collect(),
            topics: wanted.topics.iter().cloned().collect(),
            difficulty: wanted.difficulty,
            which: wanted.which,
            only: self.only.clone(),
            count: wanted.items,
        }
    }

    /// What these criteria choose.
    pub(super) fn select(&self, criteria: Criteria) -> Selection {
        select(&self.pool, &criteria, &self.kept, invigil_store::secret::seed())
    }

    /// The certification that the set is for, if there is but one.
    pub(super) fn certification(&self) -> Option<String> {
        self.wanted.certification.clone()
    }

    /// Whether a set like this may ask fresh items of sections whose bank is too small to keep any.
    pub(super) fn uses_up(&self) -> bool {
        let everything = self.select(Criteria { count: usize::MAX, ..self.criteria() });
        let chosen: BTreeSet<i32> = everything.revisions.into_iter().collect();
        let fresh = self.pool.iter().filter(|item| item.is_fresh() && chosen.contains(&item.revision));
        fresh.into_iter().any(|item| {
            self.small.iter().any(|(certification, section)| {
                *certification == item.certification && *section == item.section
            })
        })
    }

    /// What lists call the set.
    pub(super) fn title(&self, catalogue: &Catalogue) -> String {
        if let Some(source) = &self.source {
            return source.clone();
        }
        let wanted = &self.wanted;
        let known = wanted.certification.as_deref().and_then(|id| catalogue.certification(id));
        let mut parts: Vec<String> = Vec::new();
        match wanted.which {
            Which::All => {}
            Which::Unseen => parts.push("unseen items".to_owned()),
            Which::Missed => parts.push("missed items".to_owned()),
            Which::Flagged => parts.push("flagged items".to_owned()),
            Which::Due => parts.push("items to repeat".to_owned()),
        }
        if let Some(known) = known {
            let sections = known.default_edition().map_or(&[][..], |edition| &edition.sections[..]);
            let narrowed = |id: &str| {
                let own = sections.iter().find(|section| section.id == id);
                own.is_some_and(|own| own.topics.iter().any(|topic| wanted.topics.contains(topic)))
            };
            let mut areas: Vec<&str> = sections
                .iter()
                .filter(|section| wanted.sections.contains(&section.id) && !narrowed(&section.id))
                .map(|section| section.title.as_str())
                .collect();
            areas.extend(wanted.topics.iter().map(|topic| known.topic_title(topic)));
            match areas.len() {
                0 => {}
                1..=3 => parts.push(areas.join(", ")),
                more => parts.push(format!("{more} areas")),
            }
        }
        if let Some(difficulty) = wanted.difficulty {
            parts.push(difficulty_name(difficulty).to_owned());
        }
        let exam = known.map_or("All exams", |known| &known.short);
        if parts.is_empty() { exam.to_owned() } else { format!("{exam}: {}", parts.join(", ")) }
    }
}

/// The certification that was met last; of a person who met none the first that has items.
fn usual(catalogue: &Catalogue, pool: &[Practisable]) -> Option<String> {
    let known = |id: &&str| catalogue.certification(id).is_some();
    let met = pool
        .iter()
        .filter(|item| !item.is_fresh())
        .max_by_key(|item| item.last_seen.max(item.last_practised))
        .map(|item| item.certification.as_str())
        .filter(known);
    let first = || {
        let mut certifications = catalogue.certifications.iter().map(|known| known.id.as_str());
        certifications.find(|id| pool.iter().any(|item| item.certification == *id))
    };
    met.or_else(first).map(str::to_owned)
}

/// What all certifications keep for their exams; and the sections, with their certifications, that are too small for it.
fn kept(
    catalogue: &Catalogue,
    pool: &[Practisable],
    person: Option<Uuid>,
) -> (BTreeSet<String>, BTreeSet<(String, String)>) {
    let (_, own) = person.unwrap_or(Uuid::nil()).as_u64_pair();
    let (mut kept, mut small) = (BTreeSet::new(), BTreeSet::new());
    for certification in catalogue.certifications.iter() {
        let Some(edition) = certification.default_edition() else { continue };
        let items: Vec<Practisable> =
            pool.iter().filter(|item| item.certification == certification.id).cloned().collect();
        let reserve = reserve(&items, edition, own.cast_signed());
        kept.extend(reserve.items);
        small.extend(reserve.small.into_iter().map(|section| (certification.id.clone(), section)));
    }
    (kept, small)
}
