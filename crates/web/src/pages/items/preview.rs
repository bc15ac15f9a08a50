//! An item as candidates will see it, made of what stands in the editor.

use super::form::ItemForm;
use crate::error::Error;
use crate::extract::Form;
use crate::markup::{Html as Rendered, RenderedQuestion, RenderedSolution};
use crate::pages::room::view::{ItemView, letter};
use crate::session::Instructor;
use askama::Template;
use axum::response::Html;
use invigil_bank::item_rules::{LONGEST_LINE, LONGEST_OPTION, LONGEST_TEXT};
use invigil_exam::{Choices, Entry, Item};
use std::sync::Arc;

/// What stands beside the editor: the item in the exam room, and after the exam.
#[derive(Template)]
#[template(path = "items/preview.html")]
pub(crate) struct Preview {
    /// As the room shows it, options in the order of the author.
    pub(crate) item: ItemView,
    pub(crate) solved: Solved,
}

/// An item with its key and everything that is told afterwards.
pub(crate) struct Solved {
    keys: Choices,
    pub(crate) question: Arc<RenderedQuestion>,
    pub(crate) solution: Arc<RenderedSolution>,
}

/// An option with what candidates learn of it afterwards.
pub(crate) struct SolvedOption<'a> {
    pub(crate) letter: char,
    pub(crate) text: &'a Rendered,
    pub(crate) is_code: bool,
    pub(crate) key: bool,
    /// `None` where none is written.
    pub(crate) reason: Option<&'a Rendered>,
}

impl Solved {
    pub(crate) fn new(
        keys: Choices,
        question: Arc<RenderedQuestion>,
        solution: Arc<RenderedSolution>,
    ) -> Solved {
        Solved { keys, question, solution }
    }

    /// In the order of the author.
    pub(crate) fn options(&self) -> impl Iterator<Item = SolvedOption<'_>> {
        self.question.options.iter().enumerate().map(|(place, option)| SolvedOption {
            letter: letter(place),
            text: &option.text,
            is_code: option.is_code,
            key: self.keys.has(place),
            reason: self.solution.reasons.get(place).filter(|reason| !reason.is_empty()),
        })
    }
}

/// As much of a text as an item may have: what is longer isn't stored, and not worth what drawing it may cost.
fn clip(text: &mut String, longest: usize) {
    if let Some((end, _)) = text.char_indices().nth(longest) {
        text.truncate(end);
    }
}

/// An item with each of its texts no longer than it may be.
fn clipped(item: &Item) -> Item {
    let mut item = item.clone();
    let Item { question, solution, .. } = &mut item;
    for text in [&mut question.stem, &mut solution.explanation] {
        clip(text, LONGEST_TEXT);
    }
    for text in question.options.iter_mut().chain(&mut solution.reasons) {
        clip(text, LONGEST_OPTION);
    }
    for text in [&mut solution.objective, &mut solution.reference] {
        clip(text, LONGEST_LINE);
    }
    item
}

impl Preview {
    pub(crate) fn new(item: &Item) -> Preview {
        let item = &clipped(item);
        let question = Arc::new(RenderedQuestion::from(&item.question));
        Preview {
            item: ItemView {
                position: 1,
                choose: item.question.choose,
                places: (0..question.options.len()).collect(),
                entry: Entry::default(),
                spent: 0,
                question: Arc::clone(&question),
            },
            solved: Solved::new(item.solution.keys, question, Arc::new((&item.solution).into())),
        }
    }
}

/// The fragment for the editor's script.
pub(crate) async fn show(_: Instructor, Form(form): Form<ItemForm>) -> Result<Html<String>, Error> {
    Ok(Html(Preview::new(&form.tidied().without_blanks().item()).render()?))
}
