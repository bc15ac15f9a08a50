//! One person's attempts at an assignment, item by item.

use super::called;
use crate::error::Error;
use crate::extract::Path;
use crate::layout::Layout;
use crate::pages::items;
use crate::pages::room::view::letter;
use crate::session::Instructor;
use crate::state::App;
use crate::words::{self, When};
use askama::Template;
use axum::extract::State;
use axum::response::Html;
use invigil_exam::{Choices, ClosedBy, ItemMark, Report};
use invigil_store::{Assignment, Content, SitterResults};
use std::collections::HashMap;
use std::sync::Arc;
use uuid::Uuid;

#[derive(Template)]
#[template(path = "results/person.html")]
struct PersonPage {
    layout: Layout,
    assignment: Uuid,
    title: String,
    class: Uuid,
    class_name: String,
    person: Uuid,
    name: String,
    email: String,
    number: String,
    attempts: Vec<AttemptView>,
}

struct AttemptView {
    number: usize,
    started: When,
    voided: Option<When>,
    /// `None` while it runs.
    result: Option<ResultView>,
    answered: usize,
    items: usize,
}

struct ResultView {
    score: String,
    passed: bool,
    ran_out: bool,
    time: String,
    /// Corrections: when, from what, why.
    corrected: Vec<(When, String, String)>,
    sections: Vec<(String, u16, u16)>,
    marks: Vec<MarkView>,
}

struct MarkView {
    position: usize,
    /// The item's page.
    item: String,
    name: String,
    mark: ItemMark,
    chosen: String,
    keys: String,
}

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    Instructor(candidate): Instructor,
    Path((id, person)): Path<(Uuid, Uuid)>,
) -> Result<Html<String>, Error> {
    let owner = candidate.session.person.id;
    let assignment = app.store.assignment(owner, id).await?.ok_or(Error::NotFound)?;
    let results = app.store.class_results(owner, id).await?;
    let one = results.into_iter().find(|one| one.sitter.person == person).ok_or(Error::NotFound)?;
    let attempts = attempts(&app, owner, &assignment, &one).await?;
    let page = PersonPage {
        layout: candidate.layout,
        assignment: id,
        title: assignment.plan.title,
        class: assignment.class,
        class_name: assignment.class_name,
        person,
        name: called(&one.sitter).to_owned(),
        email: one.sitter.email,
        number: one.sitter.number,
        attempts,
    };
    Ok(Html(page.render()?))
}

/// The last attempt first.
async fn attempts(
    app: &App,
    owner: Uuid,
    assignment: &Assignment,
    one: &SitterResults,
) -> Result<Vec<AttemptView>, Error> {
    let mut views = Vec::new();
    for (index, attempt) in one.sitter.attempts.iter().enumerate().rev() {
        views.push(AttemptView {
            number: index + 1,
            started: When::new(attempt.started_at),
            voided: attempt.voided_at.map(When::new),
            result: match one.outcomes[index] {
                Some(_) => Some(result(app, owner, assignment, attempt.id).await?),
                None => None,
            },
            answered: attempt.answered,
            items: attempt.items,
        });
    }
    Ok(views)
}

async fn result(app: &App, owner: Uuid, assignment: &Assignment, attempt: Uuid) -> Result<ResultView, Error> {
    let (closed, rulings) =
        app.store.attempt_of_class(owner, assignment.id, attempt).await?.ok_or(Error::NotFound)?;
    let revisions: Vec<i32> = closed.sitting.form.slots.iter().map(|slot| slot.revision).collect();
    let contents: HashMap<i32, Content> = app
        .store
        .contents(&revisions)
        .await?
        .into_iter()
        .map(|content| (content.revision, content))
        .collect();
    let contents: Vec<&Content> =
        revisions.iter().map(|revision| contents.get(revision)).collect::<Option<_>>().ok_or_else(|| {
            tracing::error!(%attempt, "an item revision is gone");
            Error::Internal
        })?;
    let solved: Vec<_> = contents
        .iter()
        .map(|content| {
            let ruling = rulings.iter().rfind(|ruling| ruling.revisions.contains(&content.revision));
            (&content.question, &content.solution, ruling.map(|ruling| &ruling.rule))
        })
        .collect();
    let edition = app.store.editions(&[closed.sitting.edition]).await?.pop().ok_or(Error::Internal)?;
    let report = Report::new(&closed, &edition.edition, &solved);
    let names = app.store.item_names(&revisions).await?;
    Ok(ResultView {
        score: words::percent(report.marked.score),
        passed: report.marked.passed,
        ran_out: closed.closed_by == ClosedBy::Time,
        time: words::duration(closed.duration()),
        corrected: rulings
            .iter()
            .filter_map(|ruling| {
                let (at, old, _) = ruling.changed?;
                Some((When::new(at), words::percent(old), ruling.reason.clone()))
            })
            .collect(),
        sections: edition
            .edition
            .sections
            .iter()
            .zip(&report.marked.sections)
            .map(|(section, mark)| (section.title.clone(), mark.right, mark.items))
            .collect(),
        marks: report
            .items
            .iter()
            .zip(&contents)
            .map(|(item, content)| MarkView {
                position: item.position,
                item: items::address(&content.item),
                name: names.get(&content.revision).cloned().unwrap_or_else(|| content.item.clone()),
                mark: item.mark,
                chosen: letters(item.chosen),
                keys: letters(item.keys),
            })
            .collect(),
    })
}

/// Options by their letters as shown: `B`, `A C`, and `–` for none.
fn letters(chosen: Choices) -> String {
    if chosen.is_empty() {
        return "–".to_owned();
    }
    let letters: Vec<String> = chosen.indices().map(|index| letter(index).to_string()).collect();
    letters.join(" ")
}
