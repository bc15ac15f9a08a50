//! A first look at HTML, before it's parsed: what it may cost, what is lost, and pictures inside of it put aside.
//!
//! A browser's rules for wrong HTML can turn a little text into a huge tree, so what might is refused here.

use super::{Notes, Trouble};
use crate::import::limits::grouped;
use std::collections::BTreeSet;

/// The longest tag, in bytes, pictures inside of it not counted.
const MAX_TAG: usize = 10_000;
/// The most tags of one text.
const MAX_TAGS: usize = 5_000;
/// Marks that are left open are opened again in each later block, so it's their product with other tags that costs.
const MAX_PRODUCT: usize = 300_000;
/// The elements that are opened again.
const FORMATTING: [&str; 14] =
    ["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"];
/// Elements inside of which the end of a formatting element that began outside is ignored.
const BOUNDS: [&str; 12] = [
    "applet", "caption", "marquee", "math", "object", "select", "svg", "table", "td", "template", "th", "tr",
];
/// What stands for a picture that is written into an address.
const ASIDE: &str = "picture-put-aside/";
/// What each element was that can't be carried over.
const LOST: [(&str, &str); 20] = [
    ("script", "a script"),
    ("style", "a style sheet"),
    ("audio", "sound"),
    ("video", "a video"),
    ("iframe", "a page inside of the page (iframe)"),
    ("object", "an embedded object"),
    ("embed", "an embedded object"),
    ("applet", "an embedded object"),
    ("svg", "a drawing (SVG)"),
    ("canvas", "a drawing (canvas)"),
    ("form", "a form"),
    ("input", "a form field"),
    ("button", "a form field"),
    ("select", "a form field"),
    ("textarea", "a form field"),
    ("u", "underlining"),
    ("s", "text struck through"),
    ("del", "text struck through"),
    ("strike", "text struck through"),
    ("mark", "highlighting"),
];
/// Elements of HTML and MathML that are carried over, or whose text is all that matters.
const KNOWN: &str = " a abbr acronym address article aside b bdi bdo big blockquote body br caption center cite code col colgroup \
    data dd details dfn dir div dl dt em fieldset figcaption figure font footer h1 h2 h3 h4 h5 h6 head header hgroup hr html i \
    img ins kbd label legend li link main map area meta menu nav nobr noscript ol output p pre q rb rp rt rtc ruby samp section \
    small span strong sub summary sup table tbody td tfoot th thead time title tr tt ul var wbr xml base center \
    math semantics annotation annotation-xml mrow mi mn mo ms mtext mspace msup msub msubsup mfrac msqrt mroot mfenced mover \
    munder munderover mtable mtr mtd mstyle mpadded mphantom menclose mmultiscripts none mprescripts merror maction ";

/// Whether HTML or MathML knows an element of this name, in small letters.
pub(crate) fn is_html(name: &str) -> bool {
    KNOWN.contains(&format!(" {name} ")) || LOST.iter().any(|(lost, _)| *lost == name)
}

/// What was found.
pub(super) struct Scanned {
    /// The text, with pictures inside of it put aside.
    pub(super) html: String,
    /// What parsing it may cost.
    pub(super) work: usize,
    aside: Vec<String>,
    lost: BTreeSet<&'static str>,
    unknown: BTreeSet<String>,
}

impl Scanned {
    /// The address that stood where this one stands now.
    pub(super) fn address(&self, address: &str) -> String {
        let aside = address.strip_prefix(ASIDE).and_then(|number| number.parse::<usize>().ok());
        aside.and_then(|index| self.aside.get(index)).map_or_else(|| address.to_owned(), Clone::clone)
    }

    /// Says what is lost.
    pub(super) fn tell(&self, notes: &mut Notes) {
        for what in &self.lost {
            notes.add(format!("held {what}, which isn't carried over."));
        }
        for name in &self.unknown {
            notes.add(format!(
                "held the tag `<{name}>`, which HTML doesn't know and browsers don't show; it's left out. If it's meant as text, \
                 write `&lt;{name}&gt;`."
            ));
        }
    }
}

