//! The parts of the page, from the top down.

use super::canvas::{ACCENT, Align, Canvas, Colour, GOOD, INK, LINE, SOFT, STRONG, Style};
use super::sheet::{Gauge, Row, Sheet, date_and_time};
use super::typeface::{REGULAR, SEMIBOLD};
use super::{PAPER, Publication};
use crate::NOTICE;
use krilla::action::{Action, LinkAction};
use krilla::annotation::{Annotation, LinkAnnotation, Target};
use krilla::geom::Rect;
use krilla::tagging::{
    BBox, ContentTag, Identifier, Node, TableHeaderScope, Tag, TagGroup, TagKind, TagTree,
};
use qrcode::{Color, EcLevel, QrCode};
use std::num::NonZeroU16;

const LEFT: f32 = 56.0;
const RIGHT: f32 = PAPER.0 - 56.0;
const WIDTH: f32 = RIGHT - LEFT;
/// Where the facts begin: what is above grows downwards to here, what is below has its place.
const FACTS: f32 = 592.0;
const FOOT: f32 = 690.0;

fn regular(size: f32, colour: Colour) -> Style {
    Style { face: &REGULAR, size, colour }
}

fn semibold(size: f32, colour: Colour) -> Style {
    Style { face: &SEMIBOLD, size, colour }
}

/// The page as far as it is drawn.
pub(super) struct Parts<'a> {
    canvas: Canvas<'a>,
    tags: Vec<Node>,
    /// How far down the page is filled.
    y: f32,
}

/// The structure of the page, for those who hear it.
pub(super) struct Tags(Vec<Node>);

impl Tags {
    /// With a link's annotation in its group, at the end.
    pub(super) fn with_link(mut self, annotation: Identifier, mut group: TagGroup) -> Tags {
        group.push(annotation);
        self.0.push(TagGroup::with_children(Tag::P, vec![group.into()]).into());
        self
    }

    pub(super) fn into_tree(self) -> TagTree {
        TagTree::from(self.0).with_lang(Some("en-GB".to_owned()))
    }
}

