//! A source file's text, its lines, and places in it.

use crate::problem::{Excerpt, Findings, Place, Problem};
use std::cell::Cell;
use std::ops::{Range, RangeInclusive};

/// How much of a line is shown before and after a problem's column, in characters.
const EXCERPT: (usize, usize) = (80, 60);

/// A place within a source: a line from 1 and a byte in it from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Spot {
    pub(crate) line: usize,
    pub(crate) byte: usize,
}

impl Spot {
    pub(crate) const START: Spot = Spot { line: 1, byte: 0 };
}

/// A text file as it is parsed: without a byte order mark, and every line ended by a line feed alone.
pub(crate) struct Source {
    pub(crate) file: String,
    text: String,
    /// Where each line stands in the text, without its line feed.
    lines: Vec<Range<usize>>,
    /// The last spot whose characters were counted (at the beginning of a character), and how many stand before it in its line. Places are
    /// mostly asked for in order, and a line may have megabytes.
    counted: Cell<(Spot, usize)>,
}

impl Source {
    /// Takes the bytes of a file.
    ///
    /// # Errors
    /// They aren't UTF-8.
    pub(crate) fn new(file: impl Into<String>, bytes: &[u8]) -> Result<Source, Box<Problem>> {
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        match std::str::from_utf8(bytes) {
            Ok(text) => Ok(Source::from_text(file, text)),
            Err(error) => {
                let before = Source::from_text("", &String::from_utf8_lossy(&bytes[..error.valid_up_to()]));
                let line = before.lines();
                let mut problem = Problem::of_file(
                    file,
                    "the file isn't UTF-8 text",
                    "save it in the encoding UTF-8; from this place on it is something else",
                );
                problem.place.line = line;
                problem.place.column = before.line(line).chars().count() + 1;
                Err(Box::new(problem))
            }
        }
    }

