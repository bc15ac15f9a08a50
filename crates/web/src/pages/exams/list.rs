//! An instructor's own exams.

use crate::error::Error;
use crate::layout::Layout;
use crate::session::Instructor;
use crate::state::App;
use crate::words::When;
use askama::Template;
use axum::extract::State;
use axum::response::Html;
use invigil_store::OwnExam;
use std::sync::Arc;

#[derive(Template)]
#[template(path = "exams/list.html")]
struct ListPage {
    layout: Layout,
    exams: Vec<Row>,
    archived: Vec<Row>,
}

struct Row {
    id: String,
    title: String,
    description: String,
    items: usize,
    minutes: u16,
    pass_percent: u8,
    changed: When,
    /// Classes that it is assigned to.
    classes: Vec<String>,
}

impl Row {
    fn new(exam: OwnExam) -> Row {
        let edition = &exam.known.edition;
        let mut classes: Vec<String> = exam.assigned.iter().map(|assigned| assigned.class.clone()).collect();
        classes.sort();
        classes.dedup();
        Row {
            title: edition.title.clone(),
            items: edition.items(),
            minutes: edition.minutes,
            pass_percent: edition.pass_percent,
            changed: When::date(exam.changed_at),
            description: exam.certification.about.summary.clone(),
            id: exam.known.certification,
            classes,
        }
    }
}

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    Instructor(candidate): Instructor,
) -> Result<Html<String>, Error> {
    let exams = app.store.own_exams(candidate.session.person.id).await?;
    let (archived, exams): (Vec<OwnExam>, Vec<OwnExam>) = exams.into_iter().partition(|exam| exam.archived);
    let rows = |exams: Vec<OwnExam>| exams.into_iter().map(Row::new).collect();
    Ok(Html(ListPage { layout: candidate.layout, exams: rows(exams), archived: rows(archived) }.render()?))
}
