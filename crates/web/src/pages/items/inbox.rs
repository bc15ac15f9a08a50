//! What candidates report, for those who keep the banks: the inbox, and the answer.

use super::address;
use super::statistics::{FEW, in_short};
use crate::error::Error;
use crate::extract::{Form, Path, Query, local_path};
use crate::layout::Layout;
use crate::markup::{Html as Rendered, RenderedQuestion};
use crate::pages::room::view::letter;
use crate::session::Instructor;
use crate::state::App;
use crate::words::{self, When};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use invigil_exam::Choices;
use invigil_store::ItemReport;
use serde::Deserialize;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;
use uuid::Uuid;

/// The most characters of an answer, and of a report.
pub(super) const LONGEST: usize = 2_000;

/// How many reports are listed at most.
const MOST: u16 = 100;

#[derive(Template)]
#[template(path = "items/inbox.html")]
struct InboxPage {
    layout: Layout,
    /// Whether the answered ones are listed.
    answered: bool,
    /// How many are open, in words.
    open: String,
    reports: Vec<ReportView>,
    /// Whether there are more than are listed.
    cut: bool,
    done: bool,
}

/// A report as it is shown: in the inbox, and on its item's page.
pub(crate) struct ReportView {
    pub(crate) id: Uuid,
    pub(crate) item: String,
    pub(crate) item_name: String,
    pub(crate) bank_name: String,
    pub(crate) revised: bool,
    question: Arc<RenderedQuestion>,
    /// For each place as they saw it, the option's index as written.
    places: Vec<usize>,
    chosen: Choices,
    keys: Choices,
    pub(crate) text: String,
    pub(crate) at: When,
    pub(crate) answer: Option<Answer>,
    /// What the answers to it tell, in a line; empty where the page tells it anyway.
    pub(crate) statistics: String,
    /// An answer that couldn't be taken, and why.
    pub(crate) tried: Option<(String, String)>,
}

/// An option as the candidate saw it.
pub(crate) struct ReportOption<'a> {
    pub(crate) letter: char,
    pub(crate) text: &'a Rendered,
    pub(crate) is_code: bool,
    pub(crate) key: bool,
    pub(crate) chosen: bool,
}

pub(crate) struct Answer {
    pub(crate) text: String,
    pub(crate) at: When,
    pub(crate) author: String,
}

impl ReportView {
    pub(crate) fn new(app: &App, report: ItemReport, tried: Option<(String, String)>) -> ReportView {
        ReportView {
            id: report.id,
            item: address(&report.item),
            item_name: report.item_name,
            bank_name: report.bank_name,
            revised: report.revised,
            question: app.rendered.question(report.revision, &report.question),
            places: report.order.places().collect(),
            chosen: report.chosen,
            keys: report.order.to_shown(report.solution.keys),
            text: report.text,
            at: When::new(report.at),
            answer: report.answer.map(|answer| Answer {
                text: answer.text,
                at: When::new(answer.at),
                author: answer.author,
            }),
            statistics: String::new(),
            tried,
        }
    }

    pub(crate) fn stem(&self) -> &Rendered {
        &self.question.stem
    }

    /// The options as they saw them.
    pub(crate) fn options(&self) -> Vec<ReportOption<'_>> {
        let shown = self.places.iter().enumerate();
        shown
            .filter_map(|(place, &written)| {
                let option = self.question.options.get(written)?;
                Some(ReportOption {
                    letter: letter(place),
                    text: &option.text,
                    is_code: option.is_code,
                    key: self.keys.has(place),
                    chosen: self.chosen.has(place),
                })
            })
            .collect()
    }

    /// What they chose and what is right, by the letters that they saw.
    pub(crate) fn chose(&self) -> String {
        chose(self.chosen, self.keys)
    }

    /// What stands in the field of the answer.
    pub(crate) fn draft(&self) -> &str {
        self.tried.as_ref().map_or("", |(text, _)| text)
    }

    pub(crate) fn error(&self) -> Option<&str> {
        self.tried.as_ref().map(|(_, why)| why.as_str())
    }
}