    fn from_text(file: impl Into<String>, text: &str) -> Source {
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        let mut lines = Vec::new();
        let mut start = 0;
        for (at, _) in text.match_indices('\n') {
            lines.push(start..at);
            start = at + 1;
        }
        lines.push(start..text.len());
        Source { file: file.into(), text, lines, counted: Cell::new((Spot::START, 0)) }
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// How many lines there are; at least 1, and the empty one after a last line feed counts.
    pub(crate) fn lines(&self) -> usize {
        self.lines.len()
    }

    /// The line of this number (from 1), without its end; empty where there is none.
    pub(crate) fn line(&self, number: usize) -> &str {
        number.checked_sub(1).and_then(|index| self.lines.get(index)).map_or("", |at| &self.text[at.clone()])
    }

    /// The text from one line to another.
    pub(crate) fn slice(&self, lines: RangeInclusive<usize>) -> &str {
        let (first, last) = (*lines.start(), (*lines.end()).min(self.lines()));
        if first == 0 || first > last {
            return "";
        }
        &self.text[self.lines[first - 1].start..self.lines[last - 1].end]
    }

    /// The text from one line to another, without the empty lines before and after it.
    pub(crate) fn trimmed(&self, lines: RangeInclusive<usize>) -> &str {
        let blank = |&line: &usize| self.line(line).trim().is_empty();
        let first = lines.clone().find(|line| !blank(line));
        let last = lines.rev().find(|line| !blank(line));
        match (first, last) {
            (Some(first), Some(last)) => self.slice(first..=last).trim_end(),
            _ => "",
        }
    }

    /// The first line of these that isn't empty.
    pub(crate) fn first_full(&self, mut lines: RangeInclusive<usize>) -> Option<usize> {
        lines.find(|&line| !self.line(line).trim().is_empty())
    }

    /// Where a line's text begins after its indentation.
    pub(crate) fn text_of_line(&self, line: usize) -> Spot {
        let text = self.line(line);
        Spot { line, byte: text.len() - text.trim_start().len() }
    }

    /// The place of a byte of the whole text.
    pub(crate) fn spot_at(&self, byte: usize) -> Spot {
        let index = self.lines.partition_point(|line| line.start <= byte).saturating_sub(1);
        Spot { line: index + 1, byte: byte.saturating_sub(self.lines[index].start) }
    }

    /// The place for people.
    pub(crate) fn place(&self, spot: Spot) -> Place {
        Place { file: self.file.clone(), line: spot.line, column: self.chars_before(spot) + 1 }
    }

    fn chars_before(&self, spot: Spot) -> usize {
        let line = self.line(spot.line);
        let end = line.ceil_char_boundary(spot.byte.min(line.len()));
        let (from, before) = match self.counted.get() {
            (last, before) if last.line == spot.line && last.byte <= end => (last.byte, before),
            _ => (0, 0),
        };
        let before = before + line[from..end].chars().count();
        self.counted.set((Spot { line: spot.line, byte: end }, before));
        before
    }

    /// The line around the place.
    pub(crate) fn excerpt(&self, spot: Spot) -> Excerpt {
        let before = self.chars_before(spot);
        let skip = before.saturating_sub(EXCERPT.0);
        let text = self.line(spot.line).chars().skip(skip).take(before - skip + EXCERPT.1);
        let text: String = text.map(|c| if invisible(c) || c == '\t' { ' ' } else { c }).collect();
        Excerpt { text: text.trim_end().to_owned(), caret: before - skip }
    }

    /// Reports the characters that no item may hold: they can't be seen, or make text look like other text.
    pub(crate) fn report_invisible(&self, findings: &mut Findings<'_>) {
        for (at, character) in self.text.char_indices().filter(|&(_, c)| invisible(c)) {
            findings.error(
                self.spot_at(at),
                format!("the invisible character U+{:04X} isn't allowed", u32::from(character)),
                "delete it; where code needs it, write it as an escape such as \"\\x00\" or \"\\u202e\"",
            );
        }
    }
}

/// Control characters, line separators that aren't line feeds, and what turns the direction of writing round.
pub(crate) fn invisible(character: char) -> bool {
    match character {
        '\t' | '\n' => false,
        '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}' => true,
        other => other.is_control(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Source, Spot};

    #[test]
    fn line_ends_and_a_byte_order_mark_dont_move_places() {
        let plain = Source::new("a", "é one\ntwo\n".as_bytes()).unwrap();
        let other = Source::new("a", "\u{FEFF}é one\r\ntwo\r\n".as_bytes()).unwrap();
        assert_eq!(plain.text(), other.text());
        assert_eq!(plain.place(Spot { line: 1, byte: 3 }).column, 3);
        assert_eq!(plain.spot_at(7), Spot { line: 2, byte: 0 });
        assert_eq!(plain.lines(), 3);
    }

    #[test]
    fn the_place_where_utf_8_ends_is_named() {
        let problem = Source::new("a", b"one\nt\xC3\xA9\xFF").err().unwrap();
        assert_eq!((problem.place.line, problem.place.column), (2, 3));
    }

    #[test]
    fn columns_are_the_same_in_whatever_order_they_are_asked_for() {
        let source = Source::new("a", "ä é-日本\nxé".as_bytes()).unwrap();
        let column = |line, byte| source.place(Spot { line, byte }).column;
        let forth = [
            column(1, 0),
            column(1, 1),
            column(1, 2),
            column(1, 6),
            column(1, 99),
            column(2, 1),
            column(2, 3),
        ];
        let back = [
            column(2, 3),
            column(2, 1),
            column(1, 99),
            column(1, 6),
            column(1, 2),
            column(1, 1),
            column(1, 0),
        ];
        assert_eq!(forth, [1, 2, 2, 5, 7, 2, 3]);
        assert!(forth.iter().eq(back.iter().rev()));
    }

    #[test]
    fn slices_leave_empty_lines_out() {
        let source = Source::new("a", b"\n\n  x\n\ny \n\n").unwrap();
        assert_eq!(source.trimmed(1..=6), "  x\n\ny");
        assert_eq!(source.trimmed(1..=2), "");
        assert_eq!(source.slice(4..=99), "\ny \n\n");
        assert_eq!(source.line(0), "");
    }

    #[test]
    fn a_long_line_is_cut_around_its_place() {
        let line = format!("{}\tx{}", "a".repeat(500), "b".repeat(500));
        let source = Source::new("a", line.as_bytes()).unwrap();
        let excerpt = source.excerpt(Spot { line: 1, byte: 501 });
        assert_eq!(excerpt.text.chars().count(), 140);
        assert_eq!(excerpt.text.chars().nth(excerpt.caret), Some('x'));
        assert_eq!(excerpt.text.chars().nth(excerpt.caret - 1), Some(' '));
    }
}
