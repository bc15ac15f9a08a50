//! The typeface of the page: shaping, measuring, and breaking into lines.

use krilla::text::{Font, GlyphId, KrillaGlyph};
use rustybuzz::{Direction, Face, Feature, UnicodeBuffer};
use std::sync::LazyLock;

/// What stands for a letter that the font lacks.
const LACKING: char = '\u{25a1}';

/// Inter, cut down to the Latin, Greek and Cyrillic letters; `fonts/README.md` says how.
pub(crate) static REGULAR: LazyLock<Typeface> =
    LazyLock::new(|| Typeface::new(include_bytes!("../../fonts/Inter-Regular.ttf")));

/// The same, heavier.
pub(crate) static SEMIBOLD: LazyLock<Typeface> =
    LazyLock::new(|| Typeface::new(include_bytes!("../../fonts/Inter-SemiBold.ttf")));

/// One weight of the typeface.
pub(crate) struct Typeface {
    pub(crate) font: Font,
    face: Face<'static>,
    units: f32,
}

/// A line of text that is ready to be drawn.
#[derive(Clone)]
pub(crate) struct Line {
    pub(crate) text: String,
    pub(crate) glyphs: Vec<KrillaGlyph>,
    /// Its length at the size 1.
    pub(crate) ems: f32,
}

impl Typeface {
    fn new(file: &'static [u8]) -> Typeface {
        let font = Font::new(file.into(), 0).expect("the font that is compiled in can be read");
        let face = Face::from_slice(file, 0).expect("the font that is compiled in can be read");
        let units = face.units_per_em() as f32;
        Typeface { font, face, units }
    }

    /// The text as it can be drawn: white space as spaces, letters that the font lacks as boxes, what isn't seen left out.
    pub(crate) fn drawable(&self, text: &str) -> String {
        text.chars()
            .filter_map(|letter| match letter {
                letter if letter.is_whitespace() && letter != '\u{a0}' && letter != '\u{202f}' => Some(' '),
                letter if letter.is_control() || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}') => None,
                letter if self.face.glyph_index(letter).is_some() => Some(letter),
                _ => Some(LACKING),
            })
            .collect()
    }

    /// Whether the font has every letter of the text.
    pub(crate) fn has_all(&self, text: &str) -> bool {
        !self.drawable(text).contains(LACKING)
    }

    /// One line. Digits are equally wide, so that columns of them stand straight.
    pub(crate) fn shape(&self, text: &str) -> Line {
        let text = self.drawable(text);
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(&text);
        buffer.guess_segment_properties();
        buffer.set_direction(Direction::LeftToRight);
        let equal_digits = Feature::new(rustybuzz::ttf_parser::Tag::from_bytes(b"tnum"), 1, ..);
        let shaped = rustybuzz::shape(&self.face, &[equal_digits], buffer);
        let (infos, positions) = (shaped.glyph_infos(), shaped.glyph_positions());
        let mut ems = 0.0;
        let mut glyphs = Vec::with_capacity(infos.len());
        for (index, (info, position)) in infos.iter().zip(positions).enumerate() {
            let start = info.cluster as usize;
            let end = infos[index..]
                .iter()
                .map(|next| next.cluster as usize)
                .find(|&next| next > start)
                .unwrap_or(text.len());
            let advance = position.x_advance as f32 / self.units;
            ems += advance;
            glyphs.push(KrillaGlyph::new(
                GlyphId::new(info.glyph_id),
                advance,
                position.x_offset as f32 / self.units,
                position.y_offset as f32 / self.units,
                position.y_advance as f32 / self.units,
                start..end,
                None,
            ));
        }
        Line { text, glyphs, ems }
    }

    /// Lines no longer than `ems`, at most `most` of them; what doesn't fit is cut with an ellipsis.
    pub(crate) fn lines(&self, text: &str, ems: f32, most: usize) -> Vec<Line> {
        let mut lines: Vec<String> = vec![String::new()];
        for word in text.split_whitespace() {
            let current = lines.last_mut().map(|line| {
                let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
                let fits = self.shape(&longer).ems <= ems;
                if fits || line.is_empty() {
                    *line = longer;
                    return true;
                }
                false
            });
            if current == Some(false) {
                lines.push(word.to_owned());
            }
        }
        let cut = lines.len() > most;
        lines.truncate(most);
        let last = lines.len().saturating_sub(1);
        lines
            .into_iter()
            .enumerate()
            .map(|(index, line)| {
                let line = self.fitted(&line, ems, cut && index == last);
                // Words at the end of a line are apart from those on the next.
                if index == last { line } else { self.shape(&format!("{} ", line.text)) }
            })
            .collect()
    }

    /// The text on one line no longer than `ems`: cut with an ellipsis where it must be, or where `cut` says so.
    fn fitted(&self, text: &str, ems: f32, cut: bool) -> Line {
        let line = self.shape(text);
        if line.ems <= ems && !cut {
            return line;
        }
        let mut letters: Vec<char> = text.chars().collect();
        while !letters.is_empty() {
            let shorter: String = letters.iter().collect();
            let line = self.shape(&format!("{}…", shorter.trim_end()));
            if line.ems <= ems {
                return line;
            }
            letters.pop();
        }
        self.shape("…")
    }
}