fn chose(chosen: Choices, keys: Choices) -> String {
    let letters = |choices: Choices| {
        words::listed(&choices.indices().map(|place| letter(place).to_string()).collect::<Vec<_>>())
    };
    let key = format!("the key is {}", letters(keys));
    if chosen.is_empty() {
        format!("nothing; {key}")
    } else if chosen == keys {
        format!("{}, the key", letters(chosen))
    } else {
        format!("{}; {key}", letters(chosen))
    }
}

/// What to list.
#[derive(Deserialize)]
pub(crate) struct Which {
    #[serde(default)]
    show: String,
    done: Option<String>,
}

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    Instructor(candidate): Instructor,
    Query(query): Query<Which>,
) -> Result<Html<String>, Error> {
    let person = candidate.session.person.id;
    let page = page(&app, candidate.layout, person, query.show == "answered", None).await?;
    Ok(Html(InboxPage { done: query.done.is_some(), ..page }.render()?))
}

/// The form of an answer.
#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
pub(crate) struct AnswerForm {
    text: String,
    /// The page that it was sent from.
    back: String,
}

pub(crate) async fn answer(
    State(app): State<Arc<App>>,
    Instructor(candidate): Instructor,
    Path(report): Path<Uuid>,
    Form(form): Form<AnswerForm>,
) -> Result<Response, Error> {
    let person = candidate.session.person.id;
    let text = form.text.replace("\r\n", "\n").trim().to_owned();
    if let Some(why) = fault(&text, "Write what you found.") {
        let layout = Layout { path: "/instructor/reports".to_owned(), ..candidate.layout };
        let page = page(&app, layout, person, false, Some((report, text, why))).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page.render()?)).into_response());
    }
    app.store.answer_report(person, report, &text).await?.ok_or(Error::NotFound)?;
    let back = match local_path(Some(&form.back)) {
        "/" => "/instructor/reports",
        back => back,
    };
    Ok(Redirect::to(&format!("{back}?done=answered")).into_response())
}

/// What is wrong with a report or an answer.
pub(super) fn fault(text: &str, empty: &str) -> Option<String> {
    let length = text.chars().count();
    if length == 0 {
        Some(empty.to_owned())
    } else if length > LONGEST {
        Some(format!("This has {length} characters; at most {LONGEST} are allowed."))
    } else if text.contains('\0') {
        Some("A character with the code 0 isn’t text. Remove it.".to_owned())
    } else {
        None
    }
}

async fn page(
    app: &App,
    layout: Layout,
    person: Uuid,
    answered: bool,
    tried: Option<(Uuid, String, String)>,
) -> Result<InboxPage, Error> {
    let mut reports = app.store.report_inbox(person, answered, None, MOST + 1).await?;
    let cut = reports.len() > usize::from(MOST);
    reports.truncate(MOST.into());
    let mut statistics: HashMap<i32, String> = HashMap::new();
    for report in &reports {
        if let Entry::Vacant(unknown) = statistics.entry(report.revision) {
            let known = app.store.item_statistics(report.revision, FEW).await?;
            unknown.insert(known.as_ref().map(in_short).unwrap_or_default());
        }
    }
    let reports = reports
        .into_iter()
        .map(|report| {
            let statistics = statistics.get(&report.revision).cloned().unwrap_or_default();
            let tried = tried.as_ref().filter(|(id, ..)| *id == report.id);
            let tried = tried.map(|(_, text, why)| (text.clone(), why.clone()));
            ReportView { statistics, ..ReportView::new(app, report, tried) }
        })
        .collect();
    let open = words::counted(app.store.open_reports(person).await?, "report waits", "reports wait");
    Ok(InboxPage { layout, answered, open, reports, cut, done: false })
}
