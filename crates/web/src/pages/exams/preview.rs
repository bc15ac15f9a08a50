//! A form of an instructor's own exam as it could be drawn, to be looked through.

use crate::error::Error;
use crate::extract::{Path, Query};
use crate::layout::Layout;
use crate::markup::{self, RenderedQuestion};
use crate::session::Instructor;
use crate::state::App;
use askama::Template;
use axum::extract::State;
use axum::response::Html;
use invigil_exam::{Question, Shuffle, draw};
use serde::Deserialize;
use std::collections::HashMap;
use std::sync::Arc;
use uuid::Uuid;

#[derive(Template)]
#[template(path = "exams/preview.html")]
struct PreviewPage {
    layout: Layout,
    exam: Uuid,
    title: String,
    /// Whether every form has the same items.
    fixed: bool,
    items: Vec<ItemView>,
    /// Sections that can't be filled; there is no form then.
    lacks: Vec<String>,
    /// The number of another form.
    next: i64,
}

struct ItemView {
    position: usize,
    section: String,
    choose: u8,
    places: Vec<usize>,
    question: Arc<RenderedQuestion>,
}

/// An option in its place.
struct OptionView<'a> {
    letter: char,
    text: &'a markup::Html,
    is_code: bool,
}

impl ItemView {
    fn options(&self) -> impl Iterator<Item = OptionView<'_>> {
        let shown = self.places.iter().filter_map(|&written| self.question.options.get(written));
        shown.zip('A'..).map(|(option, letter)| OptionView {
            letter,
            text: &option.text,
            is_code: option.is_code,
        })
    }
}

/// Which form to show.
#[derive(Deserialize)]
pub(crate) struct FormNumber {
    #[serde(default)]
    form: i64,
}

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    Instructor(candidate): Instructor,
    Path(id): Path<Uuid>,
    Query(number): Query<FormNumber>,
) -> Result<Html<String>, Error> {
    let person = candidate.session.person.id;
    let exam = app.store.own_exam(person, &id.to_string()).await?.ok_or(Error::NotFound)?;
    let edition = &exam.known.edition;
    let pool = app.store.drawn_from(person, edition).await?;
    let shuffle = Shuffle { items: !edition.is_fixed(), options: true };
    let (items, lacks) = match draw(edition, &pool, number.form, shuffle) {
        Ok(form) => {
            let revisions: Vec<i32> = form.slots.iter().map(|slot| slot.revision).collect();
            let questions: HashMap<i32, Question> =
                app.store.questions(&revisions).await?.into_iter().collect();
            let view = |(index, slot): (usize, &invigil_exam::Slot)| {
                let question = questions.get(&slot.revision)?;
                Some(ItemView {
                    position: index + 1,
                    section: edition.sections.get(usize::from(slot.section))?.title.clone(),
                    choose: slot.choose,
                    places: slot.order.places().collect(),
                    question: app.rendered.question(slot.revision, question),
                })
            };
            (form.slots.iter().enumerate().filter_map(view).collect(), Vec::new())
        }
        Err(short) => (Vec::new(), short.into_iter().map(|short| short.title).collect()),
    };
    let page = PreviewPage {
        layout: candidate.layout,
        exam: id,
        title: edition.title.clone(),
        fixed: edition.is_fixed(),
        items,
        lacks,
        next: number.form.wrapping_add(1),
    };
    Ok(Html(page.render()?))
}