impl<'a> Parts<'a> {
    pub(super) fn new(canvas: Canvas<'a>) -> Parts<'a> {
        Parts { canvas, tags: Vec::new(), y: 0.0 }
    }

    pub(super) fn finish(self) -> Tags {
        self.canvas.surface.finish();
        Tags(self.tags)
    }

    fn push(&mut self, tag: impl Into<TagKind>, content: Vec<Identifier>) {
        let children = content.into_iter().map(Node::from).collect();
        self.tags.push(TagGroup::with_children(tag, children).into());
    }

    /// Lines of text below each other; the first baseline is at `self.y`, which moves on to the last.
    fn lines(&mut self, style: Style, text: &str, width: f32, most: usize, height: f32) -> Vec<Identifier> {
        let lines = style.face.lines(text, width / style.size, most);
        let mut identifiers = Vec::new();
        for (index, line) in lines.iter().enumerate() {
            self.y += if index == 0 { 0.0 } else { height };
            identifiers.push(self.canvas.line(LEFT, self.y, Align::Start, style, line));
        }
        identifiers
    }

    /// The mark, and what this is.
    pub(super) fn head(&mut self) {
        self.canvas.mark(LEFT, 48.0, 0.95, ACCENT);
        let name = self.canvas.text(LEFT + 27.0, 63.5, Align::Start, semibold(14.0, INK), "Invigil");
        self.push(Tag::P, vec![name]);
        let what =
            self.canvas.text(RIGHT, 63.0, Align::End, regular(9.5, SOFT), "Score report of a mock exam");
        self.push(Tag::P, vec![what]);
        self.canvas.bar(LEFT, 82.0, WIDTH, 0.75, LINE);
        self.y = 82.0;
    }

    /// The exam, and whose report it is.
    pub(super) fn title(&mut self, sheet: &Sheet, holder: Option<&str>) {
        let size = if sheet.title.chars().count() > 24 { 19.0 } else { 28.0 };
        self.y += 22.0 + size * 0.75;
        let title = self.lines(semibold(size, INK), &sheet.title, WIDTH, 2, size * 1.15);
        self.push(heading(1, &sheet.title), title);
        if !sheet.subtitle.is_empty() {
            self.y += 18.0;
            let subtitle = self.lines(regular(11.0, SOFT), &sheet.subtitle, WIDTH, 2, 14.5);
            self.push(Tag::P, subtitle);
        }
        if let Some(holder) = holder {
            self.y += 25.0;
            let size = if holder.chars().count() > 50 { 11.0 } else { 14.0 };
            let name = self.lines(semibold(size, INK), holder, WIDTH, 2, size * 1.3);
            self.push(Tag::P, name);
            if !SEMIBOLD.has_all(holder) {
                self.y += 13.0;
                let told = "□ stands for a letter that this document can’t show; the report’s page has the whole name.";
                let told = self.lines(regular(8.5, SOFT), told, WIDTH, 1, 11.0);
                self.push(Tag::P, told);
            }
        }
    }

    /// Passed or not, and the score against the pass mark.
    pub(super) fn verdict(&mut self, sheet: &Sheet) {
        self.y += 42.0;
        let style = semibold(23.0, if sheet.good { GOOD } else { INK });
        let line = style.face.shape(&sheet.verdict);
        let verdict = self.canvas.line(LEFT, self.y, Align::Start, style, &line);
        let after = LEFT + line.ems * style.size + 10.0;
        let beside = self.canvas.text(after, self.y, Align::Start, regular(12.0, SOFT), &sheet.beside);
        self.push(Tag::P, vec![verdict, beside]);
        if let Some(gauge) = sheet.gauge {
            self.y += 17.0;
            self.gauge(LEFT, self.y, WIDTH, 15.0, gauge);
            self.y += 15.0 + 14.0;
            let label = regular(8.0, SOFT);
            let percent = (gauge.mark * 100.0).round();
            // The ends give way to the pass mark where it stands near them.
            if gauge.mark > 0.12 {
                self.canvas.label(LEFT, self.y, Align::Start, label, "0 %");
            }
            if gauge.mark < 0.86 {
                self.canvas.label(RIGHT, self.y, Align::End, label, "100 %");
            }
            let (x, align) = match gauge.mark {
                mark if mark < 0.08 => (LEFT, Align::Start),
                mark if mark > 0.92 => (RIGHT, Align::End),
                mark => (LEFT + WIDTH * mark, Align::Middle),
            };
            self.canvas.label(x, self.y, align, semibold(8.0, INK), &format!("pass mark {percent} %"));
        }
    }

    /// A bar with the pass mark through it.
    fn gauge(&mut self, x: f32, y: f32, width: f32, height: f32, gauge: Gauge) {
        let (thick, gap) = if height > 6.0 { (1.6, 1.4) } else { (1.0, 0.7) };
        let mark = x + (width - thick) * gauge.mark;
        self.canvas.bar(x, y, width, height, LINE);
        if gauge.filled > 0.0 {
            let colour = if gauge.reached { GOOD } else { STRONG };
            self.canvas.bar(x, y, width * gauge.filled, height, colour);
        }
        let over = height * 0.28;
        self.canvas.bar(mark - gap, y, thick + 2.0 * gap, height, Colour(255, 255, 255));
        self.canvas.bar(mark, y - over, thick, height + 2.0 * over, INK);
    }

    /// Sections, or the exams of a recognition: as a table, in two columns where there are many.
    pub(super) fn rows(&mut self, sheet: &Sheet) {
        self.y += 34.0;
        let title = self.canvas.text(LEFT, self.y, Align::Start, semibold(12.5, INK), sheet.rows_title);
        self.push(heading(2, sheet.rows_title), vec![title]);
        let x = RIGHT;
        self.canvas.label(x, self.y, Align::End, regular(8.0, SOFT), "The line is the pass mark");
        self.y += 8.0;
        let columns = if sheet.rows.len() > 14 { 2 } else { 1 };
        let per_column = sheet.rows.len().div_ceil(columns).max(1);
        let height = ((FACTS - 22.0 - self.y) / per_column as f32).min(30.0);
        let column = (WIDTH - 24.0 * (columns - 1) as f32) / columns as f32;
        let mut table = TagGroup::new(Tag::Table);
        for (index, row) in sheet.rows.iter().enumerate() {
            let left = LEFT + (index / per_column) as f32 * (column + 24.0);
            let top = self.y + (index % per_column) as f32 * height;
            let cells = self.row(row, left, top, column, height, columns > 1);
            table.push(cells);
        }
        self.tags.push(table.into());
        self.y += per_column as f32 * height;
    }

    fn row(&mut self, row: &Row, left: f32, top: f32, width: f32, height: f32, narrow: bool) -> TagGroup {
        let size = (height * 0.42).clamp(6.0, 9.5);
        let style = regular(size, INK);
        // The bar, and the right ends of the numbers.
        let (from, to, count) = match narrow {
            true => (left + width * 0.56, left + width * 0.66, left + width * 0.83),
            false => (left + width * 0.42, left + width * 0.72, left + width * 0.87),
        };
        self.canvas.bar(left, top, width, 0.5, LINE);
        let most = if height >= 24.0 { 2 } else { 1 };
        let lines = style.face.lines(&row.title, (from - left - 12.0) / size, most);
        let middle = top + height / 2.0;
        let first = middle + size * 0.36 - (lines.len() - 1) as f32 * size * 0.58;
        let title: Vec<Node> = lines
            .iter()
            .enumerate()
            .map(|(index, line)| {
                let y = first + index as f32 * size * 1.16;
                self.canvas.line(left, y, Align::Start, style, line).into()
            })
            .collect();
        let thick = (height * 0.32).clamp(2.5, 8.0);
        self.gauge(from, middle - thick / 2.0, to - from, thick, row.gauge);
        let baseline = middle + size * 0.36;
        let count = self.canvas.text(count, baseline, Align::End, style, &row.count);
        let share = self.canvas.text(left + width, baseline, Align::End, style, &row.share);
        TagGroup::with_children(
            Tag::TR,
            vec![
                TagGroup::with_children(Tag::TH(TableHeaderScope::Row), title).into(),
                TagGroup::with_children(Tag::TD, vec![count.into()]).into(),
                TagGroup::with_children(Tag::TD, vec![share.into()]).into(),
            ],
        )
    }

    /// Date, time and where the form came from, three a row.
    pub(super) fn facts(&mut self, sheet: &Sheet) {
        self.canvas.bar(LEFT, FACTS - 6.0, WIDTH, 0.75, LINE);
        let column = WIDTH / 3.0;
        for (index, (name, value)) in sheet.facts.iter().enumerate() {
            let x = LEFT + (index % 3) as f32 * column;
            let y = FACTS + 14.0 + (index / 3) as f32 * 38.0;
            let told = self.canvas.text(x, y, Align::Start, regular(8.5, SOFT), name);
            let style = semibold(10.5, INK);
            let value = style.face.lines(value, (column - 10.0) / style.size, 1);
            let mut content = vec![told];
            for line in &value {
                content.push(self.canvas.line(x, y + 14.5, Align::Start, style, line));
            }
            self.push(Tag::P, content);
        }
    }

    /// How to verify it, and what it is not. Returns the link's annotation and its group.
    pub(super) fn foot(&mut self, publication: Option<&Publication<'_>>) -> Option<(Annotation, TagGroup)> {
        self.canvas.bar(LEFT, FOOT - 16.0, WIDTH, 0.75, LINE);
        self.y = FOOT + 8.0;
        let link = publication.and_then(|publication| self.published(publication));
        if publication.is_none() {
            let title = self.canvas.text(LEFT, self.y, Align::Start, semibold(11.0, INK), "Not published");
            self.push(heading(2, "Not published"), vec![title]);
            self.y += 16.0;
            let told = "This report has no public link and carries no signature: nobody but its owner can tell whether it is genuine.";
            let told = self.lines(regular(9.5, SOFT), told, 340.0, 3, 13.5);
            self.push(Tag::P, told);
        }
        let notice = self.canvas.text(LEFT, 800.0, Align::Start, semibold(9.0, INK), NOTICE);
        self.push(Tag::P, vec![notice]);
        link
    }

    fn published(&mut self, publication: &Publication<'_>) -> Option<(Annotation, TagGroup)> {
        let code = self.code(publication.link);
        let title = self.canvas.text(LEFT, self.y, Align::Start, semibold(11.0, INK), "Verify this report");
        self.push(heading(2, "Verify this report"), vec![title]);
        self.y += 16.0;
        let (top, style) = (self.y, regular(8.5, ACCENT));
        let lines = broken(publication.link, 360.0 / style.size);
        let mut link = TagGroup::new(Tag::Link);
        for (index, line) in lines.iter().enumerate() {
            self.y += if index == 0 { 0.0 } else { 11.5 };
            link.push(self.canvas.text(LEFT, self.y, Align::Start, style, line));
        }
        let area = Rect::from_ltrb(LEFT, top - 9.0, LEFT + 364.0, self.y + 3.0);
        self.y += 16.0;
        let digits: String = publication.signature[..16].chunks(2).fold(String::new(), |text, pair| {
            format!("{text}{}{:02x}{:02x}", if text.is_empty() { "" } else { " " }, pair[0], pair[1])
        });
        for told in [
            format!(
                "Signed on {} with Ed25519, key {}.",
                date_and_time(publication.signed_at),
                publication.key
            ),
            format!("The signature begins {digits}."),
        ] {
            let told = self.lines(regular(8.5, SOFT), &told, 366.0, 1, 11.5);
            self.push(Tag::P, told);
            self.y += 12.0;
        }
        if let Some(code) = code {
            self.tags.push(code.into());
        }
        let target = Target::Action(Action::Link(LinkAction::new(publication.link.to_owned())));
        let annotation = Annotation::new_link(
            LinkAnnotation::new(area?, target),
            Some("The page that verifies this report".to_owned()),
        );
        Some((annotation, link))
    }

    /// The address as a code for a phone's camera.
    fn code(&mut self, link: &str) -> Option<TagGroup> {
        const SIZE: f32 = 88.0;
        let code = QrCode::with_error_correction_level(link, EcLevel::M).ok()?;
        let modules = code.width();
        let side = SIZE / modules as f32;
        let (left, top) = (RIGHT - SIZE, FOOT - 2.0);
        let colours = code.to_colors();
        let mut squares = Vec::new();
        for (row, line) in colours.chunks(modules).enumerate() {
            let mut column = 0;
            while column < modules {
                let run = line[column..].iter().take_while(|&&colour| colour == Color::Dark).count();
                if run > 0 {
                    let (x, y) = (left + column as f32 * side, top + row as f32 * side);
                    squares.push((x, y, run as f32 * side, side));
                }
                column += run.max(1);
            }
        }
        let identifier = self.canvas.surface.start_tagged(ContentTag::Other);
        self.canvas.squares(&squares, INK);
        self.canvas.surface.end_tagged();
        let area = Rect::from_xywh(left, top, SIZE, SIZE)?;
        let tag = Tag::Figure(Some(format!("QR code of {link}"))).with_bbox(Some(BBox::new(0, area)));
        Some(TagGroup::with_children(tag, vec![identifier.into()]))
    }
}

fn heading(level: u16, title: &str) -> TagKind {
    Tag::Hn(NonZeroU16::new(level).unwrap_or(NonZeroU16::MIN), Some(title.to_owned())).into()
}

/// An address in pieces no longer than `ems`; it has no spaces to break at.
fn broken(link: &str, ems: f32) -> Vec<String> {
    let mut pieces = vec![String::new()];
    for letter in link.chars() {
        if let Some(piece) = pieces.last_mut() {
            let longer = format!("{piece}{letter}");
            if REGULAR.shape(&longer).ems <= ems {
                *piece = longer;
                continue;
            }
        }
        pieces.push(letter.to_string());
    }
    pieces
}
