//! The report on paper: one page A4, as PDF/A-2a and PDF/UA-1, the same bytes for the same report.

mod canvas;
mod parts;
mod sheet;
mod typeface;

use self::canvas::Canvas;
use self::parts::Parts;
use self::sheet::Sheet;
use crate::{About, NOTICE, Statement};
use krilla::configure::{Accessibility, Archival, ConfigurationBuilder};
use krilla::destination::XyzDestination;
use krilla::error::KrillaError;
use krilla::geom::Point;
use krilla::metadata::{DateTime, Metadata};
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::{Document, SerializeSettings};
use thiserror::Error;
use time::OffsetDateTime;

/// A4 in points.
const PAPER: (f32, f32) = (595.28, 841.89);

/// Where a published report is verified.
#[derive(Clone, Copy, Debug)]
pub struct Publication<'a> {
    /// Its address.
    pub link: &'a str,
    /// When it was signed, as the statement has it.
    pub signed_at: &'a str,
    /// What the key is told by.
    pub key: &'a str,
    /// The signature.
    pub signature: &'a [u8; crate::SIGNATURE_LENGTH],
}

/// Why no page came of it.
#[derive(Debug, Error)]
pub enum PageProblem {
    /// It breaks a rule of PDF/A or PDF/UA.
    #[error("the document can't be written: {0:?}")]
    Document(KrillaError),
    /// The configuration makes no sense.
    #[error("the document's kind isn't known")]
    Configuration,
}

/// The report as a PDF. Without a publication it says that it is not published, and carries no link and no signature.
///
/// # Errors
/// When the document would break the rules that it promises to keep; a test draws every kind of report.
pub fn document(
    about: &About,
    holder: Option<&str>,
    publication: Option<Publication<'_>>,
) -> Result<Vec<u8>, PageProblem> {
    let configuration = ConfigurationBuilder::new()
        .with_archival_validator(Archival::A2_A)
        .with_accessibility_validator(Accessibility::UA1)
        .finish()
        .map_err(|_| PageProblem::Configuration)?;
    let settings = SerializeSettings { configuration, ..SerializeSettings::default() };
    let mut document = Document::new_with(settings);
    let sheet = Sheet::of(about);
    let paper = PageSettings::from_wh(PAPER.0, PAPER.1).ok_or(PageProblem::Configuration)?;
    let mut page = document.start_page_with(paper);
    let mut parts = Parts::new(Canvas { surface: page.surface() });
    parts.head();
    parts.title(&sheet, holder);
    parts.verdict(&sheet);
    parts.rows(&sheet);
    parts.facts(&sheet);
    let link = parts.foot(publication.as_ref());
    let tags = parts.finish();
    let tags = match link {
        Some((annotation, group)) => tags.with_link(page.add_tagged_annotation(annotation), group),
        None => tags,
    };
    page.finish();
    document.set_tag_tree(tags.into_tree());
    let mut outline = Outline::new();
    outline
        .push_child(OutlineNode::new(sheet.title.clone(), XyzDestination::new(0, Point::from_xy(0.0, 0.0))));
    document.set_outline(outline);
    document.set_metadata(metadata(&sheet, about, publication.as_ref()));
    document.finish().map_err(PageProblem::Document)
}

fn metadata(sheet: &Sheet, about: &About, publication: Option<&Publication<'_>>) -> Metadata {
    let ended = match about {
        About::Exam(exam) => Some(&exam.closed_at),
        About::Recognition(recognition) => recognition.passes.iter().map(|pass| &pass.closed_at).max(),
    };
    let at = publication.map(|publication| publication.signed_at).or(ended.map(String::as_str));
    let metadata = Metadata::new()
        .title(sheet.document_title())
        .description(NOTICE.to_owned())
        .creator("Invigil".to_owned())
        .language("en-GB".to_owned());
    match at.and_then(Statement::parse_moment) {
        Some(at) => metadata.creation_date(date_time(at)),
        None => metadata,
    }
}

fn date_time(at: OffsetDateTime) -> DateTime {
    DateTime::new(u16::try_from(at.year()).unwrap_or_default())
        .month(at.month().into())
        .day(at.day())
        .hour(at.hour())
        .minute(at.minute())
        .second(at.second())
        .utc_offset_hour(0)
        .utc_offset_minute(0)
}
