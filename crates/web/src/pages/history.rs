//! All attempts of a person: a chart per certification, and the same numbers as a table.

use crate::chart::{Chart, Sample};
use crate::error::Error;
use crate::layout::Layout;
use crate::session::Visitor;
use crate::state::App;
use crate::words::{self, When};
use askama::Template;
use axum::extract::State;
use axum::response::Html;
use invigil_exam::ClosedBy;
use invigil_store::{AttemptSummary, Catalogue};
use std::sync::Arc;

/// How many attempts are listed at most, the newest.
pub(crate) const MOST: u16 = 500;

#[derive(Template)]
#[template(path = "history.html")]
struct HistoryPage {
    layout: Layout,
    running: Vec<Running>,
    trends: Vec<Trend>,
    rows: Vec<Row>,
    /// Closed attempts whose result an assignment holds back.
    held: Vec<Held>,
    /// Whether older ones were left out.
    cut: bool,
    /// Where an empty history sends the reader: address and name of the first exam that can be sat.
    first: Option<(String, String)>,
}

/// An attempt whose clock runs.
struct Running {
    address: String,
    short: String,
    started: When,
}

/// A closed attempt whose result isn't out.
struct Held {
    address: String,
    title: String,
    date: When,
}

/// The scores of one certification over time.
struct Trend {
    id: String,
    short: String,
    chart: Chart,
}

/// A closed attempt as a line of a table.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    /// Where its result is.
    pub(crate) address: String,
    /// What people call the certification.
    pub(crate) short: String,
    /// The edition's title.
    pub(crate) edition: String,
    /// When it began.
    pub(crate) started: When,
    /// The day that it began on.
    pub(crate) date: When,
    /// How long it took.
    pub(crate) duration: String,
    /// Its score.
    pub(crate) score: String,
    /// Whether it passed.
    pub(crate) passed: bool,
    /// Whether the clock ended it.
    pub(crate) ran_out: bool,
    /// What it was assigned as; empty where it was started freely.
    pub(crate) assigned: String,
    /// Whether an instructor reset it.
    pub(crate) voided: bool,
}

impl Row {
    /// `None` while the attempt is open.
    pub(crate) fn new(catalogue: &Catalogue, attempt: &AttemptSummary) -> Option<Row> {
        let outcome = attempt.outcome.as_ref()?;
        Some(Row {
            address: format!("/attempts/{}/result", attempt.id),
            short: catalogue.exam_name(&attempt.certification, attempt.edition).to_owned(),
            edition: catalogue.edition_title(attempt.edition).to_owned(),
            started: When::new(attempt.started_at),
            date: When::date(attempt.started_at),
            duration: words::duration(outcome.closed_at - attempt.started_at),
            score: words::percent(outcome.score),
            passed: outcome.passed,
            ran_out: outcome.closed_by == ClosedBy::Time,
            assigned: attempt.assignment.as_ref().map_or(String::new(), |assigned| assigned.title.clone()),
            voided: attempt.assignment.as_ref().is_some_and(|assigned| assigned.voided),
        })
    }
}

/// The attempts of whoever is looking; nobody has none.
pub(crate) async fn all_of(app: &App, visitor: &Visitor) -> Result<Vec<AttemptSummary>, Error> {
    Ok(match visitor.person() {
        Some(person) => app.store.history(person, MOST).await?,
        None => Vec::new(),
    })
}

/// The catalogue with every edition that these attempts pin.
pub(crate) async fn catalogue_of(app: &App, attempts: &[AttemptSummary]) -> Result<Arc<Catalogue>, Error> {
    Ok(app.catalogue_with(attempts.iter().map(|attempt| attempt.edition)).await?)
}

pub(crate) async fn show(State(app): State<Arc<App>>, visitor: Visitor) -> Result<Html<String>, Error> {
    let attempts = all_of(&app, &visitor).await?;
    let catalogue = catalogue_of(&app, &attempts).await?;
    Ok(Html(HistoryPage::new(visitor.layout, &catalogue, &attempts).render()?))
}

impl HistoryPage {
    fn new(layout: Layout, catalogue: &Catalogue, attempts: &[AttemptSummary]) -> HistoryPage {
        let running = attempts
            .iter()
            .filter(|attempt| attempt.closed_at.is_none())
            .map(|attempt| Running {
                address: format!("/attempts/{}", attempt.id),
                short: catalogue.exam_name(&attempt.certification, attempt.edition).to_owned(),
                started: When::new(attempt.started_at),
            })
            .collect();
        let first = catalogue.certifications.iter().find_map(|known| {
            let edition = known.default_edition()?;
            let fillable = catalogue.shortages(&known.id, edition).is_empty();
            fillable.then(|| (format!("/exams/{}/{}", known.id, edition.id), known.short.clone()))
        });
        HistoryPage {
            layout,
            running,
            trends: trends(catalogue, attempts),
            rows: attempts.iter().filter_map(|attempt| Row::new(catalogue, attempt)).collect(),
            held: attempts.iter().filter_map(Held::new).collect(),
            cut: attempts.len() >= usize::from(MOST),
            first,
        }
    }
}

impl Held {
    fn new(attempt: &AttemptSummary) -> Option<Held> {
        let (assigned, _) = (attempt.assignment.as_ref()?, attempt.closed_at?);
        attempt.outcome.is_none().then(|| Held {
            address: format!("/attempts/{}/result", attempt.id),
            title: assigned.title.clone(),
            date: When::date(attempt.started_at),
        })
    }
}

/// One chart per certification, the one sat last first.
fn trends(catalogue: &Catalogue, attempts: &[AttemptSummary]) -> Vec<Trend> {
    let mut ids: Vec<&str> = Vec::new();
    for attempt in attempts {
        if attempt.outcome.is_some() && !ids.contains(&attempt.certification.as_str()) {
            ids.push(&attempt.certification);
        }
    }
    let mut sampled: Vec<(&str, &str, Vec<Sample>)> = ids
        .into_iter()
        .map(|id| {
            let own = || attempts.iter().filter(|attempt| attempt.certification == id);
            let samples = own().rev().filter_map(|attempt| sample(catalogue, attempt)).collect();
            (id, own().next().map_or(id, |last| catalogue.exam_name(id, last.edition)), samples)
        })
        .collect();
    // A single score is no line; it is drawn only where there is nothing better to draw.
    if sampled.iter().any(|(.., samples)| samples.len() > 1) {
        sampled.retain(|(.., samples)| samples.len() > 1);
    } else {
        sampled.truncate(1);
    }
    sampled
        .into_iter()
        .filter_map(|(id, short, samples)| {
            Some(Trend { id: id.to_owned(), chart: Chart::new(short, &samples)?, short: short.to_owned() })
        })
        .collect()
}

fn sample(catalogue: &Catalogue, attempt: &AttemptSummary) -> Option<Sample> {
    let outcome = attempt.outcome.as_ref()?;
    Some(Sample {
        at: attempt.started_at,
        score: outcome.score,
        passed: outcome.passed,
        pass_percent: catalogue.edition(attempt.edition)?.edition.pass_percent,
    })
}