/// Looks over a text.
///
/// # Errors
/// It has too many tags, or one that is too long.
pub(super) fn scan(text: &str) -> Result<Scanned, Trouble> {
    let mut scanned = Scanned {
        html: String::with_capacity(text.len().min(100_000)),
        work: 0,
        aside: Vec::new(),
        lost: BTreeSet::new(),
        unknown: BTreeSet::new(),
    };
    let mut work = Work::default();
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        scanned.html.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            rest = after_comment(comment);
            continue;
        }
        let closes = rest[1..].starts_with('/');
        let name: String = rest[1 + usize::from(closes)..]
            .chars()
            .take_while(|c| !c.is_whitespace() && !matches!(c, '>' | '/' | '<'))
            .take(40)
            .flat_map(char::to_lowercase)
            .collect();
        if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            scanned.html.push('<');
            rest = &rest[1..];
            continue;
        }
        let end = end_of_tag(rest);
        scanned.tag(&rest[..end])?;
        rest = &rest[end..];
        if !closes {
            scanned.name(&name);
        }
        work.tag(&name, closes)?;
    }
    scanned.html.push_str(rest);
    scanned.work = work.sum();
    Ok(scanned)
}

/// What parsing the tags so far may cost.
#[derive(Default)]
struct Work {
    formatting: usize,
    others: usize,
    /// How many of each formatting element are open.
    open: [usize; FORMATTING.len()],
    /// Whether an element was there inside of which the end of an outer one doesn't count.
    bounded: bool,
    /// How often elements may be opened again.
    again: usize,
}

impl Work {
    /// # Errors
    /// There are too many.
    fn tag(&mut self, name: &str, closes: bool) -> Result<(), Trouble> {
        self.bounded |= BOUNDS.contains(&name);
        match FORMATTING.iter().position(|known| *known == name) {
            Some(index) => {
                self.formatting += 1;
                if !closes {
                    self.open[index] += 1;
                } else if !self.bounded {
                    self.open[index] = self.open[index].saturating_sub(1);
                }
            }
            None => {
                self.others += 1;
                self.again += self.open.iter().sum::<usize>();
            }
        }
        if self.formatting + self.others > MAX_TAGS {
            return Err(Trouble::Text(format!(
                "holds more than {} HTML tags, which is the most that is read. Write it more simply.",
                grouped(MAX_TAGS)
            )));
        }
        if self.formatting * self.others > MAX_PRODUCT {
            return Err(Trouble::Text(format!(
                "holds {} HTML tags of emphasis and the like beside {} others, which may be too much work to read. Write it \
                 more simply.",
                grouped(self.formatting),
                grouped(self.others)
            )));
        }
        Ok(())
    }

    /// Finding out where each tag belongs goes through those that are open.
    fn sum(&self) -> usize {
        let tags = self.formatting + self.others;
        self.again + tags * tags / 100
    }
}

/// What follows a comment, as browsers end them.
fn after_comment(text: &str) -> &str {
    if let Some(rest) = text.strip_prefix('>').or_else(|| text.strip_prefix("->")) {
        return rest;
    }
    let ends = ["-->", "--!>"].iter().filter_map(|end| text.find(end).map(|at| at + end.len()));
    ends.min().map_or("", |at| &text[at..])
}

impl Scanned {
    fn name(&mut self, name: &str) {
        let bare = name.rsplit(':').next().unwrap_or(name);
        if let Some((_, what)) = LOST.iter().find(|(lost, _)| *lost == bare) {
            self.lost.insert(what);
        } else if !is_html(bare) && self.unknown.len() < 5 {
            // Word's own (`<o:p>`) say nothing.
            if !name.contains(':') {
                self.unknown.insert(name.to_owned());
            }
        }
    }

