//! One certification: how likely a fresh form is passed, what would raise that, and how one does by section and topic.

use super::view::{AreaRow, Outlook, Practice, RaiseRow, Topics, weakest_first};
use crate::error::Error;
use crate::extract::{Path, Query};
use crate::layout::Layout;
use crate::readiness::Standing;
use crate::session::Visitor;
use crate::state::App;
use crate::words;
use askama::Template;
use axum::extract::State;
use axum::response::Html;
use invigil_exam::{Certification, Edition};
use invigil_store::Catalogue;
use invigil_study::{Answer, Readiness, of_sections, sections, topics};
use serde::Deserialize;
use std::sync::Arc;
use time::OffsetDateTime;

#[derive(Debug, Deserialize)]
pub(crate) struct ProgressQuery {
    /// The edition's id; without it, the one offered first.
    edition: Option<String>,
}

#[derive(Template)]
#[template(path = "progress/certification.html")]
struct CertificationPage {
    layout: Layout,
    id: String,
    short: String,
    edition: String,
    pass_percent: u8,
    /// The pass mark in percent of the width.
    pass: String,
    /// Empty where there is only one.
    editions: Vec<Tab>,
    standing: Standing,
    /// How many answers the estimate rests on, in words; empty without one.
    rests_on: String,
    outlook: Option<Outlook>,
    raises: Vec<RaiseRow>,
    /// Sections of which too little is known for an estimate: title, and how to practise it.
    thin: Vec<(String, Practice)>,
    /// Whether anything was answered.
    begun: bool,
    /// The weakest first.
    sections: Vec<AreaRow>,
    topics: Topics,
    /// The address of the rules, where a form can be sat.
    exam: Option<String>,
}

/// An edition as a link.
struct Tab {
    id: String,
    title: String,
    current: bool,
}

#[derive(Template)]
#[template(path = "progress/recognition.html")]
struct RecognitionPage {
    layout: Layout,
    id: String,
    short: String,
    standing: Standing,
    /// The exams that it follows from: id and name.
    requires: Vec<(String, String)>,
}

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(id): Path<String>,
    Query(query): Query<ProgressQuery>,
) -> Result<Html<String>, Error> {
    let catalogue = app.catalogue();
    let certification = catalogue.certification(&id).ok_or(Error::NotFound)?;
    let edition = match &query.edition {
        Some(wanted) => Some(certification.edition(wanted).ok_or(Error::NotFound)?),
        None => certification.default_edition(),
    };
    let Some(edition) = edition else {
        return Ok(Html(RecognitionPage::new(visitor.layout, &catalogue, certification).render()?));
    };
    let (answers, now) = match &visitor.session {
        Some(session) => (app.store.evidence(session.person.id, Some(&certification.id)).await?, session.now),
        None => (Vec::new(), OffsetDateTime::UNIX_EPOCH),
    };
    let page = CertificationPage::new(visitor.layout, &catalogue, certification, edition, &answers, now);
    Ok(Html(page.render()?))
}

impl RecognitionPage {
    fn new(layout: Layout, catalogue: &Catalogue, certification: &Certification) -> RecognitionPage {
        RecognitionPage {
            layout,
            id: certification.id.clone(),
            short: certification.short.clone(),
            standing: Standing::of_recognition(catalogue, certification),
            requires: certification
                .requires
                .iter()
                .filter_map(|id| catalogue.certification(id))
                .map(|known| (known.id.clone(), known.short.clone()))
                .collect(),
        }
    }
}

impl CertificationPage {
    /// Now matters only where there are answers.
    fn new(
        layout: Layout,
        catalogue: &Catalogue,
        certification: &Certification,
        edition: &Edition,
        answers: &[Answer],
        now: OffsetDateTime,
    ) -> CertificationPage {
        let mut areas = sections(edition, answers, now);
        let readiness = of_sections(edition, &areas);
        let (mut raises, mut outlook, mut thin) = (Vec::new(), None, Vec::new());
        let mut rests_on = String::new();
        match &readiness {
            Readiness::Known(estimate) => {
                raises = RaiseRow::all(edition, estimate);
                outlook = Some(Outlook::new(&estimate.scores, edition.pass_percent));
                rests_on = words::counted(estimate.answers as i64, "answer", "answers");
                if (estimate.count_like as usize) < estimate.answers {
                    rests_on += &format!(
                        ", which count like {}",
                        words::counted(estimate.count_like, "fresh one", "fresh ones")
                    );
                }
            }
            Readiness::NotEnough(lack) if lack.answers > 0 && lack.thin.len() < edition.sections.len() => {
                thin = lack
                    .thin
                    .iter()
                    .map(|&index| {
                        (edition.sections[index].title.clone(), Practice::of_section(edition, index))
                    })
                    .collect();
            }
            _ => {}
        }
        weakest_first(&mut areas);
        let mut editions: Vec<Tab> = certification
            .editions
            .iter()
            .map(|known| Tab {
                id: known.id.clone(),
                title: known.title.clone(),
                current: known.id == edition.id,
            })
            .collect();
        if editions.len() < 2 {
            editions.clear();
        }
        CertificationPage {
            layout,
            id: certification.id.clone(),
            short: certification.short.clone(),
            edition: edition.title.clone(),
            pass_percent: edition.pass_percent,
            pass: format!("{}%", edition.pass_percent),
            editions,
            standing: Standing::new(edition, &readiness),
            rests_on,
            outlook,
            raises,
            thin,
            begun: !answers.is_empty(),
            sections: areas.iter().map(|area| AreaRow::new(area, edition.pass_percent)).collect(),
            topics: Topics::new(topics(certification, edition, answers, now), edition.pass_percent),
            exam: catalogue
                .shortages(&certification.id, edition)
                .is_empty()
                .then(|| format!("/exams/{}/{}", certification.id, edition.id)),
        }
    }
}
