//! A certification's own page: for whom, what it covers, what the real exam asks, how to prepare, and the start.

use crate::error::Error;
use crate::extract::Path;
use crate::layout::Layout;
use crate::markup::{self, Html};
use crate::offer::Offer;
use crate::pathway::Pathway;
use crate::recognition::Recognition;
use crate::session::Visitor;
use crate::state::App;
use crate::words;
use askama::Template;
use axum::extract::State;
use invigil_exam::{Certification, Edition};
use invigil_store::{AttemptSummary, Catalogue};
use std::sync::Arc;

#[derive(Template)]
#[template(path = "certification.html")]
struct CertificationPage {
    layout: Layout,
    id: String,
    short: String,
    name: String,
    level: &'static str,
    summary: String,
    audience: Html,
    covers: Html,
    roles: Vec<String>,
    pitfalls: Vec<Html>,
    preparation: Vec<Html>,
    fee: Option<u32>,
    where_taken: String,
    real_exam: String,
    unofficial: String,
    /// The real exam's agreement before the clock starts; 0 where there is none.
    agreement_minutes: u16,
    requires: Vec<Link>,
    natural_before: Vec<Link>,
    next: Vec<Link>,
    /// The default edition first.
    outlines: Vec<Outline>,
    pathway: Pathway,
    /// How far the reader is with the mock of a recognition; `None` for an exam.
    recognition: Option<Recognition>,
    /// Whether what comes first must be passed before a mock is started.
    enforced: bool,
}

/// Another certification.
struct Link {
    id: String,
    short: String,
}

/// An edition with its sections.
struct Outline {
    id: String,
    offer: Offer,
    sections: Vec<SectionRow>,
}

/// A section's share of an edition.
struct SectionRow {
    title: String,
    summary: String,
    items: u16,
    /// Of the score, in percent, to the nearest whole number.
    share: u64,
}

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<axum::response::Html<String>, Error> {
    let catalogue = app.catalogue();
    let certification = catalogue.certification(&id).ok_or(Error::NotFound)?;
    let attempts = super::history::all_of(&app, &visitor).await?;
    let enforced = app.settings.enforce_prerequisites;
    let page = CertificationPage::new(visitor.layout, &catalogue, certification, &attempts, enforced);
    Ok(axum::response::Html(page.render()?))
}

impl CertificationPage {
    fn new(
        layout: Layout,
        catalogue: &Catalogue,
        certification: &Certification,
        attempts: &[AttemptSummary],
        enforced: bool,
    ) -> CertificationPage {
        let links = |ids: &[String]| -> Vec<Link> {
            ids.iter()
                .filter_map(|id| catalogue.certification(id))
                .map(|known| Link { id: known.id.clone(), short: known.short.clone() })
                .collect()
        };
        let all_inline = |texts: &[String]| texts.iter().map(|text| markup::inline(text)).collect();
        let about = &certification.about;
        CertificationPage {
            layout,
            id: certification.id.clone(),
            short: certification.short.clone(),
            name: certification.name.clone(),
            level: words::level(certification.level),
            summary: about.summary.clone(),
            audience: markup::block(&about.audience),
            covers: markup::block(&about.covers),
            roles: about.roles.clone(),
            pitfalls: all_inline(&about.pitfalls),
            preparation: all_inline(&about.preparation),
            fee: certification.fee_usd,
            where_taken: about.where_taken.clone(),
            real_exam: about.real_exam.clone(),
            unofficial: about.unofficial.clone(),
            agreement_minutes: certification.default_edition().map_or(0, |edition| edition.agreement_minutes),
            requires: links(&certification.requires),
            natural_before: links(&certification.natural_before),
            next: links(&certification.next),
            outlines: certification
                .editions
                .iter()
                .map(|edition| Outline {
                    id: edition.id.clone(),
                    offer: Offer::new(catalogue, certification, edition, attempts),
                    sections: section_rows(edition),
                })
                .collect(),
            pathway: Pathway::new(
                &certification.pathway,
                &catalogue.certifications,
                attempts,
                Some(&certification.id),
            ),
            recognition: Recognition::new(catalogue, certification, attempts),
            enforced,
        }
    }
}

fn section_rows(edition: &Edition) -> Vec<SectionRow> {
    let all: u64 = edition.sections.iter().map(|section| section.weight()).sum();
    edition
        .sections
        .iter()
        .map(|section| SectionRow {
            title: section.title.clone(),
            summary: section.summary.clone(),
            items: section.items,
            share: (section.weight() * 100 + all / 2) / all.max(1),
        })
        .collect()
}
