//! The question bank, for instructors: what there is, and every item as candidates see it, with its key.

use crate::error::Error;
use crate::extract::Path;
use crate::layout::Layout;
use crate::markup::{self, RenderedQuestion, RenderedSolution};
use crate::offer::Offer;
use crate::session::Instructor;
use crate::state::App;
use crate::words;
use askama::Template;
use axum::extract::State;
use axum::response::Html;
use invigil_exam::{Certification, CertificationKind, Difficulty, Section};
use invigil_store::{Catalogue, Content};
use std::collections::BTreeSet;
use std::sync::Arc;

#[derive(Template)]
#[template(path = "bank.html")]
struct BankPage {
    layout: Layout,
    banks: Vec<Bank>,
}

/// A certification's bank in short.
struct Bank {
    id: String,
    short: String,
    name: String,
    items: usize,
    /// The default edition.
    offer: Offer,
}

#[derive(Template)]
#[template(path = "bank-certification.html")]
struct CertificationPage {
    layout: Layout,
    id: String,
    short: String,
    /// How many items there are, in words.
    count: String,
    outlines: Vec<Outline>,
}

/// An edition, section by section.
struct Outline {
    title: String,
    sections: Vec<SectionRow>,
}

/// What the bank has for a section.
struct SectionRow {
    id: String,
    title: String,
    have: usize,
    needed: usize,
    /// Topics with how many items each has.
    topics: Vec<(String, usize)>,
}

#[derive(Template)]
#[template(path = "bank-section.html")]
struct SectionPage {
    layout: Layout,
    id: String,
    short: String,
    title: String,
    /// How many items there are, in words.
    count: String,
    items: Vec<ItemView>,
}

/// An item with everything that it says.
struct ItemView {
    id: String,
    topic: String,
    difficulty: &'static str,
    choose: u8,
    shuffle: bool,
    keys: invigil_exam::Choices,
    question: Arc<RenderedQuestion>,
    solution: Arc<RenderedSolution>,
    /// The versions that its key was proven on, in words; empty where it wasn't.
    proven: String,
}

/// An option with what candidates learn of it afterwards.
struct OptionView<'a> {
    letter: char,
    text: &'a markup::Html,
    is_code: bool,
    key: bool,
    reason: Option<&'a markup::Html>,
}

impl ItemView {
    /// In the order of the author.
    fn options(&self) -> impl Iterator<Item = OptionView<'_>> {
        self.question.options.iter().zip('A'..).enumerate().map(|(index, (option, letter))| OptionView {
            letter,
            text: &option.text,
            is_code: option.is_code,
            key: self.keys.has(index),
            reason: self.solution.reasons.get(index),
        })
    }
}

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    Instructor(candidate): Instructor,
) -> Result<Html<String>, Error> {
    let catalogue = app.catalogue();
    let banks = catalogue
        .certifications
        .iter()
        .filter(|known| known.kind == CertificationKind::Exam)
        .filter_map(|known| {
            Some(Bank {
                id: known.id.clone(),
                short: known.short.clone(),
                name: known.name.clone(),
                items: items_of(&catalogue, known),
                offer: Offer::new(&catalogue, known, known.default_edition()?, &[]),
            })
        })
        .collect();
    Ok(Html(BankPage { layout: candidate.layout, banks }.render()?))
}

pub(crate) async fn certification(
    State(app): State<Arc<App>>,
    Instructor(candidate): Instructor,
    Path(id): Path<String>,
) -> Result<Html<String>, Error> {
    let catalogue = app.catalogue();
    let known = catalogue.certification(&id).ok_or(Error::NotFound)?;
    let page = CertificationPage {
        layout: candidate.layout,
        id: known.id.clone(),
        short: known.short.clone(),
        count: counted(items_of(&catalogue, known)),
        outlines: known
            .editions
            .iter()
            .map(|edition| Outline {
                title: edition.title.clone(),
                sections: edition.sections.iter().map(|section| row(&catalogue, known, section)).collect(),
            })
            .collect(),
    };
    Ok(Html(page.render()?))
}

pub(crate) async fn section(
    State(app): State<Arc<App>>,
    Instructor(candidate): Instructor,
    Path((certification, section)): Path<(String, String)>,
) -> Result<Html<String>, Error> {
    let catalogue = app.catalogue();
    let known = catalogue.certification(&certification).ok_or(Error::NotFound)?;
    let section = known
        .editions
        .iter()
        .flat_map(|edition| &edition.sections)
        .find(|known| known.id == section)
        .ok_or(Error::NotFound)?;
    let mut contents = contents_of(&app, known, section).await?;
    // In the order of the section's topics, then by id.
    let place = |content: &Content| section.topics.iter().position(|topic| *topic == content.topic);
    contents.sort_by(|a, b| (place(a), &a.item).cmp(&(place(b), &b.item)));
    let items: Vec<ItemView> = contents
        .iter()
        .map(|content| ItemView {
            id: content.item.clone(),
            topic: known.topic_title(&content.topic).to_owned(),
            difficulty: match content.solution.difficulty {
                Difficulty::Easy => "easy",
                Difficulty::Medium => "medium",
                Difficulty::Hard => "hard",
            },
            choose: content.question.choose,
            shuffle: content.question.shuffle,
            keys: content.solution.keys,
            question: app.rendered.question(content.revision, &content.question),
            solution: app.rendered.solution(content.revision, &content.solution),
            proven: words::listed(&content.proven_on),
        })
        .collect();
    let page = SectionPage {
        layout: candidate.layout,
        id: known.id.clone(),
        short: known.short.clone(),
        title: section.title.clone(),
        count: counted(items.len()),
        items,
    };
    Ok(Html(page.render()?))
}

/// The items that may fill a section. Its topics decide: a file of the bank may belong to another edition's section.
async fn contents_of(
    app: &App,
    certification: &Certification,
    section: &Section,
) -> Result<Vec<Content>, Error> {
    let files: BTreeSet<&str> = certification
        .editions
        .iter()
        .flat_map(|edition| &edition.sections)
        .filter(|other| other.topics.iter().any(|topic| section.topics.contains(topic)))
        .map(|other| other.id.as_str())
        .collect();
    let mut revisions = Vec::new();
    for file in files {
        revisions.extend(app.store.current_revisions(&certification.id, file).await?);
    }
    let mut contents = app.store.contents(&revisions).await?;
    contents.retain(|content| section.topics.contains(&content.topic));
    Ok(contents)
}

fn counted(items: usize) -> String {
    words::counted(items as i64, "item", "items")
}

fn items_of(catalogue: &Catalogue, certification: &Certification) -> usize {
    certification.topics.keys().map(|topic| catalogue.items(&certification.id, topic)).sum()
}

fn row(catalogue: &Catalogue, certification: &Certification, section: &Section) -> SectionRow {
    let topics: Vec<(String, usize)> = section
        .topics
        .iter()
        .map(|topic| (certification.topic_title(topic).to_owned(), catalogue.items(&certification.id, topic)))
        .collect();
    SectionRow {
        id: section.id.clone(),
        title: section.title.clone(),
        have: topics.iter().map(|(_, items)| items).sum(),
        needed: section.items.into(),
        topics,
    }
}
