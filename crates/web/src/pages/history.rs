//! All attempts of a person: a chart per certification, and of one certification its sections and the time per item; the same
//! numbers as tables; what was practised.

pub(crate) mod export;
mod sections;
mod times;

use crate::chart::{Chart, Sample};
use crate::error::Error;
use crate::extract::Query;
use crate::layout::Layout;
use crate::session::Visitor;
use crate::state::App;
use crate::words::{self, When};
use askama::Template;
use axum::extract::State;
use axum::response::Html;
use invigil_exam::ClosedBy;
use invigil_store::{AttemptSummary, Catalogue, PracticeWeek};
use sections::Sections;
use serde::Deserialize;
use std::sync::Arc;
use time::macros::format_description;
use times::Times;

/// How many attempts are listed at most, the newest.
pub(crate) const MOST: u16 = 500;

/// How many attempts a file has at most, the newest.
pub(crate) const MOST_EXPORTED: u16 = 10_000;

/// How many weeks of practice are listed.
const WEEKS: u16 = 12;

#[derive(Debug, Deserialize)]
pub(crate) struct HistoryQuery {
    /// The certification to look at; anything that was never sat shows all.
    #[serde(default)]
    certification: String,
}

#[derive(Template)]
#[template(path = "history/history.html")]
struct HistoryPage {
    layout: Layout,
    /// The exams that were sat, where there are several: name, address, whether it is the one looked at.
    tabs: Vec<(String, String, bool)>,
    /// What is looked at by itself.
    one: Option<One>,
    practice: Vec<WeekRow>,
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

/// One certification by itself.
struct One {
    short: String,
    sections: Option<Sections>,
    times: Option<Times>,
}

/// A week of practice.
struct WeekRow {
    /// Its Monday.
    monday: String,
    sets: u32,
    answers: u32,
    right: u32,
    share: String,
}

impl From<&PracticeWeek> for WeekRow {
    fn from(week: &PracticeWeek) -> WeekRow {
        let tenths = (u64::from(week.right) * 1000).checked_div(week.answers.into()).unwrap_or(0);
        let format = format_description!("[day padding:none] [month repr:short] [year]");
        WeekRow {
            monday: week.monday.format(format).unwrap_or_default(),
            sets: week.sets,
            answers: week.answers,
            right: week.right,
            share: words::tenths(u16::try_from(tenths).unwrap_or(1000)),
        }
    }
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

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Query(query): Query<HistoryQuery>,
) -> Result<Html<String>, Error> {
    let attempts = all_of(&app, &visitor).await?;
    let sat = certifications(&attempts);
    let asked = sat.iter().copied().find(|id| *id == query.certification);
    let chosen = asked.or(if let [only] = sat[..] { Some(only) } else { None });
    let practice = match visitor.person() {
        // Of one exam alone all of the practice is shown, whatever it was of.
        Some(person) => app.store.practice_weeks(person, asked, WEEKS).await?,
        None => Vec::new(),
    };
    let catalogue = catalogue_of(&app, &attempts).await?;
    let mut page = HistoryPage::new(visitor.layout, &catalogue, &attempts, chosen);
    page.practice = practice.iter().map(WeekRow::from).collect();
    Ok(Html(page.render()?))
}

/// The certifications with a result, the one sat last first.
fn certifications(attempts: &[AttemptSummary]) -> Vec<&str> {
    let mut ids: Vec<&str> = Vec::new();
    for attempt in attempts {
        if attempt.outcome.is_some() && !ids.contains(&attempt.certification.as_str()) {
            ids.push(&attempt.certification);
        }
    }
    ids
}

impl One {
    fn new(catalogue: &Catalogue, attempts: &[AttemptSummary], id: &str) -> Option<One> {
        let own: Vec<&AttemptSummary> = attempts
            .iter()
            .filter(|attempt| attempt.certification == id && attempt.outcome.is_some())
            .collect();
        let last = own.first()?;
        // An instructor's exam is looked at as it was sat last.
        let edition = match catalogue.certification(id).and_then(|known| known.default_edition()) {
            Some(edition) => edition,
            None => &catalogue.edition(last.edition)?.edition,
        };
        Some(One {
            short: catalogue.exam_name(id, last.edition).to_owned(),
            sections: Sections::new(edition, &own),
            times: Times::new(catalogue, edition, &own),
        })
    }
}

impl HistoryPage {
    fn new(
        layout: Layout,
        catalogue: &Catalogue,
        attempts: &[AttemptSummary],
        chosen: Option<&str>,
    ) -> HistoryPage {
        let sat = certifications(attempts);
        let name = |id: &str| {
            let last = attempts.iter().find(|attempt| attempt.certification == id);
            last.map_or(id, |last| catalogue.exam_name(id, last.edition)).to_owned()
        };
        let mut tabs = Vec::new();
        if sat.len() > 1 {
            tabs.push(("All".to_owned(), "/history".to_owned(), chosen.is_none()));
            tabs.extend(
                sat.iter().map(|id| (name(id), format!("/history?certification={id}"), chosen == Some(*id))),
            );
        }
        let shown = |attempt: &&AttemptSummary| chosen.is_none_or(|id| attempt.certification == id);
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
            tabs,
            one: chosen.and_then(|id| One::new(catalogue, attempts, id)),
            practice: Vec::new(),
            running,
            trends: trends(catalogue, attempts, chosen),
            rows: attempts.iter().filter(shown).filter_map(|attempt| Row::new(catalogue, attempt)).collect(),
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

/// One chart per certification, the one sat last first; or of the chosen one alone.
fn trends(catalogue: &Catalogue, attempts: &[AttemptSummary], chosen: Option<&str>) -> Vec<Trend> {
    let mut sampled: Vec<(&str, &str, Vec<Sample>)> = certifications(attempts)
        .into_iter()
        .filter(|id| chosen.is_none_or(|chosen| chosen == *id))
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
