//! The pathway: drawn with where one stands; what comes next and what the real exam asks and costs; the mock recognition.

use crate::error::Error;
use crate::first::First;
use crate::layout::Layout;
use crate::offer::Offer;
use crate::pathway::{self, Pathway};
use crate::pathway_drawing::{Drawing, Way};
use crate::recognition::Recognition;
use crate::session::Visitor;
use crate::state::App;
use crate::words;
use askama::Template;
use axum::extract::State;
use axum::response::Html;
use invigil_exam::{Certification, Holdings};
use invigil_store::{AttemptSummary, Catalogue};
use std::sync::Arc;

#[derive(Template)]
#[template(path = "pathway.html")]
struct PathwayPage {
    layout: Layout,
    views: Vec<View>,
    /// Whether mocks must be passed in the pathway's order.
    enforced: bool,
}

/// One pathway.
struct View {
    drawings: [Drawing; 2],
    begun: bool,
    next: Option<NextStep>,
    /// The exams that lie ahead.
    ahead: Vec<Ahead>,
    /// Their fees together, in US dollars.
    fees: u32,
    recognitions: Vec<Recognition>,
}

/// The next step and its real exam.
struct NextStep {
    id: String,
    short: String,
    name: String,
    summary: String,
    fee: Option<u32>,
    where_taken: String,
    real_exam: String,
    agreement_minutes: u16,
    /// What must be held first, as a sentence lists it; empty for nothing.
    requires: String,
    /// What of it the reader hasn't passed a mock of.
    missing: String,
    /// The natural step before, where nothing must be held.
    natural: String,
    offer: Option<Offer>,
}

/// An exam that lies ahead.
struct Ahead {
    id: String,
    short: String,
    items: usize,
    minutes: u16,
    fee: Option<u32>,
}

pub(crate) async fn show(State(app): State<Arc<App>>, visitor: Visitor) -> Result<Html<String>, Error> {
    let attempts = super::history::all_of(&app, &visitor).await?;
    let catalogue = super::history::catalogue_of(&app, &attempts).await?;
    let names = pathway::names(&catalogue.certifications);
    let page = PathwayPage {
        layout: visitor.layout,
        views: names.into_iter().map(|name| View::new(&catalogue, name, &attempts)).collect(),
        enforced: app.settings.enforce_prerequisites,
    };
    Ok(Html(page.render()?))
}

impl View {
    fn new(catalogue: &Catalogue, name: &str, attempts: &[AttemptSummary]) -> View {
        let pathway = Pathway::new(name, &catalogue.certifications, attempts, None);
        let steps: Vec<&Certification> =
            catalogue.certifications.iter().filter(|known| known.pathway == name).collect();
        let held = crate::first::held(&catalogue.certifications, attempts);
        let ahead: Vec<Ahead> = held.ahead(name).into_iter().map(Ahead::new).collect();
        View {
            drawings: [Way::Across, Way::Down].map(|way| Drawing::new(way, &pathway, &steps)),
            begun: pathway.begun,
            next: held.next(name).map(|known| NextStep::new(catalogue, known, &held, attempts)),
            fees: ahead.iter().filter_map(|exam| exam.fee).sum(),
            ahead,
            recognitions: Recognition::all(catalogue, name, attempts),
        }
    }
}

impl NextStep {
    fn new(
        catalogue: &Catalogue,
        known: &Certification,
        held: &Holdings<'_>,
        attempts: &[AttemptSummary],
    ) -> NextStep {
        let edition = known.default_edition();
        let shorts = |ids: &[String]| {
            let known = ids.iter().filter_map(|id| catalogue.certification(id));
            words::listed(&known.map(|known| known.short.as_str()).collect::<Vec<_>>())
        };
        NextStep {
            id: known.id.clone(),
            short: known.short.clone(),
            name: known.name.clone(),
            summary: known.about.summary.clone(),
            fee: known.fee_usd,
            where_taken: known.about.where_taken.clone(),
            real_exam: known.about.real_exam.clone(),
            agreement_minutes: edition.map_or(0, |edition| edition.agreement_minutes),
            requires: shorts(&known.requires),
            missing: First::listed(&First::all(held, &known.id)),
            natural: if known.requires.is_empty() { shorts(&known.natural_before) } else { String::new() },
            offer: edition.map(|edition| Offer::new(catalogue, known, edition, attempts)),
        }
    }
}

impl Ahead {
    fn new(known: &Certification) -> Ahead {
        let edition = known.default_edition();
        Ahead {
            id: known.id.clone(),
            short: known.short.clone(),
            items: edition.map_or(0, invigil_exam::Edition::items),
            minutes: edition.map_or(0, |edition| edition.minutes),
            fee: known.fee_usd,
        }
    }
}
