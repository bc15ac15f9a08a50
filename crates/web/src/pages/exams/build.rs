//! The builder: making an exam, and changing one.

use super::check::{self, Faults};
use super::draft::{Action, Done, Draft};
use super::label_title;
use super::view::{BuilderPage, FOUND, FormView, Stock};
use crate::error::Error;
use crate::extract::{Form, Path};
use crate::layout::Layout;
use crate::session::Instructor;
use crate::state::App;
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use invigil_exam::Source;
use invigil_store::{ExamSaved, OwnExam, Pick, Shelf};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use uuid::Uuid;

pub(crate) async fn new(
    State(app): State<Arc<App>>,
    Instructor(candidate): Instructor,
) -> Result<Response, Error> {
    let person = candidate.session.person.id;
    let builder = Builder { app: &app, person, layout: candidate.layout, exam: None };
    builder.page(Draft::new(), Done::default()).await
}

pub(crate) async fn make(
    State(app): State<Arc<App>>,
    Instructor(candidate): Instructor,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Error> {
    let person = candidate.session.person.id;
    Builder { app: &app, person, layout: candidate.layout, exam: None }.answer(fields).await
}

pub(crate) async fn edit(
    State(app): State<Arc<App>>,
    Instructor(candidate): Instructor,
    Path(exam): Path<Uuid>,
) -> Result<Response, Error> {
    let person = candidate.session.person.id;
    let exam = app.store.own_exam(person, &exam.to_string()).await?.ok_or(Error::NotFound)?;
    let draft = Draft::of(&exam);
    let builder = Builder { app: &app, person, layout: candidate.layout, exam: Some(exam) };
    builder.page(draft, Done::default()).await
}

pub(crate) async fn change(
    State(app): State<Arc<App>>,
    Instructor(candidate): Instructor,
    Path(exam): Path<Uuid>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Error> {
    let person = candidate.session.person.id;
    let exam = app.store.own_exam(person, &exam.to_string()).await?.ok_or(Error::NotFound)?;
    Builder { app: &app, person, layout: candidate.layout, exam: Some(exam) }.answer(fields).await
}

struct Builder<'a> {
    app: &'a App,
    person: Uuid,
    layout: Layout,
    /// The exam that is changed; `None` while one is made.
    exam: Option<OwnExam>,
}

/// What a draft is about, looked up.
struct Looked {
    shelves: Vec<Shelf>,
    picks: HashMap<String, Pick>,
    titles: BTreeMap<String, String>,
}

impl Builder<'_> {
    /// Answers what a button of the form sent.
    async fn answer(self, fields: Vec<(String, String)>) -> Result<Response, Error> {
        let (mut draft, action) = Draft::parse(fields);
        let done = draft.apply(&action);
        match action {
            Action::Save => self.save(draft).await,
            _ => self.page(draft, done).await,
        }
    }

    async fn save(self, draft: Draft) -> Result<Response, Error> {
        let looked = self.look(&draft).await?;
        let plan = check::plan(&draft, looked.titles.clone());
        let supply = self.app.store.supply(self.person, &plan.edition()).await?;
        let faults = check::faults(&draft, &plan, &supply);
        if !faults.is_empty() {
            return self.render(draft, looked, faults, Done::default(), true).await;
        }
        if !check::keeps_the_rules(&plan) {
            tracing::error!(?plan, "a plan without faults breaks a rule");
            return Err(Error::Internal);
        }
        let saved = match &self.exam {
            None => self.app.store.create_exam(self.person, &plan).await?,
            Some(exam) => self.app.store.change_exam(self.person, &exam.known.certification, &plan).await?,
        };
        match (saved, &self.exam) {
            (ExamSaved::Stored(id), None) => {
                Ok(Redirect::to(&format!("/instructor/exams/{id}?done=made")).into_response())
            }
            (ExamSaved::Stored(id), Some(_)) => {
                Ok(Redirect::to(&format!("/instructor/exams/{id}?done=changed")).into_response())
            }
            (ExamSaved::Unchanged, Some(exam)) => {
                Ok(Redirect::to(&format!("/instructor/exams/{}", exam.known.certification)).into_response())
            }
            // A source was taken away this very moment; the next look says which.
            (ExamSaved::Foreign(_), _) => self.page(draft, Done::default()).await,
            (ExamSaved::NotFound | ExamSaved::Unchanged, _) => Err(Error::NotFound),
        }
    }

    /// The form as it stands, with nothing wrong told yet.
    async fn page(self, draft: Draft, done: Done) -> Result<Response, Error> {
        let looked = self.look(&draft).await?;
        self.render(draft, looked, Faults::new(), done, false).await
    }

    async fn look(&self, draft: &Draft) -> Result<Looked, Error> {
        let shelves = self.app.store.shelves(self.person).await?;
        let ids: Vec<String> = draft.sections.iter().flat_map(|section| section.picked.clone()).collect();
        let picks = self.app.store.picks(self.person, &ids).await?;
        let picks: HashMap<String, Pick> = picks.into_iter().map(|pick| (pick.item.clone(), pick)).collect();
        let mut titles = BTreeMap::new();
        let known = self.exam.as_ref().map(|exam| &exam.certification.topics);
        let catalogue = self.app.catalogue();
        for topic in draft.sections.iter().flat_map(|section| section.topics()) {
            let shelf = |bank: &Uuid| shelves.iter().find(|shelf| shelf.bank == *bank);
            let title = match topic.parse() {
                Ok(Source::Bank(bank)) => shelf(&bank).map(|shelf| shelf.name.clone()),
                Ok(Source::Section(bank, label)) => shelf(&bank)
                    .map(|shelf| format!("{} · {}", shelf.name, label_title(&catalogue, shelf, &label))),
                Ok(Source::Item(item)) => picks.get(&item).map(|pick| pick.name.clone()),
                Err(_) => None,
            };
            let title = title.or_else(|| known?.get(&topic).cloned()).unwrap_or_else(|| topic.clone());
            titles.insert(topic, title);
        }
        Ok(Looked { shelves, picks, titles })
    }

    async fn render(
        self,
        mut draft: Draft,
        looked: Looked,
        faults: Faults,
        done: Done,
        refused: bool,
    ) -> Result<Response, Error> {
        let plan = check::plan(&draft, looked.titles.clone());
        let supply = self.app.store.supply(self.person, &plan.edition()).await?;
        let mut found = HashMap::new();
        for (index, section) in draft.sections.iter_mut().enumerate() {
            // The first bank is looked into until another is chosen.
            section.bank = section
                .bank
                .filter(|bank| looked.shelves.iter().any(|shelf| shelf.bank == *bank))
                .or_else(|| looked.shelves.first().map(|shelf| shelf.bank));
            if let Some(bank) = section.bank.filter(|_| section.fixed) {
                let picks = self.app.store.pickable(self.person, bank, &section.search, FOUND + 1).await?;
                found.insert(index, picks);
            }
        }
        let catalogue = self.app.catalogue();
        let stock = Stock {
            catalogue: &catalogue,
            shelves: &looked.shelves,
            supply: &supply,
            titles: &looked.titles,
            picks: &looked.picks,
            found: &found,
        };
        let form = FormView::new(&draft, &stock, faults, &done);
        let page = match &self.exam {
            None => BuilderPage {
                layout: self.layout,
                heading: "New exam".into(),
                action: "/instructor/exams/new".into(),
                back: "/instructor/exams".into(),
                note: "",
                message: done.message,
                refused,
                form,
            },
            Some(exam) => BuilderPage {
                layout: self.layout,
                heading: format!("Change {}", exam.known.edition.title),
                action: format!("/instructor/exams/{}/edit", exam.known.certification),
                back: format!("/instructor/exams/{}", exam.known.certification),
                note: "Saving makes a new edition. Attempts and assignments keep the edition that they have.",
                message: done.message,
                refused,
                form,
            },
        };
        let status = if refused { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
        Ok((status, Html(page.render()?)).into_response())
    }
}
