//! Drawing on the page: text, bars, rings and squares, each tagged as content or as decoration.

use super::typeface::{Line, Typeface};
use krilla::color::rgb;
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::num::NormalizedF32;
use krilla::paint::{Fill, FillRule, Stroke};
use krilla::surface::Surface;
use krilla::tagging::{Artifact, ArtifactType, ContentTag, Identifier, SpanTag};

/// A colour of the page.
#[derive(Clone, Copy)]
pub(crate) struct Colour(pub(crate) u8, pub(crate) u8, pub(crate) u8);

/// The site's colours upon light.
pub(crate) const INK: Colour = Colour(0x1b, 0x1c, 0x20);
pub(crate) const SOFT: Colour = Colour(0x5a, 0x5c, 0x64);
pub(crate) const LINE: Colour = Colour(0xe4, 0xe1, 0xd9);
pub(crate) const STRONG: Colour = Colour(0x87, 0x86, 0x81);
pub(crate) const ACCENT: Colour = Colour(0x26, 0x46, 0x9a);
pub(crate) const GOOD: Colour = Colour(0x1c, 0x67, 0x3c);

/// How text is set.
#[derive(Clone, Copy)]
pub(crate) struct Style {
    pub(crate) face: &'static Typeface,
    /// In points.
    pub(crate) size: f32,
    pub(crate) colour: Colour,
}

/// Where a line of text stands seen from its point.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Align {
    Start,
    Middle,
    End,
}

/// The page's surface. Lengths are points, from the upper left corner.
pub(crate) struct Canvas<'a> {
    pub(crate) surface: Surface<'a>,
}

impl Canvas<'_> {
    /// Text on one line, with its baseline at `y`.
    pub(crate) fn text(&mut self, x: f32, y: f32, align: Align, style: Style, text: &str) -> Identifier {
        self.line(x, y, align, style, &style.face.shape(text))
    }

    /// The same of a line that is shaped already.
    pub(crate) fn line(&mut self, x: f32, y: f32, align: Align, style: Style, line: &Line) -> Identifier {
        let identifier = self.surface.start_tagged(ContentTag::Span(SpanTag::empty()));
        self.glyphs(x, y, align, style, line);
        self.surface.end_tagged();
        identifier
    }

    /// Text that a reader needn't hear.
    pub(crate) fn label(&mut self, x: f32, y: f32, align: Align, style: Style, text: &str) {
        self.surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(ArtifactType::Layout)));
        self.glyphs(x, y, align, style, &style.face.shape(text));
        self.surface.end_tagged();
    }

    fn glyphs(&mut self, x: f32, y: f32, align: Align, style: Style, line: &Line) {
        let length = line.ems * style.size;
        let x = match align {
            Align::Start => x,
            Align::Middle => x - length / 2.0,
            Align::End => x - length,
        };
        self.paint(style.colour);
        let (font, start) = (style.face.font.clone(), Point::from_xy(x, y));
        self.surface.draw_glyphs(start, &line.glyphs, font, &line.text, style.size, false);
    }

    /// A filled rectangle that is decoration.
    pub(crate) fn bar(&mut self, x: f32, y: f32, width: f32, height: f32, colour: Colour) {
        self.surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(ArtifactType::Layout)));
        self.squares(&[(x, y, width, height)], colour);
        self.surface.end_tagged();
    }

    /// Filled rectangles as one drawing (x, y, width, height).
    pub(crate) fn squares(&mut self, squares: &[(f32, f32, f32, f32)], colour: Colour) {
        let mut path = PathBuilder::new();
        for rectangle in
            squares.iter().filter_map(|&(x, y, width, height)| Rect::from_xywh(x, y, width, height))
        {
            path.push_rect(rectangle);
        }
        if let Some(path) = path.finish() {
            self.paint(colour);
            self.surface.draw_path(&path);
        }
    }

    /// The platform's mark, 22 points high at `scale` 1.
    pub(crate) fn mark(&mut self, x: f32, y: f32, scale: f32, colour: Colour) {
        self.surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(ArtifactType::Layout)));
        let at = |cx: f32, cy: f32| (x + cx * scale, y + cy * scale);
        for (cx, cy) in [(5.5, 5.5), (5.5, 16.5), (16.5, 16.5)] {
            self.surface.set_fill(None);
            self.surface.set_stroke(Some(Stroke {
                paint: rgb::Color::new(colour.0, colour.1, colour.2).into(),
                width: 1.8 * scale,
                ..Stroke::default()
            }));
            self.circle(at(cx, cy), 3.6 * scale);
        }
        self.paint(colour);
        self.circle(at(16.5, 5.5), 4.5 * scale);
        self.surface.end_tagged();
    }

    fn circle(&mut self, (x, y): (f32, f32), radius: f32) {
        // The usual approximation of a quarter by a cubic curve.
        let bend = radius * 0.552_284_8;
        let mut path = PathBuilder::new();
        path.move_to(x + radius, y);
        path.cubic_to(x + radius, y + bend, x + bend, y + radius, x, y + radius);
        path.cubic_to(x - bend, y + radius, x - radius, y + bend, x - radius, y);
        path.cubic_to(x - radius, y - bend, x - bend, y - radius, x, y - radius);
        path.cubic_to(x + bend, y - radius, x + radius, y - bend, x + radius, y);
        path.close();
        if let Some(path) = path.finish() {
            self.surface.draw_path(&path);
        }
    }

    fn paint(&mut self, colour: Colour) {
        self.surface.set_stroke(None);
        self.surface.set_fill(Some(Fill {
            paint: rgb::Color::new(colour.0, colour.1, colour.2).into(),
            opacity: NormalizedF32::ONE,
            rule: FillRule::NonZero,
        }));
    }
}
