//! One exam of an instructor's own: its blueprint and whether the sources fill it, where it is assigned, its editions.

use crate::error::Error;
use crate::extract::{Form, Path, Query};
use crate::layout::Layout;
use crate::session::Instructor;
use crate::state::App;
use crate::words::{self, When};
use askama::Template;
use axum::extract::State;
use axum::response::{Html, Redirect};
use invigil_exam::Section;
use invigil_store::{ExamUse, OwnExam, PastEdition, Supply};
use serde::Deserialize;
use std::sync::Arc;
use uuid::Uuid;

#[derive(Template)]
#[template(path = "exams/show.html")]
struct ExamPage {
    layout: Layout,
    id: String,
    title: String,
    description: String,
    archived: bool,
    items: usize,
    minutes: u16,
    pass_percent: u8,
    /// What of its order is fixed.
    fixed: bool,
    sections: Vec<SectionRow>,
    /// Why it can't be sat; empty when it can.
    lacks: Vec<String>,
    assigned: Vec<ExamUse>,
    /// Classes that it may be assigned to: where, and what each is called.
    classes: Vec<(String, String)>,
    editions: Vec<EditionRow>,
    /// Where it is tried.
    try_it: String,
    /// What was just done, in words; empty for nothing.
    done: &'static str,
}

/// A section of the blueprint.
struct SectionRow {
    title: String,
    /// Whether it asks exactly the items that it names.
    fixed: bool,
    sources: Vec<SourceRow>,
    needed: u16,
    has: usize,
    /// Of the score, in percent, to the nearest whole number.
    share: u64,
}

impl SectionRow {
    fn is_short(&self) -> bool {
        self.has < usize::from(self.needed)
    }
}

struct SourceRow {
    title: String,
    items: usize,
    /// Whether it was taken away from the exam's owner.
    gone: bool,
}

struct EditionRow {
    number: usize,
    made: When,
    items: usize,
    sections: usize,
    minutes: u16,
    pass_percent: u8,
    attempts: i64,
    current: bool,
}

#[derive(Deserialize)]
pub(crate) struct Said {
    #[serde(default)]
    done: String,
}

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    Instructor(candidate): Instructor,
    Path(id): Path<Uuid>,
    Query(said): Query<Said>,
) -> Result<Html<String>, Error> {
    let person = candidate.session.person.id;
    let exam = app.store.own_exam(person, &id.to_string()).await?.ok_or(Error::NotFound)?;
    let supply = app.store.supply(person, &exam.known.edition).await?;
    let history = app.store.exam_history(person, &id.to_string()).await?;
    let edition = exam.known.id;
    let classes = app.store.classes(person).await?;
    let classes = classes.into_iter().filter(|class| class.archived_at.is_none());
    let classes = classes
        .map(|class| {
            (format!("/instructor/classes/{}/assignments/new?edition={edition}", class.id), class.name)
        })
        .collect();
    let page = ExamPage::new(candidate.layout, exam, &supply, history, &said.done);
    Ok(Html(ExamPage { classes, ..page }.render()?))
}

/// What to do with an exam.
#[derive(Deserialize)]
pub(crate) struct ArchiveForm {
    #[serde(default)]
    archived: String,
}

/// Puts an exam away, or takes it back.
pub(crate) async fn archive(
    State(app): State<Arc<App>>,
    Instructor(candidate): Instructor,
    Path(id): Path<Uuid>,
    Form(form): Form<ArchiveForm>,
) -> Result<Redirect, Error> {
    let archived = form.archived == "yes";
    if !app.store.archive_exam(candidate.session.person.id, &id.to_string(), archived).await? {
        return Err(Error::NotFound);
    }
    let done = if archived { "archived" } else { "taken-back" };
    Ok(Redirect::to(&format!("/instructor/exams/{id}?done={done}")))
}

impl ExamPage {
    fn new(
        layout: Layout,
        exam: OwnExam,
        supply: &Supply,
        history: Vec<PastEdition>,
        done: &str,
    ) -> ExamPage {
        let edition = &exam.known.edition;
        let all: u64 = edition.sections.iter().map(Section::weight).sum();
        let sections = edition
            .sections
            .iter()
            .map(|section| SectionRow {
                title: section.title.clone(),
                fixed: section.is_fixed(),
                sources: section
                    .topics
                    .iter()
                    .map(|topic| SourceRow {
                        title: exam.certification.topic_title(topic).to_owned(),
                        items: supply.items(topic),
                        gone: supply.is_gone(topic),
                    })
                    .collect(),
                needed: section.items,
                has: section.topics.iter().map(|topic| supply.items(topic)).sum(),
                share: (section.weight() * 100 + all / 2) / all.max(1),
            })
            .collect();
        let lacks = supply
            .shortages(edition)
            .into_iter()
            .map(|short| {
                let asks = words::counted(short.needed as i64, "item", "items");
                format!("{} asks for {asks}, its sources hold {}", short.title, short.available)
            })
            .collect();
        ExamPage {
            layout,
            title: edition.title.clone(),
            description: exam.certification.about.summary.clone(),
            archived: exam.archived,
            items: edition.items(),
            minutes: edition.minutes,
            pass_percent: edition.pass_percent,
            fixed: edition.is_fixed(),
            sections,
            lacks,
            classes: Vec::new(),
            editions: history.iter().map(EditionRow::new).collect(),
            try_it: format!("/exams/{}/{}", exam.known.certification, edition.id),
            done: match done {
                "made" => "The exam is made. Try it as a candidate will see it, or assign it to a class.",
                "changed" => "Saved. New attempts are drawn from this edition.",
                "archived" => "Archived. What is assigned or running goes on.",
                "taken-back" => "The exam is back among your exams.",
                _ => "",
            },
            assigned: exam.assigned,
            id: exam.known.certification,
        }
    }
}

impl EditionRow {
    fn new(past: &PastEdition) -> EditionRow {
        let edition = &past.known.edition;
        EditionRow {
            number: past.number,
            made: When::new(past.made_at),
            items: edition.items(),
            sections: edition.sections.len(),
            minutes: edition.minutes,
            pass_percent: edition.pass_percent,
            attempts: past.attempts,
            current: past.known.current,
        }
    }
}