    /// Takes a tag over, with pictures in its addresses put aside.
    fn tag(&mut self, tag: &str) -> Result<(), Trouble> {
        let before = self.html.len();
        let mut rest = tag;
        while let Some(at) = find_data(rest) {
            self.html.push_str(&rest[..at]);
            let end = rest[at..].find(['"', '\'', '>', ' ']).map_or(rest.len(), |end| at + end);
            self.html.push_str(&format!("{ASIDE}{}", self.aside.len()));
            self.aside.push(rest[at..end].trim_end().to_owned());
            rest = &rest[end..];
        }
        self.html.push_str(rest);
        if self.html.len() - before > MAX_TAG {
            return Err(Trouble::Text(format!("holds a tag of more than {MAX_TAG} bytes.")));
        }
        Ok(())
    }
}

fn find_data(text: &str) -> Option<usize> {
    text.match_indices([':']).find_map(|(colon, _)| {
        let start = colon.checked_sub(4)?;
        let scheme = text.get(start..colon)?.eq_ignore_ascii_case("data");
        (scheme && text.get(colon + 1..colon + 7)?.eq_ignore_ascii_case("image/")).then_some(start)
    })
}

/// Where in a tag a tokeniser of HTML is.
#[derive(Clone, Copy)]
enum At {
    BeforeName,
    Name,
    AfterName,
    BeforeValue,
    Bare,
    Quoted(u8),
}

/// Where a tag ends, its `>` included, as browsers see it.
fn end_of_tag(text: &str) -> usize {
    let mut at = At::Name;
    let mut element = true;
    for (index, byte) in text.bytes().enumerate().skip(1) {
        let space = byte.is_ascii_whitespace();
        if byte == b'>' && !matches!(at, At::Quoted(_)) {
            return index + 1;
        }
        at = match at {
            At::Name if element && !space && byte != b'/' => At::Name,
            At::Name if element => {
                element = false;
                At::BeforeName
            }
            At::BeforeName if space || byte == b'/' => At::BeforeName,
            At::BeforeName => At::Name,
            At::Name | At::AfterName if byte == b'=' => At::BeforeValue,
            At::Name | At::AfterName if space => At::AfterName,
            At::Name | At::AfterName if byte == b'/' => At::BeforeName,
            At::Name | At::AfterName => At::Name,
            At::BeforeValue if space => At::BeforeValue,
            At::BeforeValue if matches!(byte, b'"' | b'\'') => At::Quoted(byte),
            At::BeforeValue | At::Bare => {
                if space {
                    At::BeforeName
                } else {
                    At::Bare
                }
            }
            At::Quoted(quote) if byte == quote => At::BeforeName,
            At::Quoted(quote) => At::Quoted(quote),
        };
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::{after_comment, end_of_tag, scan};

    #[test]
    fn tags_end_where_browsers_end_them() {
        for (tag, rest) in [
            ("<a>", "b>"),
            ("<a b=\"c>\">", "d"),
            ("<a b='>'c=\">\">", "\">"),
            ("<a b\"c>", "\">"),
            ("<a b=c\"d>", "\">"),
            ("<a =\">", "\">"),
            ("<a b==\">", "\">"),
            ("<a/b = '>'/>", "x>"),
            ("</a\">", "\">"),
        ] {
            assert_eq!(end_of_tag(&format!("{tag}{rest}")), tag.len(), "{tag}");
        }
        assert_eq!(end_of_tag("<a b=\"c>"), 8);
        assert_eq!(after_comment("> a --> b"), " a --> b");
        assert_eq!(after_comment(" a --!> b"), " b");
    }

    #[test]
    fn pictures_are_put_aside_and_found_again() {
        let scanned = scan("data:image/png <img alt='a' src='data:image/png;base64,AAAA' x>").unwrap();
        assert_eq!(scanned.html, "data:image/png <img alt='a' src='picture-put-aside/0' x>");
        assert_eq!(scanned.address("picture-put-aside/0"), "data:image/png;base64,AAAA");
        assert_eq!(scanned.address("other.png"), "other.png");
    }
}
