//! A part of a GIFT file as its characters are meant: escapes resolved, comment lines passed over.

/// A part of the text of a file, by bytes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Span<'a> {
    text: &'a str,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// A character as it is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Glyph {
    /// The byte of the whole text at which it is written.
    pub(super) at: usize,
    pub(super) char: char,
    /// Whether it is one of `: # = { } ~` and not escaped, so that it may mean something.
    pub(super) control: bool,
}

impl<'a> Span<'a> {
    /// The bytes from `start` to `end` of the whole text.
    pub(super) fn new(text: &'a str, start: usize, end: usize) -> Span<'a> {
        Span { text, start, end: end.max(start) }
    }

    /// What lies between two bytes of the same text.
    pub(super) fn between(self, start: usize, end: usize) -> Span<'a> {
        Span::new(self.text, start, end)
    }

    /// From a byte of the whole text to the end.
    pub(super) fn from(self, start: usize) -> Span<'a> {
        Span::new(self.text, start, self.end)
    }

    /// As it is written.
    pub(super) fn raw(self) -> &'a str {
        &self.text[self.start..self.end]
    }

    /// Its characters. Each call reads the span once, from its start.
    pub(super) fn glyphs(self) -> Glyphs<'a> {
        let line_start = self.start == 0 || self.text.as_bytes()[self.start - 1] == b'\n';
        Glyphs { span: self, at: self.start, line_start }
    }

    /// Only the characters that may mean something.
    pub(super) fn controls(self) -> impl Iterator<Item = Glyph> + 'a {
        self.glyphs().filter(|glyph| glyph.control)
    }

    /// From its first character that isn't white space; empty where there is none.
    pub(super) fn trim_start(self) -> Span<'a> {
        let first = self.glyphs().find(|glyph| !glyph.char.is_whitespace());
        self.from(first.map_or(self.end, |glyph| glyph.at))
    }

    /// Whether it holds nothing but white space and comments.
    pub(super) fn is_blank(self) -> bool {
        self.glyphs().all(|glyph| glyph.char.is_whitespace())
    }

    /// Its characters as a text.
    pub(super) fn string(self) -> String {
        let mut string = String::with_capacity(self.end - self.start);
        string.extend(self.glyphs().map(|glyph| glyph.char));
        string
    }

    /// Where this control character stands twice or more in direct succession: the byte of the first of each run of `count`,
    /// from left to right, overlapping.
    pub(super) fn runs(self, char: char, count: usize) -> impl Iterator<Item = usize> + 'a {
        let mut run = 0;
        let mut next = usize::MAX;
        self.controls().filter_map(move |glyph| {
            run = if glyph.char != char {
                0
            } else if glyph.at == next {
                run + 1
            } else {
                1
            };
            next = glyph.at + 1;
            (run >= count).then(|| glyph.at + 1 - count)
        })
    }
}

/// The characters of a [`Span`].
pub(super) struct Glyphs<'a> {
    span: Span<'a>,
    at: usize,
    line_start: bool,
}

impl Glyphs<'_> {
    /// Passes over comment lines.
    fn skip_comments(&mut self) {
        loop {
            let rest = &self.span.text[self.at..self.span.end];
            let length = rest.find('\n').map_or(rest.len(), |end| end + 1);
            if !is_comment(&rest[..length]) {
                return;
            }
            self.at += length;
        }
    }
}

impl Iterator for Glyphs<'_> {
    type Item = Glyph;

    fn next(&mut self) -> Option<Glyph> {
        if std::mem::take(&mut self.line_start) {
            self.skip_comments();
        }
        let at = self.at;
        let mut chars = self.span.text[at..self.span.end].chars();
        let char = chars.next()?;
        self.at += char.len_utf8();
        if char == '\\' {
            let meant = match chars.next() {
                Some('n') => '\n',
                Some(escaped) if is_control(escaped) || escaped == '\\' => escaped,
                _ => return Some(Glyph { at, char, control: false }),
            };
            self.at += 1;
            return Some(Glyph { at, char: meant, control: false });
        }
        self.line_start = char == '\n';
        Some(Glyph { at, char, control: is_control(char) })
    }
}

/// Whether a line is a comment: its first characters after indentation are `//`.
pub(super) fn is_comment(line: &str) -> bool {
    line.trim_start_matches([' ', '\t']).starts_with("//")
}

fn is_control(char: char) -> bool {
    matches!(char, ':' | '#' | '=' | '{' | '}' | '~')
}

#[cfg(test)]
mod tests {
    use super::Span;

    fn whole(text: &str) -> Span<'_> {
        Span::new(text, 0, text.len())
    }

    #[test]
    fn escapes_are_resolved_from_left_to_right() {
        assert_eq!(
            whole(r"\: \# \= \{ \} \~ a\nb \\n \\\= \x \").string(),
            ": # = { } ~ a\nb \\n \\= \\x \\"
        );
        let controls: Vec<_> = whole(r"\={ \\}").controls().map(|glyph| (glyph.at, glyph.char)).collect();
        assert_eq!(controls, [(2, '{'), (6, '}')]);
    }

    #[test]
    fn comments_stand_only_at_the_start_of_a_line() {
        assert_eq!(whole("// no\n  //no {\na // b\n//no").string(), "a // b\n");
        assert_eq!(whole("a // b").from(2).string(), "// b");
    }

    #[test]
    fn runs_are_of_characters_side_by_side() {
        assert_eq!(whole("a: :b::c:\\:::").runs(':', 2).collect::<Vec<_>>(), [5, 11]);
        assert_eq!(whole("#####").runs('#', 4).last(), Some(1));
    }
}
