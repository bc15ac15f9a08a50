//! How ready one is for each certification: the chance to pass in words, the latest score, and the way to more.

pub(crate) mod certification;
mod view;

use crate::error::Error;
use crate::layout::Layout;
use crate::readiness::{Standing, summaries};
use crate::session::Visitor;
use crate::state::App;
use crate::words::{self, When};
use askama::Template;
use axum::extract::State;
use axum::response::Html;
use invigil_store::LatestScore;
use std::sync::Arc;

#[derive(Template)]
#[template(path = "progress/list.html")]
struct ProgressPage {
    layout: Layout,
    /// In the order of the pathway; empty for whoever has answered nothing.
    cards: Vec<Card>,
    /// Where an empty page sends the reader: address and name of the first exam that can be sat.
    first: Option<(String, String)>,
}

/// One certification.
struct Card {
    id: String,
    short: String,
    standing: Standing,
    latest: Option<Latest>,
    /// Whether anything of it was answered, or sat.
    begun: bool,
    /// Whether it has an exam of its own.
    exam: bool,
}

/// The newest score.
struct Latest {
    address: String,
    score: String,
    passed: bool,
    date: When,
}

impl From<&LatestScore> for Latest {
    fn from(latest: &LatestScore) -> Latest {
        Latest {
            address: format!("/attempts/{}/result", latest.attempt),
            score: words::percent(latest.score),
            passed: latest.passed,
            date: When::date(latest.started_at),
        }
    }
}

pub(crate) async fn show(State(app): State<Arc<App>>, visitor: Visitor) -> Result<Html<String>, Error> {
    let catalogue = app.catalogue();
    let mut cards = Vec::new();
    if let Some(session) = &visitor.session {
        let (answers, scores) = app.store.evidence_and_scores(session.person.id).await?;
        cards = summaries(&catalogue, &answers, session.now)
            .into_iter()
            .map(|summary| {
                let latest = scores.iter().find(|score| score.certification == summary.id).map(Latest::from);
                Card {
                    begun: summary.begun || latest.is_some(),
                    exam: catalogue
                        .certification(&summary.id)
                        .is_some_and(|known| !known.editions.is_empty()),
                    id: summary.id,
                    short: summary.short,
                    standing: summary.standing,
                    latest,
                }
            })
            .collect();
        if !cards.iter().any(|card| card.begun) {
            cards.clear();
        }
    }
    let first = catalogue.certifications.iter().find_map(|known| {
        let edition = known.default_edition()?;
        let fillable = catalogue.shortages(&known.id, edition).is_empty();
        fillable.then(|| (format!("/exams/{}/{}", known.id, edition.id), known.short.clone()))
    });
    Ok(Html(ProgressPage { layout: visitor.layout, cards, first }.render()?))
}
